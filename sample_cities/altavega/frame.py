"""Where the city lies, and how local metres become coordinates."""

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

CRS = "EPSG:32618"
ORIGIN_EAST, ORIGIN_NORTH = 430_000.0, 690_000.0

# What the terrain covers, in local metres.
WEST, SOUTH, EAST, NORTH = -1500.0, -1500.0, 11500.0, 9500.0

# Coordinates are kept on a grid of 1/8 m: as good as 0.1 m on a map, and, being exact in binary, a third of the size
# in a compressed file.
GRID_M = 0.125


def on_grid(geometry: np.ndarray | BaseGeometry, grid_m: float = GRID_M) -> np.ndarray | BaseGeometry:
    """Round every vertex to the grid; shapes may become invalid where they are smaller than it."""
    return shapely.transform(geometry, lambda xy: np.round(xy / grid_m) * grid_m)


def to_utm(geometry: np.ndarray | BaseGeometry) -> np.ndarray | BaseGeometry:
    return shapely.transform(geometry, lambda xy: xy + np.array([ORIGIN_EAST, ORIGIN_NORTH]))
