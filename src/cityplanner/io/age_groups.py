"""Single years of age become the three groups that planners speak of."""

import re
from collections.abc import Iterable

import numpy as np
import pandas as pd

AGE_GROUPS: dict[str, tuple[int, int]] = {"age_0_14": (0, 14), "age_15_64": (15, 64), "age_65_plus": (65, 200)}
"""Group -> first and last year of age in it (the usual cuts of the United Nations' dependency ratio)."""

_YEAR = re.compile(
    r"(?:age|edad|idade|edat|anos|ans|years?|y|x)?[\s_-]*(\d{1,3})\s*(\+|plus|_plus|_mas|_mais)?", re.IGNORECASE
)
_FEWEST = 60
"""Fewer columns than this many years of age are something else."""


def age_columns(columns: Iterable[str]) -> dict[str, int]:
    """Column -> year of age, where the columns are single years from 0 on; empty where they are not."""
    found: dict[str, int] = {}
    for column in columns:
        match = _YEAR.fullmatch(str(column).strip())
        if match and int(match.group(1)) not in found.values():
            found[column] = int(match.group(1))
    years = sorted(found.values())
    return found if len(years) >= _FEWEST and years == list(range(len(years))) else {}


def sum_ages(frame: pd.DataFrame, columns: dict[str, int]) -> dict[str, np.ndarray]:
    """Group -> (n,) people, from numeric ``columns`` of single years; NaN where a year is missing."""
    return {
        group: frame[[column for column, year in columns.items() if first <= year <= last]]
        .sum(axis=1, skipna=False)
        .to_numpy(dtype=np.float64)
        for group, (first, last) in AGE_GROUPS.items()
    }
