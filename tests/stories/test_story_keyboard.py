"""Every tool of the map with the keyboard alone: no mouse event is sent in this file."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from small_city import SOUTH, WEST, small_project, stand

from cityplanner.facts.focus import Focus
from cityplanner.gui.main_window import MainWindow
from cityplanner.gui.map.identify_tool import IdentifyCard
from cityplanner.gui.map.turning import handle_offset
from cityplanner.model import Device, Family

Settle = Callable[[], None]
Key = Qt.Key
NONE, SHIFT, CTRL = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
)
WIFI = "public-wifi-access-point"


def type_key(window: MainWindow, key: Qt.Key, modifiers: Qt.KeyboardModifier = NONE) -> None:
    QTest.keyClick(window.map, key, modifiers)


def steer_px(window: MainWindow, to: QPoint) -> None:
    """Bring the pointer to a pixel with long, short and fine steps."""
    pointer = window.map.key_pointer
    assert pointer.at is not None
    for forth, back, along in ((Key.Key_Right, Key.Key_Left, "x"), (Key.Key_Down, Key.Key_Up, "y")):
        for step, modifiers in ((60, SHIFT), (10, NONE), (1, CTRL)):
            for _count in range(200):
                way = getattr(to, along)() - round(getattr(pointer.at, along)())
                if abs(way) < step:
                    break
                type_key(window, forth if way > 0 else back, modifiers)
    assert pointer.at.toPoint() == to


def steer(window: MainWindow, x: float, y: float) -> None:
    steer_px(window, window.map.screen_point(WEST + x, SOUTH + y))


@pytest.fixture
def map_window(small_window: MainWindow) -> MainWindow:
    small_window.map.setFocus()
    return small_window


def test_the_map_is_reached_with_the_tab_key(map_window: MainWindow) -> None:
    map_window.header.setFocus()
    for _count in range(200):
        if QApplication.focusWidget() is map_window.map:
            break
        QTest.keyClick(QApplication.focusWidget() or map_window, Key.Key_Tab)
    assert QApplication.focusWidget() is map_window.map


def test_devices_and_neighbourhoods_are_selected(map_window: MainWindow) -> None:
    selection, devices = map_window.study.selection, list(map_window.study.shown_devices())
    first = devices[0]
    type_key(map_window, Key.Key_F6)
    steer(map_window, first.x - WEST, first.y - SOUTH)
    type_key(map_window, Key.Key_Return)
    assert selection.devices == {first.id}
    steer(map_window, 2900, 900)
    type_key(map_window, Key.Key_Return)
    (id_,) = selection.neighbourhoods
    assert selection.devices == frozenset()
    table = map_window.study.table
    assert map_window.map.accessibleDescription() == table.names[table.ids.index(id_)]
    steer(map_window, 300, 900)
    type_key(map_window, Key.Key_Return, SHIFT)
    assert len(selection.neighbourhoods) == 2
    # The first Escape takes the pointer away, the next what is selected.
    type_key(map_window, Key.Key_Escape)
    assert map_window.map.key_pointer.at is None
    assert len(selection.neighbourhoods) == 2
    type_key(map_window, Key.Key_Escape)
    assert not selection.neighbourhoods


def test_a_device_is_picked_up_and_put_down_in_one_step(map_window: MainWindow) -> None:
    study = map_window.study
    device = next(iter(study.shown_devices()))
    before = float(study.table.city_served[0])
    type_key(map_window, Key.Key_F6)
    steer(map_window, device.x - WEST, device.y - SOUTH)
    type_key(map_window, Key.Key_Space)
    steer(map_window, 2800, 300)
    assert study.in_hand
    during = float(study.table.city_served[0])
    type_key(map_window, Key.Key_Space)
    moved = study.scenario.devices[device.id]
    assert (moved.x - WEST, moved.y - SOUTH) == pytest.approx((2800, 300), abs=3 * map_window.map.view.metres_per_pixel)
    assert float(study.table.city_served[0]) == during != before
    type_key(map_window, Key.Key_Z, CTRL)
    assert study.scenario.devices[device.id] == device


def test_escape_puts_a_device_back(map_window: MainWindow) -> None:
    study = map_window.study
    device = next(iter(study.shown_devices()))
    type_key(map_window, Key.Key_F6)
    steer(map_window, device.x - WEST, device.y - SOUTH)
    type_key(map_window, Key.Key_Space)
    steer(map_window, 2800, 300)
    type_key(map_window, Key.Key_Escape)
    assert not study.in_hand
    assert study.scenario.devices[device.id] == device
    assert study.history.undo_label is None
    # It is let go: the next Space picks up again.
    assert map_window.map.key_pointer.at is not None


def test_devices_are_selected_in_a_box_and_around(map_window: MainWindow) -> None:
    study = map_window.study
    everything = {device.id for device in study.shown_devices()}
    assert len(everything) > 1
    type_key(map_window, Key.Key_F6)
    steer(map_window, 150, 100)
    type_key(map_window, Key.Key_Space)
    steer(map_window, 1700, 950)
    type_key(map_window, Key.Key_Space)
    assert study.selection.devices == everything
    type_key(map_window, Key.Key_Escape)
    type_key(map_window, Key.Key_Escape)
    assert not study.selection.devices
    type_key(map_window, Key.Key_Q)
    type_key(map_window, Key.Key_Right)
    steer(map_window, 150, 100)
    type_key(map_window, Key.Key_Return)
    for x, y in ((1700, 100), (1700, 950), (150, 950), (150, 120)):
        steer(map_window, x, y)
    type_key(map_window, Key.Key_Return)
    assert study.selection.devices == everything


def test_a_device_is_placed_with_live_figures(map_window: MainWindow) -> None:
    study = map_window.study
    count = len(study.scenario.devices)
    before = float(study.table.city_served[0])
    type_key(map_window, Key.Key_W)
    type_key(map_window, Key.Key_Right)
    steer(map_window, 2500, 300)
    gain = map_window.map.tool._hold.gain
    assert gain is not None
    assert gain > 0
    type_key(map_window, Key.Key_Return)
    assert len(study.scenario.devices) == count + 1
    assert float(study.table.city_served[0]) == before + gain
    # Away from the map with Escape, nothing more is in the hand.
    type_key(map_window, Key.Key_Escape)
    assert map_window.map.tool.name == "select"
    assert not study.in_hand


def test_a_way_is_measured_and_an_area_drawn(map_window: MainWindow) -> None:
    corners = ((100, 100), (600, 100), (600, 600))
    type_key(map_window, Key.Key_M)
    type_key(map_window, Key.Key_Left)
    for corner in corners:
        steer(map_window, *corner)
        type_key(map_window, Key.Key_Return)
    steer(map_window, 900, 900)
    type_key(map_window, Key.Key_Return)
    type_key(map_window, Key.Key_Backspace)
    steer(map_window, *corners[-1])
    assert map_window.map.tool.length_m == pytest.approx(1000, rel=0.02)
    type_key(map_window, Key.Key_P)
    for corner in corners:
        steer(map_window, *corner)
        type_key(map_window, Key.Key_Return)
    # A second time at the same place closes the area.
    type_key(map_window, Key.Key_Return)
    layer = map_window.study.project.layers[-1]
    assert layer.name == "Area 1"
    assert layer.frame.geometry.area.iloc[0] == pytest.approx(125_000, rel=0.05)


def test_what_is_here_is_told(map_window: MainWindow) -> None:
    type_key(map_window, Key.Key_I)
    type_key(map_window, Key.Key_Down)
    steer(map_window, 300, 900)
    type_key(map_window, Key.Key_Return)
    card = map_window.map.findChild(IdentifyCard)
    assert card.isVisible()
    name = map_window.map.accessibleDescription()
    assert name
    assert name in card.text
    type_key(map_window, Key.Key_Escape)
    assert not card.isVisible()
    assert map_window.map.tool.name == "identify"


def test_a_box_is_zoomed_to_and_the_view_goes_back(map_window: MainWindow, settle: Settle) -> None:
    settle()
    whole = map_window.map.view
    type_key(map_window, Key.Key_Z)
    type_key(map_window, Key.Key_Right)
    steer(map_window, 1000, 800)
    type_key(map_window, Key.Key_Return)
    steer(map_window, 1500, 400)
    type_key(map_window, Key.Key_Return)
    west, _south, east, _north = map_window.map.view.bounds
    assert west - WEST < 1000 < 1500 < east - WEST
    assert east - west < 0.5 * (whole.bounds[2] - whole.bounds[0])
    settle()
    QTest.keyClick(map_window, Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert map_window.map.view == whole


def test_plus_zooms_at_the_pointer_and_the_edge_moves_the_map(map_window: MainWindow) -> None:
    canvas = map_window.map
    type_key(map_window, Key.Key_F6)
    steer(map_window, 500, 500)
    under = canvas.view.to_world(canvas.key_pointer.at.x(), canvas.key_pointer.at.y())
    QTest.keyClick(map_window, Key.Key_Plus)
    assert canvas.view.to_world(canvas.key_pointer.at.x(), canvas.key_pointer.at.y()) == pytest.approx(under)
    middle = canvas.view.centre_x
    for _count in range(40):
        type_key(map_window, Key.Key_Right, SHIFT)
    assert canvas.view.centre_x > middle
    assert canvas.rect().contains(canvas.key_pointer.at.toPoint())


def test_the_hand_moves_the_map(map_window: MainWindow) -> None:
    type_key(map_window, Key.Key_H)
    before = map_window.map.view
    type_key(map_window, Key.Key_Right)
    assert map_window.map.view.centre_x > before.centre_x
    # Or holds it at a place.
    type_key(map_window, Key.Key_F6)
    held = map_window.map.view
    type_key(map_window, Key.Key_Space)
    type_key(map_window, Key.Key_Right)
    type_key(map_window, Key.Key_Space)
    assert map_window.map.view.centre_x == pytest.approx(held.centre_x - 10 * held.metres_per_pixel)


def test_a_camera_is_turned_by_its_handle(window: MainWindow, settle: Settle) -> None:
    project = small_project()
    siren = project.device_types["siren"]
    project.device_types["camera"] = replace(siren, id="camera", family=Family.CAMERA, name="Camera", icon="camera")
    stand(project, Device("camera-1", "camera", WEST + 1500, SOUTH + 500, azimuth_deg=0.0))
    window.show_project(project)
    window.study.show_focus(Focus("camera"))
    settle()
    window.map.setFocus()
    type_key(window, Key.Key_F6)
    steer(window, 1500, 500)
    type_key(window, Key.Key_Return)
    centre = window.map.screen_point(WEST + 1500, SOUTH + 500)
    right, down = handle_offset(0.0)
    steer_px(window, centre + QPoint(round(right), round(down)))
    type_key(window, Key.Key_Space)
    steer_px(window, centre + QPoint(40, 0))
    type_key(window, Key.Key_Space)
    assert window.study.scenario.devices["camera-1"].azimuth_deg == pytest.approx(90, abs=2)
    assert window.study.history.undo_label is not None


def test_a_device_is_caught_by_a_street_under_the_pointer(map_window: MainWindow) -> None:
    map_window.map.zoom_to((WEST + 1300, SOUTH + 400, WEST + 1700, SOUTH + 650))
    type_key(map_window, Key.Key_W)
    type_key(map_window, Key.Key_Up)
    steer_px(map_window, map_window.map.screen_point(WEST + 1450, SOUTH + 500) + QPoint(0, 6))
    assert map_window.map.snap is not None
    type_key(map_window, Key.Key_Return)
    (placed,) = map_window.study.selection.devices
    assert map_window.study.scenario.devices[placed].y == SOUTH + 500


def test_the_pointer_goes_when_the_mouse_comes(map_window: MainWindow) -> None:
    type_key(map_window, Key.Key_F6)
    assert map_window.map.key_pointer.at is not None
    QTest.mouseMove(map_window.map, QPoint(200, 200))
    assert map_window.map.key_pointer.at is None
    assert map_window.map.accessibleDescription() == ""
