"""The ground as points on a grid: a quick estimate of the area served while a device is in the hand."""

import math

import numpy as np
import numpy.typing as npt
import shapely

from cityplanner.coverage.demand import Demand, demand

_POINTS = 120_000
_FINEST_M = 5.0
_TURN_RAD = math.atan((math.sqrt(5) - 1) / 2)
"""A grid along the streets has whole rows of points just inside or just outside of a straight border. Turned by the
golden ratio, it is along nothing."""


def ground_demand(shapes: npt.NDArray[np.object_], area_m2: npt.NDArray[np.float64]) -> Demand:
    """Points inside the m neighbourhoods ``shapes``, each with its part of the square metres of its neighbourhood.

    A neighbourhood too small for the grid has one point. About 120,000 points, not closer than 5 m.
    """
    spacing_m = max(math.sqrt(float(area_m2.sum()) / _POINTS), _FINEST_M)
    turn = np.array(
        [[math.cos(_TURN_RAD), math.sin(_TURN_RAD)], [-math.sin(_TURN_RAD), math.cos(_TURN_RAD)]], dtype=np.float64
    )
    xy, row_of = [], []
    for row, shape in enumerate(shapes):
        if shape is None or shape.is_empty:
            continue
        shapely.prepare(shape)
        outline = shapely.get_coordinates(shape) @ turn.T / spacing_m
        low, high = np.ceil(outline.min(axis=0)), np.floor(outline.max(axis=0))
        lattice = np.meshgrid(*(np.arange(first, last + 1) for first, last in zip(low, high, strict=True)))
        points = np.stack(lattice, axis=-1).reshape(-1, 2) @ turn * spacing_m
        points = points[shapely.contains_xy(shape, points)]
        if not len(points):
            points = shapely.get_coordinates(shapely.point_on_surface(shape))
        xy.append(points)
        row_of.append(np.full(len(points), row, dtype=np.int32))
    places = np.concatenate(xy) if xy else np.empty((0, 2))
    rows = np.concatenate(row_of) if row_of else np.empty(0, dtype=np.int32)
    each = area_m2 / np.maximum(np.bincount(rows, minlength=len(shapes)), 1)
    return demand(places, rows, each[rows, None], np.zeros((len(shapes), 1), dtype=bool))
