"""A planner opens the sample city, places, drags, undoes, saves and comes back the next day."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from same_project import assert_same_project
from typer.testing import CliRunner

from cityplanner.cli.main import app
from cityplanner.facts.focus import Focus
from cityplanner.gui.main_window import MainWindow
from cityplanner.i18n import format_number
from cityplanner.io.project.project_file import open_project

Settle = Callable[[], None]
WIFI = "public-wifi-access-point"


def click(window: MainWindow, at: QPoint) -> None:
    QTest.mouseMove(window.map, at)
    QTest.mouseClick(window.map, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)


def drag(window: MainWindow, start: QPoint, end: QPoint) -> None:
    QTest.mousePress(window.map, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, start)
    for step in range(1, 9):
        QTest.mouseMove(window.map, start + (end - start) * step / 8)
    QTest.mouseRelease(window.map, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, end)


def stats(path: Path, *options: str) -> dict:
    result = CliRunner().invoke(app, ["stats", str(path), "--json", *options])
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def drop(window: MainWindow, path: Path) -> None:
    """Drag a file from a file manager onto the window."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(400, 300), Qt.DropAction.CopyAction, data, buttons, keys)
    QApplication.sendEvent(window, enter)
    assert enter.isAccepted()
    event = QDropEvent(QPointF(400, 300), Qt.DropAction.CopyAction, data, buttons, keys)
    QApplication.sendEvent(window, event)


def test_from_the_sample_city_to_a_saved_plan(window: MainWindow, settle: Settle, tmp_path: Path) -> None:
    QTest.mouseClick(window.welcome.sample, Qt.MouseButton.LeftButton)
    settle()
    study = window.study
    assert study.project.city.name == "Altavega"
    before = float(study.table.city_served[0])
    middle = window.map.rect().center()

    QTest.keyClick(window.map, Qt.Key.Key_W)
    places = [middle + QPoint(-200, -150), middle + QPoint(150, -180), middle + QPoint(-100, 190)]
    for place in places:
        click(window, place)
    QTest.keyClick(window.map, Qt.Key.Key_Escape)
    assert study.table.devices == 93
    assert study.table.city_served[0] >= before
    placed = list(study.scenario.devices)[-3:]

    at = study.scenario.devices[placed[0]]
    start = window.map.screen_point(at.x, at.y)
    drag(window, start, start + QPoint(60, 40))
    moved = study.scenario.devices[placed[0]]
    assert moved.x > at.x
    QTest.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert study.scenario.devices[placed[0]] == at
    QTest.keyClick(window, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    assert study.scenario.devices[placed[0]] == moved

    path = tmp_path / "Altavega.gpkg"
    window.save_to(path)
    settle()
    assert_same_project(study.project, open_project(path))
    window.close_study()
    window.open_file(path)
    settle()
    assert window.study is not study
    assert_same_project(study.project, window.study.project)


def test_the_table_says_what_the_command_line_says(window: MainWindow, settle: Settle, tmp_path: Path) -> None:
    window.open_sample()
    settle()
    path = tmp_path / "city.gpkg"
    window.save_to(path)
    settle()
    for focus in (WIFI, "siren"):
        window.study.show_focus(Focus.named(focus, window.study.project.device_types))
        settle()
        (answer,) = stats(path, "--type", focus)["results"]
        table = window.study.table
        for row, told in enumerate(answer["neighbourhoods"]):
            assert table.ids[row] == told["id"]
            assert window.table.text(told["id"], 1) == format_number(told["population"])
            assert window.table.text(told["id"], 2) == format_number(told["served"])
            assert table.served[row, 0] == told["served"]
            assert table.area_share[row] == told["area_share"]
            for group, index in zip(table.groups, range(1, 7), strict=True):
                assert table.served[row, index] == told["groups"][group]["served"]
        city = answer["city"]
        assert table.city_served[0] == city["served"]
        share = window.figures.findChild(QLabel, "share").text()
        assert share == f"{city['share'] * 100:.1f}\N{NO-BREAK SPACE}%"
        assert sum(item["served"] for item in answer["neighbourhoods"]) == pytest.approx(city["served"], abs=1e-6)


def test_a_study_from_ones_own_files(window: MainWindow, settle: Settle, tmp_path: Path, shared_data: Path) -> None:
    """Drop the output areas, then two tables, then the sensors: the same figures as on the command line."""
    folder = shared_data / "cities" / "newcastle" / "E08000021"
    drop(window, folder / "oa_shape" / "oa.shp")
    settle()
    assert window.sheet.isVisible()
    window.sheet.name.setText("Newcastle")
    for table in ("population_total.csv", "population_ages.csv"):
        drop(window, folder / table)
        settle()
    window.sheet.accept()
    settle()
    assert window.study.project.city.name == "Newcastle"
    assert window.study.project.people.weights[:, 0].sum() == 302_820
    assert window.status.problems.text().endswith("notes about the data")

    drop(window, folder / "uo_sensors" / "uo_sensors.shp")
    settle()
    detail = window.sheet.detail
    assert detail.role.currentData() == "devices"
    assert detail.form.type.currentData() == "air-quality-sensor"
    window.sheet.accept()
    settle()
    assert len(window.study.scenario.devices) == 146
    assert window.study.focus == Focus("air-quality-sensor")
    assert window.study.history.undo_label == "Add uo_sensors.shp"

    drop(window, folder / "centroids.csv")
    settle()
    assert detail.role.currentData() == "people"
    assert detail.crs.currentData() == "EPSG:27700"
    window.sheet.accept()
    settle()
    assert len(window.study.project.people.xy) == 910
    assert float(window.study.table.city_served[0]) == 131_449
    window.study.history.undo()
    settle()
    assert len(window.study.project.people.xy) > 910


def test_a_file_that_cannot_be_used_changes_nothing(window: MainWindow, settle: Settle, tmp_path: Path) -> None:
    broken = tmp_path / "wards.geojson"
    broken.write_text('{"type": "FeatureCollection", "features": [', encoding="utf-8")
    drop(window, broken)
    settle()
    assert window.sheet.isVisible()
    assert "wards.geojson" in window.sheet.detail.findChild(QLabel, "detailReason").text()
    assert not window.sheet.accept_button.isEnabled()
    window.sheet.accept()
    settle()
    assert window.study is None


def test_a_saved_plan_keeps_the_figures(window: MainWindow, settle: Settle, tmp_path: Path) -> None:
    window.open_sample()
    settle()
    window.study.show_scenario("plan-a")
    settle()
    served = window.study.table.served.copy()
    window.save_to(tmp_path / "plan.gpkg")
    settle()
    window.open_file(tmp_path / "plan.gpkg")
    settle()
    window.study.show_scenario("plan-a")
    np.testing.assert_array_equal(window.study.table.served, served)
