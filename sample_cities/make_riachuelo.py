"""Makes Riachuelo, a tiny city for tests: ``python sample_cities/make_riachuelo.py``. Always the same."""

import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely
from altavega.blocks import cut_into_lots
from altavega.frame import CRS, on_grid, to_utm

from cityplanner.coverage.catalogue import load_catalogue
from cityplanner.io.project.project_file import save_project
from cityplanner.model import BASELINE, City, Device, Layer, People, Project, Scenario, Source
from cityplanner.people.from_areas import people_from_areas

_NAMES = ("Centro", "La Orilla", "El Alto", "San Juan", "Las Flores", "El Bosque")
_RESIDENTS = (700.0, 520.0, 640.0, 400.0, 240.0, 0.0)
_GROUPS = ("age_0_14", "age_15_64", "age_65_plus", "disability", "no_internet", "low_income")
_SHARES = np.array([0.2, 0.7, 0.1, 0.07, 0.25, 0.3])
_WIDTH_M, _HEIGHT_M, _STREETS_M = 1200.0, 800.0, 100.0
_SOURCE = Source("make_riachuelo.py", "", "sample city", date(2026, 11, 23), "CC0 1.0", "Riachuelo is a made-up place.")


def main() -> None:
    rng = np.random.default_rng(6)
    city = _city()
    people, _problems = people_from_areas(city, spacing_m=100.0)
    project = Project(city, _without_park(people), load_catalogue(), scenarios={BASELINE: _baseline(rng)})
    project.layers = _layers(rng)
    path = Path(__file__).with_name("riachuelo.gpkg")
    save_project(project, path)
    path.with_name("riachuelo.backup.gpkg").unlink(missing_ok=True)
    # Small tables in small pages: a third less.
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA page_size = 1024")
        database.execute("VACUUM")
    print(f"{path.name}: {path.stat().st_size / 1e3:.0f} kB")


def _city() -> City:
    tiles = [shapely.box(400.0 * i, 400.0 * j, 400.0 * (i + 1), 400.0 * (j + 1)) for j in range(2) for i in range(3)]
    counts = np.round(np.array(_RESIDENTS)[:, None] * _SHARES)
    columns: dict[str, object] = {"id": [f"R{n}" for n in range(1, 7)], "name": list(_NAMES), "population": _RESIDENTS}
    columns.update({group: counts[:, index] for index, group in enumerate(_GROUPS)})
    columns["deprivation"] = [20.0, 45.0, 80.0, 60.0, 35.0, 50.0]
    frame = gpd.GeoDataFrame(columns, geometry=to_utm(np.array(tiles)), crs=CRS)
    return City("Riachuelo", CRS, frame, _GROUPS, shapely.union_all(frame.geometry.to_numpy()), True, (_SOURCE,))


def _without_park(people: People) -> People:
    """Nobody lives in El Bosque, so no point stands for anybody there."""
    lived_in = people.weights[:, 0] > 0
    return People(
        people.xy[lived_in], people.weights[lived_in], people.neighbourhood[lived_in], people.groups, people.method
    )


def _baseline(rng: np.random.Generator) -> Scenario:
    """Five access points, none in El Alto, and lights along the main street."""
    wifi = [(150, 150), (320, 90), (560, 240), (180, 560), (620, 610)]
    devices = [_device("public-wifi-access-point", n, x, y) for n, (x, y) in enumerate(wifi, start=1)]
    lights = [(20.0 + 40.0 * n, 400.0 + rng.uniform(-6, 6)) for n in range(30)]
    devices += [_device("led-street-light", n, x, y) for n, (x, y) in enumerate(lights, start=1)]
    return Scenario(BASELINE, "Baseline", None, {device.id: device for device in devices})


def _device(type_id: str, number: int, x: float, y: float) -> Device:
    place = shapely.get_coordinates(to_utm(on_grid(shapely.Point(x, y))))[0]
    return Device(f"{type_id}-{number}", type_id, float(place[0]), float(place[1]))


def _layers(rng: np.random.Generator) -> list[Layer]:
    blocks = [
        shapely.box(x + 6, y + 6, x + _STREETS_M - 6, y + _STREETS_M - 6)
        for x in np.arange(0, 800, _STREETS_M)
        for y in np.arange(0, _HEIGHT_M, _STREETS_M)
    ]
    lots = [lot for block in blocks for lot in cut_into_lots(block, 2400.0, rng)][:160]
    houses = [lot.buffer(-5, join_style="mitre") for lot in lots]
    across = [
        shapely.LineString([(x, y), (x + 200.0, y)]) for y in np.arange(0, 801, 100) for x in np.arange(0, 800, 200.0)
    ]
    along = [
        shapely.LineString([(x, y), (x, y + 200.0)]) for x in np.arange(0, 801, 100) for y in np.arange(0, 800, 200)
    ]
    streets = [*across, *along][:60]
    classes = ["primary" if shapely.get_y(shapely.get_point(line, 0)) == 400 else "residential" for line in streets]
    park, stream = shapely.box(830, 430, 1180, 770), shapely.LineString([(0, 390), (420, 330), (1200, 360)]).buffer(4)
    frames = [
        ("public-space", "Parks", {"name": ["El Bosque"], "kind": ["park"]}, [park]),
        ("water", "Water", {"name": ["El Riachuelo"]}, [stream]),
        (
            "buildings",
            "Buildings",
            {"levels": rng.integers(1, 4, len(houses)), "use": ["residential"] * len(houses)},
            houses,
        ),
        ("streets", "Streets", {"name": [""] * len(streets), "class": classes}, streets),
    ]
    return [
        Layer(
            role, title, role, gpd.GeoDataFrame(columns, geometry=to_utm(on_grid(np.array(shapes))), crs=CRS), _SOURCE
        )
        for role, title, columns, shapes in frames
    ]


if __name__ == "__main__":
    main()
