"""The small city with as much on its map as a whole city has: 200,000 buildings, 50,000 streets, 40,000 lamps."""

from dataclasses import replace

import geopandas as gpd
import numpy as np
import shapely
from small_city import CRS, SOUTH, WEST, small_city, small_project, small_types, stand

from cityplanner.coverage.catalogue import load_catalogue
from cityplanner.model import BASELINE, Device, Layer, People, Project, Scenario

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
    stand(project, *(Device(f"lamp-{n}", LAMP, x, y) for n, (x, y) in enumerate(places(lamps).tolist())))
    return project


def finely_divided_project(side: int = 36) -> Project:
    """1,296 neighbourhoods of 100 m by 100 m, a person and a corner in ten with an access point."""
    column, row = (each.ravel() for each in np.meshgrid(np.arange(side), np.arange(side)))
    west, south = WEST + 100.0 * column, SOUTH + 100.0 * row
    count = side * side
    frame = gpd.GeoDataFrame(
        {
            "id": [f"{number:04}" for number in range(count)],
            # In another order than the rows.
            "name": [f"Quarter {number * 7 % count}" for number in range(count)],
            "population": np.ones(count),
            "age_65_plus": np.zeros(count),
            "deprivation": np.arange(count, dtype=float),
        },
        geometry=shapely.box(west, south, west + 100, south + 100),
        crs=CRS,
    )
    middles = np.column_stack([west + 50, south + 50])
    people = People(middles, np.ones((count, 2)), np.arange(count, dtype=np.int32), ("age_65_plus",))
    places = middles[::10].tolist()
    devices = {f"ap-{n}": Device(f"ap-{n}", "public-wifi-access-point", *place) for n, place in enumerate(places)}
    city = replace(small_city(), neighbourhoods=frame, boundary=None)
    return Project(city, people, small_types(), scenarios={BASELINE: Scenario(BASELINE, "Baseline", None, devices)})
