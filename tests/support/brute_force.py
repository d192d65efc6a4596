"""Every plan of a small problem, one after the other: what a search is held against."""

from itertools import combinations

import numpy as np

from cityplanner.siting import Problem
from cityplanner.siting.merge import floors_hold
from cityplanner.siting.objectives import served_by, value_of


def best_value(problem: Problem, count: int | None = None, budget: float | None = None) -> float | None:
    """The most that any plan is worth; None where none holds the floors."""
    free = problem.selectable.tolist()
    most = len(free) if count is None else min(count, len(free))
    best = None
    for size in range(most + 1):
        for plan in combinations(free, size):
            if allowed(problem, plan, budget):
                served = served_by(problem, [*problem.locked, *plan])
                if floors_hold(problem.floors, served):
                    value = value_of(problem, served)
                    best = value if best is None else max(best, value)
    return best


def allowed(problem: Problem, plan: tuple[int, ...], budget: float | None = None) -> bool:
    """Whether a plan keeps to the wished sites, the distances and the budget."""
    if not set(problem.wished) <= set(plan):
        return False
    if problem.conflicts is not None:
        here = np.zeros(problem.sites, dtype=bool)
        here[[*plan, *problem.locked]] = True
        pairs = problem.conflicts[here[problem.conflicts].all(axis=1)]
        if len(pairs) and not set(pairs.ravel().tolist()) <= set(problem.locked):
            return False
    if budget is not None and problem.costs is not None:
        return bool(problem.costs[list(plan)].sum() <= budget * (1 + 1e-9))
    return True
