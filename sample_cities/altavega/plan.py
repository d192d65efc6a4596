"""The city's main lines: outline, avenues, ring road, railway, and what kind of quarter lies where."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import shapely

from altavega.curves import offset_line, smooth_line
from altavega.noise import noise_field, sample
from altavega.terrain import HILL_CENTRE, Terrain
from altavega.water import Water

CENTRE = (4720.0, 3080.0)
"""Plaza Mayor, in local metres."""


class Quarter(StrEnum):
    """How a part of the city was built."""

    OLD = "old town"
    GRID = "grid"
    SUBURB = "suburb"
    ESTATE = "estate"
    HILLSIDE = "hillside"
    INDUSTRY = "industry"
    CAMPUS = "campus"
    PARK = "park"


@dataclass(frozen=True, eq=False)
class MainLine:
    """A street of the main network, with its class and name."""

    line: shapely.LineString
    street_class: str
    name: str


_OUTLINE = (
    (150, 2500), (300, 4300), (900, 5600), (1900, 6350), (2700, 6900), (3900, 7150), (5000, 7250), (6100, 7350),
    (7300, 7150), (8400, 6900), (9300, 6350), (9900, 5600), (10050, 4700), (9700, 3700), (9000, 2900), (8200, 2000),
    (7200, 1250), (6000, 780), (4700, 620), (3400, 760), (2200, 1150), (1100, 1700),
)  # fmt: skip
_RING = (
    (2500, 2250), (2050, 3400), (2250, 4700), (2900, 5650), (4100, 6150), (5500, 6300), (6900, 6100), (7900, 5400),
    (8150, 4400), (7650, 3100), (6600, 2150), (5200, 1750), (3700, 1800),
)  # fmt: skip
_AVENUES: tuple[tuple[str, str, tuple[tuple[float, float], ...]], ...] = (
    ("primary", "Avenida Libertad", (CENTRE, (4900, 3700), (5050, 4500), (5300, 5400), (5500, 6300), (5600, 7300))),
    ("primary", "Avenida del Sur", (CENTRE, (4650, 2400), (4500, 1760), (4350, 1200), (4250, 600))),
    ("primary", "Avenida Occidental", (CENTRE, (3900, 2800), (3000, 2620), (2200, 2600), (1200, 2350), (200, 2300))),
    ("primary", "Avenida Oriental", (CENTRE, (5500, 3150), (6500, 3250), (7600, 3380), (8700, 3700), (9750, 4000))),
    ("secondary", "Avenida de los Estudiantes", ((4960, 4060), (4400, 4380), (3300, 4450), (2200, 4520), (600, 4700))),
    ("secondary", "Avenida El Molino", ((5050, 4500), (6000, 4720), (7000, 4950), (8100, 5050), (9900, 5300))),
    ("secondary", "Avenida Las Lomas", ((5050, 4500), (4700, 5150), (4450, 5700), (4100, 6150), (3700, 7150))),
    ("secondary", "Camino de la Sierra", ((6900, 4930), (6950, 5500), (6900, 6100), (7200, 6700), (7300, 7200))),
    ("secondary", "Carretera del Sureste", ((5500, 3150), (5900, 2600), (6600, 2150), (7000, 1700), (7300, 1250))),
    ("secondary", "Camino Viejo", ((3900, 2800), (3600, 2250), (3300, 1800), (2700, 1400), (2100, 1150))),
    ("tertiary", "Calle Real", ((3000, 2620), (2900, 3300), (2600, 4450), (2000, 5200), (1700, 6200))),
    ("tertiary", "Paseo de los Cedros", ((7600, 3380), (7900, 4300), (8800, 4950), (9100, 5700), (9000, 6500))),
    ("tertiary", "Avenida San Marcos", ((2250, 4700), (1500, 5000), (1100, 5500))),
    ("tertiary", "Calle del Acueducto", ((6000, 4720), (6100, 5500), (6150, 6250), (6100, 7300))),
    ("tertiary", "Vía La Cumbre", ((2700, 6850), (3600, 6650), (4700, 6800), (5560, 6850), (6700, 6750), (8300, 6500))),
    (
        "tertiary",
        "Vía El Poblado",
        ((2500, 1500), (3500, 1250), (4400, 1230), (5400, 1200), (6600, 1400), (7500, 1900)),
    ),
    ("tertiary", "Calle de los Talleres", ((7500, 3750), (8300, 4180), (9200, 4330), (9950, 4200))),
)


@dataclass(frozen=True, eq=False)
class Plan:
    """Everything that is drawn by hand, in local metres."""

    outline: shapely.Polygon
    main: list[MainLine]
    railway: shapely.LineString
    hill_park: shapely.Polygon
    water: shapely.Geometry
    """River, lake and streams."""
    river: shapely.Polygon


def make_plan(water: Water, terrain: Terrain) -> Plan:
    outline = _ragged(shapely.Polygon(smooth_line(_OUTLINE, closed=True, step_m=40.0)).buffer(-420))
    main = [MainLine(smooth_line(_RING, closed=True), "motorway", "Circunvalar")]
    main += [MainLine(smooth_line(points), klass, name) for klass, name, points in _AVENUES]
    for side, name in ((1, "Avenida del Río Norte"), (-1, "Avenida del Río Sur")):
        bank = offset_line(water.centreline, side * 125.0, smooth_m=90.0)
        main.append(MainLine(_longest(bank.intersection(outline.buffer(-30))), "secondary", name))
    railway = offset_line(water.centreline, -235.0, smooth_m=260.0)
    railway = _longest(railway.intersection(outline.buffer(1500)))
    hx, hy = HILL_CENTRE
    angles = np.linspace(0, 2 * np.pi, 60, endpoint=False)
    radius = 430 + 50 * np.sin(2 * angles + 0.7) + 30 * np.sin(5 * angles)
    hill = shapely.Polygon(np.column_stack([hx + radius * np.cos(angles), hy + 0.85 * radius * np.sin(angles)]))
    return Plan(outline, main, railway, hill, water.all_with(terrain.streams), water.river)


def _ragged(outline: shapely.Polygon) -> shapely.Polygon:
    """The edge of a city that grew farm by farm."""
    xy = shapely.get_coordinates(shapely.segmentize(outline.exterior, 25.0))
    coarse, fine = noise_field(41, 1500.0), noise_field(42, 420.0)
    middle = xy.mean(axis=0)
    reach = 1 + (150.0 * sample(coarse, xy) + 45.0 * sample(fine, xy))[:, None] / np.hypot(*(xy - middle).T)[:, None]
    return shapely.make_valid(shapely.Polygon(middle + (xy - middle) * reach))


def _longest(shape: shapely.Geometry) -> shapely.LineString:
    return max(shapely.get_parts(shape), key=shapely.length)


_KNOWN: tuple[tuple[Quarter, tuple[float, float, float, float]], ...] = (
    (Quarter.CAMPUS, (3000, 3700, 3900, 4420)),
    (Quarter.INDUSTRY, (7700, 3450, 10100, 4560)),
    (Quarter.INDUSTRY, (200, 2650, 1500, 3300)),
    (Quarter.ESTATE, (5700, 2150, 7500, 3350)),
    (Quarter.ESTATE, (800, 3700, 2150, 4700)),
    (Quarter.GRID, (4950, 4300, 7950, 6000)),
    (Quarter.GRID, (2450, 2450, 3950, 3300)),
)
"""Boxes (west, south, east, north) that say what was built where the ground is flat; the rest is suburb."""


def quarter_of(xy: np.ndarray, terrain: Terrain) -> np.ndarray:
    """(n,) the kind of quarter at (n, 2) local metres."""
    kinds = np.full(len(xy), Quarter.SUBURB, dtype=object)
    for kind, (west, south, east, north) in reversed(_KNOWN):
        inside = (xy[:, 0] > west) & (xy[:, 0] < east) & (xy[:, 1] > south) & (xy[:, 1] < north)
        kinds[inside] = kind
    old = np.hypot((xy[:, 0] - CENTRE[0]) / 1.15, xy[:, 1] - CENTRE[1]) < 640
    kinds[old] = Quarter.OLD
    steep = (terrain.slope_at(xy) > 0.10) & (terrain.above_river_at(xy) > 40)
    high = terrain.above_river_at(xy) > 75
    kinds[steep | high] = Quarter.HILLSIDE
    return kinds
