"""Layers as no city has them, though files do: empty, of one point, far away, endless, of no place."""

import math

import geopandas as gpd
import numpy as np
import shapely
from small_city import CRS, SOUTH, WEST

from cityplanner.model import Layer

FAR_M = 1e12
POINTS = 1_000_000
ROLES = ("context", "public-space", "streets", "buildings", "transit-stops", "sensitive-places", "water", "hazard")


def million() -> shapely.Polygon:
    """A ring of a million points, all within the second square; its middle is inside."""
    turn = np.linspace(0, 2 * np.pi, POINTS, endpoint=False)
    reach = 400 + 30 * np.sin(turn * 5000)
    return shapely.Polygon(np.column_stack([WEST + 1500 + reach * np.cos(turn), SOUTH + 500 + reach * np.sin(turn)]))


def odd_geometries() -> dict[str, list[shapely.Geometry | None]]:
    nowhere = [(WEST, SOUTH), (math.nan, SOUTH + 20), (WEST + 10, SOUTH + 5), (WEST, SOUTH)]
    with np.errstate(invalid="ignore"):
        not_numbers = [shapely.Point(math.nan, math.nan), shapely.LineString(nowhere), shapely.Polygon(nowhere)]
    return {
        "empty": [],
        "without shapes": [None, shapely.Point(), shapely.Polygon(), shapely.GeometryCollection()],
        "one point": [shapely.Point(WEST + 100, SOUTH + 100)],
        "far": [
            shapely.Point(FAR_M, -FAR_M),
            shapely.LineString([(-FAR_M, -FAR_M), (FAR_M, -FAR_M)]),
            shapely.box(FAR_M, FAR_M, 2 * FAR_M, 2 * FAR_M),
        ],
        "not numbers": not_numbers,
        "all kinds": [
            shapely.Point(WEST, SOUTH),
            shapely.LineString([(WEST, SOUTH), (WEST + 9, SOUTH)]),
            shapely.box(WEST, SOUTH, WEST + 9, SOUTH + 9),
        ],
    }


def odd_layer(name: str, shapes: list[shapely.Geometry | None], role: str = "context") -> Layer:
    frame = gpd.GeoDataFrame({"name": [name] * len(shapes)}, geometry=gpd.GeoSeries(shapes, crs=CRS))
    return Layer(f"{role}-{name}".replace(" ", "-"), name, role, frame)
