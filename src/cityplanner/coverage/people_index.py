"""Finds the people near a place."""

import math

import numpy as np
import numpy.typing as npt

from cityplanner.coverage import kernels
from cityplanner.i18n import _

FloatArray = npt.NDArray[np.float64]
Rows = npt.NDArray[np.int64]

_POINTS_PER_CELL = 8


class PeopleIndex:
    """A grid over the points, built once for a city and shared by every coverage model.

    A few points far from the rest make its cells large and its answers slower, and nothing worse.
    """

    def __init__(self, xy: FloatArray) -> None:
        """``xy`` (n, 2) in metres."""
        self.xy = np.ascontiguousarray(xy, dtype=np.float64)
        low_x, low_y = self.xy.min(axis=0).tolist() if len(self.xy) else (0.0, 0.0)
        high_x, high_y = self.xy.max(axis=0).tolist() if len(self.xy) else (0.0, 0.0)
        width, height = high_x - low_x, high_y - low_y
        cells = max(len(self.xy) / _POINTS_PER_CELL, 1.0)
        cell_m = max(math.sqrt(width * height / cells), max(width, height) / cells, 1.0)
        columns, lines = int(width / cell_m) + 1, int(height / cell_m) + 1
        starts, order = kernels.sort_into_cells(self.xy, low_x, low_y, cell_m, columns, lines)
        self.by_cell = order
        """(n,) the rows cell by cell, so that those that follow each other are close together."""
        self._stamps: npt.NDArray[np.int64] | None = None
        self._stamp = 0
        self._grid = (self.xy[order], starts, order, low_x, low_y, cell_m, columns, lines)

    def within(self, x: float, y: float, distance_m: float) -> Rows:
        """The rows of the points no further than ``distance_m`` from (x, y), the rim included."""
        return kernels.points_in_disc(x, y, distance_m, *self._grid)

    def fault(self, starts: Rows, rows: Rows) -> str:
        """What is wrong with lists ``rows[starts[i]:starts[i + 1]]`` of points, in a clause; '' where nothing is."""
        if self._stamps is None:
            self._stamps = np.zeros(len(self.xy), dtype=np.int64)
        first = self._stamp + 1
        self._stamp += len(starts)
        match kernels.fault_of_lists(starts, rows, self._stamps, first):
            case 0:
                return ""
            case 3:
                return _("it gave a point twice for one device.")
            case _:
                return _("it gave points that there are not.")
