"""48 neighbourhoods that tile the city along its streets, and how their people live."""

from dataclasses import dataclass

import numpy as np
import shapely
from scipy.cluster.vq import kmeans2
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from altavega.buildings import Buildings
from altavega.plan import CENTRE, Plan, Quarter
from altavega.street_net import StreetNet

COUNT = 48
NAMES = (
    "La Candelaria", "San Agustín", "El Carmen", "Santa Bárbara", "La Merced", "El Molino", "San Jacinto",
    "La Esperanza", "El Mirador", "Las Acacias", "Los Cedros", "Villa Nueva", "San Rafael", "La Floresta",
    "El Porvenir", "Santa Rita", "Los Almendros", "El Prado", "La Estación", "Los Talleres", "San Cristóbal",
    "El Recreo", "La Ceiba", "Buenos Aires", "Las Palmas", "El Salado", "Belén Alto", "Loma Linda", "El Paraíso",
    "Nuevo Amanecer", "La Cumbre", "Alto de la Cruz", "El Popular", "San Lázaro", "La Honda", "Los Sauces",
    "El Tesoro", "Guadalupe", "San Marcos", "La Pradera", "Ciudad Jardín", "El Estadio", "La Ribera", "El Poblado",
    "Las Margaritas", "Santa Lucía", "El Triunfo", "Vista Hermosa",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Neighbourhoods:
    """(48,) shapes and (48,) hardship between 0 and 1, and (n,) in which of them each building stands."""

    shapes: np.ndarray
    hardship: np.ndarray
    of_building: np.ndarray


def make_neighbourhoods(
    plan: Plan, net: StreetNet, buildings: Buildings, homes_m2: np.ndarray, rng: np.random.Generator
) -> Neighbourhoods:
    """Whole blocks are joined, so that borders run along streets; none straddles the river."""
    faces = net.faces
    middle = shapely.get_coordinates(shapely.point_on_surface(faces))
    houses = shapely.get_coordinates(shapely.centroid(buildings.shapes))
    # Seeds where people live: a sample of homes, drawn by floor space, gathered in 48 clusters.
    drawn = rng.choice(len(houses), 6_000, p=homes_m2 / homes_m2.sum())
    seeds, _label = kmeans2(_apart(houses[drawn], plan), COUNT, seed=7, minit="++", iter=40)
    label = np.argmin(((_apart(middle, plan)[:, None] - seeds[None]) ** 2).sum(axis=2), axis=1)
    label = _in_one_piece(faces, label)
    shapes = np.array([shapely.union_all(faces[label == number], grid_size=0.125) for number in range(COUNT)])
    order = np.argsort(np.hypot(*(shapely.get_coordinates(shapely.centroid(shapes)) - CENTRE).T))
    shapes = shapes[order]
    pairs = shapely.STRtree(shapes).query(shapely.points(houses), predicate="intersects")
    of_building = np.zeros(len(houses), dtype=np.int64)
    of_building[pairs[0]] = pairs[1]
    return Neighbourhoods(shapes, _hardship(shapes, buildings, of_building, rng), of_building)


def _apart(xy: np.ndarray, plan: Plan) -> np.ndarray:
    """Coordinates in which the two banks of the river are a kilometre and a half farther from each other."""
    river = shapely.get_coordinates(shapely.segmentize(plan.river, 50.0))
    line = river[np.argsort(river[:, 0])]
    north = xy[:, 1] > np.interp(xy[:, 0], line[:, 0], line[:, 1])
    return xy + np.column_stack([np.zeros(len(xy)), np.where(north, 1500.0, 0.0)])


def _in_one_piece(faces: np.ndarray, label: np.ndarray) -> np.ndarray:
    """Gives stray faces to the neighbour with which they share most border, until all neighbourhoods hang together."""
    label = label.copy()
    left, right = shapely.STRtree(faces).query(faces, predicate="intersects")
    apart = left < right
    left, right = left[apart], right[apart]
    shared = shapely.length(shapely.intersection(faces[left], faces[right]))
    left, right, shared = left[shared > 1], right[shared > 1], shared[shared > 1]
    for _ in range(12):
        stray = _strays(len(faces), left, right, label)
        if not stray.any():
            break
        for face in np.flatnonzero(stray):
            mine = (left == face) | (right == face)
            others = np.where(left[mine] == face, right[mine], left[mine])
            weight = np.bincount(label[others], shared[mine] * ~stray[others], minlength=COUNT)
            if weight.max() > 0:
                label[face] = int(np.argmax(weight))
    return label


def _strays(count: int, left: np.ndarray, right: np.ndarray, label: np.ndarray) -> np.ndarray:
    """(count,) True for faces that do not belong to the largest connected part of their neighbourhood."""
    same = label[left] == label[right]
    graph = coo_array((np.ones(same.sum()), (left[same], right[same])), shape=(count, count))
    _number, part = connected_components(graph, directed=False)
    size = np.bincount(part)
    largest = np.zeros(COUNT, dtype=np.int64)
    for number in range(COUNT):
        parts = part[label == number]
        largest[number] = parts[np.argmax(size[parts])] if len(parts) else -1
    return part != largest[label]


_HARDSHIP = {
    Quarter.OLD: 0.42,
    Quarter.GRID: 0.14,
    Quarter.SUBURB: 0.36,
    Quarter.ESTATE: 0.52,
    Quarter.HILLSIDE: 0.86,
    Quarter.INDUSTRY: 0.55,
    Quarter.CAMPUS: 0.25,
}


def _hardship(
    shapes: np.ndarray, buildings: Buildings, of_building: np.ndarray, rng: np.random.Generator
) -> np.ndarray:
    """0 to 1 by what was built there; the south-west is better off than the east."""
    each = np.array([_HARDSHIP[quarter] for quarter in buildings.quarters])
    count = np.bincount(of_building, minlength=COUNT)
    mean = np.bincount(of_building, each, minlength=COUNT) / np.maximum(count, 1)
    middle = shapely.get_coordinates(shapely.centroid(shapes))
    lie = 0.10 * (middle[:, 0] - CENTRE[0]) / 4000.0 + 0.05 * (middle[:, 1] - CENTRE[1]) / 3000.0
    return np.clip(mean + lie + rng.normal(0, 0.06, COUNT), 0.03, 0.98)
