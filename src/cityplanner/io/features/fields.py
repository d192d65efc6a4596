"""Which of a file's columns is which field of a role, and the columns as they are to be."""

from collections.abc import Mapping, Sequence

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from cityplanner.errors import InputError
from cityplanner.i18n import _
from cityplanner.io.cut_names import cut_stem
from cityplanner.io.features.column_cells import Fits, code_and_name, fits_of
from cityplanner.io.features.device_status import status_column
from cityplanner.io.layer_roles import match_fields, normalise
from cityplanner.io.tables.age_groups import age_columns, age_group_of, ages_told, sum_ages
from cityplanner.io.tables.figures import read_figures
from cityplanner.io.tables.home_words import counts_homes
from cityplanner.io.tables.numbers import as_text, codes
from cityplanner.io.tables.percentages import named_percentage, people_counted, without_signs
from cityplanner.io.tables.years import without_year, year_in
from cityplanner.io.wording import first_few
from cityplanner.model import LayerField, LayerRole, Problem, Severity

FloatArray = npt.NDArray[np.float64]

_MEASURES = {"deprivation"}
"""Numbers about people that do not count people."""


def choose_columns(
    role: LayerRole, columns: Sequence[str], fields: Mapping[str, str], where: str, fits: Fits | None = None
) -> dict[str, str]:
    """Canonical field -> column: what ``fields`` says, then what is recognised among the rest.

    ``fits`` says whether the cells of a column can be a field. Where the role counts groups of people, a field that it
    does not know is one more group. Raises :class:`InputError` for a column that is not there, or a field that the role
    cannot have.
    """
    said: dict[str, str] = {}
    known = [field.name for field in (*role.fields, *role.groups)]
    for name, column in fields.items():
        if name not in known and not role.groups:
            raise InputError(
                _("{role} have no field {field}; they have: {fields}.").format(
                    role=role.title, field=name, fields=", ".join(known)
                )
            )
        if not column:
            # The person says that no column is this field.
            said[name] = ""
            continue
        said[name] = (
            _measure_column(columns, column, where) if name in _MEASURES else named_column(columns, column, where)
        )
    taken = {*said.values(), *age_columns(columns)}
    free = [column for column in columns if column not in taken]
    recognised = {name: column for name, column in match_fields(role, free, fits).items() if name not in said}
    groups = {group.name for group in role.groups}
    for column in free:
        group = age_group_of(column)
        if (
            group in groups
            and group not in said
            and column not in recognised.values()
            and (not fits or fits(group, column))
        ):
            recognised.setdefault(group, column)
    chosen = recognised | said
    return {name: chosen[name] for name in (*known, *said) if chosen.get(name)}


def columns_of(
    role: LayerRole, frame: pd.DataFrame, columns: Sequence[str], fields: Mapping[str, str], where: str
) -> dict[str, str]:
    """What :func:`choose_columns` says, and where cells must be looked at to know, what those of ``frame`` say.

    Areas have a code and a name whatever the headings are, where the cells tell which columns those are.
    """
    chosen = choose_columns(role, columns, fields, where, fits_of(role, frame, where))
    if role.id == "neighbourhoods":
        ages = age_columns(columns)
        free = [column for column in columns if column not in ages]
        by_heading = choose_columns(role, columns, fields, where)
        for found in (code_and_name(frame, free, {**chosen, **fields}), by_heading):
            taken = set(chosen.values())
            chosen |= {
                name: column
                for name, column in found.items()
                if name in ("id", "name") and name not in chosen and name not in fields and column not in taken
            }
        chosen = _code_and_name(chosen, frame, fields)
    if all(field.name != "status" for field in role.fields) or "status" in fields:
        return chosen
    others = {column for name, column in chosen.items() if name != "status"}
    column = status_column(frame[[column for column in columns if column not in others]])
    return {name: one for name, one in chosen.items() if name != "status"} | ({"status": column} if column else {})


def _code_and_name(chosen: dict[str, str], frame: pd.DataFrame, said: Mapping[str, str]) -> dict[str, str]:
    """``chosen``, of two columns whose names a Shapefile cut to the same the one with more figures as the code."""
    id_, name = chosen.get("id", ""), chosen.get("name", "")
    one, other = cut_stem(id_), cut_stem(name)
    if one is None or other is None or one[:7] != other[:7] or {"id", "name"} & set(said) or frame.empty:
        return chosen
    figures = {
        column: sum(any(letter.isdigit() for letter in text) for text in codes(frame[column])) for column in (id_, name)
    }
    return chosen | {"id": name, "name": id_} if figures[name] > figures[id_] else chosen


def choice_told(
    columns: Sequence[str], chosen: Mapping[str, str], said: Mapping[str, str], where: str
) -> list[Problem]:
    """Told which columns have the figures of other years than the one that was taken for a field unasked, and where
    homes stand in for residents, as a person ``said``.
    """
    problems = []
    if counts_homes(said.get("population", "")):
        message = _("{column} counts homes; they stand in for the residents, as you said.")
        problems.append(Problem(Severity.WARNING, where, message.format(column=said["population"])))
    for name, column in chosen.items():
        if year_in(column) is None or name in said:
            continue
        base = normalise(without_year(column))
        alike = [one for one in columns if year_in(one) and normalise(without_year(one)) == base]
        if len(alike) > 1:
            message = _(
                "There are figures of several years ({columns}); {column} was taken, the last that is whole; another "
                "can be chosen (in a terminal: --field {field}=COLUMN)."
            )
            text = message.format(columns=first_few(alike), column=column, field=name)
            problems.append(Problem(Severity.INFO, where, text))
    return problems


def named_column(columns: Sequence[str], name: str, where: str) -> str:
    """The column that a person calls ``name``, in whatever case. Raises :class:`InputError` where there is none."""
    found = [column for column in columns if column.lower() == name.lower()]
    if not found:
        raise InputError(
            _("{file} has no column {column}; it has: {columns}.").format(
                file=where, column=name, columns=first_few(columns)
            )
        )
    return name if name in found else found[0]


def _measure_column(columns: Sequence[str], name: str, where: str) -> str:
    """A column, or one over another such as ``HOMES_IN_NEED/HOMES``: a rate and not a count."""
    over = name.split("/")
    if len(over) != 2 or any(column.lower() == name.lower() for column in columns):
        return named_column(columns, name, where)
    return "/".join(named_column(columns, part.strip(), where) for part in over)


def measure_figures(
    frame: pd.DataFrame, column: str, labels: Sequence[str], where: str, *, counts_people: bool
) -> tuple[FloatArray, list[Problem]]:
    """(n,) the numbers of a column, or of one over another; missing where that is 0."""
    if column in frame.columns or "/" not in column:
        return read_figures(frame[column], labels, column, where, counts_people=counts_people)
    above, below = column.split("/")
    part, problems = read_figures(frame[above], labels, above, where, counts_people=True)
    whole, more = read_figures(frame[below], labels, below, where, counts_people=True)
    rate = np.full(len(part), np.nan)
    np.divide(part, whole, out=rate, where=whole > 0)
    return rate, [*problems, *more]


def group_figures(
    cells: pd.Series, labels: Sequence[str], column: str, where: str
) -> tuple[FloatArray, bool, list[Problem]]:
    """(n,) figures of a group of people, and whether they had per cent signs."""
    plain, signed = without_signs(cells)
    percent = signed or named_percentage(column)
    values, problems = read_figures(pd.Series(plain, dtype=object), labels, column, where, counts_people=not percent)
    return values, signed, problems


def feature_labels(frame: pd.DataFrame, chosen: Mapping[str, str], rows_above: int) -> list[str]:
    """What each feature is called in a message: its code or name, else its row in the file.

    ``rows_above`` is the number of rows above the first record.
    """
    numbered = [_("row {number}").format(number=row + 1 + rows_above) for row in range(len(frame))]
    for name in ("id", "name"):
        if name in chosen:
            texts = codes(frame[chosen[name]])
            return [text or number for text, number in zip(texts, numbered, strict=True)]
    return numbered


def canonical_frame(
    frame: gpd.GeoDataFrame, role: LayerRole, chosen: Mapping[str, str], labels: Sequence[str], where: str
) -> tuple[gpd.GeoDataFrame, list[Problem]]:
    """``frame`` with the canonical columns first, each of its kind, and its other columns behind.

    ``labels`` name the features. Bands of age become groups where the role counts groups.
    """
    problems: list[Problem] = []
    kinds = {field.name: field for field in (*role.fields, *role.groups)}
    columns: dict[str, object] = {}
    signed: dict[str, bool] = {}
    for name, column in chosen.items():
        field = kinds.get(name, LayerField(name, "number"))
        if field.kind == "code":
            columns[name] = [text or None for text in codes(frame[column])]
        elif field.kind == "text":
            columns[name] = [as_text(value) or None for value in frame[column]]
        else:
            counted = bool(role.groups) and name not in _MEASURES
            if counted and name != "population":
                columns[name], signed[name], found = group_figures(frame[column], labels, column, where)
            else:
                columns[name], found = measure_figures(frame, column, labels, where, counts_people=counted)
            problems += found
    for name, sign in signed.items():
        values, residents = np.asarray(columns[name]), columns.get("population")
        people = None if residents is None else np.asarray(residents)
        columns[name], found = people_counted(values, people, chosen[name], where, signed=sign)
        problems += found
    others = [str(column) for column in frame.columns if column not in (*chosen.values(), frame.geometry.name)]
    ages = age_columns(others) if role.groups else ()
    if role.groups:
        problems += ages_told(others, where)
    for group, values in sum_ages(frame, ages, labels, where, problems).items():
        columns.setdefault(group, values)
    for column in others:
        if column not in ages:
            # A column that bears a field's name and is not it must not be taken for it later on.
            columns[free_name(column, {**columns, **kinds})] = frame[column].array
    result = gpd.GeoDataFrame(columns, geometry=frame.geometry.array, index=frame.index, crs=frame.crs)
    return result.reset_index(drop=True), problems


def free_name(column: str, taken: Mapping[str, object]) -> str:
    """``column``, with a number behind it where that name is taken. Case does not tell names apart in a GeoPackage."""
    lower = {name.lower() for name in taken} | {"geometry"}
    name, count = column, 2
    while name.lower() in lower:
        name, count = f"{column}_{count}", count + 1
    return name
