"""Lorenz and concentration curves: their shape, and the indices that lie under them."""

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cityplanner.equity import (
    Curve,
    atkinson,
    concentration_curve,
    concentration_index,
    gini,
    hoover,
    lorenz_curve,
    theil_l,
    theil_t,
)

unit = st.tuples(st.just(0.0) | st.floats(0.01, 100), st.floats(0.1, 50), st.integers(0, 4))
units = st.lists(unit, min_size=1, max_size=25).filter(lambda chosen: any(value > 0 for value, _, _ in chosen))


def area_under(curve: Curve) -> float:
    return float(np.trapezoid(curve.service, curve.people))


def ends_are_nothing_and_everything(curve: Curve) -> bool:
    return (curve.people[0], curve.service[0], curve.people[-1], curve.service[-1]) == (0, 0, 1, 1)


@given(chosen=units)
def test_the_lorenz_curve_hangs_below_the_diagonal_and_bends_upwards(chosen: list[tuple[float, float, int]]) -> None:
    values, weights, _ = np.array(chosen).T
    curve = lorenz_curve(values, weights)
    assert ends_are_nothing_and_everything(curve)
    assert (np.diff(curve.people) > 0).all()
    assert (curve.service <= curve.people + 1e-12).all()
    slopes = np.diff(curve.service) / np.diff(curve.people)
    assert (np.diff(slopes) >= -1e-9 * slopes.max()).all()


@given(chosen=units)
def test_gini_is_twice_the_area_between_the_diagonal_and_the_curve(chosen: list[tuple[float, float, int]]) -> None:
    values, weights, _ = np.array(chosen).T
    assert gini(values, weights) == pytest.approx(1 - 2 * area_under(lorenz_curve(values, weights)), abs=1e-12)


@given(chosen=units)
def test_the_concentration_index_is_twice_the_area_above_its_curve(chosen: list[tuple[float, float, int]]) -> None:
    values, weights, rank = np.array(chosen).T
    curve = concentration_curve(values, weights, rank)
    assert ends_are_nothing_and_everything(curve)
    assert len(curve.people) == 1 + len(np.unique(rank))
    assert concentration_index(values, weights, rank) == pytest.approx(1 - 2 * area_under(curve), abs=1e-12)


@given(chosen=units)
def test_no_ranking_is_more_unequal_than_by_the_values_themselves(chosen: list[tuple[float, float, int]]) -> None:
    values, weights, rank = np.array(chosen).T
    by_rank, by_value = concentration_curve(values, weights, rank), lorenz_curve(values, weights)
    at = np.linspace(0, 1, 41)
    lowest = np.interp(at, by_value.people, by_value.service)
    assert (np.interp(at, by_rank.people, by_rank.service) >= lowest - 1e-12).all()


@given(
    values=st.lists(st.floats(1, 100), min_size=2, max_size=15, unique=True),
    counts=st.lists(st.floats(0.5, 20), min_size=15, max_size=15),
    data=st.data(),
)
def test_a_gift_to_those_with_less_lifts_the_curve_and_lowers_every_index(
    values: list[float], counts: list[float], data: Any
) -> None:
    """The transfer principle of Pigou and Dalton, where neighbourhoods differ in size."""
    before, weights = np.sort(values), np.array(counts[: len(values)])
    poor, rich = sorted(data.draw(st.lists(st.integers(0, len(values) - 1), min_size=2, max_size=2, unique=True)))
    # Each person of the poorer comes no nearer than halfway, so that the two do not change places.
    gift = data.draw(st.floats(0, 0.5)) * (before[rich] - before[poor]) * min(weights[poor], weights[rich])
    after = before.copy()
    after[rich] -= gift / weights[rich]
    after[poor] += gift / weights[poor]
    for index in (gini, theil_t, theil_l, hoover):
        assert index(after, weights) <= index(before, weights) + 1e-12
    assert atkinson(after, weights, epsilon=0.5) <= atkinson(before, weights, epsilon=0.5) + 1e-12
    low, high = lorenz_curve(before, weights), lorenz_curve(after, weights)
    at = np.linspace(0, 1, 41)
    assert (np.interp(at, high.people, high.service) >= np.interp(at, low.people, low.service) - 1e-12).all()


def test_a_curve_worked_out_by_hand() -> None:
    """1 person has 6, 3 people have 2 each: the poor three quarters have half."""
    curve = lorenz_curve([6, 2], [1, 3])
    assert curve.people.tolist() == [0, 0.75, 1]
    assert curve.service.tolist() == [0, 0.5, 1]
    assert concentration_curve([6, 2], [1, 3], [1, 2]).service.tolist() == [0, 0.5, 1]
    assert concentration_curve([6, 2], [1, 3], [1, 2]).people.tolist() == [0, 0.25, 1]


def test_equally_deprived_neighbourhoods_are_one_step() -> None:
    curve = concentration_curve([0, 4, 4], [1, 1, 2], [7, 7, 9])
    assert curve.people.tolist() == [0, 0.5, 1]
    assert curve.service == pytest.approx([0, 1 / 3, 1])


def test_units_without_people_value_or_rank_are_left_out() -> None:
    values, weights, rank = [1, 9, math.nan, 3, 5], [2, 0, 4, 2, 2], [1, 2, 3, 4, math.nan]
    assert lorenz_curve(values, weights).people.tolist() == pytest.approx([0, 1 / 3, 2 / 3, 1])
    assert concentration_curve(values, weights, rank).service.tolist() == [0, 0.25, 1]


@pytest.mark.parametrize("values", [[], [0, 0], [math.nan, math.nan], [-1, 2], [math.inf, 1]])
def test_there_is_no_curve_of_nothing_or_nonsense(values: list[float]) -> None:
    assert [len(axis) for axis in lorenz_curve(values)] == [0, 0]
    assert [len(axis) for axis in concentration_curve(values, None, np.arange(len(values)))] == [0, 0]


def test_a_value_below_zero_leaves_no_curve_though_its_equals_in_rank_make_up_for_it() -> None:
    assert len(concentration_curve([-1, 2, 1], None, [1, 1, 2]).people) == 0


def test_ranks_of_another_length_are_refused() -> None:
    with pytest.raises(ValueError, match="length"):
        concentration_curve([1, 2], None, [1])
