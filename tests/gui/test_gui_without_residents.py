"""A study in which nobody knows who lives where: what can be shown is shown, and no word is not so."""

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton
from small_city import SOUTH, WEST, small_project, unknown

from cityplanner.gui.main_window import MainWindow
from cityplanner.gui.map import place_tool
from cityplanner.i18n import format_share
from cityplanner.siting import SitingDemand

Settle = Callable[[], None]


@pytest.fixture
def empty_window(window: MainWindow, settle: Settle) -> MainWindow:
    window.show_project(unknown(small_project(), range(4)))
    settle()
    return window


def _text(window: MainWindow, name: str) -> str:
    return window.findChild(QLabel, name).text()


def _words(window: MainWindow) -> str:
    """All that can be read in the window."""
    return "\n".join(label.text() for label in window.findChildren(QLabel) if label.isVisible())


def test_the_ground_is_told_in_place_of_residents(empty_window: MainWindow) -> None:
    share = format_share(empty_window.study.table.city_area_share)
    assert _text(empty_window, "headline") == "Ground in range"
    assert _text(empty_window, "share") == share
    assert empty_window.layers.mode.currentText() == "Ground in range"
    assert _text(empty_window, "area") == "0.09 km² of 4.00 km² in range"
    assert not empty_window.equity.isVisible()
    assert "resident" not in _words(empty_window).replace(_text(empty_window, "noResidentsWhy"), "")


def test_one_card_adds_residents(empty_window: MainWindow) -> None:
    button = empty_window.findChild(QPushButton, "addResidents")
    assert button.isVisible()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert empty_window.people_card.isVisible()
    assert empty_window.people_card.ways["file"].isChecked()
    assert empty_window.people_card.choose.isVisible()


def test_there_is_no_card_where_residents_are_known(small_window: MainWindow) -> None:
    assert not small_window.findChild(QPushButton, "addResidents").isVisible()
    assert small_window.equity.isVisible()


def test_a_device_and_a_neighbourhood_tell_their_ground(empty_window: MainWindow) -> None:
    empty_window.study.selection.select(devices=["ap-1"])
    reached = _text(empty_window, "inspectorFacts").splitlines()[1]
    assert reached == "Reaches about 0.03 km² of ground"
    empty_window.study.selection.select(neighbourhoods=["01"])
    assert _text(empty_window, "inspectorFacts") == "0.06 km² of 1.00 km² of ground in range (6.3\xa0%)"


def test_the_table_has_the_ground(empty_window: MainWindow) -> None:
    empty_window.show_table(True)
    model = empty_window.table.model
    titles = [model.headerData(column, Qt.Orientation.Horizontal) for column in range(model.columnCount())]
    assert titles == ["Neighbourhood", "Area, km²", "Ground in range"]


def test_a_device_in_the_hand_says_how_much_more_ground_it_reaches(
    empty_window: MainWindow, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr(place_tool, "paint_tag", lambda _painter, _at, text: told.append(text))
    empty_window.use_tool("public-wifi-access-point")
    QTest.mouseMove(empty_window.map, empty_window.map.screen_point(WEST + 2500, SOUTH + 500))
    empty_window.map.repaint()
    assert told[-1] == "about +0.03 km² of ground"
    QTest.mouseMove(empty_window.map, empty_window.map.screen_point(WEST + 2600, SOUTH + 500))
    settle()


def test_a_tool_that_fails_leaves_the_painter_closed(
    empty_window: MainWindow, monkeypatch: pytest.MonkeyPatch, qtbot
) -> None:
    painters: list[QPainter] = []

    def fail(painter: QPainter) -> None:
        painters.append(painter)
        raise ZeroDivisionError

    monkeypatch.setattr(empty_window.map.tool, "paint", fail)
    with qtbot.captureExceptions() as kept:
        empty_window.map.update()
        qtbot.waitUntil(lambda: bool(painters))
    # Whoever looks at the failure keeps its frame, and the next painter can begin all the same.
    assert [error[0] for error in kept] == [ZeroDivisionError]
    assert not painters[0].isActive()


def test_improve_asks_about_the_ground_and_finds_it(empty_window: MainWindow, settle: Settle) -> None:
    window = empty_window
    window.commands["improve"].trigger()
    form = window.improve.form
    goals = [form.goal.itemText(row) for row in range(form.goal.count())]
    assert goals == [
        "bring the most ground into range",
        "reach a share of it with the fewest",
        "reach a share of it for the least money",
    ]
    assert not window.improve.question.fairness.isVisible()
    form.amount.setValue(3)
    form.where.setCurrentIndex(form.where.findData("grid"))
    before = window.study.table.area_served_m2.sum()
    window.improve.search()
    settle()
    proposal = window.improve.proposal
    # Discs of 100 m that touch neither each other nor what stands.
    assert sum(site.served for site in proposal.sites) == pytest.approx(3 * np.pi * 100**2, rel=0.02)
    assert window.improve.view.headline.text() == "3 sites would bring about 0.09 km² more ground into range."
    assert "resident" not in window.improve.view.reason.text()
    assert "people" not in window.improve.view.reason.text()
    window.improve.place()
    settle()
    assert window.study.table.area_served_m2.sum() - before == pytest.approx(3 * np.pi * 100**2, rel=0.02)


def test_improve_asks_about_residents_where_there_are_any(empty_window: MainWindow, settle: Settle) -> None:
    empty_window.commands["improve"].trigger()
    empty_window.show_project(small_project())
    settle()
    assert empty_window.improve.form.goal.itemText(0) == "serve the most residents"
    assert empty_window.improve.form.request().demand is SitingDemand.RESIDENTS
