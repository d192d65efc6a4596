"""Whether two layers are the same one twice: their shapes lie on the same ground, one by one."""

import numpy as np
import numpy.typing as npt
import shapely

from cityplanner.intake.landing import degrees_of
from cityplanner.intake.plan import Finding

_NEAR = 0.02
"""What is drawn in few coordinates may be off by so much of the layer's extent."""
_SAME_SIZE = 0.5
_ENOUGH = 0.95

_FloatArray = npt.NDArray[np.float64]


def same_ground(one: Finding, other: Finding, crs: str, other_crs: str) -> bool:
    """Whether nearly all shapes of ``one`` lie where those of ``other`` do, each with one of its own and of its size.

    ``crs`` and ``other_crs`` are the systems that they are in.
    """
    mine, theirs = _boxes(one, crs), _boxes(other, other_crs)
    if mine is None or theirs is None or len(mine) != len(theirs):
        return False
    extent = float(max(np.ptp(mine[:, [0, 2]]), np.ptp(mine[:, [1, 3]])))
    tree = shapely.STRtree(shapely.points((theirs[:, :2] + theirs[:, 2:]) / 2))
    nearest = tree.nearest(shapely.points((mine[:, :2] + mine[:, 2:]) / 2))
    off = np.abs(mine - theirs[nearest]).max(axis=1)
    sizes = np.maximum(*(np.hypot(box[:, 2] - box[:, 0], box[:, 3] - box[:, 1]) for box in (mine, theirs[nearest])))
    alike = off <= np.minimum(_NEAR * extent, np.maximum(_SAME_SIZE * sizes, 1e-3 * extent))
    return len(np.unique(nearest[alike])) >= _ENOUGH * len(mine)


def _boxes(finding: Finding, crs: str) -> _FloatArray | None:
    """(n, 4) west, south, east and north of each part of its drawing, in degrees."""
    if finding.sketch is None or not finding.sketch.parts:
        return None
    counts = [len(part) for part in finding.sketch.parts]
    xy = np.concatenate(finding.sketch.parts)
    lon, lat = degrees_of(xy, crs).T
    if not (np.isfinite(lon).all() and np.isfinite(lat).all()):
        return None
    starts = np.concatenate([[0], np.cumsum(counts)[:-1]])
    low, high = np.minimum.reduceat, np.maximum.reduceat
    return np.column_stack([low(lon, starts), low(lat, starts), high(lon, starts), high(lat, starts)])
