"""Why no plan holds the floors, and the smallest change with which one would."""

import math
from dataclasses import dataclass, replace

import numpy as np

from cityplanner.i18n import _, format_number, format_share, ngettext, text_fields
from cityplanner.progress import CancelToken
from cityplanner.siting.exact import find_least
from cityplanner.siting.merge import merge
from cityplanner.siting.objectives import served_by
from cityplanner.siting.problem import FloatArray, Problem, RowArray

_NAMED = 4


@text_fields("reason")
@dataclass(frozen=True, eq=False, slots=True)
class FloorsHeld:
    """``plan``: sites with which every floor holds within the limits, None where none was found; ``reason`` why, and
    the smallest change that was found; ``impossible`` where it is proven that there is none."""

    plan: RowArray | None
    reason: str = ""
    impossible: bool = False


def hold_floors(
    problem: Problem, count: int | None, budget: float | None, seconds: float, cancel: CancelToken
) -> FloorsHeld:
    """Look for the fewest sites, or the cheapest where only money is limited, with which every floor holds.

    If they are within the limits, they are a plan; if their least number is not, there is none, and it says what
    would do.
    """
    sites = np.concatenate([problem.selectable, np.array(problem.locked, dtype=np.int64)])
    if reason := out_of_reach(problem, served_by(problem, sites)):
        return FloorsHeld(None, reason, True)
    merged = merge(replace(problem, movable=0))
    by_cost = count is None
    price = merged.instance.cost if by_cost else np.ones(len(merged.sites))
    limit = math.inf if budget is None else budget
    if count is not None:
        limit = count
    found = find_least(merged, price, seconds=seconds, cancel=cancel)
    # Devices that may be moved could do with fewer, and money may forbid what the number allows.
    impossible = problem.movable == 0 and (found.infeasible or found.bound > limit * (1 + 1e-9) + 1e-6)
    start = _("No plan was found that holds every floor.")
    if impossible:
        start = _("No plan within these limits holds every floor.")
    if found.plan is None:
        return FloorsHeld(None, start, impossible)
    chosen = np.isin(merged.sites, found.plan)
    least = float(price[chosen].sum())
    if least <= limit * (1 + 1e-9):
        if budget is None or merged.instance.cost[chosen].sum() <= budget * (1 + 1e-9):
            return FloorsHeld(found.plan)
        return FloorsHeld(None, start)
    if by_cost:
        more = _("A budget of {money} would be enough.").format(money=format_number(math.ceil(least)))
    else:
        more = ngettext("{count} site would be enough.", "{count} sites would be enough.", round(least))
        more = more.format(count=format_number(round(least)))
    return FloorsHeld(None, f"{start} {more}", impossible)


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
