"""The cells of a grid that a table gives only by their middles: hexagons and squares, as statistics often come."""

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pyproj
import shapely

from cityplanner.i18n import _, format_number
from cityplanner.io.features.crs import metric_crs
from cityplanner.model import Problem, Severity

_FEWEST = 9
_EVEN = 0.05
"""In a grid the nearest other point is this equally far away, as a share, ..."""
_NEARLY_ALL = 0.95
"""... for so many of the points."""
_BESIDE = 1.3
"""Neighbours in a grid are at most this many times as far away as the nearest; a square's diagonals are farther."""

_FloatArray = npt.NDArray[np.float64]


def cells_of_grid(frame: gpd.GeoDataFrame, where: str) -> tuple[gpd.GeoDataFrame, list[Problem]]:
    """``frame`` of points that form a grid with the grid's cells in their place, told; any other as it is."""
    shapes = frame.geometry.to_numpy()
    if len(frame) < _FEWEST or not (shapely.get_type_id(shapes) == shapely.GeometryType.POINT).all():
        return frame, []
    # Where most points are: a single wrong one must not move the place that all are measured in.
    x, y = np.median(shapely.get_coordinates(shapes), axis=0).tolist()
    code = metric_crs(pyproj.CRS(frame.crs), (x, y, x, y))
    xy = shapely.get_coordinates(frame.geometry.to_crs(code).to_numpy())
    on_earth = np.isfinite(xy).all(axis=1)
    cells = grid_cells(xy[on_earth]) if on_earth.sum() >= _FEWEST else None
    if cells is None:
        return frame, []
    # What has no place here is left as a point, which neighbourhoods cannot be, and told as such.
    placed = frame.geometry.copy()
    placed[on_earth] = gpd.GeoSeries(cells, index=frame.index[on_earth], crs=code).to_crs(frame.crs)
    side = float(np.sqrt(np.median(shapely.area(cells))))
    message = _("The points form a grid; its {count} cells, of {area} ha each, were taken for the neighbourhoods.")
    text = message.format(count=format_number(len(cells)), area=format_number(side**2 / 1e4, 1))
    return frame.set_geometry(placed), [Problem(Severity.INFO, where, text)]


def grid_cells(xy: _FloatArray) -> npt.NDArray[np.object_] | None:
    """(n,) the cell around each of the points ``xy`` (n, 2) in metres: what is nearer to it than to any other.

    None where they form no grid of squares or hexagons. Cells on the rim are as large as the others: where a neighbour
    is missing, one is thought of.
    """
    from scipy.spatial import cKDTree  # half a second to load, which no start should wait for

    tree = cKDTree(xy)
    nearest = tree.query(xy, 2)[0][:, 1]
    usual = float(np.median(nearest))
    if usual <= 0 or (np.abs(nearest - usual) <= _EVEN * usual).mean() < _NEARLY_ALL or nearest.min() < usual / 2:
        return None
    beside = tree.query_ball_point(xy, usual * _BESIDE)
    number = np.array([len(points) - 1 for points in beside])
    full = np.flatnonzero(number == number.max())
    if number.max() not in (4, 6):
        return None
    middle = full[np.argmin(np.hypot(*(xy[full] - xy.mean(axis=0)).T))]
    steps = xy[[point for point in beside[middle] if point != middle]] - xy[middle]
    thought = (xy[:, None] + steps).reshape(-1, 2)
    thought = thought[tree.query(thought)[0] > usual / 2]
    # Each is thought of by several neighbours, at nearly the same place.
    first = np.ones(len(thought), dtype=bool)
    for one, other in sorted(cKDTree(thought).query_pairs(usual / 2)):
        first[other] &= not first[one]
    every = shapely.multipoints(np.concatenate([xy, thought[first]]))
    cells = shapely.get_parts(shapely.voronoi_polygons(every, ordered=True))
    return np.asarray(cells[: len(xy)])
