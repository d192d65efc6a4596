"""Shares in words: what a planner says out loud."""

import math

import numpy as np

from cityplanner.coverage.table import CoverageTable
from cityplanner.equity import equity_basis, equity_profile
from cityplanner.i18n import _, format_number, format_share
from cityplanner.model import City

_PLAIN = [(1, whole) for whole in range(2, 9)] + [
    (2, 3),
    (3, 4),
    (2, 5),
    (3, 5),
    (4, 5),
    (3, 10),
    (7, 10),
    (9, 10),
    (19, 20),
]
_RAREST = 100
_NEARLY = 0.975
_NEAR = 0.03


def headline(table: CoverageTable) -> str:
    """``1 in 3 residents is served.``, or why that cannot be said."""
    residents, served = float(table.city_people[0]), float(table.city_served[0])
    if table.is_absent:
        return table.why_not
    if residents > 0:
        return share_sentence(served / residents)
    return nobody_sentence(table)


def nobody_sentence(table: CoverageTable) -> str:
    """Why nothing can be said of residents where none are known."""
    if np.isnan(table.people[:, 0]).any():
        return _("It is not known how many people live here.")
    return _("Nobody lives here.")


def area_text(area_m2: float) -> str:
    """An area as people say it: ``0.31 km²``, or ``7,850 m²`` where it is small."""
    if area_m2 < 10_000:
        return f"{format_number(area_m2)} m²"
    return f"{format_number(area_m2 / 1e6, 2 if area_m2 < 1e7 else 1)} km²"


def ground_sentence(table: CoverageTable) -> str | None:
    """How much of the city's ground is in range; None while it has not been worked out."""
    share = table.city_area_share
    return None if share is None else _("{share} of the ground is in range.").format(share=format_share(share))


def known_share(share: float) -> str:
    """``share`` as a percentage, or that it is not known where it is NaN."""
    return _("not known") if math.isnan(share) else format_share(share)


def share_sentence(share: float) -> str:
    """The sentence for a share of residents between 0 and 1, rounded to a fraction that is easily pictured."""
    if share <= 0:
        return _("No resident is served.")
    if share >= 1 - 1e-9:
        return _("Every resident is served.")
    if share >= _NEARLY:
        return _("Nearly every resident is served.")
    if share < 1 / _RAREST:
        return _("Fewer than 1 in {count} residents is served.").format(count=format_number(_RAREST))
    over = _well_over(share)
    if over == (1, 2):
        return _("Over half of the residents are served.")
    if over is not None:
        part, whole = over
        return _("Over {part} in {whole} residents are served.").format(
            part=format_number(part), whole=format_number(whole)
        )
    part, whole = in_words(share)
    if part == 1:
        return _("1 in {whole} residents is served.").format(whole=format_number(whole))
    return _("{part} in {whole} residents are served.").format(part=format_number(part), whole=format_number(whole))


def _well_over(share: float) -> tuple[int, int] | None:
    """The plain fraction below a share that is near none; None where one is near."""
    part, whole = in_words(share)
    if share < 1 / 8 or abs(part / whole - share) <= _NEAR:
        return None
    return max((one for one in _PLAIN if one[0] / one[1] < share), key=lambda one: one[0] / one[1])


def in_words(share: float) -> tuple[int, int]:
    """The ``part`` and ``whole`` of the plain fraction nearest to a share between 0 and 1."""
    if share >= 1 / 8:
        return min(_PLAIN, key=lambda fraction: abs(fraction[0] / fraction[1] - share))
    whole = 1 / share
    step = 1 if whole < 20 else 5 if whole < 50 else 10
    return 1, round(whole / step) * step


def poorest_fifth_sentence(table: CoverageTable, city: City) -> str | None:
    """``In the poorest fifth: 1 in 6.``; None where the data has no deprivation."""
    return fifth_sentence(equity_profile(table, equity_basis(city, table.people)).poorest_fifth)


def fifth_sentence(share: float | None) -> str | None:
    """The sentence for the share served of the poorest fifth of the residents; None where it is not known."""
    if share is None:
        return None
    if share < 1 / _RAREST:
        return _("In the poorest fifth: fewer than 1 in {count}.").format(count=format_number(_RAREST))
    if share >= _NEARLY:
        return _("In the poorest fifth: nearly everybody.")
    over = _well_over(share)
    if over is not None:
        words = _("In the poorest fifth: over {part} in {whole}.")
        return words.format(part=format_number(over[0]), whole=format_number(over[1]))
    part, whole = in_words(share)
    return _("In the poorest fifth: {part} in {whole}.").format(part=format_number(part), whole=format_number(whole))
