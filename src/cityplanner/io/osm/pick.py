"""Picks features of an extract of OpenStreetMap by their tags, and gives them the columns of a role."""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from cityplanner.i18n import format_number, ngettext
from cityplanner.io.osm.driver import Objects, Shapes, Tag, read_shapes
from cityplanner.io.osm.rings import outline
from cityplanner.io.osm.tags import ANY, TagRule, Values
from cityplanner.io.wording import first_few
from cityplanner.model import Problem, Severity

_NUMBER = re.compile(r"\s*(\d+(?:[.,]\d+)?)\s*m?\s*$")
_AROUND_M = 0.5
"""How far around its one wall or corner a building is drawn whose others are not in the extract."""

_ALL_LISTED = 20

_Rows = npt.NDArray[np.intp]
_Flags = npt.NDArray[np.bool_]


def picked(path: Path, role: str, rules: Sequence[TagRule]) -> tuple[gpd.GeoDataFrame, list[Problem]]:
    """What ``rules`` take of the extract at ``path``, a feature once, with a shape each; ``role`` is what it is for.

    Raises :class:`InputError` where the file cannot be read.
    """
    parts: list[pd.DataFrame] = []
    problems: list[Problem] = []
    for kind in dict.fromkeys(rule.shapes for rule in rules):
        shapes = read_shapes(path, kind)
        free = np.ones(len(shapes.ids), dtype=np.bool_)
        for rule in rules:
            if rule.shapes == kind:
                rows = np.flatnonzero(_fits(shapes, rule) & free)
                free[rows] = False
                rows, geometry, found = _with_shapes(shapes, rows, path.name, role)
                parts.append(_canonical(shapes, rows, geometry, rule))
                problems += found
    whole = pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)
    return gpd.GeoDataFrame(whole, geometry="geometry", crs="EPSG:4326"), problems


# Which are taken


def _fits(shapes: Shapes, rule: TagRule) -> _Flags:
    fits = np.zeros(len(shapes.ids), dtype=np.bool_)
    for key, values in rule.tags.items():
        fits |= _has(shapes.tags[key], values)
    if not fits.any():
        return fits
    for key, values in rule.also.items():
        fits &= _has(shapes.tags[key], values)
    for key, values in rule.without.items():
        fits &= ~_has(shapes.tags[key], values)
    return fits


def _has(tag: Tag, values: Sequence[str]) -> _Flags:
    """(n,) whether a feature has the tag with one of ``values``."""
    known = np.array([ANY in values or value in values for value in tag.values] + [False], dtype=np.bool_)
    flags: _Flags = known[tag.codes]
    return flags


# What is told of each


def _canonical(shapes: Shapes, rows: _Rows, geometry: Objects, rule: TagRule) -> pd.DataFrame:
    columns: dict[str, object] = {"id": shapes.ids[rows], "name": shapes.names[rows]}
    if rule.kind is not None:
        columns[rule.kind] = _first(shapes, rows, rule.tags, rule.tags)
    for column, keys in rule.columns.items():
        columns[column] = _first(shapes, rows, keys, {}, rule.empty)
    for column, keys in rule.numbers.items():
        columns[column] = [_metres(text) for text in _first(shapes, rows, keys, {})]
    return pd.DataFrame({**columns, "geometry": geometry})


def _first(
    shapes: Shapes, rows: _Rows, keys: Iterable[str], among: Values, empty: Sequence[str] = ()
) -> list[str | None]:
    """A row's value of the first of ``keys`` that has one, where ``among`` names some of the key one of those."""
    found = np.full(len(rows), None, dtype=object)
    free = np.ones(len(rows), dtype=np.bool_)
    for key in keys:
        tag = shapes.tags[key]
        usable = (_has(tag, among.get(key, (ANY,))) & ~_has(tag, empty))[rows] & free
        found[usable] = tag.values[tag.codes[rows[usable]]]
        free &= ~usable
    listed: list[str | None] = found.tolist()
    return listed


def _metres(text: str | None) -> float | None:
    found = _NUMBER.match(text) if text is not None else None
    return float(found.group(1).replace(",", ".")) if found else None


# Those without a shape


def _with_shapes(shapes: Shapes, rows: _Rows, where: str, role: str) -> tuple[_Rows, Objects, list[Problem]]:
    """Those of ``rows`` that have a shape, and it; of a building that is known by a wall or a corner, that is shown."""
    geometry = shapes.geometry[rows]
    missing = shapely.is_missing(geometry)
    if not missing.any():
        return rows, geometry, []
    problems = []
    if role == "buildings":
        remains = shapes.remains[rows]
        parts = missing & ~shapely.is_missing(remains)
        geometry[parts] = [outline(one, _AROUND_M) for one in remains[parts]]
        missing &= ~parts
        if parts.any():
            message = ngettext(
                "Of {count} building the extract has only a corner or a wall, as at its edge, which is drawn instead: "
                "{features}. Take an extract that reaches further to have it whole.",
                "Of {count} buildings the extract has only a corner or a wall, as at its edge, which is drawn instead: "
                "{features}. Take an extract that reaches further to have them whole.",
                int(parts.sum()),
            )
            problems.append(_told(shapes, rows[parts], message, where))
    if missing.any():
        message = ngettext(
            "{count} feature encloses nothing, for the extract has only a point or two of its outline, and was left "
            "out: {features}.",
            "{count} features enclose nothing, for the extract has only a point or two of their outlines, and were "
            "left out: {features}.",
            int(missing.sum()),
        )
        problems.append(_told(shapes, rows[missing], message, where))
    return rows[~missing], geometry[~missing], problems


def _told(shapes: Shapes, rows: _Rows, message: str, where: str) -> Problem:
    features = [f"{element} {id_}" for element, id_ in zip(shapes.element[rows], shapes.ids[rows], strict=True)]
    listed = ", ".join(features) if len(features) <= _ALL_LISTED else first_few(features)
    text = message.format(count=format_number(len(features)), features=listed)
    return Problem(Severity.WARNING, where, text)
