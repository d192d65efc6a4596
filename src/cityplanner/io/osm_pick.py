"""Picks features of an extract of OpenStreetMap by their tags, and gives them the columns of a role."""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from cityplanner.i18n import format_number, ngettext
from cityplanner.io.osm_driver import read_shapes
from cityplanner.io.osm_rings import outline
from cityplanner.io.osm_tags import ANY, TagRule, Values
from cityplanner.io.wording import first_few
from cityplanner.model import Problem, Severity

_NUMBER = re.compile(r"\s*(\d+(?:[.,]\d+)?)\s*m?\s*$")
_AROUND_M = 0.5
"""How far around its one wall or corner a building is drawn whose others are not in the extract."""

_ALL_LISTED = 20

_Rows = npt.NDArray[np.bool_]


def picked(path: Path, role: str, rules: Sequence[TagRule]) -> tuple[gpd.GeoDataFrame, list[Problem]]:
    """What ``rules`` take of the extract at ``path``, a feature once, with a shape each; ``role`` is what it is for.

    Raises :class:`InputError` where the file cannot be read.
    """
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
    listed = ", ".join(features) if len(features) <= _ALL_LISTED else first_few(features)
    text = message.format(count=format_number(len(features)), features=listed)
    return Problem(Severity.WARNING, where, text)
