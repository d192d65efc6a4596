"""How fairly service is shared between neighbourhoods, in one record."""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cityplanner.coverage.table import CoverageTable
from cityplanner.equity import indices
from cityplanner.i18n import _, ngettext
from cityplanner.model import City


@dataclass(frozen=True, slots=True)
class EquityProfile:
    """Indices of the share of residents served, a neighbourhood weighing as many people as live in it.

    An index that has no value is None, and a sentence in ``flags`` says why. ``kolm_pollak_ede`` is a share: what
    everybody would have if it were shared equally and felt to be as good. ``concentration_index`` is below 0 where
    deprived neighbourhoods are served better.
    """

    gini: float | None
    theil_t: float | None
    theil_l: float | None
    atkinson_05: float | None
    hoover: float | None
    palma: float | None
    concentration_index: float | None
    kolm_pollak_ede: float | None
    min_share: float | None
    max_share: float | None
    flags: tuple[str, ...] = ()


def equity_profile(table: CoverageTable, city: City) -> EquityProfile:
    """The profile of the residents that ``table`` counts, ranked by the deprivation that ``city`` knows."""
    share, residents = table.share, table.people[:, 0]
    known = ~np.isnan(share)
    deprivation = _deprivation(city)
    # The most deprived come first in a concentration curve.
    rank_by = -deprivation if city.deprivation_high_is_poor else deprivation
    return EquityProfile(
        gini=_or_none(indices.gini(share, residents)),
        theil_t=_or_none(indices.theil_t(share, residents)),
        theil_l=_or_none(indices.theil_l(share, residents)),
        atkinson_05=_or_none(indices.atkinson(share, residents, epsilon=0.5)),
        hoover=_or_none(indices.hoover(share, residents)),
        palma=_or_none(indices.palma(share, residents)),
        concentration_index=_or_none(indices.concentration_index(share, residents, rank_by)),
        kolm_pollak_ede=_or_none(indices.kolm_pollak_ede(share, residents)),
        min_share=float(share[known].min()) if known.any() else None,
        max_share=float(share[known].max()) if known.any() else None,
        flags=tuple(_flags(share, residents, deprivation)),
    )


def _deprivation(city: City) -> npt.NDArray[np.float64]:
    frame = city.neighbourhoods
    if "deprivation" not in frame:
        return np.full(len(frame), np.nan)
    return np.asarray(frame["deprivation"], dtype=np.float64)


def _or_none(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _flags(
    share: npt.NDArray[np.float64], residents: npt.NDArray[np.float64], deprivation: npt.NDArray[np.float64]
) -> list[str]:
    """Why a value is missing, and who was left out."""
    known = ~np.isnan(share)
    if not known.any():
        return [_("No neighbourhood has a count of residents above 0, so fairness cannot be measured.")]
    flags = []
    if empty := int((residents == 0).sum()):
        flags.append(
            ngettext(
                "{count} neighbourhood where nobody lives is left out of the indices.",
                "{count} neighbourhoods where nobody lives are left out of the indices.",
                empty,
            ).format(count=empty)
        )
    if uncounted := int(np.isnan(residents).sum()):
        flags.append(
            ngettext(
                "{count} neighbourhood without a count of residents is left out of the indices.",
                "{count} neighbourhoods without a count of residents are left out of the indices.",
                uncounted,
            ).format(count=uncounted)
        )
    unserved = int((share == 0).sum())
    if unserved == known.sum():
        flags.append(_("Nobody is served, so how fairly service is shared has no value; only the shares do."))
        return flags
    if unserved:
        flags.append(
            ngettext(
                "Theil L has no value because in {count} neighbourhood nobody is served.",
                "Theil L has no value because in {count} neighbourhoods nobody is served.",
                unserved,
            ).format(count=unserved)
        )
    if math.isinf(indices.palma(share, residents)):
        flags.append(
            _("The Palma ratio has no value because the worst-served 40 % of residents are not served at all.")
        )
    ranked = known & ~np.isnan(deprivation)
    if not ranked.any():
        flags.append(_("The concentration index has no value because the neighbourhoods have no deprivation figure."))
    elif not share[ranked].any():
        flags.append(
            _("The concentration index has no value because nobody is served where a deprivation figure is known.")
        )
    elif unranked := int((known & ~ranked).sum()):
        flags.append(
            ngettext(
                "{count} neighbourhood without a deprivation figure is left out of the concentration index.",
                "{count} neighbourhoods without a deprivation figure are left out of the concentration index.",
                unranked,
            ).format(count=unranked)
        )
    return flags
