"""Targets met, missed, and those that cannot be told."""

import math
from dataclasses import replace

import pytest
from coverage_tables import coverage_table
from small_city import small_city

from cityplanner.coverage import CoverageTable
from cityplanner.equity import equity_basis, equity_profile
from cityplanner.equity.targets import TargetResult, target_outcome, target_results, target_title
from cityplanner.model import DEFAULT_TARGETS, Target, TargetKind

FLOOR = TargetKind.NEIGHBOURHOOD_FLOOR
OF_CITY = TargetKind.NEIGHBOURHOOD_OF_CITY
POOREST = TargetKind.POOREST_FIFTH_OF_CITY
GROUP = TargetKind.GROUP_OF_CITY
GAP = TargetKind.FIFTHS_GAP

FIVE = coverage_table(
    [[100, 10], [100, 10], [100, 10], [100, 10], [100, 0]],
    [[10, 2], [30, 3], [50, 5], [70, 7], [90, 0]],
    ("age_65_plus",),
)
"""Shares of 10, 30, 50, 70 and 90 %, half of the city; 17 of the 40 aged."""


def result(
    target: Target, table: CoverageTable = FIVE, deprivation: tuple[float, ...] | None = (50, 40, 30, 20, 10)
) -> TargetResult:
    frame = small_city().neighbourhoods
    frame = frame.iloc[[0] * len(table.ids)].reset_index(drop=True).drop(columns="deprivation")
    if deprivation is not None:
        frame = frame.assign(deprivation=deprivation)
    basis = equity_basis(replace(small_city(), neighbourhoods=frame), table.people)
    (one,) = target_results(table, equity_profile(table, basis), [target])
    return one


@pytest.mark.parametrize(
    ("target", "met", "reached", "wanted", "missed"),
    [
        (Target(FLOOR, 0.4), False, 0.1, 0.4, (0, 1)),
        (Target(FLOOR, 0.1), True, 0.1, 0.1, ()),
        (Target(FLOOR, 0.0), True, 0.1, 0.0, ()),
        (Target(OF_CITY, 0.8), False, 0.1, 0.4, (0, 1)),
        (Target(OF_CITY, 0.6), False, 0.1, 0.3, (0,)),
        (Target(OF_CITY, 0.2), True, 0.1, 0.1, ()),
        (Target(POOREST, 1.0), False, 0.1, 0.5, ()),
        (Target(POOREST, 0.2), True, 0.1, 0.1, ()),
        (Target(GROUP, 1.0, "age_65_plus"), False, 0.425, 0.5, ()),
        (Target(GROUP, 0.85, "age_65_plus"), True, 0.425, 0.425, ()),
        (Target(GROUP, 0.5, "age_65_plus"), True, 0.425, 0.25, ()),
        (Target(GAP, 0.5), False, 0.8, 0.5, ()),
        (Target(GAP, 0.8), True, 0.8, 0.8, ()),
        (Target(GAP, 0.9), True, 0.8, 0.9, ()),
    ],
)
def test_a_target_is_met_or_missed_and_on_the_line_it_is_met(
    target: Target, met: bool, reached: float, wanted: float, missed: tuple[int, ...]
) -> None:
    one = result(target)
    assert one.met is met
    assert one.reached == pytest.approx(reached)
    assert one.wanted == pytest.approx(wanted)
    assert one.missed == missed
    assert one.reason == ""


@pytest.mark.parametrize(("value", "met"), [(0.3, True), (0.3000001, False)])
def test_rounding_takes_no_target_away_and_gives_none(value: float, met: bool) -> None:
    """0.1 + 0.2 is 0.30000000000000004."""
    table = coverage_table([1.0, 10.0], [0.1 + 0.2, 3.0])
    assert result(Target(FLOOR, value), table, (2, 1)).met is met
    assert result(Target(FLOOR, 0.1 + 0.2), table, (2, 1)).met is True


def test_the_neighbourhoods_that_miss_it_stand_worst_first_and_as_they_come_where_equal() -> None:
    table = coverage_table([100] * 5, [40, 10, 90, 10, 0])
    one = result(Target(FLOOR, 0.5), table)
    assert one.missed == (4, 1, 3, 0)
    assert one.counted == 5


def test_neighbourhoods_without_people_or_without_a_count_do_not_count() -> None:
    table = coverage_table([100, 0, math.nan, 100], [60, 0, math.nan, 20])
    one = result(Target(FLOOR, 0.5), table, (4, 3, 2, 1))
    assert (one.counted, one.missed, one.met) == (2, (3,), False)


def test_the_gap_has_no_direction() -> None:
    assert result(Target(GAP, 0.5), deprivation=(10, 20, 30, 40, 50)).reached == pytest.approx(0.8)


@pytest.mark.parametrize("target", [Target(POOREST, 1.0), Target(GAP, 0.1)])
@pytest.mark.parametrize("deprivation", [None, (math.nan,) * 5])
def test_without_deprivation_the_fifths_are_not_known(target: Target, deprivation: tuple[float, ...] | None) -> None:
    one = result(target, deprivation=deprivation)
    assert (one.met, one.reached, one.wanted, one.missed) == (None, None, None, ())
    assert target_outcome(one) == one.reason == "The neighbourhoods have no deprivation figure."


@pytest.mark.parametrize("group", ["women", "", "age_0_14"])
def test_a_group_that_is_not_counted_is_not_known(group: str) -> None:
    nobody_young = coverage_table([[100, math.nan], [100, 0]], [[50, math.nan], [50, 0]], ("age_0_14",))
    one = result(Target(GROUP, 1.0, group), nobody_young, (2, 1))
    assert one.met is None
    assert target_outcome(one) == one.reason == "It is not known how many people are of this group."


@pytest.mark.parametrize("target", DEFAULT_TARGETS)
@pytest.mark.parametrize("people", [[0, 0], [math.nan, math.nan]])
def test_without_residents_no_target_can_be_told(target: Target, people: list[float]) -> None:
    one = result(target, coverage_table(people, people), (2, 1))
    assert one.met is None
    assert target_outcome(one) == one.reason == "It is not known how many people live here."


def test_the_results_stand_in_the_order_of_the_targets() -> None:
    basis = equity_basis(replace(small_city(), neighbourhoods=small_city().neighbourhoods.iloc[[0] * 5]), FIVE.people)
    results = target_results(FIVE, equity_profile(FIVE, basis), DEFAULT_TARGETS)
    assert tuple(one.target for one in results) == DEFAULT_TARGETS


@pytest.mark.parametrize(
    ("target", "title", "outcome"),
    [
        (Target(FLOOR, 0.5), "Every neighbourhood at least 50 %", "3 of 5 met"),
        (Target(OF_CITY, 0.8), "Every neighbourhood at least 80 % of the city's share", "3 of 5 met"),
        (Target(POOREST, 1.0), "Poorest fifth served at least as well as the city", "10.0 %, asked 50.0 %"),
        (Target(POOREST, 0.9), "Poorest fifth at least 90 % of the city's share", "10.0 %, asked 45.0 %"),
        (
            Target(GROUP, 1.0, "age_65_plus"),
            "Aged 65 and over: served at least as well as the city",
            "42.5 %, asked 50.0 %",
        ),
        (
            Target(GROUP, 0.9, "age_65_plus"),
            "Aged 65 and over: at least 90 % of the city's share",
            "42.5 %, asked 45.0 %",
        ),
        (Target(GAP, 0.1), "Richest and poorest fifth at most 10 points apart", "80.0 points apart"),
    ],
)
def test_what_is_asked_and_how_it_stands_in_words(target: Target, title: str, outcome: str) -> None:
    plain = str.maketrans("\N{NO-BREAK SPACE}", " ")
    assert target_title(target).translate(plain) == title
    assert target_outcome(result(target)).translate(plain) == outcome
