"""A coverage model that is too slow for the hand: the figures follow, and are then what a fresh engine says."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from small_city import SOUTH, WEST, small_project
from strength_models import models_from

from cityplanner.coverage import engine_for
from cityplanner.coverage.models import coverage_models
from cityplanner.facts.focus import Focus
from cityplanner.model import CoverageSpec, Device, DeviceChange, DeviceType, Edit, Family, Scenario, ScenarioChange
from cityplanner.session.looking_ahead import look_ahead_work, looked_ahead
from cityplanner.session.study import Study

HORN = DeviceType("horn", Family.ALERT, "Horn", "", "alert", CoverageSpec("slow", {"range_m": 300.0}))
PLACE = Device("h", "horn", WEST + 500.0, SOUTH + 500.0)


@pytest.fixture(autouse=True)
def _trial_models() -> Iterator[None]:
    with models_from():
        assert "slow" in coverage_models()
        yield


@pytest.fixture
def study() -> Study:
    project = small_project()
    project.device_types["horn"] = HORN
    made = Study(project)
    made.show_focus(Focus("horn"))
    assert made.table.devices == 0
    return made


def look_ahead(study: Study) -> None:
    looked_ahead(study, look_ahead_work(study)())


def served_afresh(study: Study) -> float:
    return float(engine_for(study.project, study.scenario).table("horn").city_served[0])


def test_without_anybody_who_looks_ahead_slow_models_are_waited_for(study: Study) -> None:
    study.do(Edit("Place", (DeviceChange("baseline", None, PLACE),)))
    assert not study.waiting
    assert study.table.city_served[0] == served_afresh(study) > 0


def test_figures_follow_when_somebody_looked_ahead(study: Study) -> None:
    study.be_patient()
    study.do(Edit("Place", (DeviceChange("baseline", None, PLACE),)))
    assert study.waiting
    assert study.table.devices == 0
    assert np.isnan(study.shown.reached_by("h"))
    assert np.isnan(study.shown.lost_without("h")).all()
    look_ahead(study)
    assert not study.waiting
    assert study.table.city_served[0] == served_afresh(study) > 0
    assert study.shown.reached_by("h") == study.table.city_served[0]


def test_the_latest_position_counts_and_where_it_was_is_known_again(study: Study) -> None:
    study.be_patient()
    study.do(Edit("Place", (DeviceChange("baseline", None, PLACE),)))
    look_ahead(study)
    first = study.table.city_served[0]
    hold = study.take(lambda: None)
    for east in (700.0, 900.0):
        hold.show([PLACE.at(WEST + east, SOUTH + 500.0)])
    assert study.waiting
    assert study.table.city_served[0] == first
    work = look_ahead_work(study)
    last = PLACE.at(WEST + 1500.0, SOUTH + 500.0)
    hold.show([last])
    looked_ahead(study, work())
    assert study.waiting
    look_ahead(study)
    assert not study.waiting
    in_hand = study.table.city_served[0]
    assert in_hand != first
    hold.drop()
    assert not study.waiting
    assert study.table.city_served[0] == first
    study.do(Edit("Move", (DeviceChange("baseline", PLACE, last),)))
    assert not study.waiting
    assert study.table.city_served[0] == in_hand == served_afresh(study)
    study.history.undo()
    assert not study.waiting
    assert study.table.city_served[0] == first == served_afresh(study)


def test_what_is_known_by_now_is_counted_whoever_asks_first(study: Study) -> None:
    study.be_patient()
    study.do(Edit("Place", (DeviceChange("baseline", None, PLACE),)))
    assert study.table.devices == 0
    figures = look_ahead_work(study)()
    # The answer is there, and not told yet.
    assert study.waiting is None
    assert study.table.city_served[0] == served_afresh(study) > 0
    looked_ahead(study, figures)
    assert study.table.city_served[0] == served_afresh(study)


def test_another_figure_of_the_type_asks_anew(study: Study) -> None:
    study.be_patient()
    study.do(Edit("Place", (DeviceChange("baseline", None, PLACE),)))
    look_ahead(study)
    wider = replace(HORN, coverage=CoverageSpec("slow", {"range_m": 400.0}))
    study.project.device_types["horn"] = wider
    study.do(Edit("Move", (DeviceChange("baseline", PLACE, PLACE.at(WEST + 600.0, SOUTH + 500.0)),)))
    assert study.waiting
    look_ahead(study)
    assert study.table.city_served[0] == served_afresh(study)


def test_the_parent_follows_too_while_another_scenario_is_shown(study: Study) -> None:
    study.do(Edit("Plan", (ScenarioChange(None, Scenario("plan", "Plan", "baseline")),)))
    study.be_patient()
    study.do(Edit("Place", (DeviceChange("baseline", None, PLACE),)))
    study.show_scenario("plan")
    assert study.parent_table is not None
    assert study.parent_table.devices == 0
    assert study.waiting is study.parent
    look_ahead(study)
    assert study.waiting is None
    fresh = engine_for(study.project, "baseline").table("horn")
    assert study.parent_table.city_served[0] == fresh.city_served[0] > 0


def test_what_a_ghost_would_gain_is_not_told_before_it_is_known(study: Study) -> None:
    study.be_patient()
    hold = study.take(lambda: None)
    hold.show([PLACE])
    assert hold.gain is None
    look_ahead(study)
    assert hold.gain == study.table.city_served[0] > 0
