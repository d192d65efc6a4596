"""Columns of figures, with everything that is no figure told."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from cityplanner.i18n import _, format_number, ngettext
from cityplanner.io.numbers import parse_numbers
from cityplanner.io.wording import first_few
from cityplanner.model import Problem, Severity


def read_figures(
    values: pd.Series, labels: Sequence[str], column: str, where: str, *, counts_people: bool
) -> tuple[npt.NDArray[np.float64], list[Problem]]:
    """(n,) numbers. Text where a number should be, and a negative number of people, are missing and told."""
    read = parse_numbers(values, "whole" if counts_people else "point")
    problems = []
    if read.guessed is not None:
        message = _("{column} has figures such as {text}, which was read as {number}; check that this is right.")
        number = format_number(read.values[read.guessed], 0 if counts_people else 3)
        text = message.format(column=column, text=list(values)[read.guessed], number=number)
        problems.append(Problem(Severity.INFO, where, text))
    if read.bad:
        items = list(values)
        shown = first_few(f"{labels[row]}: “{items[row]}”" for row in read.bad)
        message = ngettext(
            "{count} value of {column} is no number and was left out ({shown}).",
            "{count} values of {column} are no numbers and were left out ({shown}).",
            len(read.bad),
        )
        text = message.format(count=format_number(len(read.bad)), column=column, shown=shown)
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
