"""Where the next device is needed most."""

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest
from small_city import small_city

from cityplanner.equity.priority import deprivation_weight, priority_score
from cityplanner.model import City

PEOPLE = np.array([1000.0, 500.0, 250.0, 0.0])


def city_with(deprivation: npt.ArrayLike, high_is_poor: bool = True) -> City:
    frame = small_city().neighbourhoods.assign(deprivation=deprivation)
    return replace(small_city(), neighbourhoods=frame, deprivation_high_is_poor=high_is_poor)


def test_the_score_is_who_is_not_served_times_deprivation_times_need() -> None:
    assert priority_score([1000, 200], [0.25, 1.0], [0.5, 0.9]).tolist() == [375, 0]
    assert priority_score([1000, 200], [0.25, 0.5], [0.5, 0.9], [0.1, 1.0]) == pytest.approx([37.5, 90])


def test_the_score_of_what_is_not_known_is_not_known() -> None:
    for place in range(4):
        figures = np.ones((4, 2))
        figures[place, 1] = np.nan
        assert np.isnan(priority_score(*figures)).tolist() == [False, True]


def test_rates_weigh_as_they_stand() -> None:
    assert deprivation_weight(city_with([0.8, 0.0, 1.0, 0.5]), PEOPLE).tolist() == [0.8, 0.0, 1.0, 0.5]


def test_scores_weigh_by_their_rank_from_the_least_to_the_most_deprived() -> None:
    """1,750 people; the middles from the least deprived: 250, then 500, then 1,000. Nobody lives in the park."""
    weight = deprivation_weight(city_with([80, 40, 10, 5]), PEOPLE)
    assert weight == pytest.approx([1250 / 1750, 500 / 1750, 125 / 1750, np.nan], nan_ok=True)


def test_rates_that_are_high_for_the_rich_weigh_by_their_rank() -> None:
    weight = deprivation_weight(city_with([0.1, 0.5, 0.9, 0.9], high_is_poor=False), PEOPLE)
    assert weight == pytest.approx([1250 / 1750, 500 / 1750, 125 / 1750, np.nan], nan_ok=True)


@pytest.mark.parametrize("figures", [[1.5, 0.2, 0.1, 0.3], [0.9, -0.2, 0.1, 0.3]])
def test_one_figure_that_is_no_rate_makes_all_of_them_scores(figures: list[float]) -> None:
    weight = deprivation_weight(city_with(figures), np.full(4, 100.0))
    assert sorted(weight) == pytest.approx([0.125, 0.375, 0.625, 0.875])
    assert np.argsort(weight).tolist() == np.argsort(figures).tolist()


@pytest.mark.parametrize("figures", [[0.8, np.nan, 0.4, 0.5], [80, np.nan, 40, 50]])
def test_a_neighbourhood_without_a_figure_has_no_weight(figures: list[float]) -> None:
    assert np.isnan(deprivation_weight(city_with(figures), np.full(4, 100.0))).tolist() == [False, True, False, False]


def test_where_deprivation_is_not_known_at_all_everybody_weighs_the_same() -> None:
    assert deprivation_weight(city_with(np.full(4, np.nan)), PEOPLE).tolist() == [1, 1, 1, 1]
    frame = small_city().neighbourhoods.drop(columns="deprivation")
    assert deprivation_weight(replace(small_city(), neighbourhoods=frame), PEOPLE).tolist() == [1, 1, 1, 1]


def test_an_unknown_count_of_residents_takes_no_rank_away_from_the_others() -> None:
    people = np.array([100.0, np.nan, 100.0, 100.0])
    weight = deprivation_weight(city_with([4, 3, 2, 1]), people)
    assert weight == pytest.approx([5 / 6, np.nan, 1 / 2, 1 / 6], nan_ok=True)
