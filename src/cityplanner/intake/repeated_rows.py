"""Tables in which a neighbourhood stands in several rows: finer areas, several places of one name, or nobody knows."""

import re
from collections.abc import Collection, Sequence
from itertools import pairwise

import numpy as np
import pandas as pd

from cityplanner.errors import InputError
from cityplanner.i18n import _, format_number, ngettext
from cityplanner.io.layer_roles import role
from cityplanner.io.tables.age_groups import age_columns
from cityplanner.io.tables.numbers import parse_numbers
from cityplanner.io.tables.total_words import names_total
from cityplanner.io.wording import first_few
from cityplanner.model import Problem, Severity

_KEY = "\0key"
_DATED = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


def one_row_each(
    table: pd.DataFrame, column: str, keys: Sequence[str], mine: Collection[str], fields: dict[str, str], where: str
) -> tuple[pd.DataFrame, list[Problem]]:
    """``table`` with one row for each of the keys of neighbourhoods (``mine``), and what was done to it.

    ``keys`` (n,) are those in ``column`` as they are compared; ``fields`` says which columns have figures. Rows that
    say the same are one; those of one place are taken where only it has all neighbourhoods; those of finer areas are
    added up. Raises :class:`InputError` where nothing tells which row is meant.
    """
    rows_of: dict[str, list[int]] = {}
    for row, key in enumerate(keys):
        if key and key in mine:
            rows_of.setdefault(key, []).append(row)
    repeated = {key: rows for key, rows in rows_of.items() if len(rows) > 1}
    figures = _figure_columns(table, column, fields)
    everything = [str(one) for one in table.columns]
    if not repeated or not figures or not _differ(table, repeated, everything):
        return table, []
    place = _place(table, column, rows_of, figures)
    if place is not None:
        return _of_place(table, *place, where)
    rows = sorted(row for rows in rows_of.values() for row in rows)
    finer = _finer(table, column, keys, rows, figures)
    if finer is None and not _differ(table, repeated, figures):
        return table, []
    if finer is None:
        message = ngettext(
            "{file} has {column} {codes} in several rows with different figures, so it cannot be told which are meant; "
            "leave only those of this city in it, or join it by a column of codes (in a terminal: --on).",
            "{file} has {count} of {column} ({codes}) in several rows each with different figures, so it cannot be "
            "told which are meant; leave only those of this city in it, or join it by a column of codes (in a "
            "terminal: --on).",
            len(repeated),
        )
        shown = first_few(table[column].iloc[rows[0]] for rows in repeated.values())
        raise InputError(message.format(file=where, column=column, codes=shown, count=format_number(len(repeated))))
    kinds = table[finer].astype(str).tolist()
    totals = [row for row in rows if names_total(kinds[row])]
    if totals and {keys[row] for row in totals} == set(rows_of):
        others = set(rows) - set(totals)
        message = _("Of the rows with the same {column} those were taken that {kind} calls the total.")
        kept = table.drop(index=table.index[sorted(others)]).reset_index(drop=True)
        return kept, [Problem(Severity.WARNING, where, message.format(column=column, kind=finer))]
    return _added(table, column, rows_of, figures, fields, finer, where)


def _figure_columns(table: pd.DataFrame, key: str, fields: dict[str, str]) -> list[str]:
    """Columns with figures about the areas: those that are used, and the ages."""
    columns = [str(column) for column in table.columns if str(column) != key]
    used = {part for name, column in fields.items() if name != "name" for part in (column, *column.split("/"))}
    return [column for column in columns if column in used or column in age_columns(columns)]


def _differ(table: pd.DataFrame, repeated: dict[str, list[int]], columns: Sequence[str]) -> bool:
    """Whether the rows of any key say different things in ``columns``."""
    order = [row for rows in repeated.values() for row in rows]
    key = [place for place, rows in enumerate(repeated.values()) for _row in rows]
    cells = table[list(columns)].iloc[order].astype(str).assign(**{_KEY: key})
    return len(cells.drop_duplicates()) > len(repeated)


def _kinds(table: pd.DataFrame, column: str, figures: Sequence[str]) -> list[str]:
    return [str(other) for other in table.columns if str(other) not in (column, *figures)]


def _place(
    table: pd.DataFrame, column: str, rows_of: dict[str, list[int]], figures: Sequence[str]
) -> tuple[str, str] | None:
    """The column and the value in it of the one place that has all neighbourhoods, each once, as no other has."""
    for other in _kinds(table, column, figures):
        cells = [str(cell) for cell in table[other]]
        words = [cell for cell in cells if cell and not cell.isdigit()]
        if len(set(cells)) == len(cells) or not words or all(_DATED.search(cell) for cell in words):
            continue
        found: dict[str, list[str]] = {}
        for key, rows in rows_of.items():
            for row in rows:
                found.setdefault(cells[row], []).append(key)
        whole = [value for value, of in found.items() if value and len(of) == len(set(of)) == len(rows_of)]
        if len(whole) == 1 and len(found) > 1 and _runs(cells) <= len(set(cells)) * 1.5:
            return other, whole[0]
    return None


def _of_place(table: pd.DataFrame, column: str, value: str, where: str) -> tuple[pd.DataFrame, list[Problem]]:
    message = _(
        "The same names stand in the table for several places; those of {value} ({column}) were taken, the only one "
        "that has all of them."
    )
    kept = table[table[column].astype(str) == value].reset_index(drop=True)
    return kept, [Problem(Severity.WARNING, where, message.format(value=value, column=column))]


def _runs(values: Sequence[str]) -> int:
    return 1 + sum(one != other for one, other in pairwise(values)) if values else 0


def _finer(
    table: pd.DataFrame, column: str, keys: Sequence[str], rows: Sequence[int], figures: Sequence[str]
) -> str | None:
    """The column of finer areas, or of kinds of people, that tells the rows of each neighbourhood apart.

    The rows of one neighbourhood stand together in its order or in the table's, as they do not where places of one name
    follow each other. A column with years or dates is none.
    """
    of_rows = [keys[row] for row in rows]
    areas = len(set(of_rows))
    for other in _kinds(table, column, figures):
        whole = table[other].tolist()
        cells = [str(whole[row]) for row in rows]
        if len(set(zip(of_rows, cells, strict=True))) < len(rows) or not all(cells):
            continue
        if all(_DATED.search(cell) for cell in cells):
            continue
        unique = len(set(cells)) == len(cells)
        ordered = [key for _cell, key in sorted(zip(cells, of_rows, strict=True))] if unique else of_rows
        if _runs(ordered) == areas:
            return other
    return None


def _added(
    table: pd.DataFrame,
    column: str,
    rows_of: dict[str, list[int]],
    figures: Sequence[str],
    fields: dict[str, str],
    finer: str,
    where: str,
) -> tuple[pd.DataFrame, list[Problem]]:
    groups = {group.name for group in role("neighbourhoods").groups}
    measures = {part for name, one in fields.items() if name == "deprivation" and "/" not in one for part in (one,)}
    counts = [one for one in figures if one not in measures]
    first = [rows[0] for rows in rows_of.values()]
    order = [row for rows in rows_of.values() for row in rows]
    key = np.array([place for place, rows in enumerate(rows_of.values()) for _row in rows], dtype=np.intp)
    added = table.iloc[first].copy()
    for one in table.columns:
        name = str(one)
        if name == column:
            continue
        if name in counts:
            added[one] = pd.Series(_sums(table[one].iloc[order], key), index=added.index, dtype=object)
        else:
            same = table[one].iloc[order].astype(str).groupby(key).nunique() == 1
            added[one] = [cell if alike else "" for cell, alike in zip(added[one], same, strict=True)]
    others = sorted(set(range(len(table))) - set(order))
    result = pd.concat([added, table.iloc[others]], ignore_index=True)
    message = _("The table has several rows ({finer}) for each {column}; {counts} were added up.")
    text = message.format(finer=finer, column=column, counts=first_few(counts))
    problems = [Problem(Severity.WARNING, where, text)]
    if measures:
        message = _("{column} cannot be added up, so it is not known.")
        problems.append(Problem(Severity.WARNING, where, message.format(column=", ".join(measures))))
    percentages = [one for name, one in fields.items() if name in groups and _has_percent(table[one])]
    if percentages:
        raise InputError(
            _("{column} in {file} is a percentage of finer areas, which cannot be added up; give numbers.").format(
                column=percentages[0], file=where
            )
        )
    return result, problems


def _has_percent(cells: pd.Series) -> bool:
    return any(str(cell).strip().endswith("%") for cell in cells)


def _sums(cells: pd.Series, key: np.ndarray) -> list[str]:
    """The sum for each key, as it would stand in a cell; nothing where one figure is not known."""
    values = parse_numbers([str(cell) for cell in cells], "whole").values
    return ["" if np.isnan(total) else f"{total:.15g}" for total in np.bincount(key, values)]
