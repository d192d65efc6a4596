"""People from neighbourhoods alone: points spread evenly inside each, or one in its middle."""

import numpy as np
import numpy.typing as npt
import shapely

from cityplanner.i18n import _, format_number
from cityplanner.model import City, People, Problem
from cityplanner.people.inner_points import points_each, spread, too_sparse

_FloatArray = npt.NDArray[np.float64]


def people_from_areas(city: City, spacing_m: float = 50.0) -> tuple[People, list[Problem]]:
    """Points about ``spacing_m`` apart inside every neighbourhood, each with an equal part of its people.

    The number of points is a power of two, 16 or more: a count divided by it is exact in binary, so that the parts add
    up to the count to the last digit. The points are the same every time. Neighbourhoods without people get none.
    """
    weights = weights_of(city)
    inhabited = np.flatnonzero((weights > 0).any(axis=1))
    shapes = city.neighbourhoods.geometry.to_numpy()[inhabited]
    area_m2 = shapely.area(shapes)
    counts = points_each(area_m2, spacing_m)
    xy, rows = spread(shapes, counts), np.repeat(inhabited, counts).astype(np.int32)
    parts = weights[rows] / np.repeat(counts, counts)[:, None]
    method = _("{count} points spread evenly inside the neighbourhoods.").format(count=format_number(len(xy)))
    return People(xy, parts, rows, city.groups, method), too_sparse(area_m2, counts, spacing_m, _("Residents"))


def people_from_centroids(city: City) -> tuple[People, list[Problem]]:
    """One point a neighbourhood, inside it, with all of its people."""
    weights = weights_of(city)
    inhabited = np.flatnonzero((weights > 0).any(axis=1))
    middles = shapely.point_on_surface(city.neighbourhoods.geometry.to_numpy()[inhabited])
    xy = shapely.get_coordinates(middles)
    method = _("One point in each neighbourhood.")
    return People(xy, weights[inhabited], inhabited.astype(np.int32), city.groups, method), []


def weights_of(city: City) -> _FloatArray:
    """(neighbourhoods, 1 + groups) residents, then groups; NaN where a count is not known."""
    return np.asarray(city.neighbourhoods[["population", *city.groups]], dtype=np.float64)
