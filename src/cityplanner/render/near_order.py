"""Shapes in an order in which neighbours on the ground are neighbours in memory.

Files hold a city's shapes in any order. A kernel that fetches each from somewhere else in memory waits for it longer
than it paints it. Fills add up and strokes take the largest, so within a style the order may be chosen.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from cityplanner.carto.display_list import Areas, Lines, Outlines
from cityplanner.carto.geometry import areas_from
from cityplanner.carto.ragged import FloatArray, IntArray, take
from cityplanner.render import band_kernels

_FEW = 1_000
"""So few are near enough in any order."""


@dataclass(frozen=True, eq=False, slots=True)
class NearOrder:
    """Features in their new order. ``order`` (n,) numbers them as they were; ``features`` (n + 1,) are offsets into
    ``parts``, those into ``xy``; ``boxes`` (n, 4) as :func:`~cityplanner.render.band_kernels.boxes` tells them."""

    xy: FloatArray
    parts: IntArray
    features: IntArray
    boxes: npt.NDArray[np.float32]
    order: IntArray


def near_areas(areas: Areas) -> tuple[NearOrder, IntArray]:
    """Polygons, whose parts are rings, and their styles. Kept as long as the same arrays are asked for."""
    shapes = _areas_in_order(_Same(areas.xy, areas.rings, areas.features))
    return shapes, _styles_in_order(_Same(areas.style), shapes)


def near_lines(lines: Lines) -> tuple[NearOrder, IntArray]:
    """Lines, a part each, and their styles."""
    shapes = _lines_in_order(_Same(lines.xy, lines.parts))
    return shapes, _styles_in_order(_Same(lines.style), shapes)


def near_outlines(outlines: Outlines) -> NearOrder:
    """Shapes, whose parts are rings."""
    return _outlines_in_order(_Same(outlines.shapes))


class _Same:
    """Arrays as a key: a city's never change once they are made, so the same ones hold the same."""

    def __init__(self, *arrays: npt.NDArray[Any]) -> None:
        self.arrays = arrays

    def __hash__(self) -> int:
        return hash(tuple(map(id, self.arrays)))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and all(a is b for a, b in zip(self.arrays, other.arrays, strict=True))


@lru_cache(maxsize=64)
def _areas_in_order(same: _Same) -> NearOrder:
    xy, rings, features = same.arrays
    return _in_order(xy, rings, features)


@lru_cache(maxsize=64)
def _lines_in_order(same: _Same) -> NearOrder:
    xy, parts = same.arrays
    return _in_order(xy, parts, np.arange(len(parts), dtype=np.int64))


@lru_cache(maxsize=4)
def _outlines_in_order(same: _Same) -> NearOrder:
    areas = areas_from(same.arrays[0])
    return _in_order(areas.xy, areas.rings, areas.features)


@lru_cache(maxsize=64)
def _styles_in_order(same: _Same, shapes: NearOrder) -> IntArray:
    style: IntArray = same.arrays[0]
    return style[shapes.order]


def _in_order(xy: FloatArray, parts: IntArray, features: IntArray) -> NearOrder:
    boxes = band_kernels.boxes(xy, parts[features])
    if len(boxes) < _FEW:
        return NearOrder(xy, parts, features, boxes, np.arange(len(boxes), dtype=np.int64))
    order = _strips(boxes)
    chosen, ordered_features = take(features, order)
    vertices, ordered_parts = take(parts, chosen)
    return NearOrder(xy[vertices], ordered_parts, ordered_features, boxes[order], order)


def _strips(boxes: npt.NDArray[np.float32]) -> IntArray:
    """Rows from south to north in strips of equally many, and in each from west to east (sort-tile-recursive)."""
    from_south = np.argsort(boxes[:, 1])
    strip = np.arange(len(boxes)) // max(int(np.sqrt(len(boxes))), 1)
    return from_south[np.lexsort((boxes[from_south, 0], strip))].astype(np.int64, copy=False)
