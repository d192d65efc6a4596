"""Smooth random fields on the terrain's grid."""

import numpy as np
from scipy.ndimage import gaussian_filter, map_coordinates

from altavega.frame import EAST, NORTH, SOUTH, WEST

CELL_M = 10.0
ROWS, COLUMNS = round((NORTH - SOUTH) / CELL_M), round((EAST - WEST) / CELL_M)


def noise_field(seed: int, wavelength_m: float) -> np.ndarray:
    """(ROWS, COLUMNS), row 0 in the south, mean 0 and standard deviation 1; features of about ``wavelength_m``."""
    sigma = wavelength_m / CELL_M / 4.0
    # Coarse noise is made on a coarse grid and drawn out: a wide filter on the fine one would take seconds.
    shrink = max(1, int(sigma / 4.0))
    rng = np.random.default_rng(seed)
    rough = rng.standard_normal((ROWS // shrink + 8, COLUMNS // shrink + 8))
    soft = gaussian_filter(rough, sigma / shrink, mode="wrap")
    if shrink > 1:
        rows, columns = np.mgrid[0:ROWS, 0:COLUMNS] / shrink + 2.0
        soft = map_coordinates(soft, [rows, columns], order=3, mode="nearest")
    soft = soft[:ROWS, :COLUMNS]
    return (soft - soft.mean()) / soft.std()


def sample(field: np.ndarray, xy: np.ndarray) -> np.ndarray:
    """Values of a field at (n, 2) local metres, bilinear."""
    columns = (xy[:, 0] - WEST) / CELL_M - 0.5
    rows = (xy[:, 1] - SOUTH) / CELL_M - 0.5
    return map_coordinates(field, [rows, columns], order=1, mode="nearest")


class Lookup:
    """Bilinear values of a field one point at a time, for line tracing."""

    def __init__(self, field: np.ndarray) -> None:
        self._rows = field.tolist()

    def __call__(self, x: float, y: float) -> float:
        column = min(max((x - WEST) / CELL_M - 0.5, 0.0), COLUMNS - 1.001)
        row = min(max((y - SOUTH) / CELL_M - 0.5, 0.0), ROWS - 1.001)
        i, j = int(row), int(column)
        v, u = row - i, column - j
        lower, upper = self._rows[i], self._rows[i + 1]
        return (lower[j] * (1 - u) + lower[j + 1] * u) * (1 - v) + (upper[j] * (1 - u) + upper[j + 1] * u) * v
