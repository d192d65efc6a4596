"""The disc: everybody within ``range_m`` of the device is reached with the same strength, the rim included."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from cityplanner.coverage.model import CoverageModel, Joined, Parameter, Reached, Strength
from cityplanner.coverage.people_index import PeopleIndex
from cityplanner.i18n import format_number, ngettext, text
from cityplanner.model import CoverageSpec, Device

_QUAD_SEGS = 64
_CORNERS = 4 * _QUAD_SEGS
_EQUAL_AREA = math.sqrt(2 * math.pi / (_CORNERS * math.sin(2 * math.pi / _CORNERS)))
"""A polygon with corners this much further out has the area of the circle: pi r squared, not 0.01 % less."""


def _reach(devices: Sequence[Device], spec: CoverageSpec, points: PeopleIndex, _prepared: Any) -> Reached:
    """Who is within ``range_m`` of each device."""
    range_m = spec.parameters["range_m"]
    return Reached.of([points.within(device.x, device.y, range_m) for device in devices], _even(spec))


def _outline(devices: Sequence[Device], spec: CoverageSpec, _prepared: Any) -> npt.NDArray[np.object_]:
    places = np.array([(device.x, device.y) for device in devices], dtype=np.float64).reshape(-1, 2)
    return discs(places, spec.parameters["range_m"])


def discs(places: npt.NDArray[np.float64], range_m: float) -> npt.NDArray[np.object_]:
    """(d,) polygons of 256 corners round ``places`` (d, 2), with the area of the circle."""
    shapes: npt.NDArray[np.object_] = shapely.buffer(
        shapely.points(places), range_m * _EQUAL_AREA, quad_segs=_QUAD_SEGS
    )
    return shapes


def _even(spec: CoverageSpec) -> float:
    return float(spec.parameters["strength"])


def _served_when(spec: CoverageSpec) -> str:
    count = spec.devices_needed
    clause = ngettext(
        "a person is served who lives within {range} m of one",
        "a person is served who lives within {range} m of {count}",
        count,
    )
    return clause.format(range=format_number(spec.parameters["range_m"]), count=format_number(count))


MODEL = CoverageModel(
    id="disc",
    name=text("Disc"),
    parameters=(
        Parameter("range_m", "m", 0.001, 1e6, words=text("Range")),
        Parameter("strength", "", 0.0, 1e12, default=1.0, words=text("Strength within the range")),
    ),
    strength=Strength(joined=Joined.SUM),
    reach=_reach,
    outline=_outline,
    even=_even,
    served_when=_served_when,
)
