"""Where the shown devices stand, to find them by place. No Qt."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import shapely

from cityplanner.carto.symbol_size import Medium, symbol_sizes
from cityplanner.carto.viewport import Bounds, Viewport
from cityplanner.model import Device, DeviceType, Family


class DevicePlaces:
    """Places in metres, tens of thousands of them."""

    def __init__(self, devices: Iterable[Device] = (), types: Mapping[str, DeviceType] | None = None) -> None:
        known = list(devices)
        families = {id_: list(Family).index(item.family) for id_, item in (types or {}).items()}
        self._families = np.array([families.get(device.type_id, -1) for device in known], dtype=np.int64)
        self._ids = [device.id for device in known]
        self._sizes: tuple[tuple[Viewport, Medium], dict[Family, float]] | None = None
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

    def symbol_sizes(self, view: Viewport, medium: Medium) -> dict[Family, float]:
        """How large each family's symbols are at this view, in pixels; asked at every frame."""
        if self._sizes is None or self._sizes[0] != (view, medium):
            self._sizes = (view, medium), symbol_sizes(self._xy, self._families, view, medium)
        return self._sizes[1]

    def _within(self, box: Bounds) -> np.ndarray:
        west, south, east, north = box
        x, y = self._xy[:, 0], self._xy[:, 1]
        return (x >= west) & (x <= east) & (y >= south) & (y <= north)
