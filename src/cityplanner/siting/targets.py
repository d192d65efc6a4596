"""The fewest sites, or the cheapest, that reach a target: a share of the people, floors, or both."""

import math
import time
from dataclasses import replace

import numpy as np
from scipy import sparse

from cityplanner.errors import InputError
from cityplanner.i18n import _, format_share
from cityplanner.progress import CancelToken, Progress, no_progress
from cityplanner.siting import kernels
from cityplanner.siting.exact import find_least
from cityplanner.siting.infeasible import out_of_reach
from cityplanner.siting.merge import Merged, floors_hold, merge
from cityplanner.siting.objectives import served_by
from cityplanner.siting.problem import FloatArray, Floors, Problem, RowArray, join_floors
from cityplanner.siting.search import aim_of, in_order_of_gain, new_state
from cityplanner.siting.solution import BestSoFar, Solution, Status, Watcher, gap_between

_CLOSED = 1e-9
_SECONDS = 20.0


def least_sites(
    problem: Problem,
    share: float | None = None,
    *,
    by_cost: bool = False,
    time_limit: float | None = None,
    progress: Progress = no_progress,
    cancel: CancelToken | None = None,
    watch: Watcher | None = None,
) -> Solution:
    """The fewest sites (or, ``by_cost``, the cheapest) with which ``share`` of all people is served.

    The problem's floors hold too, and alone where there is no share. The value and the bound are a number of sites, or
    money. Without a time limit the proof may take some seconds and is then left where it is.
    """
    began = time.perf_counter()
    if share is None and problem.floors is None:
        raise InputError(_("Say what share of the people is to be served."))
    if by_cost and problem.costs is None:
        raise InputError(_("The cost of the sites is not known, so the cheapest cannot be found."))
    if share is not None:
        problem = replace(problem, floors=join_floors(problem.floors, _target(problem, share)))
    problem = replace(problem, aversion=0.0, movable=0)
    merged = merge(problem)
    price = np.ones(len(merged.sites)) if not by_cost else merged.instance.cost
    everything = served_by(problem, np.concatenate([merged.sites, problem.locked]).astype(np.int64))
    if problem.conflicts is None and not floors_hold(problem.floors, everything):
        return _out_of_reach(problem, merged, everything, began)
    progress(0.1, _("Looking for the fewest sites …"))
    plan = _greedy(problem, merged, price)
    if plan is not None:
        _tell(watch, problem, merged, plan, price, 0.0, began)
    seconds = _SECONDS if time_limit is None else max(time_limit - (time.perf_counter() - began), 0.01)
    found = find_least(merged, price, known=plan, seconds=seconds, cancel=cancel)
    if found.infeasible:
        return _out_of_reach(problem, merged, everything, began)
    if found.plan is not None and (plan is None or _price(merged, found.plan, price) < _price(merged, plan, price)):
        plan = found.plan
    if plan is None:
        reason = _("No plan was found in time that reaches the target; give the search more time.")
        status = Status.CANCELLED if cancel is not None and cancel.cancelled else Status.INFEASIBLE
        return Solution((), math.inf, 0.0, 1.0, False, status, reason, (), time.perf_counter() - began)
    value = _price(merged, plan, price)
    bound = min(max(found.bound, 0.0), value)
    if not by_cost:
        bound = min(float(math.ceil(bound - 1e-6)), value)
    gap = gap_between(value, bound)
    proven = gap <= _CLOSED
    stopped = cancel is not None and cancel.cancelled and not proven
    status = Status.CANCELLED if stopped else Status.OPTIMAL if proven else Status.FEASIBLE
    _tell(watch, problem, merged, plan, price, bound, began)
    return Solution(
        _in_order(problem, merged, plan), value, bound, gap, proven, status, "", (), time.perf_counter() - began
    )


def _target(problem: Problem, share: float) -> Floors:
    if not 0 <= share <= 1:
        raise InputError(_("A target must be between 0 and 100 per cent."))
    everybody = sparse.csr_array(problem.weights[np.newaxis, :])
    needed = np.array([share * problem.weights.sum() * (1 - 1e-12)])
    return Floors(everybody, needed, (_("everybody"),), share)


def _greedy(problem: Problem, merged: Merged, price: FloatArray) -> RowArray | None:
    """A plan that reaches the target, without any site that it can do without; None where none was found."""
    inst = merged.instance._replace(weight=np.zeros(len(merged.instance.weight)), cost=price)
    aim = aim_of(problem, merged, None, math.inf)
    state = new_state(inst, aim)
    kernels.greedy(inst, aim, state, True)
    if not _reached(problem, merged.sites[state.inside]):
        return None
    # The dearest first: with what came later, an early site may no longer be needed.
    for site in sorted(np.flatnonzero(state.inside & ~inst.pinned).tolist(), key=lambda site: -price[site]):
        kernels.remove(inst, aim, state, site)
        if not _reached(problem, merged.sites[state.inside]):
            kernels.put(inst, aim, state, np.array([site], dtype=np.int64))
    return merged.sites[state.inside]


def _reached(problem: Problem, plan: RowArray) -> bool:
    return floors_hold(problem.floors, served_by(problem, np.concatenate([plan, problem.locked]).astype(np.int64)))


def _price(merged: Merged, plan: RowArray, price: FloatArray) -> float:
    return float(price[np.isin(merged.sites, plan)].sum())


def _in_order(problem: Problem, merged: Merged, plan: RowArray) -> tuple[int, ...]:
    return tuple(in_order_of_gain(merged, aim_of(problem, merged, None, None), plan))


def _tell(
    watch: Watcher | None,
    problem: Problem,
    merged: Merged,
    plan: RowArray,
    price: FloatArray,
    bound: float,
    began: float,
) -> None:
    if watch is not None:
        value = _price(merged, plan, price)
        chosen = _in_order(problem, merged, plan)
        watch(BestSoFar(chosen, value, bound, gap_between(value, bound), time.perf_counter() - began))


def _out_of_reach(problem: Problem, merged: Merged, everything: FloatArray, began: float) -> Solution:
    """All candidates together do not reach the target, or they cannot all stand."""
    reason = out_of_reach(problem, everything)
    if not reason:
        reached = float(problem.weights @ everything / max(problem.weights.sum(), 1e-300))
        reason = _("The target cannot be reached; all candidates together would serve {share}.").format(
            share=format_share(reached)
        )
    plan = tuple(merged.sites.tolist()) if problem.conflicts is None else ()
    return Solution(plan, math.inf, math.inf, 0.0, True, Status.INFEASIBLE, reason, (), time.perf_counter() - began)
