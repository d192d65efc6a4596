"""Each demand is one entry, counted with the same arithmetic as the residents."""

from collections.abc import Iterator

import numpy as np
import pytest
import shapely
from chequers import chequers, device_type, scenario_of
from hypothesis import given, settings
from hypothesis import strategies as st
from small_city import small_project

from cityplanner.coverage import Engine
from cityplanner.coverage.demand import Demand, demand
from cityplanner.coverage.demands import DEMANDS, DemandKind, Place
from cityplanner.facts.statistics import study_statistics, to_json_dict
from cityplanner.i18n import text
from cityplanner.model import CoverageSpec, Device, DeviceType, Family

CITY, PEOPLE = chequers(200)
TYPES = {"siren": device_type("siren", Family.ALERT, 150.0), "mast": device_type("mast", Family.ALERT, 220.0, 2)}


def _corners(place: Place) -> Demand:
    """The corners of the neighbourhoods, each worth 10 m."""
    xy = np.concatenate([shapely.get_coordinates(shape)[:4] for shape in place.shapes])
    rows = np.repeat(np.arange(len(place.shapes), dtype=np.int32), 4)
    return demand(xy, rows, np.full((len(xy), 1), 10.0), np.zeros((len(place.shapes), 1), dtype=bool))


@pytest.fixture(scope="module", autouse=True)
def _one_more() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(DEMANDS, "corners", DemandKind(text("Corners"), "m", _corners))
        yield


places = st.tuples(st.floats(-100, 1100), st.floats(-100, 1100))
edits = st.lists(st.tuples(st.integers(0, 9), st.sampled_from(["siren", "mast"]), st.none() | places), max_size=30)


@settings(max_examples=50, deadline=None)
@given(edits=edits)
def test_every_demand_is_what_a_fresh_start_gives(
    edits: list[tuple[int, str, tuple[float, float] | None]],
) -> None:
    engine = Engine(CITY, PEOPLE, scenario_of(), TYPES)
    devices: dict[str, Device] = {}
    for number, type_id, place in edits:
        id_ = str(number)
        before = devices.pop(id_, None)
        if place is not None:
            devices[id_] = Device(id_, type_id, *place)
            (engine.add if before is None else engine.replace)(devices[id_])
        elif before is not None:
            engine.remove(id_)
        if number % 3 == 0:
            engine.demand_served("corners", "alert")
            engine.table("siren")
    fresh = Engine(CITY, PEOPLE, scenario_of(*devices.values()), TYPES)
    for name in DEMANDS:
        for asked in ("siren", "mast", "alert"):
            ours, theirs = engine.demand_served(name, asked), fresh.demand_served(name, asked)
            assert np.array_equal(ours[0], theirs[0])
            assert np.array_equal(ours[1], theirs[1])
    corners = np.concatenate([shapely.get_coordinates(shape)[:4] for shape in CITY.neighbourhoods.geometry])
    near = [np.hypot(*(corners - (one.x, one.y)).T) <= 150.0 for one in devices.values() if one.type_id == "siren"]
    assert fresh.demand_served("corners", "siren")[1].sum() == 10.0 * np.any(near, axis=0).sum() if near else True


def test_figures_tell_of_each_demand() -> None:
    answer = to_json_dict(study_statistics(small_project(), "baseline"))
    (wifi,) = [one for one in answer["results"] if one["type"] == "public-wifi-access-point"]
    told = wifi["demands"]
    assert set(told) == {"residents", "ground", "corners"}
    assert told["residents"]["served"] == wifi["city"]["served"]
    assert told["ground"] == {
        "unit": "m2",
        "total": wifi["city"]["area_m2"],
        "served": wifi["city"]["area_served_m2"],
        "share": wifi["city"]["area_share"],
    }
    assert (told["corners"]["unit"], told["corners"]["total"]) == ("m", 160.0)
    assert set(wifi["neighbourhoods"][0]["demands"]) == set(told)


def test_a_demand_is_not_known_where_a_model_fails() -> None:
    unknown = DeviceType("mind", Family.ALERT, "Mind reader", "", "", CoverageSpec("telepathy"))
    engine = Engine(CITY, PEOPLE, scenario_of(Device("a", "siren", 500.0, 500.0)), {**TYPES, "mind": unknown})
    assert np.isnan(engine.demand_served("corners", "mind")[1]).all()
    assert np.array_equal(engine.demand_served("corners", "alert")[1], engine.demand_served("corners", "siren")[1])
