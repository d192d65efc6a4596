"""The card that asks where people live: what it offers, one step for all of it, and nothing where it is put away."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import rasterio
import shapely
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLabel, QPushButton
from rasterio.transform import from_origin
from small_city import CRS, SOUTH, WEST, small_project, unknown

from cityplanner.gui.main_window import MainWindow
from cityplanner.gui.panels.people_card import PeopleCard
from cityplanner.model import Layer


@pytest.fixture
def card(small_window: MainWindow) -> PeopleCard:
    small_window.commands["people"].trigger()
    assert small_window.people_card.isVisible()
    return small_window.people_card


def _people(card: PeopleCard):
    return card._study.project.people


def _click(card: PeopleCard, name: str) -> None:
    QTest.mouseClick(card.findChild(QPushButton, name), Qt.MouseButton.LeftButton)


def _raster(folder: Path) -> Path:
    path = folder / "pop.tif"
    figures = np.full((4, 16), 5, dtype=np.float32)
    with rasterio.open(
        path, "w", "GTiff", 16, 4, 1, CRS, from_origin(WEST, SOUTH + 1000, 250, 250), "float32"
    ) as raster:
        raster.write(figures, 1)
    return path


def test_it_says_where_people_are_and_puts_them_elsewhere_in_one_step(card: PeopleCard, settle) -> None:
    assert card.findChild(QLabel, "peopleNow").text() == "Now: A grid of points. From squares.geojson."
    card.ways["centroids"].click()
    _click(card, "peopleAccept")
    settle()
    assert not card.isVisible()
    assert _people(card).method == "One point in each neighbourhood."
    assert card._study.history.undo_label == "Change where people live"
    card._study.history.undo()
    assert _people(card).method == "A grid of points."


def test_a_raster_is_chosen_with_the_mouse(
    card: PeopleCard, settle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = _raster(tmp_path)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_arguments: (str(path), ""))
    card.ways["file"].click()
    assert not card.accept_button.isEnabled()
    assert not card.unit.isVisible()
    _click(card, "peopleChoose")
    assert card.choose.text() == "pop.tif"
    assert card.unit.isVisible()
    assert card.counts.currentData() == "neighbourhoods"
    card.counts.setCurrentIndex(card.counts.findData("file"))
    _click(card, "peopleAccept")
    settle()
    assert card._study.project.city.neighbourhoods["population"].tolist() == [80] * 4
    assert card._study.table.people[:, 0].tolist() == pytest.approx([80] * 4)
    card._study.history.undo()
    settle()
    assert card._study.table.people[:, 0].tolist() == [1000, 500, 250, 0]


def test_where_nobody_is_known_the_raster_says_how_many(window: MainWindow, settle, tmp_path: Path) -> None:
    window.show_project(unknown(small_project(), range(4)))
    settle()
    window.people_card.open()
    window.people_card.use_file(_raster(tmp_path))
    assert window.people_card.counts.currentData() == "file"


def test_buildings_are_offered_where_there_are_some(card: PeopleCard, window: MainWindow, settle) -> None:
    assert not card.ways["buildings"].isEnabled()
    assert card.findChild(QLabel, "peopleNoBuildings").isVisible()
    project = small_project()
    house = shapely.box(WEST + 100, SOUTH + 100, WEST + 200, SOUTH + 200)
    project.layers.append(Layer("buildings", "Houses", "buildings", gpd.GeoDataFrame(geometry=[house], crs=CRS)))
    window.show_project(project)
    settle()
    window.people_card.open()
    assert not card.findChild(QLabel, "peopleNoBuildings").isVisible()
    card.ways["buildings"].click()
    QTest.keyClick(card, Qt.Key.Key_Return)
    settle()
    assert _people(card).method.startswith("1 building, by its floor area. 2 neighbourhoods have too few")


def test_escape_leaves_everything_as_it_was(card: PeopleCard) -> None:
    card.ways["centroids"].click()
    QTest.keyClick(card, Qt.Key.Key_Escape)
    assert not card.isVisible()
    assert _people(card).method == "A grid of points."


def test_a_file_that_cannot_be_used_is_told_and_changes_nothing(
    card: PeopleCard, window: MainWindow, settle, tmp_path: Path
) -> None:
    path = tmp_path / "notes.csv"
    path.write_text("a,b\n1,2\n")
    card.use_file(path)
    _click(card, "peopleAccept")
    settle()
    assert "notes.csv" in window.messages.text
    assert _people(card).method == "A grid of points."
    assert card._study.history.undo_label is None


def test_it_fits_the_map_and_stands_in_its_corner(card: PeopleCard, window: MainWindow, tmp_path: Path) -> None:
    card.use_file(_raster(tmp_path))
    assert window.map.rect().contains(card.geometry())
    for widget in (card.choose, card.counts, card.unit, card.accept_button):
        assert widget.isVisible()
        assert card.rect().contains(widget.mapTo(card, widget.rect().bottomRight()))
