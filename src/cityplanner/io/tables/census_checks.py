"""What census figures do that catches out who adds them up: rounding, and groups counted among other people."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from cityplanner.i18n import _, format_number, format_share
from cityplanner.io.tables.age_groups import AGE_GROUPS
from cityplanner.io.wording import first_few
from cityplanner.model import Problem, Severity

_BASES = (1000, 100, 10, 5, 3)
_FEWEST = 20
"""So many figures are not all multiples of three by chance."""
_ANOTHER_UNIVERSE = 0.005
"""Ages that add up to another number than the residents by more than this share count other people."""

_FloatArray = npt.NDArray[np.float64]


def check_census(frame: pd.DataFrame, groups: Sequence[str], where: str) -> list[Problem]:
    """Told of the figures in ``population`` and ``groups``: rounding, and ages that count other people."""
    columns = ["population", *groups]
    bases = {column: rounding_base(frame[column].to_numpy(dtype=np.float64)) for column in columns}
    return [*_rounded(bases, len(frame), where), *_other_universe(frame, bases, where)]


def rounding_base(values: _FloatArray) -> int:
    """The largest of 1,000, 100, 10, 5 and 3 that divides all of many ``values`` other than 0; else 1."""
    filled = values[~np.isnan(values) & (values != 0)]
    if len(filled) < _FEWEST or len(np.unique(filled)) < _FEWEST // 4:
        return 1
    return next((base for base in _BASES if (np.mod(filled, base) == 0).all()), 1)


def _rounded(bases: dict[str, int], rows: int, where: str) -> list[Problem]:
    problems = []
    for base in sorted({base for base in bases.values() if base > 1}):
        columns = [column for column, of in bases.items() if of == base]
        message = _(
            "All figures of {columns} are multiples of {base}, so they were rounded to protect people; a neighbourhood "
            "may be off by {most}, the sum of all by about {sum}."
        )
        # The error of one rounded figure is spread evenly over the base: its standard deviation is base / sqrt(12).
        off = base / np.sqrt(12) * np.sqrt(rows) * 2
        text = message.format(
            columns=first_few(columns),
            base=format_number(base),
            most=format_number(max(base // 2, 1) if base != 3 else 2),
            sum=format_number(off),
        )
        problems.append(Problem(Severity.INFO, where, text))
    return problems


def _other_universe(frame: pd.DataFrame, bases: dict[str, int], where: str) -> list[Problem]:
    if not set(AGE_GROUPS) <= set(bases):
        return []
    ages = frame[list(AGE_GROUPS)].sum(axis=1, skipna=False).to_numpy(dtype=np.float64)
    residents = frame["population"].to_numpy(dtype=np.float64)
    known = ~np.isnan(ages) & ~np.isnan(residents)
    of_ages, of_all = float(ages[known].sum()), float(residents[known].sum())
    rounded = max(bases.values())
    rounding = rounded * len(AGE_GROUPS) * np.sqrt(max(int(known.sum()), 1)) if rounded > 1 else 0.0
    if of_all <= 0 or abs(of_ages - of_all) <= max(_ANOTHER_UNIVERSE * of_all, rounding):
        return []
    message = _(
        "The ages add up to {ages} people and the residents to {residents} ({share} apart), so they count other people "
        "or another year; the share of a group that is served is of the group itself."
    )
    text = message.format(
        ages=format_number(of_ages),
        residents=format_number(of_all),
        share=format_share(abs(of_ages - of_all) / of_all),
    )
    return [Problem(Severity.WARNING, where, text)]
