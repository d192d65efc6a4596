"""Open data of four cities, as it was published: what it must come to.

The figures are sums of the published tables, worked out apart from the program.
"""

from pathlib import Path

import pytest

from cityplanner.intake.build_city import build_city
from cityplanner.intake.describe_file import describe_file
from cityplanner.intake.devices import devices_from_layer
from cityplanner.io import read_layer
from cityplanner.io.features.place_in_city import set_boundary
from cityplanner.model import City, DeviceStatus, Problem, Severity


def _warnings(problems: list[Problem]) -> list[str]:
    return [problem.message for problem in problems if problem.severity is not Severity.INFO]


@pytest.fixture(scope="module")
def newcastle(shared_data: Path) -> City:
    folder = shared_data / "cities/newcastle/E08000021"
    layer, problems = read_layer(folder / "oa_shape/oa.shp", "neighbourhoods")
    repaired = _warnings(problems)
    assert len(repaired) == 2
    assert all("repaired" in message for message in repaired)
    tables = [(folder / "population_total.csv", None), (folder / "population_ages.csv", None)]
    city, problems = build_city("Newcastle upon Tyne", layer, tables)
    assert problems == []
    return city


def test_newcastle_has_its_residents_by_age(newcastle: City) -> None:
    assert newcastle.crs == "EPSG:27700"
    assert len(newcastle.neighbourhoods) == newcastle.neighbourhoods["id"].nunique() == 910
    assert newcastle.groups == ("age_0_14", "age_15_64", "age_65_plus")
    sums = newcastle.neighbourhoods[["population", *newcastle.groups]].sum()
    assert sums.tolist() == [302_820, 49_803, 302_820 - 49_803 - 43_840, 43_840]
    assert [source.file for source in newcastle.sources] == ["oa.shp", "population_total.csv", "population_ages.csv"]


def test_newcastle_has_its_boundary_and_sensors(newcastle: City, shared_data: Path) -> None:
    folder = shared_data / "cities/newcastle/E08000021"
    city, problems = set_boundary(newcastle, read_layer(folder / "la_shape/la.shp", "boundary")[0])
    assert problems == []
    assert city.boundary is not None
    layer, _problems = read_layer(folder / "uo_sensors/uo_sensors.shp", "devices")
    sensors, problems = devices_from_layer(layer, city, "air-quality-sensor", DeviceStatus.EXISTING, ())
    assert len({sensor.id for sensor in sensors}) == 146
    assert {"73086", "79158"} <= {sensor.id for sensor in sensors}
    assert "3 devices stand exactly where another one does." in [problem.message for problem in problems]


def test_barcelona_is_spelt_and_measured_as_it_is(shared_data: Path) -> None:
    folder = shared_data / "cities/barcelona"
    layer, problems = read_layer(folder / "shp_src/0301040100_Barris_UNITATS_ADM.shp")
    assert layer.role == "neighbourhoods"
    assert _warnings(problems) == []
    city, problems = build_city("Barcelona", layer)
    assert len(_warnings(problems)) == 1  # nobody counted the residents
    assert city.crs == "EPSG:25831"
    names = dict(zip(city.neighbourhoods["id"], city.neighbourhoods["name"], strict=True))
    assert len(names) == 73
    assert (names["06"], names["02"]) == ("la Sagrada Família", "el Barri Gòtic")
    assert not any("Ã" in str(value) for column in city.neighbourhoods for value in city.neighbourhoods[column])
    wifi, problems = read_layer(folder / "08019_punts_wifi.geojson", "devices")
    assert _warnings(problems) == []
    devices, problems = devices_from_layer(wifi, city, "public-wifi-access-point", DeviceStatus.EXISTING, ())
    assert len(devices) == 593
    assert [problem.message for problem in problems] == ["16 devices stand exactly where another one does."]
    # The file says these places in its own columns too, in millimetres.
    own = wifi.frame[["ETRS89_COORD_X", "ETRS89_COORD_Y"]].iloc[0] / 1000
    assert (devices[0].x, devices[0].y) == pytest.approx(tuple(own), abs=0.1)


def test_buenos_aires_barrios_are_joined_by_name(shared_data: Path) -> None:
    folder = shared_data / "cities/buenos_aires"
    layer, _problems = read_layer(folder / "CABA_barrios.geojson", "neighbourhoods")
    city, problems = build_city("Buenos Aires", layer, [(folder / "caba_pob_barrios_2010.csv", None)])
    assert _warnings(problems) == []
    assert city.neighbourhoods["population"].sum() == 2_890_151
    assert city.neighbourhoods.set_index("name")["population"]["AGRONOMIA"] == 13_912
    assert city.crs == "EPSG:32721"


def test_buenos_aires_census_radii_carry_their_residents(shared_data: Path) -> None:
    layer, _problems = read_layer(shared_data / "cities/buenos_aires/CABA_rc.geojson", "neighbourhoods")
    city, problems = build_city("Buenos Aires", layer)
    # Homes in need are counted, not a rate: that is told.
    (warning,) = _warnings(problems)
    assert "HOGARES_NBI grows with the number of residents" in warning
    assert len(city.neighbourhoods) == city.neighbourhoods["id"].nunique() == 3554
    assert city.neighbourhoods["population"].sum() == 2_890_151


def test_buenos_aires_own_grid_without_a_code_is_measured_in_utm(shared_data: Path) -> None:
    layer, _problems = read_layer(shared_data / "cities/buenos_aires/barrios_shp/barrios_badata.shp", "neighbourhoods")
    city, _problems = build_city("Buenos Aires", layer)
    assert city.crs == "EPSG:32721"
    # The file says its own areas, in square metres of a grid that is 0.0002 % short; UTM is 0.04 % short or long.
    assert city.neighbourhoods.area.to_numpy() == pytest.approx(city.neighbourhoods["AREA"].to_numpy(), rel=2e-3)


def test_porto_alegre_hexagons_are_people(shared_data: Path) -> None:
    layer, problems = read_layer(shared_data / "cities/porto_alegre/poa_hexgrid.csv", "people")
    assert _warnings(problems) == []
    assert (len(layer.frame), layer.frame["population"].sum()) == (1227, 812_935)
    assert layer.frame.crs == "EPSG:4326"
    assert read_layer(shared_data / "cities/porto_alegre/poa_hexgrid.csv")[0].role == "people"


def test_a_table_under_a_maps_name_is_told(shared_data: Path) -> None:
    (problem,) = describe_file(shared_data / "cities/buenos_aires/estaciones_bicicletas_CABA.geojson").problems
    assert "is a table" in problem.message
