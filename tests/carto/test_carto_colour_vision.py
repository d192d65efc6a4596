"""Colour differences as published, and colours as people with fewer cones see them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cityplanner.carto.colour_vision import (
    Vision,
    ciede2000,
    colour_difference,
    confused_by,
    seen_with,
    smallest_difference,
)

colours = st.from_regex(r"#[0-9A-F]{6}", fullmatch=True)

# Sharma, Wu and Dalal (2005), table 1.
PUBLISHED = [
    ((50.0000, 2.6772, -79.7751), (50.0000, 0.0000, -82.7485), 2.0425),
    ((50.0000, 3.1571, -77.2803), (50.0000, 0.0000, -82.7485), 2.8615),
    ((50.0000, -1.3802, -84.2814), (50.0000, 0.0000, -82.7485), 1.0000),
    ((50.0000, 0.0000, 0.0000), (50.0000, -1.0000, 2.0000), 2.3669),
    ((50.0000, 2.4900, -0.0010), (50.0000, -2.4900, 0.0009), 7.1792),
    ((50.0000, 2.4900, -0.0010), (50.0000, -2.4900, 0.0011), 7.2195),
    ((50.0000, 2.5000, 0.0000), (50.0000, 0.0000, -2.5000), 4.3065),
    ((50.0000, 2.5000, 0.0000), (73.0000, 25.0000, -18.0000), 27.1492),
    ((50.0000, 2.5000, 0.0000), (58.0000, 24.0000, 15.0000), 19.4535),
    ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
    ((63.0109, -31.0961, -5.8663), (62.8187, -29.7946, -4.0864), 1.2630),
    ((22.7233, 20.0904, -46.6940), (23.0331, 14.9730, -42.5619), 2.0373),
    ((2.0776, 0.0795, -1.1350), (0.9033, -0.0636, -0.5514), 0.9082),
]


@pytest.mark.parametrize(("one", "other", "difference"), PUBLISHED)
def test_differences_are_as_published(one, other, difference) -> None:
    assert ciede2000(np.array(one), np.array(other)) == pytest.approx(difference, abs=5e-5)
    assert ciede2000(np.array(other), np.array(one)) == pytest.approx(difference, abs=5e-5)


@given(colours, colours)
def test_a_difference_is_the_same_both_ways_and_nothing_for_the_same(one: str, other: str) -> None:
    assert colour_difference(one, other) == pytest.approx(colour_difference(other, one), abs=1e-9)
    assert colour_difference(one, one) == 0
    assert (colour_difference(one, other) == 0) == (one == other)


@given(st.integers(0, 255), st.sampled_from(Vision))
def test_greys_look_grey_to_everybody(level: int, vision: Vision) -> None:
    grey = f"#{level:02X}{level:02X}{level:02X}"
    assert colour_difference(seen_with(grey, vision), grey) < 1.0


def test_red_and_green_look_alike_to_some() -> None:
    red, green = "#B3322C", "#6B7A1E"
    assert colour_difference(red, green) > 40
    assert smallest_difference([red, green], Vision.DEUTERANOPIA) < 0.4 * colour_difference(red, green)
    assert confused_by(["#0072B2", "#E69F00"]) == []
    assert confused_by(["#808080", "#828282"]) == list(Vision)
    assert confused_by(["#808080"]) == []
