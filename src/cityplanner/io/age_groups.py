"""Columns of ages, by single year or in bands, become the three groups that planners speak of."""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from cityplanner.io.figures import read_figures
from cityplanner.model import Problem

AGE_GROUPS: dict[str, tuple[int, int]] = {"age_0_14": (0, 14), "age_15_64": (15, 64), "age_65_plus": (65, 200)}
"""Group -> first and last year of age in it (the usual cuts of the United Nations' dependency ratio)."""

_BAND = re.compile(
    r"(?:(?:age|ages|aged|edad|edat|idade|anos|años|anys|ans|years?|pob|pop|p|y|x)[\s_-]*)?"
    r"(?P<first>\d{1,3})"
    r"(?:[\s_]*(?:[-–_]|a|to|à)[\s_]*(?P<last>\d{1,3})"
    r"|(?P<open>\+|[\s_]*(?:plus|and over|y mas|y más|mas|más|mais|i mes|i més)))?"
    r"[\s_]*(?:years?|anos|años|anys|ans)?",
    re.IGNORECASE,
)
_OLDEST = 80
"""A last band that begins or ends before this leaves out old people unless its name says that it is open."""


class _Band(NamedTuple):
    first: int
    last: int
    column: str


def age_columns(columns: Sequence[str]) -> tuple[str, ...]:
    """The columns that count people by age, youngest first; none where they leave a gap or overlap.

    They are single years (``0`` ... ``90``, ``age_5``, ``90+``) or bands (``0-4``, ``85 and over``) that run from birth
    without a gap and end at 14 and at 64.
    """
    return tuple(band.column for band in _bands(columns))


def sum_ages(
    frame: pd.DataFrame, columns: Sequence[str], labels: Sequence[str], where: str, problems: list[Problem]
) -> dict[str, npt.NDArray[np.float64]]:
    """Group -> (n,) people, from the ``columns`` of :func:`age_columns`; NaN where one is missing.

    What is wrong with their values goes to ``problems``.
    """
    bands = _bands(columns)
    if not bands:
        return {}
    counts = np.empty((len(frame), len(bands)))
    for place, band in enumerate(bands):
        counts[:, place], found = read_figures(frame[band.column], labels, band.column, where, counts_people=True)
        problems += found
    firsts = np.array([band.first for band in bands])
    return {
        group: counts[:, (firsts >= first) & (firsts <= last)].sum(axis=1)
        for group, (first, last) in AGE_GROUPS.items()
    }


def _bands(columns: Sequence[str]) -> list[_Band]:
    found: list[_Band] = []
    for column in columns:
        match = _BAND.fullmatch(str(column).strip())
        if match:
            first = int(match["first"])
            last = 200 if match["open"] else int(match["last"] or first)
            found.append(_Band(first, last, column))
    found.sort()
    if not found or found[0].first != 0 or max(found[-1].last, found[-1].first) < _OLDEST:
        return []
    without_gap = all(band.last + 1 == after.first for band, after in pairwise(found))
    cuts = {first for first, _last in AGE_GROUPS.values()}
    return found if without_gap and cuts <= {band.first for band in found} else []
