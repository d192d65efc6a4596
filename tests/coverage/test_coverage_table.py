"""Totals and shares leave out what is not known."""

from dataclasses import replace

import numpy as np
from coverage_tables import coverage_table

from cityplanner.coverage import CoverageTable


def table(people: list[list[float]], served: list[list[float]]) -> CoverageTable:
    return replace(coverage_table(people, served, ("age_0_14",)), area_m2=np.full(len(people), 100.0))


def test_a_city_total_is_of_the_neighbourhoods_that_have_a_count() -> None:
    one = table([[10, 2], [np.nan, 4]], [[5, 1], [np.nan, 0]])
    assert one.city_people.tolist() == [10, 6]
    assert one.city_served.tolist() == [5, 1]


def test_a_total_of_nothing_known_is_not_known() -> None:
    one = table([[10, np.nan], [20, np.nan]], [[5, np.nan], [5, np.nan]])
    assert one.city_people[0] == 30
    assert np.isnan(one.city_people[1])


def test_the_share_of_nobody_is_not_known() -> None:
    one = table([[10, 0], [0, 0]], [[5, 0], [0, 0]])
    assert one.share[0] == 0.5
    assert np.isnan(one.share[1])
    assert np.isnan(one.group_share).all()


def test_the_share_of_the_ground_is_absent_until_it_is_worked_out() -> None:
    assert table([[1, 0]], [[1, 0]]).area_share is None


def test_the_shares_of_the_city() -> None:
    one = table([[10, 0], [30, 0]], [[5, 0], [15, 0]])
    assert one.city_share[0] == 0.5
    assert np.isnan(one.city_share[1])
    assert one.city_area_share is None
    assert replace(one, area_served_m2=np.array([100.0, 50.0])).city_area_share == 0.75
