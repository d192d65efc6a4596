"""The search, compiled: what every site would add is known at any time, and kept so as sites come and go.

When a site is chosen, the rows that it serves better tell the other sites that reach them. So a step costs what it
touches, which for 1,000 sites among 100,000 people is a fiftieth of looking at all of them again.
"""

import math

import numpy as np

from cityplanner.compiled import FloatTable, compiled, compiled_helper
from cityplanner.siting.instance import Aim, Floats, Instance, Rows, Short, Site, State

_WANDER = 1e6
"""So many roundings, a thousandth of all people, a plan on the way may be worse than the best."""


@compiled_helper
def _worth(aim: Aim, measure: int, amount: float) -> float:
    """What a measure is worth that has come to ``amount``."""
    value: float = 0.0
    total = aim.total[measure]
    if total > 0.0:
        inner = max(amount, 0.0) / total + aim.offset
        if aim.aversion == 1.0:
            power = math.log(inner)
        elif aim.aversion == 0.5:
            power = math.sqrt(inner)
        elif aim.aversion < 1.0:
            power = inner ** (1.0 - aim.aversion)
        else:
            power = -(inner ** (1.0 - aim.aversion))
        value = total * (power - aim.low) / aim.width
    needed = aim.needed[measure]
    if needed > 0.0:
        value += aim.penalty * min(amount / needed, 1.0)
    return value


@compiled_helper
def _reach(need: int, level: float, trace: float) -> float:
    """How well a row is served at ``level``, 0 to 1."""
    if need == 0:
        return level
    if level >= need:
        return 1.0
    return trace * level / need / (1.0 + trace)


@compiled_helper
def _more(need: int, level: float, strength: float, trace: float) -> float:
    """How much better a row is served when a site of ``strength`` comes too."""
    if need == 0:
        return max(strength - level, 0.0)
    return _reach(need, level + 1.0, trace) - _reach(need, level, trace)


@compiled
def start(inst: Instance, aim: Aim, state: State) -> None:
    """Make of an empty ``state`` a plan without any site, but with what the existing ones serve taken as gone."""
    for site in range(len(inst.cost)):
        if inst.existing[site]:
            state.number[1] += 1
        for k in range(inst.site_start[site], inst.site_start[site + 1]):
            row = inst.site_row[k]
            more = _more(inst.need[row], 0.0, inst.site_strength[k], aim.trace)
            state.more[site] += inst.weight[row] * more
            for t in range(inst.measure_start[row], inst.measure_start[row + 1]):
                slot = _slot(inst.slot_start, inst.slot_measure, site, inst.measure[t])
                state.slot_more[slot] += inst.measure_weight[t] * more


@compiled_helper
def _slot(slot_start: Rows, slot_measure: Short, site: Site, measure: int) -> int:
    low: int = slot_start[site]
    high: int = slot_start[site + 1] - 1
    while low < high:
        middle = (low + high) // 2
        if slot_measure[middle] < measure:
            low = middle + 1
        else:
            high = middle
    return low


@compiled_helper
def _set_levels(inst: Instance, aim: Aim, state: State, rows: Rows, levels: Floats) -> None:
    """Serve ``rows`` at ``levels`` and tell all sites that reach them. Written out in one, as :func:`best_site` is."""
    row_start, row_site, row_strength = inst.row_start, inst.row_site, inst.row_strength
    weight, more, trace = inst.weight, state.more, aim.trace
    measured = len(state.sums) > 0
    for i in range(len(rows)):
        row, level = rows[i], levels[i]
        before, need, heavy = state.level[row], inst.need[row], weight[row]
        first, last = inst.measure_start[row], inst.measure_start[row + 1]
        for k in range(row_start[row], row_start[row + 1]):
            strength = row_strength[k]
            if need == 0:
                change = max(strength - level, 0.0) - max(strength - before, 0.0)
            else:
                change = _more(need, level, strength, trace) - _more(need, before, strength, trace)
            if change != 0.0:
                site = row_site[k]
                more[site] += heavy * change
                if measured:
                    for t in range(first, last):
                        slot = _slot(inst.slot_start, inst.slot_measure, site, inst.measure[t])
                        state.slot_more[slot] += inst.measure_weight[t] * change
        better = _reach(need, level, trace) - _reach(need, before, trace)
        state.amount[1] += heavy * better
        for t in range(first, last):
            state.sums[inst.measure[t]] += inst.measure_weight[t] * better
        state.level[row] = level


@compiled_helper
def _add(inst: Instance, aim: Aim, state: State, site: Site) -> None:
    """Choose ``site``."""
    state.inside[site] = True
    state.number[0] += 1
    state.amount[0] += inst.cost[site]
    if inst.existing[site]:
        state.number[1] -= 1
    for k in range(inst.conflict_start[site], inst.conflict_start[site + 1]):
        state.blocked[inst.conflict_site[k]] += 1
    start, end = inst.site_start[site], inst.site_start[site + 1]
    rows, levels = np.empty(end - start, dtype=np.int64), np.empty(end - start)
    count = 0
    for k in range(start, end):
        row = inst.site_row[k]
        before = state.level[row]
        level = before + 1.0 if inst.need[row] > 0 else max(inst.site_strength[k], before)
        if level != before:
            rows[count], levels[count] = row, level
            count += 1
    _set_levels(inst, aim, state, rows[:count], levels[:count])


@compiled
def remove(inst: Instance, aim: Aim, state: State, site: Site) -> None:
    """Choose ``site`` no longer."""
    state.inside[site] = False
    state.number[0] -= 1
    state.amount[0] -= inst.cost[site]
    if inst.existing[site]:
        state.number[1] += 1
    for k in range(inst.conflict_start[site], inst.conflict_start[site + 1]):
        state.blocked[inst.conflict_site[k]] -= 1
    start, end = inst.site_start[site], inst.site_start[site + 1]
    rows, levels = np.empty(end - start, dtype=np.int64), np.empty(end - start)
    inside, row_site, row_strength = state.inside, inst.row_site, inst.row_strength
    count = 0
    for k in range(start, end):
        row = inst.site_row[k]
        before = state.level[row]
        level = before
        if inst.need[row] > 0:
            level = before - 1.0
        elif inst.site_strength[k] >= before:
            level = 0.0
            for e in range(inst.row_start[row], inst.row_start[row + 1]):
                if inside[row_site[e]]:
                    level = max(level, row_strength[e])
        if level != before:
            rows[count], levels[count] = row, level
            count += 1
    _set_levels(inst, aim, state, rows[:count], levels[:count])


@compiled_helper
def _gain(inst: Instance, aim: Aim, state: State, site: Site) -> float:
    """What choosing ``site`` too would add to the value."""
    value: float = state.more[site]
    for slot in range(inst.slot_start[site], inst.slot_start[site + 1]):
        more = state.slot_more[slot]
        if more > 0.0:
            measure = inst.slot_measure[slot]
            here = state.sums[measure]
            value += _worth(aim, measure, here + more) - _worth(aim, measure, here)
    return value


@compiled
def value(aim: Aim, state: State) -> float:
    """The value of the plan, with what missed floors take off it."""
    total: float = state.amount[1]
    for measure in range(len(state.sums)):
        total += _worth(aim, measure, state.sums[measure])
    return total


@compiled_helper
def _may_add(inst: Instance, aim: Aim, state: State, site: Site) -> bool:
    """Whether the limits allow ``site`` beside those chosen."""
    if state.inside[site] or state.blocked[site] > 0 or state.number[0] >= aim.most:
        return False
    return bool(inst.cost[site] <= aim.budget - state.amount[0] + 1e-9 * aim.budget)


@compiled
def best_site(inst: Instance, aim: Aim, state: State, by_cost: bool) -> int:
    """The site to choose next: the one that adds most, a unit of its cost if ``by_cost``; -1 where none adds any.

    Written out, without :func:`_gain` and :func:`_may_add`: it runs more often than all the rest, and calls cost more
    than what they would do.
    """
    found = -1
    best = 0.0
    if state.number[0] >= aim.most:
        return found
    inside, blocked, more, cost = state.inside, state.blocked, state.more, inst.cost
    left = aim.budget - state.amount[0] + 1e-9 * aim.budget
    curved = len(state.sums) > 0
    for site in range(len(cost)):
        if inside[site] or blocked[site] > 0 or cost[site] > left:
            continue
        score = more[site]
        if curved:
            for slot in range(inst.slot_start[site], inst.slot_start[site + 1]):
                extra = state.slot_more[slot]
                if extra > 0.0:
                    measure = inst.slot_measure[slot]
                    here = state.sums[measure]
                    score += _worth(aim, measure, here + extra) - _worth(aim, measure, here)
        if by_cost:
            score /= max(cost[site], 1e-12)
        if score > best:
            best = score
            found = site
    return found


@compiled
def greedy(inst: Instance, aim: Aim, state: State, by_cost: bool) -> None:
    """Choose the best site again and again, as long as the limits allow and it adds anything."""
    while True:
        site = best_site(inst, aim, state, by_cost)
        if site < 0 or _gain(inst, aim, state, site) <= 1e-3 * aim.least:
            return
        _add(inst, aim, state, site)


@compiled
def swaps(inst: Instance, aim: Aim, state: State, sweeps: int) -> bool:
    """Exchange one site for another as long as that is better, ``sweeps`` times at most; True where nothing is left."""
    for _sweep in range(sweeps):
        better = False
        chosen = state.inside.copy()
        for site in range(len(chosen)):
            if not chosen[site] or inst.pinned[site] or (inst.existing[site] and state.number[1] >= aim.most_out):
                continue
            remove(inst, aim, state, site)
            found = best_site(inst, aim, state, False)
            other = found if found >= 0 else site
            lost = _gain(inst, aim, state, site)
            if _gain(inst, aim, state, other) > lost + aim.least:
                _add(inst, aim, state, other)
                greedy(inst, aim, state, False)
                better = True
            else:
                _add(inst, aim, state, site)
        if not better:
            return True
    return False


@compiled
def shake(inst: Instance, aim: Aim, state: State, best: State, chances: FloatTable, sweeps: int) -> int:
    """Take a few sites away by chance, fill up again, exchange; keep in ``best`` what was better. Returns how often.

    ``state`` starts and ends as a plan as good as ``best``, which has the same arrays. ``chances`` (rounds, 12) are
    random numbers between 0 and 1.
    """
    found, since = 0, 0
    best_value = value(aim, best)
    loose, gone = np.empty(len(inst.cost), dtype=np.int64), np.empty(len(inst.cost) + 8, dtype=np.int64)
    for turn in range(len(chances)):
        chance = chances[turn]
        count = 0
        for site in range(len(loose)):
            if state.inside[site] and not inst.pinned[site]:
                loose[count] = site
                count += 1
        if count == 0:
            return found
        many = min(1 + int(chance[0] * max(2, min(8, count // 3 + 1))), count)
        for place in range(many):
            gone[place] = -1
            site = loose[int(chance[1 + place] * count)]
            if state.inside[site] and not (inst.existing[site] and state.number[1] >= aim.most_out):
                remove(inst, aim, state, site)
                # Not at once again, or the plan would come back as it was.
                state.blocked[site] += 1
                gone[place] = site
        if chance[10] < 0.3:
            other = int(chance[10] / 0.3 * len(inst.cost))
            if _may_add(inst, aim, state, other):
                _add(inst, aim, state, other)
        by_cost = aim.budget < np.inf and chance[11] < 0.5
        greedy(inst, aim, state, by_cost)
        for place in range(many):
            if gone[place] >= 0:
                state.blocked[gone[place]] -= 1
        greedy(inst, aim, state, False)
        swaps(inst, aim, state, sweeps)
        now = value(aim, state)
        if now > best_value + aim.least:
            best_value = now
            found += 1
            _copy(state, best)
            since = 0
        else:
            since += 1
            # A little worse may be on the way to something better; too much or too long is not.
            if now < best_value - _WANDER * aim.least or since >= 10:
                _go_back(inst, aim, state, best)
                since = 0
    _go_back(inst, aim, state, best)
    return found


@compiled_helper
def _go_back(inst: Instance, aim: Aim, state: State, best: State) -> None:
    for site in range(len(state.inside)):
        if state.inside[site] and not best.inside[site]:
            remove(inst, aim, state, site)
    for site in range(len(state.inside)):
        if best.inside[site] and not state.inside[site]:
            _add(inst, aim, state, site)


@compiled_helper
def _copy(source: State, target: State) -> None:
    """Make ``target`` equal to ``source``. Written out: to compile copies of whole arrays takes long."""
    for row in range(len(source.level)):
        target.level[row] = source.level[row]
    for site in range(len(source.more)):
        target.more[site] = source.more[site]
        target.inside[site] = source.inside[site]
        target.blocked[site] = source.blocked[site]
    for slot in range(len(source.slot_more)):
        target.slot_more[slot] = source.slot_more[slot]
    for measure in range(len(source.sums)):
        target.sums[measure] = source.sums[measure]
    for i in range(2):
        target.number[i] = source.number[i]
        target.amount[i] = source.amount[i]


@compiled
def put(inst: Instance, aim: Aim, state: State, sites: Rows) -> None:
    """Choose all of ``sites`` that are not chosen yet."""
    for site in sites:
        if not state.inside[site]:
            _add(inst, aim, state, site)


@compiled
def order_by_gain(inst: Instance, aim: Aim, state: State, sites: Rows) -> Rows:
    """Add ``sites`` to the plan, the one that adds most first, and return them in that order."""
    left = sites.copy()
    for place in range(len(left)):
        best, most = place, -np.inf
        for other in range(place, len(left)):
            more = _gain(inst, aim, state, left[other])
            if more > most:
                best, most = other, more
        site = left[best]
        # The others keep their order, so that of equals the first comes first.
        for other in range(best, place, -1):
            left[other] = left[other - 1]
        left[place] = site
        _add(inst, aim, state, site)
    return left
