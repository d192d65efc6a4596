"""Service that fades with distance: exp(-distance / decay_m) of a person is served, as studies of access put it."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from cityplanner.coverage.model import CoverageModel, Joined, Parameter, Reached, Strength
from cityplanner.coverage.models.disc import discs
from cityplanner.coverage.people_index import PeopleIndex
from cityplanner.i18n import _, format_number, text
from cityplanner.model import CoverageSpec, Device

_LEAST = 1e-4
"""A strength below this is left out."""


def _reach(devices: Sequence[Device], spec: CoverageSpec, points: PeopleIndex, _prepared: Any) -> Reached:
    decay_m = spec.parameters["decay_m"]
    range_m = -decay_m * math.log(_LEAST)
    rows = [points.within(device.x, device.y, range_m) for device in devices]
    return Reached.of(
        rows,
        [
            np.exp(-np.hypot(*(points.xy[near] - (device.x, device.y)).T) / decay_m)
            for device, near in zip(devices, rows, strict=True)
        ],
    )


def _outline(devices: Sequence[Device], spec: CoverageSpec, _prepared: Any) -> npt.NDArray[np.object_]:
    places = np.array([(device.x, device.y) for device in devices], dtype=np.float64).reshape(-1, 2)
    threshold = max(spec.threshold, _LEAST)
    return discs(places, -spec.parameters["decay_m"] * math.log(threshold) if threshold < 1 else 0.0)


def _served_when(spec: CoverageSpec) -> str:
    return _("a person is served where exp(-distance / {distance} m) is {threshold} or more").format(
        distance=format_number(spec.parameters["decay_m"]), threshold=format_number(spec.threshold, 2)
    )


MODEL = CoverageModel(
    id="decay",
    name=text("Fading with distance"),
    parameters=(Parameter("decay_m", "m", 0.001, 1e6, words=text("Distance over which service fades")),),
    strength=Strength(joined=Joined.STRONGEST, share=True),
    reach=_reach,
    outline=_outline,
    served_when=_served_when,
)
