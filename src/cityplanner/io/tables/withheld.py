"""Figures that an office does not give: too small to publish, or not collected."""

import re
from collections.abc import Iterable, Mapping, Sequence

from cityplanner.i18n import format_number, ngettext
from cityplanner.io.wording import first_few
from cityplanner.model import Problem, Severity

_MARKS = {"*", "**", "***", "x", "c", "s", "z", ":", "..", "...", "…", "-", "--", "–", "—", "n.a.", "s/d"}
_SMALL = re.compile(r"[<≤]\s*=?\s*\d+|\d+\s*(?:o|or|ou)\s*(?:less|fewer|menos|moins)", re.IGNORECASE)


def withheld_rows(values: Iterable[object]) -> dict[int, str]:
    """Row -> the mark that stands there in place of a figure: ``*``, ``..``, ``-``, ``c``, ``<5`` and their like."""
    texts = ((row, value.strip()) for row, value in enumerate(values) if isinstance(value, str))
    return {row: text for row, text in texts if text.lower() in _MARKS or _SMALL.fullmatch(text)}


def withheld_told(marks: Mapping[int, str], labels: Sequence[str], columns: Sequence[str], where: str) -> list[Problem]:
    """A problem that says which figures of ``columns`` are withheld; none where none are."""
    if not marks:
        return []
    message = ngettext(
        "{count} figure of {columns} is withheld ({shown}); it is not known and counts in no sum.",
        "{count} figures of {columns} are withheld ({shown}); they are not known and count in no sum.",
        len(marks),
    )
    shown = first_few(f"{labels[row]}: “{mark}”" for row, mark in marks.items())
    text = message.format(count=format_number(len(marks)), columns=first_few(columns), shown=shown)
    return [Problem(Severity.WARNING, where, text)]
