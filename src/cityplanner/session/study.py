"""The project that is open in the window, and what is being looked at. No Qt: views subscribe to its signals."""

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import cached_property
from pathlib import Path

from psygnal import Signal

from cityplanner.carto.few_classes import few_classes
from cityplanner.carto.neighbourhood_colours import MapMode, NeighbourhoodColours, neighbourhood_colours
from cityplanner.carto.north_arrow import true_north_deg
from cityplanner.coverage.table import CoverageTable
from cityplanner.equity import EquityProfile
from cityplanner.equity.targets import TargetResult
from cityplanner.facts.focus import Focus, first_focus
from cityplanner.model import (
    BASELINE,
    Changed,
    Device,
    DeviceType,
    Edit,
    Family,
    History,
    Project,
    Scenario,
    Selection,
)
from cityplanner.session.background import ReadyEngine
from cityplanner.session.figures import ScenarioFigures
from cityplanner.session.hand import Hand, Hold
from cityplanner.session.kept_figures import KeptFigures
from cityplanner.session.made import Made, are
from cityplanner.session.made_for import made_for


class Study:
    """Joins project, history and selection with what is looked at: which scenario, which service, which colours.

    ``focus`` is the device type or family whose coverage is shown. What is in the hand changes the figures
    of the scenario that is shown but not the project.
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
        self._focus = first_focus(project, self.scenario)
        self.hidden = frozenset(family.value for family in Family if family is not self.focus_family)
        """What the layer tree hides beside layers: family ids, ``served``, ``ranges``, ``names``. At first all
        families but the one that is measured: 14,000 lamps would bury 90 access points."""
        self.mode = MapMode.SHARE
        """What the neighbourhoods are coloured by."""
        self.few_classes = False
        """Whether their steps are joined, for a projector."""
        self._colours: Made[NeighbourhoodColours] = Made()
        self._kept = KeptFigures(project)
        self._hand = Hand(self._on_hand, self._gain_of, self._ground_gain_of)
        self.revision = object()
        """Another after every step of the history."""
        self._coming: ReadyEngine | None = None
        self._made_for = made_for(project)
        self.history.changed.connect(self._on_changed)

    def close(self) -> None:
        """Nobody looks at the study any more."""
        self._end_holds()

    # What is looked at

    @property
    def scenario(self) -> Scenario:
        return self.project.scenarios[self._scenario_id]

    @property
    def focus(self) -> Focus:
        return self._focus

    @cached_property
    def north_deg(self) -> float:
        """Where true north is in the middle of the city, in degrees clockwise from up on the map."""
        west, south, east, north = self.project.city.neighbourhoods.total_bounds.tolist()
        return true_north_deg(self.project.city.crs, (west + east) / 2, (south + north) / 2)

    @property
    def focus_types(self) -> list[DeviceType]:
        """The types whose coverage is shown: one, or all of a family."""
        return self._focus.types(self.project.device_types)

    @property
    def focus_family(self) -> Family:
        return self._focus.family(self.project.device_types)

    def show_scenario(self, scenario_id: str) -> None:
        """Look at another scenario; what is in the hand belongs to the one before, and is let go."""
        if scenario_id != self._scenario_id:
            self._end_holds()
            self._scenario_id = scenario_id
            self.selection.select(neighbourhoods=self.selection.neighbourhoods)
            self.scenario_changed.emit()
            self.figures_changed.emit()

    def show_focus(self, focus: Focus) -> None:
        """Show the coverage of a type or of a family, and its devices instead of those shown before."""
        if focus == self._focus:
            return
        before = self.focus_family
        self._focus = focus
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
            self.few_classes = on
            self.mode_changed.emit()

    def shown_devices(self) -> Iterable[Device]:
        """The scenario's devices of the families that are not hidden."""
        shown = {item.id for item in self.project.device_types.values() if item.family.value not in self.hidden}
        return [device for device in self.scenario.devices.values() if device.type_id in shown]

    # Figures

    def figures(self, scenario_id: str) -> ScenarioFigures:
        """The figures of a scenario; those of several are there at once."""
        return self._kept.of(scenario_id)

    @property
    def shown(self) -> ScenarioFigures:
        """The figures of the scenario that is shown, with what is in the hand."""
        return self.figures(self._scenario_id)

    @property
    def parent(self) -> ScenarioFigures | None:
        """The figures of the scenario that this one was copied from; None where it is the first."""
        id_ = self.scenario.parent
        return None if id_ is None or id_ not in self.project.scenarios else self.figures(id_)

    @property
    def table(self) -> CoverageTable:
        """Who is served now, with what is in the hand."""
        return self.shown.table(self._focus)

    @property
    def profile(self) -> EquityProfile:
        """How fairly service is shared now, with what is in the hand."""
        return self.shown.profile(self._focus)

    @property
    def targets(self) -> list[TargetResult]:
        """Which of the project's targets are met now, with what is in the hand."""
        return self.shown.targets(self._focus)

    @property
    def ground_is_near(self) -> bool:
        """Whether it takes a moment only to know the ground served."""
        return self.shown.ground_is_near(self._focus)

    @property
    def parent_table(self) -> CoverageTable | None:
        """Who is served in the scenario that this one was copied from; None where it is the first."""
        parent = self.parent
        return None if parent is None else parent.table(self._focus)

    @property
    def parent_targets(self) -> list[TargetResult] | None:
        """Which targets are met in the scenario that this one was copied from; None where it is the first."""
        parent = self.parent
        return None if parent is None else parent.targets(self._focus)

    @property
    def colours(self) -> NeighbourhoodColours:
        """The colours of the neighbourhoods now, with what is in the hand."""
        made_of = (self.mode, self.table, self.project.city, self.parent_table)

        def make() -> NeighbourhoodColours:
            colours = neighbourhood_colours(*made_of)
            return few_classes(colours) if self.few_classes else colours

        return self._colours.get((*made_of, self.few_classes), make)

    # The hand

    def take(self, ended: Callable[[], object]) -> Hold:
        """Take hold of devices of the scenario that is shown; ``ended`` is called when the hold has ended."""
        return self._hand.take(ended)

    @property
    def in_hand(self) -> Mapping[str, Device]:
        """The devices in the hand by id, as they are held."""
        return self._hand.devices

    def _on_hand(self) -> None:
        self.shown.hold(self._hand.devices)
        self.figures_changed.emit()

    def _gain_of(self, hold: Hold) -> float:
        if self.waiting is not None:
            return math.nan
        without = self.shown.table_with(self._focus, self._hand.without(hold))
        return float(self.table.city_served[0] - without.city_served[0])

    def _ground_gain_of(self, hold: Hold) -> float:
        if self.waiting is not None:
            return math.nan
        without = self.shown.table_with(self._focus, self._hand.without(hold)).area_served_m2
        now = self.table.area_served_m2
        return math.nan if now is None or without is None else float(now.sum() - without.sum())

    def _end_holds(self) -> bool:
        """Whether the figures are others because something was in the hand."""
        held = bool(self._hand.devices)
        self._kept.end_holds()
        self._hand.end_all()
        return held

    # Models that are too slow for the hand

    def be_patient(self) -> None:
        """Somebody looks ahead whenever devices wait (``looking_ahead``); until then slow models are waited for."""
        self._kept.be_patient()

    @property
    def waiting(self) -> ScenarioFigures | None:
        """Figures that follow: a coverage model is too slow for the hand, and what they say is from before."""
        # What is shown is brought up to date, so that it is known.
        self.shown.engine  # noqa: B018
        return self._kept.waiting

    # Changes

    def do(self, edit: Edit) -> None:
        """Change the project. What is in the hand is let go, also where there is nothing to change."""
        if edit.changes:
            self.history.do(edit)
        elif self._end_holds():
            self.figures_changed.emit()

    def carry_out(self, step: Callable[[], object], ready: ReadyEngine) -> None:
        """Take a step of the history for which the engine is ready."""
        self._coming = ready
        try:
            step()
        finally:
            self._coming = None

    def snapshot(self) -> Project:
        """The project as it is now, safe to write on another thread while edits go on."""
        return replace(self.project)

    def _on_changed(self, changed: Changed) -> None:
        self.revision = object()
        gone = self._scenario_id not in self.project.scenarios
        if gone:
            self._scenario_id = next(iter(self.project.scenarios))
        self._kept.hear(changed)
        let_go = self._end_holds()
        if self._coming is not None and self._coming.scenario.id in self.project.scenarios:
            self.figures(self._coming.scenario.id).adopt(self._coming)
        before, self._made_for = self._made_for, made_for(self.project)
        self._drop_gone_from_selection()
        self.project_changed.emit(changed)
        if gone or changed.scenarios:
            self.scenario_changed.emit()
        if (
            let_go
            or gone
            or changed.devices
            or changed.scenarios
            or changed.device_types
            or not are(before, self._made_for)
            or changed.targets
        ):
            self.figures_changed.emit()

    def _drop_gone_from_selection(self) -> None:
        there = {id_ for id_ in self.selection.devices if id_ in self.scenario.devices}
        if len(there) != len(self.selection.devices):
            self.selection.select(neighbourhoods=self.selection.neighbourhoods, devices=there)
