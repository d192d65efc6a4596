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
from rasterio.transform import Affine
from rasterio.windows import Window

from cityplanner.apart import apart
from cityplanner.errors import InputError
from cityplanner.i18n import _, format_number, ngettext
from cityplanner.io.raster.raster import check_placed, names_people, opened
from cityplanner.io.source_file import check_file, source_of
from cityplanner.model import City, Problem, Severity, Source

RasterUnit = Literal["cell", "km2"]
"""What a figure counts: the people of a cell, or people per square kilometre."""

_MOST_CELLS = 25_000_000
_MOST_LIVED_IN = 300_000
"""More cells with people than this are put together, two by two, as often as it takes."""
_MARGIN = 32
"""Cells around the city, so that some lie outside it also where they are put together."""
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
    transform: Any
    """From column and row of these figures to the raster's own coordinates."""
    from_city: pyproj.Transformer
    """From the city's CRS to the raster's."""

    def known_at(self, xy: _FloatArray) -> npt.NDArray[np.bool_]:
        """(n,) whether the raster knows how many live at points ``xy`` (n, 2) in the city's CRS."""
        column, row = ~self.transform * self.from_city.transform(xy[:, 0], xy[:, 1])
        row, column = np.floor(row).astype(np.int64), np.floor(column).astype(np.int64)
        height, width = self.figures.shape
        inside = (row >= 0) & (row < height) & (column >= 0) & (column < width)
        known = np.zeros(len(xy), dtype=bool)
        known[inside] = ~np.isnan(self.figures[row[inside], column[inside]])
        return known

    def shapes(self, rows: _IntArray, columns: _IntArray) -> npt.NDArray[np.object_]:
        """(n,) the cells' outlines."""
        around = [(0, 0), (0, 1), (1, 1), (1, 0), (0, 0)]
        rings = np.stack([self.corners[rows + down, columns + right] for down, right in around], axis=1)
        return np.asarray(shapely.polygons(rings))


@apart
def read_people_grid(path: Path, city: City, unit: RasterUnit | None = None) -> tuple[PeopleGrid, list[Problem]]:
    """The cells of the raster at ``path`` around the neighbourhoods of ``city``, at its own size and place.

    ``unit`` None is told from the raster's name and what it says of itself. Figures below zero, beyond reason, or that
    mark a cell without data are none, and told. Raises :class:`InputError` where it cannot be read, is a picture, has
    no place on the earth, lies elsewhere, or is too fine.
    """
    check_file(path)
    with opened(path) as raster:
        check_placed(raster, path)
        _check_numbers(raster, path)
        own = pyproj.CRS.from_wkt(raster.crs.to_wkt())
        from_city = pyproj.Transformer.from_crs(city.crs, own, always_xy=True)
        window = _around(raster, path, city, from_city)
        figures, problems = _clean(raster.read(1, window=window, masked=True), raster.nodata, path.name)
        if raster.scales[0] not in (0.0, 1.0):
            figures *= raster.scales[0]
        said = " ".join([path.stem, raster.descriptions[0] or "", raster.units[0] or "", *raster.tags(1).values()])
        transform = raster.transform * Affine.translation(window.col_off, window.row_off)
    told: RasterUnit = unit or ("km2" if _DENSITY.search(said) else "cell")
    if unit is None:
        problems.append(_told_unit(told, names_people(path, said), path.name))
    figures, factor = _not_too_many(figures, told)
    transform = transform * Affine.scale(factor)
    corners = _corners(transform, figures.shape, from_city)
    wide, high = _size(corners)
    if factor > 1:
        message = _("The raster has very many cells with people; they were put together {count} by {count}.")
        problems.append(Problem(Severity.INFO, path.name, message.format(count=factor)))
    if own.is_geographic:
        message = _("The raster is in degrees; a cell is {width} by {height} m here, and its people stay as they are.")
        text = message.format(width=format_number(wide), height=format_number(high))
        problems.append(Problem(Severity.INFO, path.name, text))
    return PeopleGrid(figures, corners, told, source_of(path, "people"), transform, from_city), problems


def _check_numbers(raster: Any, path: Path) -> None:
    if raster.colorinterp[0] is ColorInterp.palette or (raster.count > 1 and raster.dtypes[0] == "uint8"):
        raise InputError(_("{file} holds a picture and no numbers of people.").format(file=path.name))
    if raster.count > 1:
        raise InputError(
            _("{file} holds {count} bands, such as ages or years; save the one that counts all residents.").format(
                file=path.name, count=format_number(raster.count)
            )
        )


def _around(raster: Any, path: Path, city: City, from_city: pyproj.Transformer) -> Window:
    """The part of the raster that the neighbourhoods and some cells around them need."""
    west, south, east, north = city.neighbourhoods.total_bounds.tolist()
    edge = shapely.get_coordinates(shapely.segmentize(shapely.box(west, south, east, north), (east - west) / 16))
    x, y = from_city.transform(edge[:, 0], edge[:, 1])
    column, row = ~raster.transform * (np.asarray(x), np.asarray(y))
    if not (np.isfinite(column).all() and np.isfinite(row).all()):
        raise InputError(_("{file} cannot be laid over the city.").format(file=path.name))
    first_row = max(int(np.floor(row.min())) - _MARGIN, 0)
    first_column = max(int(np.floor(column.min())) - _MARGIN, 0)
    last_row = min(int(np.ceil(row.max())) + _MARGIN, raster.height)
    last_column = min(int(np.ceil(column.max())) + _MARGIN, raster.width)
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


def _not_too_many(figures: _FloatArray, unit: RasterUnit) -> tuple[_FloatArray, int]:
    """``figures`` in cells so large that not too many have people, and how many times as wide they are."""
    factor = 1
    while np.count_nonzero(figures > 0) > _MOST_LIVED_IN:
        height, width = figures.shape
        even = np.pad(figures, ((0, height % 2), (0, width % 2)), constant_values=np.nan)
        blocks = even.reshape(even.shape[0] // 2, 2, even.shape[1] // 2, 2)
        known = (~np.isnan(blocks)).sum(axis=(1, 3))
        total = np.where(known > 0, np.nansum(blocks, axis=(1, 3)), np.nan)
        figures = total / 4 if unit == "km2" else total
        factor *= 2
    return figures, factor


def _corners(transform: Affine, shape: tuple[int, ...], from_city: pyproj.Transformer) -> _FloatArray:
    """(h + 1, w + 1, 2) the corners of cells in the city's CRS."""
    columns, rows = np.meshgrid(np.arange(shape[1] + 1.0), np.arange(shape[0] + 1.0))
    x, y = transform * (columns.ravel(), rows.ravel())
    moved = from_city.transform(x, y, direction="INVERSE")
    return np.stack(moved, axis=-1).reshape(*columns.shape, 2).astype(np.float64)


def _size(corners: _FloatArray) -> tuple[float, float]:
    """Metres across and down of the cell in the middle."""
    row, column = corners.shape[0] // 2 - 1, corners.shape[1] // 2 - 1
    corner = corners[row, column]
    across, down = corners[row, column + 1] - corner, corners[row + 1, column] - corner
    return float(np.hypot(*across)), float(np.hypot(*down))


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


def _told_unit(unit: RasterUnit, named: bool, where: str) -> Problem:
    if unit == "km2":
        message = _(
            "The raster seems to say how many live on a square kilometre, and was multiplied by the ground of each "
            "cell; if it counts the people of a cell, say so (in a terminal: --raster-unit cell)."
        )
        return Problem(Severity.WARNING, where, message)
    if not named:
        message = _(
            "Nothing in the file says that its figures are people; they were taken for the people of each cell. "
            "Heights and kinds of ground come as rasters too."
        )
        return Problem(Severity.WARNING, where, message)
    message = _(
        "The figures were taken for the people of each cell; if they are per km², say so "
        "(in a terminal: --raster-unit km2)."
    )
    return Problem(Severity.INFO, where, message)
