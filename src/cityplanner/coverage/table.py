"""Who is served, neighbourhood by neighbourhood: the numbers that every view and export shows."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False, slots=True)
class CoverageTable:
    """Rows in the order of ``City.neighbourhoods``; n neighbourhoods, g groups.

    ``people``, ``served`` and ``by_one`` are (n, 1 + g): residents first, then the groups in the order of ``groups``.
    ``by_one`` are the served whom one device alone reaches; ``in_reach`` (n,) adds up, over the residents, how many
    devices reach each. A count that the data does not give, or that could not be worked out, is NaN. ``area_m2`` is
    (n,); ``area_served_m2`` is (n,), or None while it has not been worked out.
    """

    ids: tuple[str, ...]
    names: tuple[str, ...]
    groups: tuple[str, ...]
    devices: int
    people: FloatArray
    served: FloatArray
    by_one: FloatArray
    in_reach: FloatArray
    area_m2: FloatArray
    area_served_m2: FloatArray | None = None
    area_is_estimate: bool = False
    why_not: str = ""
    """Why figures are absent, or which types of a family do not count, where a coverage model fails."""

    @property
    def is_absent(self) -> bool:
        """Whether it could not be worked out who is served; ``why_not`` says why."""
        return self.why_not != "" and bool(np.isnan(self.served).all())

    @property
    def has_residents(self) -> bool:
        """Whether anybody is known to live in the city; without, only the ground can be told."""
        return bool(self.city_people[0] > 0)

    @property
    def share(self) -> FloatArray:
        """(n,) share of residents served; NaN where nobody lives."""
        return _ratio(self.served[:, 0], self.people[:, 0])

    @property
    def group_share(self) -> FloatArray:
        """(n, g) share of each group served; NaN where the group has nobody."""
        return _ratio(self.served[:, 1:], self.people[:, 1:])

    @property
    def city_people(self) -> FloatArray:
        """(1 + g,) residents and groups of all neighbourhoods that have a count; NaN where none has."""
        return _sum_known(self.people)

    @property
    def city_served(self) -> FloatArray:
        """(1 + g,) served residents and groups: the sum of the neighbourhoods that have a count."""
        return _sum_known(self.served)

    @property
    def city_by_one(self) -> FloatArray:
        """(1 + g,) served residents and groups whom one device alone reaches."""
        return _sum_known(self.by_one)

    @property
    def devices_in_reach(self) -> FloatArray:
        """(n,) devices that reach a resident, on average; NaN where nobody lives."""
        return _ratio(self.in_reach, self.people[:, 0])

    @property
    def city_share(self) -> FloatArray:
        """(1 + g,) share of all residents and of each group served; NaN where there is nobody."""
        return _ratio(self.city_served, self.city_people)

    @property
    def city_area_share(self) -> float | None:
        """Share of the city's ground served, or None while it has not been worked out."""
        if self.area_served_m2 is None or not self.area_m2.sum() > 0:
            return None
        return float(self.area_served_m2.sum() / self.area_m2.sum())

    @property
    def area_share(self) -> FloatArray | None:
        """(n,) share of the ground served, or None while it has not been worked out."""
        return None if self.area_served_m2 is None else _ratio(self.area_served_m2, self.area_m2)


def _sum_known(counts: FloatArray) -> FloatArray:
    known = ~np.isnan(counts)
    return np.where(known.any(axis=0), np.where(known, counts, 0.0).sum(axis=0), np.nan)


def _ratio(part: FloatArray, whole: FloatArray) -> FloatArray:
    ratio = np.full(whole.shape, np.nan)
    np.divide(part, whole, out=ratio, where=whole > 0)
    return ratio
