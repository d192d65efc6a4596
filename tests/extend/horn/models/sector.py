"""A loudspeaker that is heard in front of it: ``level_db`` at 1 m, 20 dB less with every ten times the distance.

Levels of several join by energy. Outside of the sector nothing is heard.
"""

import numpy as np
import shapely

from cityplanner.coverage.model import CoverageModel, Joined, Parameter, Reached, Strength

_CORNERS = 65
_FARTHEST_M = 2_000.0


def _reach(devices, spec, points, _prepared):
    rows, strengths = [], []
    for device in devices:
        near = points.within(device.x, device.y, _FARTHEST_M)
        x, y = (points.xy[near] - (device.x, device.y)).T
        off = np.abs((np.degrees(np.arctan2(x, y)) - (device.azimuth_deg or 0.0) + 180) % 360 - 180)
        inside = off <= spec.parameters["width_deg"] / 2
        rows.append(near[inside])
        away_m = np.maximum(np.hypot(x, y), 1.0)[inside]
        strengths.append(spec.parameters["level_db"] - 20 * np.log10(away_m))
    return Reached.of(rows, strengths)


def _outline(devices, spec, _prepared):
    range_m = min(10 ** ((spec.parameters["level_db"] - spec.threshold) / 20), _FARTHEST_M)
    turn = np.radians(np.linspace(-0.5, 0.5, _CORNERS) * spec.parameters["width_deg"])
    shapes = np.empty(len(devices), dtype=object)
    for place, device in enumerate(devices):
        angle = np.radians(device.azimuth_deg or 0.0) + turn
        rim = np.column_stack([device.x + range_m * np.sin(angle), device.y + range_m * np.cos(angle)])
        shapes[place] = shapely.Polygon([(device.x, device.y), *rim.tolist()])
    return shapes


MODEL = CoverageModel(
    id="sector",
    name="Sector",
    parameters=(
        Parameter("level_db", "dB", 0.0, 200.0, words="Level at 1 m"),
        Parameter("width_deg", "°", 1.0, 360.0, default=90.0, words="Width of the sector"),
    ),
    strength=Strength("dB", Joined.ENERGY),
    reach=_reach,
    outline=_outline,
    directions=4,
)
