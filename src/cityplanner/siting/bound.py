"""An upper bound on what any plan can be worth, so that a gap can be shown beside every proposal."""

import math

import numpy as np
import numpy.typing as npt
from scipy import sparse

from cityplanner.siting import bound_kernels
from cityplanner.siting.instance import Aim, State
from cityplanner.siting.merge import Merged
from cityplanner.siting.objectives import phi, phi_slope
from cityplanner.siting.problem import FloatArray

_TURN = 0.1
"""How far tangents go towards what is served on average, from round to round."""
_FLOOR_STEP = 0.1
_SHORTEST = 0.05
"""Least factor of the length of a step when tangents are new."""


class Bound:
    """The least bound so far. :meth:`improve` makes it smaller, round by round.

    Curves (a neighbourhood's people by phi) lie below their tangents, so with tangents in their place the value only
    grows and is a plain sum. Floors are left out, or count against what misses them, at a price.
    """

    def __init__(self, merged: Merged, aim: Aim) -> None:
        self._merged = merged
        self._aim = aim
        inst = merged.instance
        rows, sites = len(inst.weight), len(inst.cost)
        self._measures = sparse.csr_array(
            (inst.measure_weight, inst.measure, inst.measure_start), shape=(rows, len(inst.base))
        )
        self._part = 1.0 / np.maximum(inst.need, 1)
        self._at: FloatArray = inst.base.copy()
        """(c,) where the tangents touch."""
        self._floor_price = np.zeros(len(inst.base))
        self._open = np.ones(sites, dtype=np.bool_)
        """(m,) the sites that a better plan may have."""
        self._closed = np.zeros(sites)
        self._entries = (inst.row_start, inst.row_site, inst.row_strength)
        self._sorted_for = -1
        """How many sites were open when the entries were sorted."""
        self._price = np.zeros(rows)
        self._best_price = np.zeros(rows)
        self._way = np.zeros(rows)
        self._control = np.array([1.0, 0.0, math.inf])
        self._mean_taken = np.zeros(sites)
        self._steps = 0
        self._weight = np.zeros(rows)
        self._fixed = 0.0
        self._started = False
        self.value = math.inf
        self._valued_at = math.inf
        """The bound that the next belong to."""
        self.site_values = np.zeros(sites)
        """(m,) what sites are worth one by one at the prices of the least bound."""

    def start_from(self, plan: State) -> None:
        """Take the first prices and tangents from a plan: half-way between its best and its second-best service."""
        if len(plan.sums):
            self._at = np.clip(plan.sums, 0.0, None)
        self._tangents()
        best, second = np.empty(len(self._weight)), np.empty(len(self._weight))
        bound_kernels.two_best(self._merged.instance, plan.inside, best, second)
        self._price = self._weight * (best + second) / 2
        self._started = True
        self._new_slopes()
        self.value = self._everybody()

    def _everybody(self) -> float:
        """What all sites together would be worth: the bound to begin with."""
        merged, inst = self._merged, self._merged.instance
        largest = np.zeros(len(inst.weight))
        np.maximum.at(largest, inst.site_row, inst.site_strength)
        value = merged.base + float(inst.weight @ largest)
        curved = merged.people > 0
        if curved.any():
            people = merged.people[curved]
            share = np.clip((inst.base + self._measures.T @ largest)[curved] / people, 0.0, 1.0)
            value += float(people @ phi(share, self._aim.aversion))
        return value

    def _tangents(self) -> None:
        """Weights and the fixed part of the value that go with the tangents and the prices of the floors."""
        merged, aim, inst = self._merged, self._aim, self._merged.instance
        slopes = np.zeros(len(inst.base))
        fixed = merged.base
        curved = merged.people > 0
        if curved.any():
            people = merged.people[curved]
            share = np.clip(self._at[curved] / people, 0.0, 1.0)
            slope = phi_slope(share, aim.aversion)
            slopes[curved] = slope
            fixed += float(people @ (phi(share, aim.aversion) + slope * (inst.base[curved] / people - share)))
        slopes += self._floor_price
        fixed -= float(self._floor_price @ (merged.needed - inst.base))
        weight = inst.weight + self._measures @ slopes if len(slopes) else inst.weight
        self._weight, self._fixed = np.ascontiguousarray(weight), fixed

    def _new_slopes(self) -> None:
        self._control[:] = (max(self._control[0], _SHORTEST), 0.0, math.inf)
        self._best_price[:] = self._price

    def improve(self, known: float, steps: int, *, leave_out: bool = False) -> float:
        """Make ``steps`` steps; ``known`` is the value of the best plan so far. Returns the least bound of all.

        ``leave_out``: of plans that are worth no more than ``known`` nothing need be said any more, so that sites which
        only those have are left out.
        """
        inst = self._merged.instance
        still = int(self._open.sum())
        if self._sorted_for < 0 or still < 0.7 * self._sorted_for:
            # Closed sites add to minus infinity until they are taken out here.
            self._entries = bound_kernels.strongest_first(*self._entries, self._open)
            self._sorted_for = still
        if self._started and len(inst.base):
            self._turn(known)
        found = bound_kernels.descend(
            inst,
            self._aim,
            *self._entries,
            self._closed,
            self._weight,
            self._part,
            self._fixed,
            known,
            self._price,
            self._best_price,
            self._way,
            self._control,
            self._mean_taken,
            steps,
        )
        self._steps += steps
        if found < self.value:
            self.value = found
            self._valued_at = found
            self.site_values = self._closed.copy()
            bound_kernels.site_values(*self._entries, self._weight, self._best_price, self._part, self.site_values)
            if leave_out and by_number_only(self._merged, self._aim):
                self._open &= self.undecided(known)
                self._closed = np.where(self._open, 0.0, -np.inf)
        return self.value

    def undecided(self, known: float) -> npt.NDArray[np.bool_]:
        """(m,) the sites that a plan worth more than ``known`` may have, where only their number is limited.

        A plan with a site that is not among the best is worth no more than the bound less what that site is worth
        less than the last of those.
        """
        most = self._aim.most
        if not by_number_only(self._merged, self._aim) or not 0 < most < len(self.site_values):
            return np.ones(len(self.site_values), dtype=np.bool_)
        last = max(float(np.partition(self.site_values, -most)[-most]), 0.0)
        return np.asarray(self._valued_at - (last - self.site_values) > known)

    def _turn(self, known: float) -> None:
        """Let the tangents touch nearer to what the sites chosen on average serve, and price floors they miss."""
        merged, inst = self._merged, self._merged.instance
        if not self._steps:
            return
        level = np.empty(len(inst.weight))
        bound_kernels.covered(inst, self._part, self._mean_taken / (1.0 - 0.97**self._steps), level)
        sums = inst.base + self._measures.T @ level
        self._at = (1 - _TURN) * self._at + _TURN * sums
        floors = merged.needed > 0
        if floors.any():
            missing = np.where(floors, merged.needed - sums, 0.0)
            # A price of 0 that would fall stays.
            missing[(missing < 0) & (self._floor_price <= 0)] = 0.0
            square = float(missing @ missing)
            if square > 0 and self.value < math.inf:
                step = _FLOOR_STEP * max(self.value - known, 0.0) / square
                self._floor_price = np.maximum(self._floor_price + step * missing, 0.0)
        before = self._weight
        self._tangents()
        scale = np.divide(self._weight, before, out=np.ones(len(before)), where=before > 0)
        self._price *= scale
        self._new_slopes()


def by_number_only(merged: Merged, aim: Aim) -> bool:
    """Whether plans are limited by the number of their sites and by nothing else that the bound knows of."""
    inst = merged.instance
    return not (math.isfinite(aim.budget) or inst.existing.any() or inst.pinned.any())
