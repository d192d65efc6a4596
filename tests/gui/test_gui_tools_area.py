"""An area drawn on the map becomes a layer, which can be undone; every tool says what to do with it."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QToolButton
from small_city import SOUTH, WEST

from cityplanner.gui.main_window import MainWindow
from cityplanner.gui.map.area_tool import AreaTool
from cityplanner.gui.map.select_tool import SelectTool
from cityplanner.gui.map.toolbox import TOOL_HINTS, TOOL_NAMES
from cityplanner.model import Family

LEFT = Qt.MouseButton.LeftButton


def click(window: MainWindow, *corners: tuple[float, float]) -> QPoint:
    for x, y in corners:
        place = window.map.screen_point(WEST + x, SOUTH + y)
        QTest.mouseClick(window.map, LEFT, pos=place)
    return place


def test_an_area_becomes_a_layer_with_keys(small_window: MainWindow) -> None:
    window = small_window
    QTest.keyClick(window.map, Qt.Key.Key_P)
    click(window, (100, 100), (600, 100), (600, 600), (900, 900))
    QTest.keyClick(window.map, Qt.Key.Key_Backspace)
    QTest.keyClick(window.map, Qt.Key.Key_Return)
    layer = window.study.project.layers[-1]
    assert (layer.id, layer.name, layer.role) == ("area-1", "Area 1", "context")
    assert layer.style is not None, "without a look of its own it lies under the shares served, where nobody sees it"
    assert layer.frame.crs == window.study.project.city.crs
    assert layer.frame.geometry.area.iloc[0] == pytest.approx(500 * 500 / 2, rel=0.05)
    assert isinstance(window.map.tool, SelectTool)
    assert window.study.history.undo_label == "Draw Area 1"
    window.study.history.undo()
    assert [layer.id for layer in window.study.project.layers] == ["streets"]


def test_a_double_click_closes_the_area_and_the_next_has_the_next_number(small_window: MainWindow) -> None:
    window = small_window
    for _count in range(2):
        window.use_tool("area")
        last = click(window, (100, 100), (600, 100), (600, 600))
        QTest.mouseDClick(window.map, LEFT, pos=last)
    assert [layer.name for layer in window.study.project.layers] == ["Streets", "Area 1", "Area 2"]


def test_no_layer_of_two_corners_nor_of_an_outline_that_crosses_itself(small_window: MainWindow) -> None:
    window = small_window
    window.use_tool("area")
    click(window, (100, 100), (900, 900))
    QTest.keyClick(window.map, Qt.Key.Key_Return)
    click(window, (900, 100), (100, 900))
    QTest.keyClick(window.map, Qt.Key.Key_Return)
    assert len(window.study.project.layers) == 1
    assert isinstance(window.map.tool, AreaTool)
    QTest.keyClick(window.map, Qt.Key.Key_Escape)
    assert window.map.tool.points == []
    QTest.keyClick(window.map, Qt.Key.Key_Escape)
    assert isinstance(window.map.tool, SelectTool)


def test_every_tool_has_a_key_of_its_own_a_button_a_hint_and_a_cursor(small_window: MainWindow) -> None:
    window = small_window
    ids = [*(f"tool-{name}" for name in TOOL_NAMES), *(f"place-{family.value}" for family in Family)]
    assert all(window.commands.keys_of(id_) for id_ in ids)
    assert window.commands.left_out == []  # two with the same keys are told there
    for name in TOOL_NAMES:
        window.place_bar.findChild(QToolButton, f"tool-{name}").click()
        assert window.map.tool.name == name
        assert window.map.cursor().shape() == window.map.tool.cursor
        assert window.findChild(QLabel, "toolHint").text() == TOOL_HINTS[name]()
    window.use_tool("siren")
    assert "Alt" in window.findChild(QLabel, "toolHint").text()
