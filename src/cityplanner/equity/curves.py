"""Lorenz and concentration curves."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from cityplanner.equity.indices import counted

FloatArray = npt.NDArray[np.float64]


class Curve(NamedTuple):
    """From (0, 0) to (1, 1): ``people`` (k,) the part of all people so far, ``service`` (k,) what they have of it all.

    Empty where nobody has anything or nobody is left.
    """

    people: FloatArray
    service: FloatArray


def lorenz_curve(values: npt.ArrayLike, weights: npt.ArrayLike | None = None) -> Curve:
    """People from those who have least to those who have most (Lorenz 1905). Values are 0 or more."""
    x, w = counted(values, weights)
    order = np.argsort(x, kind="stable")
    return _curve(x[order], w[order])


def concentration_curve(values: npt.ArrayLike, weights: npt.ArrayLike | None, rank_by: npt.ArrayLike) -> Curve:
    """People from the most deprived to the least: above the diagonal, the deprived have more than their part.

    ``rank_by`` (n,) ascends from the most deprived; units of the same rank are one step. Units without a rank are left
    out. Raises ``ValueError`` where the lengths differ.
    """
    x, w, rank = counted(values, weights, rank_by)
    order = np.argsort(rank, kind="stable")
    curve = _curve(x[order], w[order])
    if not len(curve.people):
        return curve
    steps = np.append(True, np.append(np.diff(rank[order]) > 0, True))
    return Curve(curve.people[steps], curve.service[steps])


def _curve(x: FloatArray, w: FloatArray) -> Curve:
    """The curve of units in the order in which they come; none of values that are below 0 or infinite."""
    amount = np.cumsum(w * x)
    if not len(x) or (x < 0).any() or not 0 < amount[-1] < np.inf:
        return Curve(np.empty(0), np.empty(0))
    people = np.cumsum(w)
    return Curve(np.concatenate([[0.0], people / people[-1]]), np.concatenate([[0.0], amount / amount[-1]]))
