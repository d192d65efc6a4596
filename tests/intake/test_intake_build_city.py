"""A city from a layer of neighbourhoods, and layers brought into it."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from small_city import CRS, SOUTH, WEST, small_city

from cityplanner.errors import InputError
from cityplanner.intake.build_city import build_city
from cityplanner.io.features.place_in_city import layer_for_city, set_boundary
from cityplanner.model import Layer, Problem, Severity

SQUARES = [shapely.box(WEST + 1000 * i, SOUTH, WEST + 1000 * (i + 1), SOUTH + 1000) for i in range(3)]


def _layer(shapes: list[shapely.Geometry] = SQUARES, crs: str = CRS, **columns: object) -> Layer:
    return Layer("neighbourhoods", "squares", "neighbourhoods", gpd.GeoDataFrame(columns, geometry=shapes, crs=crs))


def _messages(problems: list[Problem]) -> list[str]:
    return [problem.message for problem in problems]


def test_columns_come_in_order_with_text_for_codes() -> None:
    layer = _layer(jobs=[1, 2, 3], age_65_plus=[1.0, 2.0, 3.0], population=[5, 6, 7], id=[1.0, 2.0, 3.0])
    city, problems = build_city("Vila", layer)
    assert list(city.neighbourhoods.columns) == ["id", "name", "population", "age_65_plus", "jobs", "geometry"]
    assert city.neighbourhoods["id"].tolist() == city.neighbourhoods["name"].tolist() == ["1", "2", "3"]
    assert (city.name, city.crs, city.groups, problems) == ("Vila", CRS, ("age_65_plus",), [])


def test_codes_come_once_each_and_names_stand_in_for_codes() -> None:
    city, problems = build_city("Vila", _layer(id=["a", None, "a"], population=[1, 2, 3]))
    assert city.neighbourhoods["id"].tolist() == ["a", "2", "a (2)"]
    assert ["no code" in _messages(problems)[0], "(a)" in _messages(problems)[1]] == [True, True]
    named, _problems = build_city("Vila", _layer(name=["Norte", "Sur", "Este"], population=[1, 2, 3]))
    assert named.neighbourhoods["id"].tolist() == ["Norte", "Sur", "Este"]
    numbered, _problems = build_city("Vila", _layer(name=["Norte", "Norte", "Este"], population=[1, 2, 3]))
    assert numbered.neighbourhoods["id"].tolist() == ["1", "2", "3"]


def test_a_code_that_is_made_never_meets_one_that_is_there() -> None:
    city, _problems = build_city("Vila", _layer(id=["a", "a", "a (2)"], population=[1, 2, 3]))
    assert city.neighbourhoods["id"].tolist() == ["a", "a (3)", "a (2)"]


def test_residents_that_nobody_knows_are_missing_and_told() -> None:
    city, (problem,) = build_city("Vila", _layer(id=["a", "b", "c"]))
    assert city.neighbourhoods["population"].isna().all()
    assert problem.severity is Severity.WARNING
    city, (problem,) = build_city("Vila", _layer(id=["a", "b", "c"], population=[1, np.nan, 3]))
    assert problem.message == "The residents of 1 neighbourhood are not known: b."


def test_residents_are_the_sum_of_ages_where_nobody_counted_them() -> None:
    ages = {"age_0_14": [1.0, 2.0, 3.0], "age_15_64": [10.0, 20.0, 30.0], "age_65_plus": [5.0, 5.0, 5.0]}
    city, (problem,) = build_city("Vila", _layer(id=["a", "b", "c"], **ages))
    assert city.neighbourhoods["population"].tolist() == [16, 27, 38]
    assert problem.severity is Severity.INFO


def test_a_group_that_is_larger_than_all_is_told() -> None:
    _city, (problem,) = build_city("Vila", _layer(id=["a", "b", "c"], population=[5, 5, 5], women=[3, 6, np.nan]))
    assert "women" in problem.message
    assert problem.message.endswith(": b.")


@pytest.mark.parametrize(("column", "high_is_poor"), [("imd_score", True), ("IMD_Rank", False), ("IMD decile", False)])
def test_ranks_of_deprivation_begin_with_the_poorest(column: str, high_is_poor: bool) -> None:
    layer = _layer(id=["a", "b", "c"], population=[1, 2, 3], deprivation=[1, 2, 3])
    layer = Layer(layer.id, layer.name, layer.role, layer.frame, guesses={"deprivation": column})
    city, problems = build_city("Vila", layer)
    assert city.deprivation_high_is_poor is high_is_poor
    assert any(column in message for message in _messages(problems)) is not high_is_poor


def test_neighbourhoods_in_degrees_or_feet_are_measured_in_metres() -> None:
    for crs in ("EPSG:4326", "EPSG:2263", "EPSG:3857"):
        shapes = gpd.GeoSeries(SQUARES, crs=CRS).to_crs(crs).tolist()
        if crs == "EPSG:2263":
            shapes = [shapely.box(990_000, 190_000, 993_280.84, 193_280.84)]  # a kilometre square in New York
        city, _problems = build_city("Vila", _layer(shapes, crs, population=[1] * len(shapes)))
        assert city.crs == CRS
        assert city.neighbourhoods.area.tolist() == pytest.approx([1e6] * len(shapes), rel=1e-3)


def test_the_system_that_is_asked_for_is_used_if_one_can_measure_in_it() -> None:
    city, _problems = build_city("Vila", _layer(population=[1, 2, 3]), crs="32617")
    assert city.crs == "EPSG:32617"
    with pytest.raises(InputError, match=r"EPSG:4326.*EPSG:32618"):
        build_city("Vila", _layer(population=[1, 2, 3]), crs="EPSG:4326")


def test_neighbourhoods_must_be_areas() -> None:
    with pytest.raises(InputError, match="squares"):
        build_city("Vila", _layer([shapely.Point(WEST, SOUTH)]))


def test_tables_are_joined_and_remembered(tmp_path: Path) -> None:
    table = tmp_path / "people.csv"
    table.write_text("id,name,pop\na,Norte,10\nb,Sur,20\nc,Este,30\n", encoding="utf-8")
    city, problems = build_city("Vila", _layer(id=["a", "b", "c"]), [(table, None)])
    assert city.neighbourhoods["population"].tolist() == [10, 20, 30]
    assert city.neighbourhoods["name"].tolist() == ["Norte", "Sur", "Este"]
    assert [source.file for source in city.sources] == ["people.csv"]
    assert problems == []


def test_the_boundary_is_the_union_and_what_lies_beyond_is_told() -> None:
    boundary = gpd.GeoSeries(SQUARES[:2], crs=CRS).to_crs("EPSG:4326").tolist()
    city, (problem,) = set_boundary(small_city(), _layer(boundary, "EPSG:4326"))
    assert city.boundary is not None
    assert city.boundary.area == pytest.approx(2e6, rel=1e-6)
    assert problem.message == "2 neighbourhoods lie outside the boundary and still count: l'Eixample, Parque <Norte>."
    with pytest.raises(InputError, match="No neighbourhood"):
        set_boundary(small_city(), _layer([shapely.box(WEST, SOUTH - 3000, WEST + 100, SOUTH - 2000)]))


def test_a_layer_comes_into_the_citys_coordinates_and_what_is_far_is_told() -> None:
    here, near, far = ((WEST + 500, SOUTH + 500), (WEST - 4900, SOUTH), (WEST - 5100, SOUTH))
    points = gpd.GeoSeries([shapely.Point(*xy) for xy in (here, near, far)], crs=CRS).to_crs("EPSG:4326").tolist()
    layer, (problem,) = layer_for_city(_layer(points, "EPSG:4326"), small_city())
    assert layer.frame.crs == CRS
    assert shapely.get_coordinates(layer.frame.geometry.array)[0] == pytest.approx(here, abs=1e-4)
    assert problem.message.startswith("1 feature lies more than 5 km outside")
    with pytest.raises(InputError, match="somewhere else"):
        layer_for_city(_layer([shapely.Point(0, 0)], "EPSG:4326"), small_city())
    with pytest.raises(InputError, match="somewhere else"):
        layer_for_city(_layer([shapely.Point(WEST, SOUTH)], "EPSG:32601"), small_city())


def _in_degrees(*shapes: shapely.Geometry) -> Layer:
    ids = [str(number) for number in range(len(shapes))]
    return _layer(list(shapes), "EPSG:4326", id=ids, population=[100] * len(shapes))


@pytest.mark.parametrize(
    ("shapes", "size"),
    [
        ([shapely.box(-180, 40, 180, 50)], "28,307"),  # a band around the Earth
        ([shapely.Polygon([(-170, 40), (170, 40), (170, 50), (-170, 50)])], "1,573"),
        ([shapely.box(-175, -85, 175, 85)], "18,904"),
        ([shapely.box(0, 0, 0.01, 0.01), shapely.box(2.1, 41.3, 2.2, 41.4)], "4,604"),  # one at "null island"
    ],
)
def test_what_is_larger_than_any_city_is_refused(shapes: list[shapely.Geometry], size: str) -> None:
    sentence = f"squares reach over {size} km, which is too far to measure on one map"
    with pytest.raises(InputError, match=sentence):
        build_city("World", _in_degrees(*shapes))
    with pytest.raises(InputError, match=sentence):
        build_city("World", _in_degrees(*shapes), crs="EPSG:32631")


def test_a_whole_country_in_metres_is_refused_too() -> None:
    with pytest.raises(InputError, match=r"reach over 1,\d\d\d km"):
        build_city("Britain", _layer([shapely.box(80_000, 5_000, 655_000, 1_219_000)], "EPSG:27700", population=[1]))


@pytest.mark.parametrize(
    "shapes",
    [
        [shapely.box(179.9, -17, 180, -16.9), shapely.box(-180, -17, -179.9, -16.9)],
        [shapely.box(179.9, -17, 180, -16.9), shapely.box(180, -17, 180.1, -16.9)],
        [shapely.Polygon([(179.9, -17), (-179.9, -17), (-179.9, -16.9), (179.9, -16.9)])],
        [shapely.MultiPolygon([shapely.box(179.9, -17, 180, -16.9), shapely.box(-180, -17, -179.9, -16.9)])],
    ],
)
def test_a_city_on_both_sides_of_the_date_line_is_one(shapes: list[shapely.Geometry]) -> None:
    city, problems = build_city("Taveuni", _in_degrees(*shapes))
    assert problems == []
    assert city.crs in ("EPSG:32701", "EPSG:32760")
    wide, high = 0.2 * 111_320 * np.cos(np.radians(17)), 0.1 * 110_650
    assert city.neighbourhoods.area.sum() == pytest.approx(wide * high, rel=0.01)
    # The zone's grid leans a little against the meridians.
    assert np.ptp(city.neighbourhoods.total_bounds[[0, 2]]) == pytest.approx(wide, rel=0.03)
