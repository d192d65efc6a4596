"""Coordinates that were rounded so far that nobody knows any more where a thing stands."""

import geopandas as gpd
import numpy as np
import pyproj
import shapely

from cityplanner.i18n import _, format_number, ngettext
from cityplanner.model import Problem, Severity

_FEWEST = 4
"""Of fewer points all may lie at round figures by chance."""
_DECIMALS = 2
"""Degrees with more decimals than this are good enough for what is seen on a map of a city."""
_STEPS_M = (1000.0, 500.0, 100.0)
_M_PER_DEGREE = 111_200.0


def rounded_told(frame: gpd.GeoDataFrame, where: str) -> list[Problem]:
    """Told where points, in the system of ``frame``, have coordinates that are only known to half a kilometre or so."""
    xy = shapely.get_coordinates(frame.geometry.to_numpy())
    if len(np.unique(xy, axis=0)) < _FEWEST or len(xy) != len(frame):
        return []
    crs = pyproj.CRS(frame.crs)
    if crs.is_geographic:
        decimals = next((count for count in range(_DECIMALS + 1) if _multiples(xy * 10**count)), None)
        if decimals is None:
            return []
        message = ngettext(
            "The coordinates are rounded to {count} decimal of a degree, so places are known to about {distance} m "
            "only; ask for the file with all decimals.",
            "The coordinates are rounded to {count} decimals of a degree, so places are known to about {distance} m "
            "only; ask for the file with all decimals.",
            decimals,
        )
        text = message.format(count=format_number(decimals), distance=format_number(0.5 * _M_PER_DEGREE / 10**decimals))
        return [Problem(Severity.WARNING, where, text)]
    step = next((step for step in _STEPS_M if _multiples(xy / step)), None)
    if step is None:
        return []
    message = _(
        "The coordinates are rounded to whole {step} m, so places are known to about {distance} m only; ask for the "
        "file with exact ones."
    )
    text = message.format(step=format_number(step), distance=format_number(step / 2))
    return [Problem(Severity.WARNING, where, text)]


def _multiples(values: np.ndarray) -> bool:
    return bool((np.abs(values - np.round(values)) < 1e-6).all())
