"""Where coordinates come to lie, and which systems would put them where others are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cityplanner.intake.landing import distance_km, in_words, land, overlap, proposals

NEWCASTLE = (-1.78, 54.96, -1.53, 55.08)
IN_METRES = (414_453.0, 562_902.0, 430_122.0, 576_160.0)


def test_the_british_grid_lands_in_newcastle() -> None:
    landed = land(IN_METRES, "EPSG:27700")
    assert landed is not None
    assert landed == pytest.approx(NEWCASTLE, abs=0.01)
    assert in_words(landed) == "55.0° N, 1.7° W"


def test_what_is_nowhere_lands_nowhere() -> None:
    assert land((1e30, 1e30, 2e30, 2e30), "EPSG:27700") is None
    assert land((0, 0, float("nan"), 1), "EPSG:4326") is None
    assert land(IN_METRES, "EPSG:4326") is None
    assert land(IN_METRES, "nonsense") is None


def test_the_systems_of_the_other_files_are_proposed_first() -> None:
    assert proposals(IN_METRES, NEWCASTLE, ["EPSG:27700"])[0] == "EPSG:27700"
    assert "EPSG:27700" in proposals(IN_METRES, NEWCASTLE)


def test_degrees_are_proposed_where_they_lie_near() -> None:
    assert proposals(NEWCASTLE, NEWCASTLE)[0] == "EPSG:4326"
    assert proposals(NEWCASTLE, None) == ["EPSG:4326"]
    assert proposals(IN_METRES, None) == []
    assert "EPSG:4326" not in proposals((10.0, 10.0, 10.1, 10.1), NEWCASTLE)


def test_a_degree_of_latitude_is_111_km() -> None:
    assert distance_km((0, 0, 1, 1), (0, 2, 1, 3)) == pytest.approx(111.2)
    assert distance_km((0, 60, 1, 60), (2, 60, 3, 60)) == pytest.approx(55.6, abs=0.1)
    assert distance_km((179, 0, 179.5, 1), (-179.5, 0, -179, 1)) == pytest.approx(111.2, abs=0.1)
    assert distance_km(NEWCASTLE, NEWCASTLE) == 0


boxes = st.tuples(*[st.floats(-80, 80)] * 2, *[st.floats(0.01, 5)] * 2).map(
    lambda b: (b[0], b[1], b[0] + b[2], b[1] + b[3])
)


@given(boxes, boxes)
def test_overlap_is_a_share_and_the_same_both_ways(one: tuple, other: tuple) -> None:
    assert 0 <= overlap(one, other) <= 1
    assert overlap(one, other) == pytest.approx(overlap(other, one))
    assert overlap(one, one) == pytest.approx(1)
    assert (overlap(one, other) > 0) <= (distance_km(one, other) == 0)
