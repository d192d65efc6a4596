"""A device in the hand is caught by what it could stand on, and says by what."""

import math
from collections.abc import Callable
from dataclasses import replace

import geopandas as gpd
import numpy as np
import pytest
import shapely
from counted_work import calls_of
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from small_city import CRS, SOUTH, WEST, small_project, small_types, stand

from cityplanner.gui.main_window import MainWindow
from cityplanner.gui.map.snapping import Lamps, snap_target
from cityplanner.model import Device, DeviceStatus, DeviceType, Family, Layer

Settle = Callable[[], None]
WIFI = "public-wifi-access-point"
NONE = Qt.KeyboardModifier.NoModifier
LAMP = replace(small_types()["siren"], id="lamp", family=Family.LIGHTING, name="Lamp", icon="lighting")
TYPES: dict[str, DeviceType] = {"lamp": LAMP}
NO_LAMPS = Lamps([], {})


def layer(role: str, geometries: list[shapely.Geometry], names: list[str | None]) -> Layer:
    frame = gpd.GeoDataFrame({"name": names}, geometry=geometries, crs=CRS)
    return Layer(role, role.title(), role, frame)


STREETS = layer("streets", [shapely.LineString([(0, 0), (100, 0), (100, 100)])], ["Calle 10"])


def test_the_middle_of_a_street_catches_at_its_nearest_point() -> None:
    target = snap_target([STREETS], NO_LAMPS, 50, 6, 10)
    assert (target.x, target.y, target.name) == (50, 0, "Street: Calle 10")


def test_a_corner_goes_before_the_street_and_a_lamp_before_both() -> None:
    assert snap_target([STREETS], NO_LAMPS, 96, 1, 10).name == "corner"
    lamps = Lamps([Device("lamp-123", "lamp", 95, 4)], TYPES)
    target = snap_target([STREETS], lamps, 96, 1, 10)
    assert (target.x, target.y, target.name) == (95, 4, "Lamp 123")


def test_only_lamps_that_stand_there_catch_and_none_catches_itself() -> None:
    existing = Device("lamp-1", "lamp", 0, 0, name="Old lamp")
    lamps = Lamps([existing, Device("lamp-2", "lamp", 1, 0, status=DeviceStatus.PROPOSED)], TYPES)
    assert snap_target([], lamps, 1, 0, 5).name == "Old lamp"
    assert snap_target([], lamps, 1, 0, 5, {"lamp-1"}) is None


def test_points_and_corners_of_areas_catch_and_their_edges_do_not() -> None:
    poles = layer("context", [shapely.Point(0, 0)], [None])
    houses = layer("buildings", [shapely.box(20, 20, 60, 60)], ["House"])
    assert snap_target([poles, houses], NO_LAMPS, 2, 2, 5).name == "Context"
    assert snap_target([poles, houses], NO_LAMPS, 22, 22, 5).name == "corner"
    assert snap_target([poles, houses], NO_LAMPS, 40, 22, 5) is None


@given(
    st.floats(-150, 250, allow_nan=False), st.floats(-150, 250, allow_nan=False), st.floats(0.5, 40, allow_nan=False)
)
def test_what_catches_is_within_reach_and_lies_on_the_street(x: float, y: float, within_m: float) -> None:
    line = STREETS.frame.geometry.iloc[0]
    target = snap_target([STREETS], NO_LAMPS, x, y, within_m)
    if target is None:
        assert line.distance(shapely.Point(x, y)) > within_m * (1 - 1e-9)
    else:
        assert math.hypot(target.x - x, target.y - y) <= within_m * (1 + 1e-9)
        assert line.distance(shapely.Point(target.x, target.y)) < 1e-9


def test_ten_thousand_streets_are_gone_through_once_and_then_only_near_the_hand() -> None:
    rng = np.random.default_rng(1)
    starts = rng.uniform(0, 10_000, (10_000, 2))
    steps = np.cumsum(rng.normal(0, 20, (10_000, 8, 2)), axis=1)
    streets = layer("streets", shapely.linestrings(starts[:, None, :] + steps).tolist(), [None] * 10_000)
    first = calls_of(lambda: snap_target([streets], NO_LAMPS, 5_000, 5_000, 30))
    later = [calls_of(lambda x=5_000 + number: snap_target([streets], NO_LAMPS, x, 5_000, 30)) for number in range(100)]
    assert first < 5_000
    assert max(later) < 2_000


@pytest.fixture
def lit_window(window: MainWindow, settle: Settle) -> MainWindow:
    """The small city with one lamp 60 m north of the street, looked at closely."""
    project = small_project()
    project.device_types["lamp"] = LAMP
    stand(project, Device("lamp-7", "lamp", WEST + 2500, SOUTH + 560))
    window.show_project(project)
    settle()
    window.map.zoom_to((WEST + 2300, SOUTH + 400, WEST + 2700, SOUTH + 650))
    settle()
    return window


def at(window: MainWindow, x: float, y: float, right: int = 0, down: int = 0) -> QPoint:
    return window.map.screen_point(WEST + x, SOUTH + y) + QPoint(right, down)


def test_a_placed_device_stands_where_its_ghost_was_caught(lit_window: MainWindow) -> None:
    window = lit_window
    QTest.keyClick(window.map, Qt.Key.Key_W)
    QTest.mouseMove(window.map, at(window, 2400, 500, down=6))
    assert window.map.snap.name == "Street: Calle Mayor"
    assert window.map.tool.ghost.y == SOUTH + 500
    QTest.mouseMove(window.map, at(window, 2500, 560, 5, 5))
    assert window.map.snap.name == "Lamp 7"
    QTest.mouseClick(window.map, Qt.MouseButton.LeftButton, NONE, at(window, 2500, 560, 5, 5))
    (id_,) = window.study.selection.devices
    device = window.study.scenario.devices[id_]
    assert (device.x, device.y) == (WEST + 2500, SOUTH + 560)


def test_alt_places_freely_and_a_key_switches_it_off(lit_window: MainWindow) -> None:
    window = lit_window
    window.use_tool(WIFI)
    place = at(window, 2500, 560, 5, 5)
    x, y = window.map.view.to_world(place.x(), place.y())
    QTest.mouseClick(window.map, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.AltModifier, place)
    (id_,) = window.study.selection.devices
    assert (window.study.scenario.devices[id_].x, window.study.scenario.devices[id_].y) == pytest.approx((x, y))
    QTest.keyClick(window.map, Qt.Key.Key_S, Qt.KeyboardModifier.ShiftModifier)
    assert "exactly where you put them" in window.messages.text
    QTest.mouseMove(window.map, place + QPoint(1, 0))
    assert window.map.snap is None
    QTest.keyClick(window.map, Qt.Key.Key_S, Qt.KeyboardModifier.ShiftModifier)
    QTest.mouseMove(window.map, place)
    assert window.map.snap.name == "Lamp 7"
    QTest.keyClick(window.map, Qt.Key.Key_Escape)
    assert window.map.snap is None


def test_a_moved_device_is_caught_too_and_the_move_is_one_step(lit_window: MainWindow) -> None:
    window = lit_window
    study = window.study
    device = Device("ap-9", WIFI, WEST + 2400, SOUTH + 450)
    stand(study.project, device)
    window.show_project(study.project)
    window.map.zoom_to((WEST + 2300, SOUTH + 400, WEST + 2700, SOUTH + 650))
    study = window.study
    start = at(window, 2400, 450)
    QTest.mousePress(window.map, Qt.MouseButton.LeftButton, NONE, start)
    QTest.mouseMove(window.map, start + QPoint(20, -20))
    end = at(window, 2500, 560, -4, 4)
    QTest.mouseMove(window.map, end)
    assert window.map.snap.name == "Lamp 7"
    QTest.mouseRelease(window.map, Qt.MouseButton.LeftButton, NONE, end)
    assert window.map.snap is None
    assert (study.scenario.devices["ap-9"].x, study.scenario.devices["ap-9"].y) == (WEST + 2500, SOUTH + 560)
    study.history.undo()
    assert study.scenario.devices["ap-9"] == device


def test_far_out_nothing_is_caught_from_streets_away(lit_window: MainWindow) -> None:
    window = lit_window
    window.map.zoom_full()
    window.map.zoom_by(0.2)
    window.use_tool(WIFI)
    place = QPointF(*window.map.view.point_to_screen(WEST + 2400, SOUTH + 600)).toPoint()
    QTest.mouseMove(window.map, place)
    assert window.map.view.metres_per_pixel > 10
    assert window.map.snap is None
