"""Shapes that can be worked with, and word of what was done to the others."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import example, given
from hypothesis import strategies as st

from cityplanner.errors import InputError
from cityplanner.io.features.geometry_repair import drop_unusable, kinds_of, repair

SQUARE = shapely.box(0, 0, 10, 10)
BOW_TIE = shapely.Polygon([(0, 0), (10, 10), (10, 0), (0, 10)])


def _frame(*shapes: shapely.Geometry | None) -> tuple[gpd.GeoDataFrame, list[str]]:
    frame = gpd.GeoDataFrame({"n": range(len(shapes))}, geometry=list(shapes), crs="EPSG:32618")
    return frame, [f"f{number}" for number in range(len(shapes))]


def test_what_has_no_shape_or_no_place_is_left_out_by_name() -> None:
    infinite = shapely.Polygon([(0, 0), (np.inf, 0), (1, 1)])
    frame, labels = _frame(SQUARE, None, shapely.Polygon(), infinite, SQUARE)
    kept, problems = drop_unusable(frame, labels, "a.shp")
    assert kept["n"].tolist() == kept.index.tolist() == [0, 4]
    assert [problem.message.split(":")[1].strip(" .") for problem in problems] == ["f1, f2", "f3"]
    with pytest.raises(InputError, match=r"a\.shp"):
        drop_unusable(*_frame(None, shapely.Point()), "a.shp")


def test_heights_are_dropped() -> None:
    kept, _problems = drop_unusable(*_frame(shapely.Point(1, 2, 3)), "a.shp")
    assert not kept.geometry.iloc[0].has_z
    assert kept.crs.to_epsg() == 32618


def test_an_outline_that_crosses_itself_is_repaired_and_told_one_by_one() -> None:
    frame, labels = _frame(SQUARE, BOW_TIE, BOW_TIE)
    fixed, problems = repair(frame, ("polygon",), labels, "a.shp")
    assert fixed.geometry.is_valid.all()
    assert fixed.geometry.area.tolist() == [100, 50, 50]
    assert ["f1" in problems[0].message, "f2" in problems[1].message, len(problems)] == [True, True, 2]


def test_many_repairs_are_told_at_once() -> None:
    frame, labels = _frame(*[BOW_TIE] * 11)
    _fixed, (problem,) = repair(frame, ("polygon",), labels, "a.shp")
    assert problem.message.startswith("11 outlines")
    assert "f4 and 6 more" in problem.message


def test_of_a_collection_the_wanted_parts_stay() -> None:
    nested = shapely.GeometryCollection(
        [shapely.Point(50, 50), shapely.GeometryCollection([SQUARE, shapely.box(20, 0, 30, 10)])]
    )
    frame, labels = _frame(nested, SQUARE)
    areas, _problems = repair(frame, ("polygon",), labels, "a.shp")
    assert areas.geometry.area.tolist() == [200, 100]
    points, problems = repair(frame, ("point",), labels, "a.shp")
    assert points.geometry.iloc[0].equals(shapely.Point(50, 50))
    assert "f1" in problems[0].message


def test_another_kind_of_shape_is_refused_with_what_is_needed() -> None:
    frame, labels = _frame(shapely.Point(1, 1))
    with pytest.raises(InputError, match=r"a\.shp holds points, but polygons are needed"):
        repair(frame, ("polygon",), labels, "a.shp")
    with pytest.raises(InputError, match="lines or polygons"):
        repair(frame, ("line", "polygon"), labels, "a.shp")


def test_a_feature_of_several_points_becomes_one() -> None:
    frame, labels = _frame(shapely.MultiPoint([(1, 2)]), shapely.MultiPoint([(0, 0), (2, 2)]), shapely.Point(5, 5))
    points, (problem,) = repair(frame, ("point",), labels, "a.shp")
    assert shapely.get_coordinates(points.geometry.array).tolist() == [[1, 2], [1, 1], [5, 5]]
    assert "f1" in problem.message
    assert "f0" not in problem.message


def test_the_kinds_that_occur() -> None:
    shapes = np.array([shapely.MultiPoint([(0, 0)]), None, SQUARE], dtype=object)
    assert kinds_of(shapes) == ("point", "polygon")


COORDINATE = st.integers(-5, 5)


@example([[(0, 0), (0, -1), (1, 1), (0, 0), (0, 1), (1, 1)]])  # GEOS 3.14 leaves this one invalid at first
@given(st.lists(st.lists(st.tuples(COORDINATE, COORDINATE), min_size=3, max_size=8), min_size=1, max_size=5))
def test_whatever_rings_come_in_valid_areas_come_out(rings: list[list[tuple[int, int]]]) -> None:
    frame, labels = _frame(SQUARE, *[shapely.Polygon(ring) for ring in rings])
    fixed, _problems = repair(frame, ("polygon",), labels, "a.shp")
    assert fixed.geometry.is_valid.all()
    assert (fixed.geometry.area > 0).all()
    assert set(fixed.geometry.geom_type) <= {"Polygon", "MultiPolygon"}
