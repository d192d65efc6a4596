"""What a plan promises, as figures that can be met or missed."""

from dataclasses import dataclass
from enum import StrEnum


class TargetKind(StrEnum):
    NEIGHBOURHOOD_FLOOR = "neighbourhood-floor"
    """In every neighbourhood at least this share of the residents is served."""
    NEIGHBOURHOOD_OF_CITY = "neighbourhood-of-city"
    """In every neighbourhood at least this part of the city's share."""
    POOREST_FIFTH_OF_CITY = "poorest-fifth-of-city"
    """In the poorest fifth at least this part of the city's share."""
    GROUP_OF_CITY = "group-of-city"
    """Of the group at least this part of the city's share."""
    FIFTHS_GAP = "fifths-gap"
    """Between the richest and the poorest fifth a difference of at most this share."""


@dataclass(frozen=True, slots=True)
class Target:
    """``value`` is a part of one: 0.5 is 50 %, or 50 points for a gap. ``group`` is for ``GROUP_OF_CITY``."""

    kind: TargetKind
    value: float
    group: str = ""


DEFAULT_TARGETS = (
    Target(TargetKind.NEIGHBOURHOOD_FLOOR, 0.5),
    Target(TargetKind.NEIGHBOURHOOD_OF_CITY, 0.8),
    Target(TargetKind.POOREST_FIFTH_OF_CITY, 1.0),
    Target(TargetKind.GROUP_OF_CITY, 1.0, "age_65_plus"),
    Target(TargetKind.FIFTHS_GAP, 0.1),
)
"""Ours to begin with, not norms of any standard; a project has its own."""
