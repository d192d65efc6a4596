"""Measuring, drawing around, asking what is there, and going back to where one was: with mouse and keys."""

from collections.abc import Callable
from dataclasses import replace

import geopandas as gpd
import pytest
import shapely
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from small_city import CRS, SOUTH, WEST, small_project

from cityplanner.carto.viewport import Viewport
from cityplanner.gui.main_window import MainWindow
from cityplanner.gui.map.identify_tool import IdentifyCard, IdentifyTool, feature_facts
from cityplanner.gui.map.lasso_tool import LassoTool
from cityplanner.gui.map.measure_tool import MeasureTool, area_text, length_text
from cityplanner.gui.map.select_tool import SelectTool
from cityplanner.gui.map.view_history import ViewHistory
from cityplanner.model import Layer
from cityplanner.session.study import Study

Settle = Callable[[], None]
LEFT = Qt.MouseButton.LeftButton


def at(window: MainWindow, x: float, y: float) -> QPoint:
    return window.map.screen_point(WEST + x, SOUTH + y)


def test_a_way_is_measured_click_by_click(small_window: MainWindow) -> None:
    QTest.keyClick(small_window.map, Qt.Key.Key_M)
    tool = small_window.map.tool
    assert isinstance(tool, MeasureTool)
    for corner in ((100, 100), (900, 100), (900, 700)):
        QTest.mouseClick(small_window.map, LEFT, pos=at(small_window, *corner))
    scale = small_window.map.view.metres_per_pixel
    assert tool.length_m == pytest.approx(1400, abs=4 * scale)
    assert tool.area_m2 == pytest.approx(800 * 600 / 2, rel=0.02)
    QTest.keyClick(small_window.map, Qt.Key.Key_Return)
    QTest.mouseMove(small_window.map, at(small_window, 1500, 100))
    assert tool.length_m == pytest.approx(1400, abs=4 * scale)


def test_backspace_takes_the_last_point_back_and_no_device_away(small_window: MainWindow) -> None:
    study = small_window.study
    study.selection.select(devices=["ap-1"])
    small_window.use_tool("measure")
    for corner in ((100, 100), (900, 100)):
        QTest.mouseClick(small_window.map, LEFT, pos=at(small_window, *corner))
    QTest.keyClick(small_window.map, Qt.Key.Key_Backspace)
    assert len(small_window.map.tool.points) == 1
    assert "ap-1" in study.scenario.devices


def test_escape_drops_the_line_and_then_the_tool(small_window: MainWindow) -> None:
    small_window.use_tool("measure")
    QTest.mouseClick(small_window.map, LEFT, pos=at(small_window, 100, 100))
    QTest.keyClick(small_window.map, Qt.Key.Key_Escape)
    assert small_window.map.tool.points == []
    QTest.keyClick(small_window.map, Qt.Key.Key_Escape)
    assert isinstance(small_window.map.tool, SelectTool)


def test_a_line_that_crosses_itself_has_no_area(small_window: MainWindow) -> None:
    small_window.use_tool("measure")
    tool = small_window.map.tool
    tool.points = [(0, 0), (10, 10), (10, 0), (0, 10)]
    assert tool.area_m2 is None
    tool.points = [(0, 0), (10, 0), (10, 10)]
    assert tool.area_m2 == shapely.Polygon(tool.points).area


@pytest.mark.parametrize(
    ("metres", "text"), [(3.14159, "3.1 m"), (412.4, "412 m"), (3456.0, "3.46 km"), (0.0, "0.0 m")]
)
def test_lengths_have_the_unit_that_suits_them(metres: float, text: str) -> None:
    assert length_text(metres) == text


@pytest.mark.parametrize(("area", "text"), [(840, "840 m²"), (24_000, "2.4 ha"), (3_456_000, "3.46 km²")])
def test_areas_have_the_unit_that_suits_them(area: float, text: str) -> None:
    assert area_text(area) == text


def test_devices_are_selected_by_drawing_around_them(small_window: MainWindow) -> None:
    QTest.keyClick(small_window.map, Qt.Key.Key_Q)
    assert isinstance(small_window.map.tool, LassoTool)
    device = small_window.study.scenario.devices["ap-1"]
    x, y = device.x - WEST, device.y - SOUTH
    around = [(-80, -80), (80, -80), (80, 80), (-80, 80)]
    QTest.mousePress(small_window.map, LEFT, pos=at(small_window, x - 80, y - 80))
    for dx, dy in around:
        QTest.mouseMove(small_window.map, at(small_window, x + dx, y + dy))
    QTest.mouseRelease(small_window.map, LEFT, pos=at(small_window, x - 80, y + 80))
    assert small_window.study.selection.devices == frozenset({"ap-1"})


def test_a_click_tells_what_is_there(small_window: MainWindow) -> None:
    QTest.keyClick(small_window.map, Qt.Key.Key_I)
    assert isinstance(small_window.map.tool, IdentifyTool)
    device = small_window.study.scenario.devices["ap-1"]
    QTest.mouseClick(small_window.map, LEFT, pos=at(small_window, device.x - WEST, device.y - SOUTH))
    text = small_window.map.findChild(IdentifyCard).text
    assert "reaches 50 residents" in text
    assert "La Loma" in text
    assert small_window.map.rect().contains(small_window.map.findChild(IdentifyCard).geometry())
    QTest.keyClick(small_window.map, Qt.Key.Key_Escape)
    assert not small_window.map.findChild(IdentifyCard).isVisible()


def test_names_in_the_card_are_shown_as_they_are(small_window: MainWindow) -> None:
    small_window.use_tool("identify")
    QTest.mouseClick(small_window.map, LEFT, pos=at(small_window, 3500, 500))
    assert "Parque &lt;Norte&gt;" in small_window.map.findChild(IdentifyCard).text
    assert "Nobody lives here." in small_window.map.findChild(IdentifyCard).text


@pytest.mark.parametrize(
    ("field", "value", "text"),
    [
        ("lit", "yes", "lit"),
        ("levels", 4, "4 floors"),
        ("height_m", 12.4, "12 m high"),
        ("class", "primary", "primary"),
    ],
)
def test_values_are_told_so_that_they_can_be_read(field: str, value: object, text: str) -> None:
    frame = gpd.GeoDataFrame({"name": ["It"], field: [value]}, geometry=[shapely.Point(WEST, SOUTH)], crs=CRS)
    project = replace(small_project(), layers=[Layer("it", "Things", "context", frame)])
    assert feature_facts(Study(project), WEST, SOUTH, 5, 1) == [("It", f"Things · {text}")]


def test_where_nothing_is_that_is_said(small_window: MainWindow) -> None:
    small_window.map.zoom_by(0.3)
    small_window.use_tool("identify")
    QTest.mouseClick(small_window.map, LEFT, pos=QPoint(30, 30))
    assert "nothing here" in small_window.map.findChild(IdentifyCard).text


def test_back_and_forward_through_what_was_looked_at(small_window: MainWindow, settle: Settle) -> None:
    settle()
    first = small_window.map.view
    small_window.map.zoom_by(2.0)
    small_window.map.zoom_by(2.0)
    settle()
    closer = small_window.map.view
    QTest.keyClick(small_window.map, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert small_window.map.view == first
    settle()
    QTest.keyClick(small_window.map, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    assert small_window.map.view == closer


def test_a_slow_run_of_the_wheel_is_one_step_back_and_so_is_a_slow_drag(
    small_window: MainWindow, settle: Settle
) -> None:
    canvas = small_window.map
    settle()
    first = canvas.view
    middle = QPointF(canvas.rect().center())
    for _count in range(3):
        wheel = QWheelEvent(
            middle,
            canvas.mapToGlobal(middle),
            QPoint(),
            QPoint(0, 120),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(canvas, wheel)
        settle()
    closer = canvas.view
    assert closer.metres_per_pixel < first.metres_per_pixel / 1.9
    QTest.mousePress(canvas, Qt.MouseButton.MiddleButton, pos=middle.toPoint())
    for way in (20, 40, 60):
        QTest.mouseMove(canvas, middle.toPoint() + QPoint(way, 0))
        settle()
    QTest.mouseRelease(canvas, Qt.MouseButton.MiddleButton, pos=middle.toPoint() + QPoint(60, 0))
    QTest.mouseClick(canvas, Qt.MouseButton.BackButton)
    assert canvas.view == closer
    settle()
    QTest.mouseClick(canvas, Qt.MouseButton.BackButton)
    assert canvas.view == first


def test_a_view_history_forgets_what_lay_ahead() -> None:
    views = [Viewport(float(n), 0.0, 1.0, 100.0, 100.0) for n in range(4)]
    history = ViewHistory()
    assert history.back() is None
    for view in (views[0], views[0], views[1], views[2]):
        history.visit(view)
    assert history.forward() is None
    assert [history.back(), history.back(), history.back()] == [views[1], views[0], None]
    history.visit(views[3])
    assert history.forward() is None
    assert history.back() == views[0]
