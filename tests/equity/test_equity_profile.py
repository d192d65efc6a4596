"""The profile of a city: indices that have a value, and reasons for those that have none."""

import math
from dataclasses import fields, replace

import pytest
from coverage_tables import coverage_table
from small_city import small_city

from cityplanner.equity import EquityProfile, concentration_index, equity_profile, gini


def profile(
    people: list[float], served: list[float], deprivation: list[float] | None = None, **city: bool
) -> EquityProfile:
    table = coverage_table(people, served)
    frame = small_city().neighbourhoods.iloc[: len(people)].drop(columns="deprivation")
    if deprivation is not None:
        frame = frame.assign(deprivation=deprivation)
    return equity_profile(table, replace(small_city(), neighbourhoods=frame, **city))


def test_every_index_of_a_plain_case_has_a_value() -> None:
    one = profile([1000, 500, 250], [100, 100, 200], [80, 40, 10])
    assert one.flags == ()
    assert all(getattr(one, field.name) is not None for field in fields(one))
    assert one.gini == pytest.approx(gini([0.1, 0.2, 0.8], [1000, 500, 250]))
    assert (one.min_share, one.max_share) == (0.1, 0.8)


def test_the_direction_of_deprivation_decides_who_is_poor() -> None:
    """The first neighbourhood is served worst; with high figures for the poor the poor have less than their part."""
    figures = [80.0, 40.0, 10.0]
    against_the_poor = profile([1000, 500, 250], [100, 100, 200], figures)
    for_the_poor = profile([1000, 500, 250], [100, 100, 200], figures, deprivation_high_is_poor=False)
    expected = concentration_index([0.1, 0.2, 0.8], [1000, 500, 250], [1, 2, 3])
    assert against_the_poor.concentration_index == pytest.approx(expected)
    assert expected > 0
    assert for_the_poor.concentration_index == pytest.approx(-expected)


def test_a_park_where_nobody_lives_is_left_out_and_counted() -> None:
    one = profile([1000, 500, 250, 0], [100, 100, 200, 0], [80, 40, 10, 5])
    assert one == replace(profile([1000, 500, 250], [100, 100, 200], [80, 40, 10]), flags=one.flags)
    assert one.flags == ("1 neighbourhood where nobody lives is left out of the indices.",)


def test_a_neighbourhood_without_a_count_is_left_out_and_counted() -> None:
    one = profile([1000, 500, math.nan], [100, 100, math.nan], [80, 40, 10])
    assert one.max_share == 0.2
    assert one.flags == ("1 neighbourhood without a count of residents is left out of the indices.",)


def test_where_nobody_is_served_only_the_shares_have_a_value() -> None:
    one = profile([1000, 500], [0, 0], [80, 40])
    assert (one.min_share, one.max_share, one.kolm_pollak_ede) == (0, 0, 0)
    assert one.gini is one.theil_t is one.theil_l is one.atkinson_05 is one.hoover is one.palma is None
    assert one.concentration_index is None
    assert len(one.flags) == 1
    assert "Nobody is served" in one.flags[0]


def test_a_neighbourhood_without_service_takes_theil_l_and_palma_away() -> None:
    one = profile([1000, 100, 900], [0, 50, 450], [80, 40, 10])
    assert one.theil_l is one.palma is None
    assert one.gini is not None
    assert ["Theil L" in one.flags[0], "Palma" in one.flags[1]] == [True, True]


def test_without_deprivation_there_is_no_concentration_index() -> None:
    assert "deprivation" in profile([1000, 500], [100, 100]).flags[0]
    assert profile([1000, 500], [100, 100]).concentration_index is None
    assert profile([1000, 500], [100, 100], [math.nan, math.nan]).concentration_index is None
    partly = profile([1000, 500, 250], [100, 100, 50], [80, 40, math.nan])
    assert partly.concentration_index is not None
    assert partly.flags == ("1 neighbourhood without a deprivation figure is left out of the concentration index.",)
    elsewhere = profile([1000, 500, 250], [0, 0, 50], [80, 40, math.nan])
    assert elsewhere.concentration_index is None
    assert "where a deprivation figure is known" in elsewhere.flags[-1]


def test_a_city_without_people_has_no_profile() -> None:
    one = profile([0, 0], [0, 0], [80, 40])
    assert all(getattr(one, field.name) is None for field in fields(one) if field.name != "flags")
    assert len(one.flags) == 1
