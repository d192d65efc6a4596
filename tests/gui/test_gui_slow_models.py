"""A slow coverage model in the window: never asked on the main thread while a hand moves, the latest position wins."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtWidgets import QLabel
from small_city import SOUTH, WEST
from strength_models import models_from

from cityplanner.coverage import engine_for
from cityplanner.coverage.models import coverage_models
from cityplanner.facts.focus import Focus
from cityplanner.gui.main_window import MainWindow
from cityplanner.model import CoverageSpec, Device, DeviceChange, DeviceType, Edit, Family


@pytest.fixture(autouse=True)
def _trial_models() -> Iterator[None]:
    with models_from():
        assert "slow" in coverage_models()
        yield


def test_the_window_says_that_figures_follow_and_the_latest_position_wins(
    small_window: MainWindow, settle: Callable[[], None], qtbot
) -> None:
    window, study = small_window, small_window.study
    module = coverage_models()["slow"].reach.__globals__
    asked_of, held = module["ASKED"], module["HELD"]
    spec = CoverageSpec("slow", {"range_m": 300.0})
    study.project.device_types["horn"] = DeviceType("horn", Family.ALERT, "Horn", "", "alert", spec)
    horn = Device("h", "horn", WEST + 500.0, SOUTH + 500.0)
    study.do(Edit("Place", (DeviceChange(study.scenario.id, None, horn),)))
    study.show_focus(Focus("horn"))
    settle()
    follows = window.figures.findChild(QLabel, "follows")
    assert not follows.isVisible()
    assert study.table.devices == 1
    asked_of.clear()
    held.clear()
    try:
        hold = study.take(lambda: None)
        for east in range(600, 1600, 100):
            hold.show([horn.at(WEST + east, SOUTH + 500.0)])
        assert follows.isVisible()
    finally:
        held.set()
    qtbot.waitUntil(lambda: not follows.isVisible(), timeout=30_000)
    assert study.waiting is None
    assert study.table.devices == 1
    asked = [(main, round(x - WEST)) for main, x in asked_of]
    assert not [x for main, x in asked if main]
    # Where the hand was when the first question was asked, and where it is; nothing in between.
    assert {x for _main, x in asked} == {600, 1500}
    hold.drop()
    settle()
    fresh = engine_for(study.project, study.scenario).table("horn")
    assert study.table.city_served[0] == fresh.city_served[0]
