"""Finds what is meant from a few letters."""

import math
import unicodedata
from collections.abc import Iterable
from typing import TypeVar

T = TypeVar("T")


def best_matches(typed: str, choices: Iterable[tuple[str, T]], most: int = 12) -> list[tuple[str, T]]:
    """The ``choices`` (text, anything) that hold the letters of ``typed`` in this order, the best first.

    Letters that follow each other and letters at the beginnings of words, the first above all, count most, then short
    texts; accents and case do not count. Without letters, the first choices.
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
    """The best of all the ways to find ``letters`` in ``text`` in their order; None where there is none."""
    if not letters:
        return 0.0
    never = -math.inf
    # best[i] is the most that the letters so far can count where the last of them is the letter i of the text.
    best = [never] * len(text)
    for number, letter in enumerate(letters):
        before, best = best, [never] * len(text)
        reached = 0.0 if number == 0 else never
        for i, other in enumerate(text):
            if other == letter:
                starts = i == 0 or not text[i - 1].isalnum()
                best[i] = reached + (3.1 if i == 0 else 3.0 if starts else 0.5)
                if number and i:
                    best[i] = max(best[i], before[i - 1] + 3.2)
            if number:
                reached = max(reached, before[i])
    most = max(best, default=never)
    return most if most > never else None


def _plain(text: str) -> str:
    """Without accents and capitals."""
    apart = unicodedata.normalize("NFD", text.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))
