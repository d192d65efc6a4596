"""Strengths in a model's own unit: lux that add up, levels that add up by energy, minutes of which the least counts."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest
import shapely
from chequers import chequers, scenario_of
from hypothesis import given, settings
from hypothesis import strategies as st
from small_city import SOUTH, WEST, small_project
from strength_models import models_from

from cityplanner.coverage import CoverageTable, Engine
from cityplanner.coverage.ready import ModelError, ready
from cityplanner.coverage.surroundings import Surroundings
from cityplanner.model import City, CoverageSpec, Device, DeviceType, Family, People, Rule
from cityplanner.siting import CandidateKind, CandidateSource, Request, propose, siting_study

CITY, PEOPLE = chequers(600)
FIGURES = {
    "disc": {"range_m": 180.0, "strength": 50.0},
    "fading": {"range_m": 300.0},
    "level": {"level_db": -20.0, "range_m": 400.0},
    "walk": {},
}
THRESHOLDS = {"disc": (0.5, 120.0), "fading": (0.1, 1.5), "level": (-75.0, -60.0), "walk": (0.5, 6.0)}


@pytest.fixture(scope="module", autouse=True)
def _trial_models() -> Iterator[None]:
    with models_from():
        yield


def type_of(model: str, threshold: float, rule: Rule, minimum: int = 1, id_: str = "thing") -> DeviceType:
    spec = CoverageSpec(model, FIGURES[model], threshold, rule, minimum)
    return DeviceType(id_, Family.ALERT, "Thing", "", "", spec)


def same(a: CoverageTable, b: CoverageTable) -> bool:
    """To the last bit."""
    return a.devices == b.devices and all(
        np.array_equal(getattr(a, name), getattr(b, name), equal_nan=True) for name in ("served", "by_one", "in_reach")
    )


def strengths_at(spec: CoverageSpec, devices: list[Device], places: npt.NDArray[np.float64]) -> list[list[float]]:
    """Those of every device that reaches each place, by the models' own words."""
    found = []
    for x, y in places.tolist():
        here = []
        for device in devices:
            away_m = float(np.hypot(x - device.x, y - device.y))
            match spec.model:
                case "disc" if away_m <= 180:
                    here.append(50.0)
                case "fading" if away_m <= 300:
                    here.append(1 - away_m / 300)
                case "level" if away_m <= 400:
                    here.append(-20 - 20 * np.log10(max(away_m, 1.0)))
                case "walk" if away_m <= 900:
                    here.append(away_m / 60)
        found.append(here)
    return found


def joined_by_hand(spec: CoverageSpec, here: list[float]) -> float:
    if spec.model == "walk":
        here = [-one for one in here]
    if spec.rule is Rule.SUM and spec.model in ("disc", "fading") and here:
        return sum(here)
    if spec.rule is Rule.SUM and spec.model == "level" and here:
        return float(10 * np.log10(sum(10 ** (one / 10) for one in here)))
    ranked = sorted(here, reverse=True)
    joined = ranked[spec.devices_needed - 1] if len(ranked) >= spec.devices_needed else np.nan
    return -joined if spec.model == "walk" else joined


places = st.tuples(st.floats(-100, 1100), st.floats(-100, 1100))
types = st.sampled_from(list(FIGURES)).flatmap(
    lambda model: st.builds(
        type_of, st.just(model), st.floats(*THRESHOLDS[model]), st.sampled_from(Rule), st.integers(1, 3)
    )
)


@settings(max_examples=80, deadline=None)
@given(item=types, edits=st.lists(st.tuples(st.integers(0, 7), st.none() | places), max_size=30))
def test_any_run_of_edits_leaves_what_a_fresh_start_gives(
    item: DeviceType, edits: list[tuple[int, tuple[float, float] | None]]
) -> None:
    engine = Engine(CITY, PEOPLE, scenario_of(), {item.id: item})
    devices: dict[str, Device] = {}
    for number, place in edits:
        id_ = str(number)
        before = devices.pop(id_, None)
        if place is not None:
            devices[id_] = Device(id_, item.id, *place)
            (engine.add if before is None else engine.replace)(devices[id_])
        elif before is not None:
            engine.remove(id_)
        if number % 2:
            engine.table(item.id)
    fresh = Engine(CITY, PEOPLE, scenario_of(*devices.values()), {item.id: item})
    assert same(engine.table(item.id), fresh.table(item.id))


@settings(max_examples=80, deadline=None)
@given(item=types, scene=st.lists(places, max_size=8))
def test_joined_strengths_are_told_and_decide_who_is_served(item: DeviceType, scene: list[tuple[float, float]]) -> None:
    devices = [Device(str(number), item.id, x, y) for number, (x, y) in enumerate(scene)]
    engine = Engine(CITY, PEOPLE, scenario_of(*devices), {item.id: item})
    told = engine.strengths(item.id, PEOPLE.xy)
    by_hand = [joined_by_hand(item.coverage, here) for here in strengths_at(item.coverage, devices, PEOPLE.xy)]
    assert told == pytest.approx(np.array(by_hand), rel=1e-9, abs=1e-9, nan_ok=True)
    threshold = item.coverage.threshold
    known = ~np.isnan(told)
    clear = ~np.isclose(told, threshold, rtol=0, atol=1e-6)
    served = known & ((told <= threshold) if item.coverage.model == "walk" else (told >= threshold))
    if clear[known].all():
        total = np.zeros((len(CITY.neighbourhoods), PEOPLE.weights.shape[1]))
        counted = (PEOPLE.neighbourhood >= 0) & served
        np.add.at(total, PEOPLE.neighbourhood[counted], PEOPLE.weights[counted])
        assert engine.table(item.id).served == pytest.approx(total, rel=1e-9)


def one_point(*away_m: float) -> tuple[City, People, list[Device]]:
    """Somebody in a city, and devices so far from there."""
    devices = [Device(str(number), "thing", 500.0 + away, 500.0) for number, away in enumerate(away_m)]
    people = People(np.array([[500.0, 500.0]]), np.ones((1, 1)), np.zeros(1, dtype=np.int32))
    return replace(CITY, neighbourhoods=CITY.neighbourhoods.iloc[:1], groups=()), people, devices


@pytest.mark.parametrize("rule", [Rule.ANY, Rule.BEST, Rule.SUM, Rule.AT_LEAST])
def test_at_minus_75_dbm_a_signal_of_minus_60_serves_and_one_of_minus_90_does_not(rule: Rule) -> None:
    item = type_of("level", -75.0, rule)
    item = replace(item, coverage=replace(item.coverage, parameters={"level_db": -20.0, "range_m": 1e5}))
    for away_m, served in ((100.0, 1.0), (10 ** (70 / 20), 0.0)):
        city, people, devices = one_point(away_m)
        engine = Engine(city, people, scenario_of(*devices), {"thing": item})
        assert engine.strengths("thing", people.xy)[0] == pytest.approx(-60.0 if served else -90.0)
        assert engine.table("thing").city_served[0] == served


@pytest.mark.parametrize(("rule", "served"), [(Rule.BEST, 0.0), (Rule.ANY, 0.0), (Rule.SUM, 1.0)])
def test_two_equal_levels_are_three_decibels_more(rule: Rule, served: float) -> None:
    away_m = 10 ** ((77.5 - 20) / 20)
    city, people, devices = one_point(away_m, -away_m)
    item = type_of("level", -75.0, rule)
    item = replace(item, coverage=replace(item.coverage, parameters={"level_db": -20.0, "range_m": 1e5}))
    engine = Engine(city, people, scenario_of(*devices), {"thing": item})
    assert engine.table("thing").city_served[0] == served
    engine.remove("0")
    assert engine.table("thing").city_served[0] == 0


def test_where_nothing_reaches_there_is_no_strength() -> None:
    city, people, devices = one_point(2000.0)
    for model in FIGURES:
        item = type_of(model, 1.0, Rule.BEST)
        assert np.isnan(Engine(city, people, scenario_of(*devices), {"thing": item}).strengths("thing", people.xy)[0])


LAMP = DeviceType(
    "lamp",
    Family.LIGHTING,
    "Lamp",
    "",
    "",
    CoverageSpec("disc", {"range_m": 200.0, "strength": 50.0}, 10.0, Rule.SUM),
    cost_usd=1.0,
)


def test_one_lamp_of_50_lux_serves_whom_it_reaches_where_10_are_needed() -> None:
    devices = [Device("a", "lamp", 300.0, 300.0), Device("b", "lamp", 650.0, 700.0)]
    engine = Engine(CITY, PEOPLE, scenario_of(*devices), {"lamp": LAMP})
    plain = replace(LAMP, coverage=CoverageSpec("disc", {"range_m": 200.0}))
    reached = Engine(CITY, PEOPLE, scenario_of(*devices), {"lamp": plain})
    assert np.array_equal(engine.table("lamp").served, reached.table("lamp").served)
    exact = engine.table("lamp", area=True)
    assert not exact.area_is_estimate
    assert exact.area_served_m2 == pytest.approx(reached.table("lamp", area=True).area_served_m2)
    grid = Engine(CITY, PEOPLE, scenario_of(*devices), {"lamp": LAMP})
    grid.prepare_ground()
    estimate = grid.table("lamp")
    assert estimate.area_is_estimate
    assert estimate.area_served_m2 is not None
    assert exact.area_served_m2 is not None
    assert estimate.area_served_m2.sum() == pytest.approx(exact.area_served_m2.sum(), rel=0.02)


def test_three_lamps_of_4_lux_must_overlap_where_10_are_needed() -> None:
    weak = replace(LAMP, coverage=replace(LAMP.coverage, parameters={"range_m": 200.0, "strength": 4.0}))
    devices = [Device(str(number), "lamp", 400.0 + 100 * number, 500.0) for number in range(3)]
    engine = Engine(CITY, PEOPLE, scenario_of(*devices), {"lamp": weak})
    exact = engine.table("lamp", area=True).area_served_m2
    engine.prepare_ground()
    engine.move("0", 400.0, 500.0 + 1e-9)
    estimate = engine.table("lamp").area_served_m2
    assert exact is not None
    assert estimate is not None
    lens_m2 = shapely.intersection_all([shapely.Point(one.x, one.y).buffer(200, quad_segs=64) for one in devices]).area
    assert exact.sum() == pytest.approx(lens_m2, rel=0.001)
    assert estimate.sum() == pytest.approx(lens_m2, rel=0.02)


def test_improve_needs_one_lamp_where_one_is_enough() -> None:
    project = small_project()
    project.device_types["lamp"] = replace(
        LAMP, coverage=replace(LAMP.coverage, parameters={"range_m": 300.0, "strength": 50.0})
    )
    request = Request(("lamp",), count=1, source=CandidateSource(CandidateKind.GRID, 250.0))
    proposal = propose(siting_study(project, "baseline", request), time_limit=2.0)
    assert proposal.study.problem.devices_needed == 1
    assert proposal.solution.value > 0
    weak = replace(LAMP, coverage=replace(LAMP.coverage, parameters={"range_m": 300.0, "strength": 4.0}))
    project.device_types["lamp"] = weak
    assert siting_study(project, "baseline", request).problem.devices_needed == 3


def test_ground_where_strengths_that_differ_add_up_is_the_grids() -> None:
    item = type_of("fading", 0.5, Rule.SUM)
    devices = [Device("a", "thing", 480.0, 500.0), Device("b", "thing", 520.0, 500.0)]
    table = Engine(CITY, PEOPLE, scenario_of(*devices), {"thing": item}).table("thing", area=True)
    assert table.area_is_estimate
    assert table.area_served_m2 is not None
    grid = np.stack(np.meshgrid(np.arange(0.5, 1000, 2), np.arange(0.5, 1000, 2)), axis=-1)
    total = sum(np.clip(1 - np.hypot(*np.moveaxis(grid - (one.x, one.y), -1, 0)) / 300, 0, None) for one in devices)
    assert table.area_served_m2.sum() == pytest.approx((total >= 0.5).sum() * 4, rel=0.02)


@pytest.mark.parametrize("threshold", [0.0, -75.0])
def test_a_plain_sum_needs_a_threshold_above_0(threshold: float) -> None:
    with pytest.raises(ModelError, match="must be above 0"):
        ready(type_of("fading", threshold, Rule.SUM), Surroundings())
    assert ready(type_of("fading", threshold, Rule.BEST)).needed == 1


def test_places_are_where_they_stand() -> None:
    """The engine's own order of points is nobody's business."""
    item = type_of("fading", 0.5, Rule.BEST)
    engine = Engine(CITY, PEOPLE, scenario_of(Device("a", "thing", WEST, SOUTH)), {"thing": item})
    told = engine.strengths("thing", np.array([[WEST, SOUTH], [WEST + 150, SOUTH], [WEST + 301, SOUTH]]))
    assert told == pytest.approx([1.0, 0.5, np.nan], nan_ok=True)
