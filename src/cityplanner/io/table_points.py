"""Tables with coordinates: which columns they are in, and the shapes that they make."""

from collections.abc import Mapping, Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from cityplanner.errors import InputError
from cityplanner.i18n import _, format_number, ngettext
from cityplanner.io.crs import parse_crs
from cityplanner.io.fields import named_column
from cityplanner.io.layer_roles import normalise
from cityplanner.io.numbers import parse_numbers, typed
from cityplanner.io.read_table import Table, row_label
from cityplanner.io.wording import first_few
from cityplanner.model import Problem, Severity

_LON = ("lon", "lng", "long", "longitude", "longitud", "x_lon", "lon_wgs84", "longitude_wgs84", "geo_longitude")
_LAT = ("lat", "latitude", "latitud", "y_lat", "lat_wgs84", "latitude_wgs84", "geo_latitude")
_X = (
    *("x", "easting", "eastings", "este", "coord_x", "x_coord", "xcoord", "coordenada_x", "coordx", "x_utm", "utm_x"),
    *("etrs89_coord_x", "x_etrs89", "coord_este", "point_x", "pos_x", "geo_x", "oseast1m", "east", "e"),
)
_Y = (
    *(
        "y",
        "northing",
        "northings",
        "norte",
        "coord_y",
        "y_coord",
        "ycoord",
        "coordenada_y",
        "coordy",
        "y_utm",
        "utm_y",
    ),
    *("etrs89_coord_y", "y_etrs89", "coord_norte", "point_y", "pos_y", "geo_y", "osnrth1m", "north", "n"),
)
_SHAPE = ("wkt", "the_geom", "geom", "geometry", "geometria", "shape")


def features_of_table(
    read: Table, where: str, crs: str | None, fields: Mapping[str, str]
) -> tuple[gpd.GeoDataFrame, list[Problem]]:
    """A feature a row of a table; its CRS is WGS 84 where the columns are called longitude and latitude.

    ``fields`` may name the columns ``x`` and ``y``. Without those, and unless ``crs`` is a projected system, columns of
    degrees go before others; shapes in a column of well-known text go before all. Raises :class:`InputError` where
    there are no coordinates.
    """
    table, rows_above = read.frame, read.rows_above
    columns = [str(column) for column in table.columns]
    shape = _find(columns, _SHAPE)
    if shape is not None and not {"x", "y"} <= set(fields):
        shapes = shapely.from_wkt(table[shape].to_numpy(), on_invalid="ignore")
        if not shapely.is_missing(shapes).all():
            return _frame(table, [shape], shapes, None), _no_shape(table[shape], shapes, where, rows_above)
    x, y, of_columns = _coordinate_columns(columns, where, crs, fields)
    read_x, read_y = (parse_numbers(table[column], "decimal") for column in (x, y))
    shapes = shapely.points(read_x.values, read_y.values)
    shapes[np.isnan(read_x.values) | np.isnan(read_y.values)] = None
    problems = _bad_numbers(sorted({*read_x.bad, *read_y.bad}), where, rows_above)
    return _frame(table, [x, y], shapes, of_columns), problems


def has_coordinates(columns: Sequence[str]) -> bool:
    """Whether columns of these names may hold coordinates."""
    pairs = ((_LON, _LAT), (_X, _Y), (_SHAPE, _SHAPE))
    found = ((_find(columns, first), _find(columns, second)) for first, second in pairs)
    return any(None not in pair for pair in (*found, _survey_columns(columns)))


def _coordinate_columns(
    columns: Sequence[str], where: str, crs: str | None, fields: Mapping[str, str]
) -> tuple[str, str, str | None]:
    """The columns of x and y, and the CRS that their names say."""
    if {"x", "y"} <= set(fields):
        return named_column(columns, fields["x"], where), named_column(columns, fields["y"], where), None
    lon, lat, x, y = (_find(columns, names) for names in (_LON, _LAT, _X, _Y))
    if lon is None or lat is None:
        lon, lat = _survey_columns(columns)
    projected = crs is not None and parse_crs(crs).is_projected
    if lon is not None and lat is not None and not (projected and x is not None and y is not None):
        return lon, lat, "EPSG:4326"
    if x is not None and y is not None:
        return x, y, None
    raise InputError(_("{file} has no columns of coordinates; name them lon and lat, or x and y.").format(file=where))


def _survey_columns(columns: Sequence[str]) -> tuple[str | None, str | None]:
    """The columns that field surveys make of a question for a place: ``_site_longitude`` and ``_site_latitude``."""
    names = {normalise(column): column for column in reversed(columns)}
    for name, column in reversed(names.items()):
        if name.endswith("longitude") and (other := f"{name.removesuffix('longitude')}latitude") in names:
            return column, names[other]
    return None, None


def _find(columns: Sequence[str], names: Sequence[str]) -> str | None:
    """The first column that bears the best of ``names``."""
    found = {normalise(column): column for column in reversed(columns)}
    return next((found[normalise(name)] for name in names if normalise(name) in found), None)


def _frame(table: pd.DataFrame, used: Sequence[str], shapes: np.ndarray, crs: str | None) -> gpd.GeoDataFrame:
    others = {str(column): typed(table[column].tolist()) for column in table.columns if column not in used}
    return gpd.GeoDataFrame(others, geometry=gpd.GeoSeries(shapes, index=table.index, crs=crs), index=table.index)


def _bad_numbers(rows: Sequence[int], where: str, rows_above: int) -> list[Problem]:
    if not rows:
        return []
    message = ngettext(
        "{count} row has a coordinate that is no number: {rows}.",
        "{count} rows have a coordinate that is no number: {rows}.",
        len(rows),
    )
    text = message.format(count=format_number(len(rows)), rows=first_few(row_label(row, rows_above) for row in rows))
    return [Problem(Severity.WARNING, where, text)]


def _no_shape(texts: pd.Series, shapes: np.ndarray, where: str, rows_above: int) -> list[Problem]:
    rows = np.flatnonzero(shapely.is_missing(shapes) & (texts.str.strip() != "").to_numpy()).tolist()
    if not rows:
        return []
    message = ngettext(
        "{count} row has a shape that cannot be understood: {rows}.",
        "{count} rows have a shape that cannot be understood: {rows}.",
        len(rows),
    )
    text = message.format(count=format_number(len(rows)), rows=first_few(row_label(row, rows_above) for row in rows))
    return [Problem(Severity.WARNING, where, text)]
