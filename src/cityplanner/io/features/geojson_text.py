"""What stands in a GeoJSON and its reader passes over without a word."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from cityplanner.i18n import _, ngettext
from cityplanner.io.wording import first_few
from cityplanner.model import Problem, Severity

_LOOKED_THROUGH = 1 << 20
_LARGEST_PARSED = 50_000_000
_SYSTEM_ELSEWHERE = re.compile(rb'"crs"\s*:\s*\{[^{}]*"type"\s*:\s*"link"')
_NAMES_SYSTEM = re.compile(rb'"(?:crs|spatialReference|coordRefSys)"\s*:')
_MOST_IN_DEGREES = 0.5
_COLLECTION = "GeometryCollection"


def why_no_geojson(path: Path) -> str:
    """Why the file at ``path`` cannot be read as GeoJSON, in a sentence."""
    try:
        content = path.read_text(encoding="utf-8-sig", errors="replace")
        json.loads(content)
    except json.JSONDecodeError as error:
        first = content.lstrip().partition("\n")[0]
        if not content.lstrip().startswith(("{", "[")) and any(mark in first for mark in ",;\t"):
            return _("{file} is a table and not GeoJSON; rename it to end in .csv and try again.").format(
                file=path.name
            )
        return _("{file} is not valid GeoJSON: something is wrong in line {line}.").format(
            file=path.name, line=error.lineno
        )
    except RecursionError:
        return _("{file} cannot be read as GeoJSON: it is nested too deeply.").format(file=path.name)
    return _("{file} is JSON but not valid GeoJSON: a type, the features or coordinates are missing or wrong.").format(
        file=path.name
    )


def without_system(path: Path, frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """``frame`` without the system that the standard supposes, where the file names none and has no degrees."""
    xy = shapely.get_coordinates(frame.geometry.to_numpy())
    if not len(xy) or (np.abs(xy) <= 360).all(axis=1).mean() >= _MOST_IN_DEGREES:
        return frame
    with path.open("rb") as file:
        start = file.read(_LOOKED_THROUGH)
    return frame if _NAMES_SYSTEM.search(start) else frame.set_crs(None, allow_override=True)


def passed_over(path: Path, shapes: npt.NDArray[np.object_]) -> list[Problem]:
    """What the reader, which made ``shapes`` (n,) of the file at ``path``, left out or did not follow."""
    with path.open("rb") as file:
        content = file.read(_LOOKED_THROUGH)
        problems = _system_elsewhere(content, path.name)
        if path.stat().st_size <= _LARGEST_PARSED:
            content += file.read()
            if _COLLECTION.encode() in content:
                problems += _lost_parts(content, shapes, path.name)
    return problems


def _system_elsewhere(start: bytes, where: str) -> list[Problem]:
    """Told where the coordinate system is left to an address, which is never asked."""
    if not _SYSTEM_ELSEWHERE.search(start):
        return []
    message = _(
        "It names a page on the internet for its coordinate system, which is not opened; the coordinates were taken "
        "for degrees. If they are not, say which system it is."
    )
    return [Problem(Severity.WARNING, where, message)]


def _lost_parts(content: bytes, shapes: npt.NDArray[np.object_], where: str) -> list[Problem]:
    """Told where shapes that consist of several, which are read even where a part is none, have fewer parts now."""
    try:
        written = list(_geometries(json.loads(content)))
    except (ValueError, RecursionError):  # read line by line, or cut off: told elsewhere
        return []
    if len(written) != len(shapes):
        return []
    lost = [
        row
        for row, (geometry, shape) in enumerate(zip(written, shapes, strict=True))
        if _is_collection(geometry) and shape is not None and _parts(geometry) > _parts_read(shape)
    ]
    if not lost:
        return []
    message = ngettext(
        "{count} feature consists of several shapes, of which some cannot be understood and were left out: {features}.",
        "{count} features consist of several shapes, of which some cannot be understood and were left out: {features}.",
        len(lost),
    )
    features = first_few([_("feature {number}").format(number=row + 1) for row in lost])
    return [Problem(Severity.WARNING, where, message.format(count=len(lost), features=features))]


def _geometries(content: Any) -> Iterator[Any]:
    """The geometry of each feature, whatever stands there."""
    if not isinstance(content, dict):
        return
    if isinstance(content.get("features"), list):
        for feature in content["features"]:
            yield feature.get("geometry") if isinstance(feature, dict) else None
    else:
        yield content.get("geometry") if content.get("type") == "Feature" else content


def _is_collection(geometry: Any) -> bool:
    return isinstance(geometry, dict) and geometry.get("type") == _COLLECTION


def _parts(geometry: Any) -> int:
    if not _is_collection(geometry):
        return 1
    parts = geometry.get("geometries")
    return sum(map(_parts, parts)) if isinstance(parts, list) else 1


def _parts_read(shape: shapely.Geometry) -> int:
    if shape.geom_type != _COLLECTION:
        return 1
    return sum(map(_parts_read, shape.geoms))
