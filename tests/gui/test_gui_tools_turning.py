"""Cameras are turned with their handle or with keys; the angle is shown, and undone in one step."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from small_city import SOUTH, WEST, small_project, small_types, stand
from strength_models import models_from

from cityplanner.facts.focus import Focus
from cityplanner.gui.main_window import MainWindow
from cityplanner.gui.map.turning import HANDLE_PX, angle_text, azimuth_towards, can_turn, handle_offset
from cityplanner.model import CoverageSpec, Device, Family

Settle = Callable[[], None]
LEFT = Qt.MouseButton.LeftButton
NONE = Qt.KeyboardModifier.NoModifier


@pytest.fixture
def camera_window(window: MainWindow, settle: Settle) -> MainWindow:
    project = small_project()
    project.device_types["camera"] = replace(
        small_types()["siren"], id="camera", family=Family.CAMERA, name="Camera", icon="camera"
    )
    stand(
        project,
        Device("camera-1", "camera", WEST + 2500, SOUTH + 300),
        Device("camera-2", "camera", WEST + 2700, SOUTH + 300, azimuth_deg=350.0),
    )
    window.show_project(project)
    window.study.show_focus(Focus.of_family(Family.CAMERA))
    window.study.selection.select(devices=["camera-2"])
    settle()
    return window


@given(st.integers(0, 359))
def test_the_handle_lies_where_the_device_looks(azimuth_deg: int) -> None:
    assert azimuth_towards(*handle_offset(float(azimuth_deg))) == azimuth_deg


@pytest.mark.parametrize(
    ("azimuth_deg", "text"), [(0.0, "0° N"), (135.0, "135° SE"), (350.0, "350° N"), (270.0, "270° W")]
)
def test_an_angle_is_told_with_its_direction(azimuth_deg: float, text: str) -> None:
    assert angle_text(azimuth_deg) == text


def test_the_handle_turns_the_camera_in_one_step(camera_window: MainWindow) -> None:
    window = camera_window
    centre = window.map.screen_point(WEST + 2700, SOUTH + 300)
    right, down = handle_offset(350.0)
    QTest.mousePress(window.map, LEFT, NONE, centre + QPoint(round(right), round(down)))
    QTest.mouseMove(window.map, centre + QPoint(20, -20))
    QTest.mouseMove(window.map, centre + QPoint(int(HANDLE_PX), 0))
    assert window.study.scenario.devices["camera-2"].azimuth_deg == 350
    QTest.mouseRelease(window.map, LEFT, NONE, centre + QPoint(int(HANDLE_PX), 0))
    turned = window.study.scenario.devices["camera-2"]
    assert turned.azimuth_deg == pytest.approx(90, abs=2)
    assert (turned.x, turned.y) == (WEST + 2700, SOUTH + 300)
    assert window.study.history.undo_label == "Turn 1 device"
    window.study.history.undo()
    assert window.study.scenario.devices["camera-2"].azimuth_deg == 350
    assert window.study.history.undo_label is None


def test_escape_leaves_the_camera_as_it_looked(camera_window: MainWindow) -> None:
    window = camera_window
    centre = window.map.screen_point(WEST + 2700, SOUTH + 300)
    right, down = handle_offset(350.0)
    QTest.mousePress(window.map, LEFT, NONE, centre + QPoint(round(right), round(down)))
    QTest.mouseMove(window.map, centre + QPoint(30, 10))
    QTest.keyClick(window.map, Qt.Key.Key_Escape)
    QTest.mouseRelease(window.map, LEFT, NONE, centre + QPoint(30, 10))
    assert window.study.scenario.devices["camera-2"].azimuth_deg == 350
    assert window.study.history.undo_label is None
    assert not window.study.in_hand


def test_keys_turn_by_five_and_by_one_in_one_step(camera_window: MainWindow) -> None:
    window = camera_window
    for _count in range(3):
        QTest.keyClick(window.map, Qt.Key.Key_BracketRight)
    QTest.keyClick(window.map, Qt.Key.Key_BracketLeft)
    QTest.keyClick(window.map, Qt.Key.Key_BracketRight, Qt.KeyboardModifier.ShiftModifier)
    assert window.study.scenario.devices["camera-2"].azimuth_deg == 1
    window.study.history.undo()
    assert window.study.scenario.devices["camera-2"].azimuth_deg == 350


def test_what_looks_nowhere_is_not_turned(camera_window: MainWindow) -> None:
    window = camera_window
    window.study.selection.select(devices=["ap-1", "camera-1"])
    QTest.keyClick(window.map, Qt.Key.Key_BracketRight)
    assert window.study.scenario.devices["ap-1"].azimuth_deg is None
    assert window.study.scenario.devices["camera-1"].azimuth_deg == 5
    window.study.selection.select(devices=["ap-1"])
    window.study.history.undo()
    QTest.keyClick(window.map, Qt.Key.Key_BracketRight)
    assert window.study.history.undo_label is None


def test_what_a_coverage_model_has_directions_for_can_be_turned() -> None:
    types = {"siren": small_types()["siren"]}
    siren = Device("s", "siren", WEST, SOUTH)
    assert not can_turn(siren, types)
    assert can_turn(replace(siren, azimuth_deg=5.0), types)
    assert not can_turn(replace(siren, type_id="unknown"), types)
    with models_from():
        assert can_turn(siren, {"siren": replace(types["siren"], coverage=CoverageSpec("sector", {"range_m": 50.0}))})
