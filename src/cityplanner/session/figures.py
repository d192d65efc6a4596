"""The figures of one scenario: who is served, how fairly, and which targets are met."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager

import numpy as np

from cityplanner.coverage import Engine, engine_for
from cityplanner.coverage.demands import GROUND
from cityplanner.coverage.table import CoverageTable, FloatArray
from cityplanner.equity import EquityBasis, EquityProfile, equity_basis, equity_profile
from cityplanner.equity.targets import TargetResult, target_results
from cityplanner.facts.focus import Focus
from cityplanner.model import Device, DeviceType, Project, Scenario
from cityplanner.session.background import ReadyEngine
from cityplanner.session.made import Made, are
from cityplanner.session.made_for import made_for

_MANY_SHAPES = 300
"""So many discs and neighbourhoods take longer to join than a hand may wait."""


class ScenarioFigures:
    """Answers about one scenario of a project as it is when they are asked, with what is in the hand counted in.

    The engine is brought up to date when something is asked, by the devices that were touched since. Every value is
    kept with what it was made of. Where ``told`` is False nobody says what is touched, and all devices are compared.
    """

    def __init__(self, project: Project, scenario_id: str, basis: Made[EquityBasis]) -> None:
        """``basis`` is shared by all scenarios: it is of the people, who are the same in each."""
        self.scenario_id = scenario_id
        self.told = True
        self.patient = False
        """Whether devices of models that are too slow for the hand are not counted until somebody has looked ahead."""
        self._waiting: dict[str, Device] = {}
        self._project = project
        self._basis = basis
        self._engine: Engine | None = None
        self._made_for: tuple[object, ...] = ()
        self._city_now: Made[tuple[object, ...]] = Made()
        self._types: dict[str, DeviceType] = {}
        self._types_seen: Mapping[str, DeviceType] | None = None
        self._scenario: Scenario | None = None
        self._counted: dict[str, Device] = {}
        """The devices that the engine counts, as it has them."""
        self._doubtful: set[str] = set()
        """Devices that may be others by now than the engine has them."""
        self._held: Mapping[str, Device] = {}
        self._plan, self._state = object(), object()
        """What stands for the plan, and for the plan with what is in the hand, until they are others."""
        self._ground_known: set[Focus] = set()
        self._tables: defaultdict[Focus, Made[CoverageTable]] = defaultdict(Made)
        self._tables_in_hand: defaultdict[Focus, Made[CoverageTable]] = defaultdict(Made)
        self._profile: Made[EquityProfile] = Made()
        self._targets: Made[list[TargetResult]] = Made()

    # What has changed

    def touch(self, device_ids: Iterable[str]) -> None:
        """These devices of the scenario came, went or changed."""
        self._doubtful.update(device_ids)
        self._plan = self._state = object()

    def touch_all(self) -> None:
        """The scenario itself is another."""
        self._scenario = None

    def hold(self, devices: Mapping[str, Device]) -> None:
        """Count these devices as they are in the hand, and no others."""
        if not devices and not self._held:
            return
        self._doubtful.update(self._held, devices)
        self._held = devices
        self._state = object() if devices else self._plan

    @property
    def in_hand(self) -> bool:
        """Whether devices are counted as they are in the hand."""
        return bool(self._held)

    def adopt(self, ready: ReadyEngine) -> None:
        """Go on with an engine that was made in the background; what it does not know yet it is told."""
        self._engine, self._counted = ready.engine, dict(ready.devices)
        self._made_for, self._types, self._types_seen = made_for(ready.project), dict(ready.types), None
        self._scenario = None
        self._ground_known = {ready.focus} if ready.ground else set()
        self._plan = self._state = object()

    @property
    def engine(self) -> Engine:
        """The engine, up to date."""
        project, scenario = self._project, self._project.scenarios[self.scenario_id]
        city = self._city()
        if self._engine is None or not are(city, self._made_for):
            self._engine = engine_for(project, scenario)
            self._engine.prepare_ground()
            self._made_for, self._types, self._types_seen = city, dict(project.device_types), project.device_types
            self._scenario, self._counted = scenario, dict(scenario.devices)
            self._doubtful, self._waiting = set(self._held), {}
            self._ground_known.clear()
            self._plan = self._state = object()
        else:
            self._follow_types(self._engine)
            if scenario is not self._scenario and (self._scenario is None or not self.told or not self._doubtful):
                self._doubtful.update(self._counted, scenario.devices, self._held)
                self._plan = self._state = object()
            self._scenario = scenario
        if self._doubtful:
            self._follow_devices(self._engine, scenario)
        return self._engine

    def _city(self) -> tuple[object, ...]:
        """What an engine is made for now; no edit, no other answer."""
        project = self._project
        made_of = (project.city, project.people, project.layers, project.device_types)
        return self._city_now.get(made_of, lambda: made_for(project))

    def _follow_types(self, engine: Engine) -> None:
        known = self._project.device_types
        if known is self._types_seen:
            return
        self._types_seen = known
        for id_, item in known.items():
            if self._types.get(id_) is not item:
                self._types[id_] = item
                engine.set_type(item)
                # Whether the ground takes long to work out again is not known.
                self._ground_known.clear()
                self._plan = self._state = object()

    @property
    def waiting(self) -> tuple[Device, ...]:
        """Devices that the last answer did not count as they were by then: their model is too slow for the hand."""
        return tuple(self._waiting.values())

    def looked_ahead(self) -> None:
        """Those that waited can be counted."""
        self.touch(self._waiting)
        self.engine  # noqa: B018  # whether anything waits still is known then

    def _follow_devices(self, engine: Engine, scenario: Scenario) -> None:
        doubtful, self._doubtful = self._doubtful, set()
        waited, self._waiting = self._waiting, {}
        for id_ in doubtful:
            before, now = self._counted.get(id_), self._held.get(id_) or scenario.devices.get(id_)
            if now is before:
                continue
            if now is None:
                engine.remove(id_)
                del self._counted[id_]
                continue
            if self.patient and engine.must_wait(now):
                self._waiting[id_] = now
                self._doubtful.add(id_)
                continue
            if before is None:
                engine.add(now)
            else:
                engine.replace(now)
            self._counted[id_] = now
        if waited.keys() - self._waiting.keys():
            # They are counted by now: what was said without them is old.
            self._plan = self._state = object()

    # Answers

    def table(self, focus: Focus) -> CoverageTable:
        """Who is served by ``focus``."""
        engine = self.engine
        return self._made_table(focus).get((self._state,), lambda: engine.table(focus.id))

    def _made_table(self, focus: Focus) -> Made[CoverageTable]:
        return self._tables_in_hand[focus] if self._held else self._tables[focus]

    def table_with(self, focus: Focus, held: Mapping[str, Device]) -> CoverageTable:
        """Who would be served with these devices in the hand instead of those that are."""
        if not held:
            kept = self._tables[focus].kept((self._plan,))
            if kept is not None:
                return kept
        with self._holding(held):
            return self.table(focus)

    def table_with_ground(self, focus: Focus) -> CoverageTable:
        """The same with the ground served by geometry, which takes longer than a frame."""
        table = self.engine.table(focus.id, area=True)
        self._made_table(focus).put((self._state,), table)
        self._ground_known.add(focus)
        return table

    def ground_is_near(self, focus: Focus) -> bool:
        """Whether the ground served takes a moment only: it is a small city, or little changed since it was known."""
        table = self.table(focus)
        if self.patient and not self.engine.is_quick(focus.id):
            return False
        return focus in self._ground_known or table.devices + len(table.ids) < _MANY_SHAPES

    def profile(self, focus: Focus) -> EquityProfile:
        """How fairly the service of ``focus`` is shared."""
        table = self.table(focus)
        basis = self._basis.get(self._city(), lambda: equity_basis(self._project.city, table.people))
        return self._profile.get((table, basis), lambda: equity_profile(table, basis))

    def targets(self, focus: Focus) -> list[TargetResult]:
        """Which of the project's targets are met."""
        table, profile, targets = self.table(focus), self.profile(focus), self._project.targets
        return self._targets.get((table, profile, targets), lambda: target_results(table, profile, targets))

    def reached_by(self, device_id: str) -> float:
        """How many residents a device of the plan reaches, whatever is in the hand; NaN while it waits."""
        with self._holding({}) as engine:
            return engine.device_served(device_id) if device_id in self._counted else np.nan

    def ground_reached_by(self, device_id: str) -> float:
        """How many square metres a device of the plan reaches, by the grid of the estimate; NaN while it waits."""
        with self._holding({}) as engine:
            return engine.device_served(device_id, GROUND) if device_id in self._counted else np.nan

    def lost_without(self, device_id: str) -> FloatArray:
        """(1 + g,) residents and groups left unserved if a device of the plan failed; whatever is in the hand."""
        with self._holding({}) as engine:
            if device_id not in self._counted:
                return np.full(1 + len(self._project.people.groups), np.nan)
            return engine.lost_without(device_id)

    @contextmanager
    def _holding(self, held: Mapping[str, Device]) -> Iterator[Engine]:
        """The engine as if ``held`` were in the hand; afterwards what is there counts again, the same to the bit."""
        self.engine  # noqa: B018  # what changed before is not to be taken for what changes here
        before, state = self._held, self._state
        self.hold(held)
        try:
            yield self.engine
        finally:
            self.hold(before)
            self._state = state
