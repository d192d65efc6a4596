"""Deprivation of neighbourhoods from finer areas."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from small_city import small_project

from cityplanner.model import City, Layer
from cityplanner.people.deprivation import deprivation_from_areas


@pytest.fixture
def city() -> City:
    city = small_project().city
    frame = city.neighbourhoods.drop(columns="deprivation", errors="ignore")
    return type(city)(city.name, city.crs, frame, city.groups)


def _areas(city: City) -> Layer:
    """Two halves of each neighbourhood but the last."""
    shapes, poor, homes, people = [], [], [], []
    for place, shape in enumerate(city.neighbourhoods.geometry.iloc[:-1]):
        west, south, east, north = shape.bounds
        middle = (west + east) / 2
        for box, (a, b, c) in zip(
            (shapely.box(west, south, middle, north), shapely.box(middle, south, east, north)),
            ((place, 10, 100), (5, 30, 300)),
            strict=True,
        ):
            shapes.append(box)
            poor.append(a)
            homes.append(b)
            people.append(c)
    frame = gpd.GeoDataFrame({"population": people, "poor": poor, "homes": homes}, geometry=shapes, crs=city.crs)
    return Layer("people", "Areas", "people", frame, guesses={"population": "personas"})


def test_a_rate_is_summed_above_and_below(city: City) -> None:
    after, problems = deprivation_from_areas(city, _areas(city), "poor/homes")
    told = after.neighbourhoods["deprivation"].to_numpy()
    np.testing.assert_allclose(told[:-1], [(place + 5) / 40 for place in range(len(told) - 1)])
    assert np.isnan(told[-1])
    assert after.deprivation_high_is_poor
    assert not after.deprivation_confirmed
    assert "poor/homes" in problems[-1].message


def test_a_figure_is_averaged_over_residents(city: City) -> None:
    after, _problems = deprivation_from_areas(city, _areas(city), "poor")
    told = after.neighbourhoods["deprivation"].to_numpy()
    np.testing.assert_allclose(told[:-1], [(place * 100 + 5 * 300) / 400 for place in range(len(told) - 1)])


def test_ranks_begin_with_the_poorest(city: City) -> None:
    layer = _areas(city)
    layer.frame["imd_rank"] = layer.frame["poor"]
    after, _problems = deprivation_from_areas(city, layer, "imd_rank")
    assert not after.deprivation_high_is_poor


def test_a_column_that_was_recognised_is_found_under_its_new_name(city: City) -> None:
    after, _problems = deprivation_from_areas(city, _areas(city), "poor/personas")
    told = after.neighbourhoods["deprivation"].to_numpy()
    np.testing.assert_allclose(told[:-1], [(place + 5) / 400 for place in range(len(told) - 1)])
