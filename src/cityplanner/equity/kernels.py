"""The indices as formulas, compiled: every one of them is worked out anew while a device is in the hand.

``x`` (n,) is what each unit has, ascending; ``p`` (n,) its part of all people, which add up to 1; ``mu`` is the mean,
above 0. What to leave out and what has no value is decided by the callers in :mod:`cityplanner.equity.indices` and
:mod:`cityplanner.equity.profile`; the sources of the formulas stand there.
"""

import math

import numpy as np

from cityplanner.compiled import Floats, FloatTable, compiled, compiled_helper
from cityplanner.sorting_kernels import ascending


@compiled
def gini(x: Floats, p: Floats, mu: float) -> float:
    """1 - sum (P_k - P_k-1)(L_k + L_k-1)."""
    lorenz = 0.0
    area = 0.0
    for i in range(len(x)):
        below = lorenz
        lorenz += p[i] * x[i]
        area += p[i] * (lorenz + below)
    return max(0.0, 1.0 - area / mu)


@compiled
def theil(x: Floats, p: Floats, mu: float) -> tuple[float, float]:
    """T = sum p x/mu ln(x/mu), where 0 ln 0 is 0, and L = sum p ln(mu/x), infinite beside a 0."""
    by_goods, by_people = 0.0, 0.0
    for i in range(len(x)):
        if x[i] > 0:
            ratio = x[i] / mu
            part = p[i] * math.log(ratio)
            by_goods += ratio * part
            by_people -= part
        else:
            by_people = math.inf
    return max(0.0, by_goods), max(0.0, by_people)


@compiled
def atkinson(x: Floats, p: Floats, mu: float, epsilon: float) -> float:
    """1 - (sum p (x/mu)^(1 - epsilon))^(1 / (1 - epsilon)); with the geometric mean for 1."""
    if epsilon >= 1 and x[0] <= 0:
        return 1.0
    total = 0.0
    if epsilon == 1:
        for i in range(len(x)):
            total += p[i] * math.log(x[i] / mu)
        return max(0.0, 1.0 - math.exp(total))
    power = 1.0 - epsilon
    if epsilon == 0.5:
        # As below, without the long way through a power: the one that is asked for in every frame.
        for i in range(len(x)):
            total += p[i] * math.sqrt(x[i] / mu)
        return max(0.0, 1.0 - total * total)
    if epsilon < 1:
        for i in range(len(x)):
            total += p[i] * math.pow(x[i] / mu, power)
        return max(0.0, 1.0 - math.pow(total, 1.0 / power))
    # The smallest value is taken out first, so that a high aversion does not overflow.
    for i in range(len(x)):
        total += p[i] * math.pow(x[i] / x[0], power)
    equal: float = x[0] / mu * math.pow(total, 1.0 / power)
    return max(0.0, 1.0 - equal)


@compiled
def hoover(x: Floats, p: Floats, mu: float) -> float:
    """1/2 sum p abs(x/mu - 1)."""
    total = 0.0
    for i in range(len(x)):
        total += p[i] * abs(x[i] / mu - 1.0)
    return total / 2


@compiled
def tail_ratio(x: Floats, w: Floats, most_from: int, least_to: int) -> float:
    """What the people above ``most_from`` tenths of all have, over what those below ``least_to`` tenths have.

    ``w`` (n,) are people and not parts of one, so that whole numbers of people are cut without rounding. Infinite
    where the lower have nothing.
    """
    everybody = 0.0
    for i in range(len(w)):
        everybody += w[i]
    low, high = everybody * least_to / 10, everybody * most_from / 10
    above = 0.0
    least = 0.0
    most = 0.0
    for i in range(len(x)):
        below = above
        above += w[i]
        least += x[i] * max(min(above, low) - below, 0.0)
        most += x[i] * max(above - max(below, high), 0.0)
    return most / least if least > 0 else math.inf


@compiled
def rank_covariance(x: Floats, p: Floats, mu: float, middle: Floats) -> float:
    """sum p (x - mu)(R - 1/2), where ``middle`` is R; in any order."""
    total = 0.0
    for i in range(len(x)):
        total += p[i] * (x[i] - mu) * (middle[i] - 0.5)
    return total


@compiled
def rank_variance(p: Floats, middle: Floats) -> float:
    """sum p (R - 1/2)^2; in any order."""
    total = 0.0
    for i in range(len(p)):
        total += p[i] * (middle[i] - 0.5) ** 2
    return total


@compiled
def kolm_pollak(x: Floats, p: Floats, kappa: float) -> float:
    """-1/kappa ln sum p exp(-kappa x), the largest exponent taken out first; the mean for 0. In any order."""
    mean = 0.0
    highest = -math.inf
    for i in range(len(x)):
        mean += p[i] * x[i]
        highest = max(highest, -kappa * x[i])
    if kappa == 0:
        return mean
    total = 0.0
    for i in range(len(x)):
        total += p[i] * math.exp(-kappa * x[i] - highest)
    return -(highest + math.log(total)) / kappa


@compiled
def measure(
    served: Floats,
    people: Floats,
    middle: Floats,
    poorest: Floats,
    richest: Floats,
    values: FloatTable,
) -> int:
    """All indices of a city in one pass; returns how many neighbourhoods count.

    ``served`` and ``people`` (n,), NaN where they are not known; ``middle`` (n,) the rank by deprivation between 0 and
    1, NaN without one; ``poorest`` and ``richest`` (n,) the parts of the people who belong to these fifths. Into the
    first two rows of ``values`` (3, 8), of the share served and of the share not served: Gini, Theil T, Theil L,
    Atkinson 0.5, Hoover, Palma, 20:20 and the Kolm-Pollak equivalent; NaN where the mean is 0. Into the third:
    lowest share, highest share, neighbourhoods where nobody is served; mean of the ranked, covariance with the rank,
    variance of the rank; shares of the poorest and of the richest fifth. NaN where there is nobody.
    """
    coverage, shortfall, spread = values[0], values[1], values[2]
    share = np.empty(len(people))
    kept, order = np.empty(len(people), dtype=np.int64), np.empty(len(people), dtype=np.int64)
    count = 0
    everybody, ranked, mean = 0.0, 0.0, 0.0
    poor, poor_served, rich, rich_served = 0.0, 0.0, 0.0, 0.0
    for i in range(8):
        coverage[i], shortfall[i], spread[i] = np.nan, np.nan, np.nan
    for i in range(len(people)):
        if not people[i] > 0:
            continue
        share[count] = served[i] / people[i]
        kept[count] = i
        count += 1
        everybody += people[i]
        if middle[i] == middle[i]:
            ranked += people[i]
            mean += served[i]
            poor += poorest[i] * people[i]
            poor_served += poorest[i] * served[i]
            rich += richest[i] * people[i]
            rich_served += richest[i] * served[i]
    if count == 0:
        return 0
    ascending(share, count, order)
    x, w, p = np.empty(count), np.empty(count), np.empty(count)
    for i in range(count):
        x[i], w[i] = share[order[i]], people[kept[order[i]]]
        p[i] = w[i] / everybody
    _measure_sorted(x, w, p, 1.0, coverage)
    spread[0], spread[1], spread[2] = x[0], x[count - 1], 0.0
    for i in range(count):
        if x[i] > 0:
            break
        spread[2] += 1
    for i in range(count):
        place = order[count - 1 - i]
        x[i], w[i] = 1.0 - share[place], people[kept[place]]
        p[i] = w[i] / everybody
    _measure_sorted(x, w, p, -1.0, shortfall)
    if ranked > 0:
        mean /= ranked
        covariance, variance = 0.0, 0.0
        for i in range(count):
            k = kept[i]
            if middle[k] == middle[k]:
                part = people[k] / ranked
                covariance += part * (share[i] - mean) * (middle[k] - 0.5)
                variance += part * (middle[k] - 0.5) ** 2
        spread[3], spread[4], spread[5] = mean, covariance, variance
        spread[6], spread[7] = poor_served / poor, rich_served / rich
    return count


@compiled_helper
def _measure_sorted(x: Floats, w: Floats, p: Floats, epsilon: float, out: Floats) -> None:
    mu = 0.0
    square = 0.0
    for i in range(len(x)):
        mu += p[i] * x[i]
        square += p[i] * x[i] * x[i]
    out[7] = kolm_pollak(x, p, epsilon * mu / square if square > 0 else 0.0)
    if mu <= 0:
        return
    out[0] = gini(x, p, mu)
    out[1], out[2] = theil(x, p, mu)
    out[3] = atkinson(x, p, mu, 0.5)
    out[4] = hoover(x, p, mu)
    out[5] = tail_ratio(x, w, 9, 4)
    out[6] = tail_ratio(x, w, 8, 2)
