"""Cutting flat geometry at a frame, against shapely."""

import itertools

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from cityplanner.carto.clip import clip_lines, clip_rings
from cityplanner.carto.geometry import areas_from, lines_from

FRAME = (-10.0, -6.0, 10.0, 6.0)
BOX = shapely.box(*FRAME)

centres = st.tuples(st.floats(-20, 20), st.floats(-20, 20))
points = st.lists(st.tuples(st.floats(-20, 20), st.floats(-20, 20)), min_size=2, max_size=12)


def rings_area(xy: np.ndarray, rings: np.ndarray) -> float:
    """The shoelace formula: outer rings count, holes are taken away."""
    total = 0.0
    for begin, end in itertools.pairwise(rings):
        x, y = xy[begin:end, 0], xy[begin:end, 1]
        total += float(np.sum(x[:-1] * y[1:] - x[1:] * y[:-1])) / 2
    return total


@given(st.lists(st.tuples(centres, st.floats(0.5, 15)), min_size=1, max_size=5))
def test_what_is_left_of_rings_is_what_lies_in_the_frame(discs):
    shapes = [shapely.Point(centre).buffer(radius) for centre, radius in discs]
    holed = [shape.difference(shape.buffer(-shape.length / 20)) for shape in shapes]
    for polygons in (shapes, holed):
        areas = areas_from(polygons)
        xy, rings = clip_rings(areas.xy, areas.rings, FRAME)
        assert len(rings) == len(areas.rings)
        wanted = sum(shape.intersection(BOX).area for shape in polygons)
        assert rings_area(xy, rings) == pytest.approx(wanted, rel=1e-6, abs=1e-6)
        if len(xy):
            assert xy.min(axis=0) == pytest.approx(np.maximum(xy.min(axis=0), FRAME[:2]))
            assert xy.max(axis=0) == pytest.approx(np.minimum(xy.max(axis=0), FRAME[2:]))
        for begin, end in itertools.pairwise(rings):
            assert begin == end or (xy[begin] == xy[end - 1]).all()


@given(st.lists(points, min_size=1, max_size=6))
def test_what_is_left_of_lines_is_what_lies_in_the_frame(lines):
    flat = lines_from([shapely.LineString(line) for line in lines])
    xy, parts, of = clip_lines(flat.xy, flat.parts, FRAME)
    assert len(parts) - 1 == len(of)
    for number, line in enumerate(lines):
        pieces = [xy[parts[piece] : parts[piece + 1]] for piece in np.flatnonzero(of == number)]
        length = sum(float(np.hypot(*np.diff(piece, axis=0).T).sum()) for piece in pieces)
        # Segment by segment: an intersection of whole lines would count a stretch that is walked twice only once.
        segments = [shapely.LineString(pair) for pair in itertools.pairwise(line)]
        wanted = sum(shapely.intersection(segment, BOX).length for segment in segments)
        assert length == pytest.approx(wanted, rel=1e-6, abs=1e-6)


def test_a_line_that_leaves_and_comes_back_is_two_pieces_of_the_same_line():
    flat = lines_from([shapely.LineString([(-5, 0), (20, 0), (20, 3), (-5, 3)])])
    xy, parts, of = clip_lines(flat.xy, flat.parts, FRAME)
    assert of.tolist() == [0, 0]
    assert xy.tolist() == [[-5, 0], [10, 0], [10, 3], [-5, 3]]
    assert parts.tolist() == [0, 2, 4]


def test_nothing_stays_nothing():
    flat = lines_from([])
    xy, parts, of = clip_lines(flat.xy, flat.parts, FRAME)
    assert (len(xy), parts.tolist(), len(of)) == (0, [0], 0)
    areas = areas_from([None, shapely.Point(1, 1)])
    xy, rings = clip_rings(areas.xy, areas.rings, FRAME)
    assert (len(xy), rings.tolist()) == (0, [0])
