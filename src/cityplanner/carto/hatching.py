"""Diagonal lines across areas, as lines: they stay sharp on paper and do not depend on a program's patterns."""

import numpy as np

from cityplanner.carto.ragged import FloatArray, IntArray, owner


def hatch_lines(xy: FloatArray, rings: IntArray, features: IntArray, spacing: float, phase: float = 0.0) -> FloatArray:
    """(n, 4) x0, y0, x1, y1 of the parts inside each feature of the lines x + y = ``phase`` + k √2 ``spacing``.

    ``xy`` (v, 2), ``rings`` and ``features`` as in :class:`~cityplanner.carto.display_list.Areas`.
    """
    ring = owner(rings)
    start = np.flatnonzero(ring[:-1] == ring[1:]) if len(ring) else np.empty(0, dtype=np.int64)
    along = (xy[:, 0] + xy[:, 1] - phase) / (spacing * np.sqrt(2))
    across = xy[:, 0] - xy[:, 1]
    low = np.minimum(along[start], along[start + 1])
    high = np.maximum(along[start], along[start + 1])
    # Half-open, so that a line through a corner meets just one of the two edges there, or both or none at a tip.
    first, last = np.ceil(low).astype(np.int64), np.ceil(high).astype(np.int64)
    count = last - first
    edge = np.repeat(start, count)
    line = np.repeat(first, count) + np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    part = (line - along[edge]) / (along[edge + 1] - along[edge])
    met = across[edge] + part * (across[edge + 1] - across[edge])
    feature = owner(features)[ring[edge]]
    order = np.lexsort((met, line, feature))
    pairs = order[: len(order) // 2 * 2].reshape(-1, 2)
    sums = phase + line[pairs] * spacing * np.sqrt(2)
    return np.stack(
        (
            (sums[:, 0] + met[pairs[:, 0]]) / 2,
            (sums[:, 0] - met[pairs[:, 0]]) / 2,
            (sums[:, 1] + met[pairs[:, 1]]) / 2,
            (sums[:, 1] - met[pairs[:, 1]]) / 2,
        ),
        axis=1,
    )
