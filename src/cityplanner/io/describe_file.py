"""What a file is and what would be made of it, without making anything of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import pyproj

from cityplanner.errors import CityPlannerError
from cityplanner.io.crs import crs_name
from cityplanner.io.geometry_repair import geometry_kinds
from cityplanner.io.layer_roles import role as role_of
from cityplanner.io.project_file import is_project
from cityplanner.io.read_features import MAP_ENDINGS, layer_names, read_features
from cityplanner.io.read_layer import chosen_columns, guess_role, read_layer
from cityplanner.io.read_table import check_file, read_table
from cityplanner.model import Problem, Severity

_FORMATS = {
    ".gpkg": "GeoPackage",
    ".shp": "Shapefile",
    ".geojson": "GeoJSON",
    ".json": "GeoJSON",
    ".fgb": "FlatGeobuf",
    ".csv": "CSV",
    ".tsv": "TSV",
    ".xlsx": "Excel",
}


@dataclass(frozen=True, slots=True)
class FileDescription:
    """``problems`` with an error say why the file cannot be used as it is. ``fields`` maps canonical names to columns.

    ``features``, ``crs`` and ``role`` are None where they could not be told.
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
    problems: tuple[Problem, ...] = ()


def describe_file(path: Path | str, *, layer: str | None = None) -> FileDescription:
    """Look at a file. What is wrong with it is in ``problems``; nothing is raised for a bad file."""
    path = Path(path)
    description = FileDescription(path.name, _FORMATS.get(path.suffix.lower(), path.suffix.lstrip(".").upper()))
    try:
        check_file(path)
        if path.suffix.lower() == ".gpkg" and is_project(path):
            return replace(description, is_project=True, layers=layer_names(path))
        if path.suffix.lower() in MAP_ENDINGS:
            description = replace(description, layers=layer_names(path))
        return _described(path, layer, description)
    except CityPlannerError as error:
        problem = Problem(Severity.ERROR, path.name, str(error))
        return replace(description, problems=(*description.problems, problem))


def _described(path: Path, layer: str | None, description: FileDescription) -> FileDescription:
    if len(description.layers) > 1 and layer is None:
        layer = description.layers[0]
    try:
        frame, _problems = read_features(path, layer=layer, crs=None)
    except CityPlannerError as error:
        return _without_crs(path, layer, description, error)
    kinds = geometry_kinds(frame)
    role = guess_role(kinds, [str(column) for column in frame.columns], len(frame))
    described = replace(
        description,
        features=len(frame),
        geometry=kinds,
        crs=crs_name(pyproj.CRS(frame.crs)),
        columns=tuple(str(column) for column in frame.columns if column != frame.geometry.name),
        role=role,
        fields=chosen_columns(role_of(role), frame, {}, path.name),
    )
    _layer, problems = read_layer(path, role, layer=layer)
    return replace(described, problems=tuple(problems))


def _without_crs(
    path: Path, layer: str | None, description: FileDescription, error: CityPlannerError
) -> FileDescription:
    """What can be said of a file whose coordinates cannot be placed yet, or of a table without any."""
    problem = Problem(Severity.ERROR, path.name, str(error))
    try:
        # Any projected system will do to look at the columns; no coordinate is used.
        frame, _problems = read_features(path, layer=layer, crs="EPSG:32631")
    except CityPlannerError:
        return replace(_described_table(path, description), problems=(problem,))
    kinds = geometry_kinds(frame)
    role = guess_role(kinds, [str(column) for column in frame.columns], len(frame))
    return replace(
        description,
        features=len(frame),
        geometry=kinds,
        columns=tuple(str(column) for column in frame.columns if column != frame.geometry.name),
        role=role,
        fields=chosen_columns(role_of(role), frame, {}, path.name),
        problems=(problem,),
    )


def _described_table(path: Path, description: FileDescription) -> FileDescription:
    try:
        table = read_table(path)
    except CityPlannerError:
        return description
    return replace(description, features=len(table), columns=tuple(table.columns))
