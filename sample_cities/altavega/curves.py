"""Smooth lines through a few points."""

from collections.abc import Sequence

import numpy as np
import shapely
from scipy.interpolate import CubicSpline

Points = Sequence[tuple[float, float]]


def smooth_line(points: Points, closed: bool = False, step_m: float = 15.0) -> shapely.LineString:
    """A curve through ``points``, which are spaced by chord length so that it does not overshoot."""
    knots = np.asarray([*points, points[0]] if closed else points, dtype=float)
    if len(knots) == 2:
        return shapely.LineString(knots)
    # Square roots of the chords: the centripetal spacing, which keeps tight bends from looping.
    along = np.concatenate([[0.0], np.cumsum(np.sqrt(np.hypot(*np.diff(knots, axis=0).T)))])
    spline = CubicSpline(along, knots, bc_type="periodic" if closed else "natural")
    dense = spline(np.linspace(0.0, along[-1], 40 * len(knots)))
    return evenly(shapely.LineString(dense), step_m)


def evenly(line: shapely.LineString, step_m: float) -> shapely.LineString:
    """The same line with a vertex about every ``step_m``."""
    count = max(2, round(line.length / step_m) + 1)
    places = np.linspace(0.0, line.length, count)
    return shapely.LineString(shapely.get_coordinates(shapely.line_interpolate_point(line, places)))


def offset_line(line: shapely.LineString, distance_m: float, smooth_m: float = 0.0) -> shapely.LineString:
    """A line ``distance_m`` to the left, with its bends ironed out over about ``smooth_m``."""
    moved = shapely.offset_curve(line, distance_m, quad_segs=4)
    if moved.geom_type != "LineString":
        moved = max(moved.geoms, key=lambda part: part.length)
    moved = evenly(moved, 15.0)
    if smooth_m:
        moved = shapely.LineString(smoothed(shapely.get_coordinates(moved), smooth_m / 15.0))
    return moved


def smoothed(xy: np.ndarray, sigma: float) -> np.ndarray:
    """Gaussian smoothing along a line of evenly spaced points; the ends stay where they are."""
    reach = int(3 * sigma) + 1
    kernel = np.exp(-0.5 * (np.arange(-reach, reach + 1) / sigma) ** 2)
    kernel /= kernel.sum()
    # Reflecting through the end points keeps them fixed.
    padded = np.concatenate([2 * xy[0] - xy[reach:0:-1], xy, 2 * xy[-1] - xy[-2 : -reach - 2 : -1]])
    return np.column_stack([np.convolve(padded[:, axis], kernel, mode="valid") for axis in range(2)])


def ribbon(line: shapely.LineString, half_width_m: np.ndarray) -> shapely.Polygon:
    """The band around ``line`` whose half width is given at each vertex."""
    xy = shapely.get_coordinates(line)
    along = np.gradient(xy, axis=0)
    left = np.column_stack([-along[:, 1], along[:, 0]]) / np.maximum(np.hypot(*along.T), 1e-9)[:, None]
    edge = half_width_m[:, None] * left
    band = shapely.Polygon(np.concatenate([xy + edge, (xy - edge)[::-1]])).buffer(0)
    return max(shapely.get_parts(band), key=shapely.area)
