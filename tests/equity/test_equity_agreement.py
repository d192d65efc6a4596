"""The quick profile of a city and the plain functions of the indices give the same figures for any table."""

import math
from collections.abc import Callable

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pytest
import shapely
from coverage_tables import coverage_table
from hypothesis import given, settings
from hypothesis import strategies as st

from cityplanner.equity import (
    EquityProfile,
    Indices,
    atkinson,
    concentration_index,
    equity_basis,
    equity_profile,
    erreygers_index,
    gini,
    hoover,
    kolm_pollak_ede,
    palma,
    slope_index,
    theil_l,
    theil_t,
    twenty_twenty,
)
from cityplanner.equity.ranks import part_within
from cityplanner.model import City

Floats = npt.NDArray[np.float64]

FUNCTIONS: dict[str, Callable[..., float]] = {
    "gini": gini,
    "theil_t": theil_t,
    "theil_l": theil_l,
    "atkinson_05": lambda values, weights: atkinson(values, weights, epsilon=0.5),
    "hoover": hoover,
    "palma": palma,
    "twenty_twenty": twenty_twenty,
}

neighbourhood = st.tuples(
    st.just(0.0) | st.just(math.nan) | st.integers(1, 20_000).map(float),
    st.just(0.0) | st.just(1.0) | st.floats(1e-4, 1),
    st.just(math.nan) | st.integers(0, 8).map(float),
)
cities = st.lists(neighbourhood, min_size=1, max_size=25)


def profile_of(people: Floats, share: Floats, deprivation: Floats, high_is_poor: bool = True) -> EquityProfile:
    """The group of column 1 is measured, so that the residents of column 0 must not matter."""
    table = coverage_table(np.column_stack([people + 1, people]), np.column_stack([people, people * share]), ("group",))
    frame = gpd.GeoDataFrame({"deprivation": deprivation}, geometry=[shapely.Point()] * len(people), crs="EPSG:32618")
    city = City("Any", "EPSG:32618", frame, deprivation_high_is_poor=high_is_poor)
    return equity_profile(table, equity_basis(city, table.people, column=1))


def held_against(found: float | None, expected: float) -> None:
    """What has no value in a formula, or is infinite, is absent in a profile."""
    if math.isfinite(expected):
        assert found == pytest.approx(expected, rel=1e-7, abs=1e-9)
    else:
        assert found is None


def indices_held_against(found: Indices, values: Floats, people: Floats, epsilon: float) -> None:
    held_against(found.kolm_pollak_ede, kolm_pollak_ede(values, people, epsilon=epsilon))
    nothing = not (values[people > 0] > 0).any()
    for name, function in FUNCTIONS.items():
        # An index of nothing is 0 as a formula; a profile says that there is nothing to share.
        held_against(getattr(found, name), math.nan if nothing else function(values, people))


@settings(max_examples=300)
@given(city=cities, high_is_poor=st.booleans())
def test_every_figure_of_the_profile_is_that_of_its_function(
    city: list[tuple[float, float, float]], high_is_poor: bool
) -> None:
    people, share, deprivation = np.array(city).T
    found = profile_of(people, share, deprivation, high_is_poor)
    # The table has counts, and no shares: the share of nobody is not known.
    share = np.where(people > 0, people * share / np.where(people > 0, people, 1), math.nan)
    rank_by = -deprivation if high_is_poor else deprivation
    indices_held_against(found.coverage, share, people, epsilon=1)
    indices_held_against(found.shortfall, 1 - share, people, epsilon=-1)

    counts = people > 0
    ranked = counts & ~np.isnan(rank_by)
    mean = np.average(share[ranked], weights=people[ranked]) if ranked.any() else math.nan
    ranks = len(np.unique(rank_by[ranked]))
    held_against(found.concentration_index, concentration_index(share, people, rank_by) if mean > 0 else math.nan)
    held_against(found.erreygers_index, erreygers_index(share, people, rank_by, low=0, high=1))
    slope = slope_index(share, people, rank_by) if ranks > 1 else math.nan
    held_against(found.slope_index, slope)
    held_against(found.relative_slope_index, slope / mean if mean > 0 else math.nan)
    for found_share, (first, last) in ((found.poorest_fifth, (0, 0.2)), (found.richest_fifth, (0.8, 1))):
        fifth = part_within(rank_by, np.nan_to_num(people), first, last) * np.nan_to_num(people)
        held_against(found_share, np.average(share[ranked], weights=fifth[ranked]) if ranked.any() else math.nan)

    held_against(found.min_share, share[counts].min() if counts.any() else math.nan)
    held_against(found.max_share, share[counts].max() if counts.any() else math.nan)
    assert (found.counted, found.without_people, found.not_known, found.unserved, found.without_rank) == (
        counts.sum(),
        (people == 0).sum(),
        np.isnan(people).sum(),
        (share[counts] == 0).sum(),
        counts.sum() - ranked.sum(),
    )


@given(city=cities)
def test_a_profile_without_every_value_says_why(city: list[tuple[float, float, float]]) -> None:
    found = profile_of(*np.array(city).T)
    absent = [found.concentration_index, found.coverage.theil_l, found.coverage.palma, found.shortfall.gini]
    if None in absent:
        assert found.flags
    assert all(flag.endswith(".") for flag in found.flags)
