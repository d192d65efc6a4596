"""Looks at files before anything is decided: what each holds, where it lies, and who made it."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyproj
import shapely

from cityplanner.apart import apart
from cityplanner.errors import CityPlannerError, InputError
from cityplanner.i18n import _
from cityplanner.intake.describe_file import FileDescription, describe_file, format_of
from cityplanner.intake.find_files import files_in, shown_name
from cityplanner.intake.osm_parts import parts_of
from cityplanner.intake.plan import Answer, Finding, Sketch
from cityplanner.intake.provenance import known_sources, with_facts
from cityplanner.io.features.grid_cells import grid_cells
from cityplanner.io.features.read_layer import RawFeatures, read_raw
from cityplanner.io.file_part import Part
from cityplanner.io.osm.extract import is_osm
from cityplanner.io.raster.raster import is_raster, opened
from cityplanner.io.source_file import source_of
from cityplanner.io.tables.long_table import widened
from cityplanner.io.tables.options import TableOptions, with_sheet
from cityplanner.io.tables.read_table import read_table
from cityplanner.io.transit.gtfs import feed_parts, is_feed
from cityplanner.model import Problem, Severity, Source
from cityplanner.progress import CancelToken, Progress, no_progress

_log = logging.getLogger(__name__)

_MOST_SKETCHED = 3_000
"""Points that a small map can show."""
_MOST_SHAPES = 6_000
"""Lines and areas that it can show; each has few coordinates then."""


def look_at(
    paths: Sequence[Path], progress: Progress = no_progress, cancel: CancelToken | None = None
) -> tuple[Finding, ...]:
    """What the files, and the files in the folders, hold: a finding a layer.

    A file that cannot be used is a finding too, with the reason among its problems. Raises
    :class:`~cityplanner.errors.InputError` where there is nothing to look at.
    """
    files = files_in(paths)
    facts = known_sources(paths, files)
    found: list[Finding] = []
    for place, file in enumerate(files):
        if cancel is not None:
            cancel.raise_if_cancelled()
        name = shown_name(file, paths)
        progress(place / len(files), _("Looking at {file} …").format(file=name))
        for finding in _findings(file, name):
            found.append(replace(finding, source=with_facts(finding.source, file, facts)))
    return tuple(found)


def _findings(path: Path, name: str) -> list[Finding]:
    try:
        return _look_at_file(path, name)
    except InputError as error:
        sentence = error.sentence
    except Exception:  # whatever a library makes of it, the other files are not to suffer
        _log.exception("%s cannot be looked at", path.name)
        sentence = _("{file} cannot be read; something in it is not as it should be.").format(file=path.name)
    description = _with_error(FileDescription(path.name, format_of(path)), sentence)
    return [Finding(name, path, description, _source(path, ""))]


def look_again(
    findings: Sequence[Finding], answers: Mapping[str, Answer], cancel: CancelToken | None = None
) -> tuple[Finding, ...]:
    """``findings``, tables and Shapefiles read anew where ``answers`` (key -> answer) say to read them otherwise."""
    seen = []
    for finding in findings:
        reading = answers.get(finding.key, Answer()).reading
        if reading is None or not finding.has_letters or reading == finding.reading:
            seen.append(finding)
            continue
        if cancel is not None:
            cancel.raise_if_cancelled()
        seen.append(replace(_look_at_table(finding.path, finding.key, finding.layer, reading), source=finding.source))
    return tuple(seen)


@apart
def _look_at_table(path: Path, key: str, layer: str | None, reading: TableOptions) -> Finding:
    description = describe_file(path, layer=layer, reading=reading)
    finding = Finding(key, path, description, _source(path, ""), layer=layer, reading=reading)
    try:
        return _look_at_layer(finding)
    except CityPlannerError as error:
        return replace(finding, description=_with_error(description, error.sentence))


@apart
def _look_at_file(path: Path, name: str) -> list[Finding]:
    description = describe_file(path)
    finding = Finding(name, path, description, _source(path, description.role or ""))
    try:
        if is_osm(path):
            return _look_at_parts(finding, "OpenStreetMap", parts_of(path))
        if is_feed(path):
            return _look_at_parts(finding, "GTFS", feed_parts(path))
        if description.is_project:
            return [finding]
        if is_raster(path):
            return [_look_at_raster(finding)]
        layers = description.layers if len(description.layers) > 1 else (None,)
        found = []
        for layer in layers:
            one = description if layer is None else describe_file(path, layer=layer)
            key = name if layer is None else f"{name} | {layer}"
            found.append(_look_at_layer(replace(finding, key=key, layer=layer, description=one)))
        return found
    except CityPlannerError as error:
        return [replace(finding, description=_with_error(description, error.sentence))]


def _source(path: Path, role: str) -> Source:
    try:
        return source_of(path, role)
    except OSError:
        return Source(path.name, "", "", datetime.now(UTC).astimezone().date())


def _with_error(description: FileDescription, message: str) -> FileDescription:
    if any(problem.severity is Severity.ERROR for problem in description.problems):
        return description
    problem = Problem(Severity.ERROR, description.file, message)
    return replace(description, problems=(*description.problems, problem))


def _look_at_layer(finding: Finding) -> Finding:
    if finding.description.features is None:
        return finding
    if finding.is_table and not finding.description.geometry:
        table = widened(read_table(finding.path, with_sheet(finding.reading, finding.layer)), finding.path.name)
        columns = tuple(str(column) for column in table.frame.columns)
        return replace(finding, frame=table.frame, description=replace(finding.description, columns=columns))
    return _of_features(finding, read_raw(finding.path, layer=finding.layer, reading=finding.reading))


def _of_features(finding: Finding, raw: RawFeatures) -> Finding:
    frame = raw.frame
    shapes = frame.geometry.to_numpy()
    bounds = shapely.total_bounds(shapes) if len(shapes) else np.full(4, np.nan)
    west, south, east, north = bounds.tolist()
    return replace(
        finding,
        frame=frame.drop(columns=frame.geometry.name),
        doubtful_order=raw.doubtful_order,
        crs=None if frame.crs is None else frame.crs.to_wkt(),
        bounds=(west, south, east, north) if np.isfinite(bounds).all() else None,
        sketch=_sketch(shapes, raw.kinds[-1] if raw.kinds else "point"),
        grid=raw.kinds == ("point",) and not is_osm(finding.path) and _is_grid(frame),
    )


def _is_grid(frame: gpd.GeoDataFrame) -> bool:
    points = frame.geometry[~(frame.geometry.is_empty | frame.geometry.isna())]
    if not 9 <= len(points) <= 100_000 or not (points.geom_type == "Point").all():
        return False
    if frame.crs is None:
        return False
    try:
        xy = shapely.get_coordinates(points.to_crs(points.estimate_utm_crs()).to_numpy())
    except (RuntimeError, ValueError, pyproj.exceptions.ProjError):
        return False
    return bool(np.isfinite(xy).all()) and grid_cells(xy) is not None


def _sketch(shapes: np.ndarray, kind: str) -> Sketch:
    """Few enough coordinates that a small map is painted at once."""
    shapes = shapes[~(shapely.is_missing(shapes) | shapely.is_empty(shapes))]
    if kind == "point":
        xy = shapely.get_coordinates(shapes)
        xy = xy[:: max(len(xy) // _MOST_SKETCHED, 1)]
        return Sketch(kind, (xy,) if len(xy) else ())
    if not len(shapes):
        return Sketch(kind, ())
    shapes = shapely.force_2d(shapes[:: -(-len(shapes) // _MOST_SHAPES)])
    west, south, east, north = shapely.total_bounds(shapes).tolist()
    coarse = shapely.simplify(
        shapes, max(east - west, north - south) / (400 if len(shapes) < 1_000 else 150), preserve_topology=False
    )
    # What is smaller than a dot of the map is still shown where it lies.
    shapes = np.where(shapely.is_empty(coarse), shapely.envelope(shapes), coarse)
    rings = shapely.get_parts(shapely.boundary(shapes) if kind == "polygon" else shapes)
    rings = shapely.get_parts(rings)
    lines = rings[shapely.get_type_id(rings) == shapely.GeometryType.LINESTRING]
    return Sketch(kind, tuple(shapely.get_coordinates(line) for line in lines))


def _look_at_raster(finding: Finding) -> Finding:
    with opened(finding.path) as raster:
        crs, (west, south, east, north) = raster.crs, raster.bounds
    frame = np.array([[west, south], [east, south], [east, north], [west, north], [west, south]])
    return replace(
        finding,
        crs=None if crs is None else crs.to_wkt(),
        bounds=(west, south, east, north),
        sketch=Sketch("polygon", (frame,)),
    )


def _look_at_parts(finding: Finding, format_: str, parts: Sequence[Part]) -> list[Finding]:
    """Each part of a file that holds many kinds of things."""
    found = []
    for part in parts:
        raw = RawFeatures(finding.path, part.frame, part.problems, rows_above=0)
        description = FileDescription(
            finding.path.name,
            format_,
            features=len(part.frame),
            geometry=raw.kinds,
            crs="EPSG:4326",
            columns=tuple(raw.columns) if part.role != "basemap" else (),
            role=part.guess,
            problems=part.problems,
        )
        one = replace(
            finding,
            key=f"{finding.key} | {part.title}" if part.title else finding.key,
            description=description,
            layer=part.layer,
            role=part.role,
            type_id=part.type_id,
            among=part.among,
            offered=part.offered,
            title=part.title,
        )
        found.append(_of_features(one, raw))
    if not found:
        raise InputError(_("{file} holds nothing that a map needs.").format(file=finding.path.name))
    return found
