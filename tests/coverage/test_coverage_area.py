"""The ground served, with overlaps once, cut at the neighbourhoods."""

import math

import numpy as np
import numpy.typing as npt
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from cityplanner.coverage.area import Grounds, area_served
from cityplanner.coverage.models import disc
from cityplanner.errors import CancelledError
from cityplanner.progress import CancelToken

KILOMETRE = np.array([shapely.box(0, 0, 1000, 1000)])
QUARTERS = np.array([shapely.box(x, y, x + 500, y + 500) for y in (0, 500) for x in (0, 500)])


def discs(*places: tuple[float, float], range_m: float = 100.0) -> npt.NDArray[np.object_]:
    return disc.discs(np.array(places, dtype=float).reshape(-1, 2), range_m)


def lens_m2(distance_m: float, range_m: float) -> float:
    """Where two equal discs overlap (Weisstein, "Circle-Circle Intersection", equation 14 for equal radii)."""
    half = distance_m / 2
    return 2 * (range_m**2 * math.acos(half / range_m) - half * math.sqrt(range_m**2 - half**2))


def test_one_disc_of_100_m_serves_pi_per_cent_of_a_square_kilometre() -> None:
    assert area_served([Grounds(discs((500, 500)))], KILOMETRE) / 1e6 == pytest.approx(math.pi / 100, abs=1e-9)


def test_two_devices_at_the_same_place_serve_no_more_ground_than_one() -> None:
    one = area_served([Grounds(discs((400, 500)))], KILOMETRE)
    two = area_served([Grounds(discs((400, 500), (400, 500)))], KILOMETRE)
    assert two == pytest.approx(one, rel=1e-12)


def test_an_overlap_counts_once() -> None:
    area = area_served([Grounds(discs((450, 500), (550, 500)))], KILOMETRE)
    assert area == pytest.approx(2 * math.pi * 100**2 - lens_m2(100, 100), rel=1e-4)


def test_ground_that_must_be_reached_twice_is_where_two_ranges_overlap() -> None:
    twice = area_served([Grounds(discs((450, 500), (550, 500), (900, 900)), minimum=2)], KILOMETRE)
    assert twice == pytest.approx(lens_m2(100, 100), rel=1e-3)
    assert area_served([Grounds(discs((450, 500)), minimum=2)], KILOMETRE) == 0


def test_types_of_a_family_are_joined() -> None:
    small, large = discs((200, 500)), discs((700, 500), range_m=200.0)
    joined = area_served([Grounds(small), Grounds(large)], KILOMETRE)
    assert joined == pytest.approx(math.pi * (100**2 + 200**2), rel=1e-9)


def test_a_disc_on_a_corner_is_shared_out_between_its_neighbourhoods() -> None:
    assert area_served([Grounds(discs((500, 500)))], QUARTERS) == pytest.approx(math.pi * 100**2 / 4, rel=1e-9)


def test_only_the_rows_asked_for_are_worked_out() -> None:
    area = area_served([Grounds(discs((500, 500)))], QUARTERS, [2])
    assert area[2] > 0
    assert area[[0, 1, 3]].tolist() == [0, 0, 0]


def test_no_devices_and_no_shape_are_no_ground() -> None:
    assert area_served([Grounds(discs())], KILOMETRE) == 0
    assert area_served([Grounds(discs((1, 1)))], np.array([None])) == 0


def test_work_that_was_cancelled_stops() -> None:
    token = CancelToken()
    token.cancel()
    with pytest.raises(CancelledError):
        area_served([Grounds(discs((1, 1)))], KILOMETRE, cancel=token)


def test_progress_goes_from_the_beginning_to_the_end() -> None:
    seen: list[float] = []
    area_served([Grounds(discs((1, 1)))], QUARTERS, progress=lambda fraction, _: seen.append(fraction))
    assert seen == [0, 0.25, 0.5, 0.75, 1]


places = st.lists(st.tuples(st.floats(0, 1000), st.floats(0, 1000)), min_size=1, max_size=12)


@settings(max_examples=50)
@given(places=places, minimum=st.integers(1, 3))
def test_a_device_more_never_serves_less_ground(places: list[tuple[float, float]], minimum: int) -> None:
    before = area_served([Grounds(discs(*places[:-1]), minimum)], QUARTERS)
    after = area_served([Grounds(discs(*places), minimum)], QUARTERS)
    assert (after >= before - 1e-6).all()


@settings(max_examples=25)
@given(places=places, minimum=st.integers(1, 3))
def test_it_is_the_area_that_a_fine_grid_of_points_finds(places: list[tuple[float, float]], minimum: int) -> None:
    at = np.stack(np.meshgrid(np.arange(5.0, 1000, 10), np.arange(5.0, 1000, 10)), axis=-1).reshape(-1, 1, 2)
    reached = (np.hypot(*np.moveaxis(at - np.array(places), -1, 0)) <= 100).sum(axis=1)
    by_points = (reached >= minimum).mean() * 1e6
    rims_m = 2 * math.pi * 100 * len(places)
    assert area_served([Grounds(discs(*places), minimum)], KILOMETRE) == pytest.approx(by_points, abs=rims_m)
