"""The ground served, estimated by a grid while devices move."""

import math

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pytest
import shapely
from chequers import device_type, scenario_of
from hypothesis import given, settings
from hypothesis import strategies as st

from cityplanner.coverage import Engine
from cityplanner.coverage.ground_grid import ground_demand
from cityplanner.model import City, Device, DeviceStatus, Family, People

SIDE_M = 5000.0
TYPES = {
    "siren": device_type("siren", Family.ALERT, 200.0),
    "beacon": device_type("beacon", Family.ALERT, 300.0, minimum=2),
}
NOBODY = People(np.empty((0, 2)), np.empty((0, 1)), np.empty(0, dtype=np.int32))


def city_of(shapes: list[shapely.Geometry]) -> City:
    ids = [f"{row:02}" for row in range(len(shapes))]
    frame = gpd.GeoDataFrame(
        {"id": ids, "name": ids, "population": np.zeros(len(shapes))}, geometry=shapes, crs="EPSG:32618"
    )
    return City("Ground", "EPSG:32618", frame)


def engine_of(*devices: Device, city: City | None = None) -> Engine:
    return Engine(SQUARES if city is None else city, NOBODY, scenario_of(*devices), TYPES)


def exact(*devices: Device, key: str = "siren") -> npt.NDArray[np.float64]:
    area = engine_of(*devices).table(key, area=True).area_served_m2
    assert area is not None
    return area


SQUARES = city_of(
    [shapely.box(x, y, x + 1000, y + 1000) for y in np.arange(0, SIDE_M, 1000) for x in np.arange(0, SIDE_M, 1000)]
)
"""25 square kilometres."""
PREPARED = engine_of()
PREPARED.prepare_ground()

inside = st.floats(300, SIDE_M - 300)
scenes = st.lists(st.tuples(inside, inside), min_size=1, max_size=30, unique=True)


def sirens(scene: list[tuple[float, float]]) -> list[Device]:
    return [Device(str(number), "siren", x, y) for number, (x, y) in enumerate(scene)]


@settings(max_examples=40)
@given(scene=scenes)
def test_the_estimate_is_within_2_per_cent(scene: list[tuple[float, float]]) -> None:
    devices = sirens(scene)
    for device in devices:
        PREPARED.add(device)
    table = PREPARED.table("siren")
    for device in devices:
        PREPARED.remove(device.id)
    assert table.area_is_estimate
    assert table.area_served_m2 is not None
    assert table.area_served_m2.sum() == pytest.approx(exact(*devices).sum(), rel=0.02)


@settings(max_examples=25)
@given(scene=scenes.filter(lambda scene: len(scene) >= 3), x=inside, y=inside)
def test_the_exact_answer_takes_over_and_a_drag_goes_on_from_there(
    scene: list[tuple[float, float]], x: float, y: float
) -> None:
    devices = sirens(scene)
    engine = engine_of(*devices)
    engine.prepare_ground()
    first = engine.table("siren", area=True)
    assert not first.area_is_estimate
    assert first.area_served_m2 == pytest.approx(exact(*devices), rel=1e-12)
    assert not engine.table("siren").area_is_estimate

    engine.move("0", x, y)
    dragged = engine.table("siren")
    assert dragged.area_is_estimate
    assert dragged.area_served_m2 is not None
    moved = exact(Device("0", "siren", x, y), *devices[1:])
    assert dragged.area_served_m2.sum() == pytest.approx(moved.sum(), rel=0.02)

    engine.move("0", devices[0].x, devices[0].y)
    back = engine.table("siren")
    assert back.area_is_estimate
    assert back.area_served_m2 == pytest.approx(first.area_served_m2, rel=1e-9, abs=1e-6)
    settled = engine.table("siren", area=True)
    assert not settled.area_is_estimate
    assert settled.area_served_m2 == pytest.approx(first.area_served_m2, rel=1e-9, abs=1e-6)


def test_what_the_drag_does_not_touch_stays_exact() -> None:
    still, dragged = Device("a", "siren", 700.0, 700.0), Device("b", "siren", 3500.0, 3500.0)
    engine = engine_of(still, dragged)
    engine.prepare_ground()
    before = engine.table("siren", area=True).area_served_m2
    engine.move("b", 3700.0, 3500.0)
    after = engine.table("siren").area_served_m2
    assert before is not None
    assert after is not None
    assert after[0] == before[0] > 0


def test_nothing_is_left_where_the_only_device_of_a_neighbourhood_went() -> None:
    rng = np.random.default_rng(2)
    engine = engine_of(Device("a", "siren", 500.0, 500.0))
    engine.prepare_ground()
    for x, y in rng.uniform(300, 700, (20, 2)).tolist():
        engine.move("a", x, y)
        engine.table("siren", area=True)
        engine.move("a", x + 3000, y + 3000)
        area = engine.table("siren").area_served_m2
        assert area is not None
        assert np.flatnonzero(area).tolist() == [18]
        assert area[18] == pytest.approx(math.pi * 200**2, rel=0.02)


def test_a_grid_laid_after_the_exact_answer_estimates_too() -> None:
    engine = engine_of(Device("a", "siren", 2500.0, 2500.0))
    engine.table("siren", area=True)
    engine.move("a", 2000.0, 2200.0)
    assert engine.table("siren").area_served_m2 is None
    engine.prepare_ground()
    table = engine.table("siren")
    assert table.area_is_estimate
    assert table.area_served_m2 is not None
    assert table.area_served_m2.sum() == pytest.approx(math.pi * 200**2, rel=0.02)


def test_a_family_is_estimated_by_the_rule_of_each_of_its_types() -> None:
    devices = [
        Device("a", "siren", 1200.0, 1200.0),
        Device("b", "beacon", 3000.0, 3000.0),
        Device("c", "beacon", 3200.0, 3000.0),
        Device("d", "beacon", 800.0, 4000.0),
        Device("e", "siren", 4000.0, 800.0, status=DeviceStatus.RETIRED),
    ]
    engine = engine_of(*devices)
    engine.prepare_ground()
    estimate = engine.table("alert").area_served_m2
    assert estimate is not None
    assert estimate.sum() == pytest.approx(exact(*devices, key="alert").sum(), rel=0.02)


def test_a_neighbourhood_is_never_served_beyond_its_area() -> None:
    """A siren in the middle of a small square serves all of it, whatever the grid said where it stood before."""
    engine = engine_of(Device("a", "siren", 125.0, 125.0), city=city_of([shapely.box(0, 0, 250, 250)]))
    engine.prepare_ground()
    for x in range(130, 330, 10):
        engine.move("a", float(x), 125.0)
        engine.table("siren", area=True)
        engine.move("a", 125.0, 125.0)
        table = engine.table("siren")
        assert table.area_is_estimate
        assert table.area_served_m2 is not None
        assert 0.95 * 250**2 < table.area_served_m2[0] <= 250**2


def random_parts(seed: int) -> list[shapely.Geometry]:
    """A city cut into 30 parts of many sizes."""
    points = shapely.multipoints(np.random.default_rng(seed).uniform(0, 3000, (30, 2)) ** 2 / 3000)
    cells = shapely.get_parts(shapely.voronoi_polygons(points, extend_to=shapely.box(0, 0, 3000, 3000)))
    return list(shapely.intersection(cells, shapely.box(0, 0, 3000, 3000)))


@pytest.mark.parametrize("seed", range(3))
def test_the_points_of_a_neighbourhood_lie_in_it_and_share_its_area(seed: int) -> None:
    shapes = np.array(random_parts(seed))
    area_m2 = shapely.area(shapes)
    ground = ground_demand(shapes, area_m2)
    assert ground.totals[:, 0] == pytest.approx(area_m2, rel=1e-9)
    assert np.bincount(ground.neighbourhood, ground.weights[:, 0]) == pytest.approx(area_m2, rel=1e-9)
    assert shapely.covers(shapes[ground.neighbourhood], shapely.points(ground.index.xy)).all()
    assert 100_000 < len(ground.index.xy) < 140_000
    assert not ground.unknown.any()


def test_a_small_city_has_no_finer_grid_than_5_m() -> None:
    shapes = np.array([shapely.box(0.5, 0.5, 500.5, 500.5)])
    assert len(ground_demand(shapes, shapely.area(shapes)).index.xy) == pytest.approx(100**2, rel=0.01)


def test_a_neighbourhood_smaller_than_the_grid_has_one_point_with_all_its_area() -> None:
    tiny = shapely.box(5001, 3, 5004, 6)
    shapes = np.array([shapely.box(0, 0, SIDE_M, SIDE_M), tiny])
    ground = ground_demand(shapes, shapely.area(shapes))
    of_it = ground.index.xy[ground.neighbourhood == 1]
    assert len(of_it) == 1
    assert shapely.contains_xy(tiny, *of_it[0])
    assert ground.totals[1, 0] == pytest.approx(9)


def test_a_neighbourhood_without_a_shape_has_no_ground() -> None:
    shapes = np.array([None, shapely.box(0, 0, 1000, 1000), shapely.Polygon()])
    ground = ground_demand(shapes, np.nan_to_num(shapely.area(shapes)))
    assert ground.totals[:, 0].tolist() == pytest.approx([0, 1e6, 0])
    assert set(ground.neighbourhood.tolist()) == {1}


def test_a_city_without_neighbourhoods_has_no_ground() -> None:
    ground = ground_demand(np.empty(0, dtype=object), np.empty(0))
    assert (ground.rows, len(ground.index.xy)) == (0, 0)
