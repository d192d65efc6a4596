"""Tables with coordinates: the shapes that they make."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from cityplanner.errors import InputError
from cityplanner.i18n import _, format_number, ngettext
from cityplanner.io.features.crs import parse_crs
from cityplanner.io.features.fields import named_column
from cityplanner.io.layer_roles import normalise
from cityplanner.io.tables.coordinate_columns import (
    LAT,
    LAT_LON,
    LON,
    LON_LAT,
    MAYBE_LAT,
    MAYBE_LON,
    SHAPE,
    X,
    Y,
    find,
    survey_columns,
    system_of_figures,
    system_of_names,
)
from cityplanner.io.tables.coordinate_texts import (
    OFor,
    Order,
    column_of_pairs,
    column_of_shapes,
    degrees,
    letter_o,
    points_of_pairs,
    shapes_of,
)
from cityplanner.io.tables.numbers import is_missing, parse_numbers, typed
from cityplanner.io.tables.read_table import Table, row_label
from cityplanner.io.wording import first_few
from cityplanner.model import Problem, Severity

_WORLD = "EPSG:4326"
_AS_MEASURED = re.compile(r"[.,]\d{3,}|[°º'′]")
_FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Columns:
    """Where the places are: a column of shapes or pairs and how they are written, or columns of x and y.

    ``crs`` is the system that the names of the columns say.
    """

    shape: str = ""
    notation: str = ""
    x: str = ""
    y: str = ""
    crs: str | None = None


def features_of_table(
    read: Table, where: str, crs: str | None, fields: Mapping[str, str]
) -> tuple[gpd.GeoDataFrame, list[Problem]]:
    """A feature a row of a table; its CRS is WGS 84 where the columns are called longitude and latitude.

    ``fields`` may name the columns ``x`` and ``y``. Without those, and unless ``crs`` is a projected system, columns of
    degrees go before others; shapes in a column go before all. Raises :class:`InputError` where there are no
    coordinates.
    """
    found = _columns(read.frame, where, crs, fields)
    letter = read.reading.letter_o
    if found is None:
        raise InputError(
            _("{file} has no columns of coordinates; name them lon and lat, or x and y.").format(file=where)
        )
    if found.shape:
        return _from_shapes(read, found.shape, found.notation, where, letter)
    said = crs is not None or {"x", "y"} <= set(fields)
    return _from_figures(read, found.x, found.y, found.crs, where, said=said, letter=letter)


def has_coordinates(read: Table, fields: Mapping[str, str], where: str) -> bool:
    """Whether a table has columns of coordinates, or of shapes, with something in them.

    ``fields`` may name the columns ``x`` and ``y``. Raises :class:`InputError` where there are none of these names.
    """
    found = _columns(read.frame, where, None, fields)
    if found is None:
        return False
    columns = [column for column in (found.shape, found.x, found.y) if column]
    return all(any(not is_missing(text) for text in read.frame[column]) for column in columns)


def _as_measured(table: pd.DataFrame, column: str | None) -> bool:
    """Whether most cells are degrees as they are measured, with decimals that no length of a thing has."""
    if column is None:
        return False
    filled = [text for text in table[column].tolist() if not is_missing(text)]
    fine = sum(degrees(text) is not None and len(_AS_MEASURED.findall(text)) > 0 for text in filled)
    return bool(filled) and fine > len(filled) / 2


def o_in_doubt(read: Table, fields: Mapping[str, str], where: str) -> bool:
    """Whether coordinates have the letter O, and nothing tells whether it is east or west."""
    found = _columns(read.frame, where, None, fields)
    column = None if found is None else found.x or (found.shape if found.notation in ("lat-lon", "lon-lat") else None)
    return column is not None and read.reading.letter_o is None and not letter_o(read.frame[column].tolist(), column)[1]


def _columns(table: pd.DataFrame, where: str, crs: str | None, fields: Mapping[str, str]) -> _Columns | None:
    columns = [str(column) for column in table.columns]
    projected = crs is not None and parse_crs(crs).is_projected
    if {"x", "y"} <= set(fields):
        x, y = (named_column(columns, fields[name], where) for name in ("x", "y"))
        named = {normalise(name) for name in (*LON, *LAT)}
        in_degrees = {normalise(x), normalise(y)} <= named or {x, y} == set(survey_columns(columns))
        return _Columns(x=x, y=y, crs=_WORLD if in_degrees and not projected else system_of_names(x, y))
    shape = _shape_column(table, columns)
    if shape is not None:
        return shape
    lon, lat, x_, y_ = (find(columns, names) for names in (LON, LAT, X, Y))
    if lon is None or lat is None:
        lon, lat = survey_columns(columns)
    if lon is not None and lat is not None and not (projected and x_ is not None and y_ is not None):
        return _Columns(x=lon, y=lat, crs=None if projected else _WORLD)
    if x_ is not None and y_ is not None:
        return _Columns(x=x_, y=y_, crs=system_of_names(x_, y_))
    lon, lat = find(columns, MAYBE_LON), find(columns, MAYBE_LAT)
    if lon is not None and lat is not None and all(_as_measured(table, column) for column in (lon, lat)):
        return _Columns(x=lon, y=lat, crs=None if projected else _WORLD)
    for names, order in ((LAT_LON, "lat-lon"), (LON_LAT, "lon-lat")):
        column = find(columns, names)
        if column is not None and column_of_pairs(table[column].tolist()):
            return _Columns(shape=column, notation=order)
    return None


def _shape_column(table: pd.DataFrame, columns: Sequence[str]) -> _Columns | None:
    """The column of shapes: one that is called so, else the first that holds them."""
    named = find(columns, SHAPE)
    for column in ([named] if named is not None else []) + [column for column in columns if column != named]:
        notation = column_of_shapes(table[column].tolist())
        if notation is not None:
            return _Columns(shape=column, notation=notation)
    return None


# Shapes and pairs


def _from_shapes(
    read: Table, column: str, notation: str, where: str, letter: OFor | None
) -> tuple[gpd.GeoDataFrame, list[Problem]]:
    texts = read.frame[column].tolist()
    pairs: dict[str, Order] = {"lat-lon": "lat-lon", "lon-lat": "lon-lat"}
    problems: list[Problem] = []
    crs: str | None = _WORLD
    if notation in pairs:
        order = pairs[notation]
        east, sure = letter_o(texts, column) if letter is None else (letter, True)
        problems += [] if sure else [_told_letter(column, where)]
        shapes = points_of_pairs(texts, order, east)
        coordinates = shapely.get_coordinates(shapes)
        if _beyond(coordinates[:, 1]) and not _beyond(coordinates[:, 0]):
            order = "lon-lat" if order == "lat-lon" else "lat-lon"
            shapes = points_of_pairs(texts, order, east)
        message = {
            "lat-lon": _("{column} was read as latitude, then longitude."),
            "lon-lat": _("{column} was read as longitude, then latitude."),
        }[order]
        problems.append(Problem(Severity.INFO, where, message.format(column=column)))
    else:
        shapes, crs = shapes_of(texts, notation)
    bad = [
        row
        for row in np.flatnonzero(shapely.is_missing(shapes)).tolist()
        if not is_missing(texts[row]) and texts[row].strip()
    ]
    problems += _rows_told(
        bad,
        read,
        where,
        lambda n: ngettext(
            "{count} row has a shape that cannot be understood: {rows}.",
            "{count} rows have a shape that cannot be understood: {rows}.",
            n,
        ),
    )
    return _frame(read.frame, [column], shapes, crs), problems


# Columns of figures


def _from_figures(
    read: Table, x: str, y: str, crs: str | None, where: str, *, said: bool, letter: OFor | None
) -> tuple[gpd.GeoDataFrame, list[Problem]]:
    """``said`` is whether a person has said which columns or which system are meant, ``letter`` what O stands for."""
    east, sure = letter_o(read.frame[x].tolist(), x) if letter is None else (letter, True)
    (xs, bad_x), (ys, bad_y) = (_figures(read.frame[column], east) for column in (x, y))
    problems = [] if sure else [_told_letter(x, where)]
    problems += _rows_told(
        sorted({*bad_x, *bad_y}),
        read,
        where,
        lambda n: ngettext(
            "{count} row has a coordinate that is no number: {rows}.",
            "{count} rows have a coordinate that is no number: {rows}.",
            n,
        ),
    )
    problems += _leave_out_zeros(xs, ys, read, where)
    if crs == _WORLD and _without_marks(xs, 180) and _without_marks(ys, 90):
        raise InputError(
            _(
                "{file} has no degrees in {x} and {y}, but figures such as {figure}: their decimal marks were lost, or "
                "they are metres; export it again with plain numbers, or choose their system (in a terminal: --crs)."
            ).format(file=where, x=x, y=y, figure=f"{xs[~np.isnan(xs)][0]:.0f}")
        )
    if crs == _WORLD and not said and _beyond(ys) and not _beyond(xs):
        message = _(
            "{lat} goes beyond 90 and {lon} does not, so the two columns were taken for each other's; if that is "
            "wrong, say so (in a terminal: --field x={lon} --field y={lat})."
        )
        problems.append(Problem(Severity.WARNING, where, message.format(lat=y, lon=x)))
        xs, ys = ys, xs
    if not said and (crs is None or crs != _WORLD):
        crs, told = _system(x, y, xs, ys, crs, where)
        problems += told
    shapes = shapely.points(xs, ys)
    shapes[np.isnan(xs) | np.isnan(ys)] = None
    return _frame(read.frame, [x, y], shapes, crs), problems


def _told_letter(column: str, where: str) -> Problem:
    message = _(
        "O in {column} was read as west (Oeste, Ouest, Ovest); if it is east (Ost), say so (in a terminal: "
        "--read o=east)."
    )
    return Problem(Severity.WARNING, where, message.format(column=column))


def _figures(cells: pd.Series, letter: OFor) -> tuple[_FloatArray, list[int]]:
    """(n,) the coordinates in a column, degrees with minutes and seconds among them, and the rows that have none."""
    read = parse_numbers(cells, "decimal")
    values, bad = read.values.copy(), []
    for row in read.bad:
        angle = degrees(str(cells.iloc[row]), letter)
        if angle is None:
            bad.append(row)
        else:
            values[row] = angle
    return values, bad


def _leave_out_zeros(xs: _FloatArray, ys: _FloatArray, read: Table, where: str) -> list[Problem]:
    """Rows at 0, 0 among others have no place: programs write that where there is none."""
    at_zero = (xs == 0) & (ys == 0)
    if not at_zero.any() or at_zero.all():
        return []
    xs[at_zero] = np.nan
    return _rows_told(
        np.flatnonzero(at_zero).tolist(),
        read,
        where,
        lambda n: ngettext(
            "{count} row has 0 for both coordinates and counts as without a place: {rows}.",
            "{count} rows have 0 for both coordinates and count as without a place: {rows}.",
            n,
        ),
    )


def _without_marks(values: _FloatArray, largest: float) -> bool:
    """Whether all of what should be degrees are whole numbers far beyond ``largest``."""
    known = values[~np.isnan(values)]
    return bool(len(known)) and bool((known == np.round(known)).all()) and bool(np.median(np.abs(known)) > 10 * largest)


def _beyond(values: _FloatArray) -> bool:
    """Whether most of what should be a latitude goes beyond the poles, and is a longitude."""
    known = np.abs(values[~np.isnan(values)])
    return bool(len(known)) and bool((known > 90).mean() > 0.5) and bool((known <= 180).all())


def _system(
    x: str, y: str, xs: _FloatArray, ys: _FloatArray, named: str | None, where: str
) -> tuple[str | None, list[Problem]]:
    """The system that the columns' names say, or that their figures can only be in; told as it is a guess."""
    known = ~(np.isnan(xs) | np.isnan(ys))
    if not known.any():
        return named, []
    guess = named or system_of_figures(float(np.median(xs[known])), float(np.median(ys[known])))
    if guess is None:
        return None, []
    name = parse_crs(guess).name
    message = _(
        "From {x} and {y}, the coordinates were taken to be in {crs} ({name}); if not, "
        "choose it (in a terminal: --crs)."
    )
    return guess, [Problem(Severity.WARNING, where, message.format(x=x, y=y, crs=guess, name=name))]


def _frame(table: pd.DataFrame, used: Sequence[str], shapes: np.ndarray, crs: str | None) -> gpd.GeoDataFrame:
    others = {str(column): typed(table[column].tolist()) for column in table.columns if column not in used}
    return gpd.GeoDataFrame(others, geometry=gpd.GeoSeries(shapes, index=table.index, crs=crs), index=table.index)


def _rows_told(rows: Sequence[int], read: Table, where: str, message: Callable[[int], str]) -> list[Problem]:
    if not rows:
        return []
    labels = first_few(row_label(row, read.rows_above) for row in rows)
    text = message(len(rows)).format(count=format_number(len(rows)), rows=labels)
    return [Problem(Severity.WARNING, where, text)]
