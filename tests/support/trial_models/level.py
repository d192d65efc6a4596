"""``level_db`` at 1 m, 20 dB less with every ten times the distance, heard to ``range_m``; levels join by energy."""

import numpy as np

from cityplanner.coverage.model import CoverageModel, Joined, Parameter, Reached, Strength
from cityplanner.coverage.models.disc import discs


def _reach(devices, spec, points, prepared):
    rows = [points.within(one.x, one.y, spec.parameters["range_m"]) for one in devices]
    away_m = [np.hypot(*(points.xy[near] - (one.x, one.y)).T) for one, near in zip(devices, rows, strict=True)]
    return Reached.of(rows, [spec.parameters["level_db"] - 20 * np.log10(np.maximum(one, 1.0)) for one in away_m])


def _outline(devices, spec, prepared):
    places = np.array([(one.x, one.y) for one in devices]).reshape(-1, 2)
    radius_m = 10 ** ((spec.parameters["level_db"] - spec.threshold) / 20)
    return discs(places, min(radius_m if radius_m >= 1 else 0.0, spec.parameters["range_m"]))


MODEL = CoverageModel(
    id="level",
    name="Level",
    parameters=(
        Parameter("level_db", "dB", -200.0, 200.0, words="Level at 1 m"),
        Parameter("range_m", "m", 0.0, 1e6, 500.0, words="Farthest"),
    ),
    strength=Strength("dB", Joined.ENERGY),
    reach=_reach,
    outline=_outline,
)
