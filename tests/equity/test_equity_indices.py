"""Inequality indices: policy, and the laws they must obey."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cityplanner.equity import (
    atkinson,
    concentration_index,
    gini,
    hoover,
    kolm_pollak_ede,
    palma,
    theil_decomposition,
    theil_l,
    theil_l_decomposition,
    theil_t,
    twenty_twenty,
)

Index = Callable[..., float]


def atkinson_half(values: Any, weights: Any = None) -> float:
    return atkinson(values, weights, epsilon=0.5)


def atkinson_two(values: Any, weights: Any = None) -> float:
    return atkinson(values, weights, epsilon=2)


RELATIVE = [gini, theil_t, theil_l, atkinson_half, atkinson_two, hoover, palma, twenty_twenty]
ZERO_WHEN_EQUAL = [gini, theil_t, theil_l, atkinson_half, atkinson_two, hoover]

amounts = st.lists(st.floats(0.01, 100), min_size=2, max_size=20)
people = st.lists(st.integers(1, 5), min_size=20, max_size=20)


@pytest.mark.parametrize("index", RELATIVE)
@given(values=amounts, counts=people)
def test_a_weight_of_three_is_three_units_of_the_same(index: Index, values: list[float], counts: list[int]) -> None:
    weights = counts[: len(values)]
    assert index(values, weights) == pytest.approx(index(np.repeat(values, weights)), rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("index", RELATIVE)
@given(values=amounts, factor=st.floats(0.1, 1000))
def test_twice_as_much_for_everybody_is_as_unequal(index: Index, values: list[float], factor: float) -> None:
    assert index(np.multiply(values, factor)) == pytest.approx(index(values), rel=1e-6, abs=1e-9)


@pytest.mark.parametrize("index", RELATIVE)
@given(values=amounts, copies=st.integers(2, 4))
def test_a_city_copied_is_as_unequal(index: Index, values: list[float], copies: int) -> None:
    assert index(values * copies) == pytest.approx(index(values), rel=1e-6, abs=1e-9)


@pytest.mark.parametrize("index", [gini, theil_t, theil_l, atkinson_half, atkinson_two])
@given(values=st.lists(st.floats(1, 100), min_size=3, max_size=15, unique=True), data=st.data())
def test_giving_from_more_to_less_makes_it_more_equal(index: Index, values: list[float], data: Any) -> None:
    ordered = sorted(values)
    poor, rich = sorted(data.draw(st.lists(st.integers(0, len(values) - 1), min_size=2, max_size=2, unique=True)))
    given_away = (ordered[rich] - ordered[poor]) / 4
    after = list(ordered)
    after[rich] -= given_away
    after[poor] += given_away
    assert index(after) <= index(ordered) + 1e-12


@pytest.mark.parametrize("index", ZERO_WHEN_EQUAL)
@given(value=st.floats(1e-6, 1e6), count=st.integers(1, 50))
def test_equal_is_zero(index: Index, value: float, count: int) -> None:
    assert index([value] * count) == pytest.approx(0, abs=1e-9)
    assert index([value] * count) >= 0


@pytest.mark.parametrize("index", [gini, theil_t, hoover, atkinson_half])
@given(values=st.lists(st.just(0.0) | st.floats(1e-6, 1), min_size=1, max_size=30))
def test_it_has_its_bounds(index: Index, values: list[float]) -> None:
    assert 0 <= index(values) <= (math.log(len(values)) + 1e-9 if index is theil_t else 1)


@pytest.mark.parametrize("index", RELATIVE)
def test_units_without_weight_or_value_are_left_out(index: Index) -> None:
    values = [0.2, math.nan, 0.4, 0.9, 0.7]
    weights = [3.0, 5.0, 2.0, 0.0, math.nan]
    assert index(values, weights) == index([0.2, 0.4], [3.0, 2.0])


@pytest.mark.parametrize("index", RELATIVE)
@pytest.mark.parametrize("values", [[], [math.nan], [-1.0, 2.0], [math.inf, 1.0]])
def test_there_is_no_value_without_people_or_sense(index: Index, values: list[float]) -> None:
    assert math.isnan(index(values))


@pytest.mark.parametrize("index", ZERO_WHEN_EQUAL)
def test_where_everybody_has_nothing_all_have_the_same(index: Index) -> None:
    assert index([0.0, 0.0]) == 0


def test_a_ratio_of_two_parts_of_nothing_has_no_value() -> None:
    assert math.isnan(palma([0.0, 0.0]))
    assert math.isnan(twenty_twenty([0.0, 0.0]))


@pytest.mark.parametrize("index", [*RELATIVE, kolm_pollak_ede])
def test_wrong_weights_are_refused(index: Index) -> None:
    with pytest.raises(ValueError, match="below 0"):
        index([1.0, 2.0], [1.0, -1.0])
    with pytest.raises(ValueError, match="length"):
        index([1.0, 2.0], [1.0])


def test_nobody_served_somewhere() -> None:
    assert theil_l([0.0, 1.0]) == math.inf
    assert atkinson([0.0, 1.0], epsilon=1) == 1
    assert atkinson([0.0, 1.0], epsilon=3) == 1
    assert atkinson([0.0, 1.0], epsilon=0.5) == pytest.approx(0.5)
    assert palma([0, 0, 0, 0, 1, 1, 1, 1, 1, 1]) == math.inf
    assert palma([0] * 6 + [1] * 9) == math.inf
    assert theil_t([0, 0, 0, 10, 10, 10]) == pytest.approx(math.log(2))


def test_a_strong_aversion_does_not_overflow() -> None:
    assert atkinson([1e-300, 1.0], epsilon=50) == pytest.approx(1)


def test_an_aversion_below_zero_is_refused() -> None:
    with pytest.raises(ValueError, match="epsilon"):
        atkinson([1.0], epsilon=-0.5)
    with pytest.raises(ValueError, match="epsilon"):
        atkinson([1.0], epsilon=math.nan)


@given(values=st.lists(st.floats(0, 100), min_size=1, max_size=12), counts=people)
def test_gini_is_half_the_mean_difference_over_the_mean(values: list[float], counts: list[int]) -> None:
    x, w = np.array(values), np.array(counts[: len(values)], dtype=float)
    if x.sum() < 1e-6:
        return
    p = w / w.sum()
    difference = (p[:, None] * p * np.abs(x[:, None] - x)).sum()
    assert gini(x, w) == pytest.approx(difference / (2 * (p * x).sum()), rel=1e-9, abs=1e-12)


@given(values=amounts, counts=people, data=st.data())
def test_theil_between_and_within_add_up(values: list[float], counts: list[int], data: Any) -> None:
    weights = counts[: len(values)]
    groups = data.draw(st.lists(st.sampled_from("abc"), min_size=len(values), max_size=len(values)))
    parts = theil_decomposition(values, weights, groups)
    assert parts.between + parts.within == pytest.approx(parts.total, abs=1e-9)
    assert parts.total == pytest.approx(theil_t(values, weights))


@given(values=amounts, counts=people, data=st.data())
def test_theil_l_between_and_within_add_up(values: list[float], counts: list[int], data: Any) -> None:
    weights = counts[: len(values)]
    groups = data.draw(st.lists(st.sampled_from("abc"), min_size=len(values), max_size=len(values)))
    parts = theil_l_decomposition(values, weights, groups)
    assert parts.between + parts.within == pytest.approx(parts.total, abs=1e-9)
    assert parts.total == pytest.approx(theil_l(values, weights))


def test_theil_l_beside_a_nothing_is_infinite_in_both_parts() -> None:
    assert theil_l_decomposition([0, 1], None, ["a", "b"]) == (math.inf, math.inf, math.inf)
    assert theil_l_decomposition([0, 0], None, ["a", "b"]) == (0, 0, 0)


def test_theil_between_groups_of_equal_means_is_zero() -> None:
    parts = theil_decomposition([1, 3, 2, 2], None, ["a", "a", "b", "b"])
    assert parts.between == pytest.approx(0, abs=1e-12)
    assert theil_decomposition([1, 1, 5, 5], None, [1, 1, 2, 2]).within == pytest.approx(0, abs=1e-12)


def test_theil_leaves_units_of_an_unknown_group_out() -> None:
    parts = theil_decomposition([1, 2, 9], None, ["a", "b", None])
    assert parts.total == pytest.approx(theil_t([1, 2]))
    assert theil_decomposition([0, 0], None, ["a", "b"]) == (0, 0, 0)
    assert math.isnan(theil_decomposition([1, 2], None, [None, None]).total)
    with pytest.raises(ValueError, match="length"):
        theil_decomposition([1, 2], None, ["a"])


@given(values=amounts, counts=people, data=st.data())
def test_concentration_turns_its_sign_with_the_ranking(values: list[float], counts: list[int], data: Any) -> None:
    weights = counts[: len(values)]
    rank = data.draw(st.lists(st.integers(0, 4), min_size=len(values), max_size=len(values)))
    there = concentration_index(values, weights, rank)
    back = concentration_index(values, weights, np.negative(rank))
    assert there == pytest.approx(-back, abs=1e-9)
    assert abs(there) <= gini(values, weights) + 1e-9


def test_concentration_by_the_values_themselves_is_gini() -> None:
    values, weights = [0.1, 0.5, 0.5, 0.9], [10.0, 20.0, 5.0, 1.0]
    assert concentration_index(values, weights, values) == pytest.approx(gini(values, weights))


def test_concentration_is_zero_where_all_are_equally_deprived_and_leaves_the_unranked_out() -> None:
    assert concentration_index([0.1, 0.9], [1.0, 2.0], [7.0, 7.0]) == pytest.approx(0, abs=1e-12)
    assert concentration_index([0.1, 0.9, 0.5], None, [1.0, 2.0, math.nan]) == concentration_index(
        [0.1, 0.9], None, [1.0, 2.0]
    )
    assert math.isnan(concentration_index([0.1, 0.9], None, [math.nan, math.nan]))
    with pytest.raises(ValueError, match="length"):
        concentration_index([0.1, 0.9], None, [1.0])


@given(values=st.lists(st.floats(-50, 50), min_size=1, max_size=20), shift=st.floats(-100, 100))
def test_kolm_pollak_moves_with_everybody(values: list[float], shift: float) -> None:
    moved = kolm_pollak_ede(np.add(values, shift), kappa=0.3)
    assert moved == pytest.approx(kolm_pollak_ede(values, kappa=0.3) + shift, abs=1e-9)


@given(values=st.lists(st.just(0.0) | st.floats(1e-6, 1), min_size=1, max_size=20))
def test_kolm_pollak_lies_between_the_worst_and_the_mean_of_a_good(values: list[float]) -> None:
    assert min(values) - 1e-9 <= kolm_pollak_ede(values) <= np.mean(values) + 1e-9
    assert np.mean(values) - 1e-9 <= kolm_pollak_ede(values, epsilon=-1) <= max(values) + 1e-9


def test_kolm_pollak_of_nothing_and_of_nobody() -> None:
    assert kolm_pollak_ede([0.0, 0.0]) == 0
    assert math.isnan(kolm_pollak_ede([]))
    assert kolm_pollak_ede([1.0, 3.0], epsilon=0) == 2
