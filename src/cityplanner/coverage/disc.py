"""The disc: everybody within ``range_m`` of the device is reached, with strength 1, the rim included."""

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import shapely

from cityplanner.coverage.footprint import Footprint
from cityplanner.coverage.people_index import PeopleIndex
from cityplanner.errors import InputError
from cityplanner.i18n import _
from cityplanner.model import CoverageSpec, Device

_QUAD_SEGS = 64
_CORNERS = 4 * _QUAD_SEGS
_EQUAL_AREA = math.sqrt(2 * math.pi / (_CORNERS * math.sin(2 * math.pi / _CORNERS)))
"""A polygon with corners this much further out has the area of the circle: pi r squared, not 0.01 % less."""


def footprints(devices: Sequence[Device], spec: CoverageSpec, people: PeopleIndex) -> list[Footprint]:
    """Who is within ``range_m`` of each device."""
    reach_m = range_m(spec)
    found = [people.within(device.x, device.y, reach_m) for device in devices]
    return [Footprint(rows, np.ones(len(rows))) for rows in found]


def grounds(devices: Sequence[Device], spec: CoverageSpec) -> npt.NDArray[np.object_]:
    """(d,) polygons of 256 corners with the area of the circle."""
    discs: npt.NDArray[np.object_] = shapely.buffer(
        shapely.points(_places(devices)), range_m(spec) * _EQUAL_AREA, quad_segs=_QUAD_SEGS
    )
    return discs


def range_m(spec: CoverageSpec) -> float:
    """The range in metres. Raises :class:`InputError` where the type has none that can be used."""
    value = spec.parameters.get("range_m", math.nan)
    if not (math.isfinite(value) and value >= 0):
        raise InputError(
            _("A device that serves a disc needs a range_m of 0 or more metres; set it in the catalogue of devices.")
        )
    return value


def _places(devices: Sequence[Device]) -> npt.NDArray[np.float64]:
    return np.array([(device.x, device.y) for device in devices], dtype=np.float64).reshape(-1, 2)
