"""A file is written and read under the name that it has, whatever letters are in it."""

import os
from pathlib import Path

import geopandas as gpd
import pytest
from small_city import small_city, small_project

from cityplanner.io import open_project, read_layer, save_project

NAMES = ["a!b", "a;b", "a?b", "zip;file", "f!older/x", "f;older/x", "x.zip!y", "a.zip/x", "a#b%20c&d,e'f"]
if os.name == "posix":
    NAMES += ["a\tb", "f\nolder/x", "zip:x", "file:x", 'a"b', "a\\b", "a|b*?"]

each_name = pytest.mark.parametrize("name", NAMES)


def files_in(folder: Path) -> set[str]:
    return {file.relative_to(folder).as_posix() for file in folder.rglob("*") if not file.is_dir()}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the program runs, and below it where the files are."""
    monkeypatch.chdir(tmp_path)
    return tmp_path / "study"


@each_name
def test_a_project_is_saved_where_it_was_asked_for(folder: Path, tmp_path: Path, name: str) -> None:
    file = folder / f"{name}.gpkg"
    file.parent.mkdir(parents=True)
    save_project(small_project(), file)
    assert files_in(folder) == {file.relative_to(folder).as_posix()}
    save_project(small_project(), Path(os.path.relpath(file)))
    assert open_project(file).city.name == "Vila Pequena"
    assert len(files_in(tmp_path)) == 2  # the backup too


@pytest.mark.parametrize("name", ["a!b", "f;older/x"])
@pytest.mark.parametrize("ending", [".geojson", ".shp", ".gpkg", ".fgb"])
def test_a_layer_is_read_from_the_file_that_was_named(folder: Path, name: str, ending: str) -> None:
    file = folder / f"{name}{ending}"
    file.parent.mkdir(parents=True)
    frame = gpd.GeoDataFrame(small_city().neighbourhoods[["id", "name", "geometry"]])
    plain = folder / "plain"
    plain.mkdir()
    frame.to_file(plain / f"x{ending}", layer="x")
    for part in plain.iterdir():
        part.rename(file.with_suffix(part.suffix) if part.suffix != ".gpkg" else file)
    layer, _problems = read_layer(file)
    assert sorted(layer.frame["name"]) == sorted(frame["name"])
