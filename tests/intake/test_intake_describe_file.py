"""What `check` and the import sheet say about a file."""

from pathlib import Path

import geopandas as gpd
import pytest
import shapely
from small_city import small_city, small_project

from cityplanner.intake.describe_file import describe_file
from cityplanner.io import save_project
from cityplanner.model import Severity


def test_a_map_file(tmp_path: Path) -> None:
    path = tmp_path / "squares.gpkg"
    small_city().neighbourhoods.rename(columns={"id": "codi"}).to_file(path, layer="barris")
    found = describe_file(path)
    assert (found.file, found.format, found.layers, found.features) == ("squares.gpkg", "GeoPackage", ("barris",), 4)
    assert (found.geometry, found.crs, found.role, found.is_project) == (
        ("polygon",),
        "EPSG:32618",
        "neighbourhoods",
        False,
    )
    assert found.fields["id"] == "codi"
    assert found.columns[:2] == ("codi", "name")
    assert all(problem.severity is Severity.INFO for problem in found.problems)


def test_of_several_layers_the_first_or_the_one_that_is_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "city.gpkg"
    small_city().neighbourhoods.to_file(path, layer="barris")
    gpd.GeoDataFrame({"highway": ["primary"]}, geometry=[shapely.LineString([(0, 0), (1, 1)])], crs=4326).to_file(
        path, layer="streets"
    )
    assert (describe_file(path).layers, describe_file(path).role) == (("barris", "streets"), "neighbourhoods")
    assert describe_file(path, layer="streets").role == "streets"
    assert describe_file(path, layer="nothere").problems[0].severity is Severity.ERROR


def test_a_table_without_coordinates_is_no_error(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text("codi;poblacio\n01;5\n02;6\n", encoding="utf-8")
    found = describe_file(path)
    assert (found.format, found.features, found.role, found.crs) == ("CSV", 2, None, None)
    assert found.fields == {"id": "codi", "population": "poblacio"}
    assert [problem.severity for problem in found.problems] == [Severity.INFO]


def test_coordinates_without_a_system_are_described_as_far_as_they_go(tmp_path: Path) -> None:
    path = tmp_path / "points.csv"
    path.write_text("x,y,equipament\n430000,4580000,Sants\n", encoding="utf-8")
    found = describe_file(path)
    assert (found.features, found.geometry, found.crs, found.role) == (1, ("point",), None, "devices")
    assert found.fields == {"name": "equipament"}
    (problem,) = found.problems
    assert problem.severity is Severity.ERROR
    assert "--crs" in problem.message


def test_a_project_is_known(tmp_path: Path) -> None:
    save_project(small_project(), tmp_path / "vila.gpkg")
    found = describe_file(tmp_path / "vila.gpkg")
    assert found.is_project
    assert "neighbourhoods" in found.layers


@pytest.mark.parametrize("name", ["nowhere.shp", "empty.csv", "broken.geojson", "letter.docx", ""])
def test_nothing_is_raised_for_a_bad_file(tmp_path: Path, name: str) -> None:
    (tmp_path / "empty.csv").touch()
    (tmp_path / "broken.geojson").write_text("{", encoding="utf-8")
    (tmp_path / "letter.docx").write_text("Dear planner", encoding="utf-8")
    found = describe_file(tmp_path / name)
    assert [problem.severity for problem in found.problems] == [Severity.ERROR]
    assert (found.features, found.role) == (None, None)


def test_neighbourhoods_too_far_apart_for_a_study_are_told_at_once(tmp_path: Path) -> None:
    path = tmp_path / "states.geojson"
    shapes = [shapely.box(x, 40, x + 5, 45) for x in (-100, -90, -80)]
    frame = gpd.GeoDataFrame({"code": ["1", "2", "3"], "population": [5, 6, 7]}, geometry=shapes, crs="EPSG:4326")
    frame.to_file(path)
    description = describe_file(path)
    assert description.role == "neighbourhoods"
    (problem,) = [problem for problem in description.problems if "too far to measure" in problem.message]
    assert problem.severity is Severity.WARNING
    assert problem.where == "states.geojson"
