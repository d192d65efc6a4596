"""What is asked of a plan, as plain arrays: sites, people, what stands, what may not be, what must be reached."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

from cityplanner.errors import InputError
from cityplanner.i18n import _

FloatArray = npt.NDArray[np.float64]
RowArray = npt.NDArray[np.int64]

_ROUNDING = 1e-12


@dataclass(frozen=True, eq=False, slots=True)
class Floors:
    """Least figures that a plan must hold: ``weights @ served >= needed``.

    ``weights`` (f, n) sparse, ``needed`` (f,) people, ``names`` what each is a floor of, ``share`` what was asked.
    """

    weights: Any
    needed: FloatArray
    names: tuple[str, ...]
    share: float

    def missing(self, served: FloatArray) -> FloatArray:
        """(f,) people still missing where people are ``served`` (n,) with strengths 0 to 1."""
        return np.asarray(np.maximum(self.needed - self.weights @ served, 0.0), dtype=np.float64)


def floors_by_part(parts: RowArray, weights: FloatArray, share: float, names: Sequence[str]) -> Floors:
    """At least ``share`` of the people of every part (neighbourhood); parts where nobody is are left out."""
    count = len(names)
    inside = parts >= 0
    matrix = sparse.csr_array((weights[inside], (parts[inside], np.flatnonzero(inside))), shape=(count, len(weights)))
    return _floors(matrix, share, names)


def floors_by_group(group_weights: FloatArray, share: float, names: Sequence[str]) -> Floors:
    """At least ``share`` of every group in the whole city; ``group_weights`` (n, g)."""
    return _floors(sparse.csr_array(group_weights.T), share, names)


def join_floors(one: Floors | None, other: Floors) -> Floors:
    """The floors of both; of those asked for, the share of ``other`` is told."""
    if one is None:
        return other
    return Floors(
        sparse.csr_array(sparse.vstack([one.weights, other.weights])),
        np.concatenate([one.needed, other.needed]),
        (*one.names, *other.names),
        one.share,
    )


def _floors(matrix: Any, share: float, names: Sequence[str]) -> Floors:
    if not 0 <= share <= 1:
        raise InputError(_("A floor must be between 0 and 100 per cent."))
    totals = np.asarray(matrix.sum(axis=1)).ravel()
    kept = np.flatnonzero(totals > 0)
    # A hair less, so that 7 of 100 are 7 per cent whatever 0.07 * 100 comes to.
    needed = share * totals[kept] * (1 - _ROUNDING)
    return Floors(sparse.csr_array(matrix[kept]), needed, tuple(names[row] for row in kept.tolist()), share)


@dataclass(frozen=True, eq=False)
class Problem:
    """m sites and n people points.

    ``incidence`` (m, n) sparse strengths 0 to 1: how well a device at a site serves a point, which counts with its
    best chosen site. ``weights`` (n,) people. ``costs`` (m,) or None where money plays no part.

    ``locked`` sites stand already: their cover counts in the value, and they are neither chosen nor paid for; at most
    ``movable`` of them may be taken away and put elsewhere. ``wished`` sites must be chosen, ``forbidden`` ones must
    not. ``conflicts`` (k, 2) are pairs of sites too close to stand both. ``capacities`` (m,) are the people that a
    device can serve. ``devices_needed`` devices must reach a point for it to be served.

    ``parts`` (n,) is each point's neighbourhood, -1 for none. With an ``aversion`` above 0 the value is
    people x phi(share served) summed over neighbourhoods, phi concave (:func:`objectives.phi`), so that those who have
    little count for more. ``floors`` must hold in any solution.

    Raises :class:`InputError` where the arrays do not fit together or hold what cannot be counted.
    """

    incidence: Any
    weights: FloatArray
    costs: FloatArray | None = None
    locked: Sequence[int] = ()
    forbidden: Sequence[int] = ()
    wished: Sequence[int] = ()
    parts: RowArray | None = None
    aversion: float = 0.0
    floors: Floors | None = None
    devices_needed: int = 1
    conflicts: RowArray | None = None
    capacities: FloatArray | None = None
    movable: int = 0
    names: Sequence[str] = field(default=())
    """(m,) what to call the sites in sentences; their numbers where it is empty."""

    def __post_init__(self) -> None:
        incidence = sparse.csr_array(self.incidence, dtype=np.float64)
        incidence.sum_duplicates()
        incidence.eliminate_zeros()
        sites, people = incidence.shape
        weights = np.ascontiguousarray(self.weights, dtype=np.float64)
        _set(self, "incidence", incidence)
        _set(self, "weights", weights)
        if weights.shape != (people,):
            raise InputError(
                _("There are {weights} weights for {people} places where people are.").format(
                    weights=weights.size, people=people
                )
            )
        if not np.isfinite(weights).all() or (weights < 0).any():
            raise InputError(_("Every place needs a number of people of 0 or more."))
        strengths = incidence.data
        if len(strengths) and not (np.isfinite(strengths).all() and strengths.min() > 0 and strengths.max() <= 1):
            raise InputError(_("The strengths with which sites serve people must lie between 0 and 1."))
        for name in ("costs", "capacities"):
            given = getattr(self, name)
            if given is not None:
                array = np.ascontiguousarray(given, dtype=np.float64)
                if array.shape != (sites,) or not np.isfinite(array).all() or (array < 0).any():
                    raise InputError(
                        _("Every site needs a cost of 0 or more.")
                        if name == "costs"
                        else _("Every site needs a capacity of 0 or more people.")
                    )
                _set(self, name, array)
        for name in ("locked", "forbidden", "wished"):
            chosen = tuple(sorted({int(site) for site in getattr(self, name)}))
            if chosen and not (chosen[0] >= 0 and chosen[-1] < sites):
                raise InputError(_("A site is named that is not among the {count} candidates.").format(count=sites))
            _set(self, name, chosen)
        if self.parts is not None:
            parts = np.ascontiguousarray(self.parts, dtype=np.int64)
            if parts.shape != (people,):
                raise InputError(_("Every place where people are needs a neighbourhood."))
            _set(self, "parts", parts)
        if self.conflicts is not None:
            pairs = np.asarray(self.conflicts, dtype=np.int64).reshape(-1, 2)
            if pairs.size and not (pairs.min() >= 0 and pairs.max() < sites):
                raise InputError(_("A site is named that is not among the {count} candidates.").format(count=sites))
            _set(self, "conflicts", pairs[pairs[:, 0] != pairs[:, 1]])
        if self.aversion < 0 or not np.isfinite(self.aversion):
            raise InputError(_("The aversion to inequality must be 0 or more."))
        if self.devices_needed < 1:
            raise InputError(_("At least one device must reach a place for it to be served."))
        if both := set(self.wished) & set(self.forbidden):
            raise InputError(
                _("Site {site} is both wished and forbidden; choose one.").format(site=self.name(min(both)))
            )

    @property
    def sites(self) -> int:
        return int(self.incidence.shape[0])

    def name(self, site: int) -> str:
        """What to call a site in a sentence."""
        return self.names[site] if self.names else str(site)

    @property
    def selectable(self) -> RowArray:
        """The sites that may be chosen, ascending."""
        free = np.ones(self.sites, dtype=bool)
        free[list(self.locked)] = False
        free[list(self.forbidden)] = False
        return np.flatnonzero(free)


def _set(problem: Problem, name: str, value: object) -> None:
    object.__setattr__(problem, name, value)
