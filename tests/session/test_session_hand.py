"""What is in the hand, in a study without a window: it counts, and it ends with every step of the history."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from small_city import SOUTH, WEST, small_project

from cityplanner.coverage import engine_for
from cityplanner.equity import equity_basis, equity_profile
from cityplanner.equity.targets import target_results
from cityplanner.facts.focus import Focus
from cityplanner.model import (
    BASELINE,
    CityChange,
    Device,
    DeviceStatus,
    DeviceTypeChange,
    Edit,
    Family,
    Scenario,
    ScenarioChange,
)
from cityplanner.model.device_edits import add_devices, duplicate_devices, move_devices, remove_devices
from cityplanner.progress import CancelToken
from cityplanner.session.background import adopt, do_ready, edit_work, ground_work
from cityplanner.session.hand import Hold
from cityplanner.session.study import Study

WIFI, SIREN = "public-wifi-access-point", "siren"


def assert_figures(study: Study, scenario_id: str, focus: Focus, held: tuple[Device, ...] = ()) -> None:
    """The study's figures of a scenario are those of an engine made from nothing."""
    project = study.project
    scenario = project.scenarios[scenario_id]
    devices = {**scenario.devices, **{device.id: device for device in held}}
    table = engine_for(project, replace(scenario, devices=devices)).table(focus.id)
    profile = equity_profile(table, equity_basis(project.city, table.people))
    figures = study.figures(scenario_id)
    ours = figures.table(focus)
    assert ours.devices == table.devices
    for name in ("people", "served", "by_one", "in_reach"):
        np.testing.assert_array_equal(getattr(ours, name), getattr(table, name), name)
    assert repr(figures.profile(focus)) == repr(profile)
    assert repr(figures.targets(focus)) == repr(target_results(table, profile, project.targets))


def test_a_held_device_is_not_in_the_project() -> None:
    study = Study(small_project())
    before = study.table.served.copy()
    hold = study.take(lambda: None)
    assert hold.gain is None
    hold.show([Device("ghost", WIFI, WEST + 2500, SOUTH + 500)])
    assert hold.gain > 0
    assert "ghost" not in study.project.scenarios[BASELINE].devices
    hold.drop()
    assert hold.gain is None
    assert not study.in_hand
    np.testing.assert_array_equal(study.table.served, before)


def test_a_ghost_over_a_proposal_gains_what_it_adds_to_it() -> None:
    study = Study(small_project())
    proposal, ghost = study.take(lambda: None), study.take(lambda: None)
    proposal.show([Device("proposed 1", WIFI, WEST + 2500, SOUTH + 500)])
    gain = proposal.gain
    ghost.show([Device("ghost", WIFI, WEST + 2500, SOUTH + 500)])
    assert ghost.gain == 0
    assert proposal.gain == 0
    ghost.drop()
    assert not proposal.ended
    assert proposal.gain == gain > 0


def test_the_gain_is_of_what_is_measured_now() -> None:
    study = Study(small_project())
    hold = study.take(lambda: None)
    hold.show([Device("ghost", WIFI, WEST + 2500, SOUTH + 500)])
    assert hold.gain > 0
    study.show_focus(Focus(SIREN))
    assert hold.gain == 0


def test_what_is_told_of_a_device_of_the_plan_is_so_whatever_is_in_the_hand() -> None:
    study = Study(small_project())
    reached, lost = study.shown.reached_by("ap-1"), study.shown.lost_without("ap-1")
    assert reached > 0
    assert lost[0] > 0
    device = study.scenario.devices["ap-1"]
    hold = study.take(lambda: None)
    for held in ([replace(device, id="ghost")], [replace(device, x=WEST + 3500)], [replace(device, id="g"), device]):
        hold.show(held)
        table = study.table
        assert study.shown.reached_by("ap-1") == reached
        np.testing.assert_array_equal(study.shown.lost_without("ap-1"), lost)
        assert study.table is table


# Every combination of what may be in the hand and what may happen meanwhile


def placing(study: Study, hold: Hold) -> None:
    hold.show([Device("new", WIFI, WEST + 2500, SOUTH + 500)])


def placing_what_comes_back(study: Study, hold: Hold) -> None:
    """The ghost has the id of what the next step adds."""
    hold.show([Device("undone", WIFI, WEST + 2200, SOUTH + 200)])


def dragging(study: Study, hold: Hold) -> None:
    hold.show([replace(device, x=device.x + 700) for device in study.scenario.devices.values()])


def turning(study: Study, hold: Hold) -> None:
    hold.show([replace(study.scenario.devices["done"], azimuth_deg=30.0)])


def retiring(study: Study, hold: Hold) -> None:
    hold.show([replace(study.scenario.devices["ap-1"], status=DeviceStatus.RETIRED)])


def undo(study: Study) -> None:
    study.history.undo()


def undo_all(study: Study) -> None:
    while study.history.undo_label is not None:
        study.history.undo()


def redo(study: Study) -> None:
    study.history.redo()


def delete_scenario(study: Study) -> None:
    study.do(Edit("Delete scenario", (ScenarioChange(study.scenario, None),)))


def show_scenario(study: Study) -> None:
    study.show_scenario("other")


def nudge(study: Study) -> None:
    place = (WEST + 251, SOUTH + 250)
    study.do(move_devices(study.scenario, {"ap-1": place}, study.project.device_types, merge_key="nudge"))


def duplicate(study: Study) -> None:
    study.do(duplicate_devices(study.scenario, ["ap-1", "done"], study.project.device_types, 300)[0])


def delete(study: Study) -> None:
    study.do(remove_devices(study.scenario, ["done", "ap-1"], study.project.device_types))


def nothing(study: Study) -> None:
    study.do(Edit("Nothing", ()))


def bring_in(study: Study) -> None:
    device = Device("undone", WIFI, WEST + 1200, SOUTH + 800)
    work = edit_work(study, lambda project, _p, _c: add_devices(project.scenarios["plan"], [device], {}))
    assert do_ready(study, work(lambda *_told: None, CancelToken()))


def another_city(study: Study) -> None:
    city, people = study.project.city, study.project.people
    fewer = replace(people, weights=people.weights / 2)
    study.do(Edit("Change people", (CityChange.between((city, people), (city, fewer)),)))


def other_range(study: Study) -> None:
    item = study.project.device_types[WIFI]
    after = replace(item, coverage=replace(item.coverage, parameters={"range_m": 250.0}))
    study.do(Edit("Range", (DeviceTypeChange(item, after),)))


def close(study: Study) -> None:
    study.close()


@pytest.mark.parametrize(
    "step",
    [
        undo, undo_all, redo, delete_scenario, show_scenario, nudge, duplicate, delete, nothing, bring_in, another_city,
        other_range, close,
    ],
)  # fmt: skip
@pytest.mark.parametrize("held", [placing, placing_what_comes_back, dragging, turning, retiring])
def test_every_step_ends_what_is_held(held: Callable[[Study, Hold], None], step: Callable[[Study], None]) -> None:
    study = Study(small_project())
    devices = study.scenario.devices
    study.do(Edit("Other", (ScenarioChange(None, Scenario("other", "Other", BASELINE, dict(devices))),)))
    study.do(Edit("Plan", (ScenarioChange(None, Scenario("plan", "Plan", BASELINE, dict(devices))),)))
    study.show_scenario("plan")
    types = study.project.device_types
    study.do(add_devices(study.scenario, [Device("done", WIFI, WEST + 2700, SOUTH + 700)], types))
    study.do(add_devices(study.scenario, [Device("undone", WIFI, WEST + 1200, SOUTH + 800)], types))
    study.history.undo()
    heard, ended = [], []
    hold = study.take(lambda: ended.append(study.scenario.id))
    held(study, hold)
    assert_figures(study, "plan", Focus(WIFI), tuple(hold.devices.values()))
    study.figures_changed.connect(lambda: heard.append(study.table))
    step(study)
    assert hold.ended
    assert len(ended) == 1
    assert not study.in_hand
    # Whoever went on dragging holds nothing.
    held_before = len(heard)
    hold.show([Device("late", WIFI, WEST + 100, SOUTH + 100)])
    hold.drop()
    assert len(heard) == held_before
    if step is not close:
        assert heard
        assert heard[-1] is study.table
    for scenario_id in study.project.scenarios:
        assert_figures(study, scenario_id, Focus(WIFI))
        assert_figures(study, scenario_id, Focus.of_family(Family.WIFI))
    # And everything can be undone and done from here.
    undo_all(study)
    study.do(move_devices(study.scenario, {"ap-1": (WEST + 2500, SOUTH + 500)}, study.project.device_types))
    for scenario_id in study.project.scenarios:
        assert_figures(study, scenario_id, Focus(WIFI))


PLACES = {"x": st.integers(0, 4000), "y": st.integers(0, 1000)}


class AnySteps(RuleBasedStateMachine):
    """Whatever is done in whatever order, all scenarios' figures are those of engines made from nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.study = Study(small_project())
        self.holds: list[Hold] = []
        self.number = 0

    def a_device(self, x: float, y: float, siren: bool) -> Device:
        self.number += 1
        return Device(f"d-{self.number}", SIREN if siren else WIFI, WEST + x, SOUTH + y)

    @rule(siren=st.booleans(), **PLACES)
    def place(self, x: int, y: int, siren: bool) -> None:
        device = self.a_device(x, y, siren)
        self.study.do(add_devices(self.study.scenario, [device], self.study.project.device_types))

    @rule(data=st.data(), **PLACES)
    def move(self, data: st.DataObject, x: int, y: int) -> None:
        if self.study.scenario.devices:
            id_ = data.draw(st.sampled_from(list(self.study.scenario.devices)))
            places = {id_: (WEST + x, SOUTH + y)}
            self.study.do(move_devices(self.study.scenario, places, self.study.project.device_types, "move"))

    @rule(data=st.data())
    def delete(self, data: st.DataObject) -> None:
        if self.study.scenario.devices:
            id_ = data.draw(st.sampled_from(list(self.study.scenario.devices)))
            self.study.do(remove_devices(self.study.scenario, [id_], self.study.project.device_types))

    @rule(show=st.booleans())
    def add_scenario(self, show: bool) -> None:
        self.number += 1
        name = f"plan-{self.number}"
        scenario = Scenario(name, name, self.study.scenario.id, dict(self.study.scenario.devices))
        self.study.do(Edit("New scenario", (ScenarioChange(None, scenario),)))
        if show:
            self.study.show_scenario(name)

    @precondition(lambda self: len(self.study.project.scenarios) > 1)
    @rule()
    def delete_scenario(self) -> None:
        self.study.do(Edit("Delete scenario", (ScenarioChange(self.study.scenario, None),)))

    @rule(data=st.data())
    def show_scenario(self, data: st.DataObject) -> None:
        self.study.show_scenario(data.draw(st.sampled_from(list(self.study.project.scenarios))))

    @rule(focus=st.sampled_from([Focus(WIFI), Focus(SIREN), Focus.of_family(Family.WIFI)]))
    def show_focus(self, focus: Focus) -> None:
        self.study.show_focus(focus)

    @rule(range_m=st.sampled_from([50.0, 100.0, 300.0]))
    def set_range(self, range_m: float) -> None:
        item = self.study.project.device_types[WIFI]
        after = replace(item, coverage=replace(item.coverage, parameters={"range_m": range_m}))
        self.study.do(Edit("Range", (DeviceTypeChange(item, after),)))

    @rule()
    def undo(self) -> None:
        self.study.history.undo()

    @rule()
    def redo(self) -> None:
        self.study.history.redo()

    @rule()
    def take(self) -> None:
        self.holds.append(self.study.take(lambda: None))

    @precondition(lambda self: bool(self.holds))
    @rule(data=st.data(), **PLACES)
    def preview(self, data: st.DataObject, x: int, y: int) -> None:
        hold = data.draw(st.sampled_from(self.holds))
        devices = [self.a_device(x, y, siren=False)]
        if self.study.scenario.devices:
            ids = st.lists(st.sampled_from(list(self.study.scenario.devices)), max_size=3, unique=True)
            devices += [replace(self.study.scenario.devices[id_], x=WEST + x) for id_ in data.draw(ids)]
        hold.show(devices)

    @precondition(lambda self: bool(self.holds))
    @rule()
    def drop(self) -> None:
        self.holds.pop().drop()

    @rule(data=st.data())
    def ask_of_a_device(self, data: st.DataObject) -> None:
        if self.study.scenario.devices:
            id_ = data.draw(st.sampled_from(list(self.study.scenario.devices)))
            fresh = engine_for(self.study.project, self.study.scenario)
            assert self.study.shown.reached_by(id_) == fresh.device_served(id_)
            np.testing.assert_array_equal(self.study.shown.lost_without(id_), fresh.lost_without(id_))

    @rule()
    def work_out_the_ground(self) -> None:
        assert adopt(self.study, ground_work(self.study)())

    @invariant()
    def the_shown_figures_are_true(self) -> None:
        assert_figures(self.study, self.study.scenario.id, self.study.focus, tuple(self.study.in_hand.values()))

    def teardown(self) -> None:
        for scenario_id in self.study.project.scenarios:
            shown = scenario_id == self.study.scenario.id
            for focus in (Focus(WIFI), Focus(SIREN)):
                held = tuple(self.study.in_hand.values()) if shown else ()
                assert_figures(self.study, scenario_id, focus, held)


TestAnySteps = AnySteps.TestCase
TestAnySteps.settings = settings(max_examples=25, stateful_step_count=25, deadline=None)
