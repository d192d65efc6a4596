"""What a person says is done or refused in a sentence: about columns of joined tables, systems, and ranks."""

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from shapely import box

from cityplanner.errors import InputError
from cityplanner.intake.answers import check_heeded, read_answers
from cityplanner.intake.bring_in import import_edit, planned_project
from cityplanner.intake.field_choices import fields_by_file
from cityplanner.intake.look import look_again, look_at
from cityplanner.intake.make_study import ReadOptions, new_project
from cityplanner.intake.plan import ImportPlan
from cityplanner.intake.planning import make_plan
from cityplanner.io import read_layer
from cityplanner.model import Project
from cityplanner.people.deprivation import looks_ranked

CODES, NAMES = ["01", "02", "03", "04"], ["Alba", "Bosc", "Coll", "Dalt"]


def _folder(tmp_path: Path, table: str, name: str = "table.csv") -> Path:
    folder = tmp_path / "city"
    folder.mkdir()
    squares = [box(430_000 + 1_000 * i, 4_580_000, 431_000 + 1_000 * i, 4_581_000) for i in range(4)]
    frame = gpd.GeoDataFrame({"code": CODES, "name": NAMES}, geometry=squares, crs="EPSG:25831")
    frame.to_file(folder / "areas.gpkg")
    (folder / name).write_text(table, encoding="utf-8")
    return folder


def _plan(folder: Path, *lines: str) -> ImportPlan:
    findings = look_at([folder])
    answers = read_answers(lines, findings)
    plan = make_plan(look_again(findings, answers), answers, name="Vila")
    check_heeded(plan, answers)
    return plan


def _study(folder: Path, *lines: str) -> Project:
    return planned_project(_plan(folder, *lines))


TABLE = (
    "key,Sum of Persons,Llars,Elders,IMD 2019,Sum of Poor\n"
    "01,100,40,10,4,1\n02,200,80,20,3,2\n03,300,120,30,2,3\n04,400,160,40,1,4\n"
)


@pytest.mark.parametrize(
    ("line", "column", "figures"),
    [
        ("table.csv:field.population=Sum of Persons", "population", [100, 200, 300, 400]),
        ("table.csv:field.population=sum of persons", "population", [100, 200, 300, 400]),
        ("table.csv:field.population=Llars", "population", [40, 80, 120, 160]),
        ("table.csv:field.age_65_plus=Elders", "age_65_plus", [10, 20, 30, 40]),
        ("table.csv:field.tenants=Elders", "tenants", [10, 20, 30, 40]),
        ("table.csv:field.deprivation=Sum of Poor/Sum of Persons", "deprivation", [0.01, 0.01, 0.01, 0.01]),
    ],
)
def test_columns_of_a_joined_table_are_those_that_were_said(
    tmp_path: Path, line: str, column: str, figures: list[float]
) -> None:
    project = _study(_folder(tmp_path, TABLE), line)
    assert project.city.neighbourhoods[column].tolist() == figures


def test_a_table_that_is_added_later_heeds_what_was_said_too(tmp_path: Path) -> None:
    folder = _folder(tmp_path, TABLE)
    project = new_project("Vila", folder / "areas.gpkg")
    findings = look_at([folder / "table.csv"])
    answers = read_answers(
        [
            "table.csv:field.population=Sum of Persons",
            "table.csv:field.deprivation=IMD 2019",
            "table.csv:deprivation=low-is-poor",
        ],
        findings,
    )
    edit = import_edit(project, make_plan(findings, answers, into=project))
    project.apply(edit)
    assert project.city.neighbourhoods["population"].sum() == 1_000
    assert project.city.deprivation_high_is_poor is False


def test_what_was_said_of_a_table_goes_before_what_the_areas_have(tmp_path: Path) -> None:
    folder = _folder(tmp_path, TABLE)
    frame = gpd.read_file(folder / "areas.gpkg").assign(population=[1, 1, 1, 1])
    frame.to_file(folder / "areas.gpkg")
    assert _study(folder).city.neighbourhoods["population"].sum() == 4
    said = _study(folder, "table.csv:field.population=Sum of Persons")
    assert said.city.neighbourhoods["population"].sum() == 1_000


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("table.csv:field.population=Persons", "no column Persons"),
        ("table.csv:on=Barri", "no column Barri"),
        ("areas.gpkg:field.population=Persons", "no column Persons"),
        ("areas.gpkg:on=code", "on says nothing"),
        ("areas.gpkg:type=siren", "It cannot be devices"),
        ("areas.gpkg:unit=cell", "unit says nothing"),
        ("areas.gpkg:deprivation=low-is-poor", "deprivation says nothing"),
        ("table.csv:deprivation=low-is-poor", "deprivation says nothing"),
        ("table.csv:crs=EPSG:25831", "crs says nothing"),
        ("areas.gpkg:read.decimal=comma", "read says nothing"),
    ],
)
def test_an_answer_that_cannot_be_heeded_is_refused(tmp_path: Path, line: str, said: str) -> None:
    folder = _folder(tmp_path, "key,Population\n01,1\n02,2\n03,3\n04,4\n")
    with pytest.raises(InputError, match=said):
        _plan(folder, line)


def test_the_letters_of_a_shapefile_can_be_said(tmp_path: Path) -> None:
    folder = _folder(tmp_path, TABLE)
    gpd.read_file(folder / "areas.gpkg").to_file(folder / "areas.shp")
    (folder / "areas.gpkg").unlink()
    assert _plan(folder, "areas.shp:read.encoding=cp1252").problem is None
    with pytest.raises(InputError, match="read says nothing"):
        _plan(folder, "areas.shp:read.header_row=2")


@pytest.mark.parametrize("line", ["table.csv:deprivation=low-is-poor", "table.csv:deprivation=high-is-poor"])
def test_the_direction_of_deprivation_in_a_table_is_that_which_was_said(tmp_path: Path, line: str) -> None:
    folder = _folder(tmp_path, "key,population,imd\n01,9,350\n02,9,8200\n03,9,16100\n04,9,32100\n")
    assert _study(folder, line).city.deprivation_high_is_poor is line.endswith("=high-is-poor")


@pytest.mark.parametrize(
    ("column", "values", "ranked"),
    [
        ("imd", [350, 8_200, 16_100, 32_100], True),
        ("Deprivation", [4, 1_200, 311, 95], True),
        ("indice_privacion", [101, 17, 55, 80], True),
        ("imd", [1, 10, 3, 3], True),
        ("imd", [12.5, 80.1, 33.0, 45.2], False),
        ("hogares_nbi", [350, 8_200, 16_100, 32_100], False),
        ("ipvs", [1, 6, 3, 3], False),
        ("imd", [0, 8_200, 16_100, 32_100], False),
        ("imd_rank", [1.5, 2.5], True),
        ("range_of_need", [1.5, 2.5], False),
    ],
)
def test_values_tell_ranks_whatever_the_heading(column: str, values: list[float], ranked: bool) -> None:
    assert looks_ranked(column, pd.Series(values, dtype=float).to_numpy()) is ranked


def test_ranks_that_only_the_values_tell_are_a_question(tmp_path: Path) -> None:
    folder = _folder(tmp_path, "key,population,imd\n01,9,350\n02,9,8200\n03,9,16100\n04,9,32100\n")
    plan = _plan(folder)
    (table,) = plan.of_role("table")
    assert table.high_is_poor is False
    assert "whole numbers up to 32,100" in " ".join(problem.message for problem in table.problems)
    assert [fix.answer.high_is_poor for fix in table.fixes] == [True]
    assert planned_project(plan).city.deprivation_high_is_poor is False


def test_fields_on_the_command_line_belong_to_the_file_that_has_the_column(tmp_path: Path) -> None:
    folder = _folder(tmp_path, "key,Persons,name\n01,1,A\n02,2,B\n03,3,C\n04,4,D\n", "a.csv")
    (folder / "b.csv").write_text("key,Persons,Old\n01,1,1\n", encoding="utf-8")
    areas, tables = folder / "areas.gpkg", [folder / "a.csv", folder / "b.csv"]
    assert fields_by_file({"name": "NAME", "age_65_plus": "Old"}, areas, None, tables, {}) == (
        {"name": "NAME"},
        {"b.csv": {"age_65_plus": "Old"}},
    )
    assert fields_by_file({"b.csv:population": "Persons"}, areas, None, tables, {})[1] == {
        "b.csv": {"population": "Persons"}
    }
    with pytest.raises(InputError, match=r"a\.csv and b\.csv have a column Persons; say which is meant"):
        fields_by_file({"population": "Persons"}, areas, None, tables, {})
    with pytest.raises(InputError, match="No file has a column Peple"):
        fields_by_file({"population": "Peple"}, areas, None, tables, {})
    with pytest.raises(InputError, match=r"c\.csv is none of the files"):
        fields_by_file({"c.csv:population": "Persons"}, areas, None, tables, {})


@pytest.mark.parametrize(("stated", "said"), [("EPSG:25831", "EPSG:4326"), ("EPSG:4326", "EPSG:3857")])
@pytest.mark.parametrize("ending", [".gpkg", ".geojson", ".shp"])
def test_the_system_that_is_said_goes_before_one_that_cannot_be(
    tmp_path: Path, stated: str, said: str, ending: str
) -> None:
    folder = _folder(tmp_path, TABLE)
    frame = gpd.read_file(folder / "areas.gpkg").to_crs(said)
    (folder / "areas.gpkg").unlink()
    frame = gpd.GeoDataFrame(frame.drop(columns="geometry"), geometry=frame.geometry.to_numpy(), crs=stated)
    options = {"engine": "pyogrio"}
    frame.to_file(folder / f"areas{ending}", **options)
    project = _study(folder, f"areas{ending}:crs={said}")
    assert project.city.neighbourhoods.area.sum() == pytest.approx(4e6, rel=0.01)
    layer, _problems = read_layer(folder / f"areas{ending}", "neighbourhoods", crs=said)
    assert layer.frame.crs == said
    direct = new_project("Vila", folder / f"areas{ending}", options=ReadOptions(crs=said))
    assert direct.city.neighbourhoods.area.sum() == pytest.approx(4e6, rel=0.01)


def test_two_tables_with_residents_are_a_question_that_an_answer_settles(tmp_path: Path) -> None:
    folder = _folder(tmp_path, "code,population\n01,1\n02,2\n03,3\n04,4\n", "a.csv")
    (folder / "b.csv").write_text("code,population\n01,10\n02,20\n03,30\n04,40\n", encoding="utf-8")
    plan = _plan(folder)
    asked = next(item for item in plan.items if item.key == "b.csv")
    assert "a.csv has residents too" in " ".join(problem.message for problem in asked.problems)
    assert [dict(fix.answer.fields) for fix in asked.fixes] == [{"population": "population"}]
    project = planned_project(plan)
    assert project.city.neighbourhoods["population"].sum() == 10
    assert "b.csv:field.population=population" in " ".join(problem.message for problem in project.problems)
    assert _study(folder, "b.csv:field.population=population").city.neighbourhoods["population"].sum() == 100


def test_homes_that_stand_in_for_residents_are_told(tmp_path: Path) -> None:
    project = _study(_folder(tmp_path, TABLE), "table.csv:field.population=Llars")
    assert "Llars counts homes; they stand in for the residents" in " ".join(one.message for one in project.problems)
