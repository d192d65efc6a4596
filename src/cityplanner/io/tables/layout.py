"""Where in a sheet of cells the names of the columns, the records, and the notes around them are."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from textwrap import shorten

from cityplanner.errors import InputError
from cityplanner.i18n import _
from cityplanner.io.layer_roles import load_roles, match_fields
from cityplanner.io.tables.numbers import is_missing, is_number

_SAMPLE = 50
_FEWEST_BELOW_TITLES = 3
_FEWEST_ROWS = 3
_MOSTLY = 0.8
_MOST_NOTES = 25
_SHOWN = 80
_EARLIEST, _LATEST = 1800, 2200
_LONG = 25
_NOTE = re.compile(
    r"\s*(?:[*(¹²†©]|(?:note|notes|nota|notas|source|sources|fuente|fonte|font|quelle|anmerkung|remarque|legend|elaborad|"
    r"elaboraci|dados|datos|data)\b)",
    re.IGNORECASE,
)
Row = tuple[int, list[str]]
"""The number of a row as a spreadsheet counts it, and its cells."""


@dataclass(frozen=True, eq=False, slots=True)
class Layout:
    """``names`` of the columns, ``records`` below them, and the rows that are ``titles`` above and ``notes`` below.

    ``header_row`` is the number of the first row of names, 0 where there is none; ``second`` is a second line of names
    that was passed over as the first had them all; ``header_rows`` counts the rows that the names were made of.
    """

    names: list[str]
    records: list[Row]
    titles: list[Row]
    notes: list[Row]
    header_row: int
    header_rows: int
    second: Row | None = None


def layout_of(rows: Sequence[Row], header_row: int | None, where: str) -> Layout:
    """How the filled ``rows`` are meant; ``header_row`` is the row of the names where it is known, 0 for none.

    Raises :class:`InputError` where there are no records, or no row of that number.
    """
    if header_row is None:
        start = _titles([row for _number, row in rows])
        has_names = _has_names([row for _number, row in rows[start:]])
    else:
        has_names = header_row > 0
        start = next((place for place, (number, _row) in enumerate(rows) if number >= max(header_row, 1)), len(rows))
        if start == len(rows):
            raise InputError(
                _("{file} has nothing in row {row} or below; give another row of names.").format(
                    file=where, row=header_row
                )
            )
    titles, body = list(rows[:start]), list(rows[start:])
    used, second = 0, None
    names: list[str] = []
    if has_names:
        names, used, second = _names_of([row for _number, row in body], rows[start:])
    records, notes = _without_notes(body[used + (second is not None) :])
    if not records:
        raise InputError(_("{file} has a line of names but no records; choose another file.").format(file=where))
    if not has_names:
        names = [""] * max(len(row) for _number, row in records)
    return Layout(names, records, titles, notes, body[0][0] if has_names else 0, used, second)


def filled(row: Iterable[str]) -> int:
    return sum(bool(cell.strip()) for cell in row)


def column_names(names: Sequence[str], columns: Sequence[Sequence[str]]) -> list[str | None]:
    """Names that can be told apart; ``column 3`` where one is missing, None where there is nothing below it either."""
    given: list[str | None] = []
    for place, (name, cells) in enumerate(zip(names, columns, strict=True), start=1):
        plain = " ".join(name.split())
        if not plain and not filled(cells):
            given.append(None)
            continue
        plain = plain or _("column {number}").format(number=place)
        found, count = plain, 2
        while found in given:
            found, count = f"{plain}_{count}", count + 1
        given.append(found)
    return given


# Titles


def _titles(rows: list[list[str]]) -> int:
    """How many of the first ``rows`` are titles and notes: those with one cell, above a table of three columns or more.

    Above two columns a single cell may be the only name that they have, unless the names follow and figures below them.
    """
    filled_cells = [filled(row) for row in rows[:_SAMPLE]]
    comments = 0
    while comments < len(rows) and rows[comments] and rows[comments][0].lstrip().startswith("#"):
        comments += 1
    wide = [count for count in filled_cells if count > 1]
    usual, _count = Counter(wide if len(wide) >= _FEWEST_ROWS else filled_cells).most_common(1)[0]
    if 0 < comments < len(rows) and (comments > 1 or filled_cells[0] != usual):
        return comments
    if usual < 2:
        return 0
    start = next((place for place, count in enumerate(filled_cells) if count > 1), 0)
    if usual >= _FEWEST_BELOW_TITLES:
        return _pairs_above(rows, start, usual)
    return start if _names_over_figures(rows[start : start + _SAMPLE]) else 0


def _pairs_above(rows: list[list[str]], start: int, usual: int) -> int:
    """``start``, past rows of a word and what it says (``Source: | INE``) above a wide table."""
    place = start
    while place < len(rows) and usual > _FEWEST_BELOW_TITLES and filled(rows[place]) == 2 and all(rows[place][:2]):
        place += 1
    return place if place < len(rows) and place - start <= _MOST_NOTES and filled(rows[place]) >= usual - 1 else start


def _names_over_figures(rows: list[list[str]]) -> bool:
    return (
        len(rows) > 2
        and not any(is_number(cell) for cell in rows[0])
        and any(_figures_below(rows[1:], column) for column in range(len(rows[0])) if rows[0][column].strip())
    )


# Names


def _has_names(rows: list[list[str]]) -> bool:
    """Whether the first of ``rows`` has names: words above figures, known words, or years or ages."""
    first, below = rows[0], rows[1 : 1 + _SAMPLE]
    cells = [cell.strip() for cell in first]
    if _known(cells):
        return True
    numbers = [cell for cell in cells if is_number(cell)]
    words = [cell for cell in cells if cell and not is_number(cell) and not is_missing(cell)]
    if not numbers:
        return True
    if not words:
        return False
    if not below:
        return True
    if any(_figures_below(below, column) for column, cell in enumerate(cells) if cell in words):
        return True
    if _is_series(numbers):
        return True
    return not any(_figures_below(below, column) for column, cell in enumerate(cells) if cell in numbers)


def _known(cells: Sequence[str]) -> bool:
    words = [cell for cell in cells if cell and not is_number(cell)]
    return any(match_fields(role, words) for role in load_roles().values())


def _is_series(numbers: Sequence[str]) -> bool:
    """Years, or ages: whole numbers at even steps."""
    if not all(number.isdigit() for number in numbers):
        return False
    values = [int(number) for number in numbers]
    if len(values) < 3:
        return all(_EARLIEST <= value <= _LATEST for value in values)
    steps = {after - before for before, after in pairwise(values)}
    return len(steps) == 1 and steps.pop() > 0


def _figures_below(rows: Sequence[Sequence[str]], column: int) -> bool:
    """Whether there are only figures in a column, apart from marks that there is none."""
    cells = [row[column] for row in rows if column < len(row) and not is_missing(row[column])]
    return bool(cells) and sum(is_number(cell) for cell in cells) >= _MOSTLY * len(cells)


def _names_of(rows: list[list[str]], numbered: Sequence[Row]) -> tuple[list[str], int, Row | None]:
    """The names in the first row, or in the first two; how many rows they took; a second row that was not needed."""
    first = [cell.strip() for cell in rows[0]]
    if len(rows) < 3:
        return first, 1, None
    second, below = [cell.strip() for cell in rows[1]], rows[2 : 2 + _SAMPLE]
    words = [place for place, cell in enumerate(second) if cell and not is_number(cell) and not is_missing(cell)]
    over_figures = [place for place in words if _figures_below(below, place)]
    if _years_under_groups(first, second, below):
        return _joined(first, second), 2, None
    if not over_figures:
        return first, 1, None
    width = len(second)
    under_gap = [place for place in range(width) if second[place] and not (place < len(first) and first[place])]
    if under_gap and filled(first) < max(filled(second), len(below[0])):
        return _joined(first, second), 2, None
    figures = [place for place in range(width) if _figures_below(below, place)]
    if len(words) < filled(second) or len(over_figures) < len(figures) / 2:
        return first, 1, None
    if filled(second) < filled(first) or len(set(first)) < len(first):
        return _joined(first, second), 2, None
    return first, 1, numbered[1]


def _years_under_groups(first: list[str], second: list[str], below: Sequence[Sequence[str]]) -> bool:
    """Whether ``first`` has groups and ``second`` only years or ages below them, and nothing in its first cell."""
    cells = [(place, cell) for place, cell in enumerate(second) if cell]
    under_gap = [place for place, _cell in cells if not (place < len(first) and first[place])]
    figures = [cell for _place, cell in cells]
    if not under_gap or not first[0] or second[0] or not any(row[0].strip() for row in below):
        return False
    if not all(figure.isdigit() and int(figure) <= _LATEST for figure in figures):
        return False
    return len(set(figures)) < len(figures) or all(int(figure) >= _EARLIEST for figure in figures)


def _joined(above: list[str], below: list[str]) -> list[str]:
    """``Men`` above ``0-14`` and ``15-64`` makes ``Men 0-14`` and ``Men 15-64``."""
    width = max(len(above), len(below))
    above, below = ([*row, *[""] * (width - len(row))] for row in (above, below))
    names, group = [], ""
    for upper, lower in zip(above, below, strict=True):
        group = upper or (group if lower else "")
        # A cell that reaches over both rows says the same in both.
        names.append(" ".join(part for part in (group if group != lower else "", lower) if part))
    return names


# Notes below


def _without_notes(records: list[Row]) -> tuple[list[Row], list[Row]]:
    """The records, and the lines of text that end the sheet below them."""
    if not records:
        return [], []
    usual, _count = Counter(filled(row) for _number, row in records[:_SAMPLE]).most_common(1)[0]
    end = len(records)
    while end > 1 and _is_note(records, end - 1, usual):
        end -= 1
    # What continues a note may look like a record with one cell; what stands above the first note does not.
    return (records[:end], records[end:]) if len(records) - end <= _MOST_NOTES else (records, [])


def _is_note(records: list[Row], place: int, usual: int) -> bool:
    number, row = records[place]
    if usual < 2 or filled(row) != 1:
        return False
    text = next(cell for cell in row if cell.strip())
    if is_number(text):
        return False
    after_gap = number > records[place - 1][0] + 1
    return after_gap or bool(_NOTE.match(text)) or (len(text) > _LONG and " " in text.strip())


def lines_of(rows: Iterable[Row]) -> Iterable[str]:
    """Each row as one line of text, as much of it as tells which it is."""
    return (shorten(" ".join(row), _SHOWN, placeholder="…") for _number, row in rows)
