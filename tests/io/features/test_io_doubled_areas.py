"""Nobody is counted twice: parts of areas, copies, totals over others, overlaps; and what files lack of themselves."""

import json
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
import shapely.affinity
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import box

from cityplanner.errors import InputError
from cityplanner.io import read_layer
from cityplanner.io.features.doubled_areas import each_area_once
from cityplanner.model import Problem, Severity

CRS = "EPSG:25831"
SQUARES = [box(430_000 + 1_000 * i, 4_580_000, 431_000 + 1_000 * i, 4_581_000) for i in range(4)]
NAMES = ["Alba", "Bosc", "Coll", "Dalt"]


def _frame(shapes: list[shapely.Geometry], **columns: object) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(columns, geometry=shapes, crs=CRS)


def _told(problems: list[Problem]) -> str:
    return " ".join(problem.message for problem in problems if problem.severity is Severity.WARNING)


def _read(path: Path) -> tuple[gpd.GeoDataFrame, list[Problem]]:
    layer, problems = read_layer(path, "neighbourhoods")
    return layer.frame, problems


@pytest.mark.parametrize("ending", [".gpkg", ".geojson", ".shp", ".fgb"])
def test_parts_of_an_area_in_several_rows_are_one_area(tmp_path: Path, ending: str) -> None:
    island = box(439_000, 4_580_000, 440_000, 4_581_000)
    frame = _frame(
        [*SQUARES, island],
        cod_barrio=["01", "02", "03", "04", "02"],
        barrio=[*NAMES, "Bosc"],
        poblacion=[1, 2, 3, 4, 2],
    )
    frame.to_file(tmp_path / f"barrios{ending}")
    read, problems = _read(tmp_path / f"barrios{ending}")
    by_code = read.set_index("id")
    assert by_code["population"].to_dict() == {"01": 1, "02": 2, "03": 3, "04": 4}
    assert by_code.geometry["02"].area == pytest.approx(2_000_000, rel=1e-3)
    assert "put together: Bosc" in _told(problems)


def test_rows_that_only_share_the_code_of_their_district_stay_apart() -> None:
    districts = _frame(SQUARES, id=["D1", "D1", "D2", "D2"], name=NAMES, population=[5.0, 5.0, 7.0, 7.0])
    kept, problems = each_area_once(districts, {"id": "district", "name": "name"}, "x.gpkg")
    assert len(kept) == 4
    assert problems == []
    unnamed, _problems = each_area_once(districts.drop(columns=["name", "population"]), {"id": "district"}, "x.gpkg")
    assert len(unnamed) == 4


def test_features_that_stand_twice_count_once(tmp_path: Path) -> None:
    frame = _frame(
        [*SQUARES, *SQUARES[:2]], gid=[1, 2, 3, 4, 5, 6], nom=[*NAMES, "Alba", "Bosc"], pop=[1, 2, 3, 4, 1, 2]
    )
    frame.to_file(tmp_path / "twice.gpkg")
    read, problems = _read(tmp_path / "twice.gpkg")
    assert read["population"].sum() == 10
    assert len(read) == 4
    assert "Alba" in _told(problems)


def test_other_codes_on_the_same_ground_do_not_hide_that_an_area_stands_twice() -> None:
    frame = _frame([*SQUARES, SQUARES[3]], id=list("abcde"), name=[*NAMES, "Upper"], population=[1.0, 2, 3, np.nan, 4])
    kept, problems = each_area_once(frame, {"id": "code", "name": "name"}, "x.gpkg")
    assert kept["name"].tolist() == ["Alba", "Bosc", "Coll", "Upper"]
    assert "Dalt" in _told(problems)


def test_the_same_ground_with_different_residents_is_refused() -> None:
    frame = _frame([*SQUARES, SQUARES[0]], id=list("abcde"), name=[*NAMES, "Alba 2"], population=[1.0, 2, 3, 4, 9])
    with pytest.raises(InputError, match=r"x\.gpkg lie on the same ground with different residents \(Alba, Alba 2\)"):
        each_area_once(frame, {"id": "code", "name": "name"}, "x.gpkg")


def test_areas_that_stand_once_a_year_are_those_of_the_last_year(tmp_path: Path) -> None:
    frame = _frame(
        SQUARES * 2, code=list("abcd") * 2, name=NAMES * 2, year=[2011] * 4 + [2021] * 4, pop=[1] * 4 + [3] * 4
    )
    frame.to_file(tmp_path / "years.gpkg")
    read, problems = _read(tmp_path / "years.gpkg")
    assert read["population"].tolist() == [3, 3, 3, 3]
    assert "those of 2021 were taken" in _told(problems)


@pytest.mark.parametrize("residents", [[1, 2, 3, 4, 3, 7, 10], [1, 2, 3, 4, None, None, None]])
def test_districts_and_the_city_among_the_neighbourhoods_are_left_out(tmp_path: Path, residents: list[int]) -> None:
    halves = [shapely.union_all(SQUARES[:2]), shapely.union_all(SQUARES[2:])]
    frame = _frame(
        [*SQUARES, *halves, shapely.union_all(SQUARES)],
        codi=["1", "2", "3", "4", "D1", "D2", "C"],
        nom=[*NAMES, "Oest", "Est", "Ciutat"],
        poblacio=residents,
    )
    frame.to_file(tmp_path / "tot.geojson")
    read, problems = _read(tmp_path / "tot.geojson")
    assert read["name"].tolist() == NAMES
    assert read["population"].sum() == 10
    assert "Oest, Est, Ciutat" in _told(problems)
    assert "say" not in _told(problems)


def test_a_total_that_says_another_number_is_told() -> None:
    frame = _frame(
        [*SQUARES, shapely.union_all(SQUARES)],
        id=list("abcde"),
        name=[*NAMES, "City"],
        population=[1000.0, 1, 1, 1, 2000],
    )
    kept, problems = each_area_once(frame, {"id": "id", "name": "name"}, "x.gpkg")
    assert len(kept) == 4
    assert "City says 2,000 residents, and the areas that make it up have 1,003 together" in _told(problems)


def test_an_area_around_a_single_other_one_is_no_total() -> None:
    enclave = box(430_400, 4_580_400, 430_600, 4_580_600)
    frame = _frame([*SQUARES, enclave], id=list("abcde"), name=[*NAMES, "Enclave"], population=[1.0, 2, 3, 4, 5])
    kept, problems = each_area_once(frame, {"id": "id", "name": "name"}, "x.gpkg")
    assert len(kept) == 5
    assert "2 areas overlap others" in _told(problems)


def test_borders_that_were_drawn_twice_do_not_overlap() -> None:
    wider = [shapely.buffer(square, 4, join_style="mitre") for square in SQUARES]
    kept, problems = each_area_once(_frame(wider, id=list("abcd"), name=NAMES), {"id": "id", "name": "name"}, "x.gpkg")
    assert len(kept) == 4
    assert problems == []


@settings(max_examples=30, deadline=None)
@given(st.permutations(range(13)), st.lists(st.integers(0, 9), min_size=13, max_size=13))
def test_in_whatever_order_copies_and_totals_stand_everybody_is_counted_once(
    order: list[int], people: list[int]
) -> None:
    squares = [box(x, y, x + 1, y + 1) for x in range(3) for y in range(3)]
    rows = [box(0, y, 3, y + 1) for y in range(3)]
    shapes = [*squares, *rows, box(0, 0, 3, 3)]
    residents = [float(n) for n in people[:9]]
    residents += [sum(residents[y::3]) for y in range(3)]
    residents.append(sum(residents[:9]))
    names = [f"N{n}" for n in range(9)] + ["R0", "R1", "R2", "All"]
    frame = _frame([shapes[i] for i in order], id=[names[i] for i in order], population=[residents[i] for i in order])
    kept, _problems = each_area_once(frame, {"id": "id"}, "x.gpkg")
    assert sorted(kept["id"]) == names[:9]
    assert kept["population"].sum() == sum(residents[:9])


# What a file lacks of itself


def test_residents_of_features_without_a_shape_are_told(tmp_path: Path) -> None:
    frame = _frame([*SQUARES[:3], None], code=list("abcd"), name=NAMES, population=[100, 200, 300, 4_000])
    frame.to_file(tmp_path / "areas.gpkg")
    read, problems = _read(tmp_path / "areas.gpkg")
    assert read["population"].sum() == 600
    assert "have 4,000 residents, who are not counted" in _told(problems)


def _geojson(tmp_path: Path, before: dict[str, object], after: dict[str, object]) -> Path:
    features = json.loads(_frame(SQUARES, code=list("abcd"), name=NAMES).to_crs(4326).to_json())["features"]
    path = tmp_path / "areas.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", **before, "features": features, **after}), "utf-8")
    return path


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ({"exceededTransferLimit": True}, {}, "stopped at its limit"),
        ({}, {"exceededTransferLimit": True}, "stopped at its limit"),
        ({"properties": {"exceededTransferLimit": True}}, {}, "stopped at its limit"),
        ({"numberMatched": 5_000, "numberReturned": 4}, {}, "4 of 5,000"),
        ({}, {"totalFeatures": 12, "numberReturned": 4}, "4 of 12"),
        ({}, {"links": [{"rel": "self", "href": "a"}, {"rel": "next", "href": "b"}]}, "one page of several"),
        ({"exceededTransferLimit": False, "numberMatched": 4}, {"links": [{"rel": "self"}]}, None),
        ({}, {"totalFeatures": "unknown"}, None),
    ],
)
def test_a_download_that_says_that_it_is_a_part_is_told(
    tmp_path: Path, before: dict[str, object], after: dict[str, object], said: str | None
) -> None:
    _layer, problems = _read(_geojson(tmp_path, before, after))
    assert (said in _told(problems)) if said else "only a part" not in _told(problems)


def _shapefile(tmp_path: Path) -> Path:
    frame = _frame(SQUARES, code=list("abcd"), name=NAMES, population=[1000.5, 2000.5, 3000.5, 4000.5])
    frame.to_file(tmp_path / "areas.shp")
    return tmp_path / "areas.shp"


def test_shapes_that_have_no_record_are_told(tmp_path: Path) -> None:
    path = _shapefile(tmp_path)
    table = bytearray(path.with_suffix(".dbf").read_bytes())
    start, width = int.from_bytes(table[8:10], "little"), int.from_bytes(table[10:12], "little")
    table[4:8] = (2).to_bytes(4, "little")
    path.with_suffix(".dbf").write_bytes(table[: start + 2 * width])
    _frame_read, problems = _read(path)
    assert "areas.dbf is too short: it has 2 records for 4 shapes" in _told(problems)


def test_decimal_commas_in_a_shapefile_keep_what_is_behind_them(tmp_path: Path) -> None:
    path = _shapefile(tmp_path)
    table = path.with_suffix(".dbf").read_bytes()
    start = int.from_bytes(table[8:10], "little")
    path.with_suffix(".dbf").write_bytes(table[:start] + table[start:].replace(b".5", b",5"))
    read, _problems = _read(path)
    assert read["population"].tolist() == [1000.5, 2000.5, 3000.5, 4000.5]


def test_points_of_people_that_stand_twice_count_once(tmp_path: Path) -> None:
    middles = [square.centroid for square in SQUARES]
    frame = _frame([*middles, *middles[:2]], code=list("abcdab"), population=[1, 2, 3, 4, 1, 2])
    frame.to_file(tmp_path / "points.gpkg")
    layer, problems = read_layer(tmp_path / "points.gpkg", "people")
    assert layer.frame["population"].sum() == 10
    assert "2 points stand in the file twice" in _told(problems)
    nameless = frame.drop(columns="code")
    nameless.to_file(tmp_path / "cells.gpkg")
    assert len(read_layer(tmp_path / "cells.gpkg", "people")[0].frame) == 6


@pytest.mark.parametrize("residents", [[1_000, 2_000, 3_000, 6_000], [1_000, 2_000, 3_000, None]])
def test_a_city_with_water_beside_its_neighbourhoods_is_their_total(residents: list[int]) -> None:
    city = box(430_000, 4_580_000, 435_000, 4_581_000)
    people = np.array(residents, dtype=float)
    frame = _frame([*SQUARES[:3], city], id=list("abcd"), name=["Alba", "Bosc", "Coll", "City"], population=people)
    kept, problems = each_area_once(frame, {"id": "code", "name": "name"}, "x.gpkg")
    assert kept["population"].sum() == 6_000
    assert "City" in _told(problems)


def test_a_copy_that_was_drawn_a_little_beside_is_a_copy() -> None:
    beside = [shapely.affinity.translate(square, 60, 40) for square in SQUARES]
    frame = _frame([*SQUARES, *beside], id=list("abcdefgh"), name=NAMES * 2, population=[1.0, 2, 3, 4] * 2)
    kept, _problems = each_area_once(frame, {"id": "gid", "name": "name"}, "x.gpkg")
    assert kept["population"].sum() == 10
