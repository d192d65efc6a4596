"""Newcastle upon Tyne from its open data: 910 output areas, population by year of age, 146 sensors.

The figures were worked out apart from the program, with a plain distance test and with discs of 2,048 corners.
"""

from pathlib import Path
from typing import Any

import pytest
from cli_runner import run_command, run_fails, run_json

SENSOR = "air-quality-sensor"


@pytest.fixture(scope="module")
def data(shared_data: Path) -> Path:
    return shared_data / "cities/newcastle/E08000021"


@pytest.fixture(scope="module")
def project(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("newcastle") / "nc.gpkg"
    joins = ("--join", data / "population_total.csv", "--join", data / "population_ages.csv")
    commands = [
        ("new", "--name", "Newcastle", "--neighbourhoods", data / "oa_shape/oa.shp", *joins),
        ("add", data / "la_shape/la.shp", "--as", "boundary"),
        ("add", data / "centroids.csv", "--as", "people", "--crs", "EPSG:27700"),
        ("add", data / "uo_sensors/uo_sensors.shp", "--as", "devices", "--type", SENSOR),
    ]
    for command, *arguments in commands:
        result = run_command(command, path, *arguments)
        assert result.exit_code == 0, result.stderr
    return path


@pytest.fixture(scope="module")
def answer(project: Path) -> dict[str, Any]:
    return run_json("stats", project, "--type", SENSOR, "--set", f"{SENSOR}.range_m=500")


def test_who_is_served(answer: dict[str, Any]) -> None:
    (result,) = answer["results"]
    assert (answer["project"], answer["scenario"], answer["crs"]) == ("Newcastle", "baseline", "EPSG:27700")
    assert (result["type"], result["family"], result["devices"]) == (SENSOR, "environment", 146)
    city = result["city"]
    assert (city["population"], city["served"]) == (302_820, 131_449)
    assert city["share"] == pytest.approx(131_449 / 302_820, rel=1e-12)
    for group, population, served in (("age_0_14", 49_803, 17_260), ("age_65_plus", 43_840, 16_522)):
        assert city["groups"][group]["population"] == population
        assert city["groups"][group]["served"] == served


def test_how_much_ground_is_served(answer: dict[str, Any]) -> None:
    city = answer["results"][0]["city"]
    assert city["area_share"] == pytest.approx(0.208021, abs=2e-6)
    assert city["area_served_m2"] / city["area_m2"] == pytest.approx(city["area_share"])


def test_every_neighbourhood_is_there_and_adds_up(answer: dict[str, Any]) -> None:
    rows = answer["results"][0]["neighbourhoods"]
    assert len({row["id"] for row in rows}) == 910
    assert sum(row["served"] for row in rows) == 131_449
    assert sum(row["groups"]["age_0_14"]["population"] for row in rows) == 49_803


def test_what_has_no_value_says_why(answer: dict[str, Any]) -> None:
    equity = answer["results"][0]["equity"]
    assert equity["theil_l"] is equity["palma"] is equity["concentration_index"] is None
    absent = ["Theil L", "The Palma ratio", "The 20:20 ratio", "The concentration index"]
    assert [flag.split(" has no value")[0] for flag in equity["flags"][:-1]] == absent
    assert "share not served" in equity["flags"][-1]
    assert 0 < equity["gini"] < 1


def test_the_two_repaired_polygons_are_told(answer: dict[str, Any]) -> None:
    repaired = [problem["message"] for problem in answer["problems"] if "repaired" in problem["message"]]
    assert len(repaired) == 2
    assert "E00042225" in repaired[0]


def test_an_override_is_for_one_run(project: Path, answer: dict[str, Any]) -> None:
    (nearer,) = run_json("stats", project, "--type", SENSOR, "--set", f"{SENSOR}.range_m=100")["results"]
    assert nearer["city"]["served"] < 131_449
    assert run_json("stats", project, "--type", SENSOR, "--set", f"{SENSOR}.range_m=500") == answer


def test_as_text_the_worst_served_come_with_most_people_first(project: Path) -> None:
    text = run_command("stats", project, "--set", f"{SENSOR}.range_m=500").stdout
    assert "131,449 of 302,820 residents are served" in text
    assert "20 worst served of 910" in text


def test_people_in_the_middle_of_their_areas_and_children_under_another_name(data: Path, tmp_path: Path) -> None:
    """The first ages are joined on a column that is named, and one is counted as a group of its own."""
    path = tmp_path / "nc.gpkg"
    result = run_command(
        *("new", path, "--name", "Newcastle", "--neighbourhoods", data / "oa_shape/oa.shp", "--people", "centroids"),
        *("--field", "id=oa11cd", "--join", data / "population_total.csv", "--on", "oa11cd"),
        *("--join", data / "population_ages.csv"),
    )
    assert result.exit_code == 0, result.stderr
    city = run_json("stats", path, "--type", SENSOR)["results"][0]["city"]
    assert city["population"] == 302_820
    assert city["groups"]["age_65_plus"]["population"] == 43_840


def test_a_table_that_matches_nothing_is_refused_and_nothing_is_written(data: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.csv"
    other.write_text("code,population\nX1,5\nX2,6\n", encoding="utf-8")
    command = ("new", tmp_path / "nc.gpkg", "--name", "N", "--neighbourhoods", data / "oa_shape/oa.shp")
    assert "other.csv" in run_fails(*command, "--join", other)
    assert "nothere" in run_fails(*command, "--join", data / "population_total.csv", "--on", "nothere")
    assert not (tmp_path / "nc.gpkg").exists()
