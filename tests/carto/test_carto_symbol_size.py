"""One rule for the size of symbols."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cityplanner.carto.symbol_size import Medium, symbol_size_px, symbol_sizes
from cityplanner.carto.viewport import Viewport
from cityplanner.model import Family

WHOLE = Viewport(0.0, 0.0, 15.0, 1000, 700)
CLOSE = Viewport(0.0, 0.0, 1.0, 1000, 700)
EXTENT = (800.0, 600.0)


@pytest.mark.parametrize("medium", Medium)
def test_symbols_shrink_from_afar_and_where_there_are_many(medium):
    assert symbol_size_px(30, CLOSE, EXTENT, medium) > symbol_size_px(30, WHOLE, EXTENT, medium)
    sizes = [symbol_size_px(count, WHOLE, EXTENT, medium) for count in (1, 100, 1_000, 5_000, 14_000, 40_000)]
    assert all(a >= b for a, b in pairwise(sizes))
    assert sizes[0] >= 7
    assert sizes[4] < 3
    assert sizes[5] >= 1


def test_those_close_together_are_smaller_than_as_many_that_are_far_apart():
    near = symbol_size_px(400, WHOLE, (100.0, 100.0), Medium.SCREEN)
    assert near < symbol_size_px(400, WHOLE, EXTENT, Medium.SCREEN)


def test_paper_is_held_nearer_to_the_eye():
    assert symbol_size_px(30, WHOLE, EXTENT, Medium.PAPER) < symbol_size_px(30, WHOLE, EXTENT, Medium.SCREEN)


def test_a_room_sees_larger_symbols_on_a_city_of_the_same_size():
    # For a projector a picture has fewer and larger pixels: the same ground is 1.6 times as small in them.
    smaller = Viewport(0.0, 0.0, 15.0 * 1.6, 1000 / 1.6, 700 / 1.6)
    for count in (30, 400, 14_000):
        screen = symbol_size_px(count, WHOLE, EXTENT, Medium.SCREEN)
        room = 1.6 * symbol_size_px(count, smaller, (EXTENT[0] / 1.6, EXTENT[1] / 1.6), Medium.PROJECTOR)
        assert room > 1.3 * screen


@given(
    count=st.integers(0, 1_000_000),
    scale=st.floats(0.05, 2_000),
    extent=st.tuples(st.floats(0, 5_000), st.floats(0, 5_000)),
    medium=st.sampled_from(Medium),
)
def test_there_is_always_a_size_that_can_be_seen_and_hides_no_map(count, scale, extent, medium):
    size = symbol_size_px(count, Viewport(0, 0, scale, 1000, 700), extent, medium)
    assert 1.0 <= size <= (16.0 if medium is Medium.PROJECTOR else 15.0)


def test_each_family_has_the_size_of_what_is_in_view_of_it():
    rng = np.random.default_rng(0)
    lamps, points = rng.uniform(-5_000, 5_000, (14_000, 2)), rng.uniform(-4_000, 4_000, (90, 2))
    numbers = [list(Family).index(family) for family in (Family.LIGHTING, Family.WIFI)]
    families = np.repeat(numbers, [14_000, 90])
    xy = np.concatenate([lamps, points])
    whole, close = (symbol_sizes(xy, families, view, Medium.SCREEN) for view in (WHOLE, CLOSE))
    assert whole[Family.LIGHTING] < 4 < whole[Family.WIFI]
    assert close[Family.LIGHTING] > 2 * whole[Family.LIGHTING]
    assert set(whole) == set(Family)
