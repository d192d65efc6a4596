"""Shapes that can be worked with: nothing empty, nothing infinite, nothing that crosses itself."""

from collections.abc import Callable, Sequence

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from cityplanner.errors import InputError
from cityplanner.i18n import _, format_number, ngettext
from cityplanner.io.wording import first_few
from cityplanner.model import Problem, Severity

KINDS = ("point", "line", "polygon")
"""In the order of their dimension."""
_ONE_BY_ONE = 10
"""Up to so many repairs are told one by one."""

_Geometries = npt.NDArray[np.object_]


def kinds_of(geometry: _Geometries) -> tuple[str, ...]:
    """Which of ``point``, ``line`` and ``polygon`` occur; what a collection is, its largest part says."""
    dimensions = set(shapely.get_dimensions(geometry).tolist())
    return tuple(kind for dimension, kind in enumerate(KINDS) if dimension in dimensions)


def drop_unusable(frame: gpd.GeoDataFrame, labels: Sequence[str], where: str) -> tuple[gpd.GeoDataFrame, list[Problem]]:
    """``frame`` in the plane, without the features that have no shape or whose coordinates are no numbers.

    ``labels`` name the features by position. The index is kept.
    """
    geometry: _Geometries = np.array(frame.geometry.array, dtype=object)
    absent = shapely.is_missing(geometry) | shapely.is_empty(geometry)
    coordinates, owner = shapely.get_coordinates(geometry, return_index=True)
    infinite = np.zeros(len(geometry), dtype=bool)
    infinite[owner[~np.isfinite(coordinates).all(axis=1)]] = True
    problems = [
        *told(
            labels,
            absent,
            where,
            lambda n: ngettext(
                "{count} feature has no shape and was left out: {features}.",
                "{count} features have no shape and were left out: {features}.",
                n,
            ),
        ),
        *told(
            labels,
            infinite,
            where,
            lambda n: ngettext(
                "{count} feature has a coordinate that is not a number and was left out: {features}.",
                "{count} features have a coordinate that is not a number and were left out: {features}.",
                n,
            ),
        ),
    ]
    keep = ~(absent | infinite)
    if not keep.any():
        raise InputError(_("{file} has no feature with a shape; choose another file.").format(file=where))
    kept = frame[keep]
    return kept.set_geometry(gpd.GeoSeries(shapely.force_2d(geometry[keep]), index=kept.index, crs=frame.crs)), problems


def repair(
    frame: gpd.GeoDataFrame, kinds: Sequence[str], labels: Sequence[str], where: str
) -> tuple[gpd.GeoDataFrame, list[Problem]]:
    """``frame`` with shapes of ``kinds`` only, all of them valid. The index is kept.

    Of a collection, the parts of a wanted kind stay. Raises :class:`InputError` where no feature is of a wanted kind.
    """
    geometry: _Geometries = np.array(frame.geometry.array, dtype=object)
    found = kinds_of(geometry)
    broken = ~shapely.is_valid(geometry)
    geometry[broken] = make_valid(geometry[broken])
    geometry = _only(geometry, kinds)
    absent = shapely.is_missing(geometry)
    if absent.all():
        raise InputError(_wrong_kind(found, kinds, where))
    problems = [
        *_repaired([label for label, flag in zip(labels, broken & ~absent, strict=True) if flag], where),
        *told(
            labels,
            absent,
            where,
            lambda n: ngettext(
                "{count} feature is not of the kind that is wanted here and was left out: {features}.",
                "{count} features are not of the kind that is wanted here and were left out: {features}.",
                n,
            ),
        ),
    ]
    if tuple(kinds) == ("point",):
        geometry, more = _single_points(geometry, labels, where)
        problems += more
    kept = frame[~absent]
    return kept.set_geometry(gpd.GeoSeries(geometry[~absent], index=kept.index, crs=frame.crs)), problems


def make_valid(geometry: _Geometries) -> _Geometries:
    """(n,) valid shapes that cover the same ground, None where they cover none."""
    # "structure" takes a ring for what it encloses, where "linework" makes holes wherever a ring overlaps itself; but
    # it now and then leaves a shape that is invalid still.
    mended = np.asarray(shapely.make_valid(geometry, method="structure", keep_collapsed=False), dtype=object)
    still = ~shapely.is_valid(mended)
    mended[still] = shapely.make_valid(mended[still], method="linework")
    return _only(mended, KINDS)


def _only(geometry: _Geometries, kinds: Sequence[str]) -> _Geometries:
    """(n,) the shapes cut down to ``kinds``, None where nothing is left."""
    wanted = [KINDS.index(kind) for kind in kinds if kind in KINDS]
    result = geometry.copy()
    empty = shapely.is_empty(result)
    result[empty] = None
    mixed = shapely.get_type_id(result) == shapely.GeometryType.GEOMETRYCOLLECTION
    for place in np.flatnonzero(mixed).tolist():
        result[place] = _main_part(result[place], wanted)
    result[~np.isin(shapely.get_dimensions(result), wanted)] = None
    return result


def _main_part(collection: shapely.Geometry, wanted: Sequence[int]) -> shapely.Geometry | None:
    """The parts of the highest wanted dimension as one shape."""
    parts = _flatten(collection)
    dimensions = shapely.get_dimensions(parts)
    usable = [dimension for dimension in wanted if (dimensions == dimension).any()]
    if not usable:
        return None
    chosen = parts[dimensions == max(usable)]
    if max(usable) == 2:
        return shapely.union_all(chosen)
    return shapely.multipoints(chosen) if max(usable) == 0 else shapely.multilinestrings(chosen)


def _flatten(collection: shapely.Geometry) -> _Geometries:
    parts = shapely.get_parts(collection)
    while (shapely.get_type_id(parts) >= shapely.GeometryType.MULTIPOINT).any():
        parts = shapely.get_parts(parts)
    return np.asarray(parts[~shapely.is_empty(parts)], dtype=object)


def _single_points(geometry: _Geometries, labels: Sequence[str], where: str) -> tuple[_Geometries, list[Problem]]:
    """One point a feature: the only one, or the middle of several."""
    several = shapely.get_num_geometries(geometry) > 1
    problems = told(
        labels,
        several,
        where,
        lambda n: ngettext(
            "{count} feature has several points; the middle of them was taken: {features}.",
            "{count} features have several points; the middle of them was taken: {features}.",
            n,
        ),
    )
    geometry = np.where(several, shapely.centroid(geometry), shapely.get_geometry(geometry, 0))
    return geometry, problems


def _repaired(labels: Sequence[str], where: str) -> list[Problem]:
    if len(labels) <= _ONE_BY_ONE:
        message = _("The outline of {feature} crossed or touched itself and was repaired.")
        return [Problem(Severity.WARNING, where, message.format(feature=label)) for label in labels]
    message = ngettext(
        "{count} outline crossed or touched itself and was repaired: {features}.",
        "{count} outlines crossed or touched themselves and were repaired: {features}.",
        len(labels),
    )
    text = message.format(count=format_number(len(labels)), features=first_few(labels))
    return [Problem(Severity.WARNING, where, text)]


def told(
    labels: Sequence[str], flags: npt.NDArray[np.bool_], where: str, message: Callable[[int], str]
) -> list[Problem]:
    """A problem that names the flagged features; none where none is flagged. ``message`` is given their number."""
    features = [label for label, flag in zip(labels, flags.tolist(), strict=True) if flag]
    if not features:
        return []
    text = message(len(features)).format(count=format_number(len(features)), features=first_few(features))
    return [Problem(Severity.WARNING, where, text)]


def _wrong_kind(found: Sequence[str], wanted: Sequence[str], where: str) -> str:
    names = {"point": _("points"), "line": _("lines"), "polygon": _("polygons"), "raster": _("rasters")}
    if not found or set(found) & set(wanted):
        return _("No shape in {file} can be repaired; choose another file.").format(file=where)
    return _("{file} holds {found}, but {wanted} are needed here; choose another file or another role.").format(
        file=where,
        found=_(" and ").join(names[kind] for kind in found),
        wanted=_(" or ").join(names[kind] for kind in wanted),
    )
