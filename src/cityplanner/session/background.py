"""Engines that are made in the background, for a window that goes on meanwhile."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cityplanner.coverage import Engine, engine_for
from cityplanner.facts.focus import Focus
from cityplanner.i18n import _
from cityplanner.model import Device, DeviceChange, DeviceType, Edit, Project, Scenario
from cityplanner.progress import CancelToken, Progress

if TYPE_CHECKING:
    from cityplanner.session.study import Study

MakeEdit = Callable[[Project, Progress, CancelToken], Edit]

_MANY_CHANGES = 1_000
"""So many devices at once are followed in the background."""


@dataclass(frozen=True, eq=False, slots=True)
class ReadyEngine:
    """An engine of ``scenario`` as it was at ``revision`` of the study, with what it was made of.

    ``ground`` says that it knows the ground that ``focus`` serves.
    """

    engine: Engine
    scenario: Scenario
    project: Project
    focus: Focus
    revision: object
    ground: bool

    @property
    def devices(self) -> Mapping[str, Device]:
        return self.scenario.devices

    @property
    def types(self) -> Mapping[str, DeviceType]:
        return self.project.device_types


@dataclass(frozen=True, eq=False, slots=True)
class ReadyEdit:
    """An edit that is ready to be done, with the engine as it is after it."""

    edit: Edit
    engine: ReadyEngine


def ground_work(study: "Study") -> Callable[[], ReadyEngine]:
    """Work for another thread: an engine of its own that knows the ground served; :func:`adopt` takes it over."""
    snapshot, scenario, focus, revision = study.snapshot(), study.scenario, study.focus, study.revision

    def work() -> ReadyEngine:
        engine = engine_for(snapshot, scenario)
        engine.prepare_ground()
        engine.table(focus.id, area=True)
        return ReadyEngine(engine, scenario, snapshot, focus, revision, ground=True)

    return work


def adopt(study: "Study", ready: ReadyEngine) -> bool:
    """Go on with an engine that was made in the background; False where the project has changed meanwhile."""
    if ready.revision is not study.revision:
        return False
    study.figures(ready.scenario.id).adopt(ready)
    return True


def edit_work(study: "Study", make: MakeEdit) -> Callable[[Progress, CancelToken], ReadyEdit]:
    """Work for another thread: an edit that ``make`` makes of the project as it is now, and the engine after it.

    :func:`do_ready` carries it out, without anything large left to work out.
    """
    snapshot, scenario_id, focus, revision = study.snapshot(), study.scenario.id, study.focus, study.revision

    def work(progress: Progress, cancel: CancelToken) -> ReadyEdit:
        edit = make(snapshot, progress, cancel)
        cancel.raise_if_cancelled()
        progress(0.97, _("Working out who is served …"))
        # The snapshot is this thread's own.
        snapshot.apply(edit)
        scenario = snapshot.scenarios[scenario_id]
        engine = engine_for(snapshot, scenario)
        engine.prepare_ground()
        shown = added_focus(edit) or focus
        engine.table(shown.id)
        return ReadyEdit(edit, ReadyEngine(engine, scenario, snapshot, shown, revision, ground=False))

    return work


def do_ready(study: "Study", ready: ReadyEdit, step: Callable[[], object] | None = None) -> bool:
    """Change the project with the figures ready; False, and nothing done, where it has changed meanwhile.

    ``step`` carries it out: a new step of the history unless it says otherwise.
    """
    if ready.engine.revision is not study.revision:
        return False
    study.carry_out(step or (lambda: study.history.do(ready.edit)), ready.engine)
    return True


def is_large(edit: Edit | None) -> bool:
    """Whether an edit takes so long to follow that it is better worked out in the background."""
    return edit is not None and sum(isinstance(one, DeviceChange) for one in edit.changes) > _MANY_CHANGES


def added_focus(edit: Edit) -> Focus | None:
    """The type of device that an edit brings most of; None where it brings none."""
    types = [one.after.type_id for one in edit.changes if isinstance(one, DeviceChange) and one.after is not None]
    return Focus(max(set(types), key=types.count)) if types else None
