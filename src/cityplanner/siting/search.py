"""A search for the most within limits: plans in the making, their values, and the best so far."""

import math

import numpy as np

from cityplanner.siting import kernels
from cityplanner.siting.instance import Aim, Instance, State
from cityplanner.siting.merge import Merged
from cityplanner.siting.objectives import OFFSET, phi_scale
from cityplanner.siting.problem import Problem, RowArray

_TRACE = 1e-3
_PENALTY = 1e4
"""For missing a floor altogether, in cities: missing a ten-thousandth of it is worse than serving nobody."""
_LEAST = 1e-9
"""Part of all people."""
_OPERATIONS = 1e7
_MOST_SHAKES = 500
"""Steps of a kernel between two looks at the clock: some hundredths of a second."""


def aim_of(problem: Problem, merged: Merged, count: int | None, budget: float | None) -> Aim:
    """The limits and curves of ``problem`` for the search."""
    low, width = phi_scale(problem.aversion)
    people = max(float(problem.weights.sum()), 1e-300)
    existing = int(merged.instance.existing.sum())
    most = len(merged.sites) if count is None else min(count + existing, len(merged.sites))
    return Aim(
        total=merged.people,
        aversion=float(problem.aversion),
        low=low,
        width=width,
        offset=OFFSET,
        needed=merged.needed,
        penalty=_PENALTY * people,
        least=_LEAST * people,
        trace=_TRACE if problem.devices_needed > 1 else 0.0,
        most=most,
        budget=math.inf if budget is None else float(budget),
        most_out=problem.movable if existing else 0,
    )


def new_state(inst: Instance, aim: Aim) -> State:
    """A plan with the existing and the wished sites only."""
    sites = len(inst.cost)
    state = State(
        np.zeros(len(inst.weight)),
        np.zeros(sites),
        np.zeros(len(inst.slot_measure)),
        inst.base.copy(),
        np.zeros(sites, dtype=np.bool_),
        np.zeros(sites, dtype=np.int32),
        np.zeros(2, dtype=np.int64),
        np.zeros(2),
    )
    kernels.start(inst, aim, state)
    kernels.put(inst, aim, state, np.flatnonzero(inst.existing | inst.pinned))
    return state


def _copy(source: State, target: State) -> None:
    """Make ``target`` equal to ``source``."""
    for name in State._fields:
        getattr(target, name)[:] = getattr(source, name)


class Search:
    """``best`` is the best plan so far; :meth:`improve` looks for a better one. The same seed, the same plans."""

    def __init__(self, merged: Merged, aim: Aim, seed: int) -> None:
        self._merged = merged
        self._aim = aim
        self._random = np.random.default_rng(seed)
        inst = merged.instance
        self.best = self._greedy(aim, by_cost=False)
        trials = []
        if math.isfinite(aim.budget):
            trials.append(self._greedy(aim, by_cost=True))
        if aim.trace > 0:
            # Half-served people must draw the first sites, before anybody is served at all.
            trials.append(self._resumed(self._greedy(aim._replace(trace=1.0), by_cost=False)))
        for state in trials:
            if kernels.value(aim, state) > kernels.value(aim, self.best):
                self.best = state
        self._state = new_state(inst, aim)
        self._back_to_best()
        lengths = np.diff(inst.row_start).astype(np.float64)
        touched = float(lengths @ lengths) / max(len(inst.cost), 1)
        slots = len(inst.slot_measure) + len(inst.cost)
        step = 2 * touched * (1 + len(inst.measure) / max(len(inst.weight), 1)) + slots * (8 if len(inst.base) else 1)
        self._sweep_cost = max(int(self.best.number[0]), 1) * max(step, 1.0)

    def _greedy(self, aim: Aim, *, by_cost: bool) -> State:
        state = new_state(self._merged.instance, aim)
        kernels.greedy(self._merged.instance, aim, state, by_cost)
        if by_cost:
            kernels.greedy(self._merged.instance, aim, state, False)
        return state

    def _resumed(self, plan: State) -> State:
        state = new_state(self._merged.instance, self._aim)
        kernels.put(self._merged.instance, self._aim, state, np.flatnonzero(plan.inside))
        return state

    def _back_to_best(self) -> None:
        """Both plans from the start: what rounding has gathered on the way is forgotten."""
        self._state = self._resumed_without(self.best)
        _copy(self._state, self.best)

    def _resumed_without(self, plan: State) -> State:
        inst, aim = self._merged.instance, self._aim
        state = new_state(inst, aim)
        for site in np.flatnonzero(state.inside & ~plan.inside).tolist():
            kernels.remove(inst, aim, state, site)
        kernels.put(inst, aim, state, np.flatnonzero(plan.inside))
        return state

    def exchange(self) -> bool:
        """Exchange sites of the best plan for others, some time long; True where no exchange is left that helps."""
        sweeps = max(1, int(_OPERATIONS / self._sweep_cost))
        done = kernels.swaps(self._merged.instance, self._aim, self._state, sweeps)
        _copy(self._state, self.best)
        return bool(done)

    def improve(self) -> bool:
        """Shake the best plan for some time; True where it led to a better one."""
        self._back_to_best()
        rounds = min(max(1, int(_OPERATIONS / (4 * self._sweep_cost))), _MOST_SHAKES)
        chances = self._random.random((rounds, 12))
        found = kernels.shake(self._merged.instance, self._aim, self._state, self.best, chances, 20)
        return bool(found)

    def adopt(self, sites: RowArray, *, force: bool = False) -> bool:
        """Take a plan from elsewhere, by numbers of the instance, where it is better than the best, or by ``force``."""
        inst, aim = self._merged.instance, self._aim
        state = new_state(inst, aim)
        for site in np.flatnonzero(state.inside).tolist():
            kernels.remove(inst, aim, state, site)
        kernels.put(inst, aim, state, np.asarray(sites, dtype=np.int64))
        if not force and kernels.value(aim, state) <= kernels.value(aim, self.best):
            return False
        _copy(state, self.best)
        self._back_to_best()
        return True

    @property
    def value(self) -> float:
        """What the best plan is worth beside what stands, less what missed floors take off it."""
        return float(kernels.value(self._aim, self.best))

    @property
    def plan(self) -> RowArray:
        """The best plan, as the problem's numbers of its sites, the existing ones that stay among them."""
        return self._merged.sites[self.best.inside]


def in_order_of_gain(merged: Merged, aim: Aim, plan: RowArray) -> list[int]:
    """The problem's numbers of the sites ``plan``, the one that adds most first, then the next beside it, and so on."""
    inst = merged.instance
    state = new_state(inst, aim)
    for site in np.flatnonzero(state.inside).tolist():
        kernels.remove(inst, aim, state, site)
    sites = np.flatnonzero(np.isin(merged.sites, plan))
    return [int(site) for site in merged.sites[kernels.order_by_gain(inst, aim, state, sites)]]
