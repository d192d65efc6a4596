"""Weighted points in neighbourhoods: the people, or the ground, ready to be counted."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cityplanner.coverage import kernels
from cityplanner.coverage.people_index import PeopleIndex
from cityplanner.model import City, People

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False, slots=True)
class Demand:
    """n points in the order of their neighbourhoods; m neighbourhoods, k kinds of weight.

    ``neighbourhood`` (n,) rows; ``starts`` (m + 1,) where each neighbourhood's points begin; ``weights`` (n, k);
    ``totals`` (m, k), NaN where ``unknown`` (m, k).
    """

    index: PeopleIndex
    neighbourhood: npt.NDArray[np.int32]
    starts: npt.NDArray[np.int64]
    weights: FloatArray
    totals: FloatArray
    unknown: npt.NDArray[np.bool_]

    @property
    def rows(self) -> int:
        """How many neighbourhoods there are."""
        return len(self.starts) - 1


def demand(
    xy: FloatArray, neighbourhood: npt.NDArray[np.int32], weights: FloatArray, unknown: npt.NDArray[np.bool_]
) -> Demand:
    """Points ``xy`` (n, 2) with ``weights`` (n, k) in m neighbourhoods; those in none (-1) are left out.

    ``unknown`` (m, k) says which totals the data does not give, beside those with a weight of NaN.
    """
    inside = np.flatnonzero(neighbourhood >= 0)
    order = inside[np.argsort(neighbourhood[inside], kind="stable")]
    row_of = np.ascontiguousarray(neighbourhood[order], dtype=np.int32)
    starts = np.searchsorted(row_of, np.arange(len(unknown) + 1)).astype(np.int64)
    sorted_weights = weights[order]
    unknown = unknown.copy()
    np.logical_or.at(unknown, row_of, np.isnan(sorted_weights))
    known_weights = np.ascontiguousarray(np.nan_to_num(sorted_weights, nan=0.0))
    totals, by_one, in_reach = np.zeros(unknown.shape), np.zeros(unknown.shape), np.zeros(len(unknown))
    # Summed as the served are, so that everybody served is a share of exactly 1.
    everybody = np.ones(len(row_of), dtype=np.int32)
    stale = np.ones(len(unknown), dtype=np.bool_)
    kernels.sum_stale(stale, starts, known_weights, everybody, 1, unknown, totals, by_one, in_reach)
    totals.flags.writeable = False
    return Demand(PeopleIndex(xy[order]), row_of, starts, known_weights, totals, unknown)


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
