"""Shares in words."""

import math

import pytest
from coverage_tables import coverage_table
from hypothesis import given
from hypothesis import strategies as st

from cityplanner.facts.headline import fifth_sentence, headline, in_words, known_share, share_sentence


@pytest.mark.parametrize(
    ("share", "sentence"),
    [
        (0.0, "No resident is served."),
        (0.004, "Fewer than 1 in 100 residents is served."),
        (0.0123, "1 in 80 residents is served."),
        (0.079, "1 in 13 residents is served."),
        (0.04, "1 in 25 residents is served."),
        (0.119, "1 in 8 residents is served."),
        (0.342, "1 in 3 residents is served."),
        (0.65, "2 in 3 residents are served."),
        (0.91, "9 in 10 residents are served."),
        (0.98, "Nearly every resident is served."),
        (1.0, "Every resident is served."),
    ],
)
def test_a_share_is_said_as_one_would_say_it(share, sentence):
    assert share_sentence(share) == sentence


@given(st.floats(0.01, 0.974))
def test_the_fraction_is_near_the_share(share):
    part, whole = in_words(share)
    assert 0 < part < whole
    assert abs(part / whole - share) <= min(0.05, 0.15 * share + 0.01)


@pytest.mark.parametrize(
    ("people", "served", "sentence"),
    [
        ([100.0, math.nan], [50.0, math.nan], "1 in 2 residents is served."),
        ([0.0, 0.0], [0.0, 0.0], "Nobody lives here."),
        ([math.nan, math.nan], [math.nan, math.nan], "It is not known how many people live here."),
        ([0.0, math.nan], [0.0, math.nan], "It is not known how many people live here."),
        ([100.0, 0.0], [0.0, 0.0], "No resident is served."),
    ],
)
def test_nobody_served_nobody_there_and_not_known_are_three_things(people, served, sentence):
    assert headline(coverage_table(people, served)) == sentence


def test_a_share_that_is_not_known_is_said_so():
    assert [known_share(share) for share in (0.0, math.nan)] == ["0.0\N{NO-BREAK SPACE}%", "not known"]


@pytest.mark.parametrize(
    ("share", "sentence"),
    [
        (0.561, "Over half of the residents are served."),
        (0.52, "1 in 2 residents is served."),
        (0.58, "3 in 5 residents are served."),
        (0.365, "Over 1 in 3 residents are served."),
        (0.845, "Over 4 in 5 residents are served."),
    ],
)
def test_a_share_that_no_plain_fraction_is_near_is_over_the_one_below(share, sentence):
    assert share_sentence(share) == sentence


def test_the_poorest_fifth_is_told_in_the_same_way():
    assert fifth_sentence(0.561) == "In the poorest fifth: over 1 in 2."
    assert fifth_sentence(0.34) == "In the poorest fifth: 1 in 3."
