"""Why each site: who gains by it, what would take its place, and what it costs to do without."""

from dataclasses import dataclass

import numpy as np

from cityplanner.siting import kernels
from cityplanner.siting.merge import floors_hold, merge
from cityplanner.siting.objectives import served_by, value_of
from cityplanner.siting.problem import FloatArray, Problem
from cityplanner.siting.search import aim_of, new_state
from cityplanner.siting.solution import Solution


@dataclass(frozen=True, eq=False, slots=True)
class Reason:
    """``gain``: what the site adds to those before it and to what stands; all gains add up to the plan's.

    ``alone``: what is lost without it if nothing takes its place. ``runner_up`` is the site that would replace it
    best, None where none helps; ``veto_cost`` is what is lost then: with the others left where they are, so that a
    new search may lose less. ``breaks_floor``: the plan holds every floor, and would not then. ``served`` (n,) how much
    better the site serves each person point than those before it do.
    """

    site: int
    gain: float
    alone: float
    runner_up: int | None
    veto_cost: float
    breaks_floor: bool
    served: FloatArray


def explain(
    problem: Problem, solution: Solution, count: int | None = None, budget: float | None = None
) -> list[Reason]:
    """A reason for each chosen site, in the solution's order, within the limits that it was searched for."""
    merged = merge(problem)
    aim = aim_of(problem, merged, count, budget)
    inst = merged.instance
    staying = [site for site in problem.locked if site not in solution.removed]
    place = {int(site): number for number, site in enumerate(merged.sites)}
    state = new_state(inst, aim)
    for number in np.flatnonzero(state.inside).tolist():
        kernels.remove(inst, aim, state, number)
    plan = [place[site] for site in (*solution.chosen, *staying) if site in place]
    kernels.put(inst, aim, state, np.array(plan, dtype=np.int64))
    before = served_by(problem, staying)
    value = value_of(problem, before)
    everything = served_by(problem, [*staying, *solution.chosen])
    whole, holds = value_of(problem, everything), floors_hold(problem.floors, everything)
    reasons = []
    for rank, site in enumerate(solution.chosen, start=1):
        after = served_by(problem, [*staying, *solution.chosen[:rank]])
        worth = value_of(problem, after)
        number = place[site]
        kernels.remove(inst, aim, state, number)
        # Vetoed: as if it were chosen, so that it is passed over.
        state.inside[number] = True
        other = kernels.best_site(inst, aim, state, False)
        state.inside[number] = False
        kernels.put(inst, aim, state, np.array([number], dtype=np.int64))
        runner_up = int(merged.sites[other]) if other >= 0 else None
        others = [one for one in (*staying, *solution.chosen) if one != site]
        alone = whole - value_of(problem, served_by(problem, others))
        instead = others if runner_up is None else [*others, runner_up]
        then = served_by(problem, instead)
        breaks = holds and not floors_hold(problem.floors, then)
        lost = whole - value_of(problem, then)
        reasons.append(Reason(site, worth - value, alone, runner_up, lost, breaks, after - before))
        before, value = after, worth
    return reasons
