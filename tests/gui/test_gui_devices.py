"""Placing, dragging, duplicating and deleting devices, with figures that follow the hand."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPushButton, QToolButton
from small_city import SOUTH, WEST

from cityplanner.coverage.engine import Engine
from cityplanner.gui.main_window import MainWindow
from cityplanner.model import BASELINE, DeviceStatus

Settle = Callable[[], None]
WIFI = "public-wifi-access-point"


def served(window: MainWindow) -> float:
    return float(window.study.table.city_served[0])


def served_from_scratch(window: MainWindow) -> float:
    project = window.study.project
    engine = Engine(project.city, project.people, window.study.scenario, project.device_types)
    return float(engine.table(window.study.focus.id).city_served[0])


def press(window: MainWindow, x: float, y: float) -> None:
    at = window.map.screen_point(x, y)
    QTest.mousePress(window.map, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)


def move(window: MainWindow, x: float, y: float) -> None:
    QTest.mouseMove(window.map, window.map.screen_point(x, y))


def release(window: MainWindow, x: float, y: float) -> None:
    at = window.map.screen_point(x, y)
    QTest.mouseRelease(window.map, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)


def test_the_ghost_says_whom_it_would_serve_before_it_is_placed(small_window: MainWindow) -> None:
    window = small_window
    before = served(window)
    window.use_tool(WIFI)
    move(window, WEST + 2500, SOUTH + 500)
    gain = window.map.tool._hold.gain
    assert gain is not None
    assert gain > 0
    assert served(window) == before + gain
    assert served_from_scratch(window) == before
    press(window, WEST + 2500, SOUTH + 500)
    assert served_from_scratch(window) == served(window) == before + gain
    assert window.study.history.undo_label == "Place Public Wi-Fi access point"


def test_escape_drops_the_ghost_and_goes_back_to_selecting(small_window: MainWindow) -> None:
    window = small_window
    before = served(window)
    QTest.keyClick(window.map, Qt.Key.Key_W)
    assert window.map.tool.name == "place"
    move(window, WEST + 2500, SOUTH + 500)
    QTest.keyClick(window.map, Qt.Key.Key_Escape)
    assert window.map.tool.name == "select"
    assert served(window) == before
    assert window.place_bar.findChild(QToolButton, "tool-select").isChecked()


def test_figures_follow_the_drag_and_escape_takes_it_back(small_window: MainWindow) -> None:
    window = small_window
    before = served(window)
    press(window, WEST + 250, SOUTH + 250)
    move(window, WEST + 600, SOUTH + 250)
    move(window, WEST + 3500, SOUTH + 500)
    assert served(window) < before
    assert window.figures.findChild(QLabel, "counts").text().startswith(f"{round(served(window))} of")
    assert served_from_scratch(window) == before
    QTest.keyClick(window.map, Qt.Key.Key_Escape)
    assert served(window) == before
    release(window, WEST + 3500, SOUTH + 500)
    assert window.study.history.undo_label is None


def test_a_drag_is_one_step(small_window: MainWindow) -> None:
    window = small_window
    before = window.study.scenario.devices["ap-1"]
    press(window, WEST + 250, SOUTH + 250)
    for step in range(10):
        move(window, WEST + 300 + 20 * step, SOUTH + 250)
    release(window, WEST + 480, SOUTH + 250)
    assert window.study.history.undo_label == "Move Library"
    assert window.study.scenario.devices["ap-1"].x == pytest.approx(WEST + 480, abs=10)
    assert served(window) == served_from_scratch(window)
    window.study.history.undo()
    assert window.study.scenario.devices["ap-1"] == before
    assert window.study.history.undo_label is None
    window.study.history.redo()
    assert window.study.scenario.devices["ap-1"] != before


def test_a_press_that_hardly_moves_only_selects(small_window: MainWindow) -> None:
    window = small_window
    press(window, WEST + 250, SOUTH + 250)
    at = window.map.screen_point(WEST + 250, SOUTH + 250) + QPoint(1, 1)
    QTest.mouseMove(window.map, at)
    QTest.mouseRelease(window.map, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)
    assert window.study.selection.devices == {"ap-1"}
    assert window.study.history.undo_label is None


def test_a_box_selects_devices_and_they_move_together(small_window: MainWindow) -> None:
    window = small_window
    press(window, WEST + 20, SOUTH + 980)
    move(window, WEST + 500, SOUTH + 500)
    release(window, WEST + 980, SOUTH + 20)
    assert window.study.selection.devices == {"ap-1", "ap-2"}
    press(window, WEST + 250, SOUTH + 250)
    move(window, WEST + 300, SOUTH + 250)
    release(window, WEST + 350, SOUTH + 250)
    devices = window.study.scenario.devices
    assert devices["ap-2"].x - devices["ap-1"].x == pytest.approx(500)
    assert devices["ap-1"].x == pytest.approx(WEST + 350, abs=10)


def test_shift_adds_to_the_selection(small_window: MainWindow) -> None:
    window = small_window
    for x, y in ((250, 250), (750, 750)):
        at = window.map.screen_point(WEST + x, SOUTH + y)
        QTest.mouseClick(window.map, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier, at)
    assert window.study.selection.devices == {"ap-1", "ap-2"}
    assert window.inspector.findChild(QLabel, "inspectorTitle").text() == "2 devices selected"


def test_arrows_nudge_in_one_step(small_window: MainWindow) -> None:
    window = small_window
    window.study.selection.select(devices=["ap-1"])
    window.map.setFocus()
    for _count in range(5):
        QTest.keyClick(window.map, Qt.Key.Key_Right)
    QTest.keyClick(window.map, Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)
    device = window.study.scenario.devices["ap-1"]
    assert (device.x, device.y) == (WEST + 255.0, SOUTH + 260.0)
    window.study.history.undo()
    device = window.study.scenario.devices["ap-1"]
    assert (device.x, device.y) == (WEST + 250.0, SOUTH + 250.0)


def test_delete_and_duplicate_with_keys_and_buttons(small_window: MainWindow) -> None:
    window = small_window
    window.study.selection.select(devices=["ap-1"])
    QTest.keyClick(window, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert len(window.study.scenario.devices) == 4
    (copy,) = window.study.selection.devices
    QTest.keyClick(window, Qt.Key.Key_Delete)
    assert copy not in window.study.scenario.devices
    assert not window.study.selection.devices
    window.study.selection.select(devices=["ap-2"])
    window.inspector.findChild(QPushButton, "delete").click()
    assert set(window.study.scenario.devices) == {"ap-1", "ap-3"}
    QTest.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert set(window.study.scenario.devices) == {"ap-1", "ap-2", "ap-3"}


def test_the_inspector_renames_and_retires(small_window: MainWindow) -> None:
    window = small_window
    before = served(window)
    window.study.selection.select(devices=["ap-1"])
    assert "Reaches" in window.inspector.findChild(QLabel, "inspectorFacts").text()
    name = window.inspector.findChild(QLineEdit, "deviceName")
    name.setText("Main library")
    QTest.keyClick(name, Qt.Key.Key_Return)
    assert window.study.scenario.devices["ap-1"].name == "Main library"
    status = window.inspector.findChild(QComboBox, "deviceStatus")
    status.setCurrentIndex(status.findData(DeviceStatus.RETIRED))
    assert served(window) < before
    assert served(window) == served_from_scratch(window)
    window.study.history.undo()
    window.study.history.undo()
    assert window.study.project.scenarios[BASELINE].devices["ap-1"].name == "Library"


def test_every_row_of_the_table_follows_the_drag(small_window: MainWindow, settle: Settle) -> None:
    window = small_window
    assert window.table.text("03", 2) == "0"
    press(window, WEST + 250, SOUTH + 250)
    move(window, WEST + 2000, SOUTH + 500)
    move(window, WEST + 2500, SOUTH + 500)
    assert int(window.table.text("03", 2)) > 0
    release(window, WEST + 2500, SOUTH + 500)
    settle()
    assert int(window.table.text("03", 2)) > 0
