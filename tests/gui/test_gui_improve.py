"""Asking for a proposal, looking at it on the map, changing it, and placing it in one step."""

import time
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QToolButton

from cityplanner.gui.main_window import MainWindow
from cityplanner.gui.map.proposal_overlay import SiteState
from cityplanner.model import BASELINE, DeviceStatus
from cityplanner.model.device_edits import remove_devices
from cityplanner.progress import CancelToken, Progress
from cityplanner.siting import CandidateKind, Objective, Status

Settle = Callable[[], None]
LEFT = Qt.MouseButton.LeftButton


def served(window: MainWindow) -> float:
    return float(window.study.table.city_served[0])


@pytest.fixture
def improving(small_window: MainWindow, settle: Settle) -> MainWindow:
    """The small city with the panel open, asking for three access points on a grid of 200 m."""
    window = small_window
    QTest.mouseClick(window.findChild(QPushButton, "improve-button"), LEFT)
    form = window.improve.form
    form.where.setCurrentIndex(form.where.findData(CandidateKind.GRID.value))
    form.step.setValue(200)
    form.amount.setValue(3)
    settle()
    return window


@pytest.fixture
def search(improving: MainWindow, qtbot) -> Callable[[], None]:
    def wait() -> None:
        if not improving.improve.searching:
            improving.improve.search()
        qtbot.waitUntil(lambda: not improving.improve.searching, timeout=60_000)

    return wait


def test_the_panel_takes_the_place_of_the_layers_and_the_map_stays_large(improving: MainWindow) -> None:
    assert improving.improve.isVisible()
    assert not improving.layers.isVisible()
    assert improving.map.width() * improving.map.height() > 0.5 * improving.width() * improving.height()
    QTest.mouseClick(improving.improve.findChild(QToolButton, "improveClose"), LEFT)
    assert improving.layers.isVisible()
    assert not improving.improve.isVisible()


def test_nothing_is_cut_off_in_the_question(improving: MainWindow) -> None:
    form = improving.improve.form
    for number in range(form.goal.count()):
        form.goal.setCurrentIndex(number)
        assert form.width() <= improving.improve.width() - 24


def test_only_what_the_goal_asks_for_is_shown(improving: MainWindow) -> None:
    form = improving.improve.form
    shown = {}
    for number in range(form.goal.count()):
        form.goal.setCurrentIndex(number)
        goal = form.goal.itemData(number)
        shown[goal.objective, goal.of_group] = (
            form.group.isVisible(),
            form.aversion.isVisible(),
            form.target.isVisible(),
            form.amount.isVisible(),
        )
    assert shown[Objective.PEOPLE, False] == (False, False, False, True)
    assert shown[Objective.PEOPLE, True] == (True, False, False, True)
    assert shown[Objective.EQUITY, False] == (False, True, False, True)
    assert shown[Objective.FEWEST, False] == (False, False, True, False)


def test_places_have_the_distance_that_suits_their_kind(improving: MainWindow) -> None:
    form = improving.improve.form
    seen = {}
    for number in range(form.where.count()):
        form.where.setCurrentIndex(number)
        seen[form.where.currentData()] = form.step.value() if form.step.isVisible() else None
    assert seen == {"streets": 100, "grid": 250}
    form.inside.setCurrentIndex(0)
    assert form.request().source.area is None


def test_a_proposal_is_looked_at_and_placed_in_one_step(improving: MainWindow, search: Callable[[], None]) -> None:
    window, study = improving, improving.study
    before, scenarios = served(window), list(study.project.scenarios)
    search()
    proposal = window.improve.proposal
    assert proposal is not None
    assert len(proposal.sites) == 3
    assert proposal.solution.status is Status.OPTIMAL
    gained = served(window) - before
    assert gained > 0
    assert f"3 sites would serve {gained:,.0f} more residents." in window.improve.view.headline.text()
    assert "nothing better exists" in window.improve.view.quality.text()
    # Nothing has been placed so far.
    assert study.history.undo_label is None
    assert list(study.project.scenarios) == scenarios
    window.improve.place()
    assert study.scenario.name == "Proposal"
    assert study.scenario.parent == BASELINE
    new = [device for device in study.scenario.devices.values() if device.status is DeviceStatus.PROPOSED]
    assert {(device.x, device.y) for device in new} == {(site.x, site.y) for site in proposal.sites}
    assert served(window) == before + gained
    assert not window.improve.isVisible()
    assert "3 devices were placed in Proposal" in window.messages.text
    study.history.undo()
    assert list(study.project.scenarios) == scenarios
    assert served(window) == before


def test_dots_stand_on_the_map_and_a_click_tells_about_them(improving: MainWindow, search: Callable[[], None]) -> None:
    window = improving
    search()
    site = window.improve.proposal.sites[1]
    place = window.map.screen_point(site.x, site.y)
    colour = window.map.grab().toImage().pixelColor(place.x() - 8, place.y())
    assert colour.name().upper() == "#0072B2"
    QTest.mouseClick(window.map, LEFT, pos=place)
    assert window.improve.view.current == site.candidate
    assert window.improve.view.reason.text().startswith(f"Serves {site.served:,.0f} residents")
    # The click was not for the selecting tool.
    assert not window.study.selection.neighbourhoods


def test_a_site_that_is_ruled_out_is_not_proposed_again_and_a_pinned_one_is(
    improving: MainWindow, search: Callable[[], None]
) -> None:
    window, view = improving, improving.improve.view
    search()
    first, second, third = (site.candidate for site in window.improve.proposal.sites)
    view.choose(first)
    QTest.mouseClick(view.veto, LEFT)
    view.choose(third)
    QTest.mouseClick(view.pin, LEFT)
    assert view.veto.isChecked() is False
    assert view.pin.isChecked() is True
    assert window.improve.answer.again.isVisible()
    search()
    chosen = [site.candidate for site in window.improve.proposal.sites]
    assert first not in chosen
    assert third in chosen
    assert len(chosen) == 3
    crosses = [site for site in window.improve._overlay.sites if site.state is SiteState.VETOED]
    assert [site.id for site in crosses] == [first]
    # A click on the cross allows the place again.
    QTest.mouseClick(window.map, LEFT, pos=window.map.screen_point(crosses[0].x, crosses[0].y))
    search()
    assert first in [site.candidate for site in window.improve.proposal.sites]
    assert second is not None


def test_closing_and_changing_the_plan_put_the_proposal_away(improving: MainWindow, search: Callable[[], None]) -> None:
    window, study = improving, improving.study
    before = served(window)
    search()
    assert study.in_hand
    window.improve.close_panel()
    assert not study.in_hand
    assert served(window) == before
    assert not window.improve._overlay.sites
    window.commands["improve"].trigger()
    search()
    study.do(remove_devices(study.scenario, ["ap-1"], study.project.device_types))
    assert window.improve.proposal is None
    assert not study.in_hand
    assert "search again" in window.messages.text


def test_what_cannot_be_had_is_said_and_changes_nothing(improving: MainWindow, search: Callable[[], None]) -> None:
    window, form = improving, improving.improve.form
    before = served(window)
    form.has_floor.setChecked(True)
    form.floor.setValue(100)
    search()
    proposal = window.improve.proposal
    assert proposal.solution.status is Status.INFEASIBLE
    assert proposal.solution.reason
    assert window.improve.view.headline.text() == proposal.solution.reason
    window.improve.ask_again()
    assert served(window) == before
    assert window.study.history.undo_label is None


def test_an_unusable_question_is_answered_in_a_sentence(improving: MainWindow, search: Callable[[], None]) -> None:
    window, form = improving, improving.improve.form
    form.step.setValue(5000)
    search()
    assert "finer" in window.messages.text
    assert window.improve.proposal is None
    assert form.isVisible()


def test_a_budget_below_the_cheapest(improving: MainWindow, search: Callable[[], None]) -> None:
    window, form = improving, improving.improve.form
    form.measure.setCurrentIndex(1)
    form.money.setValue(1)
    search()
    # The small city's types have no cost.
    assert "cost" in window.messages.text


def test_stopping_takes_the_best_so_far(improving: MainWindow, qtbot) -> None:
    window = improving
    window.improve.search()
    window.improve.stop()
    qtbot.waitUntil(lambda: not window.improve.searching, timeout=60_000)
    # Stopped before the places were known, or with a plan: either way the model is as it was.
    assert window.study.history.undo_label is None


def test_the_same_with_the_keyboard_alone(small_window: MainWindow, qtbot) -> None:
    window = small_window
    window.commands["improve"].trigger()
    form = window.improve.form
    form.amount.setFocus()
    form.amount.selectAll()
    QTest.keyClicks(form.amount, "2")
    window.improve.question.search.setFocus()
    QTest.keyClick(window.improve.question.search, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: not window.improve.searching, timeout=60_000)
    assert len(window.improve.proposal.sites) == 2
    view = window.improve.view
    view.list.setFocus()
    QTest.keyClick(view.list, Qt.Key.Key_Down)
    assert view.current == window.improve.proposal.sites[1].candidate
    window.improve.answer.place.setFocus()
    QTest.keyClick(window.improve.answer.place, Qt.Key.Key_Space)
    assert window.study.scenario.name == "Proposal"


def test_the_price_of_fairness_is_a_curve_whose_points_can_be_opened(improving: MainWindow, qtbot) -> None:
    window, panel = improving, improving.improve
    before = served(window)
    QTest.mouseClick(panel.question.fairness, LEFT)
    qtbot.waitUntil(lambda: not panel.searching, timeout=60_000)
    chart = panel.frontier.chart
    assert chart.isVisible()
    assert chart.content.points
    assert all(0 < share <= 1 and 0 <= fairness <= 100 for share, fairness in chart.content.points)
    assert "Fairness" in chart.content.words[0]
    assert served(window) == before
    QTest.mouseClick(chart, LEFT, pos=chart.place_of(0).toPoint())
    qtbot.waitUntil(lambda: not panel.searching and panel.proposal is not None, timeout=60_000)
    assert served(window) / 1750 == pytest.approx(chart.content.points[0][0])
    QTest.mouseClick(panel.answer.compared, LEFT)
    assert panel.proposal is None
    assert served(window) == before
    # With the keyboard, and then as a scenario.
    chart.setFocus()
    QTest.keyClick(chart, Qt.Key.Key_Left)
    QTest.keyClick(chart, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not panel.searching and panel.proposal is not None, timeout=60_000)
    panel.place()
    assert window.study.scenario.name == "Proposal"


def test_what_more_devices_bring(improving: MainWindow, qtbot) -> None:
    panel = improving.improve
    panel.form.amount.setValue(8)
    QTest.mouseClick(panel.question.more, LEFT)
    qtbot.waitUntil(lambda: not panel.searching, timeout=60_000)
    points = panel.frontier.chart.content.points
    assert [at for at, _share in points] == list(range(1, 9))
    shares = [share for _at, share in points]
    assert shares == sorted(shares)
    assert "more residents" in panel.frontier.title.text()


def test_where_a_share_is_asked_for_there_is_nothing_to_compare(improving: MainWindow) -> None:
    form = improving.improve.form
    form.goal.setCurrentIndex(3)
    assert not improving.improve.question.fairness.isVisible()
    form.goal.setCurrentIndex(0)
    assert improving.improve.question.fairness.isVisible()


def test_a_search_says_that_it_gets_ready_first_and_can_be_stopped_meanwhile(
    improving: MainWindow, qtbot, monkeypatch: pytest.MonkeyPatch
) -> None:
    searched: list[object] = []

    def slow(*_rooms: str, progress: Progress, cancel: CancelToken) -> None:
        progress(0.0, "Getting ready, once on this computer …")
        while not cancel.cancelled:
            time.sleep(0.01)
        cancel.raise_if_cancelled()

    monkeypatch.setattr("cityplanner.gui.panels.improve_work.finish", slow)
    monkeypatch.setattr("cityplanner.gui.panels.improve_work.propose", lambda *_args, **_options: searched.append(1))
    panel = improving.improve
    panel.search()
    qtbot.waitUntil(lambda: "Getting ready" in panel.view.headline.text())
    panel.stop()
    qtbot.waitUntil(lambda: not panel.searching)
    assert not searched
