"""How several devices serve together: any, the best, the sum, at least so many."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest
from chequers import chequers, device_type, scenario_of
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from strength_models import fading_type, models_from

from cityplanner.coverage import CoverageTable, Engine
from cityplanner.errors import InputError
from cityplanner.model import CoverageSpec, Device, DeviceType, Family, Rule

CITY, PEOPLE = chequers(800)
LAMP = fading_type("lamp", 300.0, 0.8, Rule.SUM)

places = st.tuples(st.floats(-100, 1100), st.floats(-100, 1100))
scenes = st.lists(places, max_size=25)


@pytest.fixture(scope="module", autouse=True)
def _models_with_strengths() -> Iterator[None]:
    with models_from():
        yield


def devices_at(scene: list[tuple[float, float]], type_id: str = "lamp") -> list[Device]:
    return [Device(str(number), type_id, x, y) for number, (x, y) in enumerate(scene)]


def table_of(item: DeviceType, devices: list[Device]) -> CoverageTable:
    return Engine(CITY, PEOPLE, scenario_of(*devices), {item.id: item}).table(item.id)


def distances_m(scene: list[tuple[float, float]]) -> npt.NDArray[np.float64]:
    """(points, devices)."""
    return np.hypot(*np.moveaxis(PEOPLE.xy[:, None] - np.array(scene).reshape(-1, 2), -1, 0))


def fading(scene: list[tuple[float, float]], range_m: float) -> npt.NDArray[np.float64]:
    """(points, devices) strengths, 0 out of range."""
    return np.clip(1 - distances_m(scene) / range_m, 0, None)


def people_where(served: npt.NDArray[np.bool_]) -> npt.NDArray[np.float64]:
    total = np.zeros((len(CITY.neighbourhoods), 3))
    inside = PEOPLE.neighbourhood >= 0
    np.add.at(total, PEOPLE.neighbourhood[inside], PEOPLE.weights[inside] * served[inside, None])
    return total


def same(a: CoverageTable, b: CoverageTable) -> bool:
    """To the last bit."""
    return a.devices == b.devices and all(
        np.array_equal(getattr(a, name), getattr(b, name), equal_nan=True) for name in ("served", "by_one", "in_reach")
    )


@given(scene=scenes, range_m=st.floats(50, 500), minimum=st.integers(1, 6))
def test_at_least_so_many_counts_devices(scene: list[tuple[float, float]], range_m: float, minimum: int) -> None:
    item = device_type("lamp", Family.ALERT, range_m, minimum)
    reached = (distances_m(scene) <= range_m).sum(axis=1)
    assert table_of(item, devices_at(scene)).served == pytest.approx(people_where(reached >= minimum), rel=1e-12)


@given(scene=scenes, threshold=st.floats(0.05, 0.95), minimum=st.integers(1, 4))
def test_at_least_so_many_counts_only_those_that_are_strong_enough(
    scene: list[tuple[float, float]], threshold: float, minimum: int
) -> None:
    strengths = fading(scene, 400.0)
    assume(not np.isclose(strengths, threshold, rtol=0, atol=1e-9).any())
    item = fading_type("lamp", 400.0, threshold, Rule.AT_LEAST, minimum)
    enough = (strengths >= threshold).sum(axis=1) >= minimum
    assert table_of(item, devices_at(scene)).served == pytest.approx(people_where(enough), rel=1e-12)


@given(scene=scenes, threshold=st.floats(0.05, 3))
def test_strengths_add_up(scene: list[tuple[float, float]], threshold: float) -> None:
    total = fading(scene, 400.0).sum(axis=1)
    assume(not np.isclose(total, threshold, rtol=0, atol=1e-9).any())
    item = fading_type("lamp", 400.0, threshold, Rule.SUM)
    assert table_of(item, devices_at(scene)).served == pytest.approx(people_where(total >= threshold), rel=1e-12)


@given(scene=scenes, threshold=st.floats(0.05, 0.95))
def test_the_best_serves_whom_any_serves(scene: list[tuple[float, float]], threshold: float) -> None:
    devices = devices_at(scene)
    strengths = fading(scene, 250.0)
    assume(not np.isclose(strengths, threshold, rtol=0, atol=1e-9).any())
    best, any_ = (table_of(fading_type("lamp", 250.0, threshold, rule), devices) for rule in (Rule.BEST, Rule.ANY))
    assert same(best, any_)
    assert best.served == pytest.approx(people_where((strengths >= threshold).any(axis=1)), rel=1e-12)


@pytest.mark.parametrize("threshold", [1.0, 0.3, 7.0, 1e-6, 1e6])
@pytest.mark.parametrize("parts", [2, 3, 7, 49, 1000])
def test_equal_parts_of_the_threshold_serve_when_all_of_them_are_there(threshold: float, parts: int) -> None:
    """In plain floating point, 49 times 1/49 is less than 1."""
    parameters = {"range_m": 200.0, "strength": threshold / parts}
    spec = CoverageSpec("disc", parameters, threshold, Rule.SUM)
    item = replace(device_type("lamp", Family.LIGHTING, 200.0), coverage=spec)
    engine = Engine(CITY, PEOPLE, scenario_of(*devices_at([(500.0, 500.0)] * parts)), {"lamp": item})
    everybody = table_of(device_type("lamp", Family.LIGHTING, 200.0), devices_at([(500.0, 500.0)])).served
    assert np.array_equal(engine.table("lamp").served, everybody)
    engine.remove("0")
    assert not engine.table("lamp").served.any()
    engine.add(Device("0", "lamp", 500.0, 500.0))
    assert np.array_equal(engine.table("lamp").served, everybody)


def test_one_device_far_above_the_threshold_serves_and_no_more() -> None:
    spec = CoverageSpec("disc", {"range_m": 200.0, "strength": 1e12}, 1e-30, Rule.SUM)
    item = replace(device_type("lamp", Family.LIGHTING, 200.0), coverage=spec)
    engine = Engine(CITY, PEOPLE, scenario_of(*devices_at([(500.0, 500.0)] * 2000)), {"lamp": item})
    assert engine.table("lamp").city_served[0] > 0
    for number in range(2000):
        engine.remove(str(number))
    assert not engine.table("lamp").served.any()


def test_thousands_of_edits_and_undos_of_strengths_leave_what_a_fresh_start_gives() -> None:
    types = {"lamp": LAMP, "siren": device_type("siren", Family.ALERT, 120.0)}
    rng = np.random.default_rng(5)
    devices: dict[str, Device] = {}
    undo: list[tuple[str, Device | None]] = []
    engine = Engine(CITY, PEOPLE, scenario_of(), types)

    def put(id_: str, device: Device | None) -> None:
        before = devices.pop(id_, None)
        if device is None:
            engine.remove(id_)
        else:
            devices[id_] = device
            (engine.add if before is None else engine.replace)(device)

    for step in range(4000):
        id_ = str(rng.integers(60))
        if undo and rng.random() < 0.3:
            put(*undo.pop())
        elif id_ in devices and rng.random() < 0.3:
            undo.append((id_, devices[id_]))
            put(id_, None)
        else:
            undo.append((id_, devices.get(id_)))
            put(id_, Device(id_, "lamp" if rng.random() < 0.8 else "siren", *rng.uniform(-100, 1100, 2).tolist()))
        if step % 3 == 0:
            engine.table("alert")
        if step % 200 == 0:
            fresh = Engine(CITY, PEOPLE, scenario_of(*devices.values()), types)
            assert all(same(engine.table(asked), fresh.table(asked)) for asked in ("lamp", "siren", "alert"))
    while undo:
        put(*undo.pop())
    assert not devices
    assert not engine.table("alert").served.any()
    assert not engine.table("alert").in_reach.any()


specs = st.builds(
    lambda model, range_m, threshold, rule, minimum: CoverageSpec(
        model, {"range_m": range_m}, threshold, rule, minimum
    ),
    st.sampled_from(["disc", "fading"]),
    st.floats(20, 400),
    st.floats(0.1, 1.0),
    st.sampled_from(Rule),
    st.integers(1, 3),
)


@settings(max_examples=60)
@given(scene=scenes, changes=st.lists(specs, min_size=1, max_size=4), asked=st.sets(st.sampled_from(["lamp", "alert"])))
def test_a_type_changed_is_what_a_fresh_start_with_it_gives(
    scene: list[tuple[float, float]], changes: list[CoverageSpec], asked: set[str]
) -> None:
    types = {"lamp": LAMP, "siren": device_type("siren", Family.ALERT, 120.0)}
    devices = [replace(one, type_id="siren" if int(one.id) % 4 == 0 else "lamp") for one in devices_at(scene)]
    engine = Engine(CITY, PEOPLE, scenario_of(*devices), types)
    for spec in changes:
        for key in asked:
            engine.table(key, area=True)
        types["lamp"] = replace(LAMP, coverage=spec)
        engine.set_type(types["lamp"])
        fresh = Engine(CITY, PEOPLE, scenario_of(*devices), types)
        for key in ("lamp", "siren", "alert"):
            assert same(engine.table(key), fresh.table(key))
    for key in ("lamp", "alert"):
        ground, expected = (one.table(key, area=True).area_served_m2 for one in (engine, fresh))
        assert ground == pytest.approx(expected, rel=1e-9, abs=1e-6)


def test_a_type_that_is_new_or_of_another_family_counts_for_its_family_from_then_on() -> None:
    siren, panel, camera = (
        device_type(id_, family, range_m)
        for id_, family, range_m in (
            ("siren", Family.ALERT, 120.0),
            ("panel", Family.ALERT, 90.0),
            ("camera", Family.CAMERA, 60.0),
        )
    )
    devices = [
        Device("a", "siren", 200.0, 200.0),
        Device("b", "panel", 600.0, 600.0),
        Device("c", "camera", 800.0, 300.0),
    ]
    engine = Engine(CITY, PEOPLE, scenario_of(*devices), {"siren": siren, "camera": camera})
    for item in (panel, replace(siren, family=Family.CAMERA), replace(panel, family=Family.CAMERA)):
        for key in ("alert", "camera"):
            engine.table(key, area=True)
        engine.set_type(item)
        types = {"siren": siren, "camera": camera, "panel": panel} | {item.id: item}
        siren, panel = types["siren"], types["panel"]
        fresh = Engine(CITY, PEOPLE, scenario_of(*devices), types)
        for key in sorted({one.family.value for one in types.values()}):
            assert same(engine.table(key), fresh.table(key))
            ground = engine.table(key, area=True).area_served_m2
            assert ground == pytest.approx(fresh.table(key, area=True).area_served_m2)
    with pytest.raises(InputError, match="alert"):
        engine.table("alert")
