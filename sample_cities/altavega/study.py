"""Altavega as a project file."""

import itertools
from dataclasses import replace
from datetime import date

import contourpy
import geopandas as gpd
import numpy as np
import shapely
from scipy.ndimage import gaussian_filter

from altavega import equipment
from altavega.blocks import Blocks, make_blocks
from altavega.buildings import Buildings, make_buildings
from altavega.frame import CRS, on_grid, to_utm
from altavega.neighbourhoods import COUNT, NAMES, Neighbourhoods, make_neighbourhoods
from altavega.plan import Plan, make_plan
from altavega.residents import GROUPS, Residents, home_space, make_residents, totals
from altavega.street_net import StreetNet, make_streets
from altavega.terrain import Terrain, cell_centres, make_terrain
from altavega.water import RIVER_NAME, STREAM_NAMES, make_river, stream_beds
from cityplanner.coverage.catalogue import load_catalogue
from cityplanner.model import BASELINE, City, Device, DeviceStatus, Layer, People, Project, Scenario, Source
from cityplanner.model.device_edits import new_device_ids

SEED = 20261123
_SOURCE = Source("make_altavega.py", "", "sample city", date(2026, 11, 23), "CC0 1.0", "Altavega is a made-up city.")


def make_study() -> tuple[Project, Terrain]:
    """The whole city, always the same."""
    rng = np.random.default_rng(SEED)
    water = make_river()
    terrain = make_terrain(water.centreline)
    plan = make_plan(water, terrain)
    net = make_streets(plan, terrain, rng)
    blocks = make_blocks(plan, terrain, net, rng)
    buildings = make_buildings(blocks, rng)
    space = home_space(buildings)
    areas = make_neighbourhoods(plan, net, buildings, space, rng)
    residents = make_residents(buildings, space, areas, rng)
    city = _city(areas, residents)
    project = Project(city, _people(residents), load_catalogue())
    project.layers = _layers(plan, water, terrain, net, blocks, buildings, rng)
    _fill_scenarios(project, plan, net, terrain, blocks, buildings, areas, residents, rng)
    return project, terrain


def _frame(columns: dict[str, object], shapes: np.ndarray) -> gpd.GeoDataFrame:
    """Shapes in the city's CRS on the grid, without those that vanish on it."""
    placed = to_utm(on_grid(np.asarray(shapes, dtype=object)))
    broken = ~shapely.is_valid(placed)
    placed[broken] = shapely.make_valid(placed[broken], method="structure", keep_collapsed=False)
    frame = gpd.GeoDataFrame(columns, geometry=placed, crs=CRS)
    return frame[~frame.geometry.is_empty].reset_index(drop=True)


def _city(areas: Neighbourhoods, residents: Residents) -> City:
    counts = totals(residents)
    columns: dict[str, object] = {"id": [f"AV-{number:02d}" for number in range(1, COUNT + 1)], "name": list(NAMES)}
    columns["population"] = counts[:, 0].astype(float)
    for index, group in enumerate(GROUPS, start=1):
        columns[group] = counts[:, index].astype(float)
    columns["deprivation"] = np.round(100 * areas.hardship, 1)
    # On the grid all together, so that no gap opens between two of them.
    tiles = shapely.coverage_simplify(shapely.set_precision(areas.shapes, 0.125), 0.0)
    frame = gpd.GeoDataFrame(columns, geometry=to_utm(tiles), crs=CRS)
    boundary = shapely.union_all(frame.geometry.to_numpy())
    return City("Altavega", CRS, frame, GROUPS, boundary, True, (_SOURCE,))


def _people(residents: Residents) -> People:
    return People(
        _points(residents.xy),
        residents.counts.astype(np.float64),
        residents.neighbourhood.astype(np.int32),
        GROUPS,
        "Made-up residents of neighbouring homes, a point for each 55 m.",
    )


def _points(xy: np.ndarray) -> np.ndarray:
    """(n, 2) local metres as coordinates of the city's CRS, on the grid."""
    return shapely.get_coordinates(to_utm(on_grid(shapely.points(xy))))


def _layers(
    plan: Plan, water, terrain: Terrain, net: StreetNet, blocks: Blocks, buildings: Buildings, rng: np.random.Generator
) -> list[Layer]:
    """Bottom first."""
    beds = stream_beds(terrain.streams)
    places, kinds, names = equipment.sensitive_places(buildings, rng)
    stops, lines, stop_names = equipment.transit_stops(plan)
    near = plan.outline.buffer(1200)
    frames = [
        (
            "public-space",
            "Parks and squares",
            _frame(
                {"name": [space.name for space in blocks.public], "kind": [space.kind for space in blocks.public]},
                np.array([space.shape for space in blocks.public]),
            ),
        ),
        (
            "water",
            "Water",
            _frame(
                {"name": [RIVER_NAME, "Laguna del Sur", *STREAM_NAMES[: len(beds)]]},
                shapely.intersection(np.array([water.river, water.lake, *beds]), near),
            ),
        ),
        ("hazard", "Hazard zones", _hazards(plan, terrain)),
        (
            "buildings",
            "Buildings",
            _frame(
                {
                    "height_m": np.round(buildings.levels * 3.1 + 0.6, 1),
                    "levels": buildings.levels,
                    "use": buildings.uses,
                },
                buildings.shapes,
            ),
        ),
        ("context", "Metro line", _frame({"name": ["Metro"]}, np.array([plan.railway]))),
        ("streets", "Streets", _streets(net, rng)),
        ("transit-stops", "Transit stops", _frame({"name": stop_names, "line": lines}, shapely.points(stops))),
        (
            "sensitive-places",
            "Schools, clinics, libraries",
            _frame({"name": names, "kind": kinds}, shapely.points(places)),
        ),
    ]
    hidden = {"hazard", "transit-stops", "sensitive-places"}
    return [Layer(role, title, role, frame, _SOURCE, role not in hidden) for role, title, frame in frames]


def _streets(net: StreetNet, rng: np.random.Generator) -> gpd.GeoDataFrame:
    lit = np.where(rng.random(len(net.lines)) < np.where(net.classes == "path", 0.3, 0.85), "yes", "no")
    return _frame({"name": net.names, "class": net.classes, "lit": lit}, net.lines)


def _hazards(plan: Plan, terrain: Terrain) -> gpd.GeoDataFrame:
    """Low ground by the river floods; steep ground slides."""
    x, y = cell_centres()
    near = shapely.distance(shapely.points(x.ravel(), y.ravel()), plan.river).reshape(x.shape)
    flood = gaussian_filter(terrain.above_river_m + near / 160.0, 3.0)
    slide = gaussian_filter(terrain.slope, 4.0)
    rows = []
    for kind, level, field, low, high in (
        ("flood", "high", flood, -100.0, 1.1),
        ("flood", "medium", flood, 1.1, 2.4),
        ("landslide", "high", slide, 0.30, 9.0),
        ("landslide", "medium", slide, 0.22, 0.30),
    ):
        zones = contourpy.contour_generator(x[0], y[:, 0], field, fill_type="OuterOffset").filled(low, high)
        shapes = [
            shapely.Polygon(points[cuts[0] : cuts[1]], [points[a:b] for a, b in itertools.pairwise(cuts[1:])])
            for points, cuts in zip(*zones, strict=True)
        ]
        zone = shapely.union_all(shapely.make_valid(shapely.simplify(shapes, 6.0))).intersection(plan.outline)
        parts = [part for part in shapely.get_parts(zone) if part.area > 4_000]
        rows.append((kind, level, shapely.multipolygons(parts)))
    return _frame(
        {"kind": [row[0] for row in rows], "level": [row[1] for row in rows]}, np.array([row[2] for row in rows])
    )


def _fill_scenarios(
    project: Project,
    plan: Plan,
    net: StreetNet,
    terrain: Terrain,
    blocks: Blocks,
    buildings: Buildings,
    areas: Neighbourhoods,
    residents: Residents,
    rng: np.random.Generator,
) -> None:
    """The baseline with what stands, and Plan A with twelve more access points."""
    tree = shapely.STRtree(areas.shapes)

    def hardship_at(xy: np.ndarray) -> np.ndarray:
        return areas.hardship[tree.nearest(shapely.points(xy))]

    standing: dict[str, Device] = {}
    lights = equipment.street_lights(net, hardship_at, rng)
    others = equipment.devices(plan, net, terrain, blocks, buildings, residents, hardship_at, rng)
    for placed in (*others, lights):
        _add(standing, placed, DeviceStatus.EXISTING)
    planned = dict(standing)
    _add(planned, equipment.planned_wifi(blocks, hardship_at, rng), DeviceStatus.PROPOSED)
    project.scenarios = {
        BASELINE: replace(project.scenarios[BASELINE], devices=standing),
        "plan-a": Scenario("plan-a", "Plan A", BASELINE, planned),
    }


def _add(devices: dict[str, Device], placed: equipment.Placed, status: DeviceStatus) -> None:
    ids = new_device_ids(Scenario("", "", None, devices), placed.type_id, len(placed.xy))
    for id_, (x, y), name in zip(ids, _points(placed.xy).tolist(), placed.names, strict=True):
        devices[id_] = Device(id_, placed.type_id, x, y, name, status=status)
