"""Inequality indices for weighted values, as plain functions of NumPy arrays.

``values`` (n,) is what each unit has (the share of a neighbourhood's residents that is served), ``weights`` (n,) how
many people each unit stands for; without weights every unit counts the same. The policy is the same everywhere:

- Units without weight, and units whose value or weight is NaN, are left out.
- An index that has no value is NaN: nobody is left, everybody has 0, or a value is negative where that has no meaning.
  It is infinite where the formula says so (Theil L beside a 0, Palma where the lower 40 % have nothing).
- Weights below 0, and arrays of different lengths, raise ``ValueError``.

With p_i the unit's part of all people, mu the mean of the values and s_i = p_i x_i / mu its part of the total.
"""

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

FloatArray = npt.NDArray[np.float64]


def gini(values: npt.ArrayLike, weights: npt.ArrayLike | None = None) -> float:
    """Half the mean difference between two people drawn at random, over the mean: 0 equal, towards 1 unequal.

    Worked out as 1 - sum (P_k - P_k-1)(L_k + L_k-1) along the Lorenz curve (Gastwirth 1972).
    """
    x, p, mu = _goods(values, weights)
    if math.isnan(mu):
        return math.nan
    order = np.argsort(x, kind="stable")
    p = p[order]
    lorenz = np.concatenate([[0.0], np.cumsum(p * x[order])]) / mu
    return max(0.0, float(1 - (p * (lorenz[1:] + lorenz[:-1])).sum()))


def theil_t(values: npt.ArrayLike, weights: npt.ArrayLike | None = None) -> float:
    """sum s_i ln(x_i / mu), where 0 ln 0 is 0 (Theil 1967): 0 equal, ln n where one of n has everything."""
    x, p, mu = _goods(values, weights)
    if math.isnan(mu):
        return math.nan
    return max(0.0, float((p * _x_log_x(x / mu)).sum()))


def theil_l(values: npt.ArrayLike, weights: npt.ArrayLike | None = None) -> float:
    """The mean log deviation, sum p_i ln(mu / x_i) (Theil 1967); infinite where anybody has 0."""
    x, p, mu = _goods(values, weights)
    if math.isnan(mu):
        return math.nan
    if (x == 0).any():
        return math.inf
    return max(0.0, float((p * np.log(mu / x)).sum()))


class TheilDecomposition(NamedTuple):
    """Theil T in two parts that add up to ``total``."""

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
    codes, names = pd.factorize(np.asarray(groups, dtype=object))
    x, w = _arrays(values, weights)
    if codes.shape != x.shape:
        raise ValueError("values and groups differ in length")
    chosen = (codes >= 0) & _counted(x, w)
    x, w, codes = x[chosen], w[chosen], codes[chosen]
    total = theil_t(x, w)
    if math.isnan(total):
        return TheilDecomposition(math.nan, math.nan, math.nan)
    people = np.bincount(codes, w, minlength=len(names))
    amount = np.bincount(codes, w * x, minlength=len(names))
    p, s = people / people.sum(), amount / amount.sum()
    has = s > 0
    between = max(0.0, float((s[has] * np.log(s[has] / p[has])).sum()))
    within = sum(float(s[code]) * theil_t(x[codes == code], w[codes == code]) for code in np.flatnonzero(has))
    return TheilDecomposition(between, within, total)


def atkinson(values: npt.ArrayLike, weights: npt.ArrayLike | None = None, *, epsilon: float) -> float:
    """1 - (sum p_i x_i^(1 - epsilon))^(1 / (1 - epsilon)) / mu, for epsilon 1 with the geometric mean (Atkinson 1970).

    The part of the total that could be given up if the rest were shared equally and nobody minded; ``epsilon``, 0 or
    more, is the aversion to inequality. It is 1 where epsilon is 1 or more and anybody has 0.
    """
    if not epsilon >= 0:
        raise ValueError("epsilon must be 0 or more")
    x, p, mu = _goods(values, weights)
    if math.isnan(mu):
        return math.nan
    if epsilon >= 1 and (x == 0).any():
        return 1.0
    ratio = x / mu
    if epsilon < 1:
        equal = math.pow(float((p * ratio ** (1 - epsilon)).sum()), 1 / (1 - epsilon))
    elif epsilon == 1:
        equal = math.exp(float((p * np.log(ratio)).sum()))
    else:
        equal = math.exp(_log_mean_exp(p, (1 - epsilon) * np.log(ratio)) / (1 - epsilon))
    return max(0.0, 1 - equal)


def hoover(values: npt.ArrayLike, weights: npt.ArrayLike | None = None) -> float:
    """1/2 sum abs(s_i - p_i): the part of the total that would have to change hands for everybody to have the same."""
    x, p, mu = _goods(values, weights)
    if math.isnan(mu):
        return math.nan
    return float(np.abs(p * (x / mu - 1)).sum() / 2)


def palma(values: npt.ArrayLike, weights: npt.ArrayLike | None = None) -> float:
    """What the 10 % of people who have most have together, over what the 40 % who have least have (Palma 2011).

    A unit across one of the cuts is split in proportion; 1/4 where all have the same. Infinite where the 40 % have 0.
    """
    x, w = _kept(values, weights)
    if math.isnan(_goods(x, w)[2]):
        return math.nan
    order = np.argsort(x, kind="stable")
    x, w = x[order], w[order]
    # In people and not in parts of one, so that whole numbers of people are cut without rounding.
    above = np.cumsum(w)
    below = above - w
    everybody = above[-1]
    least = float((x * np.clip(np.minimum(above, 2 * everybody / 5) - below, 0, None)).sum())
    most = float((x * np.clip(above - np.maximum(below, 9 * everybody / 10), 0, None)).sum())
    return most / least if least > 0 else math.inf


def concentration_index(values: npt.ArrayLike, weights: npt.ArrayLike | None, rank_by: npt.ArrayLike) -> float:
    """2 sum p_i (x_i - mu)(R_i - 1/2) / mu (Kakwani, Wagstaff and van Doorslaer 1997), between -1 and 1.

    ``rank_by`` (n,) ascends from the most deprived; R_i is the middle of the unit's part of the people so ranked, and
    units of the same rank share one middle. Below 0 the deprived have more than their part, above 0 less. Units
    without a rank are left out.
    """
    rank = np.asarray(rank_by, dtype=np.float64)
    x, w = _arrays(values, weights)
    if rank.shape != x.shape:
        raise ValueError("values and rank_by differ in length")
    ranked = ~np.isnan(rank)
    kept = ranked & _counted(x, w)
    x, p, mu = _goods(x[kept], w[kept])
    if math.isnan(mu):
        return math.nan
    _, place = np.unique(rank[kept], return_inverse=True)
    tied = np.bincount(place, p)
    middle = (np.cumsum(tied) - tied / 2)[place]
    return float(2 * (p * (x - mu) * (middle - 0.5)).sum() / mu)


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
    mean, and below 0 for burdens such as distance, where it lies above. Values below 0 are allowed.
    """
    x, w = _kept(values, weights)
    if not len(x) or not np.isfinite(x).all():
        return math.nan
    p = w / w.sum()
    mean, square = float((p * x).sum()), float((p * x * x).sum())
    if kappa is None:
        kappa = epsilon * mean / square if square > 0 else 0.0
    if kappa == 0:
        return mean
    return -_log_mean_exp(p, -kappa * x) / kappa


def _goods(values: npt.ArrayLike, weights: npt.ArrayLike | None) -> tuple[FloatArray, FloatArray, float]:
    """Values, parts of the people, and the mean; a mean of NaN where an index of goods has no value."""
    x, w = _kept(values, weights)
    if not len(x) or (x < 0).any() or not np.isfinite(x).all():
        return x, w, math.nan
    p = w / w.sum()
    mu = float((p * x).sum())
    return x, p, mu if mu > 0 else math.nan


def _kept(values: npt.ArrayLike, weights: npt.ArrayLike | None) -> tuple[FloatArray, FloatArray]:
    x, w = _arrays(values, weights)
    kept = _counted(x, w)
    return x[kept], w[kept]


def _counted(x: FloatArray, w: FloatArray) -> npt.NDArray[np.bool_]:
    return ~np.isnan(x) & (w > 0)


def _arrays(values: npt.ArrayLike, weights: npt.ArrayLike | None) -> tuple[FloatArray, FloatArray]:
    x = np.asarray(values, dtype=np.float64)
    w = np.ones(x.shape) if weights is None else np.asarray(weights, dtype=np.float64)
    if x.ndim != 1 or w.shape != x.shape:
        raise ValueError("values and weights must be of one dimension and of the same length")
    if (w < 0).any():
        raise ValueError("weights must not be below 0")
    return x, w


def _log_mean_exp(p: FloatArray, exponents: FloatArray) -> float:
    """ln sum p_i exp(e_i), kept from overflowing by taking the largest out first."""
    highest = float(exponents.max())
    return highest + math.log(float((p * np.exp(exponents - highest)).sum()))


def _x_log_x(x: FloatArray) -> FloatArray:
    return np.asarray(x * np.log(np.where(x > 0, x, 1.0)), dtype=np.float64)
