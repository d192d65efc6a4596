"""Where people are, from the command line: real areas and rasters, and what is said of files that cannot be used."""

from pathlib import Path

import pytest
from cli_runner import Run, run_fails, run_json


def _residents(path: Path) -> float:
    return run_json("stats", path, "--type", "siren")["results"][0]["city"]["population"]


def test_buenos_aires_from_radii_and_from_the_table_agree(run: Run, shared_data: Path, tmp_path: Path) -> None:
    data = shared_data / "cities/buenos_aires"
    barrios = ["--neighbourhoods", data / "CABA_barrios.geojson"]
    by_radii, by_table = tmp_path / "radii.gpkg", tmp_path / "table.gpkg"
    made = run("new", by_radii, "--name", "Buenos Aires", *barrios, "--people", data / "CABA_rc.geojson")
    assert made.exit_code == 0, made.stderr
    assert "48 neighbourhoods with 2,890,151 residents" in made.stdout
    assert "No column of residents" not in made.stdout
    table = data / "caba_pob_barrios_2010.csv"
    joined = run("new", by_table, "--name", "Buenos Aires", *barrios, "--join", table, "--people", "centroids")
    assert "48 neighbourhoods with 2,890,151 residents" in joined.stdout
    assert _residents(by_radii) == 2_890_151
    placed = run("people", by_table, data / "CABA_rc.geojson", "--counts", "neighbourhoods")
    assert placed.exit_code == 0, placed.stderr
    assert "2,890,151 residents: 82,884 points placed by the areas of CABA_rc.geojson" in placed.stdout


def test_sao_miguel_from_a_raster(run: Run, shared_data: Path, tmp_path: Path) -> None:
    data, path = shared_data / "raster/sao_miguel", tmp_path / "island.gpkg"
    raster = data / "gpw_v411_2020_count_2020.tif"
    made = run("new", path, "--name", "São Miguel", "--neighbourhoods", data / "concelhos.gpkg", "--people", raster)
    assert made.exit_code == 0, made.stderr
    assert _residents(path) == pytest.approx(145_603, rel=0.001)
    elsewhere = run_fails("people", path, shared_data / "cities/porto_alegre/poa_elevation.tif")
    assert "another place" in elsewhere


@pytest.mark.parametrize("where", ["nowhere", "household"])
def test_a_word_that_is_none_is_a_wrong_command(run: Run, where: str) -> None:
    assert run("people", "a.gpkg", where).exit_code == 2


def test_porto_alegre_from_the_middles_of_its_hexagons(run: Run, shared_data: Path, tmp_path: Path) -> None:
    path, table = tmp_path / "poa.gpkg", shared_data / "cities/porto_alegre/poa_hexgrid.csv"
    made = run("new", path, "--name", "Porto Alegre", "--neighbourhoods", table)
    assert "1,227 neighbourhoods with 812,935 residents" in made.stdout
    assert _residents(path) == 812_935
