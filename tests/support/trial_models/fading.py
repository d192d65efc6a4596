"""1 at the device, evenly less with distance, 0 at ``range_m``."""

import numpy as np

from cityplanner.coverage.model import CoverageModel, Joined, Parameter, Reached, Strength
from cityplanner.coverage.models.disc import discs


def _reach(devices, spec, points, prepared):
    range_m = spec.parameters["range_m"]
    rows = [points.within(one.x, one.y, range_m) for one in devices]
    away_m = [np.hypot(*(points.xy[near] - (one.x, one.y)).T) for one, near in zip(devices, rows, strict=True)]
    return Reached.of(rows, [np.maximum(1 - one / range_m, 0.0) for one in away_m])


def _outline(devices, spec, prepared):
    places = np.array([(one.x, one.y) for one in devices]).reshape(-1, 2)
    return discs(places, spec.parameters["range_m"] * max(1 - spec.threshold, 0.0))


MODEL = CoverageModel(
    id="fading",
    name="Fading",
    parameters=(Parameter("range_m", "m", 0.0, 1e6, words="Range"),),
    strength=Strength(joined=Joined.SUM),
    reach=_reach,
    outline=_outline,
)
