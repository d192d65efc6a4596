"""Streets by their class: how wide, and from which scale on."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from cityplanner.carto.display_list import Lines, LineStyle
from cityplanner.carto.palette import STREET, STREET_CASING
from cityplanner.carto.ragged import take


@dataclass(frozen=True, slots=True)
class StreetClass:
    """``width_m`` as it is drawn close by; never narrower than ``least_px``; hidden from ``hidden_from`` m/px on."""

    width_m: float
    least_px: float
    hidden_from: float


STREET_CLASSES: Mapping[str, StreetClass] = {
    "path": StreetClass(2.0, 0.6, 4.0),
    "service": StreetClass(4.0, 0.6, 6.0),
    "residential": StreetClass(7.0, 0.7, 18.0),
    "tertiary": StreetClass(9.0, 0.9, 30.0),
    "secondary": StreetClass(11.0, 1.2, 60.0),
    "primary": StreetClass(14.0, 1.7, np.inf),
    "motorway": StreetClass(20.0, 2.2, np.inf),
}
"""From the least to the greatest, which is painted last."""

_LIKE = {
    "motorway": ("motorway_link", "trunk", "trunk_link", "highway"),
    "primary": ("primary_link", "main", "arterial"),
    "secondary": ("secondary_link",),
    "tertiary": ("tertiary_link", "collector"),
    "service": ("track", "alley"),
    "path": ("footway", "cycleway", "pedestrian", "steps", "bridleway", "cycle"),
}
_CLASS_OF = {name: name for name in STREET_CLASSES} | {like: name for name, likes in _LIKE.items() for like in likes}
_ORDER = list(STREET_CLASSES)
_WIDEST_PX = 26.0


def street_rank(value: object) -> int:
    """The place in ``STREET_CLASSES`` of a street's class as a file gives it; residential where it is unknown."""
    return _ORDER.index(_CLASS_OF.get(str(value).strip().lower(), "residential"))


def street_styles(metres_per_pixel: float) -> tuple[LineStyle, ...]:
    """A style for each of ``STREET_CLASSES`` at this scale."""
    return tuple(_style(entry, metres_per_pixel) for entry in STREET_CLASSES.values())


def _style(entry: StreetClass, metres_per_pixel: float) -> LineStyle:
    width = min(max(entry.width_m / metres_per_pixel, entry.least_px), _WIDEST_PX)
    casing = 0.9 if width >= 3 else 0.6
    return LineStyle(STREET, width, STREET_CASING if width >= 1.2 else None, casing if width >= 1.2 else 0.0)


def shown_streets(streets: Lines, metres_per_pixel: float) -> Lines:
    """``streets``, whose styles are ranks, as they look at this scale: small classes only close by."""
    limits = np.array([entry.hidden_from for entry in STREET_CLASSES.values()])
    shown = np.flatnonzero(metres_per_pixel < limits[streets.style])
    vertices, parts = take(streets.parts, shown)
    return Lines(streets.xy[vertices], parts, streets.style[shown], street_styles(metres_per_pixel))
