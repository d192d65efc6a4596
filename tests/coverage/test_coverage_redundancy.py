"""Who hangs on one device, and who would be lost without it."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest
from chequers import chequers, device_type, scenario_of
from hypothesis import given, settings
from hypothesis import strategies as st
from small_city import SOUTH, WEST, small_city, small_people, small_types
from strength_models import fading_type, models_from

from cityplanner.coverage import CoverageTable, Engine
from cityplanner.model import Device, DeviceStatus, Family, Rule

CITY, PEOPLE = chequers(800)
TYPES = {
    item.id: item
    for item in (
        device_type("siren", Family.ALERT, 150.0),
        fading_type("panel", 200.0, 0.4, Rule.BEST),
        fading_type("lamp", 300.0, 0.8, Rule.SUM),
        device_type("beacon", Family.ALERT, 200.0, minimum=2),
        fading_type("mast", 350.0, 0.3, Rule.AT_LEAST, minimum=3),
        device_type("camera", Family.CAMERA, 120.0),
    )
}
ALERT = [item.id for item in TYPES.values() if item.family is Family.ALERT]

Scene = list[tuple[str, float, float]]
scenes = st.lists(
    st.tuples(st.sampled_from(list(TYPES)), st.floats(-100, 1100), st.floats(-100, 1100)), min_size=1, max_size=30
)


@pytest.fixture(scope="module", autouse=True)
def _models_with_strengths() -> Iterator[None]:
    with models_from():
        yield


def devices_of(scene: Scene) -> list[Device]:
    return [Device(str(number), type_id, x, y) for number, (type_id, x, y) in enumerate(scene)]


def engine_of(*devices: Device) -> Engine:
    return Engine(CITY, PEOPLE, scenario_of(*devices), TYPES)


def counted_by_hand(devices: list[Device], type_ids: list[str]) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.int_]]:
    """Point by point: who is served, and how many devices reach each, by plain distances."""
    served, reached = np.zeros(len(PEOPLE.xy), dtype=bool), np.zeros(len(PEOPLE.xy), dtype=int)
    for type_id in type_ids:
        spec = TYPES[type_id].coverage
        places = np.array([(one.x, one.y) for one in devices if one.type_id == type_id]).reshape(-1, 2)
        nearness = 1 - np.hypot(*np.moveaxis(PEOPLE.xy[:, None] - places, -1, 0)) / spec.parameters["range_m"]
        strengths = np.clip(nearness, 0, None) if spec.model == "fading" else (nearness >= 0).astype(float)
        reaching = nearness >= 0 if spec.rule is Rule.SUM else strengths >= spec.threshold
        reached += reaching.sum(axis=1)
        if spec.rule is Rule.SUM:
            served |= strengths.sum(axis=1) >= spec.threshold
        else:
            served |= reaching.sum(axis=1) >= spec.devices_needed
    return served, reached


def summed(chosen: npt.NDArray[np.bool_] | npt.NDArray[np.int_]) -> npt.NDArray[np.float64]:
    """(n, 3) people of each neighbourhood, each as often as ``chosen`` (points,) says."""
    total = np.zeros((len(CITY.neighbourhoods), 3))
    inside = PEOPLE.neighbourhood >= 0
    np.add.at(total, PEOPLE.neighbourhood[inside], PEOPLE.weights[inside] * chosen[inside, None])
    return total


@settings(max_examples=60)
@given(scene=scenes)
def test_those_whom_one_device_alone_reaches_and_all_who_reach_them_are_counted(scene: Scene) -> None:
    engine = engine_of(*devices_of(scene))
    for asked, type_ids in [("alert", ALERT), *((id_, [id_]) for id_ in TYPES)]:
        table = engine.table(asked)
        served, reached = counted_by_hand(devices_of(scene), type_ids)
        assert table.served == pytest.approx(summed(served), rel=1e-9)
        assert table.by_one == pytest.approx(summed(served & (reached == 1)), rel=1e-9)
        assert table.in_reach == pytest.approx(summed(reached)[:, 0], rel=1e-9)


@settings(max_examples=60)
@given(scene=scenes)
def test_what_is_lost_without_a_device_is_what_is_missing_when_it_is_gone(scene: Scene) -> None:
    devices = devices_of(scene)
    engine = engine_of(*devices)
    for device in devices[:6]:
        asked = [device.type_id, "alert", "camera"]
        before = [engine.table(key).city_served for key in asked]
        lost = [engine.lost_without(device.id), *(engine.lost_without(device.id, key) for key in asked[1:])]
        engine.remove(device.id)
        after = [engine.table(key).city_served for key in asked]
        engine.add(device)
        assert np.array(lost) == pytest.approx(np.array(before) - np.array(after), rel=1e-9, abs=1e-6)


@given(scene=scenes)
def test_nobody_hangs_on_one_device_where_two_are_needed(scene: Scene) -> None:
    table = engine_of(*devices_of(scene)).table("beacon")
    assert not table.by_one.any()
    assert (table.served <= table.people).all()


def test_two_devices_at_one_place_are_each_other_s_reserve_where_one_is_enough() -> None:
    pair = [Device(id_, "siren", 500.0, 500.0) for id_ in "ab"]
    engine = engine_of(*pair)
    assert engine.table("siren").city_served[0] > 0
    assert engine.table("siren").city_by_one.tolist() == [0, 0, 0]
    assert engine.lost_without("a").tolist() == [0, 0, 0]
    engine.remove("b")
    assert np.array_equal(engine.table("siren").by_one, engine.table("siren").served)
    assert engine.lost_without("a") == pytest.approx(engine.table("siren").city_served)


def test_two_devices_at_one_place_need_each_other_where_two_are_needed() -> None:
    engine = engine_of(*(Device(id_, "beacon", 500.0, 500.0) for id_ in "ab"))
    assert engine.lost_without("a") == pytest.approx(engine.table("beacon").city_served)
    assert engine.lost_without("a")[0] > 0


def test_a_device_of_the_family_takes_over() -> None:
    engine = engine_of(Device("a", "siren", 500.0, 500.0), Device("b", "beacon", 500.0, 500.0))
    assert engine.lost_without("a")[0] > 0
    # One beacon alone serves nobody, so that it takes nothing over; two do.
    assert engine.lost_without("a", "alert") == pytest.approx(engine.lost_without("a"))
    engine.add(Device("c", "beacon", 500.0, 500.0))
    assert engine.lost_without("a", "alert").tolist() == [0, 0, 0]


def test_nobody_is_lost_to_a_family_without_a_device_that_is_not_of_it() -> None:
    engine = engine_of(Device("a", "camera", 500.0, 500.0))
    assert engine.lost_without("a", "camera")[0] > 0
    assert engine.lost_without("a", "alert").tolist() == [0, 0, 0]
    assert engine.lost_without("a", "siren").tolist() == [0, 0, 0]


def test_nobody_is_lost_without_a_retired_device_and_it_is_nobody_s_reserve() -> None:
    standing, retired = Device("a", "siren", 500.0, 500.0), Device("b", "siren", 500.0, 500.0)
    engine = engine_of(standing, replace(retired, status=DeviceStatus.RETIRED))
    assert engine.lost_without("b").tolist() == [0, 0, 0]
    assert engine.lost_without("a") == pytest.approx(engine.table("siren").city_served)
    engine.replace(retired)
    assert engine.lost_without("a").tolist() == [0, 0, 0]


def test_a_device_that_is_not_there_cannot_be_missed() -> None:
    with pytest.raises(KeyError):
        engine_of().lost_without("a")


def small_table(*devices: Device) -> CoverageTable:
    return Engine(small_city(), small_people(), scenario_of(*devices), small_types()).table("siren")


def test_devices_within_reach_by_hand() -> None:
    """Every siren reaches 600 m: one at the middle of a square has all 100 points of 1 km squares but its corners."""
    middle = (WEST + 500.0, SOUTH + 500.0)
    offsets = np.arange(-450.0, 500.0, 100.0)
    within = int((np.hypot(*np.meshgrid(offsets, offsets)) <= 600).sum())
    assert within < 100
    one = small_table(Device("a", "siren", *middle))
    assert one.devices_in_reach[0] == pytest.approx(within / 100)
    three = small_table(*(Device(id_, "siren", *middle) for id_ in "abc"))
    assert three.devices_in_reach[0] == pytest.approx(3 * within / 100)
    assert three.in_reach[0] == pytest.approx(3 * 10 * within)
    assert three.devices_in_reach[2] == 0
    assert np.isnan(three.devices_in_reach[3])
