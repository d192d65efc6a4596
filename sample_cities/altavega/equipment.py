"""What stands in the city already, spread as unequally as in real ones, and places that matter to it."""

from dataclasses import dataclass

import numpy as np
import shapely
from scipy.spatial import cKDTree

from altavega.blocks import HALF_WIDTH_M, Blocks
from altavega.buildings import Buildings
from altavega.plan import CENTRE, Plan, Quarter, quarter_of
from altavega.residents import Residents
from altavega.street_net import StreetNet
from altavega.terrain import Terrain

LIGHTS = 14_000


@dataclass(frozen=True, eq=False)
class Placed:
    """Devices of one type: ``xy`` (n, 2) and names, empty where there is none."""

    type_id: str
    xy: np.ndarray
    names: list[str]


def street_lights(net: StreetNet, hardship_at, rng: np.random.Generator) -> Placed:
    """Along the kerb, every 28 to 38 m; the better off the quarter, the fewer are missing."""
    spacing = {"motorway": 34.0, "primary": 28.0, "secondary": 30.0, "tertiary": 32.0, "path": 46.0}
    lit: list[np.ndarray] = []
    for line, klass in zip(net.lines, net.classes, strict=True):
        gap = spacing.get(klass, 36.0)
        places = np.arange(gap / 2, line.length, gap)
        if not len(places):
            continue
        here = shapely.get_coordinates(shapely.line_interpolate_point(line, places))
        ahead = shapely.get_coordinates(shapely.line_interpolate_point(line, np.minimum(places + 1.0, line.length)))
        along = ahead - here
        along /= np.maximum(np.hypot(*along.T), 1e-9)[:, None]
        side = np.where(np.arange(len(places)) % 2 == 0, 1.0, -1.0)[:, None]
        lit.append(here + side * (HALF_WIDTH_M[klass] - 2.2) * np.column_stack([-along[:, 1], along[:, 0]]))
    xy = np.concatenate(lit)
    hardship = hardship_at(xy)
    # Whole stretches are dark, not single lamps.
    patch = np.sin(xy[:, 0] / 93.0 + 2.0 * np.sin(xy[:, 1] / 171.0)) * np.sin(xy[:, 1] / 88.0)
    chance = np.clip(1.15 - 0.85 * hardship + 0.30 * patch, 0.06, 1.0)
    keep = _draw(chance, LIGHTS, rng)
    return Placed("led-street-light", xy[keep], [""] * LIGHTS)


def _draw(weight: np.ndarray, count: int, rng: np.random.Generator) -> np.ndarray:
    """``count`` different rows, each with a chance in line with its weight."""
    return np.sort(rng.choice(len(weight), count, replace=False, p=weight / weight.sum()))


def _kerb_places(net: StreetNet, classes: tuple[str, ...]) -> np.ndarray:
    lines = net.lines[np.isin(net.classes, classes)]
    return shapely.get_coordinates(shapely.line_interpolate_point(lines, 0.5, normalized=True))


def _central(xy: np.ndarray, reach_m: float) -> np.ndarray:
    return np.exp(-np.hypot(*(xy - CENTRE).T) / reach_m)


def devices(
    plan: Plan,
    net: StreetNet,
    terrain: Terrain,
    blocks: Blocks,
    buildings: Buildings,
    residents: Residents,
    hardship_at,
    rng: np.random.Generator,
) -> list[Placed]:
    """Everything but the lights, in the order of the catalogue."""
    homes = cKDTree(residents.xy)

    def lively(xy: np.ndarray) -> np.ndarray:
        """How many people live within 100 m."""
        return np.array([residents.counts[near, 0].sum() for near in homes.query_ball_point(xy, 100.0)]) + 1.0

    streets = _kerb_places(net, ("primary", "secondary", "tertiary", "residential"))
    main = _kerb_places(net, ("motorway", "primary", "secondary"))
    public = np.array([shapely.get_coordinates(shapely.point_on_surface(space.shape))[0] for space in blocks.public])
    public_names = [space.name for space in blocks.public]
    civic = shapely.get_coordinates(shapely.centroid(buildings.shapes[np.isin(buildings.uses, ["public", "health"])]))
    slopes = streets[quarter_of(streets, terrain) == Quarter.HILLSIDE]
    river = shapely.get_coordinates(shapely.segmentize(plan.river.exterior, 60.0))
    river = river[shapely.contains_xy(plan.outline, river)]

    def few(xy: np.ndarray, weight: np.ndarray, count: int) -> np.ndarray:
        return xy[_draw(weight, count, rng)]

    def better_off(xy: np.ndarray) -> np.ndarray:
        return np.clip(1.05 - hardship_at(xy), 0.05, 1.0) ** 2

    squares = _draw(_central(public, 2600.0) * better_off(public) * lively(public) ** 1.5, 34, rng)
    wifi = np.concatenate(
        [
            public[squares],
            few(civic, _central(civic, 2200.0) * lively(civic), 20),
            few(streets, _central(streets, 1700.0) * better_off(streets) * lively(streets) ** 2.5, 36),
        ]
    )
    wifi_names = [public_names[row] for row in squares] + [""] * 56
    tall = buildings.shapes[buildings.levels >= 3]
    roofs = shapely.get_coordinates(shapely.centroid(tall))
    return [
        Placed("public-wifi-access-point", wifi, wifi_names),
        _unnamed("fixed-camera", few(streets, _central(streets, 650.0), 42)),
        _unnamed("turning-camera", few(main, _central(main, 1500.0), 18)),
        _unnamed("air-quality-sensor", few(main, _central(main, 1700.0) * better_off(main), 40)),
        _unnamed("noise-sensor", few(streets, _central(streets, 900.0), 10)),
        _unnamed("weather-station", few(roofs, np.ones(len(roofs)), 4)),
        _unnamed("rain-gauge", few(roofs, np.ones(len(roofs)), 6)),
        _unnamed("river-level-sensor", few(river, np.ones(len(river)), 5)),
        _unnamed("landslide-sensor", few(slopes, np.ones(len(slopes)), 8)),
        _unnamed("traffic-counter", few(main, _central(main, 2500.0), 25)),
        _unnamed("siren", few(streets, np.ones(len(streets)), 6)),
        _unnamed("emergency-call-point", few(streets, _central(streets, 1200.0) * better_off(streets), 15)),
        _unnamed("information-kiosk", few(streets, _central(streets, 800.0), 12)),
        _unnamed("ev-charger", few(streets, better_off(streets) ** 2, 20)),
        _unnamed("smart-bin", few(streets, _central(streets, 1100.0), 80)),
    ]


def _unnamed(type_id: str, xy: np.ndarray) -> Placed:
    return Placed(type_id, xy, [""] * len(xy))


def planned_wifi(blocks: Blocks, hardship_at, rng: np.random.Generator) -> Placed:
    """Twelve points of Plan A: parks of the quarters that have least."""
    public = [space for space in blocks.public if space.kind != "square"]
    xy = np.array([shapely.get_coordinates(shapely.point_on_surface(space.shape))[0] for space in public])
    chosen = _draw(np.clip(hardship_at(xy) - 0.3, 0.0, 1.0) ** 2 + 1e-6, 12, rng)
    return Placed("public-wifi-access-point", xy[chosen], [public[row].name for row in chosen])


def sensitive_places(buildings: Buildings, rng: np.random.Generator) -> tuple[np.ndarray, list[str], list[str]]:
    """Schools, clinics and libraries: (n, 2), kinds and names."""
    xy: list[np.ndarray] = []
    kinds: list[str] = []
    names: list[str] = []
    for use, kind, name in (("school", "school", "Colegio"), ("health", "clinic", "Centro de Salud")):
        found = shapely.get_coordinates(shapely.centroid(buildings.shapes[buildings.uses == use]))
        xy.append(found)
        kinds += [kind] * len(found)
        names += [f"{name} {number}" for number in range(1, len(found) + 1)]
    public = shapely.get_coordinates(shapely.centroid(buildings.shapes[buildings.uses == "public"]))
    libraries = public[rng.choice(len(public), 14, replace=False)]
    xy.append(libraries)
    kinds += ["library"] * 14
    names += [f"Biblioteca {number}" for number in range(1, 15)]
    return np.concatenate(xy), kinds, names


def transit_stops(plan: Plan) -> tuple[np.ndarray, list[str], list[str]]:
    """Bus stops along the avenues and stations on the railway: (n, 2), lines and names."""
    xy: list[np.ndarray] = []
    lines: list[str] = []
    names: list[str] = []
    for number, item in enumerate(plan.main[1:], start=1):
        places = np.arange(150.0, item.line.length, 420.0)
        found = shapely.get_coordinates(shapely.line_interpolate_point(item.line, places))
        found = found[shapely.contains_xy(plan.outline, found)]
        xy.append(found)
        lines += [f"Ruta {number}"] * len(found)
        names += [f"{item.name} {stop}" for stop in range(1, len(found) + 1)]
    stations = shapely.get_coordinates(
        shapely.line_interpolate_point(plan.railway, np.linspace(0.18, 0.82, 6), normalized=True)
    )
    xy.append(stations)
    lines += ["Metro"] * 6
    names += ["Poniente", "San Marcos", "Universidad", "Centro", "Talleres", "Oriente"]
    return np.concatenate(xy), lines, names
