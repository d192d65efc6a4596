"""Columns of figures, with everything that is no figure told."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from cityplanner.i18n import _, format_number, ngettext
from cityplanner.io.tables.numbers import parse_numbers
from cityplanner.io.tables.withheld import withheld_rows, withheld_told
from cityplanner.io.wording import first_few
from cityplanner.model import Problem, Severity

_LEAST_MARK, _MANY_TIMES, _BEYOND = 99_999, 10, 1e20
_LEAST_WHOLES = (-32768.0, -2147483648.0, -2147483647.0)


def read_figures(
    values: pd.Series,
    labels: Sequence[str],
    column: str,
    where: str,
    *,
    counts_people: bool,
    withheld: dict[int, str] | None = None,
) -> tuple[npt.NDArray[np.float64], list[Problem]]:
    """(n,) numbers. Text where a number should be, and a negative number of people, are missing and told.

    Figures that an office withholds are missing too, and told unless ``withheld`` is given to gather them in.
    """
    read = parse_numbers(values, "whole" if counts_people else "point")
    marks = withheld_rows(values)
    problems = []
    if withheld is None:
        problems += withheld_told(marks, labels, [column], where)
    else:
        withheld.update(marks)
    if read.guessed is not None:
        message = _("{column} has figures such as {text}, which was read as {number}; check that this is right.")
        number = format_number(read.values[read.guessed], 0 if counts_people else 3)
        text = message.format(column=column, text=list(values)[read.guessed], number=number)
        problems.append(Problem(Severity.INFO, where, text))
    if bad := [row for row in read.bad if row not in marks]:
        items = list(values)
        shown = first_few(f"{labels[row]}: “{items[row]}”" for row in bad)
        message = ngettext(
            "{count} value of {column} is no number and was left out ({shown}).",
            "{count} values of {column} are no numbers and were left out ({shown}).",
            len(bad),
        )
        text = message.format(count=format_number(len(bad)), column=column, shown=shown)
        problems.append(Problem(Severity.WARNING, where, text))
    if (nothing := stands_for_nothing(read.values)).any():
        marked = np.flatnonzero(nothing).tolist()
        message = ngettext(
            "{count} value of {column} stands for “not known” ({shown}) and was left out.",
            "{count} values of {column} stand for “not known” ({shown}) and were left out.",
            len(marked),
        )
        shown = first_few(f"{labels[row]}: {read.values[row]:.10g}" for row in marked)
        text = message.format(count=format_number(len(marked)), column=column, shown=shown)
        problems.append(Problem(Severity.WARNING, where, text))
        read.values[marked] = np.nan
    negative = np.flatnonzero(read.values < 0).tolist() if counts_people else []
    if negative:
        shown = first_few(f"{labels[row]}: {read.values[row]:g}" for row in negative)
        message = ngettext(
            "{count} value of {column} is below zero and was left out ({shown}).",
            "{count} values of {column} are below zero and were left out ({shown}).",
            len(negative),
        )
        text = message.format(count=format_number(len(negative)), column=column, shown=shown)
        problems.append(Problem(Severity.WARNING, where, text))
        read.values[negative] = np.nan
    return read.values, problems


def stands_for_nothing(values: npt.NDArray[np.float64]) -> npt.NDArray[np.bool_]:
    """(n,) where ``values`` (n,) has a number that programs write for none: -9999, 999999999, the least of a float.

    Nines below zero where nothing else is, or many times as large as all others.
    """
    marks = np.zeros(len(values), dtype=bool)
    known = np.unique(values[np.isfinite(values)])
    candidates = [value for value in known.tolist() if _is_mark(value)]
    others = np.setdiff1d(known, candidates)
    if not candidates or not len(others):
        return marks
    for value in candidates:
        below = value < 0 and others.min() >= 0
        beyond = abs(value) >= _LEAST_MARK and abs(value) > _MANY_TIMES * np.abs(others).max()
        if below or beyond:
            marks |= values == value
    return marks


def _is_mark(value: float) -> bool:
    if abs(value) >= _BEYOND or value in _LEAST_WHOLES:
        return True
    digits = str(int(abs(value)))
    return value.is_integer() and len(digits) >= 3 and set(digits) == {"9"}
