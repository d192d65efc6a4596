"""The ground as points on a grid: a quick estimate of the area served while a device is in the hand."""

import math

import numpy as np
import numpy.typing as npt
import shapely

from cityplanner.coverage.demand import Demand, demand

_POINTS = 120_000
_FINEST_M = 5.0


def ground_demand(shapes: npt.NDArray[np.object_], area_m2: npt.NDArray[np.float64]) -> Demand:
    """Points inside the m neighbourhoods ``shapes``, each with its part of the square metres of its neighbourhood.

    A neighbourhood too small for the grid has one point. About 120,000 points, not closer than 5 m.
    """
    spacing_m = max(math.sqrt(float(area_m2.sum()) / _POINTS), _FINEST_M)
    xy, row_of = [], []
    for row, shape in enumerate(shapes):
        if shape is None or shape.is_empty:
            continue
        shapely.prepare(shape)
        low_x, low_y, high_x, high_y = shapely.bounds(shape)
        x = np.arange(math.ceil(low_x / spacing_m), math.floor(high_x / spacing_m) + 1) * spacing_m
        y = np.arange(math.ceil(low_y / spacing_m), math.floor(high_y / spacing_m) + 1) * spacing_m
        at_x, at_y = (part.ravel() for part in np.meshgrid(x, y))
        inside = shapely.contains_xy(shape, at_x, at_y)
        points = np.column_stack([at_x[inside], at_y[inside]])
        if not len(points):
            points = shapely.get_coordinates(shapely.point_on_surface(shape))
        xy.append(points)
        row_of.append(np.full(len(points), row, dtype=np.int32))
    places = np.concatenate(xy) if xy else np.empty((0, 2))
    rows = np.concatenate(row_of) if row_of else np.empty(0, dtype=np.int32)
    each = area_m2 / np.maximum(np.bincount(rows, minlength=len(shapes)), 1)
    return demand(places, rows, each[rows, None], np.zeros((len(shapes), 1), dtype=bool))
