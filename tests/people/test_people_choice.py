"""What a person chooses about people, as one step that can be taken back."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import rasterio
import shapely
from held import held
from rasterio.transform import from_origin
from small_city import CRS, SOUTH, WEST, small_project, unknown

from cityplanner.errors import InputError
from cityplanner.intake.make_study import PeopleChoice, ReadOptions, add_file, change_people, summary
from cityplanner.model import History, Layer


def _raster(folder: Path, figure: float = 10.0) -> Path:
    """People in the western half of the first neighbourhood only: 8 cells of 250 m."""
    figures = np.zeros((4, 16), dtype=np.float32)
    figures[:, :2] = figure
    path = folder / "pop.tif"
    with rasterio.open(
        path, "w", "GTiff", 16, 4, 1, CRS, from_origin(WEST, SOUTH + 1000, 250, 250), "float32"
    ) as raster:
        raster.write(figures, 1)
    return path


def _areas(folder: Path, **columns: list) -> Path:
    shapes = [shapely.box(WEST + 500 * i, SOUTH, WEST + 500 * (i + 1), SOUTH + 1000) for i in range(8)]
    path = folder / "radii.gpkg"
    gpd.GeoDataFrame({"population": [10.0 * i for i in range(8)], **columns}, geometry=shapes, crs=CRS).to_file(path)
    return path


def _counts(project) -> list[float]:
    return project.city.neighbourhoods["population"].tolist()


def test_a_raster_places_the_people_that_the_neighbourhoods_count(tmp_path: Path) -> None:
    project = small_project()
    edit = change_people(project, PeopleChoice(file=_raster(tmp_path)))
    History(project).do(edit)
    assert _counts(project) == [1000, 500, 250, 0]
    people = project.people
    sums = np.zeros((4, 2))
    np.add.at(sums, people.neighbourhood, people.weights)
    assert sums.tolist() == [[1000, 100], [500, 100], [250, 50], [0, 0]]
    assert (people.xy[people.neighbourhood == 0, 0] < WEST + 500).all()
    told = " ".join(problem.message for problem in project.problems)
    assert "2 neighbourhoods with 750 residents, who were spread evenly" in told
    assert "Are they people" in told
    assert "how many live in a neighbourhood is as it says itself" in summary(edit)


def test_the_file_can_have_the_last_word(tmp_path: Path) -> None:
    project = small_project()
    History(project).do(change_people(project, PeopleChoice(file=_raster(tmp_path), counts="file")))
    assert _counts(project) == [80, 0, 0, 0]
    assert project.city.neighbourhoods["age_65_plus"].tolist()[:3] == [8, 0, 0]
    assert project.people.weights.sum(axis=0).tolist() == pytest.approx([80, 8])
    told = " ".join(problem.message for problem in project.problems)
    assert "differs from them in 3 neighbourhoods" in told
    assert "keep their share of each neighbourhood: Aged 65 and over" in told


def test_areas_have_the_last_word_unless_the_neighbourhoods_are_to_have_it(tmp_path: Path) -> None:
    project, path = small_project(), _areas(tmp_path, women=[5.0 * i for i in range(8)])
    History(project).do(change_people(project, PeopleChoice(file=path)))
    assert _counts(project) == [10, 50, 90, 130]
    assert project.city.groups == ("women", "age_65_plus")
    assert project.city.neighbourhoods["women"].tolist() == [5, 25, 45, 65]
    project = small_project()
    History(project).do(change_people(project, PeopleChoice(file=path, counts="neighbourhoods")))
    assert _counts(project) == [1000, 500, 250, 0]
    assert (project.people.xy[project.people.neighbourhood == 0, 0] > WEST + 500).all()


def test_it_is_one_step_and_undo_takes_all_of_it_back(tmp_path: Path) -> None:
    project = small_project()
    before = held(project)
    history = History(project)
    history.do(add_file(project, _areas(tmp_path), "people"))
    assert [source.file for source in project.city.sources] == ["squares.geojson", "radii.gpkg"]
    history.undo()
    assert held(project) == before
    history.redo()
    assert _counts(project) == [10, 50, 90, 130]


def test_a_source_is_named_once(tmp_path: Path) -> None:
    project, path = small_project(), _areas(tmp_path)
    for _round in range(2):
        History(project).do(change_people(project, PeopleChoice(file=path)))
    assert [source.file for source in project.city.sources] == ["squares.geojson", "radii.gpkg"]


def test_people_go_into_the_buildings_of_the_project() -> None:
    project = small_project()
    with pytest.raises(InputError, match="no buildings"):
        change_people(project, PeopleChoice("buildings"))
    house = shapely.box(WEST + 100, SOUTH + 100, WEST + 200, SOUTH + 200)
    project.layers.append(Layer("buildings", "Houses", "buildings", gpd.GeoDataFrame(geometry=[house], crs=CRS)))
    History(project).do(change_people(project, PeopleChoice("buildings")))
    inside = shapely.intersects_xy(house, project.people.xy)
    assert project.people.weights[inside].tolist() == [[1000, 100]]
    History(project).do(change_people(project, PeopleChoice("centroids")))
    assert project.people.method == "One point in each neighbourhood."


def test_areas_fill_what_was_not_known(tmp_path: Path) -> None:
    project = unknown(small_project(), range(4))
    History(project).do(change_people(project, PeopleChoice(file=_areas(tmp_path))))
    assert _counts(project) == [10, 50, 90, 130]
    assert project.city.groups == ()
    assert "no figures for them: Aged 65 and over" in project.problems[-1].message


def test_points_with_people_are_placed_by_them_or_scaled_to_the_neighbourhoods(tmp_path: Path) -> None:
    path = tmp_path / "points.csv"
    path.write_text(f"x,y,population\n{WEST + 100},{SOUTH + 100},3\n{WEST + 200},{SOUTH + 100},1\n")
    options = ReadOptions(crs=CRS)
    project = small_project()
    History(project).do(change_people(project, PeopleChoice(file=path, options=options)))
    assert project.people.weights[:, 0].tolist() == [3, 1]
    project = small_project()
    History(project).do(change_people(project, PeopleChoice(file=path, options=options, counts="neighbourhoods")))
    assert project.people.weights[:2].tolist() == [[750, 75], [250, 25]]
    assert _counts(project) == [1000, 500, 250, 0]


def test_nobody_can_be_placed_where_nobody_is_counted(tmp_path: Path) -> None:
    project = unknown(small_project(), range(4))
    with pytest.raises(InputError, match="do not say how many live there"):
        change_people(project, PeopleChoice(file=_raster(tmp_path), counts="neighbourhoods"))


def test_what_says_itself_where_people_are_takes_no_buildings(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="leave the buildings out"):
        change_people(small_project(), PeopleChoice("buildings", file=_raster(tmp_path)))
