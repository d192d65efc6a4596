"""Weighted points in neighbourhoods: the people, or the ground, ready to be counted."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cityplanner.coverage import kernels
from cityplanner.coverage.people_index import PeopleIndex
from cityplanner.model import City, People

FloatArray = npt.NDArray[np.float64]
Rows = npt.NDArray[np.int64]

_BLOCK = 64
"""Points that are summed together: a device touches few of a neighbourhood's thousands."""


@dataclass(frozen=True, eq=False, slots=True)
class Demand:
    """n points in the order of their neighbourhoods; m neighbourhoods, b blocks, k kinds of weight.

    ``neighbourhood`` and ``block`` (n,) rows; ``starts`` (m + 1,) where each neighbourhood's points begin;
    ``first_block`` (m + 1,) where its blocks do, and ``block_starts`` (b + 1,) where the points of each block do;
    ``weights`` (n, k); ``totals`` (m, k), NaN where ``unknown`` (m, k).
    """

    index: PeopleIndex
    neighbourhood: npt.NDArray[np.int32]
    block: npt.NDArray[np.int32]
    starts: npt.NDArray[np.int64]
    first_block: npt.NDArray[np.int64]
    block_starts: npt.NDArray[np.int64]
    weights: FloatArray
    totals: FloatArray
    unknown: npt.NDArray[np.bool_]

    @property
    def rows(self) -> int:
        """How many neighbourhoods there are."""
        return len(self.starts) - 1

    def no_sums(self) -> "WeightSums":
        """Sums that have yet to be made."""
        width, blocks = 2 * self.weights.shape[1] + 1, len(self.block_starts) - 1
        return WeightSums(
            np.zeros((self.rows, width)),
            np.zeros((blocks, width)),
            np.ones(self.rows, dtype=np.bool_),
            np.ones(blocks, dtype=np.bool_),
        )


def demand(
    xy: FloatArray, neighbourhood: npt.NDArray[np.int32], weights: FloatArray, unknown: npt.NDArray[np.bool_]
) -> Demand:
    """Points ``xy`` (n, 2) with ``weights`` (n, k) in m neighbourhoods; those in none (-1) are left out.

    ``unknown`` (m, k) says which totals the data does not give, beside those with a weight of NaN.
    """
    inside = np.flatnonzero(neighbourhood >= 0)
    # Close points follow each other, so that a device touches few blocks.
    inside = inside[PeopleIndex(xy[inside]).by_cell]
    order = inside[np.argsort(neighbourhood[inside], kind="stable")]
    row_of = np.ascontiguousarray(neighbourhood[order], dtype=np.int32)
    starts = np.searchsorted(row_of, np.arange(len(unknown) + 1)).astype(np.int64)
    sorted_weights = weights[order]
    unknown = unknown.copy()
    np.logical_or.at(unknown, row_of, np.isnan(sorted_weights))
    known_weights = np.ascontiguousarray(np.nan_to_num(sorted_weights, nan=0.0))
    first_block = np.concatenate([[0], np.cumsum(-(-np.diff(starts) // _BLOCK))]).astype(np.int64)
    in_neighbourhood = np.arange(len(row_of)) - starts[row_of]
    block = (first_block[row_of] + in_neighbourhood // _BLOCK).astype(np.int32)
    block_starts = np.searchsorted(block, np.arange(first_block[-1] + 1)).astype(np.int64)
    made = Demand(
        PeopleIndex(xy[order]),
        row_of,
        block,
        starts,
        first_block,
        block_starts,
        known_weights,
        np.zeros(unknown.shape),
        unknown,
    )
    # Summed as the served are, so that everybody served is a share of exactly 1.
    everybody = made.no_sums()
    everybody.bring_up_to_date(made, np.ones(len(row_of), dtype=np.int32), 1)
    made.totals[:] = everybody.served
    made.totals.flags.writeable = False
    return made


@dataclass(frozen=True, eq=False, slots=True)
class WeightSums:
    """What was summed over some of a demand's points: m neighbourhoods, k kinds of weight; NaN where not known."""

    sums: FloatArray
    blocks: FloatArray
    stale: npt.NDArray[np.bool_]
    """(m,) neighbourhoods that have changed since."""
    stale_blocks: npt.NDArray[np.bool_]

    @property
    def served(self) -> FloatArray:
        """(m, k) weights that are served."""
        return self.sums[:, : self.sums.shape[1] // 2]

    @property
    def by_one(self) -> FloatArray:
        """(m, k) the part of them that one device alone reaches."""
        kinds = self.sums.shape[1] // 2
        return self.sums[:, kinds : 2 * kinds]

    @property
    def in_reach(self) -> FloatArray:
        """(m,) how many devices reach the first kind of weight, summed over it."""
        return self.sums[:, -1]

    def copies(self) -> tuple[FloatArray, FloatArray, FloatArray]:
        """``served``, ``by_one`` and ``in_reach`` as they are now, whatever is summed later."""
        kinds = self.sums.shape[1] // 2
        now = self.sums.copy()
        return now[:, :kinds], now[:, kinds : 2 * kinds], now[:, -1]

    def mark(self, of: Demand, rows: Rows) -> None:
        """Note that the devices that reach the points ``rows`` have changed."""
        kernels.mark(self.stale, self.stale_blocks, of.neighbourhood, of.block, rows)

    def exchange(self, of: Demand, counts: npt.NDArray[np.int32], gone: Rows, come: Rows) -> None:
        """Count a device no more at the points ``gone`` and at ``come`` instead, and note that it has changed."""
        kernels.exchange(counts, gone, come, of.neighbourhood, of.block, self.stale, self.stale_blocks)

    def bring_up_to_date(self, of: Demand, counts: npt.NDArray[np.int32], minimum: int) -> None:
        """Sum what has changed; a point is served where its ``counts`` (n,) are ``minimum`` or more."""
        kernels.sum_stale(
            self.stale,
            self.stale_blocks,
            of.first_block,
            of.block_starts,
            of.weights,
            counts,
            minimum,
            of.unknown,
            self.blocks,
            self.sums,
        )


def people_demand(city: City, people: People) -> Demand:
    """The residents, and one kind of weight a group."""
    counts = city.neighbourhoods.reindex(columns=["population", *people.groups]).to_numpy(dtype=np.float64)
    inside = people.neighbourhood >= 0
    row_of = people.neighbourhood[inside]
    somebody = np.zeros(counts.shape, dtype=bool)
    np.logical_or.at(somebody, row_of, people.weights[inside] > 0)
    without_points = np.ones((len(counts), 1), dtype=bool)
    without_points[row_of] = False
    # The city's table has no count and the points carry nobody; or it has people and there is no point for them.
    unknown = (np.isnan(counts) & ~somebody) | ((counts > 0) & without_points)
    return demand(people.xy, people.neighbourhood, people.weights, unknown)
