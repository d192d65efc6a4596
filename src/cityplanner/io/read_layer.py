"""Reads a file of features into a layer with canonical fields, and says everything that it did on the way."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from cityplanner.errors import InputError
from cityplanner.i18n import _, format_number, ngettext
from cityplanner.io.age_groups import AGE_GROUPS, age_columns, sum_ages
from cityplanner.io.geometry_repair import geometry_kinds, repair
from cityplanner.io.layer_roles import match_fields
from cityplanner.io.layer_roles import role as role_of
from cityplanner.io.numbers import code_text, parse_numbers
from cityplanner.io.read_features import read_features, some
from cityplanner.model import Layer, LayerField, LayerRole, Problem, Severity, Source


def read_layer(
    path: Path | str,
    role: str | None = None,
    *,
    layer: str | None = None,
    crs: str | None = None,
    fields: Mapping[str, str] | None = None,
) -> tuple[Layer, list[Problem]]:
    """The features of a GeoPackage, Shapefile, GeoJSON, FlatGeobuf or CSV file, in the file's own CRS.

    ``role`` None is guessed. ``layer`` names one of several layers. ``crs`` gives the coordinate system of a file
    that does not say, and overrules one that does. ``fields`` maps canonical names to columns; the others are
    recognised by name. Codes stay text. Raises :class:`InputError` where the file cannot be used.
    """
    path = Path(path)
    raw, problems = read_features(path, layer=layer, crs=crs)
    if role is None:
        role = guess_role(geometry_kinds(raw), list(raw.columns), len(raw))
        title = role_of(role).title
        problems.append(
            Problem(Severity.INFO, path.name, _("It was taken for: {role}. Say so if it is not.").format(role=title))
        )
    meaning = role_of(role)
    chosen = chosen_columns(meaning, raw, fields or {}, path.name)
    frame, found = repair(raw, path.name, meaning.geometry, _row_labels(raw, chosen))
    problems += found
    frame, found = _canonical(frame, meaning, chosen, path.name)
    problems += found
    guessed = {name: column for name, column in chosen.items() if name not in (fields or {}) and name != column}
    if guessed:
        pairs = ", ".join(f"{column} → {name}" for name, column in guessed.items())
        problems.append(Problem(Severity.INFO, path.name, _("Columns were recognised: {pairs}.").format(pairs=pairs)))
    result = Layer(
        id=role,
        name=path.stem.replace("_", " ").strip(),
        role=role,
        frame=frame,
        source=source_of(path, role),
        guesses=chosen,
    )
    return result, problems


def source_of(path: Path, role: str) -> Source:
    """Where data came from: the bare name of the file and its SHA-256."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Source(path.name, digest, role, datetime.now().astimezone().date())


def guess_role(kinds: tuple[str, ...], columns: list[str], count: int) -> str:
    """What features most likely are: by their geometry, then by the columns that are recognised."""
    if "polygon" in kinds:
        if "height_m" in match_fields(role_of("buildings"), columns) or "building" in columns:
            return "buildings"
        known = match_fields(role_of("neighbourhoods"), columns)
        if count == 1 and "population" not in known:
            return "boundary"
        return "neighbourhoods" if known else "context"
    if "line" in kinds:
        return "streets" if "class" in match_fields(role_of("streets"), columns) else "context"
    people = match_fields(role_of("people"), columns)
    if "population" in people or ("id" in people and not match_fields(role_of("devices"), columns)):
        return "people"
    return "devices"


def chosen_columns(role: LayerRole, frame: gpd.GeoDataFrame, fields: Mapping[str, str], where: str) -> dict[str, str]:
    """Canonical field -> column: what was said, then what is recognised among the rest."""
    columns = [str(column) for column in frame.columns if column != frame.geometry.name]
    known = {field.name for field in (*role.fields, *role.groups)}
    for name, column in fields.items():
        if column not in columns:
            raise InputError(
                _("{file} has no column {column} for {field}; it has: {columns}.").format(
                    file=where, column=column, field=name, columns=some(columns)
                )
            )
    recognised = match_fields(role, [column for column in columns if column not in fields.values()])
    chosen = {name: column for name, column in recognised.items() if name not in fields}
    chosen.update(fields)
    order = [*(name for name in (field.name for field in (*role.fields, *role.groups)) if name in chosen)]
    return {name: chosen[name] for name in (*order, *(name for name in fields if name not in known))}


def _row_labels(frame: gpd.GeoDataFrame, chosen: Mapping[str, str]) -> list[str]:
    """What a row is called in a message: by its code or name, else by its number in the file."""
    for name in ("id", "name"):
        if name in chosen:
            return [
                code_text(value) or _("row {row}").format(row=row + 1) for row, value in enumerate(frame[chosen[name]])
            ]
    return [_("row {row}").format(row=row + 1) for row in range(len(frame))]


def _canonical(
    frame: gpd.GeoDataFrame, role: LayerRole, chosen: Mapping[str, str], where: str
) -> tuple[gpd.GeoDataFrame, list[Problem]]:
    """``frame`` with the canonical columns first, each of its kind, and its other columns behind."""
    problems: list[Problem] = []
    kinds = {field.name: field for field in (*role.fields, *role.groups)}
    groups = {field.name for field in role.groups}
    labels = _row_labels(frame, chosen)
    columns: dict[str, object] = {}
    for name, column in chosen.items():
        # A field that the role does not know is a group of people that the person named.
        field = kinds.get(name, LayerField(name, "number"))
        values = frame[column].tolist()
        if field.kind != "number":
            texts = [code_text(value) for value in values]
            columns[name] = pd.Series(texts, index=frame.index, dtype="str")
            continue
        counts_people = name == "population" or name in groups or name not in kinds
        numbers, found = people_or_numbers(values, labels, column, where, not_negative=counts_people)
        columns[name] = numbers
        problems += found
    others = [str(column) for column in frame.columns if column not in (*chosen.values(), frame.geometry.name)]
    ages = age_columns(others) if role.groups else {}
    if ages and not set(AGE_GROUPS) & set(columns):
        columns.update(sum_ages(numeric_columns(frame, list(ages), labels, where)[0], ages))
        others = [column for column in others if column not in ages]
    for column in others:
        columns[_free(column, columns)] = frame[column].tolist() if frame[column].dtype == object else frame[column]
    result = gpd.GeoDataFrame(columns, geometry=frame.geometry.to_numpy(), index=frame.index, crs=frame.crs)
    return result, problems


def _free(column: str, taken: Mapping[str, object]) -> str:
    lower = {name.lower() for name in taken} | {"geometry"}
    name, count = column, 2
    while name.lower() in lower:
        name, count = f"{column}_{count}", count + 1
    return name


def numeric_columns(
    frame: pd.DataFrame, columns: Sequence[str], labels: list[str], where: str
) -> tuple[pd.DataFrame, list[Problem]]:
    """``columns`` of ``frame`` as numbers of people, and what was wrong with their values."""
    read = {name: people_or_numbers(frame[name].tolist(), labels, name, where, not_negative=True) for name in columns}
    numbers = pd.DataFrame({name: values for name, (values, _found) in read.items()}, index=frame.index)
    return numbers, [problem for _values, found in read.values() for problem in found]


def people_or_numbers(
    values: list[object], labels: list[str], column: str, where: str, *, not_negative: bool
) -> tuple[npt.NDArray[np.float64], list[Problem]]:
    """(n,) numbers; text, and a negative number of people, are told and missing."""
    numbers, bad = parse_numbers(values)
    problems = []
    if bad:
        shown = some(f"{labels[row]}: “{values[row]}”" for row in bad)
        message = ngettext(
            "{count} value of {column} is no number and was left out ({shown}).",
            "{count} values of {column} are no numbers and were left out ({shown}).",
            len(bad),
        ).format(count=format_number(len(bad)), column=column, shown=shown)
        problems.append(Problem(Severity.WARNING, where, message))
    negative = np.flatnonzero(numbers < 0) if not_negative else np.empty(0, dtype=int)
    if len(negative):
        shown = some(f"{labels[row]}: {numbers[row]:g}" for row in negative.tolist())
        message = ngettext(
            "{count} value of {column} is below zero and was left out ({shown}).",
            "{count} values of {column} are below zero and were left out ({shown}).",
            len(negative),
        ).format(count=format_number(len(negative)), column=column, shown=shown)
        problems.append(Problem(Severity.WARNING, where, message))
        numbers[negative] = np.nan
    return numbers, problems
