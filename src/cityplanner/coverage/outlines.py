"""The ground that each device reaches alone, as shapes for a map."""

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from cityplanner.coverage.ready import ModelError, ready
from cityplanner.coverage.surroundings import Surroundings
from cityplanner.model import Device, DeviceStatus, DeviceType


def outlines(
    devices: Sequence[Device], types: Mapping[str, DeviceType], surroundings: Surroundings | None = None
) -> npt.NDArray[np.object_]:
    """(d,) shapely polygons in the city's CRS: where one device alone reaches the threshold of its type.

    Where strengths that are the same all over add up, the ground to which the device brings its part. None for retired
    devices, for those of types that ``types`` does not have, and where a coverage model fails, which is logged.
    """
    shapes = np.full(len(devices), None, dtype=object)
    rows_of: dict[str, list[int]] = {}
    for row, device in enumerate(devices):
        if device.type_id in types and device.status is not DeviceStatus.RETIRED:
            rows_of.setdefault(device.type_id, []).append(row)
    for type_id, rows in rows_of.items():
        try:
            shapes[rows] = ready(types[type_id], surroundings).outline([devices[row] for row in rows])
        except ModelError:
            continue
    return shapes
