"""Lists of different lengths in flat arrays: values, and offsets where each list begins."""

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]


def offsets_of(lengths: IntArray) -> IntArray:
    """(n + 1,) offsets of n lists of these lengths."""
    offsets = np.zeros(len(lengths) + 1, dtype=np.int64)
    np.cumsum(lengths, out=offsets[1:])
    return offsets


def take(offsets: IntArray, chosen: IntArray) -> tuple[IntArray, IntArray]:
    """Where the values of the ``chosen`` lists lie, (values,), and their offsets among themselves."""
    starts = offsets[chosen]
    lengths = offsets[chosen + 1] - starts
    fresh = offsets_of(lengths)
    return np.arange(fresh[-1], dtype=np.int64) + np.repeat(starts - fresh[:-1], lengths), fresh


def owner(offsets: IntArray) -> IntArray:
    """(values,) the number of the list that each value is in."""
    return np.repeat(np.arange(len(offsets) - 1, dtype=np.int64), np.diff(offsets))


def keep(offsets: IntArray, kept: npt.NDArray[np.bool_]) -> IntArray:
    """The offsets after only the values with ``kept`` are left."""
    before = np.zeros(len(kept) + 1, dtype=np.int64)
    np.cumsum(kept, out=before[1:])
    return before[offsets]


def bounds(xy: FloatArray, offsets: IntArray) -> FloatArray:
    """(n, 4) west, south, east, north of each of n lists of points; NaN where a list is empty."""
    result = np.full((len(offsets) - 1, 4), np.nan)
    filled = np.flatnonzero(np.diff(offsets) > 0)
    if len(filled):
        starts = offsets[filled]
        for axis in (0, 1):
            values = np.ascontiguousarray(xy[: offsets[-1], axis])
            result[filled, axis] = np.minimum.reduceat(values, starts)
            result[filled, axis + 2] = np.maximum.reduceat(values, starts)
    return result
