"""How fairly service is shared, in the window: it follows the hand, and one selection runs through it all."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from small_city import SOUTH, WEST, small_project

from cityplanner.carto.neighbourhood_colours import MapMode
from cityplanner.gui.main_window import MainWindow
from cityplanner.model import DEFAULT_TARGETS, TargetKind
from cityplanner.model.device_edits import move_devices

Settle = Callable[[], None]


def test_the_curve_and_the_lists_follow_the_device_in_the_hand(small_window: MainWindow) -> None:
    study, equity = small_window.study, small_window.equity
    before = equity.lorenz.content.lorenz.service.copy()
    assert equity.worst.rows[0].name == "l'Eixample"
    device = study.scenario.devices["ap-1"]
    hold = study.take(lambda: None)
    hold.show([replace(device, x=WEST + 2500.0, y=SOUTH + 500.0)])
    assert equity.worst.rows[0].name != "l'Eixample"
    assert len(equity.lorenz.content.lorenz.service) == len(before)
    assert not (equity.lorenz.content.lorenz.service == before).all()
    hold.drop()
    assert (equity.lorenz.content.lorenz.service == before).all()
    assert study.project.scenarios["baseline"].devices["ap-1"] is device


def test_the_ground_is_estimated_while_the_device_moves_and_exact_when_it_rests(
    small_window: MainWindow, settle: Settle
) -> None:
    study = small_window.study
    settle()
    exact = study.table.city_area_share
    assert not study.table.area_is_estimate
    hold = study.take(lambda: None)
    hold.show([replace(study.scenario.devices["ap-1"], x=WEST + 2500.0, y=SOUTH + 500.0)])
    assert study.table.area_is_estimate
    assert study.table.city_area_share == pytest.approx(exact, rel=0.02)
    hold.drop()
    settle()
    assert study.table.city_area_share == pytest.approx(exact, rel=1e-12)


def test_one_selection_runs_through_map_table_lists_and_curve(small_window: MainWindow) -> None:
    equity = small_window.equity
    QTest.mouseClick(equity.worst, Qt.MouseButton.LeftButton, pos=QPoint(20, 10))
    assert small_window.study.selection.neighbourhoods == frozenset({"03"})
    assert equity.lorenz._selected == frozenset({"03"})
    rows = small_window.table.view.selectionModel().selectedRows()
    assert [small_window.table.model.id_at(row.row()) for row in rows] == ["03"]
    frame = equity.lorenz._frame()
    at = QPointF(frame.right() - 3, frame.center().y()).toPoint()
    QTest.mouseClick(equity.lorenz, Qt.MouseButton.LeftButton, pos=at)
    best = equity.lorenz.content.order[-1]
    assert small_window.study.selection.neighbourhoods == frozenset({best})


def test_the_lists_work_from_the_keyboard(small_window: MainWindow) -> None:
    worst = small_window.equity.worst
    worst.setFocus()
    QTest.keyClick(worst, Qt.Key.Key_Down)
    QTest.keyClick(worst, Qt.Key.Key_Return)
    assert small_window.study.selection.neighbourhoods == frozenset({worst.rows[1].key})


def test_targets_say_what_was_and_what_is(small_window: MainWindow) -> None:
    study, targets = small_window.study, small_window.equity.targets
    assert len(targets.rows) == len(DEFAULT_TARGETS)
    assert targets.rows[0].met is False
    assert "0 of 3 met" in targets.rows[0].text.text()
    small_window.commands["new-scenario"].trigger()
    # To where the third lives, of whom nobody was served.
    study.do(move_devices(study.scenario, {"ap-1": (WEST + 2500, SOUTH + 500)}, study.project.device_types))
    assert "1 of 3 met · before: 1 of 3 met" not in targets.rows[1].text.text()
    assert "before" in targets.rows[2].text.text()


def test_a_click_on_a_missed_target_selects_what_misses_it(small_window: MainWindow) -> None:
    row = small_window.equity.targets.rows[0]
    QTest.mouseClick(row, Qt.MouseButton.LeftButton, pos=QPoint(60, 8))
    assert small_window.study.selection.neighbourhoods == frozenset({"01", "02", "03"})


def test_targets_can_be_changed_and_that_can_be_undone(small_window: MainWindow) -> None:
    study, targets = small_window.study, small_window.equity.targets
    targets._change.setChecked(True)
    assert targets.rows[0].editor.isVisibleTo(targets)
    targets.rows[0].editor.setValue(5)
    assert study.project.targets[0].value == pytest.approx(0.05)
    assert study.project.targets[0].kind is TargetKind.NEIGHBOURHOOD_FLOOR
    assert "1 of 3 met" in targets.rows[0].text.text()
    assert study.history.undo_label == "Change targets"
    study.history.undo()
    assert study.project.targets == DEFAULT_TARGETS
    assert "0 of 3 met" in targets.rows[0].text.text()


def test_the_indices_are_those_of_the_profile(small_window: MainWindow) -> None:
    indices = small_window.equity.indices
    indices.fold.setChecked(True)
    assert indices.text("gini") == f"{small_window.study.profile.coverage.gini:.3f}"
    assert indices.text("theil_l") == "–"
    assert "Theil L" in indices._flags.text()


@pytest.mark.parametrize("mode", MapMode)
def test_every_mode_paints_the_map_and_explains_itself(small_window: MainWindow, settle: Settle, mode: MapMode) -> None:
    layers = small_window.layers
    layers.mode.setCurrentIndex(layers.mode.findData(mode))
    layers.mode.activated.emit(layers.mode.currentIndex())
    settle()
    colours = small_window.study.colours
    assert colours.mode is mode
    assert layers.index_of(colours.title).isValid()
    style = colours.classes[int(colours.codes[2])].style
    image = small_window.map.grab().toImage()
    seen = image.pixelColor(small_window.map.screen_point(WEST + 2850.0, SOUTH + 850.0))
    if style.hatch is None:
        wanted = QColor(style.fill)
        assert max(abs(a - b) for a, b in zip(seen.getRgb()[:3], wanted.getRgb()[:3], strict=True)) <= 4


def test_the_direction_of_deprivation_is_asked_on_the_map_and_can_be_turned(small_window: MainWindow) -> None:
    study = small_window.study
    assert not small_window.direction.isVisible()
    small_window.equity._direction.click()
    assert study.mode is MapMode.DEPRIVATION
    assert small_window.direction.isVisible()
    before = study.profile.concentration_index
    darkest = study.colours.codes.copy()
    small_window.direction.no.click()
    assert not small_window.direction.isVisible()
    assert study.project.city.deprivation_confirmed
    assert not study.project.city.deprivation_high_is_poor
    assert study.profile.concentration_index == pytest.approx(-before)
    assert (study.colours.codes != darkest).any()
    assert not small_window.equity._direction.isVisibleTo(small_window.equity)
    study.history.undo()
    assert study.project.city.deprivation_high_is_poor
    assert study.profile.concentration_index == pytest.approx(before)


def test_what_hangs_on_a_device_is_told_of_it(small_window: MainWindow) -> None:
    small_window.study.selection.select(devices=["ap-1"])
    assert "50 of them would be left without if it failed" in small_window.inspector._facts.text()


def test_without_people_fairness_is_not_spoken_of(window: MainWindow, settle: Settle) -> None:
    project = small_project()
    frame = project.city.neighbourhoods.drop(columns="deprivation").assign(population=float("nan"))
    project.city = replace(project.city, neighbourhoods=frame, groups=())
    project.people = replace(project.people, weights=project.people.weights[:, :1] * 0, groups=())
    window.show_project(project)
    settle()
    assert not window.equity.isVisible()
    for mode in MapMode:
        window.study.show_mode(mode)
        assert window.study.mode is MapMode.SHARE
