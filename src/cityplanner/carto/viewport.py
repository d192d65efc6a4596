"""The window on the world: which place is where on the screen or on the paper."""

from dataclasses import dataclass, replace
from math import inf
from typing import Self

import numpy as np
import numpy.typing as npt

METRES_PER_INCH = 0.0254
REFERENCE_DPI = 96.0

Bounds = tuple[float, float, float, float]
"""West, south, east, north, in metres."""


@dataclass(frozen=True, slots=True)
class Viewport:
    """``centre`` in metres in the city's CRS, size in pixels; y runs north in the world and down on the screen."""

    centre_x: float
    centre_y: float
    metres_per_pixel: float
    width_px: float
    height_px: float

    @classmethod
    def fit(cls, bounds: Bounds, width_px: float, height_px: float, margin_px: float = 16.0) -> Self:
        """The view that shows all of ``bounds`` with a margin around it; a single point gets 500 m around it."""
        west, south, east, north = bounds
        across = max(east - west, 1e-9) / max(width_px - 2 * margin_px, 1.0)
        up = max(north - south, 1e-9) / max(height_px - 2 * margin_px, 1.0)
        scale = max(across, up)
        if east - west < 1e-6 and north - south < 1e-6:
            scale = 1000.0 / max(min(width_px, height_px), 1.0)
        return cls((west + east) / 2, (south + north) / 2, scale, width_px, height_px)

    @property
    def bounds(self) -> Bounds:
        half_width = self.width_px * self.metres_per_pixel / 2
        half_height = self.height_px * self.metres_per_pixel / 2
        return (
            self.centre_x - half_width,
            self.centre_y - half_height,
            self.centre_x + half_width,
            self.centre_y + half_height,
        )

    def shows(self, bounds: Bounds) -> bool:
        """Whether all of ``bounds`` is in view."""
        west, south, east, north = bounds
        left, bottom, right, top = self.bounds
        return left <= west and bottom <= south and right >= east and top >= north

    def scale_denominator(self, dpi: float = REFERENCE_DPI) -> float:
        """The n in 1:n for pixels of ``dpi`` to the inch."""
        return self.metres_per_pixel * dpi / METRES_PER_INCH

    def to_screen(self, xy: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """(n, 2) world to (n, 2) pixels from the top left."""
        west, _, _, north = self.bounds
        return np.column_stack(((xy[:, 0] - west), (north - xy[:, 1]))) / self.metres_per_pixel

    def point_to_screen(self, x: float, y: float) -> tuple[float, float]:
        west, _, _, north = self.bounds
        return (x - west) / self.metres_per_pixel, (north - y) / self.metres_per_pixel

    def to_world(self, x_px: float, y_px: float) -> tuple[float, float]:
        west, _, _, north = self.bounds
        return west + x_px * self.metres_per_pixel, north - y_px * self.metres_per_pixel

    def panned(self, dx_px: float, dy_px: float) -> Self:
        """The view after the map was dragged by this many pixels."""
        return replace(
            self,
            centre_x=self.centre_x - dx_px * self.metres_per_pixel,
            centre_y=self.centre_y + dy_px * self.metres_per_pixel,
        )

    def zoomed(self, factor: float, x_px: float, y_px: float, closest: float = 0.05, widest: float = inf) -> Self:
        """Closer by ``factor`` with the place under (``x_px``, ``y_px``) staying where it is."""
        scale = min(max(self.metres_per_pixel / factor, closest), widest)
        x, y = self.to_world(x_px, y_px)
        return replace(
            self,
            centre_x=x - (x_px - self.width_px / 2) * scale,
            centre_y=y + (y_px - self.height_px / 2) * scale,
            metres_per_pixel=scale,
        )

    def resized(self, width_px: float, height_px: float) -> Self:
        return replace(self, width_px=width_px, height_px=height_px)
