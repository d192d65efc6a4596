"""Classes of shares, and the colours that they get."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cityplanner.carto.palette import LAND, rgb, translucent
from cityplanner.carto.share_classes import NO_RESIDENTS, SHARE_CLASSES, class_of


def luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.2."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (v / 255 for v in rgb(colour))]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_borders_belong_to_the_class_below():
    share = np.array([0.0, 0.001, 0.2, 0.2001, 0.4, 0.6, 0.8, 0.81, 1.0, np.nan])
    assert class_of(share).tolist() == [0, 1, 1, 2, 2, 3, 4, 5, 5, 6]


def test_a_share_that_rounding_lifted_over_a_border_stays():
    assert class_of(np.array([0.1 + 0.1 + 0.2 + 0.2 + 1e-16, 3 * 0.2])).tolist() == [3, 3]


@given(st.lists(st.floats(0, 1), min_size=2))
def test_a_greater_share_is_never_in_a_lower_class(shares):
    assert np.all(np.diff(class_of(np.sort(np.array(shares)))) >= 0)


def test_the_ramp_darkens_step_by_step_and_reads_without_colour():
    lightness = [luminance(entry.style.fill) for entry in SHARE_CLASSES[1:]]
    ratios = [(a + 0.05) / (b + 0.05) for a, b in itertools.pairwise(lightness)]
    assert min(ratios) > 1.2
    assert SHARE_CLASSES[0].style.hatch is not None
    assert NO_RESIDENTS.style.hatch is None


def test_labels_say_the_class():
    labels = [entry.label for entry in (*SHARE_CLASSES, NO_RESIDENTS)]
    assert labels == [
        "No one served",
        "Up to 20\N{NO-BREAK SPACE}%",
        "20–40\N{NO-BREAK SPACE}%",
        "40–60\N{NO-BREAK SPACE}%",
        "60–80\N{NO-BREAK SPACE}%",
        "80–100\N{NO-BREAK SPACE}%",
        "No residents",
    ]


@pytest.mark.parametrize("entry", SHARE_CLASSES)
def test_over_land_the_translucent_colour_is_the_legends(entry):
    mixed = translucent(entry.style.fill, 0.82)
    opacity = int(mixed[7:], 16) / 255
    seen = [opacity * t + (1 - opacity) * g for t, g in zip(rgb(mixed), rgb(LAND), strict=True)]
    assert seen == pytest.approx(rgb(entry.style.fill), abs=1.5)


def test_a_colour_that_cannot_be_mixed_is_refused():
    with pytest.raises(ValueError, match="cannot be mixed"):
        translucent("#000000", 0.5)
