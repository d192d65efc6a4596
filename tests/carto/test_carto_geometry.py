"""Geometries to flat arrays and back."""

import numpy as np
import pytest
import shapely
from counted_work import calls_of

from cityplanner.carto.display_list import Areas
from cityplanner.carto.geometry import areas_from, lines_from
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
