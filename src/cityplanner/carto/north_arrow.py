"""Where true north is on the map: on a projected map it is not quite up."""

from functools import lru_cache
from math import atan2, cos, degrees, radians, sin

from pyproj import Transformer

from cityplanner.carto.display_list import Align, AreaStyle, Outline, PageItem, Text
from cityplanner.carto.palette import PAPER, TEXT
from cityplanner.i18n import _

_STEP_DEG = 0.01


def true_north_deg(crs: str, x: float, y: float) -> float:
    """The direction of true north at ``x``, ``y`` in metres of ``crs``, in degrees clockwise from up on the map.

    Found by going a hundredth of a degree north from there: minus the grid convergence, in any projection.
    """
    to_degrees, to_metres = _transformers(crs)
    longitude, latitude = to_degrees.transform(x, y)
    here = to_metres.transform(longitude, latitude)
    north = to_metres.transform(longitude, latitude + (_STEP_DEG if latitude < 89.9 else -_STEP_DEG))
    angle = degrees(atan2(north[0] - here[0], north[1] - here[1]))
    return angle if latitude < 89.9 else angle - 180


@lru_cache(maxsize=8)
def _transformers(crs: str) -> tuple[Transformer, Transformer]:
    return (
        Transformer.from_crs(crs, "OGC:CRS84", always_xy=True),
        Transformer.from_crs("OGC:CRS84", crs, always_xy=True),
    )


def north_arrow_items(x: float, y: float, size_px: float, turned_deg: float) -> list[PageItem]:
    """An arrow about the centre ``x``, ``y`` within a circle of diameter ``size_px``, its N at the tip's end."""
    angle, radius = radians(turned_deg), size_px / 2

    def place(right: float, up: float) -> tuple[float, float]:
        right, up = right * radius, up * radius
        return x + right * cos(angle) + up * sin(angle), y + right * sin(angle) - up * cos(angle)

    tip, notch = place(0, 0.42), place(0, -0.62)
    left, right = place(-0.42, -0.95), place(0.42, -0.95)
    letter_px = radius * 0.6
    letter = place(0, 0.78)
    return [
        Outline((tip, left, notch), AreaStyle(TEXT, stroke=TEXT, stroke_px=0.8)),
        Outline((tip, right, notch), AreaStyle(PAPER, stroke=TEXT, stroke_px=0.8)),
        Text(_("N"), letter[0], letter[1] + letter_px * 0.36, letter_px, TEXT, bold=True, align=Align.CENTRE),
    ]
