"""People of other areas: placed once, where these overlap the neighbourhoods, and what lies outside told."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from small_city import CRS, SOUTH, WEST, small_city

from cityplanner.errors import InputError
from cityplanner.model import City, Layer, Severity
from cityplanner.people.dwellings import Dwellings
from cityplanner.people.from_area_layer import places_of_areas
from cityplanner.people.overlap import inside_shares, overlaps


def _layer(shapes: list[shapely.Geometry], population: list[float], **columns: list[float]) -> Layer:
    frame = gpd.GeoDataFrame({"population": population, **columns}, geometry=shapes, crs=CRS)
    return Layer("people", "radii", "people", frame)


def _box(west: float, south: float, east: float, north: float) -> shapely.Geometry:
    """In hundreds of metres from the corner of the small city, which is 40 by 10."""
    return shapely.box(WEST + 100 * west, SOUTH + 100 * south, WEST + 100 * east, SOUTH + 100 * north)


def _by_neighbourhood(places, city: City) -> np.ndarray:
    sums = np.zeros((len(city.neighbourhoods), places.weights.shape[1]))
    np.add.at(sums, places.neighbourhood, places.weights)
    return sums


def test_an_area_over_two_neighbourhoods_is_shared_by_ground() -> None:
    city = small_city()
    places, problems = places_of_areas(_layer([_box(5, 0, 20, 10)], [300], age_65_plus=[30]), city)
    assert problems == []
    assert _by_neighbourhood(places, city).tolist() == [[100, 10], [200, 20], [0, 0], [0, 0]]
    assert places.covered.tolist() == [0.5, 1, 0, 0]
    shapes = city.neighbourhoods.geometry.to_numpy()
    assert shapely.intersects_xy(shapes[places.neighbourhood], places.xy).all()
    assert shapely.intersects_xy(_box(5, 0, 20, 10), places.xy).all()


@given(
    st.lists(
        st.tuples(st.integers(0, 39), st.integers(0, 9), st.integers(1, 9), st.integers(0, 5000), st.floats(0, 1)),
        min_size=1,
        max_size=6,
    )
)
def test_everybody_is_placed_once(boxes: list) -> None:
    """Areas inside the city, in any position: all their people are placed, in whole numbers to the last digit."""
    city = small_city()
    shapes = [_box(w, s, min(w + size, 40), min(s + size, 10)) for w, s, size, _people, _part in boxes]
    population = [float(people) for *_place, people, _part in boxes]
    old = [float(int(people * part)) for *_place, people, part in boxes]
    places, _problems = places_of_areas(_layer(shapes, population, age_65_plus=old), city)
    assert places.weights.sum(axis=0).tolist() == [sum(population), sum(old)]
    assert (places.weights >= 0).all()
    assert (places.weights[:, 1] <= places.weights[:, 0]).all()


@given(st.integers(1, 6), st.integers(1, 5), st.integers(0, 6000))
def test_cutting_an_area_into_equal_parts_changes_nothing(columns: int, rows: int, each: int) -> None:
    city = small_city()
    edges_x, edges_y = np.linspace(3, 37, columns + 1), np.linspace(1, 9, rows + 1)
    parts = [_box(edges_x[i], edges_y[j], edges_x[i + 1], edges_y[j + 1]) for i in range(columns) for j in range(rows)]
    whole = places_of_areas(_layer([_box(3, 1, 37, 9)], [float(each * columns * rows)]), city)[0]
    split = places_of_areas(_layer(parts, [float(each)] * len(parts)), city)[0]
    assert np.allclose(_by_neighbourhood(whole, city), _by_neighbourhood(split, city), atol=1e-4)


def test_an_area_mostly_inside_belongs_to_the_city_and_one_mostly_outside_is_shared_with_what_is_beyond() -> None:
    shore, outside, beside = _box(0, 0, 10, 10), _box(-30, 0, -9, 10), _box(-9, 0, 1, 10)
    mostly_inside = _box(30, -4, 40, 10)
    city = small_city()
    layer = _layer([shore, mostly_inside, outside, beside], [100, 140, 210, 100])
    pieces = overlaps(layer.frame.geometry.to_numpy(), city.neighbourhoods.geometry.to_numpy())
    people = layer.frame["population"].to_numpy(dtype=float)
    inside = inside_shares(layer.frame.geometry.to_numpy(), people, pieces)
    assert inside == pytest.approx([1, 1, 0, 0.1])
    places, problems = places_of_areas(layer, city)
    assert places.weights.sum() == pytest.approx(100 + 140 + 10, abs=1e-5)
    assert "300 residents" in problems[-1].message


def test_where_nobody_lives_beyond_an_area_all_its_people_are_inside() -> None:
    places, problems = places_of_areas(_layer([_box(-9, 0, 1, 10)], [100]), small_city())
    assert places.weights.sum() == 100
    assert problems == []


def test_people_are_put_in_the_homes_of_their_area() -> None:
    homes = Dwellings(
        np.array([[WEST + 600.0, SOUTH + 500.0], [WEST + 1900.0, SOUTH + 500.0], [WEST + 9000.0, SOUTH]]),
        np.array([1000.0, 3000.0, 50.0]),
    )
    city = small_city()
    layer = _layer([_box(5, 0, 20, 10), _box(20, 0, 30, 10)], [400, 7])
    places, _problems = places_of_areas(layer, city, homes)
    assert _by_neighbourhood(places, city)[:, 0].tolist() == [100, 300, 7, 0]
    in_homes = places.weights[:, 0] > 50
    assert places.xy[in_homes].tolist() == homes.xy[:2].tolist()
    too_few = Dwellings(homes.xy, homes.floor_m2 / 10)
    assert len(places_of_areas(layer, city, too_few)[0].xy) > 1000


def test_a_total_among_the_areas_is_told() -> None:
    layer = _layer([_box(0, 0, 10, 10), _box(10, 0, 20, 10), _box(0, 0, 40, 10)], [10, 10, 20])
    _places, problems = places_of_areas(layer, small_city())
    assert "is there a total" in problems[0].message
    assert problems[0].severity is Severity.WARNING


def test_ages_alone_say_how_many_live_there_and_a_group_larger_than_all_is_told() -> None:
    ages = {"age_0_14": [1.0], "age_15_64": [3.0], "age_65_plus": [2.0]}
    layer = _layer([_box(0, 0, 10, 10)], [0.0], **ages)
    alone = Layer("p", "p", "people", layer.frame.drop(columns="population"))
    places, problems = places_of_areas(alone, small_city())
    assert places.weights.sum(axis=0)[0] == 6
    assert "sum of all ages" in problems[0].message
    _places, problems = places_of_areas(_layer([_box(0, 0, 10, 10)], [5.0], age_65_plus=[7.0]), small_city())
    assert problems[-1].message == "In 1 area Aged 65 and over counts more people than live there."


def test_unknown_counts_are_told_and_cover_nothing() -> None:
    layer = _layer([_box(0, 0, 10, 10), _box(10, 0, 20, 10)], [np.nan, 10])
    places, problems = places_of_areas(layer, small_city())
    assert places.covered.tolist() == [0, 1, 0, 0]
    assert "1 " in problems[0].message
    assert places.weights.sum() == 10


@pytest.mark.parametrize(
    ("layer", "words"),
    [
        (_layer([_box(50, 0, 60, 10)], [5]), "No area"),
        (_layer([_box(0, 0, 10, 10)], [np.nan]), "no column of residents"),
        (_layer([_box(5000, 0, 5001, 1)], [5]), "somewhere else"),
    ],
    ids=["beside", "uncounted", "far"],
)
def test_what_cannot_be_used_is_refused_in_a_sentence(layer: Layer, words: str) -> None:
    with pytest.raises(InputError, match=words):
        places_of_areas(layer, small_city())
