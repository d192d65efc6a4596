"""Neighbourhoods put together by a field of theirs."""

import math
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely
from coverage_tables import coverage_table
from hypothesis import given
from hypothesis import strategies as st

from cityplanner.coverage import CoverageTable
from cityplanner.equity import theil_decomposition, theil_l, theil_t
from cityplanner.equity.breakdown import breakdown, fields_of
from cityplanner.errors import InputError
from cityplanner.model import City

PEOPLE = [100.0, 300.0, 200.0, 400.0]
SERVED = [50.0, 30.0, 20.0, 400.0]


def city_of(**fields: Any) -> City:
    count = len(next(iter(fields.values())))
    ids = [f"{row:03}" for row in range(count)]
    shapes = [shapely.box(row, 0, row + 1, 1) for row in range(count)]
    frame = gpd.GeoDataFrame({"id": ids, "name": ids, **fields}, geometry=shapes, crs="EPSG:32618")
    return City("Parts", "EPSG:32618", frame)


def parts_of(values: Any, table: CoverageTable | None = None) -> list[tuple[str | None, tuple[int, ...]]]:
    table = coverage_table(PEOPLE, SERVED) if table is None else table
    return [(part.name, part.rows) for part in breakdown(table, city_of(zone=values), "zone").parts]


def test_districts_by_name_worked_out_by_hand() -> None:
    one = breakdown(coverage_table(PEOPLE, SERVED), city_of(district=["West", "East", "West", "East"]), "district")
    assert one.field == "district"
    assert [(part.name, part.rows, part.people, part.served) for part in one.parts] == [
        ("East", (1, 3), 700, 430),
        ("West", (0, 2), 300, 70),
    ]
    assert [part.share for part in one.parts] == pytest.approx([430 / 700, 70 / 300])
    east, west = 0.86, 0.14
    between = east * math.log(east / 0.7) + west * math.log(west / 0.3)
    assert one.theil_t.between == pytest.approx(between)
    assert one.theil_l.between == pytest.approx(0.7 * math.log(0.7 / east) + 0.3 * math.log(0.3 / west))


def test_a_group_is_put_together_as_the_residents_are() -> None:
    table = coverage_table([[9, 10], [9, 20], [9, 30], [9, 40]], [[9, 1], [9, 2], [9, 3], [9, 4]], ("age_65_plus",))
    one = breakdown(table, city_of(zone=[1, 1, 2, 2]), "zone", column=1)
    assert [(part.people, part.served) for part in one.parts] == [(30, 3), (70, 7)]
    assert one.theil_t.total == pytest.approx(0, abs=1e-12)


def test_numbers_stand_in_their_order_and_are_written_as_a_planner_would() -> None:
    assert parts_of([10, 9, 10, 9]) == [("9", (1, 3)), ("10", (0, 2))]
    assert parts_of([2.5, 10.0, 2.5, 10.0]) == [("2.5", (0, 2)), ("10", (1, 3))]


def test_a_missing_number_does_not_change_how_the_others_are_written() -> None:
    """A missing value turns a column of whole numbers into one of fractions."""
    assert parts_of([2.0, math.nan, 1.0, 2.0]) == [("1", (2,)), ("2", (0, 3)), (None, (1,))]


@pytest.mark.parametrize("missing", [None, math.nan])
def test_those_without_a_value_are_a_part_of_their_own_at_the_end(missing: Any) -> None:
    one = breakdown(coverage_table(PEOPLE, SERVED), city_of(zone=["b", missing, "a", missing]), "zone")
    assert [(part.name, part.rows) for part in one.parts] == [("a", (2,)), ("b", (0,)), (None, (1, 3))]
    assert one.parts[2].people == 700
    known = theil_decomposition([0.5, 0.1], [100, 200], ["b", "a"])
    assert one.theil_t == pytest.approx(known)


def test_text_and_numbers_in_one_field_do_not_trip_it() -> None:
    assert {name for name, _ in parts_of(["b", 1, "b", None])} == {"b", "1", None}


def test_a_part_of_which_nothing_is_known_has_no_figures_and_one_without_people_no_share() -> None:
    table = coverage_table([math.nan, 0, 100, math.nan], [math.nan, 0, 50, math.nan])
    unknown, empty, partly = breakdown(table, city_of(zone=["a", "b", "c", "c"]), "zone").parts
    assert (unknown.people, unknown.served, unknown.share) == (None, None, None)
    assert (empty.people, empty.served, empty.share) == (0, 0, None)
    assert (partly.rows, partly.people, partly.served, partly.share) == ((2, 3), 100, 50, 0.5)


def test_an_unknown_field_is_an_input_error_that_names_those_there_are() -> None:
    table = coverage_table(PEOPLE, SERVED)
    with pytest.raises(InputError, match=r"no field comuna.*: zone\.$"):
        breakdown(table, city_of(zone=[1, 1, 2, 2]), "comuna")
    with pytest.raises(InputError, match=r": none\.$"):
        breakdown(table, city_of(number=[1, 2, 3, 4]), "comuna")


def test_the_outline_of_a_neighbourhood_puts_nothing_together() -> None:
    with pytest.raises(InputError, match="geometry"):
        breakdown(coverage_table(PEOPLE, SERVED), city_of(zone=[1, 1, 2, 2]), "geometry")


def test_a_field_of_too_many_values_is_an_input_error() -> None:
    table = coverage_table([1.0] * 201, [1.0] * 201)
    assert len(breakdown(table, city_of(zone=[*range(200), 0]), "zone").parts) == 200
    with pytest.raises(InputError, match="201 values"):
        breakdown(table, city_of(zone=range(201)), "zone")


def test_the_fields_to_choose_from_are_those_whose_values_repeat() -> None:
    city = city_of(zone=["a", "b"] * 3, code=range(6), same=["x"] * 6, nothing=[None] * 6, level=[1, 1, 2, 2, 3, None])
    assert fields_of(city) == ["zone", "level"]


neighbourhoods = st.lists(
    st.tuples(
        st.just(0.0) | st.just(math.nan) | st.floats(1, 5000),
        st.just(0.0) | st.floats(0.01, 1),
        st.sampled_from(["a", "b", "c", None]),
    ),
    min_size=1,
    max_size=20,
)


@given(chosen=neighbourhoods)
def test_the_parts_add_up_to_the_city(chosen: list[tuple[float, float, str | None]]) -> None:
    people, share = (np.array([one[place] for one in chosen]) for place in (0, 1))
    table = coverage_table(people, people * share)
    zones = [zone for _, _, zone in chosen]
    one = breakdown(table, city_of(zone=zones), "zone")
    assert sorted(row for part in one.parts for row in part.rows) == list(range(len(chosen)))
    for counted, total in (("people", table.city_people[0]), ("served", table.city_served[0])):
        figures = [getattr(part, counted) for part in one.parts]
        known = [figure for figure in figures if figure is not None]
        assert sum(known) == pytest.approx(0 if math.isnan(total) else total)
        assert bool(known) is not math.isnan(total)
    inside = np.array([zone is not None for zone in zones])
    for split, index in ((one.theil_t, theil_t), (one.theil_l, theil_l)):
        expected = index(table.share[inside], people[inside])
        assert split.total == pytest.approx(expected, nan_ok=True)
        if math.isfinite(expected):
            assert split.between + split.within == pytest.approx(expected, abs=1e-9)
