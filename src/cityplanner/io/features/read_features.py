"""Reads map files as they are: GeoPackage, Shapefile, GeoJSON and FlatGeobuf."""

import codecs
import json
import warnings
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely
from pyogrio.errors import CRSError, DataLayerError, DataSourceError, FeatureError, FieldError, GeometryError

from cityplanner.errors import InputError
from cityplanner.i18n import _, ngettext
from cityplanner.io.features.dbf_letters import decoded
from cityplanner.io.features.dbf_table import missing_records, with_decimal_commas
from cityplanner.io.features.geojson_text import passed_over, why_no_geojson, without_system
from cityplanner.io.features.in_pieces import read_in_pieces
from cityplanner.io.features.partial_download import only_a_part
from cityplanner.io.gdal_path import gdal_path
from cityplanner.io.tables.workbook_safety import UNPACK_ERRORS
from cityplanner.io.wording import first_few
from cityplanner.model import Problem, Severity

FORMATS = {
    ".gpkg": "GeoPackage",
    ".shp": "Shapefile",
    ".geojson": "GeoJSON",
    ".json": "GeoJSON",
    ".fgb": "FlatGeobuf",
    ".geojsonl": "GeoJSON Text Sequence",
    ".geojsons": "GeoJSON Text Sequence",
    ".ndjson": "GeoJSON Text Sequence",
    ".topojson": "TopoJSON",
    ".kml": "KML",
    ".kmz": "KML",
    ".gpx": "GPX",
    ".dxf": "DXF",
    ".gdb": "File Geodatabase",
}
"""File ending -> name of the format."""

_DRIVERS = {
    ".gpkg": {"GPKG"},
    ".shp": {"ESRI Shapefile"},
    ".geojson": {"GeoJSON", "GeoJSONSeq", "TopoJSON", "ESRIJSON", "JSONFG"},
    ".json": {"GeoJSON", "GeoJSONSeq", "TopoJSON", "ESRIJSON", "JSONFG"},
    ".fgb": {"FlatGeobuf"},
    ".geojsonl": {"GeoJSONSeq", "GeoJSON"},
    ".geojsons": {"GeoJSONSeq", "GeoJSON"},
    ".ndjson": {"GeoJSONSeq", "GeoJSON"},
    ".topojson": {"TopoJSON"},
    ".kml": {"LIBKML", "KML"},
    ".kmz": {"LIBKML"},
    ".gpx": {"GPX"},
    ".dxf": {"DXF"},
    ".gdb": {"OpenFileGDB"},
}
"""What GDAL may take a file for. Others, such as lists of further files to open, hide behind a harmless ending."""
_XML = (".kml", ".kmz", ".gpx")
_JSON = (".geojson", ".json")
_LOOKED_THROUGH = 1 << 20
_MANY = (list, tuple, set, dict, np.ndarray)
_OF_PROGRAMS = frozenset({"layer_styles", "qgis_projects"})

_READ_ERRORS = (
    CRSError,
    DataLayerError,
    DataSourceError,
    FeatureError,
    FieldError,
    GeometryError,
    shapely.errors.ShapelyError,
    OverflowError,
    ValueError,
    # What pyogrio comes to where the coordinate system is no text.
    UnboundLocalError,
)


def feature_layers(path: Path) -> tuple[str, ...]:
    """The layers of ``path`` that have shapes. Raises :class:`InputError` where the file cannot be read."""
    _check_markup(path)
    try:
        stat = path.stat()
    except OSError as error:
        raise InputError(_why_unreadable(path)) from error
    return _kept_layers(path, stat.st_size, stat.st_mtime_ns)


@lru_cache(maxsize=64)
def _kept_layers(path: Path, _size: int, _changed_ns: int) -> tuple[str, ...]:
    """Kept, for some formats are read from beginning to end to know them, and several readers ask."""
    with _quiet(), _sentences(path), gdal_path(path) as plain:
        listed = pyogrio.list_layers(plain)
        names = tuple(str(name) for name, geometry in listed if geometry is not None)
        if names and pyogrio.read_info(plain, layer=names[0])["driver"] not in _DRIVERS[path.suffix.lower()]:
            raise InputError(_why_unreadable(path))
        if path.suffix.lower() in _XML:
            # Folders of folders are layers without features here. Of GPX the standard names five layers, most of them
            # empty; points of tracks and routes are in their lines.
            gpx = path.suffix.lower() == ".gpx"
            filled = tuple(
                name
                for name in names
                if not (gpx and name.endswith("_points"))
                and pyogrio.read_info(plain, layer=name, force_feature_count=True)["features"]
            )
            names = filled if filled or gpx else names[:1]
    return names


def tables_without_shapes(path: Path) -> tuple[str, ...]:
    """The tables in a database beside its layers, without those that programs keep there for themselves."""
    if path.suffix.lower() not in (".gpkg", ".gdb"):
        return ()
    with _quiet(), _sentences(path), gdal_path(path) as plain:
        listed = pyogrio.list_layers(plain)
    return tuple(str(name) for name, geometry in listed if geometry is None and name not in _OF_PROGRAMS)


def choose_layer(path: Path, layer: str | None) -> str:
    """The name of the layer to read: ``layer``, or the only one.

    Raises :class:`InputError` with the names where there are several, or none of that name.
    """
    names = feature_layers(path)
    if layer is not None and layer not in names:
        raise InputError(
            _("{file} has no layer {layer} with shapes; it has: {names}.").format(
                file=path.name, layer=layer, names=", ".join(names) or _("none")
            )
        )
    if layer is not None:
        return layer
    if not names:
        raise InputError(_("{file} holds no layer with shapes; choose another file.").format(file=path.name))
    if len(names) > 1:
        raise InputError(
            _("{file} holds several layers; say which one with --layer: {names}.").format(
                file=path.name, names=", ".join(names)
            )
        )
    return names[0]


def read_features(path: Path, layer: str, encoding: str | None = None) -> tuple[gpd.GeoDataFrame, list[Problem]]:
    """The features of ``layer`` with the file's own columns; a shape that cannot be understood is None.

    ``encoding`` is that of a Shapefile's letters, where a person says it. Raises :class:`InputError` where the file
    cannot be read.
    """
    problems = _check_parts(path)
    with _quiet(), _sentences(path), gdal_path(path) as plain:
        read = _reader(plain, layer)
        frame = _unique_columns(read(on_invalid="ignore"))
        geometry = np.array(frame.geometry.array, dtype=object)
        if shapely.is_missing(geometry).any():
            mended = np.array(_unique_columns(read(on_invalid="fix")).geometry.array, dtype=object)
            open_rings = np.flatnonzero(shapely.is_missing(geometry) & ~shapely.is_missing(mended)).tolist()
            if open_rings:
                frame = frame.set_geometry(gpd.GeoSeries(mended, crs=frame.crs))
                problems.append(_closed(open_rings, path.name))
        if path.suffix.lower() == ".shp":
            columns = [str(column) for column in frame.columns if column != frame.geometry.name]
            frame, found = decoded(with_decimal_commas(frame, columns, path), path, encoding)
            frame = _unique_columns(frame)
            problems += [*found, *missing_records(path)]
        if path.suffix.lower() in _XML:
            # Fields that the standard names and the file leaves empty.
            empty = [name for name in frame.columns if name != frame.geometry.name and frame[name].isna().all()]
            frame = frame.drop(columns=empty)
        frame = _lists_as_text(frame)
        if path.suffix.lower() in _JSON:
            frame = without_system(path, frame)
            problems += passed_over(path, frame.geometry.to_numpy())
            problems += only_a_part(path, len(frame))
    return frame, problems


def _lists_as_text(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """``frame`` with what some formats allow in a cell, lists and what is in them, as text: ``a, b``."""
    for name in frame.columns:
        if frame[name].dtype == object and any(isinstance(cell, _MANY) for cell in frame[name]):
            frame[name] = pd.Series([_listed(cell) for cell in frame[name]], index=frame.index, dtype=object)
    return frame


def _listed(cell: object) -> object:
    if isinstance(cell, dict):
        return json.dumps(cell, ensure_ascii=False, default=str)
    if isinstance(cell, _MANY):
        return ", ".join(str(_listed(item)) for item in cell) or None
    return cell


def _unique_columns(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Columns without a name, or with another's, get one of their own; the shapes stay ``geometry``, the last of it."""
    names = [str(column) for column in frame.columns]
    if len(set(names)) == len(names) and "" not in names:
        return frame
    last = len(names) - 1 - names[::-1].index("geometry")
    unique: list[str] = []
    for place, name in enumerate(names):
        twice = name in unique or (name == "geometry" and place != last)
        unique.append(f"{name or 'column'}_{place + 1}" if twice or not name else name)
    renamed = pd.DataFrame(frame)
    renamed.columns = pd.Index(unique)
    return gpd.GeoDataFrame(renamed, geometry="geometry", crs=frame.crs)


def _reader(path: Path, layer: str) -> Callable[..., gpd.GeoDataFrame]:
    """Reads the file with the text encoding that suits it."""
    if path.suffix.lower() == ".shp":
        # ISO-8859-1 makes every byte the character of the same number, so that the bytes can be looked at.
        return lambda **options: read_in_pieces(path, layer, encoding="ISO-8859-1", **options)
    # The others are read from the start for every piece.
    whole = path.suffix.lower() not in (".gpkg", ".fgb")

    def read(**options: Any) -> gpd.GeoDataFrame:
        read_layer = (
            partial(pyogrio.read_dataframe, path, layer=layer) if whole else partial(read_in_pieces, path, layer)
        )
        try:
            return read_layer(**options)
        except UnicodeDecodeError:  # not UTF-8, whatever the format's standard says
            return read_layer(encoding="CP1252", **options)

    return read


def _utf8(text: bytes) -> str | None:
    """``text`` as UTF-8, without a last character that the width of the field cut in two; None where it is not."""
    try:
        return codecs.getincrementaldecoder("utf-8")().decode(text)
    except UnicodeDecodeError:
        return None


# What can go wrong


@contextmanager
def _quiet() -> Iterator[None]:
    """Without the reader's own warnings: what comes of them (missing, flat or open shapes) is told in our words."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


@contextmanager
def _sentences(path: Path) -> Iterator[None]:
    """Turns the reader's errors into a sentence."""
    try:
        yield
    except _READ_ERRORS as error:
        raise InputError(_why_unreadable(path)) from error


def _why_unreadable(path: Path) -> str:
    format_ = FORMATS[path.suffix.lower()]
    projection = path.with_suffix(".prj")
    if format_ == "Shapefile" and projection.exists() and _utf8(projection.read_bytes()) is None:
        return _("{file} is damaged; get it again, or delete it and say the coordinate system.").format(
            file=projection.name
        )
    if format_ != "GeoJSON" or not path.is_file():
        return _("{file} cannot be read as a {format}: it is damaged, or something else under that name.").format(
            file=path.name, format=format_
        )
    return why_no_geojson(path)


def _check_markup(path: Path) -> None:
    """Raise :class:`InputError` for markup that defines entities: no map needs them, and some are made to do harm."""
    ending = path.suffix.lower()
    if ending not in _XML or not path.is_file():
        return
    if ending == ".kmz":
        try:
            with zipfile.ZipFile(path) as archive:
                starts = []
                for name in archive.namelist():
                    if name.lower().endswith(".kml"):
                        with archive.open(name) as part:
                            starts.append(part.read(_LOOKED_THROUGH))
        except UNPACK_ERRORS as error:
            raise InputError(_why_unreadable(path)) from error
    else:
        with path.open("rb") as file:
            starts = [file.read(_LOOKED_THROUGH)]
    if any(b"<!ENTITY" in start or b"<!DOCTYPE" in start for start in starts):
        raise InputError(
            _("{file} is not safe: it defines entities, which no map needs; do not use it.").format(file=path.name)
        )


def _check_parts(path: Path) -> list[Problem]:
    """A shapefile is several files; says which are missing. Raises :class:`InputError` where it is no use without."""
    if path.suffix.lower() != ".shp":
        return []
    present = {other.suffix.lower() for other in path.parent.iterdir() if other.stem == path.stem}
    if ".shx" not in present:
        raise InputError(
            _("{file} is one part of a shapefile, and the part {part} is missing; copy all parts.").format(
                file=path.name, part=f"{path.stem}.shx"
            )
        )
    if ".dbf" in present:
        return []
    message = _("The part {part} with the names and figures is missing; only shapes were read.")
    return [Problem(Severity.WARNING, path.name, message.format(part=f"{path.stem}.dbf"))]


def _closed(rows: list[int], where: str) -> Problem:
    message = ngettext(
        "{count} outline did not end where it began and was closed: {features}.",
        "{count} outlines did not end where they began and were closed: {features}.",
        len(rows),
    )
    features = first_few([_("feature {number}").format(number=row + 1) for row in rows])
    return Problem(Severity.WARNING, where, message.format(count=len(rows), features=features))
