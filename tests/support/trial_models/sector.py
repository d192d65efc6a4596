"""A sector ``beam_deg`` wide towards the device's azimuth, all of it at ``level_db``; it looks at buildings."""

import numpy as np
import shapely

from cityplanner.coverage.model import CoverageModel, Joined, Parameter, Reached, Strength


def _reach(devices, spec, points, prepared):
    half, range_m = spec.parameters["beam_deg"] / 2, spec.parameters["range_m"]
    rows = []
    for one in devices:
        near = points.within(one.x, one.y, range_m)
        east, north = (points.xy[near] - (one.x, one.y)).T
        off = (np.degrees(np.arctan2(east, north)) - (one.azimuth_deg or 0.0) + 180) % 360 - 180
        rows.append(near[np.abs(off) <= half])
    return Reached.of(rows, _even(spec))


def _outline(devices, spec, prepared):
    half, range_m = spec.parameters["beam_deg"] / 2, spec.parameters["range_m"]
    shapes = []
    for one in devices:
        angles = np.radians((one.azimuth_deg or 0.0) + np.linspace(-half, half, 181))
        rim = np.column_stack([one.x + range_m * np.sin(angles), one.y + range_m * np.cos(angles)])
        shapes.append(shapely.Polygon([(one.x, one.y), *rim.tolist()]))
    return np.array(shapes, dtype=object)


def _even(spec):
    return spec.parameters["level_db"]


MODEL = CoverageModel(
    id="sector",
    name="Sector",
    parameters=(
        Parameter("range_m", "m", 1.0, 10_000.0, words="Range"),
        Parameter("beam_deg", "°", 1.0, 360.0, 90.0, words="Beam"),
        Parameter("level_db", "dB", -200.0, 200.0, 0.0, words="Level"),
    ),
    strength=Strength("dB", Joined.ENERGY),
    reach=_reach,
    outline=_outline,
    even=_even,
    needs=("buildings",),
    fallback="Without buildings, nothing stands in the way.",
    prepare=lambda around: None if around.buildings is None else len(around.buildings.shapes),
    directions=8,
)
