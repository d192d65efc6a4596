"""Finds what is meant from a few letters."""

import unicodedata
from collections.abc import Iterable
from typing import TypeVar

T = TypeVar("T")


def best_matches(typed: str, choices: Iterable[tuple[str, T]], most: int = 12) -> list[tuple[str, T]]:
    """The ``choices`` (text, anything) that hold the letters of ``typed`` in this order, the best first.

    Letters that follow each other and letters at the beginnings of words count most, then short texts; accents and
    case do not count. Without letters, the first choices.
    """
    letters = _plain(typed).replace(" ", "")
    found = []
    for number, (text, what) in enumerate(choices):
        score = _score(letters, _plain(text))
        if score is not None:
            found.append((-score, len(text) if letters else 0, number, text, what))
    found.sort(key=lambda item: item[:3])
    return [(text, what) for *_rank, text, what in found[:most]]


def _score(letters: str, text: str) -> float | None:
    score, place, before = 0.0, 0, -2
    for letter in letters:
        starts = [i for i in range(place, len(text)) if text[i] == letter and (i == 0 or not text[i - 1].isalnum())]
        follows = before + 1 if 0 <= before + 1 < len(text) and text[before + 1] == letter else -1
        at = follows if follows >= 0 else starts[0] if starts else text.find(letter, place)
        if at < 0:
            return None
        score += 3.2 if at == follows else 3.0 if at in starts else 0.5
        before, place = at, at + 1
    return score


def _plain(text: str) -> str:
    """Without accents and capitals."""
    apart = unicodedata.normalize("NFD", text.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))
