"""What of a number of sites and a budget cannot be had, before anything is searched."""

from dataclasses import dataclass

import numpy as np

from cityplanner.i18n import _, format_number, ngettext
from cityplanner.siting.merge import Merged
from cityplanner.siting.problem import Problem


@dataclass(frozen=True, slots=True)
class Asked:
    """``reason`` what of the limits cannot be had; ``plan`` the answer where there is nothing to search."""

    reason: str = ""
    plan: tuple[int, ...] | None = None


def what_cannot_be(problem: Problem, merged: Merged, count: int | None, budget: float | None) -> Asked:
    """Hold a number and a budget against the sites there are."""
    free = np.flatnonzero(~merged.instance.existing)
    wished = len(problem.wished)
    costs = merged.instance.cost
    if count is not None and wished > count:
        return Asked(
            _("{wished} sites are wished, but only {count} may be chosen; ask for {wished}.").format(
                wished=format_number(wished), count=format_number(count)
            ),
            (),
        )
    if missing := set(problem.wished) - set(merged.sites.tolist()) - set(problem.locked):
        return Asked(
            _("Site {site} is wished but stands too close to what is there already.").format(
                site=problem.name(min(missing))
            ),
            (),
        )
    inside = np.zeros(len(costs), dtype=bool)
    inside[merged.instance.pinned] = True
    ends = np.repeat(np.arange(len(costs)), np.diff(merged.instance.conflict_start))
    both = np.flatnonzero(inside[ends] & inside[merged.instance.conflict_site])
    if len(both):
        names = [problem.name(int(merged.sites[end[both[0]]])) for end in (ends, merged.instance.conflict_site)]
        return Asked(
            _("Sites {one} and {other} are both wished but stand too close.").format(one=names[0], other=names[1]), ()
        )
    if budget is not None and len(free):
        price = float(costs[merged.instance.pinned].sum())
        if price > budget * (1 + 1e-9):
            return Asked(
                _("The wished sites cost {price}, more than the budget of {budget}.").format(
                    price=format_number(price), budget=format_number(budget)
                ),
                (),
            )
        cheapest = float(costs[free].min())
        if cheapest > budget * (1 + 1e-9) and count != 0:
            return Asked(
                _(
                    "The cheapest site costs {price}, more than the budget of {budget}; it takes {price} or more."
                ).format(price=format_number(cheapest), budget=format_number(budget)),
                (),
            )
    if count is not None and count > len(free):
        sentence = ngettext(
            "{count} sites were asked for, but there is only {free} candidate; ask for {free}.",
            "{count} sites were asked for, but there are only {free} candidates; ask for {free}.",
            len(free),
        )
        return Asked(sentence.format(count=format_number(count), free=format_number(len(free))))
    return Asked()
