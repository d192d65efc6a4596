"""A few letters find what is meant."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cityplanner.gui.fuzzy import best_matches

CHOICES = [
    ("Save as", 1),
    ("Show the whole city", 2),
    ("San Cristóbal", 3),
    ("Place Public Wi-Fi access point", 4),
    ("Places", 5),
    ("Measure", 6),
    ("Select and move", 7),
    ("El Salado", 8),
]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("mea", "Measure"),
        ("san cri", "San Cristóbal"),
        ("cristobal", "San Cristóbal"),
        ("SWC", "Show the whole city"),
        ("ppw", "Place Public Wi-Fi access point"),
        ("place", "Places"),
        ("san", "San Cristóbal"),
        ("sa c", "San Cristóbal"),
    ],
)
def test_the_best_comes_first(typed: str, first: str) -> None:
    assert best_matches(typed, CHOICES)[0][0] == first


def test_beginnings_of_texts_go_before_beginnings_of_words() -> None:
    assert [text for text, _number in best_matches("sa", CHOICES)[:3]] == ["Save as", "San Cristóbal", "El Salado"]


def test_letters_that_are_not_there_find_nothing() -> None:
    assert best_matches("xyz", CHOICES) == []


def test_without_letters_the_first_are_offered() -> None:
    assert best_matches("", CHOICES, most=3) == CHOICES[:3]


@given(typed=st.text(max_size=6), texts=st.lists(st.text(max_size=20), max_size=8))
def test_whatever_is_typed_finds_only_what_holds_it(typed: str, texts: list[str]) -> None:
    found = best_matches(typed, [(text, number) for number, text in enumerate(texts)])
    assert all(text in texts for text, _number in found)


@given(typed=st.text("abc", max_size=4), text=st.text("abc ", max_size=12))
def test_what_holds_the_letters_in_their_order_is_always_found(typed: str, text: str) -> None:
    rest = iter(text)
    assert bool(best_matches(typed, [(text, 1)])) == all(letter in rest for letter in typed)
