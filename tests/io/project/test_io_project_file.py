"""A project comes back from its file as it was, and a file that is no project is told in a sentence."""

import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyogrio
import pytest
import shapely
from same_project import assert_same_project
from small_city import CRS, small_project

from cityplanner.errors import InputError, ProjectError
from cityplanner.io.project.project_file import open_project, save_project
from cityplanner.model import (
    BASELINE,
    Device,
    DeviceStatus,
    Layer,
    LayerStyle,
    Problem,
    Project,
    Rule,
    Scenario,
    Severity,
    StyleClass,
    StyleKind,
    Target,
    TargetKind,
)


def full_project() -> Project:
    project = small_project()
    project.scenarios["plan-a"] = Scenario(
        "plan-a",
        "Plan A",
        BASELINE,
        {"ap-9": Device("ap-9", "siren", 1 / 3, 2 / 3, "Ñandú", 45.0, 6.5, DeviceStatus.PROPOSED)},
    )
    project.layers.append(replace(project.layers[0], id="Streets", name="The same again", visible=False))
    lanes = LayerStyle(
        StyleKind.CATEGORISED, "class", (StyleClass("primary", "#112233", "Primary"),), "clear", True, width_px=3.5
    )
    project.layers[0] = replace(project.layers[0], style=lanes, opacity=0.4, group="Roads")
    project.problems.append(Problem(Severity.WARNING, "oa.shp, row 3", "A polygon crossed itself and was repaired."))
    project.targets = (Target(TargetKind.GROUP_OF_CITY, 0.9, "age_65_plus"),)
    project.city = replace(project.city, deprivation_high_is_poor=False, deprivation_confirmed=True)
    siren = project.device_types["siren"]
    spec = replace(siren.coverage, rule=Rule.AT_LEAST, minimum_devices=2)
    project.device_types["siren"] = replace(siren, coverage=spec)
    return project


def test_saved_and_opened_is_the_same(tmp_path: Path) -> None:
    project = full_project()
    save_project(project, tmp_path / "city.gpkg")
    assert_same_project(project, open_project(tmp_path / "city.gpkg"))


def test_a_count_that_is_missing_stays_missing(tmp_path: Path) -> None:
    project = full_project()
    project.city.neighbourhoods.loc[0, "population"] = np.nan
    save_project(project, tmp_path / "city.gpkg")
    population = open_project(tmp_path / "city.gpkg").city.neighbourhoods["population"]
    assert np.isnan(population[0])
    assert population[1] == 500.0


def test_awkward_columns_and_empty_layers_can_be_kept(tmp_path: Path) -> None:
    project = full_project()
    odd = gpd.GeoDataFrame(
        {"fid": [7], "ID": ["a"], "id": ["b"], "geom": [1.5], "list": [["x", 1]]},
        geometry=[shapely.Point(0, 0)],
        crs=CRS,
    )
    empty = gpd.GeoDataFrame({"name": []}, geometry=[], crs=CRS)
    project.layers += [Layer("devices", "Odd", "context", odd), Layer("gpkg_x", "Empty", "context", empty)]
    save_project(project, tmp_path / "city.gpkg")
    opened = open_project(tmp_path / "city.gpkg")
    assert opened.layers[-2].frame.drop(columns="geometry").iloc[0].tolist() == [7, "a", "b", 1.5, "['x', 1]"]
    assert len(opened.layers[-1].frame) == 0


def test_the_file_before_is_kept_as_a_backup(tmp_path: Path) -> None:
    path = tmp_path / "city.gpkg"
    project = full_project()
    save_project(project, path)
    save_project(replace(project, city=replace(project.city, name="Renamed")), path)
    assert open_project(path).city.name == "Renamed"
    assert open_project(path.with_name("city.backup.gpkg")).city.name == "Vila Pequena"
    assert sorted(file.name for file in tmp_path.iterdir()) == ["city.backup.gpkg", "city.gpkg"]


def test_a_save_that_fails_leaves_the_file_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "city.gpkg"
    save_project(full_project(), path)
    before = path.read_bytes()

    def out_of_disk(*_args: object, **_options: object) -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr("cityplanner.io.project.project_file._write_meta", out_of_disk)
    with pytest.raises(OSError, match="No space left"):
        save_project(full_project(), path)
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["city.gpkg"]


def test_other_programs_find_a_table_a_layer(tmp_path: Path) -> None:
    path = tmp_path / "city.gpkg"
    save_project(full_project(), path)
    tables = dict(pyogrio.list_layers(path).tolist())
    assert tables["neighbourhoods"] == "Polygon"
    assert tables["devices"] == "Point"
    assert tables["streets"] == "LineString"
    assert tables["streets_2"] == "LineString"
    assert pyogrio.read_info(path, layer="devices")["crs"] == CRS
    with closing(sqlite3.connect(path)) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def rewrite_meta(path: Path, key: str, value: str) -> None:
    with closing(sqlite3.connect(path)) as database:
        database.execute("UPDATE cityplanner_meta SET value = ? WHERE key = ?", (value, key))
        database.commit()


def test_a_project_of_a_newer_version_is_told_so(tmp_path: Path) -> None:
    path = tmp_path / "city.gpkg"
    save_project(full_project(), path)
    rewrite_meta(path, "schema_version", "99")
    rewrite_meta(path, "program_version", '"7.1"')
    with pytest.raises(ProjectError, match=r"city\.gpkg was written by a newer CityPlanner \(7\.1\)"):
        open_project(path)


def test_layers_of_an_older_file_look_like_their_roles(tmp_path: Path) -> None:
    path = tmp_path / "city.gpkg"
    save_project(full_project(), path)
    with closing(sqlite3.connect(path)) as database:
        (text,) = database.execute("SELECT value FROM cityplanner_meta WHERE key = 'layers'").fetchone()
    older = [{key: entry[key] for key in entry.keys() - {"style", "opacity", "group"}} for entry in json.loads(text)]
    rewrite_meta(path, "layers", json.dumps(older))
    layer = open_project(path).layers[0]
    assert (layer.style, layer.opacity, layer.group) == (None, 1.0, None)


def test_a_damaged_project_points_to_its_backup(tmp_path: Path) -> None:
    path = tmp_path / "city.gpkg"
    save_project(full_project(), path)
    with closing(sqlite3.connect(path)) as database:
        database.execute("DELETE FROM cityplanner_meta WHERE key = 'groups'")
        database.commit()
    with pytest.raises(ProjectError, match=r"damaged.*city\.backup\.gpkg"):
        open_project(path)


@pytest.mark.parametrize("content", [b"", b"not a database at all", b"SQLite format 3\x00" + b"\x00" * 200])
def test_what_is_no_project_is_told_so(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "city.gpkg"
    path.write_bytes(content)
    with pytest.raises(ProjectError, match=r"city\.gpkg is not a CityPlanner project"):
        open_project(path)


def test_a_plain_geopackage_is_no_project(tmp_path: Path) -> None:
    path = tmp_path / "plain.gpkg"
    small_project().city.neighbourhoods.to_file(path)
    with pytest.raises(ProjectError, match="open a project and add it as a layer"):
        open_project(path)


def test_missing_files_and_folders_are_told(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match="There is no project file"):
        open_project(tmp_path / "nowhere.gpkg")
    with pytest.raises(ProjectError, match="is a folder"):
        open_project(tmp_path)
    with pytest.raises(InputError, match="does not exist; make it first"):
        save_project(full_project(), tmp_path / "no" / "city.gpkg")
    with pytest.raises(InputError, match="is a folder; give a file name"):
        save_project(full_project(), tmp_path)
