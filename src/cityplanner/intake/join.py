"""Tables joined to neighbourhoods by their code, with everything that does not match told."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from cityplanner.errors import InputError
from cityplanner.i18n import _, format_number, format_share, ngettext
from cityplanner.intake.code_checks import damaged_codes
from cityplanner.intake.repeated_rows import one_row_each
from cityplanner.intake.totals import total_rows, totals_told
from cityplanner.io.features.column_cells import fits_of
from cityplanner.io.features.fields import (
    choice_told,
    choose_columns,
    free_name,
    group_figures,
    measure_figures,
    named_column,
)
from cityplanner.io.layer_roles import match_fields, role
from cityplanner.io.tables.age_groups import AGE_GROUPS, age_columns, ages_told, sum_ages
from cityplanner.io.tables.long_table import widened
from cityplanner.io.tables.numbers import codes, typed
from cityplanner.io.tables.options import TableOptions
from cityplanner.io.tables.percentages import people_counted
from cityplanner.io.tables.read_table import Table, read_table, row_label
from cityplanner.io.wording import first_few
from cityplanner.model import Problem, Severity

FloatArray = npt.NDArray[np.float64]

_ANOTHER_YEAR, _SEVERAL = 0.1, 3
"""Where a larger share of the codes and so many are left over on both sides, areas were cut anew between the table and
the map."""


@dataclass(frozen=True, eq=False, slots=True)
class Joined:
    """``frame`` with what the table gave; ``fields`` says which of its columns became which canonical one."""

    frame: gpd.GeoDataFrame
    problems: tuple[Problem, ...]
    fields: Mapping[str, str]


@dataclass(frozen=True, eq=False, slots=True)
class _Match:
    """Two columns with values in common, and the way in which they were compared."""

    left: str
    right: str
    left_keys: list[str]
    right_keys: list[str]
    common: int
    loosely: bool


@dataclass(frozen=True, slots=True)
class Fit:
    """How a table fits neighbourhoods: by which of its columns, how many it knows, and what is left over on each side.

    ``gives`` are the canonical fields that it brings.
    """

    column: str
    matched: int
    without: int
    left_over: int
    gives: tuple[str, ...]


def fit_table(
    frame: gpd.GeoDataFrame,
    table: pd.DataFrame,
    where: str,
    on: str | None = None,
    fields: Mapping[str, str] = MappingProxyType({}),
) -> Fit:
    """How well ``table`` fits the neighbourhoods in ``frame``; see :func:`join`, which raises for the same reasons."""
    match = _best_match(frame, table, on or fields.get("id"), where)
    mine, theirs = set(match.left_keys) - {""}, set(match.right_keys) - {""}
    chosen = table_fields(table, fields, where, match.right)
    one_row_each(table, match.right, match.right_keys, mine, chosen, where)
    columns = [str(column) for column in table.columns if str(column) != match.right]
    gives = [name for name in chosen if name in _figures() or name in fields]
    if age_columns(columns):
        gives += [name for name in (*AGE_GROUPS, "population") if name not in gives]
    matched = len(mine & theirs)
    return Fit(match.right, matched, len(match.left_keys) - matched, len(theirs - mine), tuple(gives))


def join_table(frame: gpd.GeoDataFrame, path: Path, on: str | None = None) -> tuple[gpd.GeoDataFrame, list[Problem]]:
    """``frame`` of neighbourhoods with the columns of the table at ``path``; see :func:`join`."""
    joined = join(frame, path, on)
    return joined.frame, list(joined.problems)


def table_fields(table: pd.DataFrame, said: Mapping[str, str], where: str, key: str | None = None) -> dict[str, str]:
    """Field -> column of a table that is joined: what the person ``said``, then what is recognised.

    Its codes, in the column ``key``, are no field of it. Raises :class:`InputError` for a column that is not there.
    """
    areas = role("neighbourhoods")
    columns = [str(column) for column in table.columns if str(column) != key]
    chosen = choose_columns(areas, columns, _beside(said, key), where, fits_of(areas, table, where))
    return {name: column for name, column in chosen.items() if name != "id"}


def _beside(said: Mapping[str, str], key: str | None) -> dict[str, str]:
    """What was ``said`` of other columns than that of the codes."""
    return {name: column for name, column in said.items() if name != "id" and (not column or column != key)}


def join(
    frame: gpd.GeoDataFrame,
    path: Path,
    on: str | None = None,
    reading: TableOptions | None = None,
    said: Mapping[str, str] = MappingProxyType({}),
) -> Joined:
    """Join the table at ``path`` to the neighbourhoods in ``frame``.

    ``on`` is the table's column of codes, ``said`` maps fields to other columns of it, which go before what ``frame``
    knows; without them, the pair of columns with most values in common is taken. Codes are compared as text, then
    without case, accents and spaces, then without leading zeros. Residents, deprivation and groups are recognised and
    fill what ``frame`` does not know yet; bands of age become groups, and residents where nobody counted them; other
    figures are kept under their own names. ``reading`` says how to read the table. Raises :class:`InputError` where
    nothing matches.
    """
    table = widened(read_table(path, reading), path.name)
    match = _best_match(frame, table.frame, on or said.get("id"), path.name)
    table, match, summed = _one_row_each(frame, table, match, said, path.name)
    rows, problems = _rows(frame, table.frame, match, path.name)
    given, fields, found = _canonical(frame, table, match, path.name, said)
    unmatched = _unmatched(frame, table.frame, match, rows, given.get("population"), path.name)
    damaged = damaged_codes(codes(table.frame[match.right]), match.right, path.name)
    problems = [*table.problems, *summed, *damaged, *problems, *unmatched, *found]
    result = frame.copy()
    if "name" in fields and "name" not in result:
        names = codes(table.frame[fields["name"]])
        result["name"] = [names[row] or None if row >= 0 else None for row in rows.tolist()]
    used = {match.right, *fields.values(), *_ages(table.frame)}
    for name, values in given.items():
        taken = _at(values, rows)
        if name in result:
            before = result[name].to_numpy(dtype=np.float64)
            if name in said:
                before, taken = taken, before
            elif _differ(before, taken):
                column = fields.get(name, name)
                used.discard(column)
                message = _(
                    "The neighbourhoods have figures for {column} already; those were kept. To take these, say that "
                    "{column} of this table is the field (in a terminal: --field {file}:{field}={column}, or --answer "
                    "{file}:field.{field}={column})."
                )
                text = message.format(column=column, file=path.name, field=name)
                problems.append(Problem(Severity.WARNING, path.name, text))
            taken = np.where(np.isnan(before), taken, before)
        result[name] = taken
    for column in table.frame.columns:
        values_or_texts = [] if column in used else typed(table.frame[column].tolist())
        if isinstance(values_or_texts, np.ndarray):
            taken_names = dict.fromkeys((*result.columns, *_figures()))
            result[free_name(str(column), taken_names)] = _at(values_or_texts, rows)
    if "population" not in result and set(AGE_GROUPS) <= set(given):
        result["population"] = result[list(AGE_GROUPS)].sum(axis=1, skipna=False)
        message = _("Nobody's number is given, so the residents were taken for the sum of all ages.")
        problems.append(Problem(Severity.INFO, path.name, message))
    return Joined(result, tuple(problems), fields)


# Which columns


def _one_row_each(
    frame: gpd.GeoDataFrame, table: Table, match: _Match, said: Mapping[str, str], where: str
) -> tuple[Table, _Match, list[Problem]]:
    """The table with one row for each neighbourhood, and how it matches."""
    fields = table_fields(table.frame, said, where, match.right)
    mine = set(match.left_keys) - {""}
    once, problems = one_row_each(table.frame, match.right, match.right_keys, mine, fields, where)
    if once is table.frame:
        return table, match, []
    return replace(table, frame=once), _best_match(frame, once, match.right, where), problems


def _best_match(frame: gpd.GeoDataFrame, table: pd.DataFrame, on: str | None, where: str) -> _Match:
    columns = [str(column) for column in table.columns]
    if on is not None:
        columns = [named_column(columns, on, where)]
    left = _key_columns(frame)
    # Figures have whole numbers in common with codes by chance.
    named = match_fields(role("neighbourhoods"), columns) if on is None else {}
    counted = {column for name, column in named.items() if name in _figures()}
    right = {column: codes(table[column]) for column in columns if column not in counted or len(columns) == 1}
    best: _Match | None = None
    for loosely, form in ((False, _as_written), (True, _without_marks), (True, _without_zeros)):
        left_keys = {column: [form(text) for text in texts] for column, texts in left.items()}
        right_keys = {column: [form(text) for text in texts] for column, texts in right.items()}
        theirs = {column: set(keys) - {""} for column, keys in right_keys.items()}
        for a, mine in left_keys.items():
            if not _each_once(mine):
                continue
            values = set(mine) - {""}
            for b, others in theirs.items():
                common = len(values & others)
                if common > (best.common if best else 0) and (on is not None or _meant(b, values, others)):
                    best = _Match(a, b, mine, right_keys[b], common, loosely)
    if best is None:
        raise InputError(_no_match(left, right, where))
    return best


def _key_columns(frame: gpd.GeoDataFrame) -> dict[str, list[str]]:
    """Column -> its values as text, for the columns that tell neighbourhoods apart; code and name first."""
    first = [column for column in ("id", "name") if column in frame]
    others = [column for column in frame.columns if column not in (*first, *_figures(), frame.geometry.name)]
    texts = {str(column): codes(frame[column]) for column in (*first, *others)}
    return {column: values for column, values in texts.items() if column == "id" or _each_once(values)}


def _each_once(values: Sequence[str]) -> bool:
    filled = [value for value in values if value]
    return bool(filled) and len(set(filled)) == len(filled)


def _as_written(text: str) -> str:
    return text


def _without_marks(text: str) -> str:
    """Without case and marks, nor signs that nobody sees, in whatever alphabet: ß is SS in capitals."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return re.sub(r"[\W_]", "", "".join(c for c in plain if not unicodedata.combining(c)))


def _without_zeros(text: str) -> str:
    plain = _without_marks(text)
    return plain.lstrip("0") if plain.isdigit() else plain


def _meant(column: str, mine: set[str], theirs: set[str]) -> bool:
    """Whether what two columns have in common can be more than chance, as whole numbers often have some in common."""
    common = mine & theirs
    if not all(value.isdigit() for value in common):
        return True
    named = {"id", "name"} & set(match_fields(role("neighbourhoods"), [column]))
    return bool(named and common) or 2 * len(common) >= min(len(mine), len(theirs))


def _no_match(left: Mapping[str, Sequence[str]], right: Mapping[str, Sequence[str]], where: str) -> str:
    named = match_fields(role("neighbourhoods"), right)
    column = named.get("id") or named.get("name") or next(iter(right))
    own = next((name for name in ("id", "name") if name in left), next(iter(left), "id"))
    return _(
        "{file} matches no neighbourhood: its {column} has “{theirs}”, the {own} of the neighbourhoods has “{mine}”; "
        "say which column has the codes (in a terminal: --on)."
    ).format(
        file=where,
        column=column,
        theirs=next((value for value in right[column] if value), ""),
        own=own,
        mine=next((value for value in left.get(own, ()) if value), ""),
    )


def _rows(
    frame: gpd.GeoDataFrame, table: pd.DataFrame, match: _Match, where: str
) -> tuple[npt.NDArray[np.intp], list[Problem]]:
    """(n,) the first row of the table for each neighbourhood, -1 where there is none."""
    first: dict[str, int] = {}
    repeated: dict[str, None] = {}
    for row, key in enumerate(match.right_keys):
        if key and key in first:
            repeated[table[match.right].iloc[row]] = None
        elif key:
            first[key] = row
    rows = np.array([first.get(key, -1) if key else -1 for key in match.left_keys], dtype=np.intp)
    problems = []
    if repeated:
        message = ngettext(
            "{count} code stands more than once in {column} ({codes}); its first row was taken.",
            "{count} codes stand more than once in {column} ({codes}); their first rows were taken.",
            len(repeated),
        )
        text = message.format(count=format_number(len(repeated)), column=match.right, codes=first_few(repeated))
        problems.append(Problem(Severity.WARNING, where, text))
    if match.loosely:
        row = int(np.flatnonzero(rows >= 0)[0])
        message = _("Codes are written differently and were matched all the same, such as {theirs} with {mine}.")
        text = message.format(theirs=table[match.right].iloc[rows[row]], mine=codes(frame[match.left])[row])
        problems.append(Problem(Severity.INFO, where, text))
    return rows, problems


def _unmatched(
    frame: gpd.GeoDataFrame,
    table: pd.DataFrame,
    match: _Match,
    rows: npt.NDArray[np.intp],
    population: FloatArray | None,
    where: str,
) -> list[Problem]:
    """Codes on either side that the other does not have, with the residents that are lost by it."""
    problems = []
    without = np.flatnonzero(rows < 0)
    if len(without):
        known = frame["population"].to_numpy(dtype=np.float64)[without] if "population" in frame else None
        names = codes(frame[match.left].iloc[without])
        problems.append(
            _told(
                names,
                known,
                where,
                lambda n: ngettext(
                    "{count} neighbourhood is not in the table: {codes}.",
                    "{count} neighbourhoods are not in the table: {codes}.",
                    n,
                ),
                lambda n: ngettext(
                    "{count} neighbourhood with {people} residents is not in the table: {codes}.",
                    "{count} neighbourhoods with {people} residents are not in the table: {codes}.",
                    n,
                ),
                float(frame["population"].sum()) if "population" in frame else 0.0,
            )
        )
    matched = {match.right_keys[row] for row in rows[rows >= 0].tolist()}
    left_over = [row for row, key in enumerate(match.right_keys) if key not in matched]
    theirs = codes(table[match.right])
    totals = total_rows(table, population, rows[rows >= 0], left_over)
    problems += totals_told(totals, theirs, population, rows[rows >= 0], where)
    left_over = [row for row in left_over if row not in totals]
    if left_over:
        problems.append(
            _told(
                [theirs[row] or _("no code") for row in left_over],
                None if population is None else population[left_over],
                where,
                lambda n: ngettext(
                    "{count} row of the table is no neighbourhood and left out: {codes}.",
                    "{count} rows of the table are no neighbourhoods and left out: {codes}.",
                    n,
                ),
                lambda n: ngettext(
                    "{count} row of the table with {people} residents is no neighbourhood and left out: {codes}.",
                    "{count} rows of the table with {people} residents are no neighbourhoods and left out: {codes}.",
                    n,
                ),
                0.0 if population is None else float(np.nansum(population) - np.nansum(population[totals])),
            )
        )
    share = min(len(without) / len(frame), len(left_over) / len(table))
    if share > _ANOTHER_YEAR and min(len(without), len(left_over)) >= _SEVERAL:
        message = _("Many codes are on one side only; are the table and the map of the same year?")
        problems.append(Problem(Severity.WARNING, where, message))
    return problems


def _told(
    names: Sequence[str],
    people: FloatArray | None,
    where: str,
    plain: Callable[[int], str],
    with_people: Callable[[int], str],
    everybody: float = 0.0,
) -> Problem:
    """``people`` are those of the ``names``, of ``everybody``."""
    lost = 0.0 if people is None else float(np.nansum(people))
    message = with_people(len(names)) if lost else plain(len(names))
    text = message.format(count=format_number(len(names)), people=format_number(lost), codes=first_few(names))
    if lost and everybody > 0:
        text += " " + _("That is {share} of all residents.").format(share=format_share(min(lost / everybody, 1.0)))
    return Problem(Severity.WARNING, where, text)


# What the table gives


def _figures() -> set[str]:
    """The canonical columns that hold figures about people."""
    return {"population", "deprivation", *(group.name for group in role("neighbourhoods").groups)}


def _ages(table: pd.DataFrame) -> tuple[str, ...]:
    return age_columns([str(column) for column in table.columns])


def _canonical(
    frame: gpd.GeoDataFrame, read: Table, match: _Match, where: str, said: Mapping[str, str]
) -> tuple[dict[str, FloatArray], dict[str, str], list[Problem]]:
    """Canonical name -> figures by row of the table; canonical name -> column; and what is wrong with them."""
    table = read.frame
    labels = [text or row_label(row, read.rows_above) for row, text in enumerate(codes(table[match.right]))]
    ages = _ages(table)
    rest_and_ages = [str(column) for column in table.columns if column != match.right]
    said = _beside(said, match.right)
    ages = tuple(column for column in ages if column not in said.values())
    fields = table_fields(table, said, where, match.right)
    given: dict[str, FloatArray] = {}
    problems: list[Problem] = []
    for name, column in ((name, column) for name, column in fields.items() if name != "name"):
        if name in ("population", "deprivation"):
            given[name], found = measure_figures(table, column, labels, where, counts_people=name == "population")
        else:
            given[name], signed, found = group_figures(table[column], labels, column, where)
            residents = given["population"] if "population" in given else _residents(frame, match)
            given[name], more = people_counted(given[name], residents, column, where, signed=signed)
            found = [*found, *more]
        problems += found
    problems += [*ages_told(rest_and_ages, where), *choice_told(rest_and_ages, fields, said, where)]
    for group, values in sum_ages(table, ages, labels, where, problems).items():
        given.setdefault(group, values)
    return given, fields, problems


def _residents(frame: gpd.GeoDataFrame, match: _Match) -> FloatArray | None:
    """The residents of the neighbourhood of each row of the table, where the neighbourhoods know them."""
    if "population" not in frame:
        return None
    known = dict(zip(match.left_keys, frame["population"].tolist(), strict=True))
    return np.array([known.get(key, np.nan) for key in match.right_keys], dtype=np.float64)


def _at(values: FloatArray, rows: npt.NDArray[np.intp]) -> FloatArray:
    return np.where(rows >= 0, values[rows], np.nan)


def _differ(before: FloatArray, after: FloatArray) -> bool:
    both = ~(np.isnan(before) | np.isnan(after))
    return bool((before[both] != after[both]).any())
