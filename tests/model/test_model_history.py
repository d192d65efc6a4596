"""Everything that is done can be undone and done again, and says what it touched."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_city import small_project

from cityplanner.model import (
    BASELINE,
    Changed,
    Device,
    DeviceChange,
    Edit,
    History,
    Layer,
    LayerChange,
    Project,
    Scenario,
    ScenarioChange,
)
from cityplanner.model.device_edits import add_devices, duplicate_devices, move_devices, new_device_ids, remove_devices
from cityplanner.model.type_edits import set_parameter


@pytest.fixture
def project() -> Project:
    return small_project()


@pytest.fixture
def history(project: Project) -> History:
    return History(project)


def state(project: Project) -> tuple[object, ...]:
    """What the project holds, to compare."""
    return (
        [(scenario.id, list(scenario.devices.items())) for scenario in project.scenarios.values()],
        list(project.layers),
        dict(project.device_types),
        project.city,
    )


def test_undo_and_redo_name_what_they_do(project: Project, history: History) -> None:
    scenario = project.scenarios[BASELINE]
    device = Device("siren-1", "siren", 10.0, 20.0)
    history.do(add_devices(scenario, [device], project.device_types))
    assert history.undo_label == "Place Siren"
    assert history.redo_label is None
    history.undo()
    assert history.undo_label is None
    assert history.redo_label == "Place Siren"
    assert "siren-1" not in project.scenarios[BASELINE].devices


def test_a_new_edit_forgets_what_was_undone(project: Project, history: History) -> None:
    scenario = project.scenarios[BASELINE]
    history.do(add_devices(scenario, [Device("a", "siren", 0.0, 0.0)], project.device_types))
    history.undo()
    history.do(add_devices(scenario, [Device("b", "siren", 0.0, 0.0)], project.device_types))
    assert history.redo_label is None


def test_an_edit_without_changes_is_not_a_step(project: Project, history: History) -> None:
    history.do(Edit("Nothing", ()))
    assert history.undo_label is None


def test_nudges_merge_until_they_are_sealed(project: Project, history: History) -> None:
    scenario = project.scenarios[BASELINE]
    id_ = next(iter(scenario.devices))
    start = scenario.devices[id_]
    for step in (1.0, 2.0, 3.0):
        scenario = project.scenarios[BASELINE]
        edit = move_devices(scenario, {id_: (start.x + step, start.y)}, project.device_types, merge_key="nudge")
        history.do(edit)
    history.seal()
    edit = move_devices(
        project.scenarios[BASELINE], {id_: (start.x + 9.0, start.y)}, project.device_types, merge_key="nudge"
    )
    history.do(edit)
    history.undo()
    assert project.scenarios[BASELINE].devices[id_].x == start.x + 3.0
    history.undo()
    assert project.scenarios[BASELINE].devices[id_] == start
    assert history.undo_label is None


def test_the_signal_says_which_devices_changed(project: Project, history: History) -> None:
    told: list[Changed] = []
    history.changed.connect(told.append)
    scenario = project.scenarios[BASELINE]
    history.do(add_devices(scenario, [Device("siren-1", "siren", 0.0, 0.0)], project.device_types))
    history.undo()
    assert told == [Changed(devices=frozenset({(BASELINE, "siren-1")}))] * 2


def test_saved_follows_undo_and_redo(project: Project, history: History) -> None:
    scenario = project.scenarios[BASELINE]
    assert history.saved
    history.do(add_devices(scenario, [Device("siren-1", "siren", 0.0, 0.0)], project.device_types))
    assert not history.saved
    history.mark_saved()
    assert history.saved
    history.undo()
    assert not history.saved
    history.redo()
    assert history.saved
    history.mark_unsaved()
    assert not history.saved


def test_layers_come_back_to_their_place(project: Project, history: History) -> None:
    layers = list(project.layers)
    history.do(Edit("Remove", (LayerChange(layers[0], None),)))
    assert project.layers == layers[1:]
    history.undo()
    assert project.layers == layers


def test_scenarios_keep_their_order_when_renamed(project: Project, history: History) -> None:
    plan = Scenario("plan-a", "Plan A", BASELINE)
    history.do(Edit("New", (ScenarioChange(None, plan),)))
    history.do(Edit("New", (ScenarioChange(None, Scenario("plan-b", "Plan B", BASELINE)),)))
    history.do(Edit("Rename", (ScenarioChange(plan, Scenario("plan-a", "North", BASELINE)),)))
    assert [scenario.name for scenario in project.scenarios.values()] == ["Baseline", "North", "Plan B"]
    history.undo()
    assert project.scenarios["plan-a"] is plan


def test_new_ids_avoid_those_that_are_there(project: Project) -> None:
    scenario = Scenario("s", "S", None, {"siren-2": Device("siren-2", "siren", 0.0, 0.0)})
    assert new_device_ids(scenario, "siren", 2) == ["siren-3", "siren-4"]


def test_a_copy_lies_beside_its_original(project: Project) -> None:
    scenario = project.scenarios[BASELINE]
    original = next(iter(scenario.devices.values()))
    _edit, copies = duplicate_devices(scenario, [original.id], project.device_types, offset_m=5.0)
    assert (copies[0].x, copies[0].y) == (original.x + 5.0, original.y - 5.0)
    assert copies[0].id != original.id


def test_a_changed_range_belongs_to_this_project_only(project: Project, history: History) -> None:
    before = project.device_types["siren"]
    history.do(set_parameter(before, "range_m", 900.0))
    assert project.device_types["siren"].coverage.parameters["range_m"] == 900.0
    history.undo()
    assert project.device_types["siren"] == before


@given(st.lists(st.tuples(st.sampled_from(["add", "move", "remove", "undo", "redo"]), st.integers(0, 50)), max_size=60))
def test_any_run_of_edits_can_be_taken_back_to_the_start(steps: list[tuple[str, int]]) -> None:
    project = small_project()
    history = History(project)
    start = state(project)
    types = project.device_types
    random = np.random.default_rng(len(steps))
    for act, number in steps:
        scenario = project.scenarios[BASELINE]
        ids = list(scenario.devices)
        match act:
            case "add":
                id_ = new_device_ids(scenario, "siren")[0]
                history.do(add_devices(scenario, [Device(id_, "siren", *random.uniform(0, 100, 2))], types))
            case "move" if ids:
                place = tuple(random.uniform(0, 100, 2))
                history.do(move_devices(scenario, {ids[number % len(ids)]: place}, types))
            case "remove" if ids:
                history.do(remove_devices(scenario, [ids[number % len(ids)]], types))
            case "undo":
                history.undo()
            case "redo":
                history.redo()
    end = state(project)
    while history.undo_label is not None:
        history.undo()
    assert state(project) == start
    count = 0
    while history.redo_label is not None:
        history.redo()
        count += 1
    if "undo" not in {act for act, _ in steps}:
        assert state(project) == end


def test_a_device_change_without_a_device_is_nothing(project: Project) -> None:
    assert project.apply(Edit("", (DeviceChange(BASELINE, None, None),))).changed == Changed()


def test_layers_are_compared_by_identity(project: Project) -> None:
    layer = project.layers[0]
    assert layer != Layer(layer.id, layer.name, layer.role, layer.frame)


def test_what_is_written_is_marked_and_edits_made_meanwhile_are_not(project: Project, history: History) -> None:
    def place(id_: str) -> None:
        siren = Device(id_, "siren", 0.0, 0.0)
        history.do(add_devices(project.scenarios[BASELINE], [siren], project.device_types))

    place("siren-1")
    history.seal()
    written = history.here
    place("siren-2")
    history.mark_saved_at(written)
    assert not history.saved
    assert not history.is_at(written)
    history.undo()
    assert history.saved
    history.redo()
    assert not history.saved
