"""An edit is done whole or not at all, and history and model never part."""

import pytest
from held import held
from psygnal import EmitLoopError
from small_city import small_project

from cityplanner.errors import InputError
from cityplanner.model import (
    BASELINE,
    Changed,
    Device,
    DeviceChange,
    Edit,
    History,
    LayerChange,
    Project,
    Scenario,
    ScenarioChange,
    TargetsChange,
)


def good(project: Project) -> Edit:
    device = project.scenarios[BASELINE].devices["ap-1"]
    return Edit("Delete Library", (DeviceChange(BASELINE, device, None),))


def halfway(project: Project) -> Edit:
    """Every kind of change that works, and then one that does not fit."""
    scenario = Scenario("plan-a", "Plan A", BASELINE)
    return Edit(
        "Several at once",
        (
            *good(project).changes,
            DeviceChange(BASELINE, None, Device("siren-1", "siren", 1.0, 2.0)),
            LayerChange(project.layers[0], None),
            ScenarioChange(None, scenario),
            TargetsChange(project.targets, ()),
            DeviceChange("plan-b", None, Device("siren-2", "siren", 1.0, 2.0)),
        ),
    )


def test_an_edit_that_fails_halfway_leaves_the_model_as_it_was() -> None:
    project = small_project()
    history = History(project)
    before = held(project)
    told: list[Changed] = []
    history.changed.connect(told.append)
    with pytest.raises(InputError, match="plan-b"):
        history.do(halfway(project))
    assert held(project) == before
    assert (history.undo_label, history.redo_label, history.saved, told) == (None, None, True, [])


def test_what_was_undone_can_be_redone_after_an_edit_that_failed() -> None:
    project = small_project()
    history = History(project)
    history.do(good(project))
    after = held(project)
    history.undo()
    with pytest.raises(InputError):
        history.do(halfway(project))
    history.redo()
    assert held(project) == after


@pytest.mark.parametrize("back", [True, False])
def test_undo_and_redo_that_fail_leave_everything_as_it_was(back: bool) -> None:
    project = small_project()
    history = History(project)
    history.do(Edit("New", (ScenarioChange(None, Scenario("plan-a", "Plan A", BASELINE)),)))
    history.do(Edit("Place", (DeviceChange("plan-a", None, Device("siren-1", "siren", 1.0, 2.0)),)))
    if not back:
        history.undo()
    # Not by an edit: somebody else has had a hand in it.
    project.scenarios = {BASELINE: project.scenarios[BASELINE]}
    before, labels = held(project), (history.undo_label, history.redo_label)
    with pytest.raises(InputError, match="plan-a"):
        (history.undo if back else history.redo)()
    assert held(project) == before
    assert (history.undo_label, history.redo_label) == labels


def test_a_view_that_fails_does_not_part_history_and_model() -> None:
    project = small_project()
    history = History(project)
    start = held(project)

    def fails(changed: Changed) -> None:
        raise RuntimeError("a view")

    history.changed.connect(fails)
    with pytest.raises(EmitLoopError):
        history.do(good(project))
    done = held(project)
    assert done != start
    assert history.undo_label == "Delete Library"
    with pytest.raises(EmitLoopError):
        history.undo()
    assert held(project) == start
    assert (history.undo_label, history.redo_label) == (None, "Delete Library")
    with pytest.raises(EmitLoopError):
        history.redo()
    assert held(project) == done
    assert history.undo_label == "Delete Library"


@pytest.mark.parametrize(
    "change",
    [
        DeviceChange(BASELINE, Device("nobody", "siren", 0.0, 0.0), None),
        DeviceChange(BASELINE, Device("nobody", "siren", 0.0, 0.0), Device("nobody", "siren", 1.0, 0.0)),
        DeviceChange(BASELINE, None, Device("ap-1", "siren", 0.0, 0.0)),
        ScenarioChange(None, Scenario(BASELINE, "Again")),
        ScenarioChange(Scenario("nobody", "Nobody"), None),
    ],
)
def test_a_change_that_does_not_fit_the_project_is_told_in_a_sentence(change: DeviceChange | ScenarioChange) -> None:
    project = small_project()
    before = held(project)
    with pytest.raises(InputError, match=r"[Nn]obody|ap-1|baseline"):
        project.apply(Edit("", (change,)))
    assert held(project) == before
