"""A city small enough to reckon by hand: four squares of 1 km, with 1,000, 500, 250 and 0 residents."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

import geopandas as gpd
import numpy as np
import shapely

from cityplanner.model import (
    BASELINE,
    City,
    CoverageSpec,
    Device,
    DeviceType,
    Family,
    Layer,
    People,
    Project,
    Scenario,
    Source,
)

CRS = "EPSG:32618"
WEST, SOUTH = 430_000.0, 690_000.0


def small_types() -> dict[str, DeviceType]:
    """Two types that need no catalogue."""
    return {
        "public-wifi-access-point": DeviceType(
            "public-wifi-access-point",
            Family.WIFI,
            "Public Wi-Fi access point",
            "Free internet outdoors.",
            "wifi",
            CoverageSpec("disc", {"range_m": 100.0}),
            sources={"range_m": "planning assumption"},
        ),
        "siren": DeviceType(
            "siren", Family.ALERT, "Siren", "Warns everybody.", "alert", CoverageSpec("disc", {"range_m": 600.0})
        ),
    }


def small_city() -> City:
    """The neighbourhoods from west to east; the last is a park where nobody lives."""
    squares = [shapely.box(WEST + 1000 * i, SOUTH, WEST + 1000 * (i + 1), SOUTH + 1000) for i in range(4)]
    frame = gpd.GeoDataFrame(
        {
            "id": ["01", "02", "03", "04"],
            "name": ["La Loma", "São João", "l'Eixample", "Parque <Norte>"],
            "population": [1000.0, 500.0, 250.0, 0.0],
            "age_65_plus": [100.0, 100.0, 50.0, 0.0],
            "deprivation": [80.0, 40.0, 10.0, 5.0],
        },
        geometry=squares,
        crs=CRS,
    )
    source = Source("squares.geojson", "0" * 64, "neighbourhoods", date(2026, 1, 2), "CC0", "Nobody")
    return City("Vila Pequena", CRS, frame, ("age_65_plus",), shapely.union_all(squares), True, (source,))


def small_people() -> People:
    """A grid of 100 points in every inhabited square, 50 m from its edges and 100 m apart."""
    offsets = np.arange(50.0, 1000.0, 100.0)
    grid = np.stack(np.meshgrid(offsets, offsets), axis=-1).reshape(-1, 2)
    xy = np.concatenate([grid + np.array([WEST + 1000 * i, SOUTH]) for i in range(3)])
    weights = np.repeat([[10.0, 1.0], [5.0, 1.0], [2.5, 0.5]], 100, axis=0)
    return People(xy, weights, np.repeat(np.arange(3, dtype=np.int32), 100), ("age_65_plus",), "A grid of points.")


def small_project() -> Project:
    """Two access points in the first square and one in the second; a street through all of them."""
    street = gpd.GeoDataFrame(
        {"name": ["Calle Mayor"], "class": ["primary"]},
        geometry=[shapely.LineString([(WEST, SOUTH + 500), (WEST + 4000, SOUTH + 500)])],
        crs=CRS,
    )
    devices = [
        Device("ap-1", "public-wifi-access-point", WEST + 250.0, SOUTH + 250.0, "Library"),
        Device("ap-2", "public-wifi-access-point", WEST + 750.0, SOUTH + 750.0),
        Device("ap-3", "public-wifi-access-point", WEST + 1500.0, SOUTH + 500.0, "Market"),
    ]
    return Project(
        city=small_city(),
        people=small_people(),
        device_types=small_types(),
        layers=[Layer("streets", "Streets", "streets", street)],
        scenarios={BASELINE: Scenario(BASELINE, "Baseline", None, {device.id: device for device in devices})},
    )


def stand(project: Project, *devices: Device, scenario: str = BASELINE) -> None:
    """``devices`` stand in the scenario from now on, beside or in place of those that do."""
    standing = {**project.scenarios[scenario].devices, **{device.id: device for device in devices}}
    changed = replace(project.scenarios[scenario], devices=standing)
    project.scenarios = {**project.scenarios, scenario: changed}


def unknown(project: Project, rows: Iterable[int]) -> Project:
    """``project`` with no figures of the people of the neighbourhoods in ``rows``, as if they came without."""
    chosen = list(rows)
    frame = project.city.neighbourhoods.copy()
    frame.loc[chosen, ["population", "age_65_plus"]] = np.nan
    project.city = replace(project.city, neighbourhoods=frame)
    kept = ~np.isin(project.people.neighbourhood, chosen)
    people = project.people
    project.people = replace(
        people, xy=people.xy[kept], weights=people.weights[kept], neighbourhood=people.neighbourhood[kept]
    )
    return project
