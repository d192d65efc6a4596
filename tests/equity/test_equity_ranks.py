"""People in the order of deprivation: middles, fifths, ties, and the indices that rest on them."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cityplanner.equity import concentration_index, erreygers_index, slope_index
from cityplanner.equity.ranks import middle_ranks, part_within

FIFTHS = [(number / 5, (number + 1) / 5) for number in range(5)]

unit = st.tuples(st.floats(0, 1), st.floats(0.1, 5000), st.integers(0, 6))
units = st.lists(unit, min_size=1, max_size=30)


def test_middles_worked_out_by_hand() -> None:
    """10, then 20 + 10 of the same rank, then 60 people."""
    middle = middle_ranks(np.array([3.0, 1.0, 2.0, 2.0]), np.array([60.0, 10.0, 20.0, 10.0]))
    assert middle == pytest.approx([0.70, 0.05, 0.25, 0.25])


def test_fifths_worked_out_by_hand() -> None:
    """The poorest fifth of 100 people is the first 10 and a third of the next 30, of both of their rank alike."""
    rank_by, people = np.array([3.0, 1.0, 2.0, 2.0]), np.array([60.0, 10.0, 20.0, 10.0])
    assert part_within(rank_by, people, 0, 0.2) == pytest.approx([0, 1, 1 / 3, 1 / 3])
    assert part_within(rank_by, people, 0.8, 1) == pytest.approx([1 / 3, 0, 0, 0])


def test_those_without_a_rank_or_without_people_have_no_place() -> None:
    rank_by, people = np.array([1.0, np.nan, 2.0, 3.0]), np.array([10.0, 99.0, 0.0, 10.0])
    assert middle_ranks(rank_by, people) == pytest.approx([0.25, np.nan, np.nan, 0.75], nan_ok=True)
    assert part_within(rank_by, people, 0, 0.5).tolist() == [1, 0, 0, 0]
    nobody = np.full(2, np.nan)
    assert np.isnan(middle_ranks(nobody, np.ones(2))).all()
    assert part_within(nobody, np.ones(2), 0, 0.2).tolist() == [0, 0]


@given(chosen=units)
def test_the_five_fifths_share_everybody_out_exactly(chosen: list[tuple[float, float, int]]) -> None:
    _, people, rank_by = np.array(chosen).T
    parts = np.array([part_within(rank_by, people, first, last) for first, last in FIFTHS])
    assert ((parts >= 0) & (parts <= 1 + 1e-9)).all()
    assert parts.sum(axis=0) * people == pytest.approx(people, rel=1e-9)
    assert parts @ people == pytest.approx(np.full(5, people.sum() / 5), rel=1e-9)


@given(chosen=units)
def test_the_middles_stand_in_the_order_of_the_ranks_around_a_half(chosen: list[tuple[float, float, int]]) -> None:
    _, people, rank_by = np.array(chosen).T
    middle = middle_ranks(rank_by, people)
    order = np.argsort(rank_by)
    assert (np.diff(middle[order]) >= 0).all()
    assert (middle * people).sum() == pytest.approx(people.sum() / 2)


@given(chosen=units, data=st.data())
def test_the_order_of_equally_deprived_neighbourhoods_says_nothing(
    chosen: list[tuple[float, float, int]], data: Any
) -> None:
    values, people, rank_by = np.array(chosen).T
    order = np.array(data.draw(st.permutations(range(len(values)))))
    shuffled = values[order], people[order], rank_by[order]
    assert middle_ranks(rank_by, people)[order] == pytest.approx(middle_ranks(shuffled[2], shuffled[1]))
    for first, last in FIFTHS:
        part = part_within(rank_by, people, first, last)
        assert part[order] == pytest.approx(part_within(shuffled[2], shuffled[1], first, last), abs=1e-9)
    for index in (concentration_index, slope_index):
        assert index(values, people, rank_by) == pytest.approx(index(*shuffled), abs=1e-9)


@given(chosen=units)
def test_erreygers_of_shortfall_is_that_of_coverage_with_its_sign_turned(
    chosen: list[tuple[float, float, int]],
) -> None:
    values, people, rank_by = np.array(chosen).T
    coverage = erreygers_index(values, people, rank_by, low=0, high=1)
    assert coverage == pytest.approx(-erreygers_index(1 - values, people, rank_by, low=0, high=1), abs=1e-12)
    assert abs(coverage) <= 1


@given(chosen=units)
def test_erreygers_is_four_means_of_the_concentration_index(chosen: list[tuple[float, float, int]]) -> None:
    values, people, rank_by = np.array(chosen).T
    mean = np.average(values, weights=people)
    expected = 4 * mean * concentration_index(values, people, rank_by)
    assert erreygers_index(values, people, rank_by, low=0, high=1) == pytest.approx(expected, abs=1e-12)


def test_erreygers_is_zero_where_the_least_and_the_most_are_the_same() -> None:
    assert erreygers_index([0.3, 0.3], None, [1, 2]) == 0


@given(chosen=units, at_poorest=st.floats(10, 20), slope=st.floats(-10, 10))
def test_what_grows_evenly_with_the_rank_has_exactly_that_slope(
    chosen: list[tuple[float, float, int]], at_poorest: float, slope: float
) -> None:
    _, people, rank_by = np.array(chosen).T
    values = at_poorest + slope * middle_ranks(rank_by, people)
    expected = slope if len(np.unique(rank_by)) > 1 else 0
    assert slope_index(values, people, rank_by) == pytest.approx(expected, rel=1e-6, abs=1e-6)
