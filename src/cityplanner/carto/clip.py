"""Cuts flat rings and lines at a frame, so that nothing outside it is drawn or written to a file."""

import numpy as np
import numpy.typing as npt

from cityplanner.carto.ragged import FloatArray, IntArray, offsets_of, owner

Frame = tuple[float, float, float, float]
"""Least x, least y, greatest x, greatest y."""


def clip_rings(xy: FloatArray, offsets: IntArray, frame: Frame) -> tuple[FloatArray, IntArray]:
    """Closed rings cut at ``frame``, (v, 2) and (r + 1,): as many rings as before, empty ones where nothing is left.

    Sutherland and Hodgman, "Reentrant polygon clipping" (1974), for all rings at once: an edge of the frame at a
    time. A ring that leaves the frame and comes back runs along the frame's edge in between.
    """
    for axis, limit, above in ((0, frame[0], True), (0, frame[2], False), (1, frame[1], True), (1, frame[3], False)):
        xy, offsets = _cut_rings(xy, offsets, axis, limit, above)
    return xy, offsets


def _cut_rings(xy: FloatArray, offsets: IntArray, axis: int, limit: float, above: bool) -> tuple[FloatArray, IntArray]:
    beyond = xy[:, axis] - limit if above else limit - xy[:, axis]
    inside = beyond >= 0
    if inside.all():
        return xy, offsets
    ring = owner(offsets)
    following = np.arange(1, len(xy) + 1)
    following[offsets[1:][np.diff(offsets) > 0] - 1] = offsets[:-1][np.diff(offsets) > 0]
    crosses = inside != inside[following]
    count = inside.astype(np.int64) + crosses
    place = offsets_of(count)
    result = np.empty((place[-1], 2))
    result[place[:-1][inside]] = xy[inside]
    start, end = xy[crosses], xy[following[crosses]]
    part = beyond[crosses] / (beyond[crosses] - beyond[following[crosses]])
    met = start + part[:, None] * (end - start)
    met[:, axis] = limit
    result[place[1:][crosses] - 1] = met
    return _closed(result, offsets_of(np.bincount(ring, weights=count, minlength=len(offsets) - 1).astype(np.int64)))


def _closed(xy: FloatArray, offsets: IntArray) -> tuple[FloatArray, IntArray]:
    """Rings whose last point is their first: cutting may have taken the first one away."""
    lengths = np.diff(offsets)
    filled = np.flatnonzero(lengths > 0)
    first, last = offsets[filled], offsets[filled + 1] - 1
    opened = filled[(xy[first] != xy[last]).any(axis=1)]
    if not len(opened):
        return xy, offsets
    xy = np.insert(xy, offsets[opened + 1], xy[offsets[opened]], axis=0)
    lengths = lengths.copy()
    lengths[opened] += 1
    return xy, offsets_of(lengths)


def clip_lines(xy: FloatArray, offsets: IntArray, frame: Frame) -> tuple[FloatArray, IntArray, IntArray]:
    """Lines cut at ``frame``: their points, the offsets of the pieces, and (pieces,) the line that each came from.

    Liang and Barsky, "A new concept and method for line clipping" (1984), for all segments at once.
    """
    line = owner(offsets)
    start = np.flatnonzero(line[:-1] == line[1:]) if len(line) else np.empty(0, dtype=np.int64)
    a, b = xy[start], xy[start + 1]
    enter, leave = _inside_part(a, b, frame)
    seen = enter <= leave
    start, a, b, enter, leave = start[seen], a[seen], b[seen], enter[seen], leave[seen]
    heads = a + enter[:, None] * (b - a)
    tails = a + leave[:, None] * (b - a)
    # A segment goes on with the piece of the one before where neither was cut between them.
    joins = np.zeros(len(start), dtype=bool)
    joins[1:] = (start[1:] == start[:-1] + 1) & (line[start[1:]] == line[start[:-1]])
    joins[1:] &= (enter[1:] == 0) & (leave[:-1] == 1)
    piece = np.cumsum(~joins) - 1
    pieces = int(piece[-1]) + 1 if len(piece) else 0
    place = offsets_of((2 - joins).astype(np.int64))
    points = np.empty((place[-1], 2))
    points[place[:-1][~joins]] = heads[~joins]
    points[place[1:] - 1] = tails
    lengths = np.bincount(piece, minlength=pieces) + 1
    return points, offsets_of(lengths.astype(np.int64)), line[start[~joins]]


def _inside_part(a: FloatArray, b: FloatArray, frame: Frame) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """(n,) where each segment enters and leaves the frame, as parts of its length; enter > leave where it misses."""
    enter, leave = np.zeros(len(a)), np.ones(len(a))
    for axis in (0, 1):
        way = b[:, axis] - a[:, axis]
        for limit, sign in ((frame[axis], -1.0), (frame[axis + 2], 1.0)):
            p, q = sign * way, sign * (limit - a[:, axis])
            with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
                t = q / p
            enter = np.where(p < 0, np.maximum(enter, t), enter)
            leave = np.where(p > 0, np.minimum(leave, t), leave)
            enter = np.where((p == 0) & (q < 0), np.inf, enter)
    return enter, leave
