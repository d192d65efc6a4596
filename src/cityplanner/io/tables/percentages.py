"""Percentages where people should be counted."""

import re
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from cityplanner.i18n import _
from cityplanner.model import Problem, Severity

_NAMED = re.compile(
    r"%|(?:^|[^a-z])(?:pct|perc|percent\w*|porcent\w*|porc|percentual|pourcent\w*|taux|taxa|tasa|share|proportion|proporcion|rate)"
    r"(?![a-z])",
    re.IGNORECASE,
)
_FEW = 100.0
"""Whole places of fewer residents than this can have groups that count a fraction of a hundred."""

_FloatArray = npt.NDArray[np.float64]


def named_percentage(column: str) -> bool:
    """Whether a column's name says that it has percentages or rates."""
    return bool(_NAMED.search(column))


def without_signs(values: Iterable[object]) -> tuple[list[object], bool]:
    """The cells without their per cent signs, and whether most of those that are filled had one."""
    cells = list(values)
    signed = [isinstance(cell, str) and cell.strip().endswith("%") for cell in cells]
    filled = sum(not (cell is None or cell != cell or cell == "") for cell in cells)
    if 2 * sum(signed) < max(filled, 1):
        return cells, False
    return [str(cell).strip()[:-1] if sign else cell for cell, sign in zip(cells, signed, strict=True)], True


def people_counted(
    values: _FloatArray, residents: _FloatArray | None, column: str, where: str, *, signed: bool
) -> tuple[_FloatArray, list[Problem]]:
    """(n,) people, from ``values`` (n,) that may be percentages of ``residents`` (n,), told where they are.

    They are where the cells had per cent signs (``signed``), where the column's name says so and no value is above 100,
    or where values of 0 to 1 or 100 have decimals though all residents are whole numbers. Without residents they say
    nothing and are left out.
    """
    known = values[~np.isnan(values)]
    if not len(known) or known.max() > 100 or known.min() < 0:
        return values, []
    named = signed or named_percentage(column)
    if not named and not _looks_like_shares(known, residents):
        return values, []
    if residents is None or np.isnan(residents).all():
        message = _("{column} has percentages, which count nobody without a column of residents; it was left out.")
        return np.full(len(values), np.nan), [Problem(Severity.WARNING, where, message.format(column=column))]
    whole = 1.0 if known.max() <= 1 and not signed else 100.0
    message = (
        _("{column} has percentages; they were multiplied by the residents.")
        if named
        else _("{column} seems to have percentages and not people; they were multiplied by the residents.")
    )
    severity = Severity.INFO if named else Severity.WARNING
    return residents * values / whole, [Problem(severity, where, message.format(column=column))]


def _looks_like_shares(known: _FloatArray, residents: _FloatArray | None) -> bool:
    """Whether most values have decimals, where places of many residents are counted in whole numbers."""
    if residents is None or len(known) < 3:
        return False
    people = residents[~np.isnan(residents)]
    counted_whole = len(people) > 0 and (people == np.round(people)).all() and np.median(people) >= _FEW
    return bool(counted_whole and (known != np.round(known)).mean() > 0.5)
