"""Inequality indices for weighted values, as plain functions of NumPy arrays.

``values`` (n,) is what each unit has (the share of a neighbourhood's residents that is served), ``weights`` (n,) how
many people each unit stands for; without weights every unit counts the same. The policy is the same everywhere:

- Units without weight, and units whose value or weight is NaN, are left out.
- Where everybody has 0 all have the same, and an index of inequality is 0; whoever shows it must say that nobody has
  anything. A ratio of two parts of nothing is NaN.
- An index that has no value is NaN: nobody is left, or a value is negative or infinite where that has no meaning.
- It is infinite where the formula says so (Theil L beside a 0, Palma where the lower 40 % have nothing).
- Weights below 0, and arrays of different lengths, raise ``ValueError``.

With p_i the unit's part of all people, mu the mean of the values and s_i = p_i x_i / mu its part of the total.
"""

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from cityplanner.equity import kernels
from cityplanner.equity.ranks import middle_ranks

FloatArray = npt.NDArray[np.float64]


def gini(values: npt.ArrayLike, weights: npt.ArrayLike | None = None) -> float:
    """Half the mean difference between two people drawn at random, over the mean: 0 equal, towards 1 unequal.

    Worked out as 1 - sum (P_k - P_k-1)(L_k + L_k-1) along the Lorenz curve (Gastwirth 1972).
    """
    goods = _goods(values, weights)
    return goods.nothing if goods.nothing is not None else kernels.gini(goods.x, goods.p, goods.mu)


def theil_t(values: npt.ArrayLike, weights: npt.ArrayLike | None = None) -> float:
    """sum s_i ln(x_i / mu), where 0 ln 0 is 0 (Theil 1967): 0 equal, ln n where one of n has everything."""
    goods = _goods(values, weights)
    return goods.nothing if goods.nothing is not None else kernels.theil(goods.x, goods.p, goods.mu)[0]


def theil_l(values: npt.ArrayLike, weights: npt.ArrayLike | None = None) -> float:
    """The mean log deviation, sum p_i ln(mu / x_i) (Theil 1967); infinite where some but not all have 0."""
    goods = _goods(values, weights)
    return goods.nothing if goods.nothing is not None else kernels.theil(goods.x, goods.p, goods.mu)[1]


class TheilDecomposition(NamedTuple):
    """A Theil index in two parts that add up to ``total``."""

    between: float
    """What would be left if everybody had their group's mean."""
    within: float
    total: float


def theil_decomposition(
    values: npt.ArrayLike, weights: npt.ArrayLike | None, groups: npt.ArrayLike
) -> TheilDecomposition:
    """Theil T between ``groups`` (n,) and within them: sum s_g ln(s_g / p_g) and sum s_g T_g (Shorrocks 1980).

    Units of an unknown group (None, NaN) are left out, of the total too.
    """
    x, w, codes, p, s = _grouped(values, weights, groups)
    total = theil_t(x, w)
    if math.isnan(total):
        return TheilDecomposition(math.nan, math.nan, math.nan)
    has = s > 0
    between = max(0.0, float((s[has] * np.log(s[has] / p[has])).sum()))
    within = sum(float(s[code]) * theil_t(x[codes == code], w[codes == code]) for code in np.flatnonzero(has))
    return TheilDecomposition(between, within, total)


def theil_l_decomposition(
    values: npt.ArrayLike, weights: npt.ArrayLike | None, groups: npt.ArrayLike
) -> TheilDecomposition:
    """Theil L between ``groups`` (n,) and within them: sum p_g ln(p_g / s_g) and sum p_g L_g (Shorrocks 1980).

    Infinite beside a 0. Units of an unknown group (None, NaN) are left out, of the total too.
    """
    x, w, codes, p, s = _grouped(values, weights, groups)
    total = theil_l(x, w)
    if math.isnan(total) or not s.any():
        return TheilDecomposition(total, total, total)
    there = np.flatnonzero(p > 0)
    if (s[there] == 0).any():
        return TheilDecomposition(math.inf, math.inf, math.inf)
    between = max(0.0, float((p[there] * np.log(p[there] / s[there])).sum()))
    within = sum(float(p[code]) * theil_l(x[codes == code], w[codes == code]) for code in there)
    return TheilDecomposition(between, within, total)


def atkinson(values: npt.ArrayLike, weights: npt.ArrayLike | None = None, *, epsilon: float) -> float:
    """1 - (sum p_i x_i^(1 - epsilon))^(1 / (1 - epsilon)) / mu, for epsilon 1 with the geometric mean (Atkinson 1970).

    The part of the total that could be given up if the rest were shared equally and nobody minded; ``epsilon``, 0 or
    more, is the aversion to inequality. It is 1 where epsilon is 1 or more and some but not all have 0.
    """
    if not epsilon >= 0:
        raise ValueError("epsilon must be 0 or more")
    goods = _goods(values, weights)
    return goods.nothing if goods.nothing is not None else kernels.atkinson(goods.x, goods.p, goods.mu, float(epsilon))


def hoover(values: npt.ArrayLike, weights: npt.ArrayLike | None = None) -> float:
    """1/2 sum abs(s_i - p_i): the part of the total that would have to change hands for everybody to have the same."""
    goods = _goods(values, weights)
    return goods.nothing if goods.nothing is not None else kernels.hoover(goods.x, goods.p, goods.mu)


def palma(values: npt.ArrayLike, weights: npt.ArrayLike | None = None) -> float:
    """What the 10 % of people who have most have together, over what the 40 % who have least have (Palma 2011).

    A unit across one of the cuts is split in proportion; 1/4 where all have the same. Infinite where the 40 % have 0,
    NaN where all have.
    """
    return _tail_ratio(values, weights, 9, 4)


def twenty_twenty(values: npt.ArrayLike, weights: npt.ArrayLike | None = None) -> float:
    """What the 20 % of people who have most have together, over what the 20 % who have least have.

    A unit across one of the cuts is split in proportion; 1 where all have the same. Infinite where the lower 20 % have
    0, NaN where all have. (The 20:20 ratio of the UNDP Human Development Reports.)
    """
    return _tail_ratio(values, weights, 8, 2)


def _tail_ratio(values: npt.ArrayLike, weights: npt.ArrayLike | None, most_from: int, least_to: int) -> float:
    goods = _goods(values, weights)
    if goods.nothing is not None:
        return math.nan
    return kernels.tail_ratio(goods.x, goods.w, most_from, least_to)


def palma_by_rank(
    values: npt.ArrayLike, weights: npt.ArrayLike | None, richest: npt.ArrayLike, poorest: npt.ArrayLike
) -> float:
    """The mean of the richest 10 % of people over the mean of the poorest 40 %, as used for access to transport.

    ``richest`` and ``poorest`` (n,) flag the units that count as such: the cuts are taken over the whole city by those
    who know it, and a part of the city is measured by them (as in the R package accessibility). 1 where all have the
    same; infinite where the poorest have 0, NaN where a side has nobody.
    """
    x, w = _arrays(values, weights)
    means = []
    for flagged in (richest, poorest):
        chosen = np.asarray(flagged, dtype=bool) & ~np.isnan(x) & (w > 0)
        if not chosen.any():
            return math.nan
        means.append(float(np.average(x[chosen], weights=w[chosen])))
    top, bottom = means
    if bottom == 0:
        return math.inf if top > 0 else math.nan
    return top / bottom


def concentration_index(values: npt.ArrayLike, weights: npt.ArrayLike | None, rank_by: npt.ArrayLike) -> float:
    """2 sum p_i (x_i - mu)(R_i - 1/2) / mu (Kakwani, Wagstaff and van Doorslaer 1997), between -1 and 1.

    ``rank_by`` (n,) ascends from the most deprived; R_i is the middle of the unit's part of the people so ranked, and
    units of the same rank share one middle. Below 0 the deprived have more than their part, above 0 less. Units
    without a rank are left out.
    """
    ranked = _ranked(values, weights, rank_by)
    if math.isnan(ranked.mu):
        return math.nan
    return 2 * ranked.covariance / ranked.mu if ranked.mu > 0 else 0.0


def erreygers_index(
    values: npt.ArrayLike,
    weights: npt.ArrayLike | None,
    rank_by: npt.ArrayLike,
    *,
    low: float | None = None,
    high: float | None = None,
) -> float:
    """The concentration index times 4 mu / (high - low) (Erreygers 2009): the same of coverage and of shortfall.

    ``low`` and ``high`` are the bounds of what is measured, 0 and 1 for shares; without them the least and the most
    that anybody has. 0 where the two are the same.
    """
    ranked = _ranked(values, weights, rank_by)
    if math.isnan(ranked.mu):
        return math.nan
    width = (ranked.highest if high is None else high) - (ranked.lowest if low is None else low)
    return 8 * ranked.covariance / width if width > 0 else 0.0


def slope_index(values: npt.ArrayLike, weights: npt.ArrayLike | None, rank_by: npt.ArrayLike) -> float:
    """The slope of the values on the rank, by weighted least squares (Preston, Haines and Pamuk 1981).

    The difference between the least and the most deprived end of the city, in the unit of the values; above 0 the
    deprived have less. 0 where all are of the same rank.
    """
    ranked = _ranked(values, weights, rank_by)
    if math.isnan(ranked.mu):
        return math.nan
    return ranked.covariance / ranked.variance if ranked.variance > 0 else 0.0


def kolm_pollak_ede(
    values: npt.ArrayLike,
    weights: npt.ArrayLike | None = None,
    *,
    epsilon: float = 1.0,
    kappa: float | None = None,
) -> float:
    """The equally distributed equivalent -1/k ln sum p_i exp(-k x_i) (Kolm 1976; Logan et al. 2021).

    What everybody would have if it were shared equally and felt to be as good. k is ``kappa`` where it is given, else
    ``epsilon`` times sum p_i x_i / sum p_i x_i^2. ``epsilon`` is above 0 for goods, where the result lies below the
    mean, and below 0 for burdens such as distance, where it lies above. Values below 0 are allowed, and metres do not
    overflow.
    """
    x, w = counted(values, weights)
    if not len(x) or not np.isfinite(x).all():
        return math.nan
    p = w / w.sum()
    if kappa is None:
        square = float((p * x * x).sum())
        kappa = epsilon * float((p * x).sum()) / square if square > 0 else 0.0
    return kernels.kolm_pollak(x, p, float(kappa))


class _Goods(NamedTuple):
    x: FloatArray
    w: FloatArray
    p: FloatArray
    mu: float
    nothing: float | None
    """The value of an index where there is nothing to measure: 0 where everybody has 0, NaN where nobody is left."""


def _goods(values: npt.ArrayLike, weights: npt.ArrayLike | None) -> _Goods:
    """What people have, 0 or more, in ascending order."""
    x, w = counted(values, weights)
    if not len(x) or (x < 0).any() or not np.isfinite(x).all():
        return _Goods(x, w, w, math.nan, math.nan)
    order = np.argsort(x, kind="stable")
    x, w = x[order], w[order]
    p = w / w.sum()
    mu = float((p * x).sum())
    return _Goods(x, w, p, mu, None if mu > 0 else 0.0)


class _Ranked(NamedTuple):
    mu: float
    covariance: float
    variance: float
    lowest: float
    highest: float


def _ranked(values: npt.ArrayLike, weights: npt.ArrayLike | None, rank_by: npt.ArrayLike) -> _Ranked:
    x, w, rank = counted(values, weights, rank_by)
    if not len(x) or (x < 0).any() or not np.isfinite(x).all():
        return _Ranked(math.nan, math.nan, math.nan, math.nan, math.nan)
    p = w / w.sum()
    mu = float((p * x).sum())
    middle = middle_ranks(rank, w)
    return _Ranked(
        mu, kernels.rank_covariance(x, p, mu, middle), kernels.rank_variance(p, middle), float(x.min()), float(x.max())
    )


def _grouped(
    values: npt.ArrayLike, weights: npt.ArrayLike | None, groups: npt.ArrayLike
) -> tuple[FloatArray, FloatArray, npt.NDArray[np.intp], FloatArray, FloatArray]:
    """Values, weights and group codes of the units that count, and each group's part of the people and of the total."""
    codes, names = pd.factorize(np.asarray(groups, dtype=object))
    x, w = _arrays(values, weights)
    if codes.shape != x.shape:
        raise ValueError("values and groups differ in length")
    chosen = (codes >= 0) & _counts(x, w)
    x, w, codes = x[chosen], w[chosen], codes[chosen]
    people: FloatArray = np.bincount(codes, w, minlength=len(names)).astype(np.float64)
    amount: FloatArray = np.bincount(codes, w * x, minlength=len(names)).astype(np.float64)
    p = people / people.sum() if len(x) else people
    return x, w, codes, p, amount / amount.sum() if amount.any() else amount


def counted(values: npt.ArrayLike, weights: npt.ArrayLike | None, *others: npt.ArrayLike) -> tuple[FloatArray, ...]:
    """Values, weights and ``others`` (n,) of the units that have people and no NaN among them.

    Raises ``ValueError`` where weights are below 0 or the lengths differ.
    """
    x, w = _arrays(values, weights)
    kept = _counts(x, w)
    arrays = [x, w]
    for other in others:
        array = np.asarray(other, dtype=np.float64)
        if array.shape != x.shape:
            raise ValueError("values and ranks differ in length")
        kept &= ~np.isnan(array)
        arrays.append(array)
    return tuple(array[kept] for array in arrays)


def _counts(x: FloatArray, w: FloatArray) -> npt.NDArray[np.bool_]:
    return ~np.isnan(x) & (w > 0)


def _arrays(values: npt.ArrayLike, weights: npt.ArrayLike | None) -> tuple[FloatArray, FloatArray]:
    x = np.asarray(values, dtype=np.float64)
    w = np.ones(x.shape) if weights is None else np.asarray(weights, dtype=np.float64)
    if x.ndim != 1 or w.shape != x.shape:
        raise ValueError("values and weights must be of one dimension and of the same length")
    if (w < 0).any():
        raise ValueError("weights must not be below 0")
    return x, w
