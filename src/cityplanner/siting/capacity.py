"""Sites that can serve so many people and no more: whom they serve has to be shared out among them."""

import math
import time
from dataclasses import dataclass, replace
from typing import Any

import highspy
import numpy as np
from scipy import sparse

from cityplanner.errors import InputError
from cityplanner.i18n import _
from cityplanner.progress import CancelToken
from cityplanner.siting.merge import Merged, merge
from cityplanner.siting.problem import FloatArray, Problem, RowArray
from cityplanner.siting.solution import BestSoFar, Solution, Status, Watcher, gap_between

_SECONDS = 10.0
_CLOSED = 1e-7


@dataclass(frozen=True, eq=False, slots=True)
class _Shared:
    """m sites with capacities and n rows of people; what stands is pinned and costs nothing."""

    problem: Problem
    merged: Merged
    strength: Any
    capacity: FloatArray
    count: int
    budget: float


def solve_with_capacities(
    problem: Problem,
    count: int | None,
    budget: float | None,
    time_limit: float | None,
    cancel: CancelToken,
    watch: Watcher | None,
    began: float,
) -> Solution:
    """The sites that serve most people when each serves no more than its capacity; arguments as of ``solve``.

    A first plan fills site after site; HiGHS then improves and bounds it, for 10 s where no time is given. Raises
    :class:`InputError` for what cannot be asked together with capacities.
    """
    if problem.aversion > 0 or problem.floors is not None or problem.devices_needed > 1 or problem.movable:
        raise InputError(
            _("Capacities go with most people only, not with fairness, floors, several devices at once or moves.")
        )
    shared = _shared(problem, count, budget)
    plan = _filled(shared)
    value, most = shared_out(problem, shared.merged.sites[plan]), _quick_bound(shared)
    _tell(watch, problem, shared, plan, value, most, began)
    seconds = _SECONDS if time_limit is None else max(time_limit - (time.perf_counter() - began), 0.01)
    better, bound = _proven(shared, plan, seconds, cancel)
    if better is not None:
        found = shared_out(problem, shared.merged.sites[better])
        plan, value = (better, found) if found > value else (plan, value)
    bound = max(min(most, bound), value)
    bound = value if bound <= value * (1 + _CLOSED) else bound
    gap = gap_between(value, bound)
    proven = gap == 0
    _tell(watch, problem, shared, plan, value, bound, began)
    status = Status.OPTIMAL if proven else Status.CANCELLED if cancel.cancelled else Status.FEASIBLE
    return Solution(
        _chosen(problem, shared, plan), value, bound, gap, proven, status, "", (), time.perf_counter() - began
    )


def shared_out(problem: Problem, sites: RowArray) -> float:
    """The most people whom ``sites`` can serve together, each point by several of them where need be."""
    if problem.capacities is None or not len(sites):
        return 0.0
    chosen = np.asarray(sites, dtype=np.int64)
    strength = sparse.csr_array(problem.incidence[chosen])
    lp = _flow(strength, problem.weights, problem.capacities[chosen])
    solver: Any = highspy.Highs()  # type: ignore[no-untyped-call]
    solver.setOptionValue("output_flag", False)
    solver.passModel(lp)
    solver.run()
    return float(solver.getInfo().objective_function_value)


def _shared(problem: Problem, count: int | None, budget: float | None) -> _Shared:
    costs = np.zeros(problem.sites) if problem.costs is None else problem.costs.copy()
    costs[list(problem.locked)] = 0.0
    pinned = replace(problem, locked=(), wished=(*problem.wished, *problem.locked), costs=costs, capacities=None)
    merged = merge(pinned)
    inst = merged.instance
    strength = sparse.csr_array(
        (inst.site_strength, inst.site_row, inst.site_start), shape=(len(inst.cost), len(inst.weight))
    )
    assert problem.capacities is not None
    most = len(merged.sites) if count is None else min(count + len(problem.locked), len(merged.sites))
    return _Shared(
        problem, merged, strength, problem.capacities[merged.sites], most, math.inf if budget is None else budget
    )


def _filled(shared: _Shared) -> RowArray:
    """Site after site, the one first that serves most of those who are left; pinned ones before all others."""
    inst = shared.merged.instance
    left = inst.weight.copy()
    blocked = np.zeros(len(inst.cost), dtype=bool)
    plan: list[int] = []
    spent = 0.0
    reached = shared.strength.copy()
    reached.data = np.ones(len(reached.data))
    while len(plan) < shared.count:
        people, served = reached @ left, shared.strength @ left
        gain = served * np.minimum(1.0, np.divide(shared.capacity, people, out=np.ones_like(people), where=people > 0))
        gain[blocked | (inst.cost > shared.budget - spent + 1e-9)] = -1.0
        waiting = np.flatnonzero(inst.pinned & ~np.isin(np.arange(len(inst.cost)), plan))
        site = int(waiting[0]) if len(waiting) else int(np.argmax(gain)) if len(gain) else -1
        if site < 0 or (not len(waiting) and gain[site] <= 0):
            break
        plan.append(site)
        spent += float(inst.cost[site])
        blocked[site] = True
        blocked[inst.conflict_site[inst.conflict_start[site] : inst.conflict_start[site + 1]]] = True
        entries = slice(inst.site_start[site], inst.site_start[site + 1])
        room = float(shared.capacity[site])
        for entry in np.argsort(-inst.site_strength[entries], kind="stable").tolist():
            row = int(inst.site_row[entries][entry])
            taken = min(left[row], room)
            left[row] -= taken
            room -= taken
    return np.array(plan, dtype=np.int64)


def _quick_bound(shared: _Shared) -> float:
    """The best sites as if none took people from another, and no more than all who can be reached."""
    inst = shared.merged.instance
    alone = np.minimum(shared.strength @ inst.weight, shared.capacity)
    strongest = np.zeros(len(inst.weight))
    np.maximum.at(strongest, inst.site_row, inst.site_strength)
    others = np.sort(alone[~inst.pinned])[::-1][: max(shared.count - int(inst.pinned.sum()), 0)]
    return float(min(alone[inst.pinned].sum() + others.sum(), strongest @ inst.weight))


def _flow(strength: Any, weights: FloatArray, capacity: FloatArray) -> "highspy.HighsLp":
    """Who is served by which site, a column an entry: no row more than its people, no site more than its capacity."""
    sites, rows = strength.shape
    entries = len(strength.data)
    site = np.repeat(np.arange(sites), np.diff(strength.indptr))
    column = np.arange(entries)
    matrix = sparse.csr_array(
        (np.ones(2 * entries), (np.concatenate([strength.indices, rows + site]), np.concatenate([column, column]))),
        shape=(rows + sites, entries),
    )
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = entries, rows + sites
    lp.sense_ = highspy.ObjSense.kMaximize
    lp.col_cost_ = strength.data
    lp.col_lower_, lp.col_upper_ = np.zeros(entries), weights[strength.indices]
    lp.row_lower_ = np.full(rows + sites, -np.inf)
    lp.row_upper_ = np.concatenate([weights, capacity])
    _set_matrix(lp, matrix)
    return lp


def _set_matrix(lp: "highspy.HighsLp", matrix: Any) -> None:
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = matrix.indptr.astype(np.int32)
    lp.a_matrix_.index_ = matrix.indices.astype(np.int32)
    lp.a_matrix_.value_ = matrix.data


def _proven(shared: _Shared, known: RowArray, seconds: float, cancel: CancelToken) -> tuple[RowArray | None, float]:
    """What HiGHS makes of it: columns for the flow as in :func:`_flow`, and one a site that is chosen or not."""
    inst, strength = shared.merged.instance, shared.strength
    sites, rows = strength.shape
    entries = len(strength.data)
    site = np.repeat(np.arange(sites), np.diff(strength.indptr))
    column = np.arange(entries)
    pairs_of = np.repeat(np.arange(sites), np.diff(inst.conflict_start))
    pairs = np.flatnonzero(pairs_of < inst.conflict_site)
    pairs = pairs[~(inst.pinned[pairs_of[pairs]] & inst.pinned[inst.conflict_site[pairs]])]
    money = math.isfinite(shared.budget)
    # Rows: people; capacities; nobody by a site that is not chosen; how many; how much; too close.
    line = [strength.indices, rows + site, rows + np.arange(sites), rows + sites + column, rows + sites + column]
    where = [column, column, entries + np.arange(sites), column, entries + site]
    people = inst.weight[strength.indices]
    what = [np.ones(entries), np.ones(entries), -shared.capacity, np.ones(entries), -people]
    high = [inst.weight, np.zeros(sites + entries), np.array([shared.count, shared.budget if money else 1.0])]
    last = rows + sites + entries
    line += [np.full(sites, last), np.full(sites, last + 1)]
    where += [entries + np.arange(sites)] * 2
    what += [np.ones(sites), inst.cost if money else np.zeros(sites)]
    place = last + 2 + np.arange(len(pairs))
    line += [place, place]
    where += [entries + pairs_of[pairs], entries + inst.conflict_site[pairs]]
    what += [np.ones(2 * len(pairs))]
    high.append(np.ones(len(pairs)))
    matrix = sparse.csr_array(
        (np.concatenate(what), (np.concatenate(line), np.concatenate(where))),
        shape=(last + 2 + len(pairs), entries + sites),
    )
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = entries + sites, last + 2 + len(pairs)
    lp.sense_ = highspy.ObjSense.kMaximize
    lp.col_cost_ = np.concatenate([strength.data, np.zeros(sites)])
    lp.col_lower_ = np.concatenate([np.zeros(entries), inst.pinned.astype(np.float64)])
    lp.col_upper_ = np.concatenate([people, np.ones(sites)])
    lp.row_lower_, lp.row_upper_ = np.full(lp.num_row_, -np.inf), np.concatenate(high)
    _set_matrix(lp, matrix)
    kinds = [highspy.HighsVarType.kContinuous] * entries + [highspy.HighsVarType.kInteger] * sites
    lp.integrality_ = kinds
    solver: Any = highspy.Highs()  # type: ignore[no-untyped-call]
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("mip_rel_gap", 1e-9)
    solver.setOptionValue("time_limit", seconds)
    solver.passModel(lp)
    chosen = np.zeros(sites)
    chosen[known] = 1.0
    solver.setSolution(sites, np.arange(entries, entries + sites, dtype=np.int32), chosen)

    def look(event: highspy.HighsCallbackEvent) -> None:
        if cancel.cancelled:
            event.interrupt()

    solver.cbMipInterrupt += look
    solver.run()
    info = solver.getInfo()
    bound = info.mip_dual_bound if math.isfinite(info.mip_dual_bound) else math.inf
    if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return None, bound
    return np.flatnonzero(np.array(solver.getSolution().col_value)[entries:] > 0.5), bound


def _chosen(problem: Problem, shared: _Shared, plan: RowArray) -> tuple[int, ...]:
    sites: list[int] = shared.merged.sites[plan].tolist()
    return tuple(site for site in sites if site not in set(problem.locked))


def _tell(
    watch: Watcher | None,
    problem: Problem,
    shared: _Shared,
    plan: RowArray,
    value: float,
    bound: float,
    began: float,
) -> None:
    if watch is not None:
        now = time.perf_counter() - began
        watch(BestSoFar(_chosen(problem, shared, plan), value, bound, gap_between(value, bound), now))
