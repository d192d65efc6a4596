"""Points laid evenly inside shapes, the same every time."""

import numpy as np
import numpy.typing as npt
import shapely

from cityplanner.i18n import _, format_number
from cityplanner.model import Problem, Severity

_FEWEST = 16
MOST_POINTS = 500_000
"""More than so many points in all stand farther apart instead, which is told."""
# The sequence of Roberts (2018), the two-dimensional kin of the golden ratio: the real root of x^3 = x + 1.
_ROOT = 1.324717957244746
_STEP = np.array([1 / _ROOT, 1 / _ROOT**2])
_MUCH_FARTHER = 1.6
_NARROW = 0.02
"""Shapes that fill less of their box than this are cut into triangles, which takes longer but always finds points."""

_FloatArray = npt.NDArray[np.float64]
_IntArray = npt.NDArray[np.int64]


def points_each(area_m2: _FloatArray, spacing_m: float, fewest: int = _FEWEST) -> _IntArray:
    """(n,) how many points about ``spacing_m`` apart areas get: a power of two, ``fewest`` or more.

    A count divided by it is exact in binary, so that the parts add up to the count to the last digit. Where that would
    be more than :data:`MOST_POINTS` in all, they stand farther apart.
    """
    wanted = np.round(np.log2(np.maximum(area_m2 / spacing_m**2, 1.0))).astype(np.int64)
    counts = np.maximum(2**wanted, fewest)
    while counts.sum() > MOST_POINTS and counts.max() > fewest:
        wanted -= 1
        counts = np.maximum(2 ** np.maximum(wanted, 0), fewest)
    return counts


def too_sparse(area_m2: _FloatArray, counts: _IntArray, spacing_m: float, where: str) -> list[Problem]:
    """Told where areas are so large that their points stand much farther apart than ``spacing_m``."""
    apart_m = np.sqrt(area_m2 / np.maximum(counts, 1))
    if not len(apart_m) or apart_m.max() <= _MUCH_FARTHER * spacing_m:
        return []
    message = _(
        "The residents are spread over so much ground that they stand {distance} m apart, so figures of devices that "
        "reach less far are rough; finer areas, buildings or a raster would say better where people live."
    )
    return [Problem(Severity.WARNING, where, message.format(distance=format_number(float(apart_m.max()))))]


def spread(shapes: npt.NDArray[np.object_], counts: _IntArray) -> _FloatArray:
    """(counts.sum(), 2) points, ``counts`` in each of ``shapes``: a sequence laid over its box, as far as it takes."""
    shapely.prepare(shapes)
    parts = [_points_in(shape, count) for shape, count in zip(shapes, counts.tolist(), strict=True)]
    return np.concatenate([*parts, np.empty((0, 2))])


def _points_in(shape: shapely.Geometry, count: int) -> _FloatArray:
    """(count, 2) points of the sequence that lie inside ``shape``."""
    west, south, east, north = shape.bounds
    box = (east - west) * (north - south)
    filled = shapely.area(shape) / box if box > 0 else 0.0
    if filled < _NARROW:
        return _points_in_triangles(shape, count)
    found = np.empty((0, 2))
    start = 1
    # The sequence is laid out evenly, so that one round is nearly always enough.
    for _round in range(4):
        take = int((count - len(found)) / filled * 1.1) + 16
        xy = sequence(start, take) * [east - west, north - south] + [west, south]
        found = np.concatenate([found, xy[shapely.contains_xy(shape, xy)]])
        if len(found) >= count:
            return found[:count]
        start += take
    return _points_in_triangles(shape, count)


def _points_in_triangles(shape: shapely.Geometry, count: int) -> _FloatArray:
    """(count, 2) points in the triangles that make up ``shape``, as many in each as its area asks for.

    For banks of rivers, and islands far apart, of which a box holds hardly anything.
    """
    triangles = shapely.get_parts(shapely.constrained_delaunay_triangles(shape))
    triangles = triangles[shapely.area(triangles) > 0]
    if not len(triangles):
        return np.resize(shapely.get_coordinates(shapely.point_on_surface(shape)), (count, 2))
    area = shapely.area(triangles)
    ends = np.cumsum(area)
    along, across = (np.arange(count) + 0.5) / count, sequence(1, count)[:, 0]
    row = np.minimum(np.searchsorted(ends, along * ends[-1], side="right"), len(ends) - 1)
    # What is left of the way along, within its triangle; its root, because a triangle widens from its first corner.
    out = np.sqrt(np.clip((along * ends[-1] - (ends - area)[row]) / area[row], 0.0, 1.0))[:, None]
    first, second, third = shapely.get_coordinates(triangles).reshape(-1, 4, 2)[row, :3].swapaxes(0, 1)
    return np.asarray(first + out * (second - first + across[:, None] * (third - second)))


def sequence(start: int, count: int) -> _FloatArray:
    """(count, 2) numbers of 0 to 1 from the ``start``-th of the sequence on."""
    return np.asarray((0.5 + np.arange(start, start + count)[:, None] * _STEP) % 1.0)
