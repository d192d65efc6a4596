"""A city from its neighbourhoods and the tables about them."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import shapely

from cityplanner.errors import InputError
from cityplanner.i18n import _, format_number, ngettext
from cityplanner.io.crs import metric_crs, parse_crs
from cityplanner.io.join import join_table
from cityplanner.io.layer_roles import role
from cityplanner.io.read_features import some
from cityplanner.io.read_layer import source_of
from cityplanner.model import City, Layer, Problem, Severity

_FAR_M = 5_000.0
"""Farther outside the neighbourhoods than this, coordinates are taken for wrong ones."""


def build_city(
    name: str, layer: Layer, tables: Sequence[tuple[Path, str | None]] = (), crs: str | None = None
) -> tuple[City, list[Problem]]:
    """A city from a layer of neighbourhoods and tables (path, column to join on) about them.

    Its CRS is ``crs`` where one is given, else the layer's own where one can measure in it, else the UTM zone. Raises
    :class:`InputError` where a table matches nothing or the CRS cannot be used.
    """
    where = layer.source.file if layer.source else layer.name
    frame, problems = _with_ids(layer.frame, where)
    sources = [layer.source] if layer.source else []
    for path, on in tables:
        frame, found = join_table(frame, path, on)
        problems += found
        sources.append(source_of(path, "neighbourhoods"))
    if "population" not in frame:
        frame["population"] = np.nan
        message = _("Nobody's number is known: no column of residents was found. Join a table that has one.")
        problems.append(Problem(Severity.WARNING, where, message))
    elif frame["population"].isna().any():
        unknown = frame.loc[frame["population"].isna(), "id"]
        message = ngettext(
            "The residents of {count} neighbourhood are not known ({codes}).",
            "The residents of {count} neighbourhoods are not known ({codes}).",
            len(unknown),
        ).format(count=format_number(len(unknown)), codes=some(unknown))
        problems.append(Problem(Severity.WARNING, where, message))
    groups = _groups(layer, frame)
    problems += _groups_too_large(frame, groups, where)
    code = _crs_code(frame, crs)
    frame = frame.to_crs(code).reset_index(drop=True)
    first = ["id", "name", "population", *groups, *(["deprivation"] if "deprivation" in frame else [])]
    frame = frame[[*first, *(column for column in frame.columns if column not in first)]]
    return City(name, code, frame, groups, None, True, tuple(sources)), problems


def _with_ids(frame: gpd.GeoDataFrame, where: str) -> tuple[gpd.GeoDataFrame, list[Problem]]:
    """``frame`` with an id and a name for every row, each id once."""
    frame, problems = frame.copy(), []
    names = frame.get("name")
    if "id" in frame:
        ids = frame["id"].tolist()
    elif names is not None and names.notna().all() and names.is_unique:
        ids = names.tolist()
    else:
        ids = [None] * len(frame)
    unnamed = [row for row, id_ in enumerate(ids) if pd.isna(id_)]
    if unnamed:
        message = ngettext(
            "{count} neighbourhood has no code; its row number was taken.",
            "{count} neighbourhoods have no code; their row numbers were taken.",
            len(unnamed),
        ).format(count=format_number(len(unnamed)))
        problems.append(Problem(Severity.WARNING, where, message))
    ids = [str(row + 1) if pd.isna(id_) else str(id_) for row, id_ in enumerate(ids)]
    unique, repeated = _unique(ids)
    if repeated:
        message = ngettext(
            "{count} code stands more than once ({codes}); a number was added to it.",
            "{count} codes stand more than once ({codes}); a number was added to them.",
            len(repeated),
        ).format(count=format_number(len(repeated)), codes=some(repeated))
        problems.append(Problem(Severity.WARNING, where, message))
    frame["id"] = pd.Series(unique, index=frame.index, dtype="str")
    known = frame["id"] if names is None else names.where(names.notna(), frame["id"])
    frame["name"] = known.astype("str")
    return frame, problems


def _unique(ids: list[str]) -> tuple[list[str], list[str]]:
    """``ids`` with `` (2)`` and so on behind those that were there before, and which these were."""
    taken: set[str] = set()
    unique, repeated = [], []
    everybody = set(ids)
    for id_ in ids:
        name, count = id_, 2
        while name in taken or (name != id_ and name in everybody):
            name, count = f"{id_} ({count})", count + 1
        if name != id_ and id_ not in repeated:
            repeated.append(id_)
        taken.add(name)
        unique.append(name)
    return unique, repeated


def _groups(layer: Layer, frame: gpd.GeoDataFrame) -> tuple[str, ...]:
    """The columns that count people of a group: those of the role, and those that the person named."""
    meaning = role("neighbourhoods")
    known = [field.name for field in meaning.groups if field.name in frame]
    fields = {field.name for field in meaning.fields}
    named = [name for name in layer.guesses if name not in fields and name not in known and name in frame]
    return (*known, *named)


def _groups_too_large(frame: gpd.GeoDataFrame, groups: tuple[str, ...], where: str) -> list[Problem]:
    problems = []
    for group in groups:
        larger = frame.loc[frame[group] > frame["population"] * (1 + 1e-9), "id"]
        if len(larger):
            message = ngettext(
                "In {count} neighbourhood {group} has more people than live there ({codes}).",
                "In {count} neighbourhoods {group} has more people than live there ({codes}).",
                len(larger),
            ).format(count=format_number(len(larger)), group=group, codes=some(larger))
            problems.append(Problem(Severity.WARNING, where, message))
    return problems


def _crs_code(frame: gpd.GeoDataFrame, crs: str | None) -> str:
    west, south, east, north = frame.total_bounds
    own = pyproj.CRS(frame.crs)
    if crs is None:
        return metric_crs(own, (west, south, east, north))
    wanted = parse_crs(crs)
    bounds = frame.to_crs(wanted).total_bounds
    code = metric_crs(wanted, (bounds[0], bounds[1], bounds[2], bounds[3]))
    if parse_crs(code) != wanted:
        raise InputError(
            _("One cannot measure in {crs} here; give a projected system in metres, such as {better}.").format(
                crs=crs, better=code
            )
        )
    return code


def set_boundary(city: City, layer: Layer) -> tuple[City, list[Problem]]:
    """``city`` with the union of the layer's polygons as its boundary; neighbourhoods beyond it are told."""
    placed, problems = layer_for_city(layer, city)
    boundary = shapely.make_valid(shapely.union_all(placed.frame.geometry.to_numpy()))
    points = city.neighbourhoods.geometry.representative_point()
    beyond = city.neighbourhoods.loc[~points.within(boundary).to_numpy(), "id"]
    if len(beyond):
        message = ngettext(
            "{count} neighbourhood lies outside the boundary ({codes}); it still counts.",
            "{count} neighbourhoods lie outside the boundary ({codes}); they still count.",
            len(beyond),
        ).format(count=format_number(len(beyond)), codes=some(beyond))
        problems.append(Problem(Severity.WARNING, placed.name, message))
    sources = city.sources if layer.source is None else (*city.sources, layer.source)
    return replace(city, boundary=boundary, sources=sources), problems


def layer_for_city(layer: Layer, city: City) -> tuple[Layer, list[Problem]]:
    """``layer`` in the city's CRS; features far outside the city are told.

    Raises :class:`InputError` where all of them are: then the coordinates are most likely in another system.
    """
    where = layer.source.file if layer.source else layer.name
    frame = layer.frame.to_crs(city.crs)
    bounds = frame.geometry.bounds.to_numpy()
    west, south, east, north = city.neighbourhoods.total_bounds
    far = (
        ~np.isfinite(bounds).all(axis=1)
        | (bounds[:, 2] < west - _FAR_M)
        | (bounds[:, 0] > east + _FAR_M)
        | (bounds[:, 3] < south - _FAR_M)
        | (bounds[:, 1] > north + _FAR_M)
    )
    if far.all():
        raise InputError(
            _("{file} lies somewhere else than {city}; is its coordinate system right? Give it with --crs.").format(
                file=where, city=city.name
            )
        )
    problems = []
    if far.any():
        message = ngettext(
            "{count} feature lies more than 5 km outside the city.",
            "{count} features lie more than 5 km outside the city.",
            int(far.sum()),
        ).format(count=format_number(int(far.sum())))
        problems.append(Problem(Severity.WARNING, where, message))
    return replace(layer, frame=frame), problems
