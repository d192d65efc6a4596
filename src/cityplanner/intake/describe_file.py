"""What a file is and what would be made of it, without making anything of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pyproj

from cityplanner.apart import apart
from cityplanner.errors import CityPlannerError, InputError
from cityplanner.i18n import _, format_number, ngettext
from cityplanner.intake.code_checks import damaged_codes, lost_zeros, repeated_codes
from cityplanner.intake.totals import total_rows
from cityplanner.io.archive.archive import ARCHIVES, unpacked
from cityplanner.io.archive.layers import layers_of_zip
from cityplanner.io.features.column_cells import fits_of
from cityplanner.io.features.crs import check_size, city_bounds, crs_name, horizontal_crs
from cityplanner.io.features.fields import choose_columns, columns_of
from cityplanner.io.features.place_in_city import file_of
from cityplanner.io.features.read_features import FORMATS, feature_layers, tables_without_shapes
from cityplanner.io.features.read_layer import (
    FEATURE_ENDINGS,
    TABLE_ENDINGS,
    RawFeatures,
    interpret,
    raw_of_table,
    read_raw,
)
from cityplanner.io.features.role_guess import guess_role
from cityplanner.io.layer_roles import role as role_of
from cityplanner.io.osm.areas import area_sets
from cityplanner.io.osm.extract import is_osm, osm_contents
from cityplanner.io.project.project_file import is_project
from cityplanner.io.raster.raster import describe_raster, is_raster, raster_format
from cityplanner.io.source_file import check_file
from cityplanner.io.tables.long_table import widened
from cityplanner.io.tables.numbers import codes
from cityplanner.io.tables.options import TableOptions, TableReading, with_sheet
from cityplanner.io.tables.points import has_coordinates, o_in_doubt
from cityplanner.io.tables.read_table import TABLE_FORMATS, Table, read_table, row_label
from cityplanner.io.transit.gtfs import ROUTES, STOPS, is_feed, read_feed
from cityplanner.io.wording import first_few
from cityplanner.model import Layer, Problem, Severity


@dataclass(frozen=True, slots=True)
class FileDescription:
    """``problems`` with an error say why the file cannot be used as it is. ``fields`` maps canonical names to columns.

    ``features`` and ``role`` are None where they could not be told; a table without coordinates has no role. ``crs``
    is what the file says, None where it says nothing. ``table`` is how a table was read.
    """

    file: str
    format: str
    layers: tuple[str, ...] = ()
    features: int | None = None
    geometry: tuple[str, ...] = ()
    crs: str | None = None
    columns: tuple[str, ...] = ()
    role: str | None = None
    fields: Mapping[str, str] = field(default_factory=dict)
    is_project: bool = False
    table: TableReading | None = None
    contents: Mapping[str, int] = field(default_factory=dict)
    """Of an extract of OpenStreetMap: how many features of each role, and how many devices of each type."""
    problems: tuple[Problem, ...] = ()


def describe_file(
    path: Path | str, *, layer: str | None = None, reading: TableOptions | None = None
) -> FileDescription:
    """Look at a file, at its first layer or sheet unless ``layer`` names another; ``reading`` says how to read a table.

    What is wrong with it is in ``problems``; nothing is raised for a bad file.
    """
    path = Path(path)
    try:
        return _describe(path, layer, reading)
    except InputError as error:
        problem = Problem(Severity.ERROR, path.name, error.sentence)
        return FileDescription(path.name, format_of(path), problems=(problem,))


def format_of(path: Path) -> str:
    """The name of the format that a file's ending stands for."""
    ending = path.suffix.lower()
    return FORMATS.get(ending) or TABLE_FORMATS.get(ending) or ending.lstrip(".").upper()


@apart
def _describe(path: Path, layer: str | None, reading: TableOptions | None) -> FileDescription:
    ending = path.suffix.lower()
    description = FileDescription(path.name, format_of(path))
    try:
        check_file(path)
        if is_osm(path):
            contents, problems = osm_contents(path)
            if not contents:
                raise InputError(_("{file} holds nothing that a map needs.").format(file=path.name))
            return replace(
                description,
                format="OpenStreetMap",
                features=sum(contents.values()),
                crs="EPSG:4326",
                layers=tuple(one.layer for one in area_sets(path)),
                contents=contents,
                problems=tuple(problems),
            )
        if is_feed(path):
            feed = read_feed(path)
            counts = {"transit-stops": len(feed.stops), "transit-lines": len(feed.routes)}
            return replace(
                description,
                format="GTFS",
                layers=(STOPS, ROUTES),
                features=sum(counts.values()),
                crs="EPSG:4326",
                contents={name: count for name, count in counts.items() if count},
                problems=feed.problems,
            )
        if is_raster(path):
            role, crs, problems = describe_raster(path)
            return replace(
                description,
                format=raster_format(path) or "",
                geometry=("raster",),
                crs=crs,
                role=role,
                problems=tuple(problems),
            )
        if ending in ARCHIVES:
            members = layers_of_zip(path)
            description = replace(description, format=ARCHIVES[ending], layers=members)
            member = layer or (members[0] if len(members) > 1 else None)
            with unpacked(path, member, FEATURE_ENDINGS, TABLE_ENDINGS) as (inner, part):
                found = describe_file(inner, layer=part, reading=reading)
            if found.is_project:
                raise InputError(
                    _("{file} holds a CityPlanner project; unpack it and open that.").format(file=path.name)
                )
            return replace(found, file=path.name, format=f"{found.format} (zip)", layers=members)
        if ending == ".gpkg" and is_project(path):
            return replace(description, is_project=True, layers=feature_layers(path))
        if ending in TABLE_FORMATS:
            table = read_table(path, with_sheet(reading, layer))
            description = replace(description, table=table.reading, layers=_sheets(table.reading))
            places = reading.places if reading is not None else {}
            if not has_coordinates(table, places, path.name):
                return _described_table(table, description)
            raw = raw_of_table(path, table, fields=places)
            doubt = o_in_doubt(table, places, path.name)
            description = replace(description, table=replace(table.reading, o_in_doubt=doubt))
        else:
            if ending in FORMATS:
                layers = feature_layers(path)
                description = replace(description, layers=layers)
                layer = layer or (layers[0] if layers else None)
            raw = read_raw(path, layer=layer, reading=reading)
        description = _described(raw, description)
        features, problems = interpret(raw, description.role)
        problems += _too_large(features)
        problems += _without_shapes(path)
    except CityPlannerError as error:
        return replace(description, problems=(Problem(Severity.ERROR, path.name, error.sentence),))
    return replace(description, problems=tuple(problems))


def _sheets(reading: TableReading) -> tuple[str, ...]:
    """The sheets of a workbook that has several with cells, without hidden ones where others are shown."""
    shown = tuple(name for name in reading.sheets if name not in reading.hidden_sheets)
    return shown or reading.sheets


def _without_shapes(path: Path) -> list[Problem]:
    names = tables_without_shapes(path)
    if not names:
        return []
    message = _("Tables without shapes were passed over: {names}; save one as CSV to join it to neighbourhoods.")
    return [Problem(Severity.INFO, path.name, message.format(names=first_few(names)))]


def _too_large(layer: Layer) -> list[Problem]:
    """Told already here where neighbourhoods are too far apart for a study; only a guess says that they are that."""
    if layer.role != "neighbourhoods":
        return []
    try:
        check_size(pyproj.CRS(layer.frame.crs), city_bounds(layer.frame), file_of(layer))
    except InputError as error:
        return [Problem(Severity.WARNING, file_of(layer), error.sentence)]
    return []


def _described(raw: RawFeatures, description: FileDescription) -> FileDescription:
    role = guess_role(raw.kinds or ("point",), raw.columns, len(raw.frame), raw.path.stem, raw.frame)
    crs = None if raw.frame.crs is None else horizontal_crs(pyproj.CRS(raw.frame.crs))
    return replace(
        description,
        features=len(raw.frame),
        geometry=raw.kinds,
        crs=None if crs is None else crs_name(crs),
        columns=tuple(raw.columns),
        role=role,
        fields=columns_of(role_of(role), raw.frame, raw.columns, {}, raw.path.name),
    )


def _described_table(table: Table, description: FileDescription) -> FileDescription:
    where = description.file
    wide = widened(table, where)
    areas = role_of("neighbourhoods")
    columns = [str(column) for column in wide.frame.columns]
    fields = choose_columns(areas, columns, {}, where, fits_of(areas, wide.frame, where))
    message = _("It has no columns of coordinates; it can be joined to neighbourhoods as a table.")
    return replace(
        description,
        features=len(table.frame),
        columns=tuple(str(column) for column in table.frame.columns),
        fields=fields,
        problems=(*wide.problems, Problem(Severity.INFO, where, message), *_rows_told(wide, fields, where)),
    )


def _rows_told(table: Table, fields: Mapping[str, str], where: str) -> list[Problem]:
    """Told what is odd about the codes, and which rows are totals."""
    problems = []
    column = fields.get("id") or fields.get("name")
    if column is not None:
        found = codes(table.frame[column])
        for check in (damaged_codes, lost_zeros, repeated_codes):
            problems += check(found, column, where)
    totals = total_rows(table.frame, None, np.array([], dtype=np.intp), range(len(table.frame)))
    if totals and len(totals) < len(table.frame):
        message = ngettext(
            "{count} row looks like the total of others, which is left out when the table is joined: {rows}.",
            "{count} rows look like totals of others, which are left out when the table is joined: {rows}.",
            len(totals),
        )
        rows = first_few(row_label(row, table.rows_above) for row in totals)
        problems.append(Problem(Severity.INFO, where, message.format(count=format_number(len(totals)), rows=rows)))
    return problems
