"""People as weighted points in the order of their neighbourhoods, and what is known of their totals."""

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest
from chequers import chequers
from hypothesis import given
from hypothesis import strategies as st

from cityplanner.coverage.demand import demand, people_demand
from cityplanner.model import City, People

CITY, PEOPLE = chequers(300)

point = st.tuples(st.integers(-1, 4), st.just(np.nan) | st.just(0.0) | st.floats(0.1, 100), st.floats(0, 10))


@given(points=st.lists(point, max_size=40), said_unknown=st.lists(st.booleans(), min_size=10, max_size=10))
def test_points_stand_by_neighbourhood_and_totals_are_their_sums(
    points: list[tuple[int, float, float]], said_unknown: list[bool]
) -> None:
    row_of = np.array([row for row, _, _ in points], dtype=np.int32)
    weights = np.array([kinds for _, *kinds in points]).reshape(-1, 2)
    # Each point has its number as x, by which it is known again.
    xy = np.column_stack([np.arange(len(points), dtype=float), np.zeros(len(points))])
    unknown = np.array(said_unknown).reshape(5, 2)
    made = demand(xy, row_of, weights, unknown)

    assert made.rows == 5
    assert (np.diff(made.neighbourhood) >= 0).all()
    for row in range(5):
        part = slice(made.starts[row], made.starts[row + 1])
        assert (made.neighbourhood[part] == row).all()
        here = np.flatnonzero(row_of == row)
        numbers = made.index.xy[part, 0].astype(int)
        assert sorted(numbers) == here.tolist()
        assert np.array_equal(made.weights[part], np.nan_to_num(weights[numbers]))
        for kind in range(2):
            known = not unknown[row, kind] and not np.isnan(weights[here, kind]).any()
            assert made.unknown[row, kind] is not np.bool_(known)
            expected = weights[here, kind].sum() if known else np.nan
            assert made.totals[row, kind] == pytest.approx(expected, nan_ok=True)
    assert made.starts[-1] == len(made.neighbourhood) == (row_of >= 0).sum()


def test_what_is_said_to_be_unknown_is_not_written_into() -> None:
    unknown = np.zeros((1, 1), dtype=bool)
    made = demand(np.zeros((1, 2)), np.zeros(1, dtype=np.int32), np.array([[np.nan]]), unknown)
    assert made.unknown.all()
    assert not unknown.any()


def test_the_totals_cannot_be_written_over() -> None:
    """Every table of a city shares them."""
    with pytest.raises(ValueError, match="read-only"):
        people_demand(CITY, PEOPLE).totals[0, 0] = 1


def test_the_order_of_the_points_changes_nothing_but_the_rounding() -> None:
    order = np.random.default_rng(1).permutation(len(PEOPLE.xy))
    shuffled = replace(
        PEOPLE, xy=PEOPLE.xy[order], weights=PEOPLE.weights[order], neighbourhood=PEOPLE.neighbourhood[order]
    )
    one, other = people_demand(CITY, PEOPLE), people_demand(CITY, shuffled)
    assert np.array_equal(one.starts, other.starts)
    assert one.totals == pytest.approx(other.totals, rel=1e-12)


def test_people_outside_every_neighbourhood_are_left_out() -> None:
    made = people_demand(CITY, PEOPLE)
    inside = PEOPLE.neighbourhood >= 0
    assert 0 < inside.sum() < len(inside)
    assert len(made.neighbourhood) == inside.sum()
    assert made.totals.sum(axis=0) == pytest.approx(PEOPLE.weights[inside].sum(axis=0))


def of_three(counts: npt.ArrayLike, weights: npt.ArrayLike, row_of: list[int]) -> list[float]:
    """Totals of residents where the city's table says ``counts`` (3,) and points carry ``weights``."""
    frame = CITY.neighbourhoods.iloc[:3].assign(population=counts)
    city = City("Three", CITY.crs, frame)
    carried = np.asarray(weights, dtype=float)[:, None]
    people = People(np.zeros((len(carried), 2)), carried, np.array(row_of, dtype=np.int32))
    return people_demand(city, people).totals[:, 0].tolist()


def test_nobody_is_known_where_the_table_says_nobody() -> None:
    assert of_three([10, 0, 0], [10, 0], [0, 1]) == [10, 0, 0]


def test_a_count_without_a_point_is_not_known_and_not_nobody() -> None:
    assert of_three([10, 20, 30], [10, 20], [0, 1]) == pytest.approx([10, 20, np.nan], nan_ok=True)


def test_a_missing_count_is_not_known_unless_the_points_carry_somebody() -> None:
    assert of_three([np.nan] * 3, [10, 0], [0, 1]) == pytest.approx([10, np.nan, np.nan], nan_ok=True)


def test_the_points_have_the_word_where_they_and_the_table_differ() -> None:
    assert of_three([10, 20, 0], [11, 22, 5], [0, 1, 2]) == [11, 22, 5]


def test_a_group_that_the_table_does_not_have_is_known_where_points_carry_it() -> None:
    city = replace(CITY, neighbourhoods=CITY.neighbourhoods.drop(columns="age_65_plus"))
    totals = people_demand(city, PEOPLE).totals
    there = np.zeros(25, dtype=bool)
    there[PEOPLE.neighbourhood[PEOPLE.neighbourhood >= 0]] = True
    assert np.array_equal(np.isfinite(totals[:, 2]), there)
