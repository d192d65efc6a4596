"""Columns of ages, by single year or in bands."""

import numpy as np
import pandas as pd
import pytest

from cityplanner.io.tables.age_groups import age_columns, sum_ages
from cityplanner.model import Problem

YEARS = [str(year) for year in range(91)]


@pytest.mark.parametrize(
    "columns",
    [
        YEARS,
        [*YEARS[:90], "90+"],
        [f"age_{year}" for year in range(86)],
        [f"edad {year}" for year in range(101)],
        ["0-14", "15-64", "65+"],
        ["Age 0 to 14", "Age 15 to 64", "Age 65 and over"],
        [*(f"{first}-{first + 4}" for first in range(0, 85, 5)), "85 y más"],
        [*(f"idade_{first}_{first + 4}" for first in range(0, 80, 5)), "idade_80_mais"],
        ["0-14 años", "15-64 años", "65-120 años"],
    ],
)
def test_ages_from_birth_on_without_a_gap_are_recognised(columns: list[str]) -> None:
    shuffled = [*columns[::-1], "oa11cd", "jobs"]
    assert list(age_columns(shuffled)) == columns


@pytest.mark.parametrize(
    "columns",
    [
        ["2010", "2011", "2012"],
        ["1", "2", "3"],
        YEARS[1:],
        YEARS[:60],
        [year for year in YEARS if year != "40"],
        ["0-9", "10-19", "20-64", "65+"],
        ["0-14", "15-64", "65-69"],
        [*YEARS, "age_5"],
        ["h_0_14", "h_15_64", "h_65+"],
    ],
)
def test_other_columns_are_left_alone(columns: list[str]) -> None:
    assert age_columns(columns) == ()
    assert sum_ages(pd.DataFrame(columns=columns), columns, [], "t.csv", []) == {}


def test_the_groups_are_the_sums_and_a_gap_in_one_is_a_gap_in_its_group() -> None:
    frame = pd.DataFrame({year: ["1", "2", "3"] for year in YEARS})
    frame.loc[1, "40"] = ""
    frame.loc[2, "70"] = "many"
    problems: list[Problem] = []
    groups = sum_ages(frame, YEARS, ["a", "b", "c"], "t.csv", problems)
    assert groups["age_0_14"].tolist() == [15, 30, 45]
    assert np.array_equal(groups["age_15_64"], [50, np.nan, 150], equal_nan=True)
    assert np.array_equal(groups["age_65_plus"], [26, 52, np.nan], equal_nan=True)
    assert ["c: “many”" in problem.message for problem in problems] == [True]
