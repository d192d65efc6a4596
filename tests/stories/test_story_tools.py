"""A planner looks around the sample city, measures, puts an access point on a lamp and marks an area, and saves."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from cityplanner.gui.main_window import MainWindow
from cityplanner.io.project.project_file import open_project

Settle = Callable[[], None]
LEFT = Qt.MouseButton.LeftButton
NONE = Qt.KeyboardModifier.NoModifier


def click(window: MainWindow, at: QPoint) -> None:
    QTest.mouseMove(window.map, at)
    QTest.mouseClick(window.map, LEFT, NONE, at)


def test_an_access_point_on_a_lamp_in_an_area_of_its_own(window: MainWindow, settle: Settle, tmp_path: Path) -> None:
    window.open_sample()
    settle()
    study = window.study
    whole = window.map.view
    # A neighbourhood is found by its name.
    QTest.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(window.palette_card.field, "san cristobal")
    QTest.keyClick(window.palette_card.field, Qt.Key.Key_Return)
    settle()
    assert len(study.selection.neighbourhoods) == 1
    # Close to a lamp, an access point is put on it, though the hand is five pixels beside.
    lamp = next(device for device in study.scenario.devices.values() if device.type_id == "led-street-light")
    window.map.zoom_to((lamp.x - 150, lamp.y - 90, lamp.x + 150, lamp.y + 90))
    settle()
    window.map.setFocus()
    QTest.keyClick(window.map, Qt.Key.Key_W)
    beside = window.map.screen_point(lamp.x, lamp.y) + QPoint(4, 4)
    QTest.mouseMove(window.map, beside)
    assert window.map.snap is not None
    click(window, beside)
    (placed,) = study.selection.devices
    assert (study.scenario.devices[placed].x, study.scenario.devices[placed].y) == (lamp.x, lamp.y)
    # The way around it is measured, and then drawn as an area.
    corners = [window.map.screen_point(lamp.x + x, lamp.y + y) for x, y in ((-40, -40), (40, -40), (40, 40), (-40, 40))]
    QTest.keyClick(window.map, Qt.Key.Key_M)
    for corner in corners:
        click(window, corner)
    assert window.map.tool.length_m == pytest.approx(240, abs=4)
    QTest.keyClick(window.map, Qt.Key.Key_P)
    for corner in corners:
        click(window, corner)
    QTest.keyClick(window.map, Qt.Key.Key_Return)
    assert study.history.undo_label == "Draw Area 1"
    # Back to where the city was seen whole.
    settle()
    for _count in range(2):
        QTest.keyClick(window.map, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
        settle()
    assert window.map.view == whole
    path = tmp_path / "city.gpkg"
    window.save_to(path)
    settle()
    saved = open_project(path)
    assert saved.layers[-1].name == "Area 1"
    assert saved.layers[-1].frame.geometry.area.iloc[0] == pytest.approx(6_400, rel=0.05)
    assert placed in saved.scenarios[study.scenario.id].devices
