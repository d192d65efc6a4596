"""The profile of a city: indices that have a value, and reasons for those that have none."""

import math
from dataclasses import replace

import pytest
from coverage_tables import coverage_table
from small_city import small_city

from cityplanner.equity import EquityProfile, Indices, concentration_index, equity_basis, equity_profile, gini


def profile(
    people: list[float], served: list[float], deprivation: list[float] | None = None, **city: bool
) -> EquityProfile:
    table = coverage_table(people, served)
    frame = small_city().neighbourhoods.iloc[: len(people)].drop(columns="deprivation")
    if deprivation is not None:
        frame = frame.assign(deprivation=deprivation)
    return equity_profile(table, equity_basis(replace(small_city(), neighbourhoods=frame, **city), table.people))


def values(one: EquityProfile) -> list[float | None]:
    """Everything that may be absent."""
    shares = (one.poorest_fifth, one.richest_fifth, one.min_share, one.max_share)
    by_rank = (one.concentration_index, one.erreygers_index, one.slope_index, one.relative_slope_index)
    return [*one.coverage, *one.shortfall, *by_rank, *shares]


def test_every_index_of_a_plain_case_has_a_value() -> None:
    one = profile([1000, 500, 250], [100, 100, 200], [80, 40, 10])
    assert one.flags == ()
    assert None not in values(one)
    assert one.coverage.gini == pytest.approx(gini([0.1, 0.2, 0.8], [1000, 500, 250]))
    assert one.shortfall.gini == pytest.approx(gini([0.9, 0.8, 0.2], [1000, 500, 250]))
    assert (one.min_share, one.max_share, one.gap) == (0.1, 0.8, pytest.approx(0.7))


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
    assert values(one) == values(profile([1000, 500, 250], [100, 100, 200], [80, 40, 10]))
    assert one.flags == ("1 neighbourhood where nobody lives is left out of the indices.",)


def test_a_neighbourhood_without_a_count_is_left_out_and_counted() -> None:
    one = profile([1000, 500, math.nan], [100, 100, math.nan], [80, 40, 10])
    assert one.max_share == 0.2
    assert one.flags == ("1 neighbourhood without a count of residents is left out of the indices.",)


def test_where_nobody_is_served_only_the_shares_have_a_value() -> None:
    one = profile([1000, 500], [0, 0], [80, 40])
    assert (one.min_share, one.max_share, one.coverage) == (0, 0, Indices(kolm_pollak_ede=0))
    assert one.concentration_index is None
    assert len(one.flags) == 1
    assert "Nobody is served" in one.flags[0]


def test_a_neighbourhood_without_service_takes_theil_l_and_palma_away() -> None:
    one = profile([1000, 100, 900], [0, 50, 450], [80, 40, 10])
    assert one.coverage.theil_l is one.coverage.palma is one.coverage.twenty_twenty is None
    assert one.coverage.gini is not None
    assert [name in flag for name, flag in zip(("Theil L", "Palma", "20:20"), one.flags, strict=True)] == [True] * 3


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
    assert set(values(one)) == {None}
    assert len(one.flags) == 1
