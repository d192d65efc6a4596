"""Barcelona's 593 public Wi-Fi points over its 73 barris, without a count of residents."""

from pathlib import Path
from typing import Any

import pytest
from cli_runner import run_command, run_json

WIFI = "public-wifi-access-point"


@pytest.fixture(scope="module")
def answer(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    data = shared_data / "cities/barcelona"
    path = tmp_path_factory.mktemp("barcelona") / "bcn.gpkg"
    barris = data / "shp_src/0301040100_Barris_UNITATS_ADM.shp"
    for command in (
        ["new", path, "--name", "Barcelona", "--neighbourhoods", barris],
        ["add", path, data / "08019_punts_wifi.geojson", "--as", "devices", "--type", WIFI],
    ):
        result = run_command(*command)
        assert result.exit_code == 0, result.stderr
        assert "nan" not in result.stdout.lower()
    return run_json("stats", path, "--family", "wifi", "--set", f"{WIFI}.range_m=100", "--set", f"{WIFI}.model=disc")


def test_the_ground_served(answer: dict[str, Any]) -> None:
    (result,) = answer["results"]
    assert result["devices"] == 593
    assert result["city"]["area_share"] == pytest.approx(0.146031, abs=2e-6)
    assert min(row["area_share"] for row in result["neighbourhoods"]) > 0


def test_the_names_are_spelt_as_in_barcelona(answer: dict[str, Any]) -> None:
    names = {row["name"] for row in answer["results"][0]["neighbourhoods"]}
    assert len(names) == 73
    assert "la Sagrada Família" in names


def test_people_that_the_data_does_not_count_are_absent(answer: dict[str, Any]) -> None:
    (result,) = answer["results"]
    assert result["city"]["population"] is result["city"]["served"] is result["city"]["share"] is None
    assert result["equity"]["gini"] is None
    assert result["equity"]["flags"]
    assert all(row["population"] is None and row["flags"] for row in result["neighbourhoods"])
