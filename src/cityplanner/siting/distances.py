"""The shortest way to the nearest site: on average (p-median), or for whoever has the longest (p-centre)."""

import math
import time
from dataclasses import replace

import numpy as np
import numpy.typing as npt
from scipy import sparse

from cityplanner.errors import InputError
from cityplanner.i18n import _
from cityplanner.progress import CancelToken, Progress, no_progress
from cityplanner.siting.problem import FloatArray, Problem
from cityplanner.siting.solution import BestSoFar, Solution, Status, Watcher, gap_between
from cityplanner.siting.solve import solve

_CLOSED = 1e-9


def shortest_mean(
    distances: npt.ArrayLike,
    problem: Problem,
    count: int | None = None,
    budget: float | None = None,
    time_limit: float | None = None,
    prove: bool = False,
    seed: int = 0,
    progress: Progress = no_progress,
    cancel: CancelToken | None = None,
    watch: Watcher | None = None,
) -> Solution:
    """The sites with which people have the shortest way to the nearest one on average.

    ``distances`` (m, n) in metres or minutes; ``problem`` says the weights, costs and which sites are locked, wished,
    forbidden or too close; its own incidence plays no part. The value and the bound are mean distances, the bound the
    smaller of the two. Served by nearness, one minus the distance over the longest one, it is the same search.
    """
    away = _checked(distances, problem)
    longest = float(away.max(initial=0.0)) or 1.0
    people = float(problem.weights.sum())
    if not people > 0:
        raise InputError(_("Nobody is known to live in the city, so there is nobody to serve."))
    near = replace(problem, incidence=sparse.csr_array(1.0 - away / longest), aversion=0.0, devices_needed=1)

    def in_metres(value: float) -> float:
        return longest * (1.0 - min(value / people, 1.0))

    def tell(best: BestSoFar) -> None:
        if watch is not None:
            value, bound = in_metres(best.value), in_metres(best.bound)
            watch(replace(best, value=value, bound=bound, gap=gap_between(value, bound)))

    found = solve(near, count, budget, time_limit, prove, seed, progress, cancel, tell if watch else None)
    value, bound = in_metres(found.value), in_metres(found.bound)
    return replace(found, value=value, bound=bound, gap=0.0 if found.proven else gap_between(value, bound))


def shortest_worst(
    distances: npt.ArrayLike,
    problem: Problem,
    count: int,
    time_limit: float | None = None,
    seed: int = 0,
    progress: Progress = no_progress,
    cancel: CancelToken | None = None,
    watch: Watcher | None = None,
) -> Solution:
    """The ``count`` sites with which whoever has the longest way to the nearest one has the shortest.

    Arguments as of :func:`shortest_mean`. The distances that occur are halved again and again: can so many sites reach
    everybody within this one? The bound is the longest distance within which they were shown not to.
    """
    began = time.perf_counter()
    token = cancel or CancelToken()
    away = _checked(distances, problem)[:, problem.weights > 0]
    if not away.shape[1]:
        raise InputError(_("Nobody is known to live in the city, so there is nobody to serve."))
    steps = np.unique(away)
    # Nobody can be nearer to a chosen site than to the nearest of all.
    usable = np.union1d(problem.selectable, np.array(problem.locked, dtype=np.int64)).astype(np.int64)
    low = int(np.searchsorted(steps, away[usable].min(axis=0).max())) if len(usable) else 0
    high = len(steps) - 1
    best: Solution | None = None
    undecided = False
    while low <= high and not token.cancelled:
        middle = (low + high) // 2
        left = None if time_limit is None else time_limit - (time.perf_counter() - began)
        if left is not None and left <= 0:
            undecided = True
            break
        within = replace(
            problem,
            incidence=sparse.csr_array((away <= steps[middle]).astype(np.float64)),
            weights=np.ones(away.shape[1]),
            parts=None,
            aversion=0.0,
            floors=None,
            devices_needed=1,
        )
        found = solve(within, count, None, left, True, seed, cancel=token)
        if found.value >= away.shape[1]:
            best, high = found, middle - 1
            if watch is not None:
                value, bound = float(steps[middle]), float(steps[low])
                now = time.perf_counter() - began
                watch(BestSoFar(found.chosen, value, bound, gap_between(value, bound), now, found.removed))
        elif found.bound < away.shape[1] or found.proven:
            low = middle + 1
        else:
            undecided = True
            break
        progress(1 - (high - low + 1) / len(steps), _("Looking for the shortest longest way …"))
    seconds = time.perf_counter() - began
    bound = float(steps[min(low, len(steps) - 1)])
    if best is None:
        if token.cancelled or undecided:
            status, reason = Status.CANCELLED, _("Stopped before any plan was found.")
        else:
            status, reason = Status.INFEASIBLE, _("No plan keeps to the limits; ask for more sites.")
        return Solution((), math.inf, bound, 1.0, False, status, reason, (), seconds)
    value = float(steps[high + 1])
    gap = gap_between(value, bound)
    proven = gap <= _CLOSED
    status = Status.OPTIMAL if proven else Status.CANCELLED if token.cancelled else Status.FEASIBLE
    return Solution(best.chosen, value, bound, gap, proven, status, best.reason, best.removed, seconds)


def _checked(distances: npt.ArrayLike, problem: Problem) -> FloatArray:
    away = np.asarray(distances, dtype=np.float64)
    if away.shape != (problem.sites, len(problem.weights)):
        raise InputError(
            _("There must be a distance from each of {sites} sites to each of {people} places.").format(
                sites=problem.sites, people=len(problem.weights)
            )
        )
    if not np.isfinite(away).all() or (away < 0).any():
        raise InputError(_("Every distance must be a number of 0 or more."))
    return away
