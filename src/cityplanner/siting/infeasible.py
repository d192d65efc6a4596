"""Why no plan holds the floors, and the smallest change with which one would."""

import math
from dataclasses import replace

import numpy as np

from cityplanner.i18n import _, format_number, format_share, ngettext
from cityplanner.progress import CancelToken
from cityplanner.siting.exact import find_least
from cityplanner.siting.merge import merge
from cityplanner.siting.objectives import served_by
from cityplanner.siting.problem import FloatArray, Problem

_NAMED = 4
_SECONDS = 5.0


def why_floors_fail(
    problem: Problem, count: int | None, budget: float | None, cancel: CancelToken, *, sure: bool
) -> str:
    """A sentence, or two, on what stands in the way; ``sure`` where it is proven that no plan holds the floors."""
    floors = problem.floors
    if floors is None:
        return ""
    sites = np.concatenate([problem.selectable, np.array(problem.locked, dtype=np.int64)])
    if reason := out_of_reach(problem, served_by(problem, sites)):
        return reason
    start = (
        _("These limits leave no plan that holds every floor.")
        if sure
        else _("No plan was found that holds every floor.")
    )
    merged = merge(replace(problem, movable=0))
    by_cost = budget is not None
    price = merged.instance.cost if by_cost else np.ones(len(merged.sites))
    found = find_least(merged, price, seconds=_SECONDS, cancel=cancel)
    if found.plan is None:
        return start
    least = float(price[np.isin(merged.sites, found.plan)].sum())
    if by_cost and least > (budget or 0.0):
        return f"{start} " + _("A budget of {money} would be enough.").format(money=format_number(math.ceil(least)))
    if count is not None and least > count:
        sentence = ngettext("{count} site would be enough.", "{count} sites would be enough.", round(least))
        return f"{start} " + sentence.format(count=format_number(round(least)))
    return start


def out_of_reach(problem: Problem, everything: FloatArray) -> str:
    """Which floors all candidates together do not reach where they serve ``everything`` (n,); empty for none."""
    floors = problem.floors
    if floors is None or floors.share <= 0:
        return ""
    reached = floors.weights @ everything
    failing = np.flatnonzero(reached < floors.needed)
    if not len(failing):
        return ""
    share = np.minimum(reached[failing] * floors.share / floors.needed[failing], 1.0)
    order = np.argsort(share, kind="stable")
    named = ", ".join(
        f"{floors.names[failing[row]]} ({format_share(float(share[row]))})" for row in order[:_NAMED].tolist()
    )
    sentence = ngettext(
        "Even all candidates together do not reach {floor} in {count} place: {names}. "
        "A floor of {share} would hold, or candidates where there are none yet.",
        "Even all candidates together do not reach {floor} in {count} places, such as {names}. "
        "A floor of {share} would hold, or candidates where there are none yet.",
        len(failing),
    )
    return sentence.format(
        floor=format_share(floors.share),
        count=format_number(len(failing)),
        names=named,
        share=format_share(math.floor(float(share[order[0]]) * 1000) / 1000),
    )
