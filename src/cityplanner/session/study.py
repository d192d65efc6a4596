"""The project that is open in the window, and what is being looked at. No Qt: views subscribe to its signals."""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from psygnal import Signal

from cityplanner.carto.few_classes import few_classes
from cityplanner.carto.map_layers import layer_swatch
from cityplanner.carto.neighbourhood_colours import MapMode, NeighbourhoodColours, neighbourhood_colours
from cityplanner.carto.north_arrow import true_north_deg
from cityplanner.coverage import Engine, engine_for
from cityplanner.coverage.table import CoverageTable
from cityplanner.equity import EquityBasis, EquityProfile, equity_basis, equity_profile
from cityplanner.equity.targets import TargetResult, target_results
from cityplanner.getting_ready import finish
from cityplanner.i18n import _
from cityplanner.io.layer_roles import load_roles
from cityplanner.model import (
    BASELINE,
    Changed,
    Device,
    DeviceChange,
    DeviceStatus,
    DeviceType,
    Edit,
    Family,
    History,
    Project,
    Scenario,
    Selection,
)
from cityplanner.progress import CancelToken, Progress

_MANY_SHAPES = 300
"""So many discs and neighbourhoods take longer to join than a hand may wait."""
_MANY_CHANGES = 1_000
"""So many devices at once are followed on another thread."""


@dataclass(frozen=True, eq=False, slots=True)
class ApartEngine:
    """An engine made on another thread, for the study as it was at ``revision``."""

    engine: Engine
    devices: dict[str, Device]
    focus: str
    revision: int


@dataclass(frozen=True, eq=False, slots=True)
class ApartEdit:
    """An edit made on another thread, with the engine as it is after it."""

    edit: Edit
    engine: ApartEngine


def added_type(edit: Edit) -> str | None:
    """The type of device that an edit brings most of; None where it brings none."""
    types = [one.after.type_id for one in edit.changes if isinstance(one, DeviceChange) and one.after is not None]
    return max(set(types), key=types.count) if types else None


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
    mode_changed = Signal()

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
        self.mode = MapMode.SHARE
        """What the neighbourhoods are coloured by."""
        self.few_classes = False
        """Whether their steps are joined, for a projector."""
        self._engine: Engine | None = None
        self._in_engine: dict[str, Device] = {}
        self._area_known: set[str] = set()
        self._revision = 0
        self._coming: ApartEngine | None = None
        self._previewed: set[str] = set()
        self._served_before_preview = 0.0
        self._table: CoverageTable | None = None
        self._baseline_table: CoverageTable | None = None
        self._colours: tuple[tuple[object, ...], NeighbourhoodColours] | None = None
        self._basis: EquityBasis | None = None
        self._profile: EquityProfile | None = None
        self._baseline_profile: EquityProfile | None = None
        self.history.changed.connect(self._on_changed)

    # What is looked at

    @property
    def scenario(self) -> Scenario:
        return self.project.scenarios[self._scenario_id]

    @property
    def focus(self) -> str:
        return self._focus

    @cached_property
    def north_deg(self) -> float:
        """Where true north is in the middle of the city, in degrees clockwise from up on the map."""
        west, south, east, north = self.project.city.neighbourhoods.total_bounds.tolist()
        return true_north_deg(self.project.city.crs, (west + east) / 2, (south + north) / 2)

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

    def show_mode(self, mode: MapMode) -> None:
        """Colour the neighbourhoods by something else."""
        if mode is not self.mode:
            self.mode = mode
            self.mode_changed.emit()

    def use_few_classes(self, on: bool) -> None:
        """Join the steps of the neighbourhoods' colours, or take them apart again; the project stays as it is."""
        if on is not self.few_classes:
            self.few_classes, self._colours = on, None
            self.mode_changed.emit()

    def shown_devices(self) -> Iterable[Device]:
        """The scenario's devices of the families that are not hidden; a previewed one as it is in the hand."""
        shown = {item.id for item in self.project.device_types.values() if item.family.value not in self.hidden}
        return [device for device in self.scenario.devices.values() if device.type_id in shown]

    # Figures

    @property
    def engine(self) -> Engine:
        if self._engine is None:
            project = self.project
            self._engine = engine_for(project, self.scenario)
            self._engine.prepare_ground()
            self._in_engine = self.scenario.copy_devices()
        return self._engine

    @property
    def table(self) -> CoverageTable:
        """Who is served now, previewed devices included."""
        if self._table is None:
            self._table = self.engine.table(self._focus)
            self._profile = None
        return self._table

    @property
    def profile(self) -> EquityProfile:
        """How fairly service is shared now, previewed devices included."""
        table = self.table
        if self._profile is None:
            self._profile = equity_profile(table, self._basis_of(table))
        return self._profile

    @property
    def targets(self) -> list[TargetResult]:
        """Which of the project's targets are met now."""
        return target_results(self.table, self.profile, self.project.targets)

    @property
    def baseline_profile(self) -> EquityProfile | None:
        """How fairly service is shared in the scenario that this one was copied from; None where it is the first."""
        table = self.baseline_table
        if table is not None and self._baseline_profile is None:
            self._baseline_profile = equity_profile(table, self._basis_of(table))
        return self._baseline_profile

    @property
    def baseline_targets(self) -> list[TargetResult] | None:
        """Which targets are met in the scenario that this one was copied from; None where it is the first."""
        table, profile = self.baseline_table, self.baseline_profile
        return None if table is None or profile is None else target_results(table, profile, self.project.targets)

    @property
    def colours(self) -> NeighbourhoodColours:
        """The colours of the neighbourhoods now, previewed devices included."""
        made_of = (self.mode, self.table, self.project.city, self.baseline_table)
        if self._colours is None or any(a is not b for a, b in zip(made_of, self._colours[0], strict=True)):
            colours = neighbourhood_colours(*made_of)
            self._colours = made_of, few_classes(colours) if self.few_classes else colours
        return self._colours[1]

    def _basis_of(self, table: CoverageTable) -> EquityBasis:
        if self._basis is None:
            self._basis = equity_basis(self.project.city, table.people)
        return self._basis

    @property
    def baseline_table(self) -> CoverageTable | None:
        """Who is served in the scenario that this one was copied from; None where it is the first."""
        parent = self.scenario.parent
        if parent is None or parent not in self.project.scenarios:
            return None
        if self._baseline_table is None:
            project = self.project
            engine = engine_for(project, parent)
            self._baseline_table = engine.table(self._focus)
            self._baseline_profile = None
        return self._baseline_table

    @property
    def area_is_near(self) -> bool:
        """Whether the ground served takes a moment only: it is a small city, or little changed since it was known."""
        return self._focus in self._area_known or self.table.devices + len(self.table.ids) < _MANY_SHAPES

    def table_with_area(self) -> CoverageTable:
        """The same with the ground served, which takes longer than a frame."""
        self._table = self.engine.table(self._focus, area=True)
        self._profile = None
        self._area_known.add(self._focus)
        return self._table

    def area_apart(self) -> Callable[[], "ApartEngine"]:
        """Work for another thread: an engine of its own that knows the ground served; :meth:`adopt` takes it over."""
        project, focus, revision = self.snapshot(), self._focus, self._revision
        scenario = self.scenario

        def work() -> ApartEngine:
            engine = engine_for(project, scenario)
            engine.prepare_ground()
            engine.table(focus, area=True)
            return ApartEngine(engine, scenario.copy_devices(), focus, revision)

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

    def preview_instead(self, devices: Iterable[Device]) -> None:
        """Like :meth:`preview`, with these devices in place of those previewed before."""
        if self._previewed:
            self._restore_engine()
            self._table = None
        self.preview(devices)

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

    def edit_apart(
        self, make: Callable[[Project, Progress, CancelToken], Edit]
    ) -> Callable[[Progress, CancelToken], "ApartEdit"]:
        """Work for another thread: an edit that ``make`` makes of the project as it is now, and the engine after it.

        :meth:`do_apart` carries it out, without anything large left to work out.
        """
        project, scenario_id, focus, revision = self.snapshot(), self._scenario_id, self._focus, self._revision

        def work(progress: Progress, cancel: CancelToken) -> ApartEdit:
            edit = make(project, progress, cancel)
            cancel.raise_if_cancelled()
            progress(0.97, _("Working out who is served …"))
            # The snapshot is this thread's own.
            project.apply(edit)
            scenario = project.scenarios[scenario_id]
            engine = engine_for(project, scenario)
            engine.prepare_ground()
            shown = added_type(edit) or focus
            engine.table(shown)
            return ApartEdit(edit, ApartEngine(engine, scenario.copy_devices(), shown, revision))

        return work

    def do_apart(self, apart: "ApartEdit", carry_out: Callable[[], object] | None = None) -> bool:
        """Change the project with the figures ready; False, and nothing done, where it has changed meanwhile.

        ``carry_out`` is how: a new step unless it says otherwise.
        """
        if apart.engine.revision != self._revision or self._previewed:
            return False
        self._coming = apart.engine
        try:
            if carry_out is None:
                self.history.do(apart.edit)
            else:
                carry_out()
        finally:
            self._coming = None
        return True

    @staticmethod
    def is_large(edit: Edit | None) -> bool:
        """Whether an edit takes so long to follow that it is better worked out on another thread."""
        return edit is not None and sum(isinstance(one, DeviceChange) for one in edit.changes) > _MANY_CHANGES

    def snapshot(self) -> Project:
        """The project as it is now, safe to write on another thread while edits go on."""
        return replace(self.project)

    def _on_changed(self, changed: Changed) -> None:
        self._revision += 1
        if self._scenario_id not in self.project.scenarios:
            self._scenario_id = next(iter(self.project.scenarios))
            self._forget_engine()
            self.scenario_changed.emit()
        figures = bool(changed.devices) or changed.city or bool(changed.device_types) or changed.targets
        if changed.city:
            self._basis = None
        if self._coming is not None:
            self._forget_engine()
            self._engine, self._in_engine = self._coming.engine, self._coming.devices
            figures = True
        elif changed.city or self._scenario_id in changed.scenarios:
            self._forget_engine()
            figures = True
        else:
            self._update_types(changed)
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

    def _update_types(self, changed: Changed) -> None:
        types = self.project.device_types
        for id_ in changed.device_types:
            self.engine.set_type(types[id_])
        if changed.device_types:
            # Whether the ground takes long to work out again is not known.
            self._area_known.clear()
            self._baseline_table = None

    def _update_engine(self, changed: Changed) -> None:
        if not changed.devices:
            return
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


def prepared(project: Project, path: Path | None = None, focus: str | None = None) -> Study:
    """A study with all that its first look needs worked out already; for the worker that opens a project.

    ``focus`` is what it shows first, where the project shall not say it.
    """
    finish("coverage", "equity")
    load_roles()
    study = Study(project, path)
    if focus is not None:
        study.show_focus(focus)
    assert study.profile is not None
    assert study.colours is not None
    assert math.isfinite(study.north_deg)
    for layer in project.layers:
        # What the legend asks of a layer's features is remembered from now on.
        layer_swatch(layer)
    return study
