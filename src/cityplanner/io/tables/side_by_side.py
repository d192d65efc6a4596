"""Sheets with two tables beside each other, of which each row belongs to a place of its own."""

from collections.abc import Sequence

import pandas as pd

from cityplanner.i18n import _
from cityplanner.io.layer_roles import normalise
from cityplanner.model import Problem, Severity

_FEWEST = 3
_MOSTLY = 0.8


def put_together(
    names: Sequence[str], found: Sequence[str | None], frame: pd.DataFrame, where: str
) -> tuple[pd.DataFrame, list[Problem]]:
    """``frame``, its tables beside each other joined by the codes that both have, where they stand in another order.

    ``names`` are the headings as they stand in the sheet, ``found`` those in ``frame``, None for an empty column. A
    table begins behind an empty column, or where a heading of the first one stands again.
    """
    blocks = _blocks(names, found)
    if len(blocks) < 2:
        return frame, []
    first = frame[blocks[0]]
    problems = []
    for block in blocks[1:]:
        pair = _keys(frame, blocks[0], block)
        if pair is None:
            first = pd.concat([first, frame[block]], axis=1)
            continue
        mine, theirs = pair
        rest = [column for column in block if column != theirs and not _the_same(frame, mine, theirs, column)]
        row_of = {code: row for row, code in enumerate(frame[theirs]) if code}
        rows = [row_of.get(code, -1) for code in frame[mine]]
        for column in rest:
            cells = frame[column].tolist()
            first = first.assign(**{column: pd.Series([cells[row] if row >= 0 else "" for row in rows], dtype=object)})
        message = _(
            "Two tables stand beside each other in another order; what the second says ({columns}) was put to the same "
            "{column} of the first."
        )
        text = message.format(columns=", ".join(rest), column=mine)
        problems.append(Problem(Severity.WARNING, where, text))
    return first, problems


def _blocks(names: Sequence[str], found: Sequence[str | None]) -> list[list[str]]:
    blocks: list[list[str]] = [[]]
    seen: set[str] = set()
    for name, column in zip(names, found, strict=True):
        plain = normalise(name)
        if column is None or (plain and plain in seen and len(blocks[-1]) > 1):
            blocks.append([])
            seen = set() if column is None else {*seen}
        if column is not None:
            blocks[-1].append(column)
            seen = seen | {plain} if len(blocks) == 1 else seen - {plain}
    return [block for block in blocks if block]


def _keys(frame: pd.DataFrame, one: Sequence[str], other: Sequence[str]) -> tuple[str, str] | None:
    """The column of each table that has the same codes, where they stand in another order."""
    for mine in one:
        here = [text for text in frame[mine] if text]
        if len(here) < _FEWEST or len(set(here)) < len(here) or _numbers(here):
            continue
        for theirs in other:
            there = [text for text in frame[theirs] if text]
            if len(set(there)) < len(there) or len(set(here) & set(there)) < max(_FEWEST, _MOSTLY * len(there)):
                continue
            return None if frame[mine].tolist() == frame[theirs].tolist() else (mine, theirs)
    return None


def _numbers(texts: Sequence[str]) -> bool:
    """Whether the texts are figures, which two columns may have in common by chance: fractions, or of many lengths."""
    return all(text.replace(".", "").replace(",", "").isdigit() for text in texts) and len(set(map(len, texts))) > 2


def _the_same(frame: pd.DataFrame, mine: str, theirs: str, column: str) -> bool:
    """Whether ``column`` only says again of the codes in ``theirs`` what another one says of them in ``mine``."""
    beside = dict(zip(frame[theirs], frame[column], strict=True))
    return any(
        other not in (mine, theirs, column)
        and all(beside.get(code, text) == text for code, text in zip(frame[mine], frame[other], strict=True))
        and len(set(frame[other])) > 1
        for other in frame.columns
    )
