"""Which shapes lie in which band of a picture, compiled: hundreds of thousands of boxes are asked for each picture."""

import numpy as np

from cityplanner.compiled import FloatTable, Rows, Short, SingleTable, compiled, compiled_helper

_FURTHEST_M = 1e15
"""What lies beyond is no place."""


@compiled
def boxes(xy: FloatTable, parts: Rows) -> SingleTable:
    """(n, 4) west, south, east and north of each of n lists of points, a little wide.

    Empty lists, and those with a coordinate that is no place, lie nowhere.
    """
    result = np.empty((len(parts) - 1, 4), dtype=np.float32)
    for part in range(len(parts) - 1):
        west, south, east, north = np.inf, np.inf, -np.inf, -np.inf
        for i in range(parts[part], parts[part + 1]):
            if not (abs(xy[i, 0]) < _FURTHEST_M and abs(xy[i, 1]) < _FURTHEST_M):
                west, south, east, north = np.inf, np.inf, -np.inf, -np.inf
                break
            west, east = min(west, xy[i, 0]), max(east, xy[i, 0])
            south, north = min(south, xy[i, 1]), max(north, xy[i, 1])
        # Single precision rounds by up to a metre in ten thousand kilometres.
        slack = 1.0 + 1e-6 * max(abs(west), abs(east), abs(south), abs(north)) if west <= east else 0.0
        result[part, 0], result[part, 1] = west - slack, south - slack
        result[part, 2], result[part, 3] = east + slack, north + slack
    return result


@compiled
def in_bands(
    boxes: SingleTable,
    styles: Rows,
    style: int,
    frame: tuple[float, float, float, float],
    band_m: float,
    bands: int,
    margin_m: float,
) -> tuple[Rows, Rows]:
    """The rows of ``style`` whose boxes come within ``margin_m`` of each band of the ``frame``, from north to south.

    ``frame`` is west, south, east and north; bands are ``band_m`` high. Returned are rows, in their order within a
    band, and (bands + 1,) offsets into them.
    """
    west, south, east, north = frame
    west, south, east, north = west - margin_m, south - margin_m, east + margin_m, north + margin_m
    found = np.empty(len(boxes) + 1, dtype=np.int64)
    count = 0
    for row in range(len(boxes)):
        # Written whether it is one or not: a processor guesses badly what lies in view, and loses more by that.
        found[count] = row
        count += (
            (styles[row] == style)
            & (boxes[row, 0] <= east)
            & (boxes[row, 2] >= west)
            & (boxes[row, 1] <= north)
            & (boxes[row, 3] >= south)
        )
    found = found[:count]
    first, last = np.empty(count, dtype=np.int32), np.empty(count, dtype=np.int32)
    for i in range(count):
        above, below = boxes[found[i], 3] + margin_m, boxes[found[i], 1] - margin_m
        first[i] = _band_of((frame[3] - above) / band_m, bands)
        last[i] = _band_of((frame[3] - below) / band_m, bands)
    return _by_band(found, first, last, bands)


@compiled
def points_in_bands(
    xy: FloatTable, frame: tuple[float, float, float, float], band_m: float, bands: int, margin_m: float
) -> tuple[Rows, Rows]:
    """As :func:`in_bands`, for the points ``xy`` (n, 2)."""
    west, south, east, north = frame
    found = np.empty(len(xy) + 1, dtype=np.int64)
    count = 0
    for row in range(len(xy)):
        found[count] = row
        count += (
            (xy[row, 0] >= west - margin_m)
            & (xy[row, 0] <= east + margin_m)
            & (xy[row, 1] >= south - margin_m)
            & (xy[row, 1] <= north + margin_m)
        )
    found = found[:count]
    first, last = np.empty(count, dtype=np.int32), np.empty(count, dtype=np.int32)
    for i in range(count):
        y = xy[found[i], 1]
        first[i] = _band_of((north - y - margin_m) / band_m, bands)
        last[i] = _band_of((north - y + margin_m) / band_m, bands)
    return _by_band(found, first, last, bands)


@compiled_helper
def _band_of(place: float, bands: int) -> int:
    return int(min(max(place, 0.0), bands - 1.0))


@compiled_helper
def _by_band(found: Rows, first: Short, last: Short, bands: int) -> tuple[Rows, Rows]:
    """Each of ``found`` in all bands from its ``first`` to its ``last``."""
    offsets = np.zeros(bands + 1, dtype=np.int64)
    for i in range(len(found)):
        for band in range(first[i], last[i] + 1):
            offsets[band + 1] += 1
    for band in range(bands):
        offsets[band + 1] += offsets[band]
    rows, following = np.empty(offsets[bands], dtype=np.int64), offsets[:bands].copy()
    for i in range(len(found)):
        for band in range(first[i], last[i] + 1):
            rows[following[band]] = found[i]
            following[band] += 1
    return rows, offsets
