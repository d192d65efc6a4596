"""Names stand along straight streets, upright, and touch nothing."""

import math

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from cityplanner.carto.display_list import Label
from cityplanner.carto.street_names import _box, named_streets, street_names
from cityplanner.carto.text_width import text_width

BOUNDS = (0.0, 0.0, 1000.0, 1000.0)


def streets(lines: list[list[tuple[float, float]]], names: list[str | None], kinds: list[str] | None = None):
    frame = gpd.GeoDataFrame(
        {"name": names, "class": kinds or ["residential"] * len(lines)},
        geometry=[shapely.LineString(line) for line in lines],
        crs="EPSG:32618",
    )
    return named_streets(frame)


def test_a_name_stands_in_the_middle_of_its_street_and_along_it() -> None:
    (label,) = street_names(streets([[(100, 100), (900, 900)]], ["Calle 10"]), BOUNDS, 1.0)
    assert (label.text, label.x, label.y) == ("Calle 10", pytest.approx(500), pytest.approx(500))
    assert label.angle_deg == pytest.approx(-45)


def test_parts_that_meet_are_one_street() -> None:
    parts = [[(x, 500.0), (x + 20.0, 500.0)] for x in range(100, 900, 20)]
    (label,) = street_names(streets(parts, ["Rua Direita"] * len(parts)), BOUNDS, 1.0)
    assert label.x == pytest.approx(500)


@given(turn=st.floats(0, 360))
def test_no_name_is_upside_down(turn: float) -> None:
    dx, dy = 400 * math.cos(math.radians(turn)), 400 * math.sin(math.radians(turn))
    (label,) = street_names(streets([[(500 - dx, 500 - dy), (500 + dx, 500 + dy)]], ["Main Street"]), BOUNDS, 1.0)
    assert -90 <= label.angle_deg <= 90


def test_a_street_that_is_too_short_or_too_bent_has_no_name() -> None:
    bent = [(500 + 30 * math.cos(a), 500 + 30 * math.sin(a)) for a in np.linspace(0, 5.5, 40)]
    assert street_names(streets([[(0, 0), (20, 0)], bent], ["A long name", "Round and round"]), BOUNDS, 1.0) == []


def test_small_streets_are_named_close_by_only() -> None:
    both = streets([[(0, 100), (1000, 100)], [(0, 300), (1000, 300)]], ["Avenida", "Calle"], ["primary", "residential"])
    assert [label.text for label in street_names(both, BOUNDS, 6.0)] == ["Avenida"]
    assert {label.text for label in street_names(both, BOUNDS, 2.0)} == {"Avenida", "Calle"}
    assert street_names(both, BOUNDS, 20.0) == []


@settings(max_examples=20)
@given(seed=st.integers(0, 1000))
def test_names_touch_neither_each_other_nor_what_is_there(seed: int) -> None:
    rng = np.random.default_rng(seed)
    ends = rng.uniform(0, 1000, (80, 2, 2)).tolist()
    there = [Label("Centro", 500.0, 500.0, 14.0)]
    labels = street_names(streets(ends, [f"Street {n}" for n in range(80)]), BOUNDS, 1.0, there)
    boxes = shapely.box(*np.array([_box(label, 1.0) for label in (*there, *labels)]).T)
    assert len(labels) > 3
    pairs = shapely.STRtree(boxes).query(boxes, predicate="intersects")
    assert (pairs[0] == pairs[1]).all()
    assert all(math.dist((0, 0), (label.x, label.y)) >= 0 and text_width(label.text, 10) for label in labels)


def test_streets_without_names_have_none() -> None:
    assert street_names(streets([[(0, 0), (900, 0)]], [None]), BOUNDS, 1.0) == []
    bare = gpd.GeoDataFrame(geometry=[shapely.LineString([(0, 0), (900, 0)])], crs="EPSG:32618")
    assert street_names(named_streets(bare), BOUNDS, 1.0) == []
