"""Geometry that can be measured: no nulls, no third dimension, no rings that cross themselves, and word of all that."""

import geopandas as gpd
import numpy as np
import shapely

from cityplanner.errors import InputError
from cityplanner.i18n import _, format_number, ngettext
from cityplanner.model import Problem, Severity

_DIMENSION = {"point": 0, "line": 1, "polygon": 2}
_KIND = {0: "point", 1: "line", 2: "polygon"}
_FARTHEST = 1e9
"""No coordinate on Earth is larger, in any unit that is in use."""
_TOLD_ONE_BY_ONE = 10


def geometry_kinds(frame: gpd.GeoDataFrame) -> tuple[str, ...]:
    """Which of ``point``, ``line`` and ``polygon`` there are; collections count by their parts."""
    shapes = frame.geometry.to_numpy()
    parts = shapely.get_parts(shapes[~shapely.is_missing(shapes)])
    dimensions = set(shapely.get_dimensions(parts[~shapely.is_empty(parts)]).tolist())
    return tuple(_KIND[dimension] for dimension in sorted(dimensions) if dimension in _KIND)


def repair(
    frame: gpd.GeoDataFrame, where: str, kinds: tuple[str, ...], labels: list[str]
) -> tuple[gpd.GeoDataFrame, list[Problem]]:
    """The features of ``frame`` that can be used, each of one of ``kinds``, and what was wrong with the others.

    ``labels`` name the rows in what is told. Raises :class:`InputError` where nothing is left.
    """
    problems: list[Problem] = []
    shapes = frame.geometry.to_numpy().copy()
    missing = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    _tell(
        problems, where, labels, missing, _("has no geometry and was left out"), _("have no geometry and were left out")
    )
    absurd = ~missing & _absurd(shapes)
    _tell(
        problems,
        where,
        labels,
        absurd,
        _("has coordinates that are not on Earth and was left out"),
        _("have coordinates that are not on Earth and were left out"),
    )
    kept = ~(missing | absurd)
    shapes[kept] = shapely.force_2d(shapes[kept])
    invalid = kept & ~shapely.is_valid(shapes)
    for row in np.flatnonzero(invalid):
        shapes[row] = shapely.make_valid(shapes[row], method="structure", keep_collapsed=False)
    _tell(
        problems,
        where,
        labels,
        invalid,
        _("crossed itself and was repaired"),
        _("crossed themselves and were repaired"),
    )
    shapes, wrong = _of_kinds(shapes, kept, kinds)
    _tell(
        problems,
        where,
        labels,
        wrong,
        _("is of another kind and was left out"),
        _("are of another kind and were left out"),
    )
    kept &= ~wrong
    if not kept.any():
        raise InputError(
            _("{file} has no {kinds} that can be used; is it the right file?").format(
                file=where, kinds=_(" or ").join(_kind_name(kind) for kind in kinds)
            )
        )
    repaired = frame.set_geometry(gpd.GeoSeries(shapes, index=frame.index, crs=frame.crs))
    return repaired[kept].reset_index(drop=True), problems


def _absurd(shapes: np.ndarray) -> np.ndarray:
    """(n,) whether a coordinate is infinite, not a number, or farther than anything on Earth."""
    xy, row = shapely.get_coordinates(shapes, return_index=True)
    beyond = ~np.isfinite(xy).all(axis=1) | (np.abs(xy) > _FARTHEST).any(axis=1)
    absurd = np.zeros(len(shapes), dtype=bool)
    absurd[row[beyond]] = True
    return absurd


def _of_kinds(shapes: np.ndarray, kept: np.ndarray, kinds: tuple[str, ...]) -> tuple[np.ndarray, np.ndarray]:
    """The shapes with only their parts of ``kinds``, and (n,) which of them have none."""
    wanted = {_DIMENSION[kind] for kind in kinds if kind in _DIMENSION}
    mixed = shapely.get_type_id(shapes) == shapely.GeometryType.GEOMETRYCOLLECTION
    for row in np.flatnonzero(kept & mixed):
        parts = shapely.get_parts(shapely.get_parts(shapes[row]))
        fitting = [part for part in parts if shapely.get_dimensions(part) in wanted and not part.is_empty]
        highest = max((shapely.get_dimensions(part) for part in fitting), default=-1)
        shapes[row] = shapely.union_all([part for part in fitting if shapely.get_dimensions(part) == highest])
    dimensions = shapely.get_dimensions(shapes)
    empty = shapely.is_empty(shapes)
    return shapes, kept & (empty | ~np.isin(dimensions, list(wanted)))


def _kind_name(kind: str) -> str:
    return {"point": _("points"), "line": _("lines"), "polygon": _("polygons")}.get(kind, kind)


def _tell(problems: list[Problem], where: str, labels: list[str], rows: np.ndarray, one: str, many: str) -> None:
    """A problem a feature where they are few, one for all of them where they are many."""
    found = np.flatnonzero(rows).tolist()
    if not found:
        return
    if len(found) <= _TOLD_ONE_BY_ONE:
        problems += [Problem(Severity.WARNING, where, f"{labels[row]} {one}.") for row in found]
    else:
        count = ngettext("{count} feature", "{count} features", len(found)).format(count=format_number(len(found)))
        first = ", ".join(labels[row] for row in found[:3])
        problems.append(Problem(Severity.WARNING, where, f"{count} {many} ({first} …)."))
