"""The small city with as much on its map as a whole city has: 200,000 buildings, 50,000 streets, 40,000 lamps."""

import geopandas as gpd
import numpy as np
import shapely
from small_city import CRS, SOUTH, WEST, small_project

from cityplanner.io.catalogue import load_catalogue
from cityplanner.model import BASELINE, Device, Layer, Project

LAMP = "led-street-light"


def large_project(buildings: int = 200_000, streets: int = 50_000, lamps: int = 40_000) -> Project:
    """Everything lies within the four squares, close together."""
    rng = np.random.default_rng(8)

    def places(count: int) -> np.ndarray:
        return rng.uniform([WEST, SOUTH], [WEST + 4000, SOUTH + 1000], (count, 2))

    project = small_project()
    project.device_types[LAMP] = load_catalogue()[LAMP]
    corner = places(buildings)
    size = rng.uniform(3, 8, (buildings, 2))
    houses = shapely.box(*corner.T, *(corner + size).T)
    ways = np.cumsum(rng.normal(0, 15, (streets, 6, 2)), axis=1) + places(streets)[:, None, :]
    project.layers += [
        Layer(
            "buildings",
            "Buildings",
            "buildings",
            gpd.GeoDataFrame({"levels": rng.integers(1, 9, buildings)}, geometry=houses, crs=CRS),
        ),
        Layer(
            "lanes",
            "Lanes",
            "streets",
            gpd.GeoDataFrame(
                {
                    "name": [f"Lane {number % 3000}" for number in range(streets)],
                    "class": np.array(["primary", "secondary", "residential", "footway"])[np.arange(streets) % 4],
                },
                geometry=shapely.linestrings(ways),
                crs=CRS,
            ),
        ),
    ]
    devices = project.scenarios[BASELINE].devices
    for number, (x, y) in enumerate(places(lamps).tolist()):
        devices[f"lamp-{number}"] = Device(f"lamp-{number}", LAMP, x, y)
    return project
