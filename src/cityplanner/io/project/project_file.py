"""The project file: one GeoPackage that QGIS opens as it is.

A table a layer, and ``neighbourhoods``, ``boundary``, ``people``, ``devices``, ``scenarios``, ``device_types``, and
``cityplanner_meta`` with everything that is not a table, as JSON a key.
"""

import json
import logging
import sqlite3
import warnings
from collections.abc import Iterable
from contextlib import closing
from dataclasses import asdict, fields
from datetime import date
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import pyogrio
import shapely
from pyogrio.errors import DataLayerError, DataSourceError

from cityplanner import __version__
from cityplanner.errors import ProjectError
from cityplanner.i18n import _
from cityplanner.io.atomic import atomic_write, backup_of, led_to
from cityplanner.io.features.in_pieces import read_in_pieces
from cityplanner.io.gdal_path import gdal_path
from cityplanner.io.project.good_rows import good_devices, good_neighbourhoods, good_people, in_system
from cityplanner.io.project.layer_styles import style_from_json, style_to_json
from cityplanner.io.project.stored_texts import as_catalogued, from_plain, scenario_name, scenario_names, to_plain
from cityplanner.io.raster.raster import keep_beside, raster_beside
from cityplanner.model import (
    DEFAULT_TARGETS,
    City,
    CoverageSpec,
    Device,
    DeviceStatus,
    DeviceType,
    Family,
    Layer,
    People,
    PrivacyClass,
    Problem,
    Project,
    Rule,
    Scenario,
    Severity,
    Source,
    Target,
    TargetKind,
)
from cityplanner.reading_pause import collection_paused

_log = logging.getLogger(__name__)

SCHEMA_VERSION = 2

_RESERVED = {"neighbourhoods", "boundary", "people", "devices", "scenarios", "device_types", "cityplanner_meta"}


def save_project(project: Project, path: Path | str) -> None:
    """Write ``project`` to ``path`` at once; the file that stood there before is kept as ``<name>.backup.gpkg``.

    Raises :class:`~cityplanner.errors.InputError` where the folder is missing or cannot be written.
    """
    path = Path(path)
    city = project.city
    tables = _table_names(project.layers)
    with atomic_write(path, backup=True) as written, gdal_path(written) as temporary:
        _write(temporary, "neighbourhoods", city.neighbourhoods)
        if city.boundary is not None:
            _write(
                temporary, "boundary", gpd.GeoDataFrame({"name": [city.name]}, geometry=[city.boundary], crs=city.crs)
            )
        _write(temporary, "people", _people_frame(project))
        _write(temporary, "devices", _devices_frame(project))
        for layer in project.layers:
            _write(temporary, tables[layer.id], layer.frame)
        _write(temporary, "scenarios", _scenarios_frame(project.scenarios.values()))
        _write(temporary, "device_types", _types_frame(project.device_types.values()))
        _write_meta(temporary, _meta(project, tables))
    keep_beside(led_to(path).parent, project.layers)
    _log.info("Saved a project with %d layers and %d scenarios", len(project.layers), len(project.scenarios))


@collection_paused()
def open_project(path: Path | str) -> Project:
    """Read a project file. Raises :class:`ProjectError` with a sentence where that cannot be done."""
    path = Path(path)
    meta = _read_meta(path)
    try:
        with gdal_path(path) as read:
            project = _read(read, meta, led_to(path))
    except (DataSourceError, DataLayerError, sqlite3.Error, KeyError, TypeError, ValueError) as error:
        raise ProjectError(
            _("{file} is damaged and cannot be opened; the backup {backup} beside it may still be good.").format(
                file=path.name, backup=backup_of(led_to(path)).name
            )
        ) from error
    _log.info("Opened a project with %d layers and %d scenarios", len(project.layers), len(project.scenarios))
    return project


def is_project(path: Path) -> bool:
    """Whether the file at ``path`` is a project, of whatever version."""
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as database:
            found = database.execute("SELECT 1 FROM sqlite_master WHERE name = 'cityplanner_meta'").fetchone()
    except (sqlite3.Error, UnicodeDecodeError):
        return False
    return found is not None


# Writing


def _table_names(layers: Iterable[Layer]) -> dict[str, str]:
    """Layer id -> table name: the id, kept clear of our own tables and of SQLite's rules."""
    names: dict[str, str] = {}
    taken = set(_RESERVED)
    for layer in layers:
        plain = "".join(c if c.isalnum() and c.isascii() else "_" for c in layer.id.lower()).strip("_") or "layer"
        if plain.startswith(("gpkg", "rtree", "sqlite")):
            plain = f"layer_{plain}"
        name, count = plain, 2
        while name in taken:
            name, count = f"{plain}_{count}", count + 1
        taken.add(name)
        names[layer.id] = name
    return names


def _write(path: Path, table: str, frame: pd.DataFrame) -> None:
    with warnings.catch_warnings():
        # Fields without a single value, and layers without a CRS such as the attribute tables, are fine here.
        warnings.simplefilter("ignore", UserWarning)
        options: dict[str, Any] = {}
        if isinstance(frame, gpd.GeoDataFrame) and len(frame) == 0:
            options["geometry_type"] = "Unknown"
        pyogrio.write_dataframe(_storable(frame), path, layer=table, driver="GPKG", append=path.is_file(), **options)


def _storable(frame: pd.DataFrame) -> pd.DataFrame:
    """Column names that SQLite tells apart (it ignores case), and values that it can hold."""
    taken: set[str] = {"fid", "geom"}
    renamed: dict[str, str] = {}
    geometry = frame.geometry.name if isinstance(frame, gpd.GeoDataFrame) else None
    for column in frame.columns:
        if column == geometry:
            continue
        name, count = str(column), 2
        while name.lower() in taken:
            name, count = f"{column}_{count}", count + 1
        taken.add(name.lower())
        if name != column:
            renamed[column] = name
    stored = frame.rename(columns=renamed)
    for column in stored.columns:
        if column != geometry and stored[column].dtype == object:
            stored[column] = [None if _missing(value) else str(value) for value in stored[column]]
    return stored


def _missing(value: object) -> bool:
    return value is None or value is pd.NA or (isinstance(value, float) and np.isnan(value))


def _people_frame(project: Project) -> gpd.GeoDataFrame:
    people = project.people
    columns: dict[str, Any] = {"neighbourhood": people.neighbourhood, "population": people.weights[:, 0]}
    for index, group in enumerate(people.groups, start=1):
        columns[group] = people.weights[:, index]
    return gpd.GeoDataFrame(columns, geometry=shapely.points(people.xy), crs=project.city.crs)


def _devices_frame(project: Project) -> gpd.GeoDataFrame:
    rows = [(scenario.id, device) for scenario in project.scenarios.values() for device in scenario.devices.values()]
    devices = [device for _, device in rows]
    xy = np.array([(device.x, device.y) for device in devices], dtype=np.float64).reshape(-1, 2)
    return gpd.GeoDataFrame(
        {
            "scenario": pd.Series([scenario for scenario, _ in rows], dtype="str"),
            "id": pd.Series([device.id for device in devices], dtype="str"),
            "type": pd.Series([device.type_id for device in devices], dtype="str"),
            "name": pd.Series([device.name for device in devices], dtype="str"),
            "status": pd.Series([device.status.value for device in devices], dtype="str"),
            "azimuth_deg": np.array([device.azimuth_deg for device in devices], dtype=np.float64),
            "height_m": np.array([device.height_m for device in devices], dtype=np.float64),
        },
        geometry=shapely.points(xy),
        crs=project.city.crs,
    )


def _scenarios_frame(scenarios: Iterable[Scenario]) -> pd.DataFrame:
    return pd.DataFrame(
        [(item.id, item.name, item.parent, len(item.devices)) for item in scenarios],
        columns=["id", "name", "parent", "devices"],
    )


def _types_frame(types: Iterable[DeviceType]) -> pd.DataFrame:
    """The main columns to read, and ``definition`` with all of it."""
    rows = []
    for item in types:
        definition = asdict(item)
        definition["coverage"]["parameters"] = dict(item.coverage.parameters)
        definition["name"], definition["description"] = to_plain(item.name), to_plain(item.description)
        definition["sources"] = {figure: to_plain(source) for figure, source in item.sources.items()}
        rows.append((item.id, item.name, item.family.value, json.dumps(definition, ensure_ascii=False)))
    return pd.DataFrame(rows, columns=["id", "name", "family", "definition"])


def _meta(project: Project, tables: dict[str, str]) -> dict[str, Any]:
    city = project.city
    return {
        "schema_version": SCHEMA_VERSION,
        "program_version": __version__,
        "name": city.name,
        "crs": city.crs,
        "groups": list(city.groups),
        "deprivation_high_is_poor": city.deprivation_high_is_poor,
        "deprivation_confirmed": city.deprivation_confirmed,
        "people_groups": list(project.people.groups),
        "people_method": to_plain(project.people.method),
        "scenario_names": scenario_names(project.scenarios.values()),
        "sources": [_source_to_json(source) for source in city.sources],
        "layers": [
            {
                "id": layer.id,
                "name": to_plain(layer.name),
                "role": layer.role,
                "table": tables[layer.id],
                "visible": layer.visible,
                "guesses": dict(layer.guesses),
                "style": None if layer.style is None else style_to_json(layer.style),
                "opacity": layer.opacity,
                "group": layer.group,
                "source": None if layer.source is None else _source_to_json(layer.source),
            }
            for layer in project.layers
        ],
        "problems": [
            {
                "severity": problem.severity.value,
                "where": to_plain(problem.where),
                "message": to_plain(problem.message),
            }
            for problem in project.problems
        ],
        "targets": [asdict(target) for target in project.targets],
    }


def _source_to_json(source: Source) -> dict[str, Any]:
    return {**asdict(source), "read_on": source.read_on.isoformat()}


def _write_meta(path: Path, meta: dict[str, Any]) -> None:
    rows = [(key, json.dumps(value, ensure_ascii=False)) for key, value in meta.items()]
    _write(path, "cityplanner_meta", pd.DataFrame(rows, columns=["key", "value"]))


# Reading


def _read_meta(path: Path) -> dict[str, Any]:
    if not path.exists():
        raise ProjectError(_("There is no project file {path}; check the name and the folder.").format(path=path))
    if path.is_dir():
        raise ProjectError(_("{path} is a folder; give the project's .gpkg file.").format(path=path))
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as database:
            tables = {name for (name,) in database.execute("SELECT name FROM sqlite_master")}
            if "cityplanner_meta" not in tables:
                raise ProjectError(
                    _("{file} is not a CityPlanner project; open a project and add it as a layer.").format(
                        file=path.name
                    )
                )
            meta = {
                key: json.loads(value) for key, value in database.execute("SELECT key, value FROM cityplanner_meta")
            }
            version = int(meta["schema_version"])
    except (sqlite3.Error, ValueError, TypeError, KeyError) as error:
        raise ProjectError(
            _("{file} is not a CityPlanner project: it is not a readable GeoPackage.").format(file=path.name)
        ) from error
    if version > SCHEMA_VERSION:
        raise ProjectError(
            _("{file} was written by a newer CityPlanner ({version}); install that version or a later one.").format(
                file=path.name, version=meta.get("program_version", "?")
            )
        )
    return meta


def _read(path: Path, meta: dict[str, Any], file: Path) -> Project:
    """The project in ``path``, as GDAL reads ``file``, beside which rasters lie."""
    crs = meta["crs"]
    neighbourhoods, rows, left_out = good_neighbourhoods(in_system(_read_frame(path, "neighbourhoods"), crs))
    tables = {name for name, _geometry in pyogrio.list_layers(path)}
    boundary = in_system(_read_frame(path, "boundary"), crs).geometry.iloc[0] if "boundary" in tables else None
    city = City(
        name=meta["name"],
        crs=crs,
        neighbourhoods=neighbourhoods,
        groups=tuple(meta["groups"]),
        boundary=boundary,
        deprivation_high_is_poor=meta["deprivation_high_is_poor"],
        deprivation_confirmed=meta.get("deprivation_confirmed", False),
        sources=tuple(_source_from_json(source) for source in meta["sources"]),
    )
    frames = [in_system(_read_frame(path, entry["table"]), crs) for entry in meta["layers"]]
    names = [from_plain(entry["name"]) for entry in meta["layers"]]
    told = [(name, raster_beside(file, frame)[1]) for name, frame in zip(names, frames, strict=True)]
    lost = [Problem(Severity.WARNING, name, sentence) for name, sentence in told if sentence is not None]
    people, fewer_people = _read_people(path, meta, rows)
    scenarios, fewer_devices = _read_scenarios(path, meta)
    return Project(
        city=city,
        people=people,
        device_types=_read_types(path),
        layers=[
            Layer(
                id=entry["id"],
                name=name,
                role=entry["role"],
                frame=frame,
                raster=raster_beside(file, frame)[0],
                source=None if entry["source"] is None else _source_from_json(entry["source"]),
                visible=entry["visible"],
                guesses=entry["guesses"],
                style=style_from_json(entry.get("style")),
                opacity=entry.get("opacity", 1.0),
                group=entry.get("group"),
            )
            for entry, name, frame in zip(meta["layers"], names, frames, strict=True)
        ],
        scenarios=scenarios,
        problems=[
            *(
                Problem(Severity(item["severity"]), from_plain(item["where"]), from_plain(item["message"]))
                for item in meta["problems"]
            ),
            *lost,
            *left_out,
            *fewer_people,
            *fewer_devices,
        ],
        targets=_read_targets(meta),
    )


def _read_targets(meta: dict[str, Any]) -> tuple[Target, ...]:
    if "targets" not in meta:
        return DEFAULT_TARGETS
    return tuple(Target(TargetKind(item["kind"]), item["value"], item["group"]) for item in meta["targets"])


def _read_frame(path: Path, table: str) -> gpd.GeoDataFrame:
    # A coordinate that is no number is left out where it is painted or counted.
    with np.errstate(invalid="ignore"):
        return read_in_pieces(path, table)


def _read_people(path: Path, meta: dict[str, Any], rows: npt.NDArray[np.int32]) -> tuple[People, list[Problem]]:
    """``rows`` (n,) are those of the neighbourhoods as they are now, for each as it was stored."""
    frame = in_system(_read_frame(path, "people"), meta["crs"])
    groups = tuple(meta["people_groups"])
    xy, weights, neighbourhood, told = good_people(frame, ["population", *groups], rows)
    return People(xy, weights, neighbourhood, groups, from_plain(meta["people_method"])), told


def _read_types(path: Path) -> dict[str, DeviceType]:
    known = {field.name for field in fields(DeviceType)}
    types: dict[str, DeviceType] = {}
    for definition in _read_frame(path, "device_types")["definition"]:
        entry = {key: value for key, value in json.loads(definition).items() if key in known}
        entry["family"] = Family(entry["family"])
        entry["privacy"] = PrivacyClass(entry["privacy"])
        coverage = entry["coverage"]
        entry["coverage"] = CoverageSpec(**{**coverage, "rule": Rule(coverage.get("rule", Rule.ANY))})
        entry["name"], entry["description"] = from_plain(entry["name"]), from_plain(entry["description"])
        entry["sources"] = {figure: from_plain(source) for figure, source in entry["sources"].items()}
        types[entry["id"]] = as_catalogued(DeviceType(**entry))
    return types


def _read_scenarios(path: Path, meta: dict[str, Any]) -> tuple[dict[str, Scenario], list[Problem]]:
    names = meta.get("scenario_names", {})
    table = _read_frame(path, "scenarios")
    devices: dict[str, dict[str, Device]] = {id_: {} for id_ in table["id"]}
    rows, told = good_devices(in_system(_read_frame(path, "devices"), meta["crs"]), set(devices))
    wanted = ("scenario", "id", "type", "name", "status", "azimuth_deg", "height_m", "x", "y")
    columns = (rows[name].tolist() for name in wanted)
    for scenario, id_, type_id, name, status, azimuth, height, x, y in zip(*columns, strict=True):
        devices[scenario][id_] = Device(
            id=id_,
            type_id=type_id,
            x=x,
            y=y,
            name="" if _missing(name) else name,
            azimuth_deg=None if _missing(azimuth) else azimuth,
            height_m=None if _missing(height) else height,
            status=DeviceStatus(status),
        )
    scenarios = {
        row.id: Scenario(
            row.id,
            scenario_name(row.id, row.name, names),
            None if _missing(row.parent) else row.parent,
            devices[row.id],
        )
        for row in table.itertuples(index=False)
    }
    return scenarios, told


def _source_from_json(entry: dict[str, Any]) -> Source:
    return Source(**{**entry, "read_on": date.fromisoformat(entry["read_on"])})
