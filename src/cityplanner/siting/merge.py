"""From a problem to what the search works on: what stands is taken off, and people alike become one row.

People whom the same sites serve with the same strengths need not be told apart, whatever is chosen: 100,000 points
and 200 sites come down to some 2,000 rows, without any loss.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse

from cityplanner.siting import merge_kernels
from cityplanner.siting.instance import Instance
from cityplanner.siting.objectives import served_by
from cityplanner.siting.problem import FloatArray, Floors, Problem, RowArray


@dataclass(frozen=True, eq=False, slots=True)
class Merged:
    """``sites`` (m,) are the problem's numbers of the instance's sites. ``base`` is the value of what stands."""

    instance: Instance
    sites: RowArray
    base: float
    people: FloatArray
    """(c,) people of the neighbourhood that a measure is of, 0 where it is a floor alone."""
    needed: FloatArray
    """(c,) what a floor asks of the measure, 0 where none does."""
    row_of: RowArray
    """(n,) the row of each person point, -1 for those that no site can serve any better."""


def merge(problem: Problem) -> Merged:
    """The instance of ``problem``. Existing sites that may be moved are among its sites, other locked ones are not."""
    movable = problem.movable > 0
    fixed = np.array([] if movable else problem.locked, dtype=np.int64)
    sites = np.sort(np.concatenate([problem.selectable, np.array(problem.locked if movable else (), dtype=np.int64)]))
    sites = sites[~_too_close(problem, fixed)[sites]]
    entries, need, base = _beyond(problem, sites, fixed)
    weight, measures, people, needed = _measures(problem)
    keys = np.zeros((len(problem.weights), 2), dtype=np.uint64)
    starts, rows_of_entries = entries.indptr.astype(np.int64), entries.indices.astype(np.int32, copy=False)
    merge_kernels.marks(starts, rows_of_entries, entries.data.view(np.uint64), keys)
    keys[:, 0] += need.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    counts = (problem.weights > 0) | (np.diff(measures.indptr) > 0)
    reached = np.flatnonzero((np.bincount(entries.indices, minlength=len(counts)) > 0) & counts)
    first, row_in = _unique(keys[reached])
    rows = len(first)
    row_of = np.full(len(counts), -1, dtype=np.int64)
    row_of[reached] = row_in
    place = np.full(len(counts), -1, dtype=np.int64)
    place[reached[first]] = np.arange(rows)
    site_start, site_row, site_strength = merge_kernels.keep(starts, rows_of_entries, entries.data, place)
    by_site = sparse.csr_array((site_strength, site_row, site_start), shape=(len(sites), rows))
    by_row = sparse.csr_array(by_site.T)
    together = sparse.csr_array((np.ones(len(reached)), (row_in, reached)), shape=(rows, len(counts)))
    row_measures = sparse.csr_array(together @ measures)
    row_measures.sort_indices()
    slots = sparse.csr_array((by_site != 0).astype(np.float64) @ (row_measures != 0).astype(np.float64))
    slots.sort_indices()
    conflict_start, conflict_site = _conflicts(problem, sites)
    existing = np.isin(sites, problem.locked)
    costs = np.zeros(len(sites)) if problem.costs is None else problem.costs[sites].copy()
    costs[existing] = 0.0
    instance = Instance(
        site_start,
        site_row,
        site_strength,
        by_row.indptr.astype(np.int64),
        by_row.indices.astype(np.int32),
        by_row.data,
        np.asarray(together @ weight),
        need[reached[first]].astype(np.int32),
        row_measures.indptr.astype(np.int64),
        row_measures.indices.astype(np.int32),
        row_measures.data,
        slots.indptr.astype(np.int64),
        slots.indices.astype(np.int32),
        costs,
        conflict_start,
        conflict_site,
        np.isin(sites, problem.wished),
        existing,
        np.asarray(measures.T @ base),
    )
    return Merged(instance, sites, float(weight @ base), people, needed, row_of)


def _unique(keys: Any) -> tuple[RowArray, RowArray]:
    """The places of the first of each kind, and the kind of each, in the order in which they appear."""
    if not len(keys):
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    order = np.lexsort((keys[:, 1], keys[:, 0]))
    ordered = keys[order]
    fresh = np.concatenate([[True], (ordered[1:] != ordered[:-1]).any(axis=1)])
    first = order[fresh]
    kind = np.empty(len(keys), dtype=np.int64)
    kind[order] = np.cumsum(fresh) - 1
    rank = np.argsort(first, kind="stable")
    renumbered = np.empty(len(first), dtype=np.int64)
    renumbered[rank] = np.arange(len(first))
    return first[rank], renumbered[kind]


def _beyond(problem: Problem, sites: RowArray, fixed: RowArray) -> tuple[Any, RowArray, FloatArray]:
    """What each site serves beyond what ``fixed`` sites do: entries (m, n), devices still needed, served already."""
    entries = sparse.csr_array(problem.incidence[sites])
    base = served_by(problem, fixed)
    if problem.devices_needed > 1:
        standing = np.bincount(problem.incidence[fixed].indices, minlength=len(problem.weights))
        need = np.maximum(problem.devices_needed - standing, 0)
        entries.data = np.where(need[entries.indices] > 0, 1.0, 0.0)
    else:
        need = np.zeros(len(problem.weights), dtype=np.int64)
        if len(fixed):
            entries.data = np.maximum(entries.data - base[entries.indices], 0.0)
    entries.eliminate_zeros()
    return entries, need, base


def _measures(problem: Problem) -> tuple[FloatArray, Any, FloatArray, FloatArray]:
    """Plain weights (n,), and the measures (n, c) with the people and the floor of each."""
    count = len(problem.weights)
    weight = problem.weights
    blocks: list[Any] = []
    people: list[FloatArray] = []
    needed: list[FloatArray] = []
    if problem.parts is not None and problem.aversion > 0:
        inside = np.flatnonzero((problem.parts >= 0) & (weight > 0))
        number = int(problem.parts.max(initial=-1)) + 1
        matrix = sparse.csr_array((weight[inside], (inside, problem.parts[inside])), shape=(count, number))
        blocks.append(matrix)
        people.append(np.asarray(matrix.sum(axis=0)).ravel())
        needed.append(np.zeros(number))
        weight = np.zeros(count)
    if problem.floors is not None:
        blocks.append(sparse.csr_array(problem.floors.weights.T))
        people.append(np.zeros(len(problem.floors.needed)))
        needed.append(problem.floors.needed)
    if not blocks:
        return weight, sparse.csr_array((count, 0)), np.zeros(0), np.zeros(0)
    return weight, sparse.csr_array(sparse.hstack(blocks)), np.concatenate(people), np.concatenate(needed)


def _too_close(problem: Problem, fixed: RowArray) -> Any:
    """(m,) sites that stand too close to one of ``fixed``."""
    close = np.zeros(problem.sites, dtype=bool)
    if problem.conflicts is not None and len(fixed):
        for a, b in ((0, 1), (1, 0)):
            close[problem.conflicts[np.isin(problem.conflicts[:, a], fixed), b]] = True
    return close


def _conflicts(problem: Problem, sites: RowArray) -> tuple[Any, Any]:
    place = np.full(problem.sites, -1, dtype=np.int64)
    place[sites] = np.arange(len(sites))
    pairs = place[problem.conflicts] if problem.conflicts is not None else np.zeros((0, 2), dtype=np.int64)
    pairs = pairs[(pairs >= 0).all(axis=1) & (pairs[:, 0] != pairs[:, 1])] if len(pairs) else pairs
    both = np.concatenate([pairs, pairs[:, ::-1]])
    matrix = sparse.csr_array((np.ones(len(both)), (both[:, 0], both[:, 1])), shape=(len(sites), len(sites)))
    return matrix.indptr.astype(np.int64), matrix.indices.astype(np.int32)


def floors_hold(floors: Floors | None, served: FloatArray) -> bool:
    """Whether every floor holds where people are ``served`` (n,)."""
    return floors is None or not floors.missing(served).any()
