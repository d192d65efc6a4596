"""Counts shared out so that the parts add up to the whole to the last digit."""

import numpy as np
import numpy.typing as npt

UNIT = 2.0**-20
"""People are shared in parts of this size: parts of a whole number add up to it exactly in binary."""

_FloatArray = npt.NDArray[np.float64]
_IntArray = npt.NDArray[np.int64]


def share_out(whole: _FloatArray, owner: npt.NDArray[np.integer], weight: _FloatArray) -> _FloatArray:
    """(n, k) the part of each of n places in the ``whole`` (m, k) of its ``owner`` (n,), by ``weight`` (n,) >= 0.

    The parts of an owner add up to its whole: exactly for whole numbers, else to the precision of a float. No part is
    negative, and where a column is at most the first (a group of the residents), its parts are at most those of the
    first. Owners whose weights are all 0 share evenly. What is NaN in the whole is NaN in its parts.
    """
    order = np.argsort(owner, kind="stable")
    rows = np.asarray(owner)[order].astype(np.int64)
    if not len(rows):
        return np.empty((0, whole.shape[1]))
    parts = np.empty((len(rows), whole.shape[1]))
    reached = _reached(rows, weight[order])
    begins = np.flatnonzero(np.diff(rows, prepend=-1))
    first: _IntArray = np.empty(0, dtype=np.int64)
    for column in range(whole.shape[1]):
        count = whole[rows, column]
        units = np.floor(np.nan_to_num(count) / UNIT).astype(np.int64)
        up_to = np.floor(units * reached).astype(np.int64)
        if column == 0:
            first, residents = up_to, units
        else:
            # A group is laid out along the residents: each step takes at most as many of it as of them.
            within = (units <= residents) & (residents > 0)
            exact = first[within].astype(object) * units[within].astype(object) // residents[within].astype(object)
            up_to[within] = exact.astype(np.int64)
        before = np.concatenate([[0], up_to[:-1]])
        before[begins] = 0
        parts[:, column] = (up_to - before) * UNIT
        rest = np.where(np.isnan(count), np.nan, np.nan_to_num(count) - units * UNIT)
        parts[begins, column] += rest[begins]
        parts[np.isnan(count), column] = np.nan
    result = np.empty_like(parts)
    result[order] = parts
    return result


def _reached(rows: _IntArray, weight: _FloatArray) -> _FloatArray:
    """(n,) the share of its owner's weight up to and with each place, 1 at its last; ``rows`` ascend."""
    begins = np.flatnonzero(np.diff(rows, prepend=-1))
    sizes = np.diff(np.append(begins, len(rows)))
    nothing = np.repeat(np.add.reduceat(weight, begins) <= 0, sizes)
    filled = np.where(nothing, 1.0, weight)
    # Scaled, so that one huge owner does not take the digits of the small ones behind it.
    filled = filled / np.repeat(np.add.reduceat(filled, begins), sizes)
    along = np.cumsum(filled)
    start = np.repeat(along[begins] - filled[begins], sizes)
    reached = np.clip(along - start, 0.0, 1.0)
    reached[begins + sizes - 1] = 1.0
    return np.asarray(reached)
