"""The sample cities that come with the program are what they are said to be."""

import collections
import shutil
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from geopandas.testing import assert_geodataframe_equal

from cityplanner.coverage import CoverageTable, Engine
from cityplanner.data_files import data_folder
from cityplanner.equity import EquityProfile, equity_basis, equity_profile
from cityplanner.errors import ProjectError
from cityplanner.io import open_project
from cityplanner.io.project.sample_city import extract_sample
from cityplanner.model import BASELINE, City, DeviceStatus, Project

_FOLDER = data_folder("sample_cities")


@pytest.fixture(scope="module")
def altavega_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return extract_sample("altavega", tmp_path_factory.mktemp("altavega")).parent


@pytest.fixture(scope="module")
def altavega(altavega_folder: Path) -> Project:
    return open_project(altavega_folder / "altavega.gpkg")


@pytest.fixture(scope="module")
def riachuelo() -> Project:
    return open_project(_FOLDER / "riachuelo.gpkg")


@pytest.fixture(params=["altavega", "riachuelo"])
def project(request: pytest.FixtureRequest) -> Project:
    found: Project = request.getfixturevalue(request.param)
    return found


def _layer(project: Project, role: str) -> gpd.GeoDataFrame:
    (layer,) = [layer for layer in project.layers if layer.role == role]
    return layer.frame


# The files


def test_they_are_small_enough_to_come_along() -> None:
    assert (_FOLDER / "altavega.zip").stat().st_size <= 12_000_000
    assert (_FOLDER / "riachuelo.gpkg").stat().st_size < 300_000


def test_the_archive_has_the_study_and_the_elevation_and_nothing_else() -> None:
    with zipfile.ZipFile(_FOLDER / "altavega.zip") as archive:
        assert archive.namelist() == ["altavega.gpkg", "altavega_elevation.tif"]
        assert archive.testzip() is None


def test_a_sample_is_unpacked_again_over_one_that_was_changed(tmp_path: Path) -> None:
    study = tmp_path / "new" / "altavega.gpkg"
    assert extract_sample("altavega", study.parent) == study
    whole = study.read_bytes()
    study.write_bytes(b"")
    extract_sample("altavega", study.parent)
    assert study.read_bytes() == whole


def test_a_sample_that_does_not_exist_is_told(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match="There is no sample city atlantis"):
        extract_sample("atlantis", tmp_path)


# Both cities


def test_it_opens_with_no_problems(project: Project) -> None:
    assert project.problems == []


def test_it_is_measured_in_metres(project: Project) -> None:
    assert project.city.crs == "EPSG:32618"
    for frame in (project.city.neighbourhoods, *(layer.frame for layer in project.layers)):
        assert frame.crs.to_string() == project.city.crs


def test_the_people_points_add_up_to_the_neighbourhoods(project: Project) -> None:
    """To the last person: all are whole numbers, so that sums of floats are exact too."""
    city, people = project.city, project.people
    assert people.groups == city.groups
    sums = np.zeros((len(city.neighbourhoods), 1 + len(city.groups)))
    np.add.at(sums, people.neighbourhood, people.weights)
    assert (people.neighbourhood >= 0).all()
    assert (people.weights >= 0).all()
    assert np.array_equal(sums, city.neighbourhoods[["population", *city.groups]].to_numpy())


def test_the_groups_fit_into_the_population(project: Project) -> None:
    frame = project.city.neighbourhoods
    ages = frame["age_0_14"] + frame["age_15_64"] + frame["age_65_plus"]
    assert np.array_equal(ages, frame["population"])
    for group in ("disability", "no_internet", "low_income"):
        assert (frame[group] <= frame["population"]).all()
        assert frame[group].sum() > 0


def test_the_people_live_in_their_neighbourhood(project: Project) -> None:
    """A point stands for homes around it, so one at an edge may lie a few metres across."""
    shapes = np.asarray(project.city.neighbourhoods.geometry)
    away = shapely.distance(shapes[project.people.neighbourhood], shapely.points(project.people.xy))
    assert away.max() < 5.0
    assert np.mean(away > 0) < 0.001


def test_the_neighbourhoods_tile_the_city(project: Project) -> None:
    shapes = np.asarray(project.city.neighbourhoods.geometry)
    assert shapely.is_valid(shapes).all()
    whole = shapely.area(shapely.union_all(shapes))
    assert shapely.area(shapes).sum() == pytest.approx(whole, rel=1e-6)
    assert shapely.area(project.city.boundary) == pytest.approx(whole, rel=1e-6)
    one, other = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    pairs = one < other
    assert pairs.any()
    assert shapely.area(shapely.intersection(shapes[one[pairs]], shapes[other[pairs]])).max() <= 1.0


def test_names_and_ids_are_unique(project: Project) -> None:
    for column in ("id", "name"):
        assert project.city.neighbourhoods[column].is_unique
        assert project.city.neighbourhoods[column].str.strip().all()


def test_every_shape_is_valid_and_every_device_has_a_type(project: Project) -> None:
    for layer in project.layers:
        assert len(layer.frame) > 0
        assert layer.frame.is_valid.all(), layer.name
        assert not layer.frame.geometry.is_empty.any(), layer.name
    for scenario in project.scenarios.values():
        assert {device.type_id for device in scenario.devices.values()} <= set(project.device_types)


def test_the_devices_are_in_the_city(project: Project) -> None:
    """Or beside the street that is its edge."""
    shapely.prepare(project.city.boundary)
    for scenario in project.scenarios.values():
        places = shapely.points([(device.x, device.y) for device in scenario.devices.values()])
        assert shapely.distance(project.city.boundary, places).max() < 10.0


def test_it_is_told_that_the_city_is_made_up(project: Project) -> None:
    for sources in (project.city.sources, [layer.source for layer in project.layers]):
        assert sources
        for source in sources:
            assert source is not None
            assert source.licence == "CC0 1.0"
            assert "made-up" in source.credit


# Altavega


def test_altavega_has_as_many_people_and_neighbourhoods_as_promised(altavega: Project) -> None:
    assert altavega.city.neighbourhoods["population"].sum() == pytest.approx(320_000, rel=0.01)
    assert len(altavega.city.neighbourhoods) == 48
    assert altavega.city.neighbourhoods["deprivation"].between(0, 100).all()


def test_altavega_has_buildings_with_height_and_use(altavega: Project) -> None:
    buildings = _layer(altavega, "buildings")
    assert 34_000 <= len(buildings) <= 40_000
    assert buildings["height_m"].between(2, 80).all()
    assert (buildings["height_m"] / buildings["levels"]).between(2.5, 5).all()
    assert set(buildings["use"]) >= {"residential", "commercial", "industrial", "school", "health"}
    assert buildings["use"].notna().all()


def test_altavega_has_streets_with_a_class(altavega: Project) -> None:
    streets = _layer(altavega, "streets")
    assert 8_000 <= len(streets) <= 11_000
    assert set(streets["class"]) >= {"motorway", "primary", "secondary", "tertiary", "residential", "path"}
    assert streets["class"].notna().all()
    assert set(streets.geom_type) == {"LineString"}


def _count(project: Project, scenario: str = BASELINE) -> Mapping[str, int]:
    return collections.Counter(device.type_id for device in project.scenarios[scenario].devices.values())


def test_altavega_has_as_many_devices_as_promised(altavega: Project) -> None:
    devices = _count(altavega)
    assert devices["led-street-light"] == pytest.approx(14_000, rel=0.03)
    assert devices["public-wifi-access-point"] == 90
    assert devices["air-quality-sensor"] == 40
    assert devices["fixed-camera"] + devices["turning-camera"] == 60
    families = {altavega.device_types[type_id].family for type_id in devices}
    assert families == {item.family for item in altavega.device_types.values()}


def test_altavega_has_a_plan_with_twelve_more_access_points(altavega: Project) -> None:
    plan, baseline = altavega.scenarios["plan-a"], altavega.scenarios[BASELINE]
    assert plan.parent == BASELINE
    new = [device for id_, device in plan.devices.items() if id_ not in baseline.devices]
    assert [device.type_id for device in new] == ["public-wifi-access-point"] * 12
    assert {device.status for device in new} == {DeviceStatus.PROPOSED}
    assert all(plan.devices[id_] == device for id_, device in baseline.devices.items())


def test_altavega_has_schools_clinics_libraries_stops_and_danger_zones(altavega: Project) -> None:
    assert set(_layer(altavega, "sensitive-places")["kind"]) == {"school", "clinic", "library"}
    assert len(_layer(altavega, "transit-stops")) > 100
    hazards = _layer(altavega, "hazard")
    assert set(hazards["kind"]) == {"flood", "landslide"}
    area_m2 = hazards.dissolve("kind").area
    assert (area_m2 > 100_000).all()
    assert area_m2.max() < 0.5 * shapely.area(altavega.city.boundary)


def test_altavega_has_the_lie_of_its_land(altavega: Project, altavega_folder: Path) -> None:
    rasterio = pytest.importorskip("rasterio", reason="only rasterio reads the elevation")
    with rasterio.open(altavega_folder / "altavega_elevation.tif") as raster:
        assert raster.crs.to_string() == altavega.city.crs
        assert raster.res == (10.0, 10.0)
        assert shapely.box(*raster.bounds).contains(altavega.city.boundary)
        metres = raster.read(1, masked=True)
    assert not np.ma.is_masked(metres)
    assert 0 < metres.min() < metres.max() - 300
    assert metres.max() < 5000


def _wifi(project: Project, scenario: str) -> CoverageTable:
    engine = Engine(project.city, project.people, project.scenarios[scenario], project.device_types)
    return engine.table("public-wifi-access-point")


def _profile(table: CoverageTable, city: City) -> EquityProfile:
    return equity_profile(table, equity_basis(city, table.people))


def test_altavega_serves_its_poorest_fifth_clearly_less_and_the_plan_mends_some_of_it(altavega: Project) -> None:
    table = _wifi(altavega, BASELINE)
    before, after = _profile(table, altavega.city), _profile(_wifi(altavega, "plan-a"), altavega.city)
    assert before.poorest_fifth is not None
    assert before.richest_fifth is not None
    assert after.poorest_fifth is not None
    assert 0 < before.poorest_fifth < 0.5 * before.richest_fifth
    assert before.poorest_fifth < 0.5 * table.city_share[0] < 0.5
    assert after.poorest_fifth > 1.5 * before.poorest_fifth


def test_altavega_serves_those_without_internet_at_home_less(altavega: Project) -> None:
    table = _wifi(altavega, BASELINE)
    assert table.city_share[1 + table.groups.index("no_internet")] < 0.85 * table.city_share[0]


# Riachuelo


def test_riachuelo_has_six_neighbourhoods_and_one_where_nobody_lives(riachuelo: Project) -> None:
    population = riachuelo.city.neighbourhoods["population"].tolist()
    assert (len(population), sum(population)) == (6, 2500)
    assert population.count(0) == 1
    assert _count(riachuelo) == {"public-wifi-access-point": 5, "led-street-light": 30}


@pytest.fixture(scope="module")
def made_twice(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Riachuelo by its script, two times over; the scripts are copied, because they write beside themselves."""
    scripts = Path(__file__).resolve().parents[1] / "sample_cities"
    made = []
    for number in range(2):
        folder = tmp_path_factory.mktemp(f"made-{number}")
        shutil.copy2(scripts / "make_riachuelo.py", folder)
        shutil.copytree(scripts / "altavega", folder / "altavega")
        script = str(folder / "make_riachuelo.py")
        subprocess.run([sys.executable, script], check=True, capture_output=True, cwd=folder)
        made.append(folder / "riachuelo.gpkg")
    return made


def _content(file: Path) -> list[str]:
    """All that is in a GeoPackage but the minute in which it was written."""
    with closing(sqlite3.connect(file)) as database, closing(sqlite3.connect(":memory:")) as copy:
        database.backup(copy)
        copy.execute("UPDATE gpkg_contents SET last_change = ''")
        return list(copy.iterdump())


def test_the_script_makes_the_same_city_every_time(made_twice: list[Path]) -> None:
    once, again = map(_content, made_twice)
    assert len(once) > 300
    assert once == again


def test_the_script_makes_the_city_that_comes_along(made_twice: list[Path], riachuelo: Project) -> None:
    made = open_project(made_twice[0])
    frames = [(made.city.neighbourhoods, riachuelo.city.neighbourhoods)]
    frames += [(one.frame, other.frame) for one, other in zip(made.layers, riachuelo.layers, strict=True)]
    for one, other in frames:
        assert_geodataframe_equal(one, other)
    assert np.array_equal(made.people.xy, riachuelo.people.xy)
    assert np.array_equal(made.people.weights, riachuelo.people.weights)
    assert made.scenarios[BASELINE].devices == riachuelo.scenarios[BASELINE].devices
