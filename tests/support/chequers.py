"""A chequerboard city with people spread at random, some of them outside every neighbourhood."""

import geopandas as gpd
import numpy as np
import shapely

from cityplanner.model import City, CoverageSpec, Device, DeviceType, Family, People, Rule, Scenario

GROUPS = ("age_0_14", "age_65_plus")


def chequers(points: int = 1500, side: int = 5, size_m: float = 200.0) -> tuple[City, People]:
    """``side`` times ``side`` square neighbourhoods."""
    rng = np.random.default_rng(0)
    squares = [
        shapely.box(column * size_m, row * size_m, (column + 1) * size_m, (row + 1) * size_m)
        for row in range(side)
        for column in range(side)
    ]
    xy = rng.uniform(-size_m / 4, (side + 1 / 4) * size_m, (points, 2))
    column, row = np.floor(xy / size_m).astype(int).T
    inside = (column >= 0) & (column < side) & (row >= 0) & (row < side)
    neighbourhood = np.where(inside, row * side + column, -1).astype(np.int32)
    weights = rng.uniform(0, 9, (points, 3))
    frame = gpd.GeoDataFrame(
        {
            "id": [f"{index:02}" for index in range(side**2)],
            "name": [f"Square {index}" for index in range(side**2)],
            **{
                name: np.bincount(neighbourhood[inside], weights[inside, number], minlength=side**2)
                for number, name in enumerate(("population", *GROUPS))
            },
        },
        geometry=squares,
        crs="EPSG:32618",
    )
    return City("Chequers", "EPSG:32618", frame, GROUPS), People(xy, weights, neighbourhood, GROUPS)


def device_type(id_: str, family: Family, range_m: float, minimum: int = 1) -> DeviceType:
    rule = Rule.AT_LEAST if minimum > 1 else Rule.ANY
    spec = CoverageSpec("disc", {"range_m": range_m}, rule=rule, minimum_devices=minimum)
    return DeviceType(id_, family, id_, "", "", spec)


def scenario_of(*devices: Device) -> Scenario:
    return Scenario("baseline", "Baseline", None, {device.id: device for device in devices})
