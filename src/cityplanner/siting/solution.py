"""What a search answers: the sites, what they are worth, and how far from the best that can be."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from cityplanner.i18n import text_fields


class Status(StrEnum):
    OPTIMAL = "optimal"
    """Nothing better exists."""
    FEASIBLE = "feasible"
    """Good, and no further from the best than the gap says."""
    INFEASIBLE = "infeasible"
    """What was asked cannot be had; ``reason`` says why, and ``chosen`` comes as close as was found."""
    CANCELLED = "cancelled"
    """Stopped by hand; ``chosen`` is the best so far."""


@text_fields("reason")
@dataclass(frozen=True, slots=True)
class Solution:
    """``chosen`` sites in the order in which they add most, without those that stand already.

    Of a search for the most: ``value`` <= best possible <= ``bound``. Of a search for the fewest or the cheapest it is
    the other way round. ``gap`` is the part of the better figure of the two by which they differ, 0 to 1.
    """

    chosen: tuple[int, ...]
    value: float
    bound: float
    gap: float
    proven: bool
    status: Status
    reason: str = ""
    removed: tuple[int, ...] = ()
    """Existing sites that go elsewhere."""
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class BestSoFar:
    """What a search has found while it goes on; told whenever the value or the bound is better."""

    chosen: tuple[int, ...]
    value: float
    bound: float
    gap: float
    seconds: float
    removed: tuple[int, ...] = ()


Watcher = Callable[[BestSoFar], None]
"""Called on the thread that searches."""


def gap_between(value: float, bound: float) -> float:
    """The part of the larger of two figures by which they differ; 0 where both are 0, 1 while there is no bound."""
    larger = max(value, bound)
    if larger == math.inf:
        return 1.0
    return abs(bound - value) / larger if larger > 0 else 0.0
