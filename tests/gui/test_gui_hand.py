"""What is in the hand ends with every step of the history, and the figures are those of what is on the map."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from small_city import SOUTH, WEST

from cityplanner.coverage import engine_for
from cityplanner.gui.main_window import MainWindow
from cityplanner.model import BASELINE, Device, Edit, Scenario, ScenarioChange
from cityplanner.model.device_edits import remove_devices

Settle = Callable[[], None]
WIFI = "public-wifi-access-point"
LEFT, NONE, CTRL = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier


def at(window: MainWindow, x: float, y: float) -> QPoint:
    return window.map.screen_point(WEST + x, SOUTH + y)


def press(window: MainWindow, x: float, y: float) -> None:
    QTest.mousePress(window.map, LEFT, NONE, at(window, x, y))


def move(window: MainWindow, x: float, y: float) -> None:
    QTest.mouseMove(window.map, at(window, x, y))


def release(window: MainWindow, x: float, y: float) -> None:
    QTest.mouseRelease(window.map, LEFT, NONE, at(window, x, y))


def undo(window: MainWindow) -> None:
    QTest.keyClick(window, Qt.Key.Key_Z, CTRL)


def headline(window: MainWindow) -> str:
    return window.figures.findChild(QLabel, "counts").text()


def check_figures(window: MainWindow) -> None:
    """What the study and the panel say is what an engine made from nothing says."""
    study = window.study
    fresh = engine_for(study.project, study.scenario).table(study.focus.id)
    assert study.table.served.tolist() == fresh.served.tolist()
    assert study.table.devices == fresh.devices
    assert headline(window).startswith(f"{round(float(fresh.city_served[0])):,} of".replace(",", "\N{THIN SPACE}"))
    assert f"by {fresh.devices} devices" in headline(window)


def place(window: MainWindow, x: float, y: float) -> str:
    window.use_tool(WIFI)
    move(window, x, y)
    press(window, x, y)
    release(window, x, y)
    window.use_tool("select")
    (placed,) = window.study.selection.devices
    return placed


def test_undo_in_the_middle_of_a_drag_leaves_no_ghost(small_window: MainWindow) -> None:
    window, study = small_window, small_window.study
    placed = place(window, 2500, 500)
    press(window, 2500, 500)
    move(window, 2600, 500)
    move(window, 2700, 600)
    undo(window)
    assert placed not in study.scenario.devices
    check_figures(window)
    # The button is still down: nothing is in the hand any more until it is pressed anew.
    move(window, 2750, 650)
    check_figures(window)
    release(window, 2750, 650)
    check_figures(window)
    assert placed not in study.scenario.devices
    assert study.history.undo_label is None
    study.do(remove_devices(study.scenario, ["ap-1"], study.project.device_types))
    check_figures(window)


def test_what_was_undone_between_press_and_drag_is_not_dragged(small_window: MainWindow) -> None:
    window, study = small_window, small_window.study
    place(window, 2500, 500)
    press(window, 2500, 500)
    undo(window)
    move(window, 2600, 500)
    move(window, 2700, 600)
    release(window, 2700, 600)
    check_figures(window)
    assert study.history.undo_label is None


@pytest.mark.parametrize(
    "step", ["undo", "redo", "delete", "new scenario", "delete scenario", "nudge", "duplicate", "escape"]
)
@pytest.mark.parametrize("hand", ["ghost", "drag"])
def test_every_step_ends_what_is_in_the_hand(small_window: MainWindow, settle: Settle, hand: str, step: str) -> None:
    window, study = small_window, small_window.study
    window.commands["new-scenario"].trigger()
    placed = place(window, 2500, 500)
    if step == "redo":
        undo(window)
        place_again = "ap-3"
        study.selection.select(devices=[place_again])
    if hand == "ghost":
        window.use_tool(WIFI)
        move(window, 2200, 300)
        move(window, 2300, 300)
    else:
        x = 1500 if step == "redo" else 2500
        press(window, x, 500)
        move(window, x + 100, 500)
        move(window, x + 200, 600)
    assert study.in_hand
    actions = {
        "undo": lambda: window.commands["undo"].trigger(),
        "redo": lambda: window.commands["redo"].trigger(),
        "delete": lambda: window.commands["delete"].trigger(),
        "new scenario": lambda: window.commands["new-scenario"].trigger(),
        "delete scenario": lambda: window.commands["delete-scenario"].trigger(),
        "nudge": lambda: QTest.keyClick(window.map, Qt.Key.Key_Right),
        "duplicate": lambda: window.commands["duplicate"].trigger(),
        "escape": lambda: QTest.keyClick(window.map, Qt.Key.Key_Escape),
    }
    actions[step]()
    # An arrow is the keyboard's pointer where something is being placed, and moves the ghost.
    assert bool(study.in_hand) == ((hand, step) == ("ghost", "nudge"))
    if not study.in_hand:
        check_figures(window)
    if hand == "drag":
        move(window, 2900, 700)
        assert not study.in_hand
        before = study.scenario.devices
        release(window, 2900, 700)
        assert study.scenario.devices == before
        check_figures(window)
    assert placed not in study.in_hand
    settle()
    # And the next drag is one.
    window.use_tool("select")
    press(window, 250, 250)
    move(window, 350, 250)
    move(window, 450, 350)
    release(window, 450, 350)
    assert (study.scenario.devices["ap-1"].x, study.scenario.devices["ap-1"].y) != (WEST + 250, SOUTH + 250)
    check_figures(window)


def test_the_panel_tells_of_the_scenario_that_is_left_when_a_new_one_is_undone(small_window: MainWindow) -> None:
    window, study = small_window, small_window.study
    devices = {**study.scenario.devices, "more": Device("more", WIFI, WEST + 2500, SOUTH + 500)}
    proposal = Scenario("proposal", "Proposal", BASELINE, devices)
    study.do(Edit("New scenario", (ScenarioChange(None, proposal),)))
    study.show_scenario("proposal")
    assert "by 4 devices" in headline(window)
    undo(window)
    assert study.scenario.id == BASELINE
    check_figures(window)
    assert window.table.text("03", 2) == "0"


def test_the_panel_compares_with_the_parent_no_more_when_that_is_deleted(small_window: MainWindow) -> None:
    window, study = small_window, small_window.study
    first = Scenario("first", "First", BASELINE, dict(list(study.scenario.devices.items())[:1]))
    study.do(Edit("New scenario", (ScenarioChange(None, first),)))
    study.do(Edit("New scenario", (ScenarioChange(None, Scenario("second", "Second", "first")),)))
    study.show_scenario("second")
    change = window.figures.findChild(QLabel, "change")
    assert "on First" in change.text()
    study.do(Edit("Delete scenario", (ScenarioChange(study.project.scenarios["first"], None),)))
    assert change.text() == ""


def test_the_inspector_tells_of_the_plan_while_a_ghost_lies_over_the_device(
    small_window: MainWindow, settle: Settle
) -> None:
    window, study = small_window, small_window.study
    window.use_tool(WIFI)
    move(window, 2500, 500)
    press(window, 2500, 500)
    release(window, 2500, 500)
    (placed,) = study.selection.devices
    # The ghost of the next one is still where the pointer is.
    assert study.in_hand
    settle()
    lost = engine_for(study.project, study.scenario).lost_without(placed)[0]
    assert lost > 0
    facts = window.inspector.findChild(QLabel, "inspectorFacts").text()
    assert f"{round(lost)} of them would be left without" in facts
    # The pointer is one for all windows: the next test finds it elsewhere.
    move(window, 100, 100)
