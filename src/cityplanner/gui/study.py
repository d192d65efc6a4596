"""The project that is open in the window, and what is being looked at. No Qt: views subscribe to its signals."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from psygnal import Signal

from cityplanner.coverage.engine import Engine
from cityplanner.coverage.table import CoverageTable
from cityplanner.model import (
    BASELINE,
    Changed,
    Device,
    DeviceStatus,
    DeviceType,
    Edit,
    Family,
    History,
    Project,
    Scenario,
    Selection,
)

_MANY_DEVICES = 1_500
"""So many discs take longer to join than a hand may wait."""


@dataclass(frozen=True, eq=False, slots=True)
class ApartEngine:
    """An engine made on another thread, for the study as it was at ``revision``."""

    engine: Engine
    devices: dict[str, Device]
    focus: str
    revision: int


class Study:
    """Joins project, history, selection and live coverage.

    ``focus`` is the id of the device type or family whose coverage is shown. While a device is in the hand, a
    *preview* changes the figures but not the project.
    """

    project_changed = Signal(Changed)
    figures_changed = Signal()
    focus_changed = Signal()
    scenario_changed = Signal()
    shown_changed = Signal()

    def __init__(self, project: Project, path: Path | None = None) -> None:
        self.project = project
        self.path = path
        self.history = History(project)
        self.selection = Selection()
        self._scenario_id = BASELINE if BASELINE in project.scenarios else next(iter(project.scenarios))
        self._focus = self._first_focus()
        self.hidden = frozenset(family.value for family in Family if family is not self.focus_family)
        """What the layer tree hides beside layers: family ids, ``served``, ``ranges``, ``names``. At first all
        families but the one that is measured: 14,000 lamps would bury 90 access points."""
        self._engine: Engine | None = None
        self._in_engine: dict[str, Device] = {}
        self._area_known: set[str] = set()
        self._revision = 0
        self._previewed: set[str] = set()
        self._served_before_preview = 0.0
        self._table: CoverageTable | None = None
        self._baseline_table: CoverageTable | None = None
        self.history.changed.connect(self._on_changed)

    # What is looked at

    @property
    def scenario(self) -> Scenario:
        return self.project.scenarios[self._scenario_id]

    @property
    def focus(self) -> str:
        return self._focus

    @property
    def focus_types(self) -> list[DeviceType]:
        """The types whose coverage is shown: one, or all of a family."""
        types = self.project.device_types
        if self._focus in types:
            return [types[self._focus]]
        return [item for item in types.values() if item.family.value == self._focus]

    @property
    def focus_family(self) -> Family:
        return self.focus_types[0].family

    def show_scenario(self, scenario_id: str) -> None:
        if scenario_id != self._scenario_id:
            self._scenario_id = scenario_id
            self._forget_engine()
            self.selection.select(neighbourhoods=self.selection.neighbourhoods)
            self.scenario_changed.emit()
            self.figures_changed.emit()

    def show_focus(self, focus: str) -> None:
        """Show the coverage of a type or of a family, and its devices instead of those shown before."""
        if focus == self._focus:
            return
        before = self.focus_family
        self._focus = focus
        self._table = self._baseline_table = None
        self.focus_changed.emit()
        self.figures_changed.emit()
        if self.focus_family is not before:
            self.hidden = (self.hidden | {before.value}) - {self.focus_family.value}
            self.shown_changed.emit()

    def set_shown(self, what: str, shown: bool) -> None:
        """Show or hide a family's devices, the served shares, the ranges or the names."""
        hidden = self.hidden - {what} if shown else self.hidden | {what}
        if hidden != self.hidden:
            self.hidden = hidden
            self.shown_changed.emit()

    def shown_devices(self) -> Iterable[Device]:
        """The scenario's devices of the families that are not hidden; a previewed one as it is in the hand."""
        types = self.project.device_types
        for device in self.scenario.devices.values():
            known = types.get(device.type_id)
            if known is not None and known.family.value not in self.hidden:
                yield device

    # Figures

    @property
    def engine(self) -> Engine:
        if self._engine is None:
            project = self.project
            self._engine = Engine(project.city, project.people, self.scenario, project.device_types)
            self._in_engine = dict(self.scenario.devices)
        return self._engine

    @property
    def table(self) -> CoverageTable:
        """Who is served now, previewed devices included."""
        if self._table is None:
            self._table = self.engine.table(self._focus)
        return self._table

    @property
    def baseline_table(self) -> CoverageTable | None:
        """Who is served in the scenario that this one was copied from; None where it is the first."""
        parent = self.scenario.parent
        if parent not in self.project.scenarios:
            return None
        if self._baseline_table is None:
            project = self.project
            engine = Engine(project.city, project.people, project.scenarios[parent], project.device_types)
            self._baseline_table = engine.table(self._focus)
        return self._baseline_table

    @property
    def area_is_near(self) -> bool:
        """Whether the ground served takes a moment only: few devices, or little changed since it was last known."""
        return self._focus in self._area_known or self.table.devices < _MANY_DEVICES

    def table_with_area(self) -> CoverageTable:
        """The same with the ground served, which takes longer than a frame."""
        self._table = self.engine.table(self._focus, area=True)
        self._area_known.add(self._focus)
        return self._table

    def area_apart(self) -> Callable[[], "ApartEngine"]:
        """Work for another thread: an engine of its own that knows the ground served; :meth:`adopt` takes it over."""
        project, focus, revision = self.project, self._focus, self._revision
        city, people, types = project.city, project.people, dict(project.device_types)
        scenario = replace(self.scenario, devices=dict(self.scenario.devices))

        def work() -> ApartEngine:
            engine = Engine(city, people, scenario, types)
            engine.table(focus, area=True)
            return ApartEngine(engine, scenario.devices, focus, revision)

        return work

    def adopt(self, apart: "ApartEngine") -> bool:
        """Go on with the engine that was made apart; False where something has changed meanwhile."""
        if apart.revision != self._revision or self._previewed:
            return False
        self._engine, self._in_engine = apart.engine, apart.devices
        self._area_known = {apart.focus}
        self._table = None
        return True

    # Preview

    def preview(self, devices: Iterable[Device]) -> None:
        """Count these devices as standing where they are given, moved or new, without changing the project."""
        if not self._previewed:
            self._served_before_preview = float(self.table.city_served[0])
        engine = self.engine
        for device in devices:
            if device.id in self._in_engine or device.id in self._previewed:
                engine.replace(device)
            else:
                engine.add(device)
            self._previewed.add(device.id)
        self._table = None
        self.figures_changed.emit()

    @property
    def previewing(self) -> bool:
        """Whether a device is in the hand."""
        return bool(self._previewed)

    @property
    def preview_gain(self) -> float | None:
        """How many more residents are served with the preview than without; None where there is none."""
        if not self._previewed:
            return None
        return float(self.table.city_served[0]) - self._served_before_preview

    def drop_preview(self) -> None:
        """Count every device where the project has it."""
        if not self._previewed:
            return
        self._restore_engine()
        self._table = None
        self.figures_changed.emit()

    def _restore_engine(self) -> None:
        engine = self.engine
        for id_ in self._previewed:
            if id_ in self._in_engine:
                engine.replace(self._in_engine[id_])
            else:
                engine.remove(id_)
        self._previewed.clear()

    # Changes

    def do(self, edit: Edit) -> None:
        """Change the project; a preview ends with it."""
        if self._previewed:
            self._restore_engine()
            self._table = None
        self.history.do(edit)

    def snapshot(self) -> Project:
        """The project as it is now, safe to write on another thread while edits go on."""
        project = self.project
        return replace(
            project,
            layers=list(project.layers),
            device_types=dict(project.device_types),
            scenarios={id_: replace(item, devices=dict(item.devices)) for id_, item in project.scenarios.items()},
            problems=list(project.problems),
        )

    def _on_changed(self, changed: Changed) -> None:
        self._revision += 1
        if self._scenario_id not in self.project.scenarios:
            self._scenario_id = next(iter(self.project.scenarios))
            self._forget_engine()
            self.scenario_changed.emit()
        figures = bool(changed.devices) or changed.city or bool(changed.device_types)
        if changed.city or changed.device_types or self._scenario_id in changed.scenarios:
            self._forget_engine()
            figures = True
        elif changed.devices:
            self._update_engine(changed)
        if changed.devices and any(scenario != self._scenario_id for scenario, _ in changed.devices):
            self._baseline_table = None
        self._drop_gone_from_selection()
        self.project_changed.emit(changed)
        if changed.scenarios:
            self.scenario_changed.emit()
        if figures:
            self._table = None
            self.figures_changed.emit()

    def _update_engine(self, changed: Changed) -> None:
        engine, devices = self.engine, self.scenario.devices
        for scenario_id, id_ in changed.devices:
            if scenario_id != self._scenario_id:
                continue
            before, after = self._in_engine.get(id_), devices.get(id_)
            if before is after:
                continue
            if before is None and after is not None:
                engine.add(after)
            elif after is None:
                engine.remove(id_)
            else:
                engine.replace(after)
            if after is None:
                del self._in_engine[id_]
            else:
                self._in_engine[id_] = after

    def _forget_engine(self) -> None:
        self._engine = None
        self._revision += 1
        self._area_known.clear()
        self._in_engine = {}
        self._previewed.clear()
        self._table = self._baseline_table = None

    def _drop_gone_from_selection(self) -> None:
        there = {id_ for id_ in self.selection.devices if id_ in self.scenario.devices}
        if len(there) != len(self.selection.devices):
            self.selection.select(neighbourhoods=self.selection.neighbourhoods, devices=there)

    def _first_focus(self) -> str:
        """The type that the project has devices of, in the catalogue's order, or the first of the catalogue."""
        types = self.project.device_types
        present = {
            device.type_id
            for device in self.scenario.devices.values()
            if device.status is not DeviceStatus.RETIRED and device.type_id in types
        }
        return next((id_ for id_ in types if id_ in present), next(iter(types)))
