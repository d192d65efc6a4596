"""The counting that runs while a device is in the hand, compiled.

Points stand in the order of their neighbourhoods, and in each of them in blocks of points that lie close together.
Sums run over a block's points and over a neighbourhood's blocks in that order every time, so that the figures after
any run of edits are those from the start, bit for bit, and serving more people can never sum to less.
"""

import numpy as np

from cityplanner.compiled import Flags, FlagTable, Floats, FloatTable, Rows, compiled, compiled_helper
from cityplanner.compiled import Short as Counts


@compiled
def sort_into_cells(
    xy: FloatTable, low_x: float, low_y: float, cell_m: float, columns: int, lines: int
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
    xy: FloatTable,
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
def fault_of_lists(starts: Rows, rows: Rows, stamps: Rows, first: int) -> int:
    """What is wrong with lists ``rows[starts[i]:starts[i + 1]]`` of the points 0 to n - 1; 0 where nothing is.

    1: the lists are not laid out one after the other; 2: there is no such point; 3: a point twice. ``stamps`` (n,) gets
    ``first`` + i at the points of list i.
    """
    if starts[0] != 0 or starts[-1] != len(rows):
        return 1
    for i in range(len(starts) - 1):
        if starts[i + 1] < starts[i]:
            return 1
        for k in range(starts[i], starts[i + 1]):
            row = rows[k]
            if row < 0 or row >= len(stamps):
                return 2
            if stamps[row] == first + i:
                return 3
            stamps[row] = first + i
    return 0


@compiled
def count(counts: Counts, rows: Rows, step: int) -> None:
    """Add ``step`` to the counts of the points ``rows``."""
    for row in rows:
        counts[row] += step


@compiled
def exchange(
    counts: Counts,
    gone: Rows,
    come: Rows,
    neighbourhood: Counts,
    block: Counts,
    stale: Flags,
    stale_blocks: Flags,
) -> None:
    """Take one from the counts of the points ``gone``, give one to those of ``come``, and flag where they are."""
    for row in gone:
        counts[row] -= 1
        stale[neighbourhood[row]] = True
        stale_blocks[block[row]] = True
    for row in come:
        counts[row] += 1
        stale[neighbourhood[row]] = True
        stale_blocks[block[row]] = True


@compiled
def add_amounts(totals: Rows, rows: Rows, amounts: Rows, sign: int) -> None:
    """Add ``sign`` times the whole ``amounts`` to the totals of the points ``rows``."""
    for i in range(len(rows)):
        totals[rows[i]] += sign * amounts[i]


@compiled
def mark(stale: Flags, stale_blocks: Flags, neighbourhood: Counts, block: Counts, rows: Rows) -> None:
    """Flag the neighbourhoods and the blocks of the points ``rows``."""
    for row in rows:
        stale[neighbourhood[row]] = True
        stale_blocks[block[row]] = True


@compiled
def sum_stale(
    stale: Flags,
    stale_blocks: Flags,
    first_block: Rows,
    block_starts: Rows,
    weights: FloatTable,
    counts: Counts,
    minimum: int,
    unknown: FlagTable,
    blocks: FloatTable,
    sums: FloatTable,
) -> None:
    """Sum the flagged blocks of the flagged neighbourhoods again, and take the flags away.

    Neighbourhood i has the blocks ``first_block[i]`` to ``first_block[i + 1]``, and block b the points
    ``block_starts[b]`` to ``block_starts[b + 1]``; ``weights`` (points, k). ``blocks`` (b, 2 k + 1) and ``sums``
    (m, 2 k + 1) get the k weights that at least ``minimum`` devices reach, those of them that one device alone
    reaches, and the devices that reach the first kind of weight, summed over it. Where ``unknown`` (m, k), NaN.
    Counts below 0 are of devices that reach a point without serving it.
    """
    kinds = weights.shape[1]
    for row in range(len(stale)):
        if not stale[row]:
            continue
        stale[row] = False
        for column in range(2 * kinds + 1):
            sums[row, column] = 0.0
        for block in range(first_block[row], first_block[row + 1]):
            if stale_blocks[block]:
                stale_blocks[block] = False
                _sum_block(weights, counts, minimum, block_starts[block], block_starts[block + 1], blocks[block])
            for column in range(2 * kinds + 1):
                sums[row, column] += blocks[block, column]
        for kind in range(kinds):
            if unknown[row, kind]:
                sums[row, kind] = np.nan
                sums[row, kinds + kind] = np.nan
        if unknown[row, 0]:
            sums[row, 2 * kinds] = np.nan


@compiled_helper
def _sum_block(weights: FloatTable, counts: Counts, minimum: int, start: int, end: int, sums: Floats) -> None:
    kinds = weights.shape[1]
    for column in range(2 * kinds + 1):
        sums[column] = 0.0
    for i in range(start, end):
        here = counts[i]
        if here == 0:
            continue
        sums[2 * kinds] += abs(here) * weights[i, 0]
        if here >= minimum:
            for kind in range(kinds):
                sums[kind] += weights[i, kind]
            if here == 1:
                for kind in range(kinds):
                    sums[kinds + kind] += weights[i, kind]
