"""What cannot be used ends with exit code 1 and one sentence that says what, where, and what to do."""

import sqlite3
from contextlib import closing
from pathlib import Path

import geopandas as gpd
import pytest
from cli_runner import run_command, run_fails, run_json
from small_city import small_city, small_project

from cityplanner.io import open_project, save_project


@pytest.fixture
def project(tmp_path: Path) -> Path:
    path = tmp_path / "vila.gpkg"
    save_project(small_project(), path)
    return path


@pytest.fixture
def squares(tmp_path: Path) -> Path:
    path = tmp_path / "squares.gpkg"
    small_city().neighbourhoods.to_file(path)
    return path


def test_a_file_that_is_missing_empty_or_of_another_kind(project: Path, tmp_path: Path) -> None:
    empty = tmp_path / "empty.geojson"
    empty.touch()
    broken = tmp_path / "broken.geojson"
    broken.write_text('{"type": "FeatureColl', encoding="utf-8")
    text = tmp_path / "letter.docx"
    text.write_text("Dear planner", encoding="utf-8")
    for file in (tmp_path / "nowhere.shp", empty, broken, text, tmp_path):
        assert file.name in run_fails("add", project, file, "--as", "streets")
        assert file.name in run_fails("new", tmp_path / "new.gpkg", "--name", "N", "--neighbourhoods", file)
    assert not (tmp_path / "new.gpkg").exists()


def test_a_file_without_a_coordinate_system(project: Path, tmp_path: Path) -> None:
    points = tmp_path / "points.csv"
    points.write_text("x,y\n431000,690500\n", encoding="utf-8")
    adding = ("add", project, points, "--as", "devices", "--type", "siren")
    assert "--crs" in run_fails(*adding)
    assert "EPSG:99999999" in run_fails(*adding, "--crs", "EPSG:99999999")
    assert "somewhere else" in run_fails(*adding, "--crs", "EPSG:32601")
    assert run_command(*adding, "--crs", "EPSG:32618").exit_code == 0
    assert run_json("stats", project, "--type", "siren")["results"][0]["devices"] == 1


def test_neighbourhoods_without_a_coordinate_system_take_the_one_that_is_given(squares: Path, tmp_path: Path) -> None:
    bare = tmp_path / "bare.shp"
    gpd.read_file(squares)[["id", "name", "geometry"]].to_file(bare)
    bare.with_suffix(".prj").unlink()
    making = ("new", tmp_path / "vila.gpkg", "--name", "Vila", "--neighbourhoods", bare)
    assert "--crs" in run_fails(*making)
    assert run_command(*making, "--crs", "EPSG:32618").exit_code == 0
    assert run_json("stats", tmp_path / "vila.gpkg")["crs"] == "EPSG:32618"
    gpd.read_file(squares)[["id", "name", "geometry"]].to_crs("EPSG:4326").to_file(bare)
    bare.with_suffix(".prj").unlink()
    assert run_command(*making, "--crs", "EPSG:4326", "--force").exit_code == 0
    assert run_json("stats", tmp_path / "vila.gpkg")["crs"] == "EPSG:32618"


def test_neighbourhoods_that_say_their_system_are_measured_in_the_one_that_is_given(
    squares: Path, tmp_path: Path
) -> None:
    degrees = tmp_path / "degrees.geojson"
    gpd.read_file(squares).to_crs("EPSG:4326").to_file(degrees)
    making = ("new", tmp_path / "vila.gpkg", "--name", "Vila", "--neighbourhoods", degrees)
    assert run_command(*making, "--crs", "EPSG:32618").exit_code == 0
    (square, *_others) = open_project(tmp_path / "vila.gpkg").city.neighbourhoods.geometry
    assert square.area == pytest.approx(1e6, rel=1e-5)
    assert "EPSG:4326" in run_fails(*making, "--crs", "EPSG:4326", "--force")


def test_a_project_is_not_replaced_unless_that_is_asked_for(project: Path, squares: Path) -> None:
    before = project.read_bytes()
    making = ("new", project, "--name", "Other", "--neighbourhoods", squares)
    assert "--force" in run_fails(*making)
    assert project.read_bytes() == before
    assert run_command(*making, "--force").exit_code == 0
    assert run_json("stats", project)["project"] == "Other"


def test_a_project_must_have_the_ending_of_one(squares: Path, tmp_path: Path) -> None:
    assert ".gpkg" in run_fails("new", tmp_path / "vila", "--name", "Vila", "--neighbourhoods", squares)


def test_what_is_no_project_cannot_be_asked(project: Path, squares: Path, tmp_path: Path) -> None:
    assert "squares.gpkg" in run_fails("stats", squares)
    assert "nowhere.gpkg" in run_fails("stats", tmp_path / "nowhere.gpkg")
    assert "folder" in run_fails("stats", tmp_path)


def test_a_project_of_a_newer_version_asks_for_that_version(project: Path) -> None:
    with closing(sqlite3.connect(project)) as database, database:
        database.execute("UPDATE cityplanner_meta SET value = '999' WHERE key = 'schema_version'")
    assert "newer" in run_fails("stats", project)


def test_what_the_project_does_not_have_is_answered_with_what_it_has(project: Path) -> None:
    assert "siren" in run_fails("stats", project, "--type", "fountain")
    assert "siren" in run_fails("stats", project, "--type", "alert")
    assert "alert" in run_fails("stats", project, "--family", "fountains")
    assert "baseline" in run_fails("stats", project, "--scenario", "plan-x")


@pytest.mark.parametrize(
    "setting",
    [
        *("siren", "siren.range_m", "siren.range_m=", "=800", "range_m=5", "fountain.range_m=5"),
        *("siren.wings=2", "siren.range_m=far", "siren.range_m=-5", "siren.model=telepathy"),
    ],
)
def test_a_setting_that_makes_no_sense(project: Path, setting: str) -> None:
    run_fails("stats", project, "--set", setting)


def test_a_role_field_or_layer_that_is_not_there(project: Path, squares: Path) -> None:
    assert "streets" in run_fails("add", project, squares, "--as", "castles")
    assert "nothere" in run_fails("add", project, squares, "--as", "context", "--field", "name=nothere")
    assert "NAME=COLUMN" in run_fails("add", project, squares, "--as", "context", "--field", "name")
    assert "upstairs" in run_fails("add", project, squares, "--as", "context", "--layer", "upstairs")
    assert "neighbourhoods" in run_fails("add", project, squares, "--as", "neighbourhoods").lower()


def test_devices_need_a_type_that_the_catalogue_has(project: Path, tmp_path: Path) -> None:
    points = tmp_path / "points.geojson"
    small_city().neighbourhoods.set_geometry(small_city().neighbourhoods.centroid)[["geometry"]].to_file(points)
    assert "--type" in run_fails("add", project, points, "--as", "devices")
    assert "fountain" in run_fails("add", project, points, "--as", "devices", "--type", "fountain")
    adding = ("add", project, points, "--as", "devices", "--type", "siren")
    assert "plan-x" in run_fails(*adding, "--scenario", "plan-x")
    assert run_command(*adding, "--status", "retired").exit_code == 0
    assert run_json("stats", project, "--type", "siren")["results"][0]["devices"] == 0


def test_check_says_what_files_are_and_ends_with_1_where_one_cannot_be_used(squares: Path, tmp_path: Path) -> None:
    good = run_json("check", squares)["files"][0]
    assert (good["file"], good["features"], good["role"], good["crs"]) == (
        "squares.gpkg",
        4,
        "neighbourhoods",
        "EPSG:32618",
    )
    assert "neighbourhoods" in run_command("check", squares).stdout
    empty = tmp_path / "empty.csv"
    empty.touch()
    result = run_command("check", squares, empty)
    assert result.exit_code == 1
    assert result.stderr.splitlines() == ["1 file cannot be used as it is: empty.csv."]
    assert "squares.gpkg" in result.stdout
    assert "empty.csv is empty." in result.stdout


def test_check_knows_a_project(project: Path) -> None:
    assert run_json("check", project)["files"][0]["is_project"] is True
    assert "project" in run_command("check", project).stdout


def test_the_catalogue_is_listed() -> None:
    types = run_json("types")["types"]
    assert {"public-wifi-access-point", "siren"} <= {item["id"] for item in types}
    assert {"family", "name", "coverage", "cost_usd", "sources"} <= set(types[0])
    text = run_command("types").stdout
    assert all(item["id"] in text for item in types)
