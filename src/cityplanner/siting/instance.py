"""The arrays that the compiled search works on, as named tuples that numba knows."""

from typing import NamedTuple

from cityplanner.compiled import Flags, Floats, Rows, Short
from cityplanner.compiled import Whole as Site

__all__ = ["Aim", "Flags", "Floats", "Instance", "Rows", "Short", "Site", "State"]


class Instance(NamedTuple):
    """m sites, n rows of people who are served by the same sites alike, c measures (sums that a curve is put on)."""

    site_start: Rows
    """(m + 1,) the entries of a site; ``site_row`` and ``site_strength`` have a row and a strength an entry."""
    site_row: Short
    site_strength: Floats
    row_start: Rows
    """(n + 1,) the same entries row by row."""
    row_site: Short
    row_strength: Floats
    weight: Floats
    """(n,) what a row adds to the value when it is served wholly, beside its measures."""
    need: Short
    """(n,) devices that must still reach the row, where devices are counted; 0 where the best one serves."""
    measure_start: Rows
    """(n + 1,) the measures that a row adds to, ``measure`` and ``measure_weight`` an entry."""
    measure: Short
    measure_weight: Floats
    slot_start: Rows
    """(m + 1,) the measures that a site can add to, ascending: ``slot_measure``."""
    slot_measure: Short
    cost: Floats
    conflict_start: Rows
    """(m + 1,) the sites too close to a site: ``conflict_site``."""
    conflict_site: Short
    pinned: Flags
    """(m,) stays chosen once it is."""
    existing: Flags
    """(m,) stands already and may be taken away."""
    base: Floats
    """(c,) what the measures are before anything is chosen."""


class Aim(NamedTuple):
    """What the measures (c,) are worth, and what limits a plan."""

    total: Floats
    """People of a neighbourhood, 0 where the measure has no curve."""
    aversion: float
    low: float
    width: float
    offset: float
    needed: Floats
    """Least sum that a floor asks for, 0 where it asks for nothing."""
    penalty: float
    """What it costs to miss a floor altogether."""
    trace: float
    """What counts for a row on the way to the devices it needs."""
    least: float
    """What is less than this is rounding."""
    most: int
    """How many sites may be chosen."""
    budget: float
    most_out: int
    """How many existing sites may go."""


class State(NamedTuple):
    """A plan in the making. ``level`` (n,) best strength or devices counted; ``more`` (m,) and ``slot_more`` what a
    site would add to the value and to its measures; ``sums`` (c,) the measures; ``number`` = sites chosen, existing
    sites gone; ``amount`` = money spent, value of the rows beside their measures."""

    level: Floats
    more: Floats
    slot_more: Floats
    sums: Floats
    inside: Flags
    blocked: Short
    number: Rows
    amount: Floats
