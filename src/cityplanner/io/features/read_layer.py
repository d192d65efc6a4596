"""Reads a file of features into a layer with canonical fields, and says everything that it did on the way."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyproj

from cityplanner.apart import apart
from cityplanner.errors import InputError
from cityplanner.i18n import _, format_number
from cityplanner.io.archive.archive import ARCHIVES, unpacked
from cityplanner.io.features.axis_order import beyond_poles, order_in_doubt, told_order, told_turned
from cityplanner.io.features.crs import settle_crs, swap_axes
from cityplanner.io.features.doubled_areas import each_area_once, each_point_once
from cityplanner.io.features.fields import canonical_frame, choice_told, columns_of, feature_labels
from cityplanner.io.features.geometry_repair import drop_unusable, kinds_of, repair
from cityplanner.io.features.grid_cells import cells_of_grid
from cityplanner.io.features.read_features import FORMATS, choose_layer, feature_layers, read_features
from cityplanner.io.features.role_guess import guess_role
from cityplanner.io.features.rounded import rounded_told
from cityplanner.io.layer_roles import role as role_of
from cityplanner.io.osm.extract import CREDIT, LICENCE, is_osm, read_osm
from cityplanner.io.raster.damaged_raster import vector_tiles
from cityplanner.io.source_file import check_file, source_of
from cityplanner.io.tables.figures import read_figures
from cityplanner.io.tables.options import TableOptions, with_sheet
from cityplanner.io.tables.points import features_of_table
from cityplanner.io.tables.read_table import TABLE_FORMATS, Table, read_table
from cityplanner.io.tables.total_words import names_total
from cityplanner.io.transit.gtfs import ROUTES, is_feed, read_part
from cityplanner.model import Layer, Problem, Severity

_PARTS_OF_SHAPEFILES = {".dbf", ".shx", ".prj", ".cpg", ".qpj", ".qix", ".sbn", ".sbx"}
_PACKED = {".gz", ".tgz", ".tar", ".7z", ".rar", ".bz2", ".xz"}

FEATURE_ENDINGS = frozenset(FORMATS)
TABLE_ENDINGS = frozenset(TABLE_FORMATS)
"""What may stand in a zip."""


@dataclass(frozen=True, eq=False, slots=True)
class RawFeatures:
    """A file's features as they stand there: its own columns, shapes that may be missing, a CRS that may be None."""

    path: Path
    frame: gpd.GeoDataFrame
    problems: tuple[Problem, ...]
    rows_above: int
    """Rows above the first record where the file is a table."""
    doubtful_order: bool = False
    """Whether latitude may stand before longitude."""
    turned: bool = False
    """Whether it did beyond doubt, and was put right."""

    @property
    def columns(self) -> list[str]:
        return [str(column) for column in self.frame.columns if column != self.frame.geometry.name]

    @property
    def kinds(self) -> tuple[str, ...]:
        return kinds_of(self.frame.geometry.to_numpy())


@apart
def read_layer(
    path: Path | str,
    role: str | None = None,
    *,
    layer: str | None = None,
    crs: str | None = None,
    fields: Mapping[str, str] | None = None,
    type_id: str | None = None,
    reading: TableOptions | None = None,
    swapped: bool = False,
) -> tuple[Layer, list[Problem]]:
    """The features of a GeoPackage, Shapefile, GeoJSON, FlatGeobuf or a table with coordinates, in the file's own CRS.

    Of an extract of OpenStreetMap, those that are of ``role``; devices are those of the type ``type_id``,
    neighbourhoods and a boundary those of the set of areas that ``layer`` names, or of the one that fits best. Of a
    public transport feed its stops, or its lines where ``role`` or ``layer`` says so.

    ``role`` None is guessed. ``layer`` names one of several layers. ``crs`` gives the coordinate system of a file
    that does not say, and overrules one that does. ``fields`` maps canonical names to columns (and ``x`` and ``y`` to
    a table's columns of coordinates); the others are recognised by name. ``reading`` says how to read a table, and
    ``swapped`` that x stands where y should. Codes stay text. Raises :class:`InputError`
    where the file cannot be used.
    """
    fields = dict(fields or {})
    if is_osm(Path(path)):
        check_file(Path(path))
        frame, problems = read_osm(Path(path), role, type_id=type_id, layer=layer)
        raw = RawFeatures(Path(path), frame, tuple(problems), rows_above=0)
    elif is_feed(Path(path)):
        frame, problems = read_part(Path(path), role, layer)
        raw = RawFeatures(Path(path), frame, tuple(problems), rows_above=0)
        role = role or ("transit-lines" if layer == ROUTES else "transit-stops")
    else:
        raw = read_raw(Path(path), layer=layer, crs=crs, fields=fields, reading=reading)
    if swapped:
        frame = raw.frame if raw.turned else raw.frame.set_geometry(swap_axes(raw.frame.geometry))
        raw = replace(raw, frame=frame, doubtful_order=False)
    return interpret(raw, role, crs=crs, fields=fields)


def read_raw(
    path: Path,
    *,
    layer: str | None = None,
    crs: str | None = None,
    fields: Mapping[str, str] | None = None,
    reading: TableOptions | None = None,
) -> RawFeatures:
    """The features of the file at ``path`` as they are. Raises :class:`InputError` where there are none."""
    check_file(path)
    ending = path.suffix.lower()
    if ending in ARCHIVES:
        with unpacked(path, layer, FEATURE_ENDINGS, TABLE_ENDINGS) as (inner, part):
            raw = read_raw(inner, layer=part, crs=crs, fields=fields, reading=reading)
            return replace(raw, path=path)
    if ending in TABLE_FORMATS:
        places = reading.places if reading is not None else {}
        return raw_of_table(path, read_table(path, with_sheet(reading, layer)), crs, {**places, **(fields or {})})
    if ending not in FORMATS:
        raise InputError(_why_not(path))
    chosen = choose_layer(path, layer)
    frame, problems = read_features(path, chosen, None if reading is None else reading.encoding)
    if frame.empty and layer is not None and len(feature_layers(path)) > 1:
        raise InputError(_("The layer {layer} of {file} has no features.").format(layer=chosen, file=path.name))
    if frame.empty:
        raise InputError(_("{file} has no features.").format(file=path.name))
    return _in_order(RawFeatures(path, frame, tuple(problems), rows_above=0))


def _in_order(raw: RawFeatures) -> RawFeatures:
    """``raw`` with longitude first, where it is beyond doubt that latitude was; else whether it may be."""
    if beyond_poles(raw.frame):
        frame = raw.frame.set_geometry(swap_axes(raw.frame.geometry))
        return replace(raw, frame=frame, problems=(*raw.problems, told_turned(raw.path.name)), turned=True)
    return replace(raw, doubtful_order=order_in_doubt(raw.frame, raw.path))


def raw_of_table(
    path: Path, table: Table, crs: str | None = None, fields: Mapping[str, str] | None = None
) -> RawFeatures:
    """The features of a table that was read from ``path``. Raises :class:`InputError` where it has no coordinates."""
    frame, problems = features_of_table(table, path.name, crs, fields or {})
    raw = RawFeatures(path, frame, (*table.problems, *problems), table.rows_above)
    # Who names the columns has said which is which.
    return raw if {"x", "y"} <= set(fields or {}) else _in_order(raw)


def _why_not(path: Path) -> str:
    """Why a file with this ending is not read, and which one might be."""
    ending, shapes = path.suffix.lower(), path.with_suffix(".shp")
    if ending in _PARTS_OF_SHAPEFILES and shapes.exists():
        return _("{file} is a part of a Shapefile; choose {shapes} beside it.").format(
            file=path.name, shapes=shapes.name
        )
    if ending in _PACKED:
        return _("{file} is packed; unpack it and choose a file in it.").format(file=path.name)
    if ending == ".pmtiles":
        return vector_tiles(path.name)
    if ending == ".vrt":
        return _("{file} only lists other files; choose the files themselves.").format(file=path.name)
    return _(
        "{file} is of a kind that cannot be read; use GeoPackage, Shapefile, GeoJSON, FlatGeobuf, KML or CSV."
    ).format(file=path.name)


def interpret(
    raw: RawFeatures, role: str | None, *, crs: str | None = None, fields: Mapping[str, str] | None = None
) -> tuple[Layer, list[Problem]]:
    """A layer from features as they are; see :func:`read_layer`."""
    where = raw.path.name
    problems = list(raw.problems)
    said = {name: column for name, column in (fields or {}).items() if name not in ("x", "y")}
    if role is None:
        role = guess_role(raw.kinds or ("point",), raw.columns, len(raw.frame), raw.path.stem, raw.frame)
        message = _("It was taken for: {role}. Say so if it is not.")
        problems.append(Problem(Severity.INFO, where, message.format(role=role_of(role).title)))
    meaning = role_of(role)
    chosen = columns_of(meaning, raw.frame, raw.columns, said, where)
    frame = raw.frame.reset_index(drop=True)
    told_by = {"id": "id", **chosen} if is_osm(raw.path) else chosen
    labels = feature_labels(frame, told_by, raw.rows_above)
    frame, found = drop_unusable(frame, labels, where)
    problems += [*found, *_people_lost(raw.frame, frame, chosen, where)]
    frame, found = settle_crs(frame, crs, where)
    problems += found
    if raw.doubtful_order and pyproj.CRS(frame.crs).is_geographic:
        problems.append(told_order(where))
    if role in ("devices", "sensitive-places"):
        problems += rounded_told(frame, where)
    if role == "neighbourhoods":
        frame, found = cells_of_grid(frame, where)
        problems += found
    frame, found = repair(frame, meaning.geometry, [labels[row] for row in frame.index], where)
    problems += found
    frame, found = canonical_frame(frame, meaning, chosen, [labels[row] for row in frame.index], where)
    problems += found
    if role == "people" and kinds_of(frame.geometry.to_numpy()) == ("point",):
        frame, found = each_point_once(frame, where)
        problems += found
    if meaning.groups and not is_osm(raw.path) and kinds_of(frame.geometry.to_numpy()) == ("polygon",):
        frame, found = each_area_once(frame, chosen, where)
        problems += found
    problems += choice_told(raw.columns, chosen, said, where)
    guessed = {name: column for name, column in chosen.items() if name not in said and name != column}
    if guessed:
        pairs = ", ".join(f"{column} → {name}" for name, column in guessed.items())
        problems.append(Problem(Severity.INFO, where, _("Columns were recognised: {pairs}.").format(pairs=pairs)))
    name = raw.path.stem.replace("_", " ").strip()
    source = source_of(raw.path, role)
    if is_osm(raw.path):
        source = replace(source, licence=LICENCE, credit=CREDIT)
    return Layer(id=role, name=name, role=role, frame=frame, source=source, guesses=chosen), problems


def _people_lost(
    before: gpd.GeoDataFrame, kept: gpd.GeoDataFrame, chosen: Mapping[str, str], where: str
) -> list[Problem]:
    """Told how many residents the features have that were left out for want of a shape."""
    column = chosen.get("population")
    left_out = before.reset_index(drop=True).drop(index=kept.index)
    totals = [
        any(isinstance(cell, str) and names_total(cell) for cell in row) for row in left_out.to_numpy(dtype=object)
    ]
    left_out = left_out[~np.array(totals, dtype=bool)]
    if column is None or left_out.empty:
        return []
    people, _found = read_figures(left_out[column], [""] * len(left_out), column, where, counts_people=True)
    lost = float(np.nansum(people))
    if not lost:
        return []
    message = _("The features without a shape have {people} residents, who are not counted.")
    return [Problem(Severity.WARNING, where, message.format(people=format_number(lost)))]
