"""The outlines of point symbols."""

from functools import cache
from math import cos, pi, sin

from cityplanner.carto.display_list import Shape

Outline = tuple[tuple[float, float], ...]

_CORNERS = {Shape.TRIANGLE: 3, Shape.SQUARE: 4, Shape.DIAMOND: 4, Shape.PENTAGON: 5, Shape.HEXAGON: 6}
_RADIUS = {
    Shape.TRIANGLE: 1.25,
    Shape.SQUARE: 1.22,
    Shape.DIAMOND: 1.18,
    Shape.PENTAGON: 1.1,
    Shape.HEXAGON: 1.06,
    Shape.STAR: 1.3,
}
"""Against a circle of radius 1, so that all shapes look equally large."""


@cache
def shape_outline(shape: Shape) -> Outline | None:
    """Corners about (0, 0), y down, of the size of a circle of diameter 1; None for the circle itself."""
    if shape is Shape.CIRCLE:
        return None
    if shape is Shape.STAR:
        radii, first = [1.0, 0.5] * 5, -pi / 2
    else:
        radii = [1.0] * _CORNERS[shape]
        first = -pi / 4 if shape is Shape.SQUARE else -pi / 2
    size = _RADIUS[shape] / 2
    angles = [first + 2 * pi * k / len(radii) for k in range(len(radii))]
    drop = size / 4 if shape is Shape.TRIANGLE else 0.0
    return tuple((r * size * cos(a), r * size * sin(a) + drop) for r, a in zip(radii, angles, strict=True))
