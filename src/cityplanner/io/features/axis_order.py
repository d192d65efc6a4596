"""Whether latitude stands before longitude in a file of features, told from where that lies and how its shapes look."""

import json
import re
from functools import cache
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyproj
import shapely

from cityplanner.data_files import data_folder
from cityplanner.i18n import _
from cityplanner.model import Problem, Severity

_LOOKED_THROUGH = 1 << 16
_URN = re.compile(rb'"urn:ogc:def:crs:EPSG:[^"]*:(\d+)"')
_FEWEST_STEPS = 24
_STRETCHED = 0.12
"""The logarithm by which shapes must look stretched one way ..."""
_STRAIGHT = 0.4
"""... and the part of that by which the other way round, before that counts."""
_AT_SEA, _ON_LAND = 2.0, 0.5
"""Degrees from the coarse coasts of the map of the world beyond which something is at sea, within which on land."""


def beyond_poles(frame: gpd.GeoDataFrame) -> bool:
    """Whether what should be latitudes goes beyond the poles, and what should be longitudes does not."""
    if not _in_degrees(frame):
        return False
    xy = _vertices(frame)
    if not len(xy) or (np.abs(xy) > 180).any():
        return False
    return bool((np.abs(xy[:, 1]) > 90).mean() > 0.5) and bool((np.abs(xy[:, 0]) <= 90).all())


def order_in_doubt(frame: gpd.GeoDataFrame, path: Path) -> bool:
    """Whether the features of the file at ``path`` may have latitude first.

    So it is where a GeoJSON names its system in a way of which the standard says that latitude comes first, and shapes
    look less stretched so; and where they lie at sea, and on land the other way round.
    """
    if not _in_degrees(frame):
        return False
    xy = _vertices(frame)
    if not len(xy) or (np.abs(xy) > 90).any():
        return False
    middle = (xy.min(axis=0) + xy.max(axis=0)) / 2
    if _from_land(middle[0], middle[1]) > _AT_SEA and _from_land(middle[1], middle[0]) < _ON_LAND:
        return True
    return _latitude_first_by_name(path) and _less_stretched_turned(frame)


def told_order(where: str) -> Problem:
    message = _(
        "{file} may have latitude before longitude, as its coordinates would then lie on land or its shapes look less "
        "stretched; look where it lies, and if it is the wrong place, swap x and y (in a terminal: --swap-xy)."
    )
    return Problem(Severity.WARNING, where, message.format(file=where))


def told_turned(where: str) -> Problem:
    message = _(
        "{file} has latitude before longitude, as what should be latitudes goes beyond 90; the two were swapped."
    )
    return Problem(Severity.WARNING, where, message.format(file=where))


def _in_degrees(frame: gpd.GeoDataFrame) -> bool:
    return frame.crs is None or bool(pyproj.CRS(frame.crs).is_geographic)


def _vertices(frame: gpd.GeoDataFrame) -> np.ndarray:
    xy = shapely.get_coordinates(frame.geometry.to_numpy())
    return np.asarray(xy[np.isfinite(xy).all(axis=1)])


def _latitude_first_by_name(path: Path) -> bool:
    if path.suffix.lower() not in (".geojson", ".json") or not path.is_file():
        return False
    with path.open("rb") as file:
        match = _URN.search(file.read(_LOOKED_THROUGH))
    if match is None:
        return False
    try:
        crs = pyproj.CRS.from_epsg(int(match[1]))
    except pyproj.exceptions.CRSError:
        return False
    return crs.is_geographic and crs.axis_info[0].direction == "north"


def _less_stretched_turned(frame: gpd.GeoDataFrame) -> bool:
    """Whether shapes go as far north as east only with their coordinates swapped, as most outlines do."""
    xy, shape = shapely.get_coordinates(frame.geometry.to_numpy(), return_index=True)
    steps = np.abs(np.diff(xy, axis=0))[shape[1:] == shape[:-1]]
    along, across = steps[:, 0].sum(), steps[:, 1].sum()
    if len(steps) < _FEWEST_STEPS or along == 0 or across == 0:
        return False
    x, y = np.radians(np.nanmean(xy, axis=0))
    as_read = abs(float(np.log(along * np.cos(y) / across)))
    turned = abs(float(np.log(across * np.cos(x) / along)))
    return as_read > _STRETCHED and turned < _STRAIGHT * as_read


def _from_land(lon: float, lat: float) -> float:
    """How many degrees a place is from the nearest land of the small map of the world, 0 on it."""
    return float(shapely.distance(_land(), shapely.Point(lon, lat)))


@cache
def _land() -> shapely.Geometry:
    content = json.loads((data_folder("resources") / "world.json").read_text(encoding="utf-8"))
    return shapely.union_all(shapely.make_valid([shapely.Polygon(ring) for ring in content["rings"] if len(ring) > 3]))
