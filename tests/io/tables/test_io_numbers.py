"""Figures as people write them."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cityplanner.io.tables.numbers import as_text, codes, parse_number, parse_numbers, typed


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("  1,846,513 ", 1_846_513),
        ("1.846.513", 1_846_513),
        ("1 846 513", 1_846_513),
        ("1\N{NO-BREAK SPACE}846\N{NARROW NO-BREAK SPACE}513", 1_846_513),
        ("1'846'513", 1_846_513),
        ("1.846.513,25", 1_846_513.25),
        ("1,846,513.25", 1_846_513.25),
        ("3,5", 3.5),
        ("0,345", 0.345),
        ("1234,567", 1234.567),
        ("3.5", 3.5),
        (".5", 0.5),
        ("−12", -12),
        ("+7", 7),
        ("1.5E+03", 1500),
        ("1.846", 1.846),
        ("1,846", 1846),
        ("007", 7),
    ],
)
def test_a_number_is_read_whatever_the_convention(text: str, number: float) -> None:
    assert parse_number(text) == number


@pytest.mark.parametrize(
    "text", ["", "many", "12 34", "1_000", "1,2,3", "12 people", "infinity", "1e999", "1.2.3", "٫"]
)
def test_what_is_no_number_is_none(text: str) -> None:
    assert parse_number(text) is None


def test_a_value_that_can_be_read_in_one_way_only_decides_for_the_column() -> None:
    assert parse_numbers(["1.846", "2,5"]).values.tolist() == [1846, 2.5]
    assert parse_numbers(["1,846", "2.5"]).values.tolist() == [1846, 2.5]
    assert parse_numbers(["1.846", "2,5"]).guessed is None


def test_without_a_decisive_value_what_is_counted_decides_and_the_guess_is_told() -> None:
    assert parse_numbers(["7", "1.846"], "whole").values.tolist() == [7, 1846]
    assert parse_numbers(["7", "1,846"], "whole").values.tolist() == [7, 1846]
    assert parse_numbers(["2,173", "41.385"], "decimal").values.tolist() == [2.173, 41.385]
    assert parse_numbers(["1,846", "41.385"]).values.tolist() == [1846, 41.385]
    assert parse_numbers(["7", "1.846"], "whole").guessed == 1


def test_missing_and_bad_values_are_told_apart() -> None:
    column = parse_numbers(["5", "n/a", "", "..", None, float("nan"), "many", "inf", 7, 2.5])
    assert column.bad == (6, 7)
    assert np.flatnonzero(~np.isnan(column.values)).tolist() == [0, 8, 9]
    assert column.values[[0, 8, 9]].tolist() == [5, 7, 2.5]


@given(
    st.lists(st.integers(-(10**12), 10**12), min_size=1),
    st.sampled_from([",", ".", " ", "'", "\N{NO-BREAK SPACE}", ""]),
)
def test_counts_come_back_whatever_groups_their_thousands(counts: list[int], mark: str) -> None:
    texts = [f"{count:,}".replace(",", mark) for count in counts]
    column = parse_numbers(texts, "whole")
    assert column.values.tolist() == counts
    assert column.bad == ()


@given(
    st.lists(st.integers(-(10**11), 10**11), min_size=1),
    st.sampled_from([(",", "."), (".", ","), (" ", ","), ("", ",")]),
)
def test_amounts_come_back_whatever_marks_their_decimals(cents: list[int], marks: tuple[str, str]) -> None:
    group, decimal = marks
    texts = [f"{cent / 100:,.2f}".replace(",", "g").replace(".", decimal).replace("g", group) for cent in cents]
    assert parse_numbers(texts).values.tolist() == [cent / 100 for cent in cents]


@given(
    st.lists(
        st.one_of(st.text(max_size=12), st.none(), st.floats(), st.integers(), st.booleans(), st.binary(max_size=3))
    )
)
def test_anything_can_stand_in_a_column(values: list[object]) -> None:
    column = parse_numbers(values)
    assert not np.isinf(column.values).any()
    assert np.isnan(column.values[list(column.bad)]).all()


def test_codes_keep_their_zeros_and_lose_the_decimals_of_a_table_program() -> None:
    assert codes(["0301", " 0302 ", ""]) == ["0301", "0302", ""]
    assert codes([1.0, 2.0, float("nan")]) == ["1", "2", ""]
    assert codes(["1.0", "2.0", "30.0"]) == ["1", "2", "30"]
    assert codes(["1.0", "1.5"]) == ["1.0", "1.5"]
    assert codes([8_019_301_040_100.0, None]) == ["8019301040100", ""]


def test_a_cell_as_text() -> None:
    assert [as_text(value) for value in (None, math.nan, 3.0, 3.25, 7, " a ", True)] == [
        "",
        "",
        "3",
        "3.25",
        "7",
        "a",
        "True",
    ]


def test_a_column_becomes_numbers_only_where_all_of_it_is_that() -> None:
    assert np.array_equal(typed(["1", "", "2.5"]), [1, np.nan, 2.5], equal_nan=True)
    assert typed(["01", "02"]) == ["01", "02"]
    assert typed(["1", "b", ""]) == ["1", "b", None]
    assert typed(["0", "10"]).tolist() == [0, 10]  # type: ignore[union-attr]
    assert typed(["", ""]) == [None, None]
    assert typed(["12345678901234567"]) == ["12345678901234567"]


@given(
    st.lists(
        st.sampled_from(["", "1", "-2.5", "1.234", "0.5", "12.", "nan", "+3", "1,5", "1e3", "n/a", "007"]), min_size=1
    )
)
def test_a_long_column_is_read_as_a_short_one(texts: list[str]) -> None:
    short, long = parse_numbers(texts), parse_numbers(texts * (1_200 // len(texts) + 1))
    assert np.array_equal(long.values[: len(texts)], short.values, equal_nan=True)
    assert long.guessed == short.guessed
    assert long.bad[: len(short.bad)] == short.bad


@given(
    st.lists(st.from_regex(r"[+-]?[0-9]{0,3}[.,]?[0-9]{0,4}|n/a|12 people", fullmatch=True), min_size=1, max_size=6),
    st.sampled_from(["point", "decimal", "whole"]),
)
def test_a_long_column_is_read_by_the_same_rules(cells: list[str], ambiguous: str) -> None:
    """Long columns take a quicker way where they are plain."""
    times = 1_200 // len(cells)
    short, long = parse_numbers(cells, ambiguous), parse_numbers(cells * times, ambiguous)
    np.testing.assert_array_equal(long.values, np.tile(short.values, times))
    assert long.guessed == short.guessed
    assert len(long.bad) == len(short.bad) * times
    assert isinstance(typed(cells), list) == isinstance(typed(cells * times), list)
