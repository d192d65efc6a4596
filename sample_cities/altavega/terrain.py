"""The valley: a river that cuts a flat floor between two ranges, spurs, ravines and one lone hill."""

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import numpy as np
import rasterio
import shapely
from rasterio.transform import from_origin
from scipy.ndimage import distance_transform_edt, gaussian_filter

from altavega.curves import smooth_line
from altavega.frame import CRS, NORTH, ORIGIN_EAST, ORIGIN_NORTH, SOUTH, WEST
from altavega.noise import CELL_M, COLUMNS, ROWS, Lookup, noise_field, sample

HILL_CENTRE = (3920.0, 5230.0)
"""Cerro de la Vigía, in local metres."""

# Stream beds cut into the slopes: depth in the middle, and how wide the notch is.
_NOTCH_DEPTH_M, _NOTCH_WIDTH_M = 14.0, 55.0


@dataclass(eq=False)
class Terrain:
    """Heights in metres above the sea, (ROWS, COLUMNS), row 0 in the south."""

    height_m: np.ndarray
    above_river_m: np.ndarray
    streams: list[shapely.LineString] = field(default_factory=list)

    @cached_property
    def smooth_height_m(self) -> np.ndarray:
        """The lie of the land without its small dents: what streets and streams follow."""
        return gaussian_filter(self.height_m, 5.0)

    @cached_property
    def slope(self) -> np.ndarray:
        """Rise over run of the smoothed ground."""
        return np.hypot(*np.gradient(self.smooth_height_m, CELL_M))

    @cached_property
    def contour_angle(self) -> "ContourAngle":
        return ContourAngle(self.smooth_height_m)

    def height_at(self, xy: np.ndarray) -> np.ndarray:
        return sample(self.height_m, xy)

    def slope_at(self, xy: np.ndarray) -> np.ndarray:
        return sample(self.slope, xy)

    def above_river_at(self, xy: np.ndarray) -> np.ndarray:
        return sample(self.above_river_m, xy)


class ContourAngle:
    """The direction, in radians from east, in which the ground stays level."""

    def __init__(self, height_m: np.ndarray) -> None:
        north, east = np.gradient(gaussian_filter(height_m, 4.0), CELL_M)
        self._east, self._north = Lookup(east), Lookup(north)

    def __call__(self, x: float, y: float) -> float:
        return float(np.arctan2(self._north(x, y), self._east(x, y)) + np.pi / 2)


def cell_centres() -> tuple[np.ndarray, np.ndarray]:
    """East and north of every cell, each (ROWS, COLUMNS)."""
    east = WEST + (np.arange(COLUMNS) + 0.5) * CELL_M
    north = SOUTH + (np.arange(ROWS) + 0.5) * CELL_M
    return np.meshgrid(east, north)


def make_terrain(river: shapely.LineString) -> Terrain:
    x, y = cell_centres()
    river_distance = _distance_to([river])
    floor_m = 1512.0 - 0.0065 * x
    above = _ranges(x, y) + 0.010 * np.minimum(river_distance, 1600.0) + _lone_hills(x, y)
    above += 0.7 * noise_field(11, 500.0) * np.clip(river_distance / 400.0, 0.0, 1.0)
    terrain = Terrain(floor_m + above, above)
    terrain.streams = [_run_down(river, start, 70 + number) for number, start in enumerate(_SPRINGS)]
    cut = _NOTCH_DEPTH_M * np.exp(-((_distance_to(terrain.streams) / _NOTCH_WIDTH_M) ** 2))
    above -= np.minimum(cut, 0.5 * np.maximum(above, 0.0))
    above -= 5.0 * np.exp(-((river_distance / 60.0) ** 2))
    return Terrain(floor_m + above, above, terrain.streams)


def write_elevation(terrain: Terrain, path: Path) -> None:
    """A GeoTIFF of whole metres, north up."""
    origin = from_origin(ORIGIN_EAST + WEST, ORIGIN_NORTH + NORTH, CELL_M, CELL_M)
    rows = np.round(terrain.height_m[::-1]).astype(np.int16)
    layout = {"driver": "GTiff", "width": COLUMNS, "height": ROWS, "count": 1, "dtype": "int16"}
    packing = {"compress": "deflate", "predictor": 2, "zlevel": 9, "tiled": True}
    with rasterio.open(path, "w", **layout, **packing, crs=CRS, transform=origin, nodata=-32768) as file:
        file.write(rows, 1)
        file.set_band_description(1, "Height above sea level (m)")


# Where streams rise; each runs down to the river from there.
_SPRINGS = (
    (1350.0, 7350.0),
    (3250.0, 8100.0),
    (5750.0, 8200.0),
    (6900.0, 7900.0),
    (8350.0, 8350.0),
    (1650.0, 250.0),
    (3250.0, -250.0),
    (5950.0, -250.0),
    (8150.0, 250.0),
    (9700.0, 700.0),
)


def _ranges(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Height of the two ranges over the valley floor."""
    bend = 260.0 * noise_field(1, 2600.0)
    across = (y - 3130.0 - 0.14 * x) / np.hypot(1.0, 0.14) + bend
    width = np.where(across > 0, 1750.0, 1500.0) + 220.0 * noise_field(2, 1800.0)
    up = np.clip((np.abs(across) - width) / 3300.0, 0.0, 1.35)
    rise = np.where(across > 0, 820.0, 720.0) * up**1.45
    spurs = 1.0 + 0.26 * noise_field(3, 1500.0) + 0.14 * noise_field(4, 650.0)
    rough = 0.035 * rise * noise_field(5, 260.0)
    return np.maximum(gaussian_filter(rise * spurs + rough, 2.0), 0.0)


def _lone_hills(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    hx, hy = HILL_CENTRE
    warp = 1.0 + 0.16 * noise_field(6, 420.0)
    cerro = 118.0 * np.exp(-(((((x - hx) / 300.0) ** 2 + ((y - hy) / 250.0) ** 2) * warp) ** 1.15))
    lesser = 38.0 * np.exp(-(((x - 8300.0) / 260.0) ** 2 + ((y - 5750.0) / 200.0) ** 2))
    return cerro + lesser


def _distance_to(lines: list[shapely.LineString]) -> np.ndarray:
    """Metres from each cell to the nearest of ``lines``."""
    empty = np.ones((ROWS, COLUMNS), dtype=bool)
    for line in lines:
        xy = shapely.get_coordinates(shapely.segmentize(line, CELL_M / 2))
        rows = ((xy[:, 1] - SOUTH) / CELL_M).astype(int)
        columns = ((xy[:, 0] - WEST) / CELL_M).astype(int)
        inside = (rows >= 0) & (rows < ROWS) & (columns >= 0) & (columns < COLUMNS)
        empty[rows[inside], columns[inside]] = False
    return distance_transform_edt(empty) * CELL_M


def _run_down(river: shapely.LineString, start: tuple[float, float], seed: int) -> shapely.LineString:
    """The way of a stream from ``start`` to the river: straight at first, winding on the flat floor."""
    spring = np.array(start)
    foot = river.interpolate(river.project(shapely.Point(start)) + 260.0)
    way = np.array([foot.x, foot.y]) - spring
    across = np.array([-way[1], way[0]]) / np.hypot(*way)
    rng = np.random.default_rng(seed)
    places = np.linspace(0.0, 1.0, 9)
    bends = rng.normal(0.0, 90.0, 9) * np.sin(np.pi * places)
    points = spring + places[:, None] * way + bends[:, None] * across
    return shapely.simplify(smooth_line([(float(x), float(y)) for x, y in points]), 1.0)
