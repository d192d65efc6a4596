"""An upper bound on what any plan can be worth, so that a gap can be shown beside every proposal."""

import math

import numpy as np
from scipy import sparse

from cityplanner.siting import bound_kernels
from cityplanner.siting.instance import Aim
from cityplanner.siting.merge import Merged
from cityplanner.siting.objectives import phi, phi_slope
from cityplanner.siting.problem import FloatArray


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
        self._largest = np.zeros(rows)
        np.maximum.at(self._largest, inst.site_row, inst.site_strength)
        self._largest = np.where(inst.need > 0, 1.0, self._largest)
        self._at: FloatArray = inst.base.copy()
        """(c,) where the tangents touch."""
        self._floor_price = np.zeros(len(inst.base))
        self._price = np.zeros(rows)
        self._best_price = np.zeros(rows)
        self._control = np.array([1.0, 0.0, math.inf])
        self._mean_taken = np.zeros(sites)
        self._weight = np.zeros(rows)
        self._fixed = 0.0
        self._started = False
        self.value = math.inf
        self.site_values = np.zeros(sites)
        """(m,) what sites are worth one by one at the prices of the least bound."""

    def start_from(self, level: FloatArray, sums: FloatArray) -> None:
        """Take the first prices and tangents from a plan that serves the rows at ``level`` (n,)."""
        if len(sums):
            self._at = np.clip(sums, 0.0, None)
        self._tangents()
        served = np.where(self._merged.instance.need > 0, level > 0, level)
        self._price = self._weight * np.minimum(served, self._largest) * 0.7
        self._started = True
        self._new_slopes()

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
        self._control[1] = 0.0
        self._control[2] = math.inf
        self._best_price[:] = self._price

    def improve(self, known: float, steps: int) -> float:
        """Make ``steps`` steps; ``known`` is the value of the best plan so far. Returns the least bound of all."""
        inst = self._merged.instance
        if self._started and len(inst.base):
            self._turn(known)
        found = bound_kernels.descend(
            inst,
            self._aim,
            self._weight,
            self._fixed,
            known,
            self._price,
            self._best_price,
            self._control,
            self._mean_taken,
            steps,
        )
        if found < self.value:
            self.value = found
            bound_kernels.site_values(inst, self._weight, self._best_price, self.site_values)
        return self.value

    def _turn(self, known: float) -> None:
        """Let the tangents touch nearer to what the sites chosen on average serve, and price floors they miss."""
        merged, inst = self._merged, self._merged.instance
        if not self._mean_taken.any():
            return
        level = np.empty(len(inst.weight))
        bound_kernels.covered(inst, self._mean_taken / max(self._mean_taken.max(), 1e-9), level)
        sums = inst.base + self._measures.T @ level
        self._at = 0.8 * self._at + 0.2 * sums
        floors = merged.needed > 0
        if floors.any():
            missing = np.where(floors, merged.needed - sums, 0.0)
            square = float(missing @ missing)
            if square > 0 and self.value < math.inf:
                step = 0.1 * max(self.value - known, 0.0) / square
                self._floor_price = np.maximum(self._floor_price + step * missing, 0.0)
        before = self._weight
        self._tangents()
        scale = np.divide(self._weight, before, out=np.ones(len(before)), where=before > 0)
        self._price *= scale
        self._new_slopes()
