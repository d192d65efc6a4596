"""Classes of columns, good and bad."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cityplanner.carto.classification import (
    MOST_CLASSES,
    class_of_category,
    class_of_number,
    count_values,
    find_breaks,
    find_categories,
    holds_numbers,
    labels_of,
    method_name,
    numbers_of,
)
from cityplanner.model import BreakMethod

FOUND = [method for method in BreakMethod if method is not BreakMethod.MANUAL]
some_numbers = st.lists(st.floats(-1e6, 1e6) | st.just(float("nan")) | st.sampled_from([0.0, 1.0]), max_size=80)


@given(some_numbers, st.sampled_from(BreakMethod), st.integers(1, 15), st.lists(st.floats(-1e6, 1e6), max_size=5))
def test_every_number_is_in_the_class_whose_break_it_does_not_pass(values, method, count, by_hand) -> None:
    array = np.array(values, dtype=np.float64)
    breaks = find_breaks(array, method, count, by_hand)
    known = array[~np.isnan(array)]
    if not len(known):
        assert breaks.uppers == ()
        assert breaks.notes
        return
    uppers = np.array(breaks.uppers)
    assert 1 <= len(uppers) <= MOST_CLASSES
    assert (np.diff(uppers) > 0).all()
    assert uppers[0] >= known.min()
    assert uppers[-1] >= known.max()
    codes = class_of_number(array, breaks.uppers)
    assert (codes[np.isnan(array)] == len(uppers) + 1).all()
    for value, code in zip(known, codes[~np.isnan(array)], strict=True):
        assert value <= uppers[code]
        assert code == 0 or value > uppers[code - 1]
    assert len(labels_of(breaks.uppers, float(known.min()))) == len(uppers)


def test_the_methods_break_as_their_names_say() -> None:
    values = np.array([1, 2, 3, 4, 50, 51, 52, 100.0])
    assert find_breaks(values, BreakMethod.EQUAL, 3).uppers == (34, 67, 100)
    assert find_breaks(values, BreakMethod.NATURAL, 3).uppers == (4, 52, 100)
    quarters = np.bincount(class_of_number(values, find_breaks(values, BreakMethod.QUANTILES, 4).uppers))
    assert quarters.tolist() == [2, 2, 2, 2]
    assert find_breaks(values, BreakMethod.PRETTY, 5).uppers == (20, 40, 60, 80, 100)
    mean, spread = values.mean(), values.std(ddof=1)
    np.testing.assert_allclose(
        find_breaks(values, BreakMethod.DEVIATION, 3).uppers, [mean - spread / 2, mean + spread / 2, 100]
    )
    assert find_breaks(values, BreakMethod.MANUAL, 3, [60, 10]).uppers == (10, 60, 100)
    assert len({method_name(method) for method in BreakMethod}) == len(BreakMethod)


def test_natural_breaks_of_very_many_values_are_quick_and_near() -> None:
    values = np.concatenate([np.random.default_rng(1).normal(place, 1, 60_000) for place in (0, 20, 60)])
    breaks = find_breaks(values, BreakMethod.NATURAL, 3).uppers
    assert 4 < breaks[0] < 16
    assert 24 < breaks[1] < 56


@pytest.mark.parametrize("method", FOUND)
def test_more_classes_than_a_map_can_show_are_told(method: BreakMethod) -> None:
    breaks = find_breaks(np.arange(1000.0) ** 2, method, 500)
    assert len(breaks.uppers) <= MOST_CLASSES
    assert breaks.notes == ("500 classes cannot be told apart on a map; there are 12.",)


def test_one_value_and_few_values_are_told() -> None:
    one = find_breaks(np.array([2.5, np.nan, 2.5]), BreakMethod.NATURAL, 5)
    assert one.uppers == (2.5,)
    assert one.notes == ("All features have the value 2.5.",)
    two = find_breaks(np.array([1.0, 2.0, 2.0]), BreakMethod.NATURAL, 5)
    assert two.uppers == (1.0, 2.0)
    assert "only 2 different values" in two.notes[0]
    assert "no numbers" in find_breaks(np.array([np.nan]), BreakMethod.EQUAL, 5).notes[0]


def test_what_is_no_number_is_missing() -> None:
    mixed = pd.Series([1, "2.5", "tall", None, np.inf, -np.inf], dtype=object)
    np.testing.assert_array_equal(numbers_of(mixed), [1.0, 2.5, np.nan, np.nan, np.nan, np.nan])
    assert not holds_numbers(mixed)
    assert not holds_numbers(pd.Series([np.nan, np.inf]))
    assert not holds_numbers(pd.Series([True, False]))
    assert not holds_numbers(pd.Series(pd.to_datetime(["2026-01-01"])))
    assert holds_numbers(pd.Series([np.nan, 1.0]))
    assert holds_numbers(pd.Series([1, None], dtype="Int64"))
    np.testing.assert_array_equal(numbers_of(pd.Series([1, None], dtype="Int64")), [1.0, np.nan])


def test_categories_are_the_most_frequent_and_the_rest_is_other() -> None:
    column = pd.Series([f"v{number:03}" for number in range(500)] + ["v007", "v007", "v300", None, " "])
    found = find_categories(column)
    assert found.values[:3] == ("v007", "v300", "v000")
    assert found.counts[:3] == (3, 2, 1)
    assert len(found.values) == 12
    assert found.others == 488
    assert found.notes[0].startswith("The field has 500 different values; the 12 most frequent")
    codes = class_of_category(column, found.values)
    assert np.bincount(codes).tolist() == [3, 2, *[1] * 10, 488, 2]


def test_numbers_and_dates_can_be_categories() -> None:
    assert find_categories(pd.Series([3.0, 3.0, 4.0, np.nan])).values == ("3", "4")
    assert class_of_category(pd.Series([3, 4, 3]), ["3"]).tolist() == [0, 1, 0]
    assert find_categories(pd.Series([True, True, False])).values == ("True", "False")
    empty = find_categories(pd.Series([None, None]))
    assert empty.values == ()
    assert "empty" in empty.notes[0]


def test_lists_and_the_like_are_categories_too() -> None:
    column = pd.Series([["a", 1], ["a", 1], {"b": 2}, None], dtype=object)
    assert find_categories(column).values == ("['a', 1]", "{'b': 2}")
    assert class_of_category(column, ["{'b': 2}"]).tolist() == [1, 1, 0, 2]
    assert count_values(column) == 2
    arrays = pd.Series([np.array([1, 2]), np.array([1, 2]), None, "x"], dtype=object)
    assert find_categories(arrays).values == ("[1 2]", "x")


def test_labels_have_the_decimals_that_tell_them_apart() -> None:
    assert labels_of((10, 20, 30), 1) == ["1–10", "10–20", "20–30"]
    assert labels_of((0.25, 0.5), 0.0) == ["0.00–0.25", "0.25–0.50"]
    assert labels_of((1234.6, 60_000.25), 3.1) == ["3–1,235", "1,235–60,000"]
    assert labels_of((7,), 7) == ["7"]
