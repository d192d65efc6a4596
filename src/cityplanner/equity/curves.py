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
    return _curve(x, w, np.argsort(x, kind="stable"))


def concentration_curve(values: npt.ArrayLike, weights: npt.ArrayLike | None, rank_by: npt.ArrayLike) -> Curve:
    """People from the most deprived to the least: above the diagonal, the deprived have more than their part.

    ``rank_by`` (n,) ascends from the most deprived; units of the same rank are one step. Units without a rank are left
    out. Raises ``ValueError`` where the lengths differ.
    """
    x, w, rank = counted(values, weights, rank_by)
    _, place = np.unique(rank, return_inverse=True)
    people: FloatArray = np.bincount(place, w).astype(np.float64)
    amount: FloatArray = np.bincount(place, w * x).astype(np.float64)
    mean = np.divide(amount, people, out=np.zeros(len(people)), where=people > 0)
    return _curve(mean, people, np.arange(len(people)))


def _curve(x: FloatArray, w: FloatArray, order: npt.NDArray[np.intp]) -> Curve:
    amount = np.cumsum((w * x)[order])
    if not len(x) or (x < 0).any() or not amount[-1] > 0:
        return Curve(np.empty(0), np.empty(0))
    people = np.cumsum(w[order])
    return Curve(np.concatenate([[0.0], people / people[-1]]), np.concatenate([[0.0], amount / amount[-1]]))
