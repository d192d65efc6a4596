"""A made-up city of any size: 10 km by 10 km, 100 neighbourhoods with winding borders, five groups, 500 devices."""

from dataclasses import replace

import geopandas as gpd
import numpy as np
import shapely

from cityplanner.coverage.catalogue import load_catalogue
from cityplanner.model import BASELINE, City, Device, People, Project, Scenario

TYPE = "public-wifi-access-point"
SIDE_M = 10_000.0
_SQUARES = 10
_GROUPS = ("age_0_14", "age_65_plus", "disability", "no_internet", "low_income")


def synthetic_project(points: int, devices: int = 500, range_m: float = 200.0, seed: int = 1) -> Project:
    """``points`` with one to nine residents each, evenly spread."""
    rng = np.random.default_rng(seed)
    # Drawn on a board of squares, and then bent with it.
    xy = rng.uniform(0, SIDE_M, (points, 2))
    size_m = SIDE_M / _SQUARES
    column, row = np.floor(xy / size_m).astype(int).T
    neighbourhood = (row * _SQUARES + column).astype(np.int32)
    residents = rng.integers(1, 10, points)
    weights = np.column_stack([residents, *(rng.binomial(residents, 0.2) for _ in _GROUPS)]).astype(float)
    count = _SQUARES**2
    frame = gpd.GeoDataFrame(
        {
            "id": [f"{number:03}" for number in range(count)],
            "name": [f"Neighbourhood {number}" for number in range(count)],
            **{
                name: np.bincount(neighbourhood, weights[:, place], minlength=count)
                for place, name in enumerate(("population", *_GROUPS))
            },
            "deprivation": rng.uniform(size=count),
        },
        geometry=[
            shapely.box(x * size_m, y * size_m, (x + 1) * size_m, (y + 1) * size_m)
            for y in range(_SQUARES)
            for x in range(_SQUARES)
        ],
        crs="EPSG:32618",
    )
    frame.geometry = shapely.transform(shapely.segmentize(frame.geometry.to_numpy(), 20.0), _bent)
    types = load_catalogue()
    types[TYPE] = replace(types[TYPE], coverage=replace(types[TYPE].coverage, parameters={"range_m": range_m}))
    places = rng.uniform(0, SIDE_M, (devices, 2)).tolist()
    standing = {str(number): Device(str(number), TYPE, x, y) for number, (x, y) in enumerate(places)}
    return Project(
        City("Synthetic", "EPSG:32618", frame, _GROUPS),
        People(_bent(xy), weights, neighbourhood, _GROUPS),
        types,
        scenarios={BASELINE: Scenario(BASELINE, "Baseline", None, standing)},
    )


def _bent(xy: np.ndarray) -> np.ndarray:
    """Borders that wind like those of real neighbourhoods, by up to 60 m; what lay side by side still does."""
    x, y = xy.T
    return np.column_stack(
        [
            x + 40 * np.sin(y / 97) + 20 * np.sin(y / 41 + x / 1300),
            y + 40 * np.sin(x / 113) + 20 * np.sin(x / 37 + y / 1100),
        ]
    )
