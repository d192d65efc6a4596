"""River, islands, lake and streams as polygons and lines."""

from dataclasses import dataclass

import numpy as np
import shapely

from altavega.curves import Points, ribbon, smooth_line

RIVER_NAME = "Río Altavega"
_RIVER: Points = (
    (-1700, 2850), (-900, 3180), (-200, 3020), (400, 2960), (950, 3230), (1500, 3800), (2200, 4060), (2900, 3760),
    (3500, 3360), (4150, 3400), (4780, 3860), (5400, 4250), (6050, 4210), (6650, 3870), (7300, 3800), (7900, 4190),
    (8450, 4680), (9150, 4760), (9850, 4480), (10600, 4560), (11700, 4900),
)  # fmt: skip
# Where the river widens around an island: distance along the river, length, width of the island.
_ISLANDS = ((4150.0, 420.0, 62.0), (8000.0, 520.0, 80.0), (10350.0, 260.0, 36.0))
_LAKE: Points = (
    (2700, 1060),
    (2830, 1120),
    (2960, 1090),
    (3030, 980),
    (2960, 880),
    (2860, 840),
    (2790, 900),
    (2700, 930),
)
STREAM_NAMES = (
    "Quebrada La Honda", "Quebrada El Molino", "Quebrada La Presidenta", "Quebrada Santa Rita", "Quebrada Los Sauces",
    "Quebrada El Salado", "Quebrada La Picacha", "Quebrada San Lázaro", "Quebrada La Guayaba", "Quebrada El Tigre",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Water:
    centreline: shapely.LineString
    river: shapely.Polygon
    """With the islands as holes."""
    channel: shapely.Polygon
    """The river with its islands."""
    lake: shapely.Polygon

    def all_with(self, streams: list[shapely.LineString]) -> shapely.Geometry:
        return shapely.union_all([self.river, self.lake, *stream_beds(streams)])


def make_river() -> Water:
    line = smooth_line(_RIVER, step_m=20.0)
    along = np.arange(len(line.coords)) * line.length / (len(line.coords) - 1)
    half = 27.0 + 4.0 * np.sin(along / 430.0) + 3.0 * np.sin(along / 171.0 + 1.0) + 0.0007 * along
    islands = []
    for place, length, width in _ISLANDS:
        near = np.clip(1.0 - ((along - place) / (0.75 * length)) ** 2, 0.0, None)
        half = half + 0.62 * width * near**1.5
        islands.append(_island(line, place, length, width))
    channel = ribbon(line, half)
    river = channel.difference(shapely.union_all(islands))
    return Water(line, river, channel, smooth_line(_LAKE, closed=True).convex_hull)


def _island(line: shapely.LineString, place: float, length: float, width: float) -> shapely.Polygon:
    """A lens in midstream, blunt upstream and drawn out downstream."""
    places = np.linspace(place - length / 2, place + length / 2, 24)
    middle = shapely.LineString(shapely.get_coordinates(shapely.line_interpolate_point(line, places)))
    t = np.linspace(0.0, 1.0, 24)
    return ribbon(middle, 0.5 * width * (2.2 * np.sqrt(t) * (1 - t) ** 0.9) + 0.5)


def stream_beds(streams: list[shapely.LineString]) -> list[shapely.Polygon]:
    """Streams as wide as they are, widening on their way down."""
    beds = []
    for stream in streams:
        count = len(stream.coords)
        beds.append(ribbon(stream, np.linspace(1.0, 4.0, count)))
    return beds
