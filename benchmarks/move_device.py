"""One device moved and every neighbourhood, group and index worked out anew, against two other ways of doing it.

    python benchmarks/move_device.py

The engine keeps counts and touches what changed. geopandas buffers, joins, overlays and groups again, as a script
would, ground included. The k-d tree counts every device from the start with SciPy. All run here, on the same city, one
after the other.
"""

import time

import geopandas as gpd
import numpy as np
import shapely
from results import Results
from scipy.spatial import cKDTree
from synthetic_city import SIDE_M, TYPE, synthetic_project

from cityplanner.coverage import Engine
from cityplanner.equity import equity_basis, equity_profile, gini
from cityplanner.model import BASELINE, Project

_MOVES = 3000
_WARM = 200


def engine_ms(project: Project) -> np.ndarray:
    """(moves,) milliseconds from the move to the profile."""
    rng = np.random.default_rng(2)
    engine = Engine(project.city, project.people, project.scenarios[BASELINE], project.device_types)
    basis = equity_basis(project.city, engine.table(TYPE).people)
    places = rng.uniform(0, SIDE_M, (_MOVES + _WARM, 2)).tolist()
    ids = rng.choice(list(project.scenarios[BASELINE].devices), _MOVES + _WARM).tolist()
    taken = np.empty(len(places))
    for number, (id_, (x, y)) in enumerate(zip(ids, places, strict=True)):
        start = time.perf_counter()
        engine.move(id_, x, y)
        equity_profile(engine.table(TYPE), basis)
        taken[number] = time.perf_counter() - start
    return taken[_WARM:] * 1e3


def geopandas_ms(project: Project) -> float:
    """A whole recomputation with geopandas: people and ground served, by neighbourhood and group, and one index."""
    people, frame = project.people, project.city.neighbourhoods
    points = gpd.GeoDataFrame(
        dict(zip(("population", *people.groups), people.weights.T, strict=True)),
        geometry=shapely.points(people.xy),
        crs=project.city.crs,
    )
    devices = project.scenarios[BASELINE].devices.values()
    places = gpd.GeoSeries([shapely.Point(one.x, one.y) for one in devices], crs=project.city.crs)
    start = time.perf_counter()
    # As many corners as our own discs have; geopandas' default of 16 a quadrant is 0.16 % short of the circle.
    discs = places.buffer(project.device_types[TYPE].coverage.parameters["range_m"], quad_segs=64)
    union = gpd.GeoDataFrame(geometry=[discs.union_all()], crs=project.city.crs)
    overlay = gpd.overlay(frame[["id", "geometry"]], union, how="intersection")
    overlay.area.groupby(overlay["id"]).sum()
    within = points.sjoin(frame[["id", "geometry"]], predicate="within")
    reached = points.sjoin(gpd.GeoDataFrame(geometry=discs), predicate="within").index.unique()
    served = within.loc[within.index.isin(reached)].groupby("id")[["population", *people.groups]].sum()
    share = (served["population"].reindex(frame["id"]).fillna(0).to_numpy()) / frame["population"].to_numpy()
    gini(share, frame["population"])
    return (time.perf_counter() - start) * 1e3


def tree_ms(project: Project) -> float:
    """Every device counted from the start with a k-d tree, then summed; the tree is there already."""
    people = project.people
    tree = cKDTree(people.xy)
    count = len(project.city.neighbourhoods)
    places = np.array([(one.x, one.y) for one in project.scenarios[BASELINE].devices.values()])
    start = time.perf_counter()
    reached = tree.query_ball_point(places, project.device_types[TYPE].coverage.parameters["range_m"])
    served = np.zeros(len(people.xy), dtype=bool)
    for rows in reached:
        served[rows] = True
    for weights in people.weights.T:
        np.bincount(people.neighbourhood, weights * served, minlength=count)
    return (time.perf_counter() - start) * 1e3


def main() -> None:
    results = Results("move_device")
    for points in (100_000, 1_000_000):
        project = synthetic_project(points)
        ours = engine_ms(project)
        median, late = np.median(ours), np.percentile(ours, 99)
        print(f"{points:>9,} points, 100 neighbourhoods, 5 groups, 500 devices of 200 m, {_MOVES:,} moves")
        print(f"  engine        median {median:.3f} ms   p99 {late:.3f} ms")
        tree = tree_ms(project)
        print(f"  k-d tree      {tree:9.0f} ms   {tree / median:>9,.0f} times as long")
        geo = geopandas_ms(project)
        print(f"  geopandas     {geo:9.0f} ms   {geo / median:>9,.0f} times as long")
        of = f"a move, {points:,} points"
        results.add(f"{of}, median", median, "ms", peer="geopandas", peer_value=geo)
        results.add(f"{of}, 99 of 100", late, "ms", peer="k-d tree", peer_value=tree)
    results.keep_if_asked()


if __name__ == "__main__":
    main()
