"""Finds the sites that are worth most together, within a number or a budget, and says how far from the best."""

import logging
import math
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np

from cityplanner.errors import InputError
from cityplanner.i18n import _, format_number
from cityplanner.progress import CancelToken, Progress, no_progress
from cityplanner.siting.bound import Bound
from cityplanner.siting.capacity import solve_with_capacities
from cityplanner.siting.exact import find_best
from cityplanner.siting.infeasible import hold_floors
from cityplanner.siting.instance import Aim
from cityplanner.siting.limits import Asked, what_cannot_be
from cityplanner.siting.merge import Merged, floors_hold, merge
from cityplanner.siting.objectives import served_by, value_of
from cityplanner.siting.problem import Problem, RowArray
from cityplanner.siting.search import Search, aim_of, in_order_of_gain
from cityplanner.siting.solution import BestSoFar, Solution, Status, Watcher, gap_between

_log = logging.getLogger(__name__)

_CLOSED = 1e-9
"""A gap of less is rounding."""
_PATIENCE = 12
"""Rounds without anything better after which a search without a time limit ends."""
_MOST_ROUNDS = 150
_ROUNDS_BEFORE_PROOF = 20
_WIDE = 0.01
"""A gap that deserves some seconds of proof without being asked, where floors are to be held."""
_SECONDS_FOR_FLOORS = 8.0
"""How long it is tried to hold floors that the search did not reach, or to show that they cannot be held."""
_BOUND_STEPS = 2e7
"""Operations of a round of the bound, as many as one of the search."""


def solve(
    problem: Problem,
    count: int | None = None,
    budget: float | None = None,
    time_limit: float | None = None,
    prove: bool = False,
    seed: int = 0,
    progress: Progress | None = None,
    cancel: CancelToken | None = None,
    watch: Watcher | None = None,
) -> Solution:
    """Choose at most ``count`` more sites, or sites for at most ``budget``, or both, that are worth most.

    ``time_limit`` in seconds; without one the search ends when it finds nothing better any more. ``prove`` goes on
    until nothing better can exist. ``watch`` is called with every better plan and every better bound; ``cancel`` ends
    the search with the best so far and the status cancelled. The same ``seed`` gives the same answer, as long as time
    does not run out. Raises :class:`InputError` where neither a number nor a budget is given.
    """
    began = time.perf_counter()
    if count is None and budget is None:
        raise InputError(_("Say how many sites are wanted, or how much money there is."))
    if (count is not None and count < 0) or (budget is not None and not budget >= 0):
        raise InputError(_("The number of sites and the budget must be 0 or more."))
    merged = merge(problem)
    aim = aim_of(problem, merged, count, budget)
    asked = what_cannot_be(problem, merged, count, budget)
    if asked.plan is not None:
        return _settled(problem, asked, began)
    if problem.capacities is not None:
        found = solve_with_capacities(problem, count, budget, time_limit, cancel or CancelToken(), watch, began)
        return replace(found, status=Status.INFEASIBLE, reason=asked.reason) if asked.reason else found
    terms = _Terms(count, budget, time_limit, progress or no_progress, cancel or CancelToken(), watch, began)
    run = _Run(problem, merged, aim, terms, seed)
    run.go(prove=prove)
    found = run.solution(asked.reason)
    sites = problem.incidence.shape[0]
    _log.info("Searched %d sites in %.1f s: %s, gap %.4f", sites, found.seconds, found.status.value, found.gap)
    return found


def _settled(problem: Problem, asked: Asked, began: float) -> Solution:
    value = value_of(problem, served_by(problem, problem.locked))
    return Solution(
        asked.plan or (), value, value, 0.0, True, Status.INFEASIBLE, asked.reason, (), time.perf_counter() - began
    )


@dataclass(frozen=True, slots=True)
class _Terms:
    """Limits, and who is told and asked while the search goes on; ``began`` is on the clock of ``perf_counter``."""

    count: int | None
    budget: float | None
    time_limit: float | None
    progress: Progress
    cancel: CancelToken
    watch: Watcher | None
    began: float

    @property
    def seconds(self) -> float:
        """How long it has taken so far."""
        return time.perf_counter() - self.began


class _Run:
    """One search: the plan and the bound are improved side by side, round by round."""

    def __init__(self, problem: Problem, merged: Merged, aim: Aim, terms: "_Terms", seed: int) -> None:
        self._problem, self._merged, self._aim, self._terms = problem, merged, aim, terms
        self._whole = _counts_heads(problem)
        self._impossible, self._reason = False, ""
        self._told = (-math.inf, math.inf)
        self._search = Search(merged, aim, seed)
        self._bound = Bound(merged, aim)
        self._bound.start_from(self._search.best)
        self._plan: RowArray = self._search.plan
        self._value, self._feasible = -math.inf, False
        self._look()

    def go(self, *, prove: bool) -> None:
        """Search until nothing better is found, or, with ``prove``, can be."""
        patience, most = (4, _ROUNDS_BEFORE_PROOF) if prove else (_PATIENCE, _MOST_ROUNDS)
        if not self._feasible:
            self._improve(1, most)
            self._hold_floors(prove=prove)
        if self._feasible:
            self._improve(patience, most if self._terms.time_limit is None or prove else 1_000_000)
        if self._over or self._impossible:
            return
        if prove:
            self._prove(self._left())
        elif self._feasible and self._problem.floors is not None and self._gap > _WIDE:
            # Floors leave the quick bound far from the truth.
            self._prove(min(self._left(), _SECONDS_FOR_FLOORS))

    @property
    def _over(self) -> bool:
        return self._closed or self._terms.cancel.cancelled or self._left() <= 0

    def _improve(self, patience: int, most: int) -> None:
        """Plan and bound side by side, until nothing has been better for ``patience`` rounds."""
        entries = max(len(self._merged.instance.site_row), 1)
        steps = int(min(max(_BOUND_STEPS / entries, 5), 60))
        idle, settled = 0, False
        with ThreadPoolExecutor(1) as beside:
            for number in range(most):
                if self._over or idle >= patience:
                    return
                value, bound = self._value, self._bound.value
                bounding = beside.submit(self._bound.improve, self._target(), steps, leave_out=self._feasible)
                if settled:
                    self._search.improve()
                else:
                    settled = self._search.exchange()
                bounding.result()
                self._look()
                better = self._value > value or bound - self._bound.value > 2e-5 * abs(self._bound.value)
                idle = 0 if better or not settled else idle + 1
                self._terms.progress(self._fraction(number), self._sentence())

    def _hold_floors(self, *, prove: bool) -> None:
        """Where the search missed a floor: a plan that holds them all, or why there is none."""
        if self._feasible or self._over:
            return
        self._terms.progress(0.1, _("Looking for a plan that holds every floor …"))
        seconds = self._left() if prove else min(self._left(), 2 * _SECONDS_FOR_FLOORS)
        held = hold_floors(self._problem, self._terms.count, self._terms.budget, seconds, self._terms.cancel)
        self._impossible, self._reason = held.impossible, held.reason
        if held.plan is not None:
            self._take(held.plan)
            self._look()

    def _prove(self, seconds: float) -> None:
        """Let HiGHS find the best plan, and the bound that goes with it."""
        self._terms.progress(self._fraction(_MOST_ROUNDS), _("Proving that nothing better exists …"))
        among = None
        if self._feasible and math.isfinite(self._bound.value):
            among = np.union1d(self._merged.sites[self._bound.undecided(self._value)], self._plan)
        found = find_best(
            self._problem,
            self._terms.count,
            self._terms.budget,
            among=among,
            known=self._plan if self._feasible else None,
            whole=self._whole,
            seconds=seconds,
            cancel=self._terms.cancel,
            on_bound=self._lower,
        )
        self._impossible = found.infeasible
        if found.plan is not None:
            self._take(found.plan)
        if not found.infeasible:
            self._look()
            # What was left out of the proof is worth no more than the plan that was known.
            self._lower(found.bound)

    def _lower(self, bound: float) -> None:
        if bound < self._bound.value:
            self._bound.value = max(bound, self._value if self._feasible else -math.inf)
            self._tell()

    def _fraction(self, number: int) -> float:
        if self._terms.time_limit is not None:
            return min(self._terms.seconds / max(self._terms.time_limit, 1e-9), 1.0)
        return 1 - 0.95 ** (number + 1)

    def _sentence(self) -> str:
        return _("Searching: {value} so far, at most {gap} % from the best possible …").format(
            value=format_number(self._value), gap=format_number(100 * self._gap, 2)
        )

    def _left(self) -> float:
        return math.inf if self._terms.time_limit is None else self._terms.time_limit - (self._terms.seconds)

    def _target(self) -> float:
        return self._value if math.isfinite(self._value) else 0.0

    @property
    def _most(self) -> float:
        """The bound; where heads are counted, a part of a head is none."""
        bound = self._bound.value
        if self._whole and math.isfinite(bound):
            bound = math.floor(bound + 1e-6 + 1e-9 * abs(bound))
        # What differs by rounding alone is the same.
        return self._value if bound <= self._value * (1 + _CLOSED) else bound

    @property
    def _gap(self) -> float:
        return gap_between(self._value, self._most)

    @property
    def _closed(self) -> bool:
        return self._feasible and self._gap <= _CLOSED

    def _look(self) -> None:
        """Reckon the best plan from the problem itself, and tell who watches. A plan that holds the floors stays."""
        plan = self._search.plan
        served = served_by(self._problem, np.union1d(plan, self._standing()))
        value, feasible = value_of(self._problem, served), floors_hold(self._problem.floors, served)
        if (feasible, value if feasible else 0.0) >= (self._feasible, self._value if self._feasible else 0.0):
            self._plan, self._value, self._feasible = plan, value, feasible
        else:
            # Some floors are missed by so little that the search took it for rounding.
            self._take(self._plan)
        self._tell()

    def _tell(self) -> None:
        if self._terms.watch is None:
            return
        now = (self._value, self._most)
        if now != self._told:
            self._told = now
            chosen, removed = self._split(self._plan)
            self._terms.watch(BestSoFar(tuple(chosen), *now, gap_between(*now), self._terms.seconds, removed))

    def _take(self, plan: RowArray) -> None:
        self._search.adopt(np.flatnonzero(np.isin(self._merged.sites, plan)), force=True)

    def _standing(self) -> RowArray:
        """The locked sites that stay whatever is chosen."""
        return np.array(() if self._problem.movable > 0 else self._problem.locked, dtype=np.int64)

    def _split(self, plan: RowArray) -> tuple[list[int], tuple[int, ...]]:
        """The sites that are new, in the order of what they add, and the existing ones that go."""
        locked = set(self._problem.locked)
        new = [site for site in in_order_of_gain(self._merged, self._aim, plan) if site not in locked]
        gone = tuple(sorted(locked - set(plan.tolist()))) if self._problem.movable > 0 else ()
        return new, gone

    def solution(self, reason: str) -> Solution:
        chosen, removed = self._split(self._plan)
        bound = self._most
        gap = gap_between(self._value, bound)
        proven = self._feasible and gap <= _CLOSED
        if self._terms.cancel.cancelled and not proven:
            status = Status.CANCELLED
        elif reason or not self._feasible:
            status = Status.INFEASIBLE
        else:
            status = Status.OPTIMAL if proven else Status.FEASIBLE
        if not self._feasible and not reason:
            reason = self._reason or _("No plan was found that holds every floor.")
        if not chosen and not reason:
            reason = _("No candidate reaches anybody who is not served already.")
        return Solution(
            tuple(chosen),
            self._value,
            bound,
            gap,
            proven,
            status,
            reason,
            removed,
            self._terms.seconds,
        )


def _counts_heads(problem: Problem) -> bool:
    """Whether every plan's value is a whole number."""
    if problem.aversion > 0 and problem.parts is not None:
        return False
    weights, strengths = problem.weights, problem.incidence.data
    return bool((weights == np.floor(weights)).all() and (problem.devices_needed > 1 or (strengths == 1).all()))
