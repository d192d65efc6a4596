"""How fairly service is shared between neighbourhoods, in one record."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from cityplanner.coverage.table import CoverageTable
from cityplanner.equity import kernels
from cityplanner.equity.ranks import middle_ranks, part_within
from cityplanner.i18n import _, ngettext
from cityplanner.model import City

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False, slots=True)
class EquityBasis:
    """What stays as it is while devices come and go: n neighbourhoods, their people and their deprivation.

    ``people`` (n,) residents, or those of one group. ``rank_by`` (n,) ascends from the most deprived, NaN without a
    figure; ``middle`` (n,) is the rank between 0 and 1 that follows. ``poorest`` and ``richest`` (n,) are the parts of
    each neighbourhood's people who belong to the poorest and the richest fifth of the city.
    """

    people: FloatArray
    column: int
    """The column of the coverage table that is measured: 0 all residents, 1 ... the groups."""
    rank_by: FloatArray
    middle: FloatArray
    poorest: FloatArray
    richest: FloatArray
    without_people: int
    not_known: int
    with_rank: int
    """How many neighbourhoods have nobody, have an unknown number of people, have people and a deprivation figure."""


class Indices(NamedTuple):
    """Inequality of one thing that people have, a neighbourhood weighing as many people as live in it.

    ``kolm_pollak_ede`` is in the unit of the thing: what everybody would have if it were shared equally and felt to be
    as good.
    """

    gini: float | None = None
    theil_t: float | None = None
    theil_l: float | None = None
    atkinson_05: float | None = None
    hoover: float | None = None
    palma: float | None = None
    twenty_twenty: float | None = None
    kolm_pollak_ede: float | None = None


@dataclass(frozen=True, slots=True)
class EquityProfile:
    """How the share of people served differs between neighbourhoods. An index without a value is None.

    ``coverage`` measures the share that is served, ``shortfall`` the share that is not: where few are served the two
    can differ much, and both are true. By deprivation: ``concentration_index`` and ``erreygers_index`` (which is the
    same, with its sign turned, of the shortfall) are below 0 where deprived neighbourhoods are served better;
    ``slope_index`` is the share at the least deprived end of the city less that at the most deprived end, and
    ``relative_slope_index`` the same over the mean. ``poorest_fifth`` and ``richest_fifth`` are the shares served of
    the fifths of the people who live in the most and the least deprived neighbourhoods.
    """

    coverage: Indices
    shortfall: Indices
    concentration_index: float | None
    erreygers_index: float | None
    slope_index: float | None
    relative_slope_index: float | None
    poorest_fifth: float | None
    richest_fifth: float | None
    min_share: float | None
    max_share: float | None
    counted: int
    """Neighbourhoods that count."""
    without_people: int
    not_known: int
    unserved: int
    """Neighbourhoods that count and where nobody is served."""
    without_rank: int
    """Neighbourhoods that count but have no deprivation figure."""
    why_not: str = ""
    """Why nothing is known of who is served, where that is so."""

    @property
    def gap(self) -> float | None:
        """The best served neighbourhood's share less the worst's."""
        if self.min_share is None or self.max_share is None:
            return None
        return self.max_share - self.min_share

    @property
    def flags(self) -> tuple[str, ...]:
        """Why a value is missing, and who was left out, in sentences."""
        if self.why_not:
            return (self.why_not,)
        if not self.counted:
            return (_("No neighbourhood has a count of residents above 0, so fairness cannot be measured."),)
        return (*self._left_out(), *self._without_value())

    def _left_out(self) -> list[str]:
        flags = []
        if self.without_people:
            flags.append(
                ngettext(
                    "{count} neighbourhood where nobody lives is left out of the indices.",
                    "{count} neighbourhoods where nobody lives are left out of the indices.",
                    self.without_people,
                ).format(count=self.without_people)
            )
        if self.not_known:
            flags.append(
                ngettext(
                    "{count} neighbourhood without a count of residents is left out of the indices.",
                    "{count} neighbourhoods without a count of residents are left out of the indices.",
                    self.not_known,
                ).format(count=self.not_known)
            )
        return flags

    def _without_value(self) -> list[str]:
        if self.unserved == self.counted:
            return [_("Nobody is served, so how fairly service is shared has no value; only the shares do.")]
        flags = []
        if self.counted == 1:
            flags.append(_("There is one neighbourhood only, so there is nothing to compare it with."))
        if self.coverage.theil_l is None:
            flags.append(
                ngettext(
                    "Theil L has no value because in {count} neighbourhood nobody is served.",
                    "Theil L has no value because in {count} neighbourhoods nobody is served.",
                    self.unserved,
                ).format(count=self.unserved)
            )
        if self.coverage.palma is None:
            flags.append(
                _("The Palma ratio has no value because the worst-served 40 % of residents are not served at all.")
            )
        if self.coverage.twenty_twenty is None:
            flags.append(
                _("The 20:20 ratio has no value because the worst-served 20 % of residents are not served at all.")
            )
        if self.without_rank == self.counted:
            flags.append(
                _("The concentration index has no value because the neighbourhoods have no deprivation figure.")
            )
        elif self.concentration_index is None:
            flags.append(
                _("The concentration index has no value because nobody is served where a deprivation figure is known.")
            )
        elif self.without_rank:
            flags.append(
                ngettext(
                    "{count} neighbourhood without a deprivation figure is left out of the concentration index.",
                    "{count} neighbourhoods without a deprivation figure are left out of the concentration index.",
                    self.without_rank,
                ).format(count=self.without_rank)
            )
        if self.shortfall.gini is None:
            flags.append(_("Everybody is served, so there is no shortfall to be shared."))
        elif None in (self.shortfall.theil_l, self.shortfall.palma, self.shortfall.twenty_twenty):
            flags.append(
                _("Some indices of the share not served have no value because everybody is served in some places.")
            )
        return flags


def equity_basis(city: City, people: FloatArray, column: int = 0) -> EquityBasis:
    """The basis for ``people`` (n, 1 + g), a coverage table's totals: for all residents, or the group of ``column``."""
    counted = people[:, column]
    rank_by = deprivation_rank(city)
    counts = np.where(np.isnan(counted), 0.0, counted)
    middle = middle_ranks(rank_by, counts)
    return EquityBasis(
        people=np.ascontiguousarray(counted),
        column=column,
        rank_by=rank_by,
        middle=middle,
        poorest=part_within(rank_by, counts, 0.0, 0.2),
        richest=part_within(rank_by, counts, 0.8, 1.0),
        without_people=int(np.count_nonzero(counted == 0)),
        not_known=int(np.count_nonzero(np.isnan(counted))),
        with_rank=int(np.count_nonzero(~np.isnan(middle))),
    )


def deprivation_rank(city: City) -> FloatArray:
    """(n,) figures that ascend from the most deprived neighbourhood; NaN where there is none."""
    frame = city.neighbourhoods
    if "deprivation" not in frame:
        return np.full(len(frame), np.nan)
    deprivation = np.asarray(frame["deprivation"], dtype=np.float64)
    return -deprivation if city.deprivation_high_is_poor else deprivation


def equity_profile(table: CoverageTable, basis: EquityBasis) -> EquityProfile:
    """How the people of ``basis`` are served in ``table``; quick enough for every frame of a drag."""
    if table.is_absent:
        unknown = dict.fromkeys(_SHARES)
        return EquityProfile(
            Indices(),
            Indices(),
            **unknown,
            counted=0,
            without_people=basis.without_people,
            not_known=basis.not_known,
            unserved=0,
            without_rank=0,
            why_not=table.why_not,
        )
    values = np.empty((3, 8))
    counted = kernels.measure(
        np.ascontiguousarray(table.served[:, basis.column]),
        basis.people,
        basis.middle,
        basis.poorest,
        basis.richest,
        values,
    )
    coverage, shortfall, spread = values.tolist()
    lowest, highest, unserved, mean, covariance, variance, poorest, richest = spread
    ranked = basis.with_rank > 0
    return EquityProfile(
        coverage=_indices(coverage),
        shortfall=_indices(shortfall),
        concentration_index=2 * covariance / mean if ranked and mean > 0 else None,
        # Shares lie between 0 and 1, so the index is 8 times the covariance with the rank.
        erreygers_index=8 * covariance if ranked else None,
        slope_index=covariance / variance if ranked and variance > 0 else None,
        relative_slope_index=covariance / variance / mean if ranked and variance > 0 and mean > 0 else None,
        poorest_fifth=poorest if ranked else None,
        richest_fifth=richest if ranked else None,
        min_share=lowest if counted else None,
        max_share=highest if counted else None,
        counted=counted,
        without_people=basis.without_people,
        not_known=basis.not_known,
        unserved=int(unserved) if counted else 0,
        without_rank=counted - basis.with_rank,
    )


_SHARES = (
    "concentration_index",
    "erreygers_index",
    "slope_index",
    "relative_slope_index",
    "poorest_fifth",
    "richest_fifth",
    "min_share",
    "max_share",
)


def _indices(values: Sequence[float]) -> Indices:
    return Indices._make([value if -math.inf < value < math.inf else None for value in values])
