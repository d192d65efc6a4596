"""Finds what a device in the hand could stand on: a lamp, a point of a layer, a corner or a street. No Qt."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from cityplanner.gui.map.feature_tree import feature_tree
from cityplanner.i18n import _
from cityplanner.model import Device, DeviceStatus, DeviceType, Family, Layer

WITHIN_PX = 10.0
WITHIN_M = 30.0
"""Where the whole city is in view, ten pixels are streets away."""
_STREETS = "streets"


@dataclass(frozen=True, slots=True)
class SnapTarget:
    """A place in metres in the city's CRS, and what stands there."""

    x: float
    y: float
    name: str


class Lamps:
    """The lights of a scenario that exist: what stands there already can carry something else."""

    def __init__(self, devices: Iterable[Device], types: Mapping[str, DeviceType]) -> None:
        lighting = {item.id: item.name for item in types.values() if item.family is Family.LIGHTING}
        self._lamps = [
            device for device in devices if device.type_id in lighting and device.status is DeviceStatus.EXISTING
        ]
        self._types = lighting
        self._xy = np.array([(lamp.x, lamp.y) for lamp in self._lamps], dtype=np.float64).reshape(-1, 2)

    def nearest(self, x: float, y: float, within_m: float, leave_out: Collection[str]) -> SnapTarget | None:
        """The nearest lamp that is not one of ``leave_out``."""
        distance = np.hypot(self._xy[:, 0] - x, self._xy[:, 1] - y)
        near = np.flatnonzero(distance <= within_m)
        for row in near[np.argsort(distance[near])].tolist():
            lamp = self._lamps[row]
            if lamp.id not in leave_out:
                name = lamp.name or _("{type} {number}").format(
                    type=self._types[lamp.type_id], number=lamp.id.rpartition("-")[2]
                )
                return SnapTarget(lamp.x, lamp.y, name)
        return None


def snap_target(
    layers: Sequence[Layer],
    lamps: Lamps,
    x: float,
    y: float,
    within_m: float,
    leave_out: Collection[str] = (),
) -> SnapTarget | None:
    """What is nearest to a place: a lamp or a point of a layer first, then a corner, then a line; None if none is near.

    A point and a corner are caught before the line that they lie on, which is always at least as near.
    """
    here = shapely.Point(x, y)
    points: list[tuple[float, SnapTarget]] = []
    corners: list[tuple[float, SnapTarget]] = []
    lines: list[tuple[float, SnapTarget]] = []
    lamp = lamps.nearest(x, y, within_m, leave_out)
    if lamp is not None:
        points.append((float(np.hypot(lamp.x - x, lamp.y - y)), lamp))
    around = shapely.box(x - within_m, y - within_m, x + within_m, y + within_m)
    for layer in layers:
        geometries = layer.frame.geometry.array
        for row in feature_tree(layer.frame).query(around).tolist():
            geometry = geometries[row]
            dimension = int(shapely.get_dimensions(geometry))
            vertices = shapely.get_coordinates(geometry)
            distances = np.hypot(vertices[:, 0] - x, vertices[:, 1] - y)
            first = int(np.argmin(distances))
            if distances[first] <= within_m:
                found = points if dimension == 0 else corners
                name = _feature_name(layer, row) if dimension == 0 else _("corner")
                found.append((float(distances[first]), SnapTarget(*vertices[first].tolist(), name)))
            elif dimension == 1 and (far := float(shapely.distance(geometry, here))) <= within_m:
                foot = shapely.get_coordinates(shapely.shortest_line(geometry, here))[0].tolist()
                lines.append((far, SnapTarget(*foot, _feature_name(layer, row))))
    for found in (points, corners, lines):
        if found:
            return min(found, key=lambda item: item[0])[1]
    return None


def _feature_name(layer: Layer, row: int) -> str:
    """``Street: Calle 10``, or the layer's name where the feature has none."""
    kind = _("Street") if layer.role == _STREETS else layer.name
    name = layer.frame["name"].iloc[row] if "name" in layer.frame else None
    if isinstance(name, str) and name:
        return _("{kind}: {name}").format(kind=kind, name=name)
    return kind
