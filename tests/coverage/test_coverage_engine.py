"""The live engine gives what counting from the start gives, bit for bit, after any edits in any order."""

from dataclasses import replace

import numpy as np
import pytest
import shapely
from chequers import chequers, device_type, scenario_of
from hypothesis import given, settings
from hypothesis import strategies as st

from cityplanner.coverage import CoverageTable, Engine
from cityplanner.errors import InputError
from cityplanner.model import Device, DeviceStatus, Family

CITY, PEOPLE = chequers()
TYPES = {
    "siren": device_type("siren", Family.ALERT, 150.0),
    "panel": device_type("panel", Family.ALERT, 60.0),
    "beacon": device_type("beacon", Family.ALERT, 200.0, minimum=2),
    "camera": device_type("camera", Family.CAMERA, 40.0),
}


def same(a: CoverageTable, b: CoverageTable) -> bool:
    return (
        a.devices == b.devices
        and np.array_equal(a.served, b.served)
        and np.array_equal(a.people, b.people)
        and (a.area_served_m2 is None) == (b.area_served_m2 is None)
    )


def served_by_hand(devices: list[Device], type_ids: list[str]) -> np.ndarray:
    served = np.zeros(len(PEOPLE.xy), dtype=bool)
    for type_id in type_ids:
        spec = TYPES[type_id].coverage
        places = np.array([(one.x, one.y) for one in devices if one.type_id == type_id]).reshape(-1, 2)
        distance = np.hypot(*np.moveaxis(PEOPLE.xy[:, None] - places, -1, 0))
        served |= (distance <= spec.parameters["range_m"]).sum(axis=1) >= spec.minimum_devices
    total = np.zeros((len(CITY.neighbourhoods), 3))
    inside = PEOPLE.neighbourhood >= 0
    np.add.at(total, PEOPLE.neighbourhood[inside], PEOPLE.weights[inside] * served[inside, None])
    return total


def random_devices(count: int, seed: int = 3) -> list[Device]:
    rng = np.random.default_rng(seed)
    names = list(TYPES)
    return [
        Device(str(number), names[rng.integers(len(names))], *rng.uniform(-50, 1050, 2).tolist())
        for number in range(count)
    ]


@pytest.mark.parametrize(
    ("asked", "type_ids"), [("siren", ["siren"]), ("beacon", ["beacon"]), ("alert", ["siren", "panel", "beacon"])]
)
def test_it_counts_the_people_that_a_plain_distance_test_counts(asked: str, type_ids: list[str]) -> None:
    devices = random_devices(40)
    table = Engine(CITY, PEOPLE, scenario_of(*devices), TYPES).table(asked)
    assert table.served == pytest.approx(served_by_hand(devices, type_ids), rel=1e-12)
    assert table.devices == sum(device.type_id in type_ids for device in devices)
    assert table.city_people == pytest.approx(PEOPLE.weights[PEOPLE.neighbourhood >= 0].sum(axis=0))


edit = st.tuples(
    st.sampled_from(["add", "remove", "move", "retire", "retype"]),
    st.integers(0, 19),
    st.floats(-100, 1100),
    st.floats(-100, 1100),
    st.sampled_from(list(TYPES)),
)


def apply(engine: Engine, devices: dict[str, Device], step: tuple[str, int, float, float, str]) -> None:
    """Carry an edit out on the engine and on a plain dictionary, where it makes sense."""
    what, number, x, y, type_id = step
    id_ = str(number)
    if what == "add" and id_ not in devices:
        devices[id_] = Device(id_, type_id, x, y)
        engine.add(devices[id_])
    elif what == "remove" and id_ in devices:
        del devices[id_]
        engine.remove(id_)
    elif what == "move" and id_ in devices:
        devices[id_] = replace(devices[id_], x=x, y=y)
        engine.move(id_, x, y)
    elif what in ("retire", "retype") and id_ in devices:
        status = DeviceStatus.RETIRED if what == "retire" else DeviceStatus.PLANNED
        devices[id_] = replace(devices[id_], status=status, type_id=type_id)
        engine.replace(devices[id_])


@settings(max_examples=40)
@given(edits=st.lists(edit, max_size=60), asked_first=st.sets(st.sampled_from([*TYPES, "alert"])))
def test_any_edits_leave_what_a_fresh_start_gives(
    edits: list[tuple[str, int, float, float, str]], asked_first: set[str]
) -> None:
    devices = {device.id: device for device in random_devices(8)}
    engine = Engine(CITY, PEOPLE, scenario_of(*devices.values()), TYPES)
    for asked in asked_first:
        engine.table(asked)
    for step in edits:
        apply(engine, devices, step)
    fresh = Engine(CITY, PEOPLE, scenario_of(*devices.values()), TYPES)
    for asked in (*TYPES, "alert", "camera"):
        assert same(engine.table(asked), fresh.table(asked))


def test_thousands_of_edits_leave_what_a_fresh_start_gives() -> None:
    rng = np.random.default_rng(11)
    devices: dict[str, Device] = {}
    engine = Engine(CITY, PEOPLE, scenario_of(), TYPES)
    kinds, names = ["add", "remove", "move", "move", "retire", "retype"], list(TYPES)
    for count in range(5000):
        x, y = rng.uniform(-100, 1100, 2).tolist()
        apply(engine, devices, (kinds[rng.integers(6)], int(rng.integers(300)), x, y, names[rng.integers(4)]))
        table = engine.table("alert")
        if count % 250 == 0:
            assert same(table, Engine(CITY, PEOPLE, scenario_of(*devices.values()), TYPES).table("alert"))
    assert len(devices) > 100


@settings(max_examples=40)
@given(seed=st.integers(0, 10_000), type_id=st.sampled_from(["siren", "panel", "beacon", "camera"]))
def test_a_device_more_never_lowers_a_share(seed: int, type_id: str) -> None:
    rng = np.random.default_rng(seed)
    engine = Engine(CITY, PEOPLE, scenario_of(*random_devices(10, seed)), TYPES)
    before = engine.table(type_id)
    engine.add(Device("new", type_id, *rng.uniform(0, 1000, 2).tolist()))
    after = engine.table(type_id)
    assert (after.share >= before.share).all()
    assert (after.group_share >= before.group_share).all()


def test_everybody_served_is_a_share_of_exactly_one() -> None:
    types = {"siren": device_type("siren", Family.ALERT, 5000.0)}
    table = Engine(CITY, PEOPLE, scenario_of(Device("a", "siren", 500.0, 500.0)), types).table("siren", area=True)
    assert (table.share == 1).all()
    assert table.area_share is not None
    assert table.area_share == pytest.approx(1, abs=1e-12)
    assert (table.area_share <= 1).all()


def test_a_retired_device_reaches_nobody() -> None:
    device = Device("a", "siren", 500.0, 500.0, status=DeviceStatus.RETIRED)
    engine = Engine(CITY, PEOPLE, scenario_of(device), TYPES)
    assert engine.table("siren").devices == 0
    assert engine.table("siren", area=True).city_served.tolist() == [0, 0, 0]
    assert engine.device_served("a") == 0
    engine.replace(replace(device, status=DeviceStatus.EXISTING))
    assert engine.table("siren").city_served[0] > 0


def test_a_device_says_how_many_residents_it_reaches_whoever_else_does() -> None:
    engine = Engine(CITY, PEOPLE, scenario_of(*(Device(id_, "siren", 500.0, 500.0) for id_ in "ab")), TYPES)
    assert engine.device_served("a") == engine.device_served("b")
    assert engine.device_served("a") == pytest.approx(engine.table("siren").city_served[0])


def test_a_device_of_a_type_that_is_not_in_the_catalogue_is_let_be() -> None:
    engine = Engine(CITY, PEOPLE, scenario_of(Device("a", "fountain", 500.0, 500.0)), TYPES)
    assert engine.device_served("a") == 0
    engine.move("a", 1.0, 1.0)
    engine.remove("a")
    assert engine.table("alert").devices == 0


def test_the_scenario_is_left_as_it_is() -> None:
    scenario = scenario_of(Device("a", "siren", 500.0, 500.0))
    engine = Engine(CITY, PEOPLE, scenario, TYPES)
    engine.move("a", 0.0, 0.0)
    engine.add(Device("b", "siren", 1.0, 1.0))
    assert scenario.devices == {"a": Device("a", "siren", 500.0, 500.0)}


def test_an_unknown_type_or_family_is_an_input_error() -> None:
    with pytest.raises(InputError, match="fountain"):
        Engine(CITY, PEOPLE, scenario_of(), TYPES).table("fountain")


def test_two_devices_of_one_id_are_refused() -> None:
    engine = Engine(CITY, PEOPLE, scenario_of(Device("a", "siren", 0.0, 0.0)), TYPES)
    with pytest.raises(ValueError, match="a"):
        engine.add(Device("a", "siren", 0.0, 0.0))


def test_the_ground_served_is_kept_until_it_changes_and_then_brought_up_to_date() -> None:
    devices = random_devices(12)
    engine = Engine(CITY, PEOPLE, scenario_of(*devices), TYPES)
    assert engine.table("alert").area_served_m2 is None
    first = engine.table("alert", area=True).area_served_m2
    assert engine.table("alert").area_served_m2 is not None
    standing = {device.id: device for device in devices}
    one_of = {device.type_id: device.id for device in devices}
    apply(engine, standing, ("move", int(one_of["camera"]), 400.0, 400.0, ""))
    assert engine.table("alert").area_served_m2 is not None
    apply(engine, standing, ("move", int(one_of["siren"]), 400.0, 400.0, ""))
    apply(engine, standing, ("remove", int(one_of["panel"]), 0.0, 0.0, ""))
    assert engine.table("alert").area_served_m2 is None
    moved = engine.table("alert", area=True).area_served_m2
    fresh = Engine(CITY, PEOPLE, scenario_of(*standing.values()), TYPES).table("alert", area=True).area_served_m2
    assert first is not None
    assert not np.allclose(first, moved)
    assert moved == pytest.approx(fresh, rel=1e-9)


def test_a_neighbourhood_that_crosses_itself_can_be_cut() -> None:
    city, people = chequers(100)
    frame = city.neighbourhoods.copy()
    frame.loc[0, "geometry"] = shapely.Polygon([(0, 0), (200, 200), (200, 0), (0, 200)])
    engine = Engine(replace(city, neighbourhoods=frame), people, scenario_of(Device("a", "siren", 90.0, 90.0)), TYPES)
    area_served = engine.table("siren", area=True).area_served_m2
    assert area_served is not None
    assert 0 < area_served[0] <= 20_000


def test_a_count_that_the_data_does_not_give_stays_absent() -> None:
    city, people = chequers(200)
    frame = city.neighbourhoods.copy()
    frame.loc[0, "age_65_plus"] = np.nan
    weights = people.weights.copy()
    weights[people.neighbourhood == 0, 2] = 0
    weights[np.flatnonzero(people.neighbourhood == 1)[0], 1] = np.nan
    city, people = replace(city, neighbourhoods=frame), replace(people, weights=weights)
    table = Engine(city, people, scenario_of(Device("a", "siren", 500.0, 500.0)), TYPES).table("siren")
    assert np.argwhere(np.isnan(table.people)).tolist() == [[0, 2], [1, 1]]
    assert np.array_equal(np.isnan(table.served), np.isnan(table.people))
    assert np.isfinite(table.city_people).all()
    assert np.isfinite(table.city_served).all()


def test_people_whose_place_is_not_known_are_absent_and_not_nobody() -> None:
    inside = PEOPLE.neighbourhood != 3
    people = replace(
        PEOPLE, xy=PEOPLE.xy[inside], weights=PEOPLE.weights[inside], neighbourhood=PEOPLE.neighbourhood[inside]
    )
    table = Engine(CITY, people, scenario_of(), TYPES).table("siren")
    assert np.flatnonzero(np.isnan(table.people).all(axis=1)).tolist() == [3]


def test_a_city_without_people_or_devices_has_a_table() -> None:
    city, people = chequers(0)
    table = Engine(city, people, scenario_of(), TYPES).table("alert", area=True)
    assert table.devices == 0
    assert table.city_people.tolist() == [0, 0, 0]
    assert np.isnan(table.share).all()


def test_without_types_the_catalogue_holds() -> None:
    engine = Engine(CITY, PEOPLE, scenario_of(Device("a", "public-wifi-access-point", 500.0, 500.0)))
    assert engine.table("wifi").city_served[0] > 0
