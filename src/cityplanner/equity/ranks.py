"""People in the order of a rank: middles, and fifths."""

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]


def middle_ranks(rank_by: FloatArray, people: FloatArray) -> FloatArray:
    """(n,) the middle of each unit's part of the ``people`` when they stand in ascending order of ``rank_by``.

    Between 0 and 1; units of the same rank share one middle. NaN for those without a rank or without people.
    """
    middle = np.full(len(rank_by), np.nan)
    ranked = ~np.isnan(rank_by) & (people > 0)
    if ranked.any():
        _, place = np.unique(rank_by[ranked], return_inverse=True)
        tied = np.bincount(place, people[ranked])
        middle[ranked] = ((np.cumsum(tied) - tied / 2) / tied.sum())[place]
    return middle


def part_within(rank_by: FloatArray, people: FloatArray, first: float, last: float) -> FloatArray:
    """(n,) the part of each unit's people who stand between ``first`` and ``last`` in the order of ``rank_by``.

    ``first`` and ``last`` are parts of all people, between 0 and 1. The unit across a cut is split; units of the same
    rank are split alike, so that their order says nothing. 0 for those without a rank or without people.
    """
    part = np.zeros(len(rank_by))
    ranked = ~np.isnan(rank_by) & (people > 0)
    if ranked.any():
        _, place = np.unique(rank_by[ranked], return_inverse=True)
        tied = np.bincount(place, people[ranked])
        end = np.cumsum(tied)
        everybody = end[-1]
        inside = np.clip(np.minimum(end, last * everybody) - np.maximum(end - tied, first * everybody), 0, None)
        part[ranked] = (inside / tied)[place]
    return part
