"""The problem as a mixed-integer linear programme, for HiGHS to prove.

Columns: x, 1 where a site is chosen; y, 1 where a row is served at least at one of its levels of strength; and for
measures with a curve, their sum s and what it is worth t, below tangents of the curve. A level may be served by the
sites of that strength, or because the level above it is (Cornuejols, Nemhauser and Wolsey, 1980): few entries, and
the relaxation is as tight as one that lists every pair of a site and a person.
"""

from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np
import numpy.typing as npt
from scipy import sparse

from cityplanner.siting.instance import Aim
from cityplanner.siting.merge import Merged
from cityplanner.siting.objectives import phi, phi_slope
from cityplanner.siting.problem import FloatArray, RowArray

_TANGENTS = np.concatenate([[0.0, 0.003, 0.01, 0.02, 0.035], np.linspace(0.05, 1.0, 20)])
"""Shares served at which the curves get their first tangents."""


@dataclass(frozen=True, eq=False, slots=True)
class Levels:
    """Rows of people split by strength: k levels, each served or not."""

    row: RowArray
    """(k,) the row of a level."""
    height: FloatArray
    """(k,) what reaching the level adds to the strength."""
    matrix: Any
    """(k, m + k) sparse: what must be 0 or more for a level to be served."""
    whole: bool
    """Whether levels must be served wholly or not at all for the programme to be right."""


def levels_of(merged: Merged) -> Levels:
    """The levels of an instance: one a row where all strengths are alike."""
    inst = merged.instance
    rows, sites = len(inst.weight), len(inst.cost)
    row = np.repeat(np.arange(rows), np.diff(inst.row_start))
    counting = bool((inst.need > 0).any())
    order = np.lexsort((-inst.row_strength, row))
    row, site, strength = row[order], inst.row_site[order], inst.row_strength[order]
    fresh_row = np.concatenate([[True], row[1:] != row[:-1]]) if len(row) else np.zeros(0, dtype=bool)
    fresh = fresh_row | np.concatenate([[True], strength[1:] != strength[:-1]]) if len(row) else fresh_row
    level = np.cumsum(fresh) - 1
    first = np.flatnonzero(fresh)
    level_row, level_strength, top = row[first], strength[first], fresh_row[first]
    count = len(first)
    below = np.zeros(count)
    if count:
        below[:-1] = np.where(top[1:], 0.0, level_strength[1:])
    chained = np.flatnonzero(~top)
    needed = np.maximum(inst.need[level_row], 1).astype(np.float64)
    entries = np.concatenate([np.ones(len(level)), np.ones(len(chained)), -needed])
    lines = np.concatenate([level, chained, np.arange(count)])
    columns = np.concatenate([site, sites + chained - 1, sites + np.arange(count)])
    matrix = sparse.csr_array((entries, (lines, columns)), shape=(count, sites + count))
    return Levels(level_row, level_strength - below, matrix, counting)


class Programme:
    """A maximisation of the value, or a minimisation of what the sites cost with every floor held.

    ``fewest`` minimises; each site then counts its ``price`` (m,).
    """

    def __init__(self, merged: Merged, aim: Aim, *, price: FloatArray | None = None) -> None:
        self._merged, self._aim = merged, aim
        inst = merged.instance
        self._levels = levels = levels_of(merged)
        self._sites, self._served = len(inst.cost), len(levels.row)
        self._curved = np.flatnonzero(merged.people > 0)
        self._width = self._sites + self._served + 2 * len(self._curved)
        by_row = sparse.csr_array(
            (inst.measure_weight, inst.measure, inst.measure_start), shape=(len(inst.weight), len(inst.base))
        )
        # (c, k) what a served level adds to each measure.
        self._sums = sparse.csr_array(by_row[levels.row].T * levels.height[np.newaxis, :])
        self._blocks: list[Any] = []
        self._low: list[FloatArray] = []
        self._high: list[FloatArray] = []
        self._limits()
        self._add(self._widened(levels.matrix), np.zeros(self._served), np.full(self._served, np.inf))
        self._hold_floors()
        if price is None:
            self._objective = np.concatenate(
                [
                    np.zeros(self._sites),
                    inst.weight[levels.row] * levels.height,
                    np.zeros(len(self._curved)),
                    np.ones(len(self._curved)),
                ]
            )
            self._curves()
        else:
            self._objective = np.concatenate([-price, np.zeros(self._width - self._sites)])

    def _widened(self, matrix: Any) -> Any:
        """``matrix`` with columns of 0 up to the width of the programme."""
        missing = self._width - matrix.shape[1]
        return sparse.hstack([matrix, sparse.csr_array((matrix.shape[0], missing))]) if missing else matrix

    def _add(self, matrix: Any, low: FloatArray, high: FloatArray) -> None:
        self._blocks.append(sparse.csr_array(matrix))
        self._low.append(np.asarray(low, dtype=np.float64))
        self._high.append(np.asarray(high, dtype=np.float64))

    def _on_sites(self, values: npt.NDArray[Any]) -> Any:
        return self._widened(sparse.csr_array(values[np.newaxis, :].astype(np.float64)))

    def _limits(self) -> None:
        inst, aim = self._merged.instance, self._aim
        if aim.most < self._sites:
            self._add(self._on_sites(np.ones(self._sites)), np.array([-np.inf]), np.array([aim.most]))
        if np.isfinite(aim.budget):
            self._add(self._on_sites(inst.cost), np.array([-np.inf]), np.array([aim.budget * (1 + 1e-9)]))
        if inst.existing.any():
            stay = int(inst.existing.sum()) - aim.most_out
            self._add(self._on_sites(inst.existing), np.array([stay]), np.array([np.inf]))
        one = np.repeat(np.arange(self._sites), np.diff(inst.conflict_start))
        pairs = np.flatnonzero(one < inst.conflict_site)
        # A pair of existing devices stands as it is.
        pairs = pairs[~(inst.existing[one[pairs]] & inst.existing[inst.conflict_site[pairs]])]
        if len(pairs):
            line = np.arange(len(pairs))
            lines, columns = np.concatenate([line, line]), np.concatenate([one[pairs], inst.conflict_site[pairs]])
            matrix = sparse.csr_array((np.ones(2 * len(pairs)), (lines, columns)), shape=(len(pairs), self._width))
            self._add(matrix, np.full(len(pairs), -np.inf), np.ones(len(pairs)))

    def _hold_floors(self) -> None:
        floors = np.flatnonzero(self._merged.needed > 0)
        if len(floors):
            served = sparse.hstack([sparse.csr_array((len(floors), self._sites)), self._sums[floors]])
            low = self._merged.needed[floors] - self._merged.instance.base[floors]
            self._add(self._widened(served), low, np.full(len(floors), np.inf))

    def _curves(self) -> None:
        count = len(self._curved)
        if not count:
            return
        served = sparse.hstack(
            [sparse.csr_array((count, self._sites)), -self._sums[self._curved], sparse.eye_array(count)]
        )
        base = self._merged.instance.base[self._curved]
        self._add(self._widened(served), base, base)
        people = self._merged.people[self._curved]
        for share in _TANGENTS:
            self.touch(share * people)

    def touch(self, sums: FloatArray) -> None:
        """Bound what every curved measure is worth by its tangent where it comes to ``sums`` (curved,)."""
        count = len(self._curved)
        people = self._merged.people[self._curved]
        share = np.clip(sums / people, 0.0, 1.0)
        slope = phi_slope(share, self._aim.aversion)
        line = np.arange(count)
        first = self._sites + self._served
        matrix = sparse.csr_array(
            (
                np.concatenate([-slope, np.ones(count)]),
                (np.concatenate([line, line]), np.concatenate([first + line, first + count + line])),
            ),
            shape=(count, self._width),
        )
        high = people * (phi(share, self._aim.aversion) - slope * share)
        self._add(matrix, np.full(count, -np.inf), high)

    @property
    def curved(self) -> RowArray:
        return self._curved

    @property
    def constant(self) -> float:
        """What the value is beside the objective."""
        return self._merged.base

    def model(self) -> "highspy.HighsLp":
        """The programme as HiGHS takes it."""
        inst = self._merged.instance
        matrix = sparse.csr_array(sparse.vstack(self._blocks))
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = self._width, matrix.shape[0]
        lp.sense_ = highspy.ObjSense.kMaximize
        lp.col_cost_ = self._objective
        low = np.zeros(self._width)
        low[: self._sites] = inst.pinned
        high = np.ones(self._width)
        high[self._sites + self._served :] = np.inf
        lp.col_lower_, lp.col_upper_ = low, high
        lp.row_lower_, lp.row_upper_ = np.concatenate(self._low), np.concatenate(self._high)
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_ = matrix.indptr.astype(np.int32)
        lp.a_matrix_.index_ = matrix.indices.astype(np.int32)
        lp.a_matrix_.value_ = matrix.data
        kinds = [highspy.HighsVarType.kContinuous] * self._width
        kinds[: self._sites] = [highspy.HighsVarType.kInteger] * self._sites
        if self._levels.whole:
            kinds[self._sites : self._sites + self._served] = [highspy.HighsVarType.kInteger] * self._served
        lp.integrality_ = kinds
        return lp

    @property
    def sites(self) -> int:
        return self._sites
