"""People from neighbourhoods alone: points spread evenly inside each, or one in its middle."""

import numpy as np
import numpy.typing as npt
import shapely

from cityplanner.i18n import _, format_number
from cityplanner.model import City, People, Problem

_FEWEST, _MOST = 16, 1024
# The sequence of Roberts (2018), the two-dimensional kin of the golden ratio: the real root of x^3 = x + 1.
_ROOT = 1.324717957244746
_STEP = np.array([1 / _ROOT, 1 / _ROOT**2])


def people_from_areas(city: City, spacing_m: float = 50.0) -> tuple[People, list[Problem]]:
    """Points about ``spacing_m`` apart inside every neighbourhood, each with an equal part of its people.

    The number of points is a power of two, 16 to 1,024: a count divided by it is exact in binary, so that the parts
    add up to the count to the last digit. The points are the same every time.
    """
    shapes = city.neighbourhoods.geometry.to_numpy()
    counts = _points_each(shapely.area(shapes), spacing_m)
    xy = np.concatenate([_spread(shape, count) for shape, count in zip(shapes, counts.tolist(), strict=True)])
    rows = np.repeat(np.arange(len(shapes), dtype=np.int32), counts)
    method = _("{count} points spread evenly inside the neighbourhoods.").format(count=format_number(len(xy)))
    return _people(city, xy, rows, counts, method), []


def people_from_centroids(city: City) -> tuple[People, list[Problem]]:
    """One point a neighbourhood, inside it, with all of its people."""
    points = city.neighbourhoods.geometry.representative_point()
    xy = shapely.get_coordinates(points.to_numpy())
    rows = np.arange(len(xy), dtype=np.int32)
    return _people(city, xy, rows, np.ones(len(xy), dtype=np.int64), _("One point in each neighbourhood.")), []


def weights_of(city: City) -> npt.NDArray[np.float64]:
    """(neighbourhoods, 1 + groups) residents, then groups; NaN where a count is not known."""
    return np.asarray(city.neighbourhoods[["population", *city.groups]], dtype=np.float64)


def _people(
    city: City,
    xy: npt.NDArray[np.float64],
    rows: npt.NDArray[np.int32],
    counts: npt.NDArray[np.int64],
    method: str,
) -> People:
    weights = weights_of(city)[rows] / counts[rows][:, None]
    return People(xy, weights, rows, city.groups, method)


def _points_each(area_m2: npt.NDArray[np.float64], spacing_m: float) -> npt.NDArray[np.int64]:
    wanted = np.log2(np.maximum(area_m2 / spacing_m**2, 1.0))
    return np.clip(2 ** np.round(wanted).astype(np.int64), _FEWEST, _MOST)


def _spread(shape: shapely.Geometry, count: int) -> npt.NDArray[np.float64]:
    """(count, 2) points inside ``shape``: the sequence laid over its box, as far as it takes."""
    west, south, east, north = shape.bounds
    box = max((east - west) * (north - south), 1e-12)
    filled = max(shapely.area(shape) / box, 1e-3)
    shapely.prepare(shape)
    found: list[npt.NDArray[np.float64]] = []
    have, start = 0, 1
    while have < count:
        take = int((count - have) / filled * 1.2) + 16
        steps = np.arange(start, start + take)[:, None]
        xy = (0.5 + steps * _STEP) % 1.0 * [east - west, north - south] + [west, south]
        inside = xy[shapely.contains_xy(shape, xy)]
        found.append(inside)
        have, start = have + len(inside), start + take
    return np.concatenate(found)[:count]
