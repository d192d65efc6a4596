"""An upper bound of what any plan can reach, compiled: Lagrange multipliers and steps along the subgradient.

Every row i gets a price u_i. If people may be served by several sites, but what serves them beyond u_i alone counts,
sites can be valued one by one, and the best plan of sites valued one by one is worth no less than the best real plan
(Cornuejols, Fisher and Nemhauser, 1977). Steps change the prices so that the bound falls.
"""

import numpy as np

from cityplanner.compiled import compiled
from cityplanner.siting.instance import Aim, Floats, Instance


@compiled
def site_values(inst: Instance, weight: Floats, price: Floats, out: Floats) -> None:
    """``out`` (m,): what each site serves beyond the prices, where rows weigh ``weight`` (n,)."""
    for site in range(len(out)):
        total = 0.0
        for k in range(inst.site_start[site], inst.site_start[site + 1]):
            row = inst.site_row[k]
            beyond = weight[row] * inst.site_strength[k] - price[row]
            if beyond > 0.0:
                total += beyond / max(inst.need[row], 1)
        out[site] = total


@compiled
def take_best(inst: Instance, aim: Aim, values: Floats, taken: Floats) -> float:
    """The most that sites can be worth together within the limits; ``taken`` (m,) the part of each that is chosen.

    Sites may be split where money decides, and may stand close together: that can only make it more.
    """
    taken[:] = 0.0
    order = np.argsort(-values)
    total, room, stay = 0.0, aim.most, 0
    for site in range(len(values)):
        if inst.pinned[site]:
            taken[site] = 1.0
            total += values[site]
            room -= 1
        if inst.existing[site]:
            stay += 1
    stay -= aim.most_out
    for site in order:
        if stay > 0 and inst.existing[site]:
            stay -= 1
            if taken[site] == 0.0:
                taken[site] = 1.0
                total += values[site]
                room -= 1
    for site in order:
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
    ratio = np.empty(len(values))
    for site in range(len(values)):
        ratio[site] = values[site] / max(inst.cost[site], 1e-12)
    for site in np.argsort(-ratio):
        if by_money[site] > 0.0 or values[site] <= 0.0:
            continue
        part = 1.0
        if inst.cost[site] > 0.0:
            part = min(1.0, max(0.0, aim.budget * (1.0 + 1e-9) - spent) / inst.cost[site])
        by_money[site] = part
        spent += part * inst.cost[site]
        worth += part * values[site]
    if worth < total:
        taken[:] = by_money
        return worth
    return total


@compiled
def descend(
    inst: Instance,
    aim: Aim,
    weight: Floats,
    fixed: float,
    target: float,
    price: Floats,
    best_price: Floats,
    control: Floats,
    mean_taken: Floats,
    steps: int,
) -> float:
    """Improve the prices (n,) by ``steps`` steps and return the least bound; ``best_price`` gets its prices.

    ``fixed`` is a part of the value that is the same for all plans; ``target`` the value of a plan that is known.
    ``control``: length of a step, steps since the bound fell, the least bound. ``mean_taken`` (m,) gathers what was
    chosen on the way, the later the more.
    """
    sites, rows = len(inst.cost), len(weight)
    values = np.empty(sites)
    taken = np.empty(sites)
    slope = np.empty(rows)
    for _step in range(steps):
        site_values(inst, weight, price, values)
        bound = fixed + take_best(inst, aim, values, taken)
        for row in range(rows):
            bound += price[row]
            slope[row] = 1.0
        if bound < control[2]:
            if bound < control[2] - 1e-4 * (control[2] - target):
                control[1] = 0.0
            control[2] = bound
            best_price[:] = price
        else:
            control[1] += 1.0
            if control[1] >= 15.0:
                control[0] *= 0.7
                control[1] = 0.0
                price[:] = best_price
        for site in range(sites):
            mean_taken[site] = 0.97 * mean_taken[site] + 0.03 * taken[site]
            if taken[site] > 0.0:
                for k in range(inst.site_start[site], inst.site_start[site + 1]):
                    row = inst.site_row[k]
                    if weight[row] * inst.site_strength[k] > price[row]:
                        slope[row] -= taken[site] / max(inst.need[row], 1)
        square = 0.0
        for row in range(rows):
            # A price of 0 that would fall stays.
            if slope[row] > 0.0 and price[row] <= 0.0:
                slope[row] = 0.0
            square += slope[row] * slope[row]
        if square < 1e-12 or bound <= target:
            break
        step = control[0] * (bound - target) / square
        for row in range(rows):
            price[row] = max(price[row] - step * slope[row], 0.0)
    least: float = control[2]
    return least


@compiled
def covered(inst: Instance, taken: Floats, out: Floats) -> None:
    """``out`` (n,): how well rows are served where sites are ``taken`` (m,) in part, each row wholly at most."""
    out[:] = 0.0
    for site in range(len(taken)):
        if taken[site] > 0.0:
            for k in range(inst.site_start[site], inst.site_start[site + 1]):
                row = inst.site_row[k]
                out[row] += taken[site] * inst.site_strength[k] / max(inst.need[row], 1)
    for row in range(len(out)):
        out[row] = min(out[row], 1.0)
