"""Points that stand for the residents of an area: inside it, evenly spread, and adding up exactly."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from counted_work import calls_of
from hypothesis import given
from hypothesis import strategies as st
from small_city import CRS, SOUTH, WEST, small_city

from cityplanner.intake.build_city import build_city
from cityplanner.io import read_layer
from cityplanner.model import City
from cityplanner.people.from_areas import people_from_areas, people_from_centroids


def _city(shapes: list[shapely.Geometry], population: list[float], **groups: list[float]) -> City:
    ids = [str(number) for number in range(len(shapes))]
    frame = gpd.GeoDataFrame({"id": ids, "name": ids, "population": population, **groups}, geometry=shapes, crs=CRS)
    return City("Vila", CRS, frame, tuple(groups))


def _sums(city: City, weights: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """One point after another, as a plain loop would add them."""
    sums = np.zeros((len(city.neighbourhoods), weights.shape[1]))
    for row, weight in zip(rows.tolist(), weights, strict=True):
        sums[row] += weight
    return sums


def test_the_parts_add_up_to_the_last_digit() -> None:
    city = small_city()
    people, problems = people_from_areas(city)
    assert problems == []
    assert people.groups == ("age_65_plus",)
    expected = city.neighbourhoods[["population", "age_65_plus"]].to_numpy()
    assert np.array_equal(_sums(city, people.weights, people.neighbourhood), expected)


# More than live on Earth; with up to 2^19 points each, sums of their parts are exact that far.
@given(st.lists(st.integers(0, 2**33), min_size=1, max_size=4), st.floats(1, 3000))
def test_whatever_the_counts_and_the_spacing_nobody_is_lost(counts: list[int], spacing_m: float) -> None:
    shapes = [
        shapely.box(WEST + 1000 * i, SOUTH, WEST + 1000 * i + 900, SOUTH + 500 * (i + 1)) for i in range(len(counts))
    ]
    city = _city(shapes, [float(count) for count in counts])
    people, _problems = people_from_areas(city, spacing_m)
    assert _sums(city, people.weights, people.neighbourhood)[:, 0].tolist() == counts


def test_points_lie_inside_and_a_power_of_two_in_each() -> None:
    ring = shapely.Point(WEST, SOUTH).buffer(2000) - shapely.Point(WEST, SOUTH).buffer(1900)
    apart = shapely.union(
        shapely.box(WEST, SOUTH, WEST + 30, SOUTH + 30), shapely.box(WEST + 9000, SOUTH, WEST + 9100, SOUTH + 90)
    )
    city = _city([ring, apart], [100, 100])
    people, _problems = people_from_areas(city)
    for row, shape in enumerate((ring, apart)):
        xy = people.xy[people.neighbourhood == row]
        assert shapely.contains_xy(shape, xy).all()
        assert len(np.unique(xy, axis=0)) == len(xy)
        assert len(xy) in (16, 32, 64, 128, 256, 512, 1024)
    east = people.xy[(people.neighbourhood == 1) & (people.xy[:, 0] > WEST + 1000)]
    assert len(east) / 16 == pytest.approx(0.91, abs=0.1)


def test_points_are_spread_evenly() -> None:
    """No square tenth of a side is left out or crowded: 2,048 points, so about twenty in each."""
    city = _city([shapely.box(WEST, SOUTH, WEST + 2000, SOUTH + 2000)], [1024])
    people, _problems = people_from_areas(city)
    counts, _x, _y = np.histogram2d(*(people.xy - [WEST, SOUTH]).T, bins=10, range=[[0, 2000]] * 2)
    assert counts.sum() == 2048
    assert 16 <= counts.min() <= counts.max() <= 25


def test_the_same_city_gives_the_same_points_and_a_finer_spacing_more() -> None:
    first, second = (people_from_areas(small_city())[0] for _round in range(2))
    assert np.array_equal(first.xy, second.xy)
    coarse, fine = (len(people_from_areas(small_city(), spacing_m)[0].xy) for spacing_m in (200.0, 25.0))
    assert (coarse, len(first.xy), fine) == (3 * 32, 3 * 512, 3 * 2048)


def test_where_nobody_lives_or_is_counted_there_are_no_points() -> None:
    shapes = [shapely.box(WEST + 1000 * i, SOUTH, WEST + 1000 * (i + 1), SOUTH + 1000) for i in range(3)]
    city = _city(shapes, [0, np.nan, 5], women=[0, np.nan, np.nan])
    people, _problems = people_from_areas(city)
    assert set(people.neighbourhood.tolist()) == {2}
    assert np.isnan(people.weights[:, 1]).all()
    nobody, _problems = people_from_areas(_city(shapes, [np.nan] * 3))
    assert (nobody.xy.shape, nobody.weights.shape) == ((0, 2), (0, 1))


def test_a_sliver_gets_its_points_without_a_search() -> None:
    sliver = shapely.Polygon([(WEST, SOUTH), (WEST + 9000, SOUTH + 9000), (WEST + 9000, SOUTH + 9000.000001)])
    assert sliver.is_valid
    assert calls_of(lambda: people_from_areas(_city([sliver], [7]))) < 20_000
    people, _problems = people_from_areas(_city([sliver], [7]))
    assert people.weights.sum() == 7
    assert shapely.dwithin(shapely.points(people.xy), sliver, 0.001).all()


def test_one_point_inside_each_neighbourhood() -> None:
    horseshoe = shapely.box(WEST, SOUTH, WEST + 900, SOUTH + 900) - shapely.box(
        WEST + 300, SOUTH, WEST + 600, SOUTH + 800
    )
    city = _city([horseshoe, shapely.box(WEST + 1000, SOUTH, WEST + 1100, SOUTH + 100)], [7, 0])
    people, problems = people_from_centroids(city)
    assert problems == []
    assert people.weights.tolist() == [[7]]
    assert people.neighbourhood.tolist() == [0]
    assert shapely.contains_xy(horseshoe, people.xy).all()


def test_thousands_of_census_radii_keep_their_counts(shared_data: Path) -> None:
    layer, _problems = read_layer(shared_data / "cities/buenos_aires/CABA_rc.geojson", "neighbourhoods")
    city, _problems = build_city("Buenos Aires", layer)
    people, _problems = people_from_areas(city)
    assert people.weights[:, 0].sum() == 2_890_151
    sums = np.bincount(people.neighbourhood, people.weights[:, 0], minlength=3554)
    assert np.array_equal(sums, city.neighbourhoods["population"])
    shapes = city.neighbourhoods.geometry.to_numpy()
    assert shapely.contains_xy(shapes[people.neighbourhood], people.xy).all()


_BANK = shapely.LineString([(WEST, SOUTH), (WEST + 10_000, SOUTH + 9_000)]).buffer(0.5)
_ISLANDS = shapely.union_all([shapely.box(x, x, x + 300, x + 300) for x in (400_000, 450_000, 700_000, 900_000)])


@pytest.mark.parametrize("shape", [_BANK, _ISLANDS], ids=["bank of a river", "islands far apart"])
def test_shapes_that_hardly_fill_their_box_have_people_all_over(shape: shapely.Geometry) -> None:
    people, _problems = people_from_areas(_city([shape], [1024]), spacing_m=3.6 if shape is _BANK else 18.8)
    assert len(np.unique(people.xy, axis=0)) == len(people.xy) == 1024
    assert shapely.distance(shape, shapely.points(people.xy)).max() < 1e-6
    tenths, _edges = np.histogram(people.xy[:, 0], bins=4, range=(shape.bounds[0], shape.bounds[2]))
    if shape is _BANK:
        assert tenths == pytest.approx([256] * 4, abs=26)
    else:
        nearest = shapely.STRtree(shapely.get_parts(shape)).nearest(shapely.points(people.xy))
        assert np.bincount(nearest).tolist() == [256] * 4


def test_a_thousand_slivers_do_not_hold_up_the_window() -> None:
    slivers = _city([shapely.affinity.translate(_BANK, 10.0 * number) for number in range(1000)], [1] * 1000)
    assert calls_of(lambda: people_from_areas(slivers)) < 200_000


@pytest.mark.parametrize(("side_m", "radius_m", "count"), [(8_000, 30.0, 750), (5_000, 100.0, 60), (2_500, 300.0, 4)])
def test_of_large_areas_the_share_in_reach_is_that_of_the_ground(side_m: float, radius_m: float, count: int) -> None:
    city = _city([shapely.box(WEST, SOUTH, WEST + side_m, SOUTH + side_m)], [40_000])
    people, problems = people_from_areas(city)
    assert problems == []
    assert len(people.xy) > side_m**2 / (2 * 50.0**2)
    places = np.random.default_rng(7).uniform(radius_m, side_m - radius_m, (count, 2)) + np.array([WEST, SOUTH])
    reach = shapely.union_all(shapely.buffer(shapely.points(places), radius_m, quad_segs=32))
    served = people.weights[shapely.contains_xy(reach, people.xy), 0].sum()
    assert served == pytest.approx(40_000 * reach.area / side_m**2, rel=0.04)


def test_areas_beyond_measure_have_points_farther_apart_and_that_is_told() -> None:
    shapes = [shapely.box(WEST + 30_000 * i, SOUTH, WEST + 30_000 * (i + 1), SOUTH + 60_000) for i in range(2)]
    people, (problem,) = people_from_areas(_city(shapes, [3, 5]))
    assert 100_000 < len(people.xy) <= 500_000
    assert people.weights.sum() == 8
    assert "117 m apart" in problem.message
