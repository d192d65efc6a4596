"""An upper bound of what any plan can reach, compiled: Lagrange multipliers and steps along the subgradient.

Every row i gets a price u_i. If people may be served by several sites, but what serves them beyond u_i alone counts,
sites can be valued one by one, and the best plan of sites valued one by one is worth no less than the best real plan
(Cornuejols, Fisher and Nemhauser, 1977). Steps change the prices so that the bound falls.
"""

import numpy as np

from cityplanner.compiled import compiled, compiled_helper
from cityplanner.siting.instance import Aim, Flags, Floats, Instance, Rows, Short
from cityplanner.sorting_kernels import ascending

_MOMENTUM = 0.8
_PATIENCE = 15.0


@compiled
def strongest_first(start: Rows, site: Short, strength: Floats, open_: Flags) -> tuple[Rows, Short, Floats]:
    """The entries row by row, of the sites that are ``open_`` (m,), in each row the strongest first."""
    new_start = np.zeros(len(start), dtype=np.int64)
    new_site, new_strength = np.empty(len(site), dtype=np.int32), np.empty(len(site))
    sites, keys, order = (
        np.empty(len(open_), dtype=np.int32),
        np.empty(len(open_)),
        np.empty(len(open_), dtype=np.int64),
    )
    at = 0
    for row in range(len(start) - 1):
        first = at
        sorted_ = True
        for k in range(start[row], start[row + 1]):
            if open_[site[k]]:
                sorted_ = sorted_ and (at == first or strength[k] <= new_strength[at - 1])
                new_site[at], new_strength[at] = site[k], strength[k]
                at += 1
        if not sorted_:
            count = at - first
            for i in range(count):
                keys[i] = -new_strength[first + i]
                sites[i] = new_site[first + i]
            ascending(keys, count, order)
            for i in range(count):
                new_site[first + i] = sites[order[i]]
                new_strength[first + i] = -keys[order[i]]
        new_start[row + 1] = at
    return new_start, new_site[:at].copy(), new_strength[:at].copy()


@compiled
def site_values(
    start: Rows, site: Short, strength: Floats, weight: Floats, price: Floats, part: Floats, out: Floats
) -> None:
    """Add to ``out`` (m,) what each site serves beyond the prices, where rows weigh ``weight`` (n,).

    Entries row by row, the strongest first: the first that is worth no more than the row's price ends it. ``part``
    (n,) is what one site brings of what a row needs: 1, or less where several devices must reach it.
    """
    for row in range(len(weight)):
        for k in range(start[row], start[row + 1]):
            beyond = weight[row] * strength[k] - price[row]
            if beyond <= 0.0:
                break
            out[site[k]] += beyond * part[row]


@compiled
def two_best(inst: Instance, inside: Flags, best: Floats, second: Floats) -> None:
    """``best`` and ``second`` (n,): the two largest strengths with which sites ``inside`` (m,) serve each row."""
    for row in range(len(best)):
        best[row], second[row] = 0.0, 0.0
    for site in range(len(inside)):
        if not inside[site]:
            continue
        for k in range(inst.site_start[site], inst.site_start[site + 1]):
            row = inst.site_row[k]
            strength = inst.site_strength[k]
            second[row] = max(second[row], min(best[row], strength))
            best[row] = max(best[row], strength)


@compiled_helper
def _take_best(inst: Instance, aim: Aim, values: Floats, taken: Floats) -> float:
    """The most that sites can be worth together within the limits; ``taken`` (m,) the part of each that is chosen.

    Sites may be split where money decides, and may stand close together: that can only make it more.
    """
    keys, order = np.empty(len(values)), np.empty(len(values), dtype=np.int64)
    total, room, stay = 0.0, aim.most, 0
    for site in range(len(values)):
        taken[site] = 0.0
        keys[site] = -values[site]
        if inst.pinned[site]:
            taken[site] = 1.0
            total += values[site]
            room -= 1
        if inst.existing[site]:
            stay += 1
    ascending(keys, len(keys), order)
    stay -= aim.most_out
    for place in range(len(order)):
        site = order[place]
        if stay > 0 and inst.existing[site]:
            stay -= 1
            if taken[site] == 0.0:
                taken[site] = 1.0
                total += values[site]
                room -= 1
    for place in range(len(order)):
        site = order[place]
        if room <= 0 or values[site] <= 0.0:
            break
        if taken[site] == 0.0:
            taken[site] = 1.0
            total += values[site]
            room -= 1
    if not aim.budget < np.inf:
        return total
    by_money = np.zeros(len(values))
    spent, worth = 0.0, 0.0
    for site in range(len(values)):
        if inst.pinned[site]:
            by_money[site] = 1.0
            spent += inst.cost[site]
            worth += values[site]
    for site in range(len(values)):
        keys[site] = -(values[site] / max(inst.cost[site], 1e-12))
    ascending(keys, len(keys), order)
    for place in range(len(order)):
        site = order[place]
        if by_money[site] > 0.0 or values[site] <= 0.0:
            continue
        part = 1.0
        if inst.cost[site] > 0.0:
            part = min(1.0, max(0.0, aim.budget * (1.0 + 1e-9) - spent) / inst.cost[site])
        by_money[site] = part
        spent += part * inst.cost[site]
        worth += part * values[site]
    if worth < total:
        for site in range(len(values)):
            taken[site] = by_money[site]
        return worth
    return total


@compiled
def descend(
    inst: Instance,
    aim: Aim,
    start: Rows,
    site_of: Short,
    strength: Floats,
    closed: Floats,
    weight: Floats,
    part: Floats,
    fixed: float,
    target: float,
    price: Floats,
    best_price: Floats,
    way: Floats,
    control: Floats,
    mean_taken: Floats,
    steps: int,
) -> float:
    """Improve the prices (n,) by ``steps`` steps and return the least bound; ``best_price`` gets its prices.

    ``start``, ``site_of`` and ``strength`` are entries for :func:`site_values`; ``closed`` (m,) is 0, or minus infinity
    for sites that are out of the question. ``fixed`` is a part of the value that is the same for all plans; ``target``
    the value of a plan that is known: steps are as long as would reach it (Polyak, 1969). ``way`` (n,) is the direction
    of the last step, most of which is kept in the next, so that steps do not go to and fro. ``control``: a factor of
    the length, steps since the bound fell, the least bound. ``mean_taken`` (m,) gathers what was chosen on the way, the
    later the more.
    """
    sites, rows = len(inst.cost), len(weight)
    values = np.empty(sites)
    taken = np.empty(sites)
    slope = np.empty(rows)
    for _step in range(steps):
        for site in range(sites):
            values[site] = closed[site]
        site_values(start, site_of, strength, weight, price, part, values)
        bound = fixed + _take_best(inst, aim, values, taken)
        for row in range(rows):
            bound += price[row]
            slope[row] = 1.0
        if bound < control[2]:
            if bound < control[2] - 1e-4 * (control[2] - target):
                control[1] = 0.0
            control[2] = bound
            for row in range(rows):
                best_price[row] = price[row]
        else:
            control[1] += 1.0
        for site in range(sites):
            mean_taken[site] = 0.97 * mean_taken[site] + 0.03 * taken[site]
            if taken[site] > 0.0:
                for k in range(inst.site_start[site], inst.site_start[site + 1]):
                    row = inst.site_row[k]
                    if weight[row] * inst.site_strength[k] > price[row]:
                        slope[row] -= taken[site] * part[row]
        if control[1] >= _PATIENCE:
            # Back to where it was best, and on with shorter steps.
            control[0] *= 0.7
            control[1] = 0.0
            for row in range(rows):
                price[row], way[row] = best_price[row], 0.0
            continue
        square = 0.0
        for row in range(rows):
            # A price of 0 that would fall stays.
            if slope[row] > 0.0 and price[row] <= 0.0:
                slope[row] = 0.0
            way[row] = slope[row] + _MOMENTUM * way[row]
            square += way[row] * way[row]
        if square < 1e-12 or bound <= target:
            break
        length = control[0] * (bound - target) / square
        for row in range(rows):
            price[row] = max(price[row] - length * way[row], 0.0)
    least: float = control[2]
    return least


@compiled
def covered(inst: Instance, part: Floats, taken: Floats, out: Floats) -> None:
    """``out`` (n,): how well rows are served where sites are ``taken`` (m,) in part, each row wholly at most."""
    for row in range(len(out)):
        out[row] = 0.0
    for site in range(len(taken)):
        if taken[site] > 0.0:
            for k in range(inst.site_start[site], inst.site_start[site + 1]):
                row = inst.site_row[k]
                out[row] += taken[site] * inst.site_strength[k] * part[row]
    for row in range(len(out)):
        out[row] = min(out[row], 1.0)
