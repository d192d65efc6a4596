"""Strengths held against a threshold, and several at one place put together, each in its own domain."""

import numpy as np
import numpy.typing as npt

from cityplanner.coverage.model import Joined, Reached, Rows
from cityplanner.model import CoverageSpec, Rule

Floats = npt.NDArray[np.float64]

WHOLE = 2**40
"""Strengths that add up are kept in so many parts of the threshold: a millionth of a millionth is lost."""


def adds_up(spec: CoverageSpec, joined: Joined) -> bool:
    """Whether devices serve together what none of them serves alone."""
    return spec.rule is Rule.SUM and joined in (Joined.SUM, Joined.ENERGY)


def meets(strengths: Floats, spec: CoverageSpec, joined: Joined) -> npt.NDArray[np.bool_]:
    """Which strengths are enough alone."""
    if joined is Joined.LEAST:
        return np.asarray(strengths <= spec.threshold)
    return np.asarray(strengths >= spec.threshold)


def parts(strengths: Floats, spec: CoverageSpec, joined: Joined) -> Rows:
    """Whole parts of the threshold, at most :data:`WHOLE` of each: what one device alone serves is served."""
    if joined is Joined.ENERGY:
        ratio = 10.0 ** (np.minimum(strengths - spec.threshold, 0.0) / 10.0)
    else:
        ratio = np.clip(strengths / spec.threshold, 0.0, 1.0)
    return np.asarray(np.rint(ratio * WHOLE).astype(np.int64))


def enough(totals: Rows, counts: npt.NDArray[np.int32]) -> npt.NDArray[np.bool_]:
    """Which sums of :func:`parts` of so many devices come to the threshold."""
    # Half a part may have been rounded off each strength: three thirds are a whole.
    return np.asarray((totals + counts >= WHOLE) & (counts > 0))


def devices_needed(spec: CoverageSpec, joined: Joined, even: float | None) -> int:
    """How many devices must reach a place for it to be served, where those that reach it all bring ``even``."""
    if not adds_up(spec, joined):
        return spec.devices_needed
    if even is None:
        return 1
    part = int(parts(np.array([even]), spec, joined)[0])
    return -(-WHOLE // (part + 1))


def joined_strengths(reached: Reached, points: int, spec: CoverageSpec, joined: Joined) -> Floats:
    """(points,) strengths joined by the rule; NaN where nothing reaches.

    With *at least k* it is the strength of the k-th strongest, so that it meets the threshold where k devices do.
    """
    strengths = np.broadcast_to(np.asarray(reached.strengths, dtype=np.float64), reached.rows.shape)
    counts = np.bincount(reached.rows, minlength=points)
    result = np.full(points, np.nan)
    if adds_up(spec, joined):
        # Levels are taken relative to the threshold, so that no power of ten overflows.
        level = strengths if joined is Joined.SUM else 10.0 ** ((strengths - spec.threshold) / 10.0)
        total = np.bincount(reached.rows, weights=level, minlength=points)
        there = counts > 0
        with np.errstate(divide="ignore"):
            result[there] = total[there] if joined is Joined.SUM else spec.threshold + 10.0 * np.log10(total[there])
        return result
    order = np.lexsort((strengths if joined is Joined.LEAST else -strengths, reached.rows))
    last = spec.devices_needed - 1
    there = counts > last
    first = np.concatenate([[0], np.cumsum(counts)])[:-1]
    result[there] = strengths[order[first[there] + last]]
    return result
