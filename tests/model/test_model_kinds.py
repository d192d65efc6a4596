"""A kind of change is one class; scenarios never change in place; what is stored of a step can be translated."""

import json
import pickle
from collections.abc import Hashable
from dataclasses import FrozenInstanceError, dataclass, fields, replace
from typing import Self

import pytest
from held import held
from small_city import small_project

from cityplanner.i18n import Text
from cityplanner.model import (
    BASELINE,
    KINDS,
    Change,
    City,
    Device,
    Draft,
    Edit,
    History,
    Layer,
    Scenario,
    Touched,
    change_kind,
)
from cityplanner.model.city_changes import CityParts
from cityplanner.model.city_edits import confirm_deprivation
from cityplanner.model.device_edits import add_devices, duplicate_devices, move_devices, remove_devices
from cityplanner.model.edit_data import edit_from_data, edit_to_data
from cityplanner.model.layer_changes import LayerParts
from cityplanner.model.layer_edits import group_layers, rename_group, step_layers, ungroup
from cityplanner.model.source_edits import credit_source, every_source
from cityplanner.model.type_edits import set_parameter


@dataclass(frozen=True, slots=True)
class MethodChange(Change):
    """How the people were placed, in other words."""

    before: str
    after: str

    def apply(self, draft: Draft) -> Self:
        was = draft.people.method
        draft.people = replace(draft.people, method=self.after)
        return replace(self, before=was)

    def inverse(self) -> Self:
        return type(self)(self.after, self.before)

    def touches(self, touched: Touched) -> None:
        touched.city = True

    @property
    def subject(self) -> Hashable | None:
        return "method"

    def then(self, later: Self) -> Self | None:
        return replace(self, after=later.after)


def test_a_new_kind_of_change_is_one_class_registered_once() -> None:
    kind = change_kind("method")(MethodChange)
    try:
        project = small_project()
        history = History(project)
        told = []
        history.changed.connect(told.append)
        for words in ("By hand.", "By eye."):
            history.do(Edit("Method", (kind("", words),), "words"))
        (step,) = history.steps
        assert step.edit.changes == (MethodChange("A grid of points.", "By eye."),)
        assert edit_from_data(json.loads(json.dumps(edit_to_data(step.edit)))) == step.edit
        history.undo()
        assert project.people.method == "A grid of points."
        assert all(changed.city for changed in told)
    finally:
        del KINDS["method"]


def test_the_parts_that_can_change_are_all_that_there_are() -> None:
    assert set(LayerParts.__annotations__) == {one.name for one in fields(Layer)} - {"id"}
    assert set(CityParts.__annotations__) == {one.name for one in fields(City)} | {"people"}


def test_a_scenario_is_frozen_and_can_go_to_another_process() -> None:
    devices = {"a": Device("a", "siren", 1.0, 2.0)}
    scenario = Scenario("s", "S", BASELINE, devices)
    devices.clear()
    with pytest.raises(TypeError):
        scenario.devices["b"] = Device("b", "siren", 0.0, 0.0)
    with pytest.raises(FrozenInstanceError):
        scenario.name = "T"
    copy = pickle.loads(pickle.dumps(scenario))
    assert (copy.id, copy.name, copy.parent, dict(copy.devices)) == ("s", "S", BASELINE, dict(scenario.devices))
    assert list(scenario.devices) == ["a"]


def test_an_edit_copies_the_devices_of_its_scenario_once_and_shares_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    project = small_project()
    plan = Scenario("plan-a", "Plan A", BASELINE, project.scenarios[BASELINE].devices)
    project.scenarios = {**project.scenarios, "plan-a": plan}
    copied: list[str] = []
    copy = Scenario.copy_devices

    def counted(scenario: Scenario) -> dict[str, Device]:
        copied.append(scenario.id)
        return copy(scenario)

    monkeypatch.setattr(Scenario, "copy_devices", counted)
    before = project.scenarios[BASELINE]
    moved = move_devices(before, {"ap-1": (0.0, 0.0), "ap-2": (1.0, 1.0), "ap-3": (2.0, 2.0)}, project.device_types)
    project.apply(moved)
    assert copied == [BASELINE]
    assert project.scenarios["plan-a"] is plan
    assert plan.devices is before.devices
    project.apply(remove_devices(project.scenarios[BASELINE], ["ap-1", "ap-3"], project.device_types))
    assert copied == [BASELINE] * 2


def test_a_snapshot_stays_as_the_project_was() -> None:
    project = small_project()
    snapshot, before = replace(project), held(project)
    history = History(project)
    scenario = project.scenarios[BASELINE]
    history.do(remove_devices(scenario, ["ap-1"], project.device_types))
    history.do(set_parameter(project.device_types["siren"], "range_m", 5.0))
    history.do(group_layers(project.layers, {"streets"}, "G"))
    assert held(snapshot) == before
    assert list(scenario.devices) == ["ap-1", "ap-2", "ap-3"]


def test_the_names_of_steps_can_be_shown_in_another_language() -> None:
    project = small_project()
    scenario, types, layers = project.scenarios[BASELINE], project.device_types, project.layers
    grouped = [replace(layers[0], group="G"), replace(layers[0], id="lanes")]
    source = every_source(project)[0]
    made = [
        add_devices(scenario, [Device("siren-1", "siren", 0.0, 0.0)], types),
        remove_devices(scenario, ["ap-1", "ap-2"], types),
        move_devices(scenario, {"ap-1": (0.0, 0.0)}, types),
        duplicate_devices(scenario, ["ap-2"], types, 5.0)[0],
        group_layers(layers, {"streets"}, "G"),
        step_layers(grouped, {"lanes"}, -1),
        ungroup(grouped, "G"),
        rename_group(grouped, "G", "H"),
        set_parameter(types["siren"], "range_m", 5.0),
        confirm_deprivation(project.city, project.people, high_is_poor=True),
        credit_source(project, source, licence="CC0", credit="Somebody"),
    ]
    for edit in made:
        plain = edit_to_data(edit)["label"]
        assert plain["id"] == Text.of(edit.label).id, edit.label
        assert Text.of(edit_from_data(edit_to_data(edit)).label) == Text.of(edit.label)
