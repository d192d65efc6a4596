"""The features of a file as they are, with a coordinate system that is known."""

import re
import warnings
from collections.abc import Iterable, Mapping
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyogrio
import pyproj
import shapely
from pyogrio.errors import CRSError, DataLayerError, DataSourceError, FeatureError, FieldError, GeometryError

from cityplanner.errors import InputError
from cityplanner.i18n import _, format_number, ngettext
from cityplanner.io.crs import crs_name, parse_crs
from cityplanner.io.layer_roles import normalise
from cityplanner.io.numbers import parse_numbers
from cityplanner.io.read_table import TABLE_ENDINGS, check_file, read_table
from cityplanner.model import Problem, Severity

MAP_ENDINGS = {".gpkg", ".shp", ".geojson", ".json", ".fgb"}
_READ_ERRORS = (
    DataSourceError,
    DataLayerError,
    FeatureError,
    FieldError,
    GeometryError,
    CRSError,
    shapely.errors.ShapelyError,
    UnicodeDecodeError,
    ValueError,
    OSError,
)
_LON = ("lon", "lng", "long", "longitude", "longitud", "x_lon", "lon_wgs84", "geo_longitude")
_LAT = ("lat", "latitude", "latitud", "y_lat", "lat_wgs84", "geo_latitude")
_X = (
    "x",
    "easting",
    "este",
    "coord_x",
    "coordenada_x",
    "x_utm",
    "utm_x",
    "xcoord",
    "point_x",
    "etrs89_coord_x",
    "geo_x",
)
_Y = (
    "y",
    "northing",
    "norte",
    "coord_y",
    "coordenada_y",
    "y_utm",
    "utm_y",
    "ycoord",
    "point_y",
    "etrs89_coord_y",
    "geo_y",
)
ROWS_TOLD = 5
"""How many examples a message names."""


def read_features(path: Path, *, layer: str | None, crs: str | None) -> tuple[gpd.GeoDataFrame, list[Problem]]:
    """The file's features with its own columns and a known CRS."""
    check_file(path)
    ending = path.suffix.lower()
    if ending in TABLE_ENDINGS:
        return _points_of_table(path, crs)
    if ending not in MAP_ENDINGS:
        raise InputError(
            _("{file} is of a kind that cannot be read; use GeoPackage, Shapefile, GeoJSON, FlatGeobuf or CSV.").format(
                file=path.name
            )
        )
    frame, problems = _read_map(path, layer)
    frame, more = _with_crs(frame, path, crs)
    return frame, problems + more


def layer_names(path: Path) -> tuple[str, ...]:
    """The layers with geometry in a map file. Raises :class:`InputError` where it cannot be read."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return tuple(str(name) for name, geometry in pyogrio.list_layers(path) if geometry is not None)
        except _READ_ERRORS as error:
            raise _unreadable(path) from error


def _read_map(path: Path, layer: str | None) -> tuple[gpd.GeoDataFrame, list[Problem]]:
    names = layer_names(path)
    if not names:
        raise InputError(_("{file} has no map features, only tables.").format(file=path.name))
    if layer is None and len(names) > 1:
        raise InputError(
            _("{file} has several layers; say which one is meant with --layer: {names}.").format(
                file=path.name, names=", ".join(names)
            )
        )
    if layer is not None and layer not in names:
        raise InputError(
            _("{file} has no layer {layer}; it has: {names}.").format(
                file=path.name, layer=layer, names=", ".join(names)
            )
        )
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            frame = pyogrio.read_dataframe(path, layer=layer or names[0], encoding=_dbf_encoding(path))
        except _READ_ERRORS as error:
            raise _unreadable(path) from error
    if not isinstance(frame, gpd.GeoDataFrame) or len(frame) == 0:
        raise InputError(_("{file} has no features.").format(file=path.name))
    told = dict.fromkeys(str(warning.message) for warning in caught)
    problems = [
        Problem(Severity.WARNING, path.name, _("The file has a fault: {fault}").format(fault=text))
        for text in list(told)[:ROWS_TOLD]
    ]
    return frame, problems


def _unreadable(path: Path) -> InputError:
    if path.suffix.lower() == ".shp" and not (path.with_suffix(".shx").exists() or path.with_suffix(".SHX").exists()):
        return InputError(
            _("{file} needs the files {stem}.shx and {stem}.dbf beside it; copy them too.").format(
                file=path.name, stem=path.stem
            )
        )
    return InputError(
        _("{file} cannot be read: it is damaged, or not of the kind that its ending says.").format(file=path.name)
    )


def _dbf_encoding(path: Path) -> str | None:
    """The encoding of a Shapefile's table that does not say it (no ``.cpg``): UTF-8 where the text is that.

    GDAL takes ISO 8859-1 then, and ``la Sagrada Família`` is misspelt without a word.
    """
    table = path.with_suffix(".dbf")
    if path.suffix.lower() != ".shp" or path.with_suffix(".cpg").exists() or not table.exists():
        return None
    content = table.read_bytes()
    header = int.from_bytes(content[8:10], "little")
    letters = re.sub(rb"[\x00-\x7f]", b"", content[header:])
    if not letters:
        return None
    # A field that is cut off in the middle of a letter leaves a few bytes that are not UTF-8.
    good = len(content[header:].decode("utf-8", errors="ignore").encode("utf-8")) - (
        len(content) - header - len(letters)
    )
    return "UTF-8" if good > 0.98 * len(letters) else "cp1252"


def _with_crs(frame: gpd.GeoDataFrame, path: Path, crs: str | None) -> tuple[gpd.GeoDataFrame, list[Problem]]:
    """``frame`` in the CRS that was given, or its own where its coordinates fit it."""
    if crs is not None:
        wanted = parse_crs(crs)
        problems = []
        if frame.crs is not None and pyproj.CRS(frame.crs) != wanted:
            message = _("The file says {own}; {given} was taken, as asked.").format(
                own=crs_name(pyproj.CRS(frame.crs)), given=crs_name(wanted)
            )
            problems.append(Problem(Severity.WARNING, path.name, message))
        _check_fits(frame, wanted, path)
        return frame.set_crs(wanted, allow_override=True), problems
    if frame.crs is None or (pyproj.CRS(frame.crs).is_geographic and not _looks_geographic(frame)):
        raise InputError(
            _("{file} does not say in which coordinate system it is; give it with --crs, such as EPSG:4326.").format(
                file=path.name
            )
        )
    return frame, []


def _check_fits(frame: gpd.GeoDataFrame, crs: pyproj.CRS, path: Path) -> None:
    if crs.is_geographic and not _looks_geographic(frame):
        raise InputError(
            _("The coordinates of {file} are too large for {crs}, which is in degrees.").format(
                file=path.name, crs=crs_name(crs)
            )
        )


def _looks_geographic(frame: gpd.GeoDataFrame) -> bool:
    """Whether most coordinates can be degrees; a few wild ones are told later."""
    xy = shapely.get_coordinates(frame.geometry.to_numpy())
    xy = xy[np.isfinite(xy).all(axis=1)]
    return len(xy) == 0 or bool(np.mean((np.abs(xy[:, 0]) <= 181) & (np.abs(xy[:, 1]) <= 91)) > 0.5)


def _points_of_table(path: Path, crs: str | None) -> tuple[gpd.GeoDataFrame, list[Problem]]:
    """A point a row, from two columns of coordinates."""
    table = read_table(path)
    columns = {normalise(column): column for column in reversed(table.columns)}
    lon, lat = _first(columns, _LON), _first(columns, _LAT)
    x, y = _first(columns, _X), _first(columns, _Y)
    if lon is not None and lat is not None and (crs is None or parse_crs(crs).is_geographic or x is None):
        x, y, own = lon, lat, "EPSG:4326"
    elif x is not None and y is not None:
        own = None
    else:
        raise InputError(
            _("{file} has no columns of coordinates; name them lon and lat, or x and y.").format(file=path.name)
        )
    (xs, bad_x), (ys, bad_y) = parse_numbers(table[x].tolist()), parse_numbers(table[y].tolist())
    shapes = shapely.points(xs, ys)
    shapes[np.isnan(xs) | np.isnan(ys)] = None
    frame = gpd.GeoDataFrame(table.drop(columns=[x, y]), geometry=shapes)
    problems = []
    if bad := sorted({*bad_x, *bad_y}):
        message = ngettext(
            "{count} row has a coordinate that is no number (row {rows}).",
            "{count} rows have a coordinate that is no number (rows {rows}).",
            len(bad),
        ).format(count=format_number(len(bad)), rows=some(row + 2 for row in bad))
        problems.append(Problem(Severity.WARNING, path.name, message))
    if own is not None:
        frame = frame.set_crs(own)
    frame, more = _with_crs(frame, path, crs)
    return frame, problems + more


def _first(columns: Mapping[str, str], names: tuple[str, ...]) -> str | None:
    return next((columns[normalise(name)] for name in names if normalise(name) in columns), None)


def some(items: Iterable[object]) -> str:
    """The first few of ``items``, for a sentence."""
    listed = [str(item) for item in items]
    return ", ".join(listed[:ROWS_TOLD]) + (" …" if len(listed) > ROWS_TOLD else "")
