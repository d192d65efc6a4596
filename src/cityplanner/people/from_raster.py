"""People from a raster: points where its cells have people."""

import numpy as np
import numpy.typing as npt
import shapely

from cityplanner.errors import InputError
from cityplanner.i18n import _, format_number
from cityplanner.io.raster.people_raster import PeopleGrid
from cityplanner.model import City, Problem, Severity
from cityplanner.people.inner_points import points_each, sequence, spread
from cityplanner.people.overlap import Pieces, overlaps, part_inside
from cityplanner.people.places import Places
from cityplanner.people.shares import share_out

"""Beyond this many points, each cell gets fewer; never less than one."""

_SAMPLES = 64
_ALIKE = 2.0
"""A raster and a census of the same place differ by less than this, though their years do."""

_FloatArray = npt.NDArray[np.float64]
_IntArray = npt.NDArray[np.int64]


def places_of_grid(grid: PeopleGrid, city: City, spacing_m: float = 50.0) -> tuple[Places, list[Problem]]:
    """Points about ``spacing_m`` apart, one at least, in every cell with people, cut at the neighbourhoods.

    The people of a cell within the city add up to its figure. A cell on the edge is shared between the neighbourhoods
    and what lies beyond, where people live as densely as in the cells beside it that are altogether outside: on a shore
    and at the edge of a raster's data, where nobody does, all of the cell's people are inside. A density counts on the
    ground in the neighbourhoods alone. Raises :class:`InputError` where nobody lives in the neighbourhoods.
    """
    where = grid.source.file
    figures = np.nan_to_num(grid.figures)
    rows, columns = (index.astype(np.int64) for index in np.nonzero(figures > 0))
    shapes = grid.shapes(rows, columns)
    pieces = overlaps(shapes, city.neighbourhoods.geometry.to_numpy())
    if not len(pieces.source):
        raise InputError(
            _("According to {file} nobody lives in the neighbourhoods; is it of this city?").format(file=where)
        )
    figure, area = figures[rows, columns], shapely.area(shapes)
    overlap = np.bincount(pieces.source, pieces.area_m2, minlength=len(shapes))
    if grid.unit == "km2":
        people = figure * overlap / 1e6
    else:
        share = np.clip(overlap / area, 0.0, 1.0)
        beyond = _beyond(figures, rows, columns, share)
        people = np.where(share > 0, figure * part_inside(share, figure, beyond), 0.0)
        people[share > 1 - 1e-9] = figure[share > 1 - 1e-9]
    parts = share_out(people[:, None], pieces.source, pieces.area_m2)
    xy, piece = _points(pieces, parts[:, 0], spacing_m)
    count = np.bincount(piece, minlength=len(parts))
    weights = parts[piece] / count[piece][:, None]
    problems = _told_sum(float(people.sum()), city, where)
    return Places(xy, pieces.target[piece], weights, (), _covered(grid, city, pieces)), problems


def _beyond(figures: _FloatArray, rows: _IntArray, columns: _IntArray, share: _FloatArray) -> _FloatArray:
    """(n,) the mean figure of the up to eight cells around each that are altogether outside; 0 where there are none."""
    height, width = figures.shape
    outside = np.ones((height + 2, width + 2), dtype=bool)
    inner = outside[1:-1, 1:-1]
    inner[rows[share > 0], columns[share > 0]] = False
    lives = np.where(outside, np.pad(figures, 1), 0.0)
    total, number = np.zeros(len(rows)), np.zeros(len(rows))
    for down in (0, 1, 2):
        for right in (0, 1, 2):
            if (down, right) != (1, 1):
                total += lives[rows + down, columns + right]
                number += outside[rows + down, columns + right]
    return np.divide(total, number, out=np.zeros(len(rows)), where=number > 0)


def _points(pieces: Pieces, people: _FloatArray, spacing_m: float) -> tuple[_FloatArray, _IntArray]:
    """(n, 2) points and the piece of each: the same pattern in whole cells, one of its own in each that is cut."""
    lived_in = np.flatnonzero(people > 0)
    area = pieces.area_m2[lived_in]
    counts = points_each(area, spacing_m, fewest=1)
    whole = pieces.whole[lived_in]
    cut = lived_in[~whole]
    xy = [spread(pieces.shape[cut], counts[~whole])]
    piece = [np.repeat(cut, counts[~whole])]
    for count in np.unique(counts[whole]).tolist():
        cells = lived_in[whole & (counts == count)]
        corner = shapely.get_coordinates(pieces.shape[cells]).reshape(-1, 5, 2)
        along, down = corner[:, 1] - corner[:, 0], corner[:, 3] - corner[:, 0]
        unit = sequence(1, count) if count > 1 else np.array([[0.5, 0.5]])
        inside = corner[:, None, 0] + unit[:, :1] * along[:, None] + unit[:, 1:] * down[:, None]
        xy.append(inside.reshape(-1, 2))
        piece.append(np.repeat(cells, count))
    return np.concatenate(xy), np.concatenate(piece)


def _covered(grid: PeopleGrid, city: City, pieces: Pieces) -> _FloatArray:
    """(m,) the share of each neighbourhood of which the raster knows how many live there, told from points in it."""
    shapes = city.neighbourhoods.geometry.to_numpy()
    counts = np.full(len(shapes), _SAMPLES)
    known = grid.known_at(spread(shapes, counts)).reshape(len(shapes), _SAMPLES).mean(axis=1)
    lived_in = np.bincount(pieces.target, minlength=len(shapes)) > 0
    return np.asarray(np.where(lived_in, np.maximum(known, 1 / _SAMPLES), known))


def _told_sum(people: float, city: City, where: str) -> list[Problem]:
    own = float(np.nansum(city.neighbourhoods["population"].to_numpy(dtype=np.float64)))
    if not own:
        message = _("The raster has {people} residents in the neighbourhoods.")
        return [Problem(Severity.INFO, where, message.format(people=format_number(people)))]
    message = _("The raster has {people} residents in the neighbourhoods, which say {own} themselves.")
    text = message.format(people=format_number(people), own=format_number(own))
    if 1 / _ALIKE < people / own < _ALIKE:
        return [Problem(Severity.INFO, where, text)]
    text += " " + _("Are they people, and not heights or a density?")
    return [Problem(Severity.WARNING, where, text)]
