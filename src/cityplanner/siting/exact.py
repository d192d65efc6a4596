"""The best plan there is, proven by HiGHS, on as few rows and sites as the bound leaves."""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import highspy
import numpy as np

from cityplanner.progress import CancelToken
from cityplanner.siting.instance import Aim
from cityplanner.siting.merge import Merged, merge
from cityplanner.siting.milp import Programme
from cityplanner.siting.objectives import phi
from cityplanner.siting.problem import FloatArray, Problem, RowArray
from cityplanner.siting.search import aim_of

_CURVE_ROUNDS = 12
_CLOSE = 1e-7


@dataclass(frozen=True, eq=False, slots=True)
class Exact:
    """``plan`` the best plan that HiGHS found, None where it found none; ``bound`` on the value of any plan.

    ``complete``: the search came to its end. ``infeasible``: no plan keeps to the limits and the floors.
    """

    plan: RowArray | None
    bound: float
    complete: bool
    infeasible: bool = False


def find_best(
    problem: Problem,
    count: int | None,
    budget: float | None,
    *,
    among: RowArray | None = None,
    known: RowArray | None = None,
    whole: bool = False,
    seconds: float = math.inf,
    cancel: CancelToken | None = None,
    on_bound: Callable[[float], None] | None = None,
) -> Exact:
    """The best plan, of sites ``among`` those given; ``known`` is a plan to start from.

    ``whole``: all values are whole numbers. ``seconds`` is all it may take.
    """
    began = time.perf_counter()
    if among is not None:
        others = np.setdiff1d(problem.selectable, among)
        problem = replace(problem, forbidden=(*problem.forbidden, *others.tolist()))
    merged = merge(problem)
    aim = aim_of(problem, merged, count, budget)
    programme = Programme(merged, aim)
    bound, best = math.inf, known
    for _round in range(_CURVE_ROUNDS if len(programme.curved) else 1):
        left = seconds - (time.perf_counter() - began)
        run = _run(programme, merged, best, left, cancel, on_bound, whole)
        if run.infeasible:
            return Exact(None, -math.inf, True, True)
        bound = min(bound, run.bound)
        if run.plan is not None:
            best = run.plan
        if not run.complete or run.solution is None or not len(programme.curved):
            return Exact(run.plan, bound, run.complete)
        sums, worth = np.split(run.solution[-2 * len(programme.curved) :], 2)
        people = merged.people[programme.curved]
        true = people * phi(np.clip(sums / people, 0, 1), aim.aversion)
        if worth.sum() - true.sum() <= _CLOSE * max(abs(bound), 1e-9):
            return Exact(run.plan, bound, True)
        programme.touch(sums)
    return Exact(best, bound, False)


@dataclass(frozen=True, eq=False, slots=True)
class _Result:
    plan: RowArray | None
    bound: float
    complete: bool
    infeasible: bool
    solution: FloatArray | None


def _run(
    programme: Programme,
    merged: Merged,
    known: RowArray | None,
    seconds: float,
    cancel: CancelToken | None,
    on_bound: Callable[[float], None] | None,
    whole: bool,
) -> _Result:
    """One run of HiGHS."""
    solver: Any = highspy.Highs()  # type: ignore[no-untyped-call]
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("mip_rel_gap", 1e-9)
    solver.setOptionValue("mip_abs_gap", 0.999 if whole else 1e-9)
    if math.isfinite(seconds):
        solver.setOptionValue("time_limit", max(seconds, 0.01))
    solver.passModel(programme.model())
    if known is not None:
        chosen = np.isin(merged.sites, known).astype(np.float64)
        solver.setSolution(len(chosen), np.arange(len(chosen), dtype=np.int32), chosen)

    def look(event: highspy.HighsCallbackEvent) -> None:
        if cancel is not None and cancel.cancelled:
            event.interrupt()
        bound = event.data_out.mip_dual_bound
        if on_bound is not None and math.isfinite(bound):
            on_bound(bound + programme.constant)

    solver.cbMipInterrupt += look
    solver.run()
    status, info = solver.getModelStatus(), solver.getInfo()
    if status in (highspy.HighsModelStatus.kInfeasible, highspy.HighsModelStatus.kUnboundedOrInfeasible):
        return _Result(None, -math.inf, True, True, None)
    complete = status in (highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kModelEmpty)
    bound = info.mip_dual_bound + programme.constant if math.isfinite(info.mip_dual_bound) else math.inf
    if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return _Result(None, bound, complete, False, None)
    values = np.array(solver.getSolution().col_value)
    return _Result(merged.sites[values[: programme.sites] > 0.5], bound, complete, False, values)


def find_least(
    merged: Merged,
    price: FloatArray,
    *,
    known: RowArray | None = None,
    seconds: float = math.inf,
    cancel: CancelToken | None = None,
) -> Exact:
    """The sites with the least sum of ``price`` (m,) with which every floor holds; ``bound`` is that sum's."""
    aim = Aim(
        total=merged.people,
        aversion=0.0,
        low=0.0,
        width=1.0,
        offset=0.0,
        needed=merged.needed,
        penalty=0.0,
        least=0.0,
        trace=0.0,
        most=len(price),
        budget=math.inf,
        most_out=0,
    )
    programme = Programme(merged, aim, price=price)
    run = _run(programme, merged, known, seconds, cancel, None, bool((price == np.floor(price)).all()))
    if run.infeasible:
        return Exact(None, math.inf, True, True)
    bound = -(run.bound - programme.constant) if math.isfinite(run.bound) else 0.0
    return Exact(run.plan, bound, run.complete)
