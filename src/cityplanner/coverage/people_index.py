"""Finds the people near a place."""

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.intp]

_SLACK = 1 + 1e-9
"""The tree looks a little further than asked, so that its own rounding loses nobody on the rim."""


class PeopleIndex:
    """A k-d tree over the people's points, built once for a city and shared by every coverage model."""

    def __init__(self, xy: FloatArray) -> None:
        """``xy`` (n, 2) in metres, in the order of ``People.xy``."""
        self.xy = np.ascontiguousarray(xy, dtype=np.float64)
        self._tree = cKDTree(self.xy, balanced_tree=False)

    def within(self, centres: FloatArray, distance_m: float) -> tuple[IntArray, IntArray]:
        """The points no further than ``distance_m`` from each of ``centres`` (d, 2), the rim included.

        Returns ``(counts, rows)``: (d,) how many each centre has, and their rows in ``xy`` one centre after the other.
        """
        found = self._tree.query_ball_point(centres, distance_m * _SLACK, return_sorted=False)
        counts = np.fromiter(map(len, found), dtype=np.intp, count=len(found))
        rows = np.fromiter((row for one in found for row in one), dtype=np.intp, count=int(counts.sum()))
        offset = self.xy[rows] - np.repeat(centres, counts, axis=0)
        near = np.einsum("ij,ij->i", offset, offset) <= distance_m * distance_m
        if not near.all():
            counts = np.bincount(np.repeat(np.arange(len(centres)), counts)[near], minlength=len(centres))
            rows = rows[near]
        return counts, rows
