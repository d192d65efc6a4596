"""Buildings: which are homes, how much floor they have, and who lives in them."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from small_city import CRS, SOUTH, WEST, small_city

from cityplanner.errors import InputError
from cityplanner.model import Layer
from cityplanner.people.dwellings import dwellings, is_home, people_in_buildings


def _buildings(*east: float, **columns: list) -> Layer:
    """Squares of 50 m, ``east`` of the city's western edge by so many metres."""
    shapes = [shapely.box(WEST + x, SOUTH + 500, WEST + x + 50, SOUTH + 550) for x in east]
    return Layer("buildings", "Houses", "buildings", gpd.GeoDataFrame(columns, geometry=shapes, crs=CRS))


@pytest.mark.parametrize(
    ("use", "home"),
    [
        ("apartments", True),
        ("1_residential", True),
        ("4_3_publicServices", False),
        ("Commercial et services", False),
        ("commercial; apartments", True),
        ("Comercio y vivienda", True),
        ("Iglesia", False),
        ("ÉCOLE", False),
        ("student_residence", True),
        ("bakery", True),
        ("", True),
    ],
)
def test_a_use_says_whether_people_may_live_there(use: str, home: bool) -> None:
    assert is_home(use) is home


def test_floor_area_is_footprint_times_storeys() -> None:
    layer = _buildings(100, 200, 300, 400, 500, levels=[4, None, None, -2, None], height_m=[99, 9.5, None, None, 1.0])
    homes, problems = dwellings(layer, small_city())
    assert homes.floor_m2.tolist() == pytest.approx([10_000, 7500, 7500, 7500, 2500])
    assert "2 of 5 buildings give neither storeys nor height; 3 storeys was taken" in problems[-1].message


def test_residents_live_in_homes_by_floor_area_and_evenly_where_there_are_none() -> None:
    layer = _buildings(
        100, 300, 600, 1500, 3500, levels=[1, 3, 9, 1, 1], use=["house", "apartments", "school", None, "house"]
    )
    city, people, problems = people_in_buildings(small_city(), layer)
    assert city.neighbourhoods["population"].tolist() == [1000, 500, 250, 0]
    in_first = people.neighbourhood == 0
    assert people.weights[in_first].tolist() == [[250, 25], [750, 75]]
    assert people.xy[in_first, 0] == pytest.approx([WEST + 125, WEST + 325], abs=1)
    assert (people.neighbourhood == 1).sum() == 1
    assert people.weights[people.neighbourhood == 2].sum(axis=0).tolist() == [250, 50]
    assert (people.neighbourhood == 2).sum() > 100
    assert not (people.neighbourhood == 3).any()
    assert people.method == (
        "4 buildings, by their floor area. 1 neighbourhood has too few buildings and points all over it."
    )
    told = [problem.message for problem in problems]
    assert told[0] == "1 building is no home by its use and holds no residents."
    assert told[-1] == (
        "1 neighbourhood has no homes in the file, or less than 3 m² for each resident; its 250 residents were spread "
        "evenly: l'Eixample."
    )


def test_a_few_of_many_buildings_hold_nobody() -> None:
    """1,000 residents do not fit in 2,500 m²: the other houses are missing, and the one would have them all."""
    _city, people, problems = people_in_buildings(small_city(), _buildings(100, 1500, 2500))
    assert (people.neighbourhood == 0).sum() == 512
    assert (people.neighbourhood == 1).sum() == 1
    assert "1,000 residents were spread evenly: La Loma" in problems[-1].message


@pytest.mark.parametrize(
    ("layer", "words"),
    [
        (_buildings(100, use=["school"]), "no building in which people could live"),
        (_buildings(-500), "stands in a neighbourhood"),
        (_buildings(10**6), "somewhere else"),
    ],
    ids=["schools", "beside", "far"],
)
def test_buildings_that_hold_nobody_are_refused(layer: Layer, words: str) -> None:
    with pytest.raises(InputError, match=words):
        people_in_buildings(small_city(), layer)


def test_people_are_the_same_whatever_the_order_of_the_buildings() -> None:
    forth = people_in_buildings(small_city(), _buildings(100, 300, 1500, levels=[1, 2, 1]))[1]
    back = people_in_buildings(small_city(), _buildings(1500, 300, 100, levels=[1, 2, 1]))[1]
    assert np.bincount(forth.neighbourhood, forth.weights[:, 0]).tolist() == [1000, 500, 250]
    assert sorted(map(tuple, forth.xy.tolist())) == sorted(map(tuple, back.xy.tolist()))
