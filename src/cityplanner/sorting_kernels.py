"""Puts numbers in order inside of other kernels: NumPy's own way takes a second to compile wherever it is asked for."""

import numpy as np

from cityplanner.compiled import Floats, Rows, compiled_helper

_FEW = 15
"""So few are put in order one by one."""
_DEEPEST = 100


@compiled_helper
def ascending(keys: Floats, count: int, order: Rows) -> None:
    """``order`` (count,) gets the places of the first ``count`` of ``keys``, the smallest first, NaN last.

    A quicksort with the median of three, in steps such as those of numba's ``argsort``, so that of equals the same
    comes first.
    """
    for i in range(count):
        order[i] = i
    lows, highs = np.empty(_DEEPEST, dtype=np.int64), np.empty(_DEEPEST, dtype=np.int64)
    lows[0], highs[0] = 0, count - 1
    waiting = 1
    while waiting > 0:
        waiting -= 1
        low, high = lows[waiting], highs[waiting]
        while high - low >= _FEW:
            middle = _parted(keys, order, low, high)
            # The larger part waits, so that few ever do.
            if high - middle > middle - low:
                if high > middle:
                    lows[waiting], highs[waiting] = middle + 1, high
                    waiting += 1
                high = middle - 1
            else:
                if middle > low:
                    lows[waiting], highs[waiting] = low, middle - 1
                    waiting += 1
                low = middle + 1
        for i in range(low + 1, high + 1):
            place = order[i]
            j = i
            while j > low and _less(keys[place], keys[order[j - 1]]):
                order[j] = order[j - 1]
                j -= 1
            order[j] = place


@compiled_helper
def _parted(keys: Floats, order: Rows, low: int, high: int) -> int:
    """Put the smaller of places ``low`` to ``high`` before the larger, and say where the one between them is."""
    middle = (low + high) >> 1
    if _less(keys[order[middle]], keys[order[low]]):
        order[low], order[middle] = order[middle], order[low]
    if _less(keys[order[high]], keys[order[middle]]):
        order[high], order[middle] = order[middle], order[high]
    if _less(keys[order[middle]], keys[order[low]]):
        order[low], order[middle] = order[middle], order[low]
    pivot = keys[order[middle]]
    order[high], order[middle] = order[middle], order[high]
    i, j = low, high - 1
    while True:
        while i < high and _less(keys[order[i]], pivot):
            i += 1
        while j >= low and _less(pivot, keys[order[j]]):
            j -= 1
        if i >= j:
            break
        order[i], order[j] = order[j], order[i]
        i += 1
        j -= 1
    order[i], order[high] = order[high], order[i]
    return i


@compiled_helper
def _less(a: float, b: float) -> bool:
    return a < b or (b != b and a == a)
