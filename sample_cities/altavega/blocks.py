"""Blocks between the streets, parks and squares, and the lots that blocks are cut into."""

from dataclasses import dataclass

import numpy as np
import shapely

from altavega.plan import CENTRE, Plan, Quarter, quarter_of
from altavega.street_net import StreetNet
from altavega.terrain import Terrain

HALF_WIDTH_M = {
    "motorway": 17.0,
    "primary": 13.0,
    "secondary": 10.5,
    "tertiary": 8.5,
    "residential": 5.5,
    "service": 4.5,
    "path": 1.8,
}
"""From the middle of a street to the fronts of the houses."""
_NARROW = {Quarter.OLD: 0.72, Quarter.HILLSIDE: 0.62, Quarter.GRID: 1.5, Quarter.ESTATE: 1.2}


@dataclass(frozen=True, eq=False)
class PublicSpace:
    shape: shapely.Geometry
    kind: str
    name: str


@dataclass(frozen=True, eq=False)
class Blocks:
    """``shapes`` (n,) are ready to be built on; ``quarters`` (n,) say how."""

    shapes: np.ndarray
    quarters: np.ndarray
    public: list[PublicSpace]


def make_blocks(plan: Plan, terrain: Terrain, net: StreetNet, rng: np.random.Generator) -> Blocks:
    middle = shapely.get_coordinates(shapely.point_on_surface(net.faces))
    quarters = quarter_of(middle, terrain)
    streets = _street_land(net, terrain)
    kept_free = shapely.union_all([plan.water.buffer(14), plan.railway.buffer(11), plan.hill_park])
    shapely.prepare(kept_free)
    tree = shapely.STRtree(streets)
    shapes, kinds = [], []
    for face, quarter in zip(net.faces, quarters, strict=True):
        near = tree.query(face, predicate="intersects")
        block = face.difference(shapely.union_all(streets[near]))
        if kept_free.intersects(block):
            block = block.difference(kept_free)
        for part in shapely.get_parts(shapely.simplify(block, 0.4)):
            if part.geom_type == "Polygon" and part.area > 120 and part.buffer(-3.5).area > 40:
                shapes.append(part)
                kinds.append(quarter)
    blocks = Blocks(np.array(shapes), np.array(kinds, dtype=object), [])
    return _with_public_space(blocks, plan, rng)


def _street_land(net: StreetNet, terrain: Terrain) -> np.ndarray:
    middle = shapely.get_coordinates(shapely.line_interpolate_point(net.lines, 0.5, normalized=True))
    quarters = quarter_of(middle, terrain)
    width = np.array([HALF_WIDTH_M[klass] for klass in net.classes])
    local = np.isin(net.classes, ["residential", "service"])
    width[local] *= np.array([_NARROW.get(quarter, 1.0) for quarter in quarters[local]])
    return shapely.buffer(net.lines, width, quad_segs=3)


_SQUARES = (
    "Plaza Mayor", "Plaza San Agustín", "Plazuela del Carmen", "Plaza de la Cruz", "Plaza del Mercado",
    "Parque Bolívar",
    "Parque de los Novios", "Parque El Virrey", "Parque de la Independencia", "Parque Santander", "Parque Las Acacias",
    "Parque de los Niños", "Parque Guadalupe", "Parque San José", "Parque Los Almendros", "Parque Ayacucho",
    "Parque El Rosario", "Parque La Merced", "Parque Los Fundadores", "Parque Simón Rodríguez", "Parque La Ceiba",
    "Parque Los Pinos", "Parque Santa Rita", "Parque El Tesoro", "Parque La Floresta", "Parque San Jacinto",
)  # fmt: skip


def _with_public_space(blocks: Blocks, plan: Plan, rng: np.random.Generator) -> Blocks:
    """Turns some blocks into squares, parks and sports grounds, and the strip along the river into a park."""
    middle = shapely.get_coordinates(shapely.centroid(blocks.shapes))
    area = shapely.area(blocks.shapes)
    taken = np.zeros(len(area), dtype=bool)
    public = [PublicSpace(plan.hill_park.difference(plan.water), "park", "Cerro de la Vigía")]
    banks = (shapely.distance(blocks.shapes, plan.river) < 40) & (_thickness(blocks.shapes) < 130)
    taken |= banks
    public.append(PublicSpace(shapely.union_all(blocks.shapes[banks]), "park", "Parque Lineal del Río"))
    fitting = (area > 2500) & (area < 16000) & ~taken
    # One by one, each the free block farthest from those chosen before, beginning at the centre.
    centre = np.flatnonzero(fitting)[np.argmin(np.hypot(*(middle[fitting] - CENTRE).T))]
    chosen = [centre]
    candidates = np.flatnonzero(fitting & np.isin(blocks.quarters, [q for q in Quarter if q is not Quarter.INDUSTRY]))
    distance = np.hypot(*(middle[candidates] - middle[centre]).T)
    while len(chosen) < 74:
        row = int(np.argmax(distance * rng.uniform(0.7, 1.0, len(distance))))
        chosen.append(candidates[row])
        distance = np.minimum(distance, np.hypot(*(middle[candidates] - middle[candidates[row]]).T))
    for number, row in enumerate(chosen):
        taken[row] = True
        kind = "square" if blocks.quarters[row] is Quarter.OLD else "park" if number % 5 else "sports ground"
        name = (
            _SQUARES[number]
            if number < len(_SQUARES)
            else f"{'Cancha' if kind == 'sports ground' else 'Parque'} {number}"
        )
        public.append(PublicSpace(blocks.shapes[row], kind, name))
    return Blocks(blocks.shapes[~taken], blocks.quarters[~taken], public)


def _thickness(shapes: np.ndarray) -> np.ndarray:
    """Area over half the outline: the width of a long strip."""
    return 2 * shapely.area(shapes) / shapely.length(shapes)


def cut_into_lots(block: shapely.Polygon, lot_m2: float, rng: np.random.Generator) -> list[shapely.Polygon]:
    """``block`` halved across its longer side again and again until the parts are about ``lot_m2``."""
    waiting, lots = [block], []
    while waiting:
        part = waiting.pop()
        if part.area < lot_m2 * 1.45:
            lots.append(part)
            continue
        for half in _halves(part, rng):
            (waiting if half.area < part.area else lots).append(half)
    return lots


def _halves(part: shapely.Polygon, rng: np.random.Generator) -> list[shapely.Polygon]:
    corners = shapely.get_coordinates(shapely.oriented_envelope(part))
    if len(corners) < 4:
        return [part]
    first, second = corners[1] - corners[0], corners[2] - corners[1]
    along, across = (first, second) if np.hypot(*first) >= np.hypot(*second) else (second, first)
    start = corners[0] if np.hypot(*first) >= np.hypot(*second) else corners[1]
    place = start + along * rng.uniform(0.43, 0.57)
    far, side = along * 1.5, across * 3
    near_half = shapely.Polygon([place - side, place + side, place + side - far, place - side - far])
    far_half = shapely.Polygon([place - side, place + side, place + side + far, place - side + far])
    pieces = shapely.get_parts(shapely.intersection(part, np.array([near_half, far_half])))
    return [piece for piece in pieces if piece.geom_type == "Polygon" and piece.area > 12]
