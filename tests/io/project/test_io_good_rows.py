"""A project that another program changed opens with what is good in it, and says what is left out."""

import sqlite3
from contextlib import closing
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyogrio
import pytest
from small_city import small_project

from cityplanner.coverage import engine_for
from cityplanner.io import open_project, save_project
from cityplanner.model import BASELINE, Project


def changed(folder: Path, *statements: str) -> Project:
    """The small city, opened after ``statements`` were done to its file."""
    file = folder / "study.gpkg"
    save_project(small_project(), file)
    with closing(sqlite3.connect(file)) as database:
        for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            database.execute(f'DROP TRIGGER "{name}"')  # they call functions that plain SQLite lacks
        for statement in statements:
            database.execute(statement)
        database.commit()
    return open_project(file)


def told(project: Project) -> str:
    return "\n".join(f"{problem.where}: {problem.message}" for problem in project.problems)


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        ("UPDATE devices SET geom = NULL WHERE id = 'ap-1'", "has no place"),
        ("UPDATE devices SET status = 'flying' WHERE id = 'ap-1'", "status that nobody knows"),
        ("UPDATE devices SET status = NULL WHERE id = 'ap-1'", "status that nobody knows"),
        ("UPDATE devices SET type = NULL WHERE id = 'ap-1'", "has no type"),
        ("UPDATE devices SET id = NULL WHERE id = 'ap-1'", "has no id"),
        ("UPDATE devices SET id = 'ap-2' WHERE id = 'ap-1'", "the id of another"),
        ("UPDATE devices SET scenario = 'gone' WHERE id = 'ap-1'", "no scenario of the project"),
    ],
)
def test_a_device_that_cannot_be_used_costs_no_other(tmp_path: Path, statement: str, sentence: str) -> None:
    project = changed(tmp_path, statement)
    assert len(project.scenarios[BASELINE].devices) == 2
    assert sentence in told(project)
    assert "Devices: 1 of" in told(project)


def test_people_that_stand_nowhere_are_left_out_and_rows_that_are_none_are_outside(tmp_path: Path) -> None:
    project = changed(
        tmp_path,
        "UPDATE people SET geom = NULL WHERE fid = 1",
        "UPDATE people SET population = NULL WHERE fid = 2",
        "UPDATE people SET population = -5 WHERE fid = 3",
        "UPDATE people SET neighbourhood = 99 WHERE fid = 4",
        "UPDATE people SET neighbourhood = NULL WHERE fid = 5",
    )
    assert len(project.people.xy) == 297
    assert project.people.neighbourhood[:3].tolist() == [-1, -1, 0]
    assert "People: 1 of" in told(project)
    assert "People: 2 of" in told(project)
    table = engine_for(project, BASELINE).table("public-wifi-access-point")
    assert np.nansum(table.people[:, 0]) > 0


def test_a_neighbourhood_without_a_shape_is_left_out_and_the_others_keep_their_people(tmp_path: Path) -> None:
    project = changed(tmp_path, "UPDATE neighbourhoods SET geom = NULL WHERE id = '01'")
    assert list(project.city.neighbourhoods["id"]) == ["02", "03", "04"]
    assert np.unique(project.people.neighbourhood).tolist() == [-1, 0, 1]
    assert "Neighbourhoods: 1 of" in told(project)


def test_tables_in_another_system_are_brought_into_that_of_the_study(tmp_path: Path) -> None:
    file = tmp_path / "study.gpkg"
    project = small_project()
    save_project(project, file)
    for table in ("devices", "people", "streets", "neighbourhoods"):
        frame = gpd.GeoDataFrame(pyogrio.read_dataframe(file, layer=table)).to_crs("EPSG:4326")
        pyogrio.write_dataframe(
            frame, file, layer=table, driver="GPKG", layer_options={"OVERWRITE": "YES"}, append=False
        )
    again = open_project(file)
    assert again.people.xy == pytest.approx(project.people.xy, abs=0.01)
    device = again.scenarios[BASELINE].devices["ap-1"]
    before = project.scenarios[BASELINE].devices["ap-1"]
    assert (device.x, device.y) == pytest.approx((before.x, before.y), abs=0.01)
    assert all(layer.frame.crs == again.city.crs for layer in again.layers)
