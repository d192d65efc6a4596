"""Counts of poor homes or people, and what to divide them by."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from cityplanner.errors import InputError
from cityplanner.io.layer_roles import normalise
from cityplanner.io.tables.figures import read_figures

_WHOLES = (
    *("hogares", "viviendas", "domicilios", "households", "homes", "dwellings", "menages", "logements", "llars"),
    *("habitatges", "poblacion", "population", "populacao", "poblacio", "residents", "personas", "persons"),
)


def proposed_rate(frame: pd.DataFrame | None, column: str) -> str | None:
    """``COLUMN/WHOLE`` where ``column`` counts a part of what another column counts; None where it is no such count.

    The whole is a column of homes or people that is nowhere smaller, best one whose name begins the same.
    """
    if frame is None or column not in frame.columns or "/" in column:
        return None
    part = _numbers(frame, column)
    if part is None or not (np.nan_to_num(part) == np.round(np.nan_to_num(part))).all() or np.nanmax(part) <= 20:
        return None
    wholes = [str(other) for other in frame.columns if str(other) != column and _is_whole(str(other))]
    for other in sorted(wholes, key=lambda name: not normalise(column).startswith(normalise(name))):
        whole = _numbers(frame, other)
        if whole is not None and (np.nan_to_num(whole) >= np.nan_to_num(part)).all():
            return f"{column}/{other}"
    return None


def _is_whole(name: str) -> bool:
    return normalise(name) in _WHOLES


def _numbers(frame: pd.DataFrame, column: str) -> np.ndarray | None:
    try:
        values, _problems = read_figures(frame[column], _labels(frame), column, "", counts_people=True)
    except InputError:
        return None
    return values if np.isfinite(values).any() else None


def _labels(frame: pd.DataFrame) -> Sequence[str]:
    return [""] * len(frame)
