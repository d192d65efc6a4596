"""Fairness on the command line: groups, districts, targets, and which way deprivation runs."""

from pathlib import Path

import geopandas as gpd
import pytest
import shapely
from cli_runner import run_command, run_json


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Four squares in two districts; the second district is the poorer one and has no device."""
    frame = gpd.GeoDataFrame(
        {
            "code": ["a", "b", "c", "d"],
            "population": [100, 200, 300, 400],
            "age_65_plus": [10, 10, 90, 10],
            "poor_homes": [5, 10, 90, 120],
            "homes": [50, 100, 150, 200],
            "zone": ["1", "2", "10", "10"],
        },
        geometry=[shapely.box(x * 1000, 0, x * 1000 + 1000, 1000) for x in range(4)],
        crs="EPSG:32618",
    )
    frame.to_file(tmp_path / "squares.gpkg")
    (tmp_path / "kiosks.csv").write_text("x,y\n500,500\n1500,500\n", encoding="utf-8")
    path = tmp_path / "city.gpkg"
    for command in (
        ["new", path, "--name", "Squares", "--neighbourhoods", tmp_path / "squares.gpkg", "--field", "id=code"],
        ["add", path, tmp_path / "kiosks.csv", "--as", "devices", "--type", "information-kiosk", "--crs", "EPSG:32618"],
    ):
        if command[0] == "new":
            command += ["--field", "deprivation=poor_homes/homes", "--people", "centroids"]
        result = run_command(*command)
        assert result.exit_code == 0, result.stderr
    return path


def test_a_rate_is_one_column_over_another(project: Path) -> None:
    frame = gpd.read_file(project, layer="neighbourhoods")
    assert frame["deprivation"].tolist() == pytest.approx([0.1, 0.1, 0.6, 0.6])


def test_a_rate_of_a_column_that_is_not_there_is_told(project: Path, tmp_path: Path) -> None:
    result = run_command(
        "new", tmp_path / "x.gpkg", "--name", "X", "--neighbourhoods", tmp_path / "squares.gpkg",
        "--field", "deprivation=poor_homes/houses",
    )  # fmt: skip
    assert result.exit_code == 1
    assert "no column houses" in result.stderr


def test_a_count_taken_for_deprivation_is_told(project: Path, tmp_path: Path) -> None:
    squares = gpd.read_file(tmp_path / "squares.gpkg")
    many = gpd.GeoDataFrame(
        {"code": range(60), "population": range(100, 160), "poor_homes": range(60)},
        geometry=[shape for step in range(15) for shape in squares.geometry.translate(yoff=5_000 * step)],
        crs=squares.crs,
    )
    many.to_file(tmp_path / "many.gpkg")
    result = run_command(
        "new", tmp_path / "many-city.gpkg", "--name", "X", "--neighbourhoods", tmp_path / "many.gpkg",
        "--field", "deprivation=poor_homes",
    )  # fmt: skip
    assert result.exit_code == 0
    assert "poor_homes grows with the number of residents" in result.stdout


def test_fairness_among_a_group_by_zone_against_targets(project: Path) -> None:
    asked = ["stats", project, "--group", "age_65_plus", "--by", "zone", "--target", "neighbourhood-floor=60"]
    answer = run_json(*asked, "--target", "group-of-city:age_65_plus=90")
    (result,) = answer["results"]
    assert [part["name"] for part in result["by"]["parts"]] == ["1", "2", "10"]
    assert [part["share"] for part in result["by"]["parts"]] == [1, 1, 0]
    assert result["group"] == "age_65_plus"
    floor, elderly = result["targets"]
    assert (floor["met"], floor["missed"]) == (False, ["c", "d"])
    assert (elderly["met"], elderly["reached"]) == (False, pytest.approx(20 / 120))
    assert result["equity"]["concentration_index"] > 0
    assert result["neighbourhoods"][3]["priority"] == pytest.approx(400 * 0.6)
    text = run_command(*asked).stdout
    assert "Every neighbourhood at least 60" in text
    assert "Fairness among Aged 65 and over" in text


@pytest.mark.parametrize("bad", ["floor=60", "neighbourhood-floor", "neighbourhood-floor=lots", "group-of-city=80"])
def test_a_target_that_is_none_is_told_with_the_kinds_there_are(project: Path, bad: str) -> None:
    result = run_command("stats", project, "--target", bad)
    assert result.exit_code == 1
    assert "neighbourhood-floor" in result.stderr
    assert "fifths-gap" in result.stderr


def test_which_way_deprivation_runs_can_be_said_and_is_told_until_then(project: Path, tmp_path: Path) -> None:
    told = [problem["message"] for problem in run_json("stats", project)["problems"]]
    assert any("nobody has confirmed" in message for message in told)
    path = tmp_path / "said.gpkg"
    new = ["new", path, "--name", "X", "--neighbourhoods", tmp_path / "squares.gpkg", "--field", "id=code"]
    result = run_command(*new, "--field", "deprivation=homes", "--deprivation", "low-is-poor")
    assert result.exit_code == 0, result.stderr
    answer = run_json("stats", path, "--type", "information-kiosk")
    assert not any("nobody has confirmed" in problem["message"] for problem in answer["problems"])


def test_a_direction_without_deprivation_is_told(project: Path, tmp_path: Path) -> None:
    new = ["new", tmp_path / "y.gpkg", "--name", "Y", "--neighbourhoods", tmp_path / "squares.gpkg"]
    result = run_command(*new, "--deprivation", "low-is-poor")
    assert result.exit_code == 1
    assert "--deprivation" in result.stderr
