"""Marks people who are served by the same sites with the same strengths, compiled."""

import numpy as np

from cityplanner.compiled import Marks, MarkTable, compiled, compiled_helper
from cityplanner.siting.instance import Floats, Rows, Short


@compiled
def marks(starts: Rows, rows: Short, bits: Marks, out: MarkTable) -> None:
    """Add to ``out`` (n, 2) two numbers of 64 bits that differ where the entries of two rows do.

    Entries site by site; ``bits`` are those of the strengths. Two sums of well mixed numbers: that two different rows
    out of a million agree in both has a chance of less than 1 in 10**26.
    """
    for site in range(len(starts) - 1):
        for k in range(starts[site], starts[site + 1]):
            mixed = _mix(np.uint64(site + 1) * np.uint64(0x9E3779B97F4A7C15) ^ _mix(bits[k]))
            out[rows[k], 0] += mixed
            out[rows[k], 1] += _mix(mixed + np.uint64(0xD1B54A32D192ED03))


@compiled_helper
def _mix(number: np.uint64) -> np.uint64:
    """The finishing steps of SplitMix64 (Steele, Lea and Flood, 2014)."""
    number = (number ^ (number >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    number = (number ^ (number >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return number ^ (number >> np.uint64(31))


@compiled
def keep(starts: Rows, rows: Short, strengths: Floats, place: Rows) -> tuple[Rows, Short, Floats]:
    """The entries of the rows that have a ``place`` (n,) of 0 or more, there."""
    count = 0
    for k in range(len(rows)):
        if place[rows[k]] >= 0:
            count += 1
    new_starts = np.zeros(len(starts), dtype=np.int64)
    new_rows = np.empty(count, dtype=np.int32)
    new_strengths = np.empty(count, dtype=np.float64)
    at = 0
    for site in range(len(starts) - 1):
        for k in range(starts[site], starts[site + 1]):
            where = place[rows[k]]
            if where >= 0:
                new_rows[at] = where
                new_strengths[at] = strengths[k]
                at += 1
        new_starts[site + 1] = at
    return new_starts, new_rows, new_strengths
