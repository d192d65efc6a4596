"""The counting that runs while a device is in the hand, compiled.

Points stand in the order of their neighbourhoods: neighbourhood ``i`` has the points ``starts[i]`` to
``starts[i + 1]``. Sums run over a neighbourhood's points in that order every time, so that the figures after any run
of edits are those from the start, bit for bit, and serving more people can never sum to less.
"""

import numpy as np
import numpy.typing as npt

from cityplanner.compiled import compiled

Floats = npt.NDArray[np.float64]
Rows = npt.NDArray[np.int64]
Counts = npt.NDArray[np.int32]
Flags = npt.NDArray[np.bool_]


@compiled
def sort_into_cells(
    xy: Floats, low_x: float, low_y: float, cell_m: float, columns: int, lines: int
) -> tuple[Rows, Rows]:
    """``starts`` (cells + 1,) and ``order`` (n,): the points of cell c are ``order[starts[c]:starts[c + 1]]``."""
    cells = np.empty(len(xy), dtype=np.int64)
    starts = np.zeros(columns * lines + 1, dtype=np.int64)
    for i in range(len(xy)):
        column = min(int((xy[i, 0] - low_x) / cell_m), columns - 1)
        line = min(int((xy[i, 1] - low_y) / cell_m), lines - 1)
        cells[i] = line * columns + column
        starts[cells[i] + 1] += 1
    for c in range(columns * lines):
        starts[c + 1] += starts[c]
    place = starts[:-1].copy()
    order = np.empty(len(xy), dtype=np.int64)
    for i in range(len(xy)):
        order[place[cells[i]]] = i
        place[cells[i]] += 1
    return starts, order


@compiled
def points_in_disc(
    x: float,
    y: float,
    radius_m: float,
    xy: Floats,
    starts: Rows,
    order: Rows,
    low_x: float,
    low_y: float,
    cell_m: float,
    columns: int,
    lines: int,
) -> Rows:
    """The rows of the points no further than ``radius_m`` from (x, y), the rim included; ``xy`` in cell order."""
    # As numbers first: a place far outside must not overflow a whole number. A cell more on each side for rounding.
    left = min(max((x - radius_m - low_x) / cell_m - 1e-6, 0.0), columns - 1.0)
    right = min(max((x + radius_m - low_x) / cell_m + 1e-6, 0.0), columns - 1.0)
    bottom = min(max((y - radius_m - low_y) / cell_m - 1e-6, 0.0), lines - 1.0)
    top = min(max((y + radius_m - low_y) / cell_m + 1e-6, 0.0), lines - 1.0)
    if not (left <= right and bottom <= top):
        return np.empty(0, dtype=np.int64)
    first, last = int(left), int(right)
    most = 0
    for line in range(int(bottom), int(top) + 1):
        most += starts[line * columns + last + 1] - starts[line * columns + first]
    rows = np.empty(most, dtype=np.int64)
    found = 0
    square = radius_m * radius_m
    for line in range(int(bottom), int(top) + 1):
        for i in range(starts[line * columns + first], starts[line * columns + last + 1]):
            dx = xy[i, 0] - x
            dy = xy[i, 1] - y
            if dx * dx + dy * dy <= square:
                rows[found] = order[i]
                found += 1
    return rows[:found].copy()


@compiled
def count(counts: Counts, rows: Rows, step: int) -> None:
    """Add ``step`` to the counts of the points ``rows``."""
    for row in rows:
        counts[row] += step


@compiled
def add_amounts(totals: Rows, rows: Rows, amounts: Rows, sign: int) -> None:
    """Add ``sign`` times the whole ``amounts`` to the totals of the points ``rows``."""
    for i in range(len(rows)):
        totals[rows[i]] += sign * amounts[i]


@compiled
def mark(stale: Flags, neighbourhood: Counts, rows: Rows) -> None:
    """Flag the neighbourhoods of the points ``rows``."""
    for row in rows:
        stale[neighbourhood[row]] = True


@compiled
def sum_stale(
    stale: Flags,
    starts: Rows,
    weights: Floats,
    counts: Counts,
    minimum: int,
    unknown: Flags,
    served: Floats,
    by_one: Floats,
    in_reach: Floats,
) -> None:
    """Sum the flagged neighbourhoods again, and take the flags away.

    ``weights`` (points, 1 + g); ``served`` and ``by_one`` (n, 1 + g) get the people whom at least ``minimum`` devices
    reach, and those of them whom one device alone reaches; ``in_reach`` (n,) gets the sum over residents of the
    devices that reach them. ``counts`` are below 0 where so many devices reach a point without serving it. Where
    ``unknown`` (n, 1 + g), NaN.
    """
    kinds = weights.shape[1]
    for row in range(len(stale)):
        if not stale[row]:
            continue
        stale[row] = False
        for kind in range(kinds):
            served[row, kind] = 0.0
            by_one[row, kind] = 0.0
        devices = 0.0
        for i in range(starts[row], starts[row + 1]):
            here = counts[i]
            if here == 0:
                continue
            devices += abs(here) * weights[i, 0]
            if here >= minimum:
                for kind in range(kinds):
                    served[row, kind] += weights[i, kind]
                if here == 1:
                    for kind in range(kinds):
                        by_one[row, kind] += weights[i, kind]
        in_reach[row] = devices
        for kind in range(kinds):
            if unknown[row, kind]:
                served[row, kind] = np.nan
                by_one[row, kind] = np.nan
        if unknown[row, 0]:
            in_reach[row] = np.nan
