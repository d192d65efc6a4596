"""A file of points as the people of a city."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial import cKDTree
from small_city import CRS, SOUTH, WEST, small_city

from cityplanner.errors import InputError
from cityplanner.intake.build_city import build_city
from cityplanner.intake.devices import devices_from_layer
from cityplanner.io import read_layer
from cityplanner.model import DeviceStatus, Layer
from cityplanner.people.from_points import people_from_points

MIDDLES = [(WEST + 500 + 1000 * i, SOUTH + 500) for i in range(4)]


def _layer(places: list[tuple[float, float]], **columns: object) -> Layer:
    frame = gpd.GeoDataFrame(columns, geometry=[shapely.Point(*place) for place in places], crs=CRS)
    return Layer("people", "points", "people", frame)


def test_points_with_residents_carry_them_to_where_they_lie() -> None:
    outside = (WEST - 100, SOUTH)
    layer = _layer([MIDDLES[1], MIDDLES[0], outside], population=[10.0, 5.5, 1234.0], age_65_plus=[1.0, 2.0, 3.0])
    people, (problem,) = people_from_points(layer, small_city())
    assert people.neighbourhood.tolist() == [1, 0, -1]
    assert people.weights.tolist() == [[10, 1], [5.5, 2], [1234, 3]]
    assert people.groups == ("age_65_plus",)
    assert "1 point with 1,234 residents lies outside" in problem.message


def test_an_id_decides_before_the_place_does() -> None:
    layer = _layer([MIDDLES[1], MIDDLES[1]], id=["03", "zz"], population=[10.0, 5.0], age_65_plus=[0.0, 0.0])
    assert people_from_points(layer, small_city())[0].neighbourhood.tolist() == [2, 1]


def test_groups_of_the_points_are_taken_and_gaps_are_told() -> None:
    layer = _layer(MIDDLES[:2], population=[10.0, np.nan], women=[4.0, 2.0])
    people, problems = people_from_points(layer, small_city())
    assert people.groups == ("women",)
    assert people.weights.tolist() == [[10, 4], [0, 2]]
    messages = [problem.message for problem in problems]
    assert "1 point has no figure for “All residents”" in messages[0]
    assert "Aged 65 and over" in messages[1]


def test_points_that_bear_the_neighbourhoods_ids_carry_their_people() -> None:
    layer = _layer([*MIDDLES[:2], (WEST - 100, SOUTH)], id=["01", "02", "02"])
    people, (without,) = people_from_points(layer, small_city())
    assert people.neighbourhood.tolist() == [0, 1, 1]
    assert people.weights.tolist() == [[1000, 100], [250, 50], [250, 50]]
    assert "2 neighbourhoods with 250 residents have no point" in without.message
    assert "03, 04" in without.message


def test_ids_that_no_neighbourhood_has_are_told() -> None:
    people, problems = people_from_points(
        _layer([*MIDDLES, MIDDLES[0]], id=["01", "02", "03", "04", "05"]), small_city()
    )
    assert len(people.xy) == 4
    (problem,) = problems
    assert "no neighbourhood has and was left out: 05" in problem.message


@given(st.integers(1, 40))
def test_however_many_points_share_an_id_nobody_is_lost(count: int) -> None:
    layer = _layer([MIDDLES[0]] * count, id=["01"] * count)
    people, _problems = people_from_points(layer, small_city())
    total = np.zeros(2)
    for weight in people.weights:
        total += weight
    assert total.tolist() == [1000, 100]
    assert np.ptp(people.weights, axis=0).max() < 1e-4


def test_points_that_say_neither_are_refused() -> None:
    with pytest.raises(InputError, match="points"):
        people_from_points(_layer(MIDDLES, id=["a", "b", "c", "d"]), small_city())
    with pytest.raises(InputError, match="points"):
        people_from_points(_layer(MIDDLES), small_city())


def test_newcastle_within_500_m_of_a_sensor(shared_data: Path) -> None:
    """The centroids carry the output areas' people; a plain k-d tree counts who is near a sensor."""
    folder = shared_data / "cities/newcastle/E08000021"
    areas, _problems = read_layer(folder / "oa_shape/oa.shp", "neighbourhoods")
    tables = [(folder / "population_total.csv", None), (folder / "population_ages.csv", None)]
    city, _problems = build_city("Newcastle upon Tyne", areas, tables)
    layer, _problems = read_layer(folder / "centroids.csv", "people", crs="EPSG:27700")
    people, problems = people_from_points(layer, city)
    assert problems == []
    assert people.weights.sum(axis=0).tolist() == [302_820, 49_803, 209_177, 43_840]
    sensors, _problems = read_layer(folder / "uo_sensors/uo_sensors.shp", "devices")
    devices, _problems = devices_from_layer(sensors, city, "air-quality-sensor", DeviceStatus.EXISTING, ())
    distance, _nearest = cKDTree([(device.x, device.y) for device in devices]).query(people.xy)
    served = dict(zip(("population", *people.groups), people.weights[distance <= 500].sum(axis=0), strict=True))
    assert (served["population"], served["age_0_14"], served["age_65_plus"]) == (131_449, 17_260, 16_522)
