"""Everybody within the range, the rim included, and nobody beyond it."""

import math

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from cityplanner.coverage.models import coverage_model
from cityplanner.coverage.people_index import PeopleIndex
from cityplanner.coverage.ready import ReadyType, ready
from cityplanner.errors import InputError
from cityplanner.model import CoverageSpec, Device, DeviceType, Family


def disc(parameters: dict[str, float]) -> ReadyType:
    return ready(DeviceType("siren", Family.ALERT, "Siren", "", "", CoverageSpec("disc", parameters)))


def test_a_person_on_the_rim_is_reached_and_one_a_hair_beyond_is_not() -> None:
    people = PeopleIndex(np.array([[100.0, 0.0], [60.0, 80.0], [math.nextafter(100.0, 101.0), 0.0], [0.0, 0.0]]))
    reached = disc({"range_m": 100.0}).reach([Device("a", "siren", 0.0, 0.0)], people)
    assert sorted(reached.rows) == [0, 1, 3]
    assert reached.strengths == 1.0


@given(
    places=st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=40),
    sites=st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=5),
    range_m=st.integers(1, 20),
)
def test_it_is_the_distance_test_whatever_the_tree_does(
    places: list[tuple[int, int]], sites: list[tuple[int, int]], range_m: int
) -> None:
    """On whole metres the distance test is exact, and rims are hit often."""
    people = PeopleIndex(np.array(places, dtype=float).reshape(-1, 2))
    devices = [Device(str(number), "siren", float(x), float(y)) for number, (x, y) in enumerate(sites)]
    reached = disc({"range_m": float(range_m)}).reach(devices, people)
    for number, device in enumerate(devices):
        near = [
            row for row, (x, y) in enumerate(places) if (x - device.x) ** 2 + (y - device.y) ** 2 <= range_m * range_m
        ]
        assert sorted(reached.rows[reached.starts[number] : reached.starts[number + 1]]) == near


def test_the_ground_has_the_area_of_the_circle() -> None:
    (ground,) = disc({"range_m": 250.0}).outline([Device("a", "siren", 5.0, -3.0)])
    assert shapely.area(ground) == pytest.approx(math.pi * 250**2, rel=1e-12)
    assert shapely.hausdorff_distance(ground, shapely.Point(5, -3).buffer(250, quad_segs=512)) < 0.1


@pytest.mark.parametrize("parameters", [{}, {"range_m": -1.0}, {"range_m": math.nan}, {"range_m": math.inf}])
def test_a_disc_without_a_range_is_an_input_error(parameters: dict[str, float]) -> None:
    with pytest.raises(InputError, match="range_m"):
        disc(parameters)


def test_an_unknown_model_is_an_input_error_that_names_the_known_ones() -> None:
    with pytest.raises(InputError, match=r"telepathy.*disc"):
        coverage_model("telepathy")
