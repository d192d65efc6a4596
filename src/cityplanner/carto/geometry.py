"""Geometries as the flat arrays that the painter takes."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import shapely

from cityplanner.carto.display_list import Areas, AreaStyle, Lines, LineStyle
from cityplanner.carto.ragged import FloatArray, IntArray, offsets_of, take

_TOGETHER = 128
_CROWDED = 3.0
"""So many times over is the ground of neighbours covered where nearly every one overlaps every other."""


def areas_from(
    geometries: npt.ArrayLike, style: npt.ArrayLike | int = 0, styles: Sequence[AreaStyle] = (AreaStyle(),)
) -> Areas:
    """Polygons and multipolygons as :class:`Areas`, one feature each, in their order.

    ``style`` (n,) or one number indexes ``styles``. What is missing, empty or not a polygon becomes a feature
    without rings. Rings are wound so that overlapping features of one style join.
    """
    shapes = _array(geometries)
    parts, of = shapely.get_parts(shapes, return_index=True)
    polygonal = shapely.get_type_id(parts) == shapely.GeometryType.POLYGON
    parts, of = parts[polygonal], of[polygonal]
    rings, of_part = shapely.get_rings(parts, return_index=True)
    offsets = offsets_of(shapely.get_num_coordinates(rings).astype(np.int64))
    outer = np.ones(len(rings), dtype=bool)
    outer[1:] = of_part[1:] != of_part[:-1]
    return Areas(
        xy=_wound(shapely.get_coordinates(rings), offsets, outer),
        rings=offsets,
        features=offsets_of(np.bincount(of[of_part], minlength=len(shapes)).astype(np.int64)),
        style=_styles(style, len(shapes)),
        styles=tuple(styles),
    )


def lines_from(
    geometries: npt.ArrayLike, style: npt.ArrayLike | int = 0, styles: Sequence[LineStyle] = (LineStyle("#000000", 1),)
) -> Lines:
    """Lines and multilines as :class:`Lines`; of polygons the rings. ``style`` is one number or one a geometry."""
    shapes = _array(geometries)
    polygonal = np.isin(shapely.get_type_id(shapes), (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON))
    if polygonal.any():
        shapes = shapes.copy()
        shapes[polygonal] = shapely.boundary(shapes[polygonal])
    parts, of = shapely.get_parts(shapes, return_index=True)
    linear = np.isin(shapely.get_type_id(parts), (shapely.GeometryType.LINESTRING, shapely.GeometryType.LINEARRING))
    parts, of = parts[linear], of[linear]
    return Lines(
        xy=shapely.get_coordinates(parts),
        parts=offsets_of(shapely.get_num_coordinates(parts).astype(np.int64)),
        style=_styles(style, len(shapes))[of],
        styles=tuple(styles),
    )


def joined(shapes: npt.NDArray[np.object_]) -> npt.NDArray[np.object_]:
    """(p,) what polygons cover together, as polygons apart from each other.

    Those that hardly overlap are told apart by their boxes, which takes a tenth of the time; where thousands lie over
    each other there are too many pairs of boxes, and neighbours are put together first.
    """
    sound = shapes[~(shapely.is_missing(shapes) | shapely.is_empty(shapes))]
    boxes = shapely.bounds(sound)
    from_south = np.argsort(boxes[:, 1])
    strip = np.arange(len(sound)) // max(int(np.sqrt(len(sound) * _TOGETHER)), 1)
    order = from_south[np.lexsort((boxes[from_south, 0], strip))]
    parts = [np.empty(0, dtype=object)]
    for first in range(0, len(sound), _TOGETHER):
        near = sound[order[first : first + _TOGETHER]]
        west, south, east, north = shapely.total_bounds(near).tolist()
        crowded = shapely.area(near).sum() > _CROWDED * (east - west) * (north - south)
        whole = shapely.union_all(near) if crowded else shapely.disjoint_subset_union_all(near)
        parts.append(shapely.get_parts(whole))
    whole = shapely.disjoint_subset_union_all(np.concatenate(parts))
    return np.asarray(shapely.get_parts(whole), dtype=object)


def polygons_of(areas: Areas, style: int) -> npt.NDArray[np.object_]:
    """The polygons of the features of a style, as geometries; the parts of one feature apart."""
    rows, _features = take(areas.features, np.flatnonzero(areas.style == style))
    vertices, rings = take(areas.rings, rows)
    if not len(rows):
        return np.empty(0, dtype=object)
    xy = areas.xy[vertices]
    outer = np.flatnonzero(shapely.is_ccw(shapely.from_ragged_array(shapely.GeometryType.LINESTRING, xy, (rings,))))
    whole = shapely.from_ragged_array(shapely.GeometryType.POLYGON, xy, (rings, np.append(outer, len(rows))))
    return np.asarray(whole, dtype=object)


def lines_of(lines: Lines, style: int) -> npt.NDArray[np.object_]:
    """The lines of a style, as geometries."""
    vertices, parts = take(lines.parts, np.flatnonzero(lines.style == style))
    made = shapely.from_ragged_array(shapely.GeometryType.LINESTRING, lines.xy[vertices], (parts,))
    return np.asarray(made, dtype=object)


def _wound(xy: FloatArray, rings: IntArray, outer: npt.NDArray[np.bool_]) -> FloatArray:
    """The points with outer rings counter-clockwise and holes clockwise; faster than asking shapely for it."""
    if not len(xy):
        return xy
    # Twice the area by the shoelace formula, from each ring's first point so that large coordinates lose nothing.
    near = xy - np.repeat(xy[rings[:-1]], np.diff(rings), axis=0)
    cross = np.zeros(len(xy))
    cross[:-1] = near[:-1, 0] * near[1:, 1] - near[1:, 0] * near[:-1, 1]
    cross[rings[1:] - 1] = 0.0
    wrong = np.flatnonzero((np.add.reduceat(cross, rings[:-1]) > 0) != outer)
    places, fresh = take(rings, wrong)
    backwards = np.repeat(fresh[:-1] + fresh[1:] - 1, np.diff(fresh)) - np.arange(fresh[-1])
    xy[places] = xy[places[backwards]]
    return xy


def _array(geometries: npt.ArrayLike) -> npt.NDArray[np.object_]:
    return np.atleast_1d(np.asarray(geometries, dtype=object))


def _styles(style: npt.ArrayLike | int, count: int) -> IntArray:
    return np.array(np.broadcast_to(np.asarray(style, dtype=np.int64), (count,)))
