"""Has everything compiled that a drag needs, before anybody drags."""

from functools import cache

import geopandas as gpd
import numpy as np
import shapely

from cityplanner.coverage import Engine
from cityplanner.equity.profile import equity_basis, equity_profile
from cityplanner.model import City, CoverageSpec, Device, DeviceType, Family, People, Scenario


@cache
def warm_up() -> None:
    """Move a device in a city of two people.

    The first time on a computer this takes several seconds, later a fraction of one; call it on a worker.
    """
    frame = gpd.GeoDataFrame(
        {"id": ["1", "2"], "name": ["1", "2"], "population": [1.0, 1.0], "deprivation": [0.1, 0.2]},
        geometry=[shapely.box(0, 0, 10, 10), shapely.box(10, 0, 20, 10)],
        crs="EPSG:32618",
    )
    city = City("", "EPSG:32618", frame)
    people = People(np.array([[5.0, 5.0], [15.0, 5.0]]), np.ones((2, 1)), np.array([0, 1], dtype=np.int32))
    item = DeviceType("disc", Family.SERVICE, "", "", "", CoverageSpec("disc", {"range_m": 3.0}))
    engine = Engine(city, people, Scenario("", "", None, {"a": Device("a", "disc", 5.0, 5.0)}), {"disc": item})
    engine.prepare_ground()
    table = engine.table("disc")
    engine.move("a", 6.0, 5.0)
    equity_profile(engine.table("disc"), equity_basis(city, table.people))
