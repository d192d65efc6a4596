"""Targets met and missed."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cityplanner.coverage.table import CoverageTable
from cityplanner.equity.profile import EquityProfile
from cityplanner.i18n import _, format_number, format_share
from cityplanner.model import Target, TargetKind
from cityplanner.people.groups import group_label

_ROUNDING = 1e-12


@dataclass(frozen=True, eq=False, slots=True)
class TargetResult:
    """``reached`` and ``wanted`` are shares; ``met`` is None, with a ``reason``, where it cannot be told.

    For a target of every neighbourhood, ``reached`` is the worst one's share, ``missed`` has the rows that miss it and
    ``counted`` how many count.
    """

    target: Target
    met: bool | None
    reached: float | None
    wanted: float | None
    missed: tuple[int, ...] = ()
    counted: int = 0
    reason: str = ""


def target_results(table: CoverageTable, profile: EquityProfile, targets: Sequence[Target]) -> list[TargetResult]:
    """How ``table`` stands against each of ``targets``; ``profile`` is that of all its residents."""
    city = float(table.city_share[0])
    share = table.share
    return [_result(target, table, share, city, profile) for target in targets]


def _result(
    target: Target, table: CoverageTable, share: npt.NDArray[np.float64], city: float, profile: EquityProfile
) -> TargetResult:
    if np.isnan(city):
        return _unknown(target, table.why_not or _("It is not known how many people live here."))
    if city == 0 and target.kind is not TargetKind.NEIGHBOURHOOD_FLOOR:
        return _unknown(target, _("Nobody is served yet."))
    match target.kind:
        case TargetKind.NEIGHBOURHOOD_FLOOR:
            return _every_neighbourhood(target, share, target.value)
        case TargetKind.NEIGHBOURHOOD_OF_CITY:
            return _every_neighbourhood(target, share, target.value * city)
        case TargetKind.POOREST_FIFTH_OF_CITY:
            if profile.poorest_fifth is None:
                return _unknown(target, _("The neighbourhoods have no deprivation figure."))
            return _at_least(target, profile.poorest_fifth, target.value * city)
        case TargetKind.GROUP_OF_CITY:
            place = table.groups.index(target.group) + 1 if target.group in table.groups else 0
            if not place or np.isnan(table.city_share[place]):
                return _unknown(target, _("It is not known how many people are of this group."))
            return _at_least(target, float(table.city_share[place]), target.value * city)
        case TargetKind.FIFTHS_GAP:
            if profile.poorest_fifth is None or profile.richest_fifth is None:
                return _unknown(target, _("The neighbourhoods have no deprivation figure."))
            gap = abs(profile.richest_fifth - profile.poorest_fifth)
            return TargetResult(target, gap <= target.value + _ROUNDING, gap, target.value)


def _every_neighbourhood(target: Target, share: npt.NDArray[np.float64], wanted: float) -> TargetResult:
    known = ~np.isnan(share)
    missed = np.flatnonzero(known & (share < wanted - _ROUNDING))
    return TargetResult(
        target,
        not len(missed),
        float(share[known].min()),
        wanted,
        tuple(missed[np.argsort(share[missed], kind="stable")].tolist()),
        int(known.sum()),
    )


def _at_least(target: Target, reached: float, wanted: float) -> TargetResult:
    return TargetResult(target, reached >= wanted - _ROUNDING, reached, wanted)


def _unknown(target: Target, reason: str) -> TargetResult:
    return TargetResult(target, None, None, None, reason=reason)


def target_title(target: Target) -> str:
    """What the target asks for, in words."""
    match target.kind:
        case TargetKind.NEIGHBOURHOOD_FLOOR:
            return _("Every neighbourhood at least {share}").format(share=format_share(target.value, 0))
        case TargetKind.NEIGHBOURHOOD_OF_CITY:
            return _("Every neighbourhood at least {share} of the city's share").format(
                share=format_share(target.value, 0)
            )
        case TargetKind.POOREST_FIFTH_OF_CITY:
            if target.value == 1:
                return _("Poorest fifth served at least as well as the city")
            return _("Poorest fifth at least {share} of the city's share").format(share=format_share(target.value, 0))
        case TargetKind.GROUP_OF_CITY:
            if target.value == 1:
                return _("{group}: served at least as well as the city").format(group=group_label(target.group))
            return _("{group}: at least {share} of the city's share").format(
                group=group_label(target.group), share=format_share(target.value, 0)
            )
        case TargetKind.FIFTHS_GAP:
            return _("Richest and poorest fifth at most {points} points apart").format(
                points=format_number(target.value * 100)
            )


def target_outcome(result: TargetResult) -> str:
    """How the target stands, in a few words: ``31 of 48 met``, ``11.2 % of 34.0 %``."""
    if result.met is None or result.reached is None or result.wanted is None:
        return result.reason
    if result.target.kind in (TargetKind.NEIGHBOURHOOD_FLOOR, TargetKind.NEIGHBOURHOOD_OF_CITY):
        return _("{met} of {count} met").format(
            met=format_number(result.counted - len(result.missed)), count=format_number(result.counted)
        )
    if result.target.kind is TargetKind.FIFTHS_GAP:
        return _("{points} points apart").format(points=format_number(result.reached * 100, 1))
    return _("{reached}, asked {wanted}").format(
        reached=format_share(result.reached), wanted=format_share(result.wanted)
    )
