"""About how much memory an edit holds, so that a history can keep to a bound."""

from collections.abc import Mapping
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from cityplanner.model.city import People
from cityplanner.model.edit import Edit

_CHANGE = 1_000
"""A change with two devices, two styles or two of any other small thing."""
_DEVICE = 100
"""A device's place in a mapping; the device itself is the scenario's."""
_SHAPE, _VERTEX = 200, 16
_SAMPLE = 1_000
"""So many cells of a column of text say how long the others are."""


def parts_of(edit: Edit) -> dict[int, int]:
    """Bytes of each object that ``edit`` keeps alive, by the object's ``id``; several edits may share one."""
    parts = {id(edit): _CHANGE * (1 + len(edit.changes))}
    for change in edit.changes:
        for part in change.heavy():
            if id(part) not in parts:
                parts[id(part)] = _weigh(part)
    return parts


def _weigh(part: object) -> int:
    match part:
        case pd.DataFrame():
            return int(part.index.nbytes) + sum(_column(part.iloc[:, place]) for place in range(part.shape[1]))
        case People():
            return int(part.xy.nbytes + part.weights.nbytes + part.neighbourhood.nbytes)
        case BaseGeometry():
            return _SHAPE + _VERTEX * int(shapely.get_num_coordinates(part))
        case Mapping():
            return _DEVICE * len(part)
        case _:
            return _CHANGE


def _column(column: Any) -> int:
    if isinstance(column, gpd.GeoSeries):
        return len(column) * _SHAPE + _VERTEX * int(np.sum(shapely.get_num_coordinates(column.array)))
    flat, cells = int(column.memory_usage(index=False)), len(column)
    if not cells:
        return flat
    sample = column.iloc[:: max(cells // _SAMPLE, 1)]
    return flat + (int(sample.memory_usage(index=False, deep=True)) - int(sample.memory_usage(index=False))) * (
        cells // len(sample)
    )
