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
