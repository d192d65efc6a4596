"""A folder on the command line: what it comes to, the study from it, what is said better, and where it comes from."""

from pathlib import Path

import geopandas as gpd
import pytest
import shapely
from city_folder import make_folder
from cli_runner import Run, run_fails, run_json


@pytest.fixture
def villa(tmp_path: Path) -> Path:
    return make_folder(tmp_path / "villa")


def test_check_of_a_folder_prints_the_plan(villa: Path) -> None:
    plan = run_json("check", villa)["plan"]
    assert plan["name"] == "Villa"
    assert plan["problem"] is None
    items = {item["file"]: item for item in plan["items"]}
    assert {file: item["role"] for file, item in items.items()} == {
        "barrios.gpkg": "neighbourhoods",
        "poblacion.csv": "table",
        "puntos_wifi.geojson": "devices",
        "termino.shp": "boundary",
    }
    assert items["poblacion.csv"]["table"]["matched"] == 12
    assert items["puntos_wifi.geojson"]["type"] == "public-wifi-access-point"
    assert items["puntos_wifi.geojson"]["source"]["licence"] == "CC BY 4.0"
    assert items["barrios.gpkg"]["crs"] == "EPSG:25830"
    assert items["barrios.gpkg"]["lies"]["west"] == pytest.approx(-3.71, abs=0.01)
    # A path can say who a person is.
    assert str(villa.parent) not in str(plan)


def test_check_of_a_folder_in_words(run: Run, villa: Path) -> None:
    told = run("check", villa)
    assert told.exit_code == 0, told.stderr
    assert "Villa: 4 layers would be made use of." in told.stdout
    assert "puntos_wifi.geojson: Devices (public-wifi-access-point)" in told.stdout


def test_a_study_from_a_folder_with_what_is_known_better(run: Run, villa: Path, tmp_path: Path) -> None:
    path = tmp_path / "study.gpkg"
    answers = ["--answer", "puntos_wifi.geojson:type=siren", "--answer", "termino.shp:role=left-out"]
    made = run("new", path, "--from", villa, *answers, "--answer", "barrios.gpkg:credit=City of Villa")
    assert made.exit_code == 0, made.stderr
    assert "study.gpkg: Villa, 12 neighbourhoods with 1,860 residents." in made.stdout
    assert run_json("stats", path, "--type", "siren")["results"][0]["devices"] == 2
    told = run_json("sources", path)
    by_file = {source["file"]: source for source in told["sources"]}
    assert set(by_file) == {"barrios.gpkg", "poblacion.csv", "puntos_wifi.geojson"}
    assert by_file["barrios.gpkg"]["credit"] == "City of Villa"
    assert "Villa open data (CC BY 4.0)" in told["credit"]


def test_sources_are_corrected(run: Run, villa: Path, tmp_path: Path) -> None:
    path = tmp_path / "study.gpkg"
    run("new", path, "--from", villa)
    changed = run("sources", path, "--licence", "barrios.gpkg=CC0", "--credit", "barrios.gpkg=Cadastre")
    assert changed.exit_code == 0, changed.stderr
    assert "Cadastre (CC0)" in run_json("sources", path)["credit"]
    assert "has no file x.csv" in run_fails("sources", path, "--credit", "x.csv=me")
    assert "FILE=TEXT" in run_fails("sources", path, "--credit", "me")


def test_bad_folders_and_answers_end_in_a_sentence(run: Run, villa: Path, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    path = tmp_path / "study.gpkg"
    assert "is empty" in run_fails("check", empty)
    assert "is empty" in run_fails("new", path, "--from", empty)
    assert "no file nothing.csv" in run_fails("check", villa, "--answer", "nothing.csv:role=people")
    (villa / "barrios.gpkg").unlink()
    assert "No file holds neighbourhoods" in run_fails("new", path, "--from", villa)
    assert not path.exists()
    both = run("new", path, "--from", villa, "--neighbourhoods", villa / "termino.shp")
    assert both.exit_code == 2
    assert run("new", path).exit_code == 2


def test_sao_miguel_is_one_folder(run: Run, shared_data: Path, tmp_path: Path) -> None:
    path = tmp_path / "island.gpkg"
    made = run("new", path, "--from", shared_data / "raster/sao_miguel", "--name", "São Miguel")
    assert made.exit_code == 0, made.stderr
    city = run_json("stats", path, "--type", "siren")["results"][0]["city"]
    assert city["population"] == pytest.approx(145_603, rel=0.001)
    raster = "gpw_v411_2020_count_2020.tif"
    wrong = run("check", shared_data / "raster/sao_miguel", "--answer", f"{raster}:unit=acre")
    assert "choose one of: cell, km2" in wrong.stderr


def test_buenos_aires_gets_its_deprivation_from_census_areas(shared_data: Path) -> None:
    plan = run_json("check", shared_data / "cities/buenos_aires")["plan"]
    items = {item["file"]: item for item in plan["items"]}
    assert items["CABA_barrios.geojson"]["deprivation_high_is_poor"] is True
    assert items["CABA_rc.geojson"]["role"] == "people"
    assert items["barrios_shp/barrios_badata.shp"]["reason"] == "The same as CABA_barrios.geojson."


def _middles(villa: Path) -> None:
    """Points in a table whose columns nobody could know for coordinates, below a title that looks like names."""
    rows = [f"F{place};{440_250 + 500 * place};4470250" for place in range(3)]
    (villa / "fuentes.csv").write_text("\n".join(["lista;uno;dos", "ref;p1;p2", *rows]), encoding="utf-8")


def test_tables_of_a_folder_are_read_as_one_says(run: Run, villa: Path, tmp_path: Path) -> None:
    _middles(villa)
    places = ["--answer", "fuentes.csv:read.x=p1", "--answer", "fuentes.csv:read.y=p2"]
    said = ["--read", "fuentes.csv:header_row=2", *places]
    items = {item["file"]: item for item in run_json("check", villa, *said)["plan"]["items"]}
    assert (items["fuentes.csv"]["features"], items["fuentes.csv"]["geometry"]) == (3, ["point"])
    assert items["fuentes.csv"]["crs"] == "EPSG:25830"
    assert items["poblacion.csv"]["table"]["matched"] == 12
    path = tmp_path / "study.gpkg"
    made = run("new", path, "--from", villa, *said, "--answer", "fuentes.csv:type=siren")
    assert made.exit_code == 0, made.stderr
    assert run_json("stats", path, "--type", "siren")["results"][0]["devices"] == 3


def test_what_a_table_does_not_have_is_a_sentence(run: Run, villa: Path) -> None:
    _middles(villa)
    told = run("check", villa, "--answer", "fuentes.csv:read.x=p1", "--answer", "fuentes.csv:read.y=nowhere")
    assert "fuentes.csv has no column p1; it has: lista, uno, dos." in told.stdout
    assert "Traceback" not in told.stderr


def test_x_for_y_is_said_in_a_folder(run: Run, villa: Path, tmp_path: Path) -> None:
    points = villa / "puntos_wifi.geojson"
    turned = gpd.read_file(points)
    turned.geometry = shapely.transform(turned.geometry.to_numpy(), lambda xy: xy[:, ::-1])
    points.unlink()
    turned.to_file(points)
    item = next(i for i in run_json("check", villa)["plan"]["items"] if i["file"] == points.name)
    assert {"label": "Swap x and y", "answer": {"swapped": True}} in item["fixes"]
    path = tmp_path / "study.gpkg"
    made = run("new", path, "--from", villa, "--answer", f"{points.name}:swap-xy=yes")
    assert made.exit_code == 0, made.stderr
    assert run_json("stats", path, "--type", "public-wifi-access-point")["results"][0]["devices"] == 2


def test_residents_that_nobody_counted_are_not_called_none(run: Run, villa: Path, tmp_path: Path) -> None:
    (villa / "poblacion.csv").unlink()
    made = run("new", tmp_path / "study.gpkg", "--from", villa)
    assert "12 neighbourhoods; how many people live there is not known." in made.stdout
