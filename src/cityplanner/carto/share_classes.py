"""Shares of people served in classes that a map can show: none, and five steps of a fifth."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cityplanner.carto.display_list import AreaStyle
from cityplanner.i18n import _, format_number, format_share

_EPSILON = 1e-9


@dataclass(frozen=True, slots=True)
class ShareClass:
    """Shares above ``low`` and not above ``high``; ``low`` is None where nobody is served or nobody lives."""

    low: float | None
    high: float | None
    style: AreaStyle

    @property
    def label(self) -> str:
        """The class in words, for a legend."""
        if self.high is None:
            return _("No residents")
        if self.low is None:
            return _("No one served")
        if self.low == 0:
            return _("Up to {share}").format(share=format_share(self.high, 0))
        return _("{low}–{high}").format(low=format_number(self.low * 100), high=format_share(self.high, 0))


SHARE_CLASSES: tuple[ShareClass, ...] = (
    ShareClass(None, 0.0, AreaStyle(fill="#F4F1EA", hatch="#A39B8E")),
    ShareClass(0.0, 0.2, AreaStyle(fill="#F5F0C8")),
    ShareClass(0.2, 0.4, AreaStyle(fill="#C2E0B6")),
    ShareClass(0.4, 0.6, AreaStyle(fill="#84C4BB")),
    ShareClass(0.6, 0.8, AreaStyle(fill="#4A94B1")),
    ShareClass(0.8, 1.0, AreaStyle(fill="#3A6393")),
)
"""From pale yellow to deep blue, darker step by step, so that it also reads in grey and for any colour vision."""

NO_RESIDENTS = ShareClass(None, None, AreaStyle(fill="#E3E3E3"))


def share_ends(step: ShareClass) -> tuple[str, str]:
    """Where a class begins and ends, in words."""
    return format_number((step.low or 0.0) * 100), format_share(step.high or 0.0, 0)


def class_of(share: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
    """(n,) index into ``SHARE_CLASSES`` for (n,) shares of 0 to 1; ``len(SHARE_CLASSES)`` where the share is NaN."""
    highs = np.array([entry.high for entry in SHARE_CLASSES], dtype=np.float64)
    found = np.searchsorted(highs[:-1] + _EPSILON, np.nan_to_num(share), side="left")
    return np.where(np.isnan(share), len(SHARE_CLASSES), found).astype(np.int64)
