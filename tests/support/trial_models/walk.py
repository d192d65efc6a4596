"""Minutes on foot at 1 m/s as the crow flies: less is better."""

import numpy as np

from cityplanner.coverage.model import CoverageModel, Joined, Reached, Strength
from cityplanner.coverage.models.disc import discs


def _reach(devices, spec, points, prepared):
    rows = [points.within(one.x, one.y, 900.0) for one in devices]
    away_m = [np.hypot(*(points.xy[near] - (one.x, one.y)).T) for one, near in zip(devices, rows, strict=True)]
    return Reached.of(rows, [one / 60 for one in away_m])


def _outline(devices, spec, prepared):
    return discs(np.array([(one.x, one.y) for one in devices]).reshape(-1, 2), spec.threshold * 60)


MODEL = CoverageModel(
    id="walk", name="Walk", parameters=(), strength=Strength("min", Joined.LEAST), reach=_reach, outline=_outline
)
