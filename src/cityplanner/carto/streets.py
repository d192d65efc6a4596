"""Streets by their class: how wide, and from which scale on."""

from dataclasses import replace

import numpy as np

from cityplanner.carto.display_list import Lines, LineStyle
from cityplanner.carto.ragged import take

STREET_CLASSES = ("path", "service", "residential", "tertiary", "secondary", "primary", "motorway")
"""From the least to the greatest, which is painted last."""

_ALWAYS_SHOWN_FROM = STREET_CLASSES.index("primary")
_LIKE = {
    "motorway": ("motorway_link", "trunk", "trunk_link", "highway"),
    "primary": ("primary_link", "main", "arterial"),
    "secondary": ("secondary_link",),
    "tertiary": ("tertiary_link", "collector"),
    "service": ("track", "alley"),
    "path": ("footway", "cycleway", "pedestrian", "steps", "bridleway"),
}
_CLASS_OF = {name: name for name in STREET_CLASSES} | {like: name for name, likes in _LIKE.items() for like in likes}
_REFERENCE_M_PER_PX = 2.65
"""1:10,000 on the screen, where the widths of ``layers/streets.toml`` hold."""
_GROWTH = 0.75
"""Streets widen more slowly than the map is magnified, as on paper maps of a series of scales."""
_LEAST_PX, _CASED_FROM_PX, _WIDEST_PX = 0.53, 1.2, 30.0
_LEAST_OF_GREAT_PX = {STREET_CLASSES.index("motorway"): 2.3, STREET_CLASSES.index("primary"): 1.6}
"""The streets that are always shown stay told apart, and seen on pale ground, when the whole city is in view."""
_CASING_OF_WIDTH = 0.35


def street_rank(value: object) -> int:
    """The place in ``STREET_CLASSES`` of a street's class as a file gives it; residential where it is unknown."""
    return STREET_CLASSES.index(_CLASS_OF.get(str(value).strip().lower(), "residential"))


def shown_streets(streets: Lines, metres_per_pixel: float) -> Lines:
    """``streets`` as they look at this scale; those too thin to be seen are left out.

    Their styles are as many for each class, from the least class to the greatest.
    """
    growth = (_REFERENCE_M_PER_PX / metres_per_pixel) ** _GROWTH
    width = np.array([style.width_px * growth for style in streets.styles])
    rank = np.arange(len(streets.styles)) * len(STREET_CLASSES) // len(streets.styles)
    visible = (width >= _LEAST_PX) | (rank >= _ALWAYS_SHOWN_FROM)
    least = [_LEAST_OF_GREAT_PX.get(number, _LEAST_PX) for number in rank.tolist()]
    styles = tuple(_scaled(*one) for one in zip(streets.styles, width.tolist(), least, strict=True))
    shown = np.flatnonzero(visible[streets.style])
    vertices, parts = take(streets.parts, shown)
    return Lines(streets.xy[vertices], parts, streets.style[shown], styles)


def _scaled(style: LineStyle, width_px: float, least_px: float) -> LineStyle:
    width = min(max(width_px, min(least_px, style.width_px)), _WIDEST_PX)
    cased = style.casing is not None and width >= _CASED_FROM_PX
    dash = tuple(length * width / style.width_px for length in style.dash)
    casing_px = min(style.casing_px, width * _CASING_OF_WIDTH)
    return replace(style, width_px=width, casing=style.casing if cased else None, casing_px=casing_px, dash=dash)
