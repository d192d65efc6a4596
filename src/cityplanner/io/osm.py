"""Extracts of OpenStreetMap (``.osm``, ``.osm.pbf``, packed too): each role's features picked by their tags."""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from cityplanner.errors import InputError
from cityplanner.i18n import _, format_number, ngettext
from cityplanner.io.osm_driver import read_shapes
from cityplanner.io.osm_rings import outline
from cityplanner.io.osm_tags import ANY, TagRule, Values, load_osm_tags
from cityplanner.io.wording import first_few
from cityplanner.model import Problem, Severity

_ENDINGS = (".osm", ".pbf", ".osm.gz", ".osm.bz2")
BASE_MAP = ("public-space", "water", "buildings", "streets", "context")
"""The roles that make a base map together, bottom first."""
CREDIT = "© OpenStreetMap contributors"
LICENCE = "ODbL 1.0"

_NUMBER = re.compile(r"\s*(\d+(?:[.,]\d+)?)\s*m?\s*$")
_AROUND_M = 0.5
"""How far around its one wall or corner a building is drawn whose others are not in the extract."""

_Rows = npt.NDArray[np.bool_]


def is_osm(path: Path) -> bool:
    """Whether ``path`` is an extract of OpenStreetMap by its ending."""
    return path.name.lower().endswith(_ENDINGS)


def osm_contents(path: Path) -> tuple[dict[str, int], list[Problem]]:
    """How many features of each role an extract has, and devices of each type, without the others; and its problems.

    Raises :class:`InputError` where the file cannot be read.
    """
    table = load_osm_tags()
    counts: dict[str, int] = {}
    problems: list[Problem] = []
    for role, rules in table.roles.items():
        frame, found = _read(path, role, rules)
        counts[role] = len(frame)
        problems += found
    for type_id, rules in table.devices.items():
        counts[type_id] = len(_read(path, "devices", rules)[0])
    return {name: count for name, count in counts.items() if count}, problems


def read_osm(path: Path, role: str | None, *, type_id: str | None = None) -> tuple[gpd.GeoDataFrame, list[Problem]]:
    """The features of ``role`` with its canonical columns, in WGS 84; devices are those of the type ``type_id``.

    Raises :class:`InputError` where the file cannot be read, holds nothing of the role, or the role is not among
    those that OpenStreetMap can give.
    """
    roles = load_osm_tags().roles
    rules = _device_rules(path, type_id) if role == "devices" else roles.get(role or "")
    if rules is None or role is None:
        text = _("{file} holds many kinds of things; say which with --as: {roles}, or basemap for a whole base map.")
        raise InputError(text.format(file=path.name, roles=", ".join((*roles, "devices"))))
    frame, problems = _read(path, role, rules)
    if not len(frame):
        raise InputError(_("{file} holds nothing that could be taken as {role}.").format(file=path.name, role=role))
    return frame, problems


def _device_rules(path: Path, type_id: str | None) -> tuple[TagRule, ...]:
    devices = load_osm_tags().devices
    if type_id is None or type_id not in devices:
        text = _("{file} holds devices of these types: {types}; say which with --type.")
        raise InputError(text.format(file=path.name, types=", ".join(devices)))
    return devices[type_id]


def _read(path: Path, role: str, rules: Sequence[TagRule]) -> tuple[gpd.GeoDataFrame, list[Problem]]:
    """What ``rules`` take, a feature once, with a shape each."""
    parts, problems = [], []
    for shapes in dict.fromkeys(rule.shapes for rule in rules):
        frame = read_shapes(path, shapes)
        free = np.ones(len(frame), dtype=np.bool_)
        for rule in rules:
            if rule.shapes == shapes:
                fits = _fits(frame, rule) & free
                free &= ~fits
                part, found = _with_shapes(frame[fits], path.name, role)
                parts.append(_canonical(part, rule))
                problems += found
    whole = pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)
    return gpd.GeoDataFrame(whole, geometry="geometry", crs="EPSG:4326"), problems


# Which are taken


def _fits(frame: gpd.GeoDataFrame, rule: TagRule) -> _Rows:
    fits = np.zeros(len(frame), dtype=np.bool_)
    for key, values in rule.tags.items():
        fits |= _has(frame, key, values)
    for key, values in rule.also.items():
        fits &= _has(frame, key, values)
    for key, values in rule.without.items():
        fits &= ~_has(frame, key, values)
    return fits


def _has(frame: gpd.GeoDataFrame, key: str, values: Sequence[str]) -> _Rows:
    column = frame[key]
    found: _Rows = (column.notna() if ANY in values else column.isin(values)).to_numpy(dtype=np.bool_)
    return found


# What is told of each


def _canonical(frame: gpd.GeoDataFrame, rule: TagRule) -> gpd.GeoDataFrame:
    columns: dict[str, object] = {"id": frame["id"].array, "name": frame["name"].array}
    if rule.kind is not None:
        columns[rule.kind] = _first(frame, rule.tags, rule.tags)
    for column, keys in rule.columns.items():
        columns[column] = _first(frame, keys, {}, rule.empty)
    for column, keys in rule.numbers.items():
        columns[column] = [_metres(text) for text in _first(frame, keys, {})]
    return gpd.GeoDataFrame(columns, geometry=frame.geometry.to_numpy(), crs=frame.crs)


def _first(frame: gpd.GeoDataFrame, keys: Iterable[str], among: Values, empty: Sequence[str] = ()) -> list[str | None]:
    """A row's value of the first of ``keys`` that has one, where ``among`` names some of the key one of those."""
    found = np.full(len(frame), None, dtype=object)
    for key in keys:
        values = frame[key].to_numpy(dtype=object)
        usable = _has(frame, key, among.get(key, (ANY,))) & ~frame[key].isin(empty).to_numpy()
        found = np.where(pd.isna(found) & usable, values, found)
    listed: list[str | None] = found.tolist()
    return listed


def _metres(text: str | None) -> float | None:
    found = _NUMBER.match(text) if text is not None else None
    return float(found.group(1).replace(",", ".")) if found else None


# Those without a shape


def _with_shapes(frame: gpd.GeoDataFrame, where: str, role: str) -> tuple[gpd.GeoDataFrame, list[Problem]]:
    """``frame`` without what has no shape; of a building that is known by a wall or a corner, that is shown."""
    missing = frame.geometry.isna().to_numpy()
    if not missing.any():
        return frame, []
    problems = []
    shapes = frame.geometry.to_numpy().copy()
    if role == "buildings":
        parts = missing & frame["remains"].notna().to_numpy()
        shapes[parts] = [outline(one, _AROUND_M) for one in frame["remains"][parts]]
        missing = missing & ~parts
        if parts.any():
            message = ngettext(
                "Of {count} building the extract has only a corner or a wall, as at its edge, which is drawn instead: "
                "{features}. Take an extract that reaches further to have it whole.",
                "Of {count} buildings the extract has only a corner or a wall, as at its edge, which is drawn instead: "
                "{features}. Take an extract that reaches further to have them whole.",
                int(parts.sum()),
            )
            problems.append(_told(frame[parts], message, where))
    if missing.any():
        message = ngettext(
            "{count} feature encloses nothing, for the extract has only a point or two of its outline, and was left "
            "out: {features}.",
            "{count} features enclose nothing, for the extract has only a point or two of their outlines, and were "
            "left out: {features}.",
            int(missing.sum()),
        )
        problems.append(_told(frame[missing], message, where))
    kept = frame.set_geometry(gpd.GeoSeries(shapes, index=frame.index, crs=frame.crs))[~missing]
    return kept, problems


def _told(frame: gpd.GeoDataFrame, message: str, where: str) -> Problem:
    features = [f"{element} {id_}" for element, id_ in zip(frame["element"], frame["id"], strict=True)]
    text = message.format(count=format_number(len(features)), features=first_few(features))
    return Problem(Severity.WARNING, where, text)
