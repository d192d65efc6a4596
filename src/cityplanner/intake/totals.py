"""Rows of a table that are the sum of others: of the city, or of its districts."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from cityplanner.i18n import _, format_number, ngettext
from cityplanner.io.tables.total_words import names_total
from cityplanner.io.wording import first_few
from cityplanner.model import Problem, Severity

_ALIKE = 0.01
"""A sum and a total that differ by less than this share are the same people, rounded."""
_FEWEST = 3

_FloatArray = npt.NDArray[np.float64]
_Rows = npt.NDArray[np.intp]


def total_rows(
    table: pd.DataFrame, population: _FloatArray | None, matched: _Rows, left_over: Sequence[int]
) -> list[int]:
    """Which of the rows that are ``left_over`` are totals: by a cell that says so, or by having all the residents.

    All are those of the rows ``matched``. Where the other rows together have as many once more, they are districts.
    """
    cells = table.iloc[list(left_over)].to_numpy(dtype=object)
    named = [
        row
        for row, texts in zip(left_over, cells, strict=True)
        if any(isinstance(text, str) and names_total(text) for text in texts)
    ]
    if population is None or len(matched) < _FEWEST:
        return named
    everybody = float(np.nansum(population[matched]))
    if everybody <= 0:
        return named
    totals = [row for row in left_over if row in named or _alike(float(population[row]), everybody)]
    others = [row for row in left_over if row not in totals]
    if len(others) > 1 and _alike(float(np.nansum(population[others])), everybody):
        return list(left_over)
    return totals


def totals_told(
    totals: Sequence[int], names: Sequence[str], population: _FloatArray | None, matched: _Rows, where: str
) -> list[Problem]:
    """Told which rows are totals, and where the total of all is another number than the sum."""
    if not totals:
        return []
    message = ngettext(
        "{count} row is the total of others and was left out: {rows}.",
        "{count} rows are totals of others and were left out: {rows}.",
        len(totals),
    )
    text = message.format(
        count=format_number(len(totals)), rows=first_few(names[row] or _("no code") for row in totals)
    )
    problems = [Problem(Severity.INFO, where, text)]
    if population is None:
        return problems
    total, everybody = float(np.nanmax(np.nan_to_num(population[list(totals)]))), float(np.nansum(population[matched]))
    if total > 0 and abs(total - everybody) >= 1:
        message = _("The total row says {total} residents, those of the neighbourhoods add up to {sum}.")
        text = message.format(total=format_number(total), sum=format_number(everybody))
        severity = Severity.INFO if _alike(total, everybody) else Severity.WARNING
        problems.append(Problem(severity, where, text))
    return problems


def _alike(one: float, other: float) -> bool:
    return abs(one - other) <= _ALIKE * other
