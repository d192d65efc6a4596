"""Rasters of people: how many live in each cell, or how densely, with what is no figure told."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pyproj
import shapely
from rasterio.enums import ColorInterp
from rasterio.windows import Window

from cityplanner.errors import InputError
from cityplanner.i18n import _, format_number, ngettext
from cityplanner.io.raster import check_placed, opened
from cityplanner.io.source_file import check_file, source_of
from cityplanner.model import City, Problem, Severity, Source

RasterUnit = Literal["cell", "km2"]
"""What a figure counts: the people of a cell, or people per square kilometre."""

_MOST_CELLS = 40_000_000
_BEYOND_REASON = 1e7
"""No cell has more people, and no square kilometre: such figures mark what is not known."""
_DENSITY = re.compile(r"dens|per[ _-]?(?:sq|km)|km[-_ ]?2\b|/ ?km|hab[ _]?km|sq ?km", re.IGNORECASE)
_FloatArray = npt.NDArray[np.float64]
_IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False, slots=True)
class PeopleGrid:
    """The cells of a raster in and around the city.

    ``figures`` (h, w) people of a cell, or per square kilometre; NaN where nothing is known. ``corners``
    (h + 1, w + 1, 2) in the city's CRS: each cell's four are its own and those right of and below it.
    """

    figures: _FloatArray
    corners: _FloatArray
    unit: RasterUnit
    source: Source

    def shapes(self, rows: _IntArray, columns: _IntArray) -> npt.NDArray[np.object_]:
        """(n,) the cells' outlines."""
        around = [(0, 0), (0, 1), (1, 1), (1, 0), (0, 0)]
        rings = np.stack([self.corners[rows + down, columns + right] for down, right in around], axis=1)
        return np.asarray(shapely.polygons(rings))


def read_people_grid(path: Path, city: City, unit: RasterUnit | None = None) -> tuple[PeopleGrid, list[Problem]]:
    """The cells of the raster at ``path`` around the neighbourhoods of ``city``, at its own size and place.

    ``unit`` None is told from the raster's name and what it says of itself. Figures below zero, beyond reason, or that
    mark a cell without data are none, and told. Raises :class:`InputError` where it cannot be read, is a picture, has
    no place on the earth, lies elsewhere, or is too fine.
    """
    check_file(path)
    with opened(path) as raster:
        check_placed(raster, path)
        if raster.count != 1 or raster.colorinterp[0] is ColorInterp.palette:
            raise InputError(_("{file} holds a picture and no numbers of people.").format(file=path.name))
        window = _around(raster, path, city)
        band = raster.read(1, window=window, masked=True)
        corners = _corners(raster, window, city.crs)
        said = " ".join([path.stem, *(raster.descriptions[0] or "", raster.units[0] or ""), *raster.tags(1).values()])
        degrees = bool(raster.crs.is_geographic)
        nodata = raster.nodata
    figures, problems = _clean(band, nodata, path.name)
    density = unit == "km2" if unit is not None else bool(_DENSITY.search(said))
    problems += _told_unit(density, unit, path.name)
    if degrees:
        problems.append(_told_degrees(corners, path.name))
    return PeopleGrid(figures, corners, "km2" if density else "cell", source_of(path, "people")), problems


def _around(raster: Any, path: Path, city: City) -> Window:
    """The part of the raster that the neighbourhoods and one cell around them need."""
    west, south, east, north = city.neighbourhoods.total_bounds.tolist()
    edge = shapely.get_coordinates(shapely.segmentize(shapely.box(west, south, east, north), (east - west) / 16))
    to_raster = pyproj.Transformer.from_crs(city.crs, pyproj.CRS.from_wkt(raster.crs.to_wkt()), always_xy=True)
    x, y = to_raster.transform(edge[:, 0], edge[:, 1])
    column, row = ~raster.transform * (np.asarray(x), np.asarray(y))
    if not (np.isfinite(column).all() and np.isfinite(row).all()):
        raise InputError(_("{file} cannot be laid over the city.").format(file=path.name))
    first_row, first_column = max(int(np.floor(row.min())) - 1, 0), max(int(np.floor(column.min())) - 1, 0)
    last_row = min(int(np.ceil(row.max())) + 1, raster.height)
    last_column = min(int(np.ceil(column.max())) + 1, raster.width)
    height, width = last_row - first_row, last_column - first_column
    if height <= 0 or width <= 0:
        raise InputError(_("{file} is of another place: it lies outside the city altogether.").format(file=path.name))
    if height * width > _MOST_CELLS:
        raise InputError(
            _("{file} is too fine: it has {count} cells in this city; make it coarser, to 10 m or more.").format(
                file=path.name, count=format_number(height * width)
            )
        )
    return Window(first_column, first_row, width, height)


def _corners(raster: Any, window: Window, crs: str) -> _FloatArray:
    columns = np.arange(window.width + 1) + window.col_off
    rows = np.arange(window.height + 1) + window.row_off
    to = raster.transform
    x = to.c + columns[None, :] * to.a + rows[:, None] * to.b
    y = to.f + columns[None, :] * to.d + rows[:, None] * to.e
    from_raster = pyproj.Transformer.from_crs(pyproj.CRS.from_wkt(raster.crs.to_wkt()), crs, always_xy=True)
    moved = from_raster.transform(x.ravel(), y.ravel())
    return np.stack(moved, axis=-1).reshape(*x.shape, 2).astype(np.float64)


def _clean(band: Any, nodata: float | None, where: str) -> tuple[_FloatArray, list[Problem]]:
    """(h, w) figures of people; what cannot be one is NaN."""
    raw = np.ma.getdata(band)
    figures = raw.astype(np.float64)
    figures[np.ma.getmaskarray(band) | ~np.isfinite(figures)] = np.nan
    problems = []
    below = figures < 0
    if below.any():
        message = ngettext(
            "{count} cell has a figure below zero ({least}), which cannot count people, and holds nobody.",
            "{count} cells have figures below zero (down to {least}), which cannot count people, and hold nobody.",
            int(below.sum()),
        )
        text = message.format(count=format_number(int(below.sum())), least=format_number(float(np.nanmin(figures)), 1))
        problems.append(Problem(Severity.WARNING, where, text))
        figures[below] = np.nan
    marks = figures > _BEYOND_REASON
    if nodata is None and np.issubdtype(raw.dtype, np.integer):
        # The largest number that there is, in a file that does not say how it marks what is not known.
        marks |= raw == np.iinfo(raw.dtype).max
    if marks.any():
        message = ngettext(
            "{count} cell has a figure too large to count people ({most}), and holds nobody.",
            "{count} cells have figures too large to count people (up to {most}), and hold nobody.",
            int(marks.sum()),
        )
        text = message.format(count=format_number(int(marks.sum())), most=f"{figures[marks].max():.6g}")
        problems.append(Problem(Severity.WARNING, where, text))
        figures[marks] = np.nan
    return figures, problems


def _told_unit(density: bool, unit: RasterUnit | None, where: str) -> list[Problem]:
    if unit is not None:
        return []
    if density:
        message = _(
            "The raster seems to say how many live on a square kilometre, and was multiplied by the ground of each "
            "cell; if it counts the people of a cell, say --raster-unit cell."
        )
        return [Problem(Severity.WARNING, where, message)]
    message = _("The figures were taken for the people of each cell; if they are per km², say --raster-unit km2.")
    return [Problem(Severity.INFO, where, message)]


def _told_degrees(corners: _FloatArray, where: str) -> Problem:
    middle = corners[corners.shape[0] // 2 - 1 :, corners.shape[1] // 2 - 1 :]
    wide = float(np.hypot(*(middle[0, 1] - middle[0, 0])))
    high = float(np.hypot(*(middle[1, 0] - middle[0, 0])))
    message = _("The raster is in degrees; a cell is {width} by {height} m here, and its people stay as they are.")
    return Problem(Severity.INFO, where, message.format(width=format_number(wide), height=format_number(high)))
