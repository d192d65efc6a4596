"""The ground that each device reaches alone, as shapes for a map."""

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from cityplanner.coverage.models import coverage_model
from cityplanner.model import Device, DeviceStatus, DeviceType


def outlines(
    devices: Sequence[Device],
    types: Mapping[str, DeviceType],
    surroundings: object = None,  # noqa: ARG001
) -> npt.NDArray[np.object_]:
    """(d,) shapely polygons in the city's CRS: where one device alone reaches the threshold of its type.

    None for retired devices and for those of types that ``types`` does not have. ``surroundings`` are what models look
    at.
    """
    shapes = np.full(len(devices), None, dtype=object)
    rows_of: dict[str, list[int]] = {}
    for row, device in enumerate(devices):
        if device.type_id in types and device.status is not DeviceStatus.RETIRED:
            rows_of.setdefault(device.type_id, []).append(row)
    for type_id, rows in rows_of.items():
        spec = types[type_id].coverage
        shapes[rows] = coverage_model(spec).grounds([devices[row] for row in rows], spec)
    return shapes
