"""Where the shown devices stand, to find them by place. No Qt."""

from collections.abc import Iterable, Sequence

import numpy as np
import shapely

from cityplanner.carto.viewport import Bounds
from cityplanner.model import Device


class DevicePlaces:
    """Places in metres, tens of thousands of them."""

    def __init__(self, devices: Iterable[Device] = ()) -> None:
        known = list(devices)
        self._ids = [device.id for device in known]
        self._xy = np.array([(device.x, device.y) for device in known], dtype=np.float64).reshape(-1, 2)

    def nearest(self, x: float, y: float, within_m: float) -> str | None:
        """The id of the nearest device, if it is near enough."""
        if not self._ids:
            return None
        distance = np.hypot(self._xy[:, 0] - x, self._xy[:, 1] - y)
        nearest = int(np.argmin(distance))
        return self._ids[nearest] if distance[nearest] <= within_m else None

    def in_box(self, box: Bounds) -> list[str]:
        """The ids of those in west, south, east and north."""
        return [self._ids[row] for row in np.flatnonzero(self._within(box))]

    def inside(self, corners: Sequence[tuple[float, float]]) -> set[str]:
        """The ids of those inside a line through ``corners``, even where it crosses itself."""
        drawn = shapely.Polygon(corners)
        shape = drawn if drawn.is_valid else shapely.make_valid(drawn)
        return {self._ids[row] for row in np.flatnonzero(shapely.contains_xy(shape, self._xy[:, 0], self._xy[:, 1]))}

    def symbol_px(self, bounds: Bounds, metres_per_pixel: float) -> float:
        """How large symbols are: they shrink when the whole city is in view, and the more of them there are.

        14,000 lamps are dots.
        """
        seen = int(np.count_nonzero(self._within(bounds)))
        largest = np.interp(np.log2(metres_per_pixel), [0, 4.5], [15, 10])
        return float(largest * np.interp(np.log10(seen + 1), [2.4, 4.0], [1.0, 0.33]))

    def _within(self, box: Bounds) -> np.ndarray:
        west, south, east, north = box
        x, y = self._xy[:, 0], self._xy[:, 1]
        return (x >= west) & (x <= east) & (y >= south) & (y <= north)
