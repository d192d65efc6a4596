"""Geometries to flat arrays and back."""

import numpy as np
import pytest
import shapely
from counted_work import calls_of

from cityplanner.carto.display_list import Areas, AreaStyle, LineStyle
from cityplanner.carto.geometry import areas_from, joined, lines_from, lines_of
from cityplanner.carto.geometry import polygons_of as shapes_of
from cityplanner.carto.hatching import hatch_lines
from cityplanner.carto.ragged import bounds, keep, take


def polygons_of(areas: Areas) -> list[shapely.Geometry]:
    """The features again, told apart into outer rings and holes by the way they are wound."""
    found = []
    for first, last in zip(areas.features[:-1], areas.features[1:], strict=True):
        outer, holes = [], []
        for ring in range(first, last):
            line = shapely.LinearRing(areas.xy[areas.rings[ring] : areas.rings[ring + 1]])
            (outer if line.is_ccw else holes).append(shapely.Polygon(line))
        found.append(shapely.union_all(outer).difference(shapely.union_all(holes)))
    return found


def test_polygons_holes_and_several_parts_keep_their_shape_and_order():
    square, hole = shapely.box(0, 0, 10, 10), shapely.box(2, 2, 4, 4)
    shapes = [
        shapely.reverse(square),
        square.difference(hole),
        shapely.MultiPolygon(
            [shapely.box(20, 0, 22, 2), shapely.box(30, 0, 33, 3).difference(shapely.box(31, 1, 32, 2))]
        ),
    ]
    areas = areas_from(shapes, [2, 0, 1])
    assert areas.style.tolist() == [2, 0, 1]
    assert np.diff(areas.features).tolist() == [1, 2, 3]
    for made, given in zip(polygons_of(areas), shapes, strict=True):
        assert made.equals(given)


def test_what_is_no_polygon_is_a_feature_without_rings():
    areas = areas_from([None, shapely.box(0, 0, 1, 1), shapely.Polygon(), shapely.LineString([(0, 0), (1, 1)])])
    assert np.diff(areas.features).tolist() == [0, 1, 0, 0]
    collection = shapely.GeometryCollection([shapely.Point(0, 0), shapely.box(0, 0, 1, 1)])
    assert np.diff(areas_from([collection]).features).tolist() == [1]


def test_lines_of_several_parts_share_their_style_and_polygons_give_their_rings():
    shapes = [
        shapely.LineString([(0, 0), (1, 0)]),
        None,
        shapely.MultiLineString([[(0, 1), (1, 1)], [(0, 2), (1, 2), (2, 2)]]),
        shapely.box(0, 0, 4, 4).difference(shapely.box(1, 1, 2, 2)),
    ]
    lines = lines_from(shapes, [5, 6, 7, 8])
    assert lines.style.tolist() == [5, 7, 7, 8, 8]
    assert np.diff(lines.parts).tolist() == [2, 2, 3, 5, 5]


def test_a_city_of_buildings_is_gone_through_at_once():
    x, y = np.random.default_rng(1).uniform(0, 20_000, (2, 35_000))
    buildings = shapely.box(x, y, x + 12, y + 9)
    assert calls_of(lambda: areas_from(buildings)) < 1_000
    assert len(areas_from(buildings).xy) == 5 * 35_000


def test_taking_and_keeping_parts_of_lists():
    offsets = np.array([0, 2, 2, 5, 6])
    places, fresh = take(offsets, np.array([2, 0, 1]))
    assert places.tolist() == [2, 3, 4, 0, 1]
    assert fresh.tolist() == [0, 3, 5, 5]
    assert keep(offsets, np.array([True, False, True, True, False, True])).tolist() == [0, 1, 1, 3, 4]
    boxes = bounds(np.array([[0, 1], [2, -1], [5, 5], [6, 4], [7, 9], [3, 3.0]]), offsets)
    assert boxes[[0, 2, 3]].tolist() == [[0, -1, 2, 1], [5, 4, 7, 9], [3, 3, 3, 3]]
    assert np.isnan(boxes[1]).all()


@pytest.mark.parametrize("phase", [0.0, 3.3])
def test_hatching_fills_an_area_evenly_and_leaves_holes_out(phase):
    shape = shapely.Point(50, 40).buffer(30).difference(shapely.Point(55, 40).buffer(12))
    other = shapely.box(100, 0, 140, 40)
    areas = areas_from([shape, other])
    lines = hatch_lines(areas.xy, areas.rings, areas.features, 1.5, phase)
    drawn = shapely.linestrings(lines.reshape(-1, 2, 2))
    both = shapely.union(shape, other)
    assert shapely.length(drawn).sum() * 1.5 == pytest.approx(both.area, rel=0.01)
    assert shapely.covers(both.buffer(1e-6), drawn).all()


@pytest.mark.parametrize("side", [200.0, 2_000.0, 40_000.0])
def test_shapes_are_joined_as_one_however_crowded_they_are(side):
    rng = np.random.default_rng(2)
    shapes = shapely.buffer(shapely.points(rng.uniform(0, side, (900, 2))), 100.0, quad_segs=4)
    shapes[::7] = shapely.difference(shapes[::7], shapely.buffer(shapely.centroid(shapes[::7]), 30.0))
    shapes[5], shapes[6] = None, shapely.Polygon()
    parts = joined(shapes)
    expected = shapely.union_all(shapes)
    assert shapely.area(parts).sum() == pytest.approx(expected.area)
    assert shapely.union_all(parts).equals(expected) or shapely.union_all(parts).symmetric_difference(
        expected
    ).area == pytest.approx(0, abs=1e-6)


def test_nothing_joined_is_nothing():
    assert joined(np.array([None, shapely.Polygon()], dtype=object)).shape == (0,)
    assert joined(np.empty(0, dtype=object)).shape == (0,)


def test_geometries_come_back_from_the_painters_arrays():
    hole = shapely.box(0, 0, 9, 9).difference(shapely.box(2, 2, 4, 4))
    two = shapely.MultiPolygon([shapely.box(20, 0, 25, 5), shapely.box(30, 0, 35, 5)])
    areas = areas_from([hole, two, shapely.box(50, 50, 60, 60)], [0, 0, 1], [AreaStyle(), AreaStyle()])
    assert shapely.union_all(shapes_of(areas, 0)).equals(shapely.union_all([hole, two]))
    assert len(shapes_of(areas, 0)) == 3
    assert shapely.union_all(shapes_of(areas, 1)).equals(shapely.box(50, 50, 60, 60))
    assert len(shapes_of(areas, 2)) == 0
    ways = [shapely.LineString([(0, 0), (1, 1)]), shapely.LineString([(5, 5), (6, 6), (7, 5)])]
    lines = lines_from(ways, [1, 0], [LineStyle("#000000", 1), LineStyle("#000000", 1)])
    assert [line.equals(way) for line, way in zip(lines_of(lines, 1), ways[:1], strict=True)] == [True]
    assert len(lines_of(lines, 2)) == 0
