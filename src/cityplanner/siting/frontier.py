"""What fairness costs, and what money buys: the best plans side by side, and the price of the next step in words."""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise

import numpy as np

from cityplanner.equity import gini
from cityplanner.errors import InputError
from cityplanner.i18n import _, format_number, ngettext, text_fields
from cityplanner.progress import CancelToken, Progress, no_progress
from cityplanner.siting.bound import Bound
from cityplanner.siting.instance import Aim
from cityplanner.siting.merge import Merged, floors_hold, merge
from cityplanner.siting.objectives import served_by, value_of
from cityplanner.siting.problem import FloatArray, Problem, RowArray
from cityplanner.siting.search import Search, aim_of, in_order_of_gain
from cityplanner.siting.solution import Solution, Status, gap_between

AVERSIONS = (0.0, 0.1, 0.2, 0.3, 0.45, 0.6, 0.8, 1.0, 1.25, 1.5, 1.75, 2.0, 2.5, 3.0, 4.0)
"""Fifteen aversions to inequality, from counting heads to little but the worst served."""
_POINTS = 15
_BOUND_ROUNDS, _BOUND_STEPS = 3, 20
_FEW_ENTRIES = 50_000
"""Pairs of a site and a row of people up to which there is time to shake each plan."""


class FrontierKind(StrEnum):
    EQUITY = "equity"
    """People served against fairness, at the same number or budget."""
    BUDGET = "budget"
    """People served against the number of sites, or against money where a budget is given."""


@dataclass(frozen=True, eq=False, slots=True)
class FrontierPoint:
    """``at``: the aversion, the number of sites or the budget; ``problem`` is what ``solution`` solves.

    ``served`` people and ``share`` of all; ``fairness`` 100 x (1 - Gini) of the shares served of the neighbourhoods,
    None where nobody is served; ``worst`` the least share of a neighbourhood. ``best``: no other point has more people
    and is fairer too (or, of a budget, costs less).
    """

    at: float
    problem: Problem
    solution: Solution
    served: float
    share: float
    fairness: float | None
    worst: float
    best: bool = True


@text_fields("sentences")
@dataclass(frozen=True, eq=False, slots=True)
class Frontier:
    kind: FrontierKind
    points: tuple[FrontierPoint, ...]
    sentences: tuple[str, ...]
    """What a step from each point to the next costs or brings, and first what the last of them do."""
    seconds: float


def frontier(
    problem: Problem,
    kind: FrontierKind,
    count: int | None = None,
    budget: float | None = None,
    *,
    points: int = _POINTS,
    seed: int = 0,
    progress: Progress = no_progress,
    cancel: CancelToken | None = None,
) -> Frontier:
    """The best plans at ``points`` aversions to inequality, or numbers or budgets up to the one given.

    Each has its own gap; all are quick searches, and opening one and searching on can improve it. Raises
    :class:`InputError` without a limit or, for fairness, without neighbourhoods; :class:`CancelledError` where stopped.
    """
    began = time.perf_counter()
    if count is None and budget is None:
        raise InputError(_("Say how many sites are wanted, or how much money there is."))
    if kind is FrontierKind.EQUITY:
        if problem.parts is None:
            raise InputError(_("Fairness is measured between neighbourhoods, and there are none."))
        found = _by_aversion(problem, count, budget, points, seed, progress, cancel)
        sentences = _prices_of_fairness(found)
    else:
        found = _by_limit(problem, count, budget, points, seed, progress, cancel)
        sentences = _yields(found, money=budget is not None)
    return Frontier(kind, tuple(found), tuple(sentences), time.perf_counter() - began)


def _by_aversion(
    problem: Problem,
    count: int | None,
    budget: float | None,
    points: int,
    seed: int,
    progress: Progress,
    cancel: CancelToken | None,
) -> list[FrontierPoint]:
    # The same rows and measures for every aversion: people are merged once.
    merged = merge(replace(problem, aversion=1.0))
    places = np.linspace(0, len(AVERSIONS) - 1, points)
    found: list[FrontierPoint] = []
    plan: RowArray | None = None
    for done, aversion in enumerate(np.interp(places, np.arange(len(AVERSIONS)), AVERSIONS).tolist()):
        _go_on(progress, cancel, done / points)
        here = replace(problem, aversion=aversion)
        plan, bound = _quick(merged, aim_of(here, merged, count, budget), seed, plan)
        found.append(_point(here, merged, aversion, plan, bound))
    return _marked(found, lambda point: (point.served, -1.0 if point.fairness is None else point.fairness))


def _by_limit(
    problem: Problem,
    count: int | None,
    budget: float | None,
    points: int,
    seed: int,
    progress: Progress,
    cancel: CancelToken | None,
) -> list[FrontierPoint]:
    merged = merge(problem)
    if budget is not None:
        limits: Sequence[float] = np.linspace(0.0, budget, points + 1)[1:].tolist()
    else:
        most = min(count or 0, int((~merged.instance.existing).sum()))
        limits = np.unique(np.ceil(np.linspace(0, most, points + 1)[1:])).tolist() if most else []
    found: list[FrontierPoint] = []
    for done, limit in enumerate(limits):
        _go_on(progress, cancel, done / len(limits))
        aim = aim_of(problem, merged, count if budget is not None else round(limit), budget and limit)
        plan, bound = _quick(merged, aim, seed, None)
        found.append(_point(problem, merged, limit, plan, bound))
    return _marked(found, lambda point: (point.served, -point.at))


def _go_on(progress: Progress, cancel: CancelToken | None, fraction: float) -> None:
    if cancel is not None:
        cancel.raise_if_cancelled()
    progress(fraction, _("Comparing plans …"))


def _quick(merged: Merged, aim: Aim, seed: int, before: RowArray | None) -> tuple[RowArray, float]:
    """A good plan and a bound in a fraction of a second; ``before`` is a plan that may be near."""
    search = Search(merged, aim, seed)
    if before is not None:
        search.adopt(np.flatnonzero(np.isin(merged.sites, before)))
    bound = Bound(merged, aim)
    bound.start_from(search.best)
    with ThreadPoolExecutor(1) as beside:
        known = merged.base + search.value
        bounding = beside.submit(_bounded, bound, known)
        search.exchange()
        if len(merged.instance.site_row) <= _FEW_ENTRIES:
            search.improve()
        bounding.result()
    return search.plan, bound.value


def _bounded(bound: Bound, known: float) -> None:
    for _round in range(_BOUND_ROUNDS):
        bound.improve(known, _BOUND_STEPS)


def _point(problem: Problem, merged: Merged, at: float, plan: RowArray, bound: float) -> FrontierPoint:
    aim = aim_of(problem, merged, None, None)
    locked = set(problem.locked)
    standing = np.union1d(plan, () if problem.movable else np.array(problem.locked, dtype=np.int64)).astype(np.int64)
    served = served_by(problem, standing)
    value = value_of(problem, served)
    bound = max(bound, value)
    gap = gap_between(value, bound)
    holds = floors_hold(problem.floors, served)
    status = Status.INFEASIBLE if not holds else Status.OPTIMAL if gap <= 1e-9 else Status.FEASIBLE
    chosen = tuple(site for site in in_order_of_gain(merged, aim, plan) if site not in locked)
    removed = tuple(sorted(locked - set(plan.tolist()))) if problem.movable else ()
    reason = "" if holds else _("No plan was found that holds every floor.")
    solution = Solution(chosen, value, bound, gap, status is Status.OPTIMAL, status, reason, removed)
    people = problem.weights @ served
    share = _shares(problem, served)
    return FrontierPoint(
        at,
        problem,
        solution,
        float(people),
        float(people / problem.weights.sum()) if problem.weights.sum() > 0 else 0.0,
        None if share is None or not people > 0 else 100.0 * (1.0 - gini(*share)),
        0.0 if share is None else float(share[0].min()),
    )


def _shares(problem: Problem, served: FloatArray) -> tuple[FloatArray, FloatArray] | None:
    """The shares served of the neighbourhoods that have people, and those people."""
    if problem.parts is None:
        return None
    inside = problem.parts >= 0
    people = np.bincount(problem.parts[inside], problem.weights[inside]).astype(np.float64)
    reached = np.bincount(problem.parts[inside], (problem.weights * served)[inside], minlength=len(people))
    counted = people > 0
    return (reached[counted] / people[counted], people[counted]) if counted.any() else None


def _marked(found: list[FrontierPoint], merits: Callable[[FrontierPoint], tuple[float, float]]) -> list[FrontierPoint]:
    """The points with those marked that another one beats in one way and equals in the other."""
    marked = []
    for point in found:
        one, two = merits(point)
        beaten = any(a >= one and b >= two and (a > one or b > two) for a, b in (merits(other) for other in found))
        marked.append(replace(point, best=not beaten))
    return marked


def _prices_of_fairness(found: Sequence[FrontierPoint]) -> list[str]:
    line = _distinct([point for point in found if point.best and point.fairness is not None])
    steps = list(pairwise(line))
    sentences: list[str] = []
    if len(steps) > 1:
        cost = line[0].served - line[-1].served
        sentences.append(
            _("Fairness can rise by {points} points; all of them cost {people} served residents.").format(
                points=format_number((line[-1].fairness or 0) - (line[0].fairness or 0), 1), people=format_number(cost)
            )
        )
    if steps:
        before, after = steps[-1]
        sentences.append(
            _price(_("The last {points} points of fairness cost {people} served residents."), before, after)
        )
    sentences += [
        _price(_("The next {points} points of fairness cost {people} served residents."), before, after)
        for before, after in steps[:-1]
    ]
    return sentences


def _price(sentence: str, before: FrontierPoint, after: FrontierPoint) -> str:
    return sentence.format(
        points=format_number((after.fairness or 0) - (before.fairness or 0), 1),
        people=format_number(before.served - after.served),
    )


def _yields(found: Sequence[FrontierPoint], *, money: bool) -> list[str]:
    line = _distinct([point for point in found if point.best])
    sentences: list[str] = []
    for before, after in reversed(list(pairwise(line))):
        more, people = after.at - before.at, after.served - before.served
        first = not sentences
        if money:
            text = _("The last {more} of money serve {people} more residents.")
            if not first:
                text = _("Before that, {more} of money serve {people} more residents.")
        else:
            text = ngettext(
                "The last site serves {people} more residents.",
                "The last {more} sites serve {people} more residents.",
                round(more),
            )
            if not first:
                text = ngettext(
                    "Before that, one site serves {people} more residents.",
                    "Before that, {more} sites serve {people} more residents.",
                    round(more),
                )
        sentences.append(text.format(more=format_number(more), people=format_number(people)))
    return sentences


def _distinct(line: list[FrontierPoint]) -> list[FrontierPoint]:
    """Without points that serve as many, as fairly, as the one before."""
    kept: list[FrontierPoint] = []
    for point in line:
        if not kept or (point.served, point.fairness) != (kept[-1].served, kept[-1].fairness):
            kept.append(point)
    return sorted(kept, key=lambda point: point.at)
