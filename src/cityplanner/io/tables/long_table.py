"""Tables with a row for each figure (area, what, how many) made into tables with a row for each area."""

from dataclasses import replace

import numpy as np
import pandas as pd

from cityplanner.i18n import _, format_number
from cityplanner.io.layer_roles import match_fields, role
from cityplanner.io.tables.numbers import parse_numbers
from cityplanner.io.tables.read_table import Table
from cityplanner.io.tables.total_words import names_total
from cityplanner.io.tables.withheld import withheld_rows
from cityplanner.io.tables.years import years_of
from cityplanner.io.wording import first_few
from cityplanner.model import Problem, Severity

_MOST_KINDS = 300
_NEARLY_ALL = 0.8
"""So many areas have nearly every kind of figure, or it is no such table."""


def widened(table: Table, where: str) -> Table:
    """``table`` with a row for each area and a column for each kind of figure, told; or as it is.

    It is widened where a column of codes and a column of kinds together tell all rows apart, one column alone has
    figures, and what else there is belongs to the area or is the same everywhere.
    """
    table = _years_apart(table, where)
    frame = table.frame
    plain = [str(column) for column in frame.columns if frame[column].nunique() > 1]
    figures = [column for column in plain if _all_figures(frame[column])]
    found = _columns(frame, plain, figures)
    if found is None:
        return table
    code, kind, figure = found
    kinds = list(dict.fromkeys(frame[kind]))
    # The total of all kinds is what the column of figures says it counts.
    total = next((one for one in kinds if names_total(str(one))), None)
    of_people = match_fields(role("neighbourhoods"), [figure])
    wide = frame.pivot(index=code, columns=kind, values=figure).reindex(index=frame[code].unique(), columns=kinds)
    rest = [column for column in plain if column not in (code, kind, figure)]
    if total is not None and of_people:
        wide = wide.rename(columns={total: figure})
    known = frame.groupby(code, sort=False)[rest].first()
    result = pd.concat([known, wide.fillna("")], axis=1).reset_index(names=code)
    result.columns = pd.Index([str(column) for column in result.columns])
    if not result.columns.is_unique:
        return table
    message = _("The table has a row for each figure; the {count} kinds in {kind} were made into columns: {kinds}.")
    text = message.format(count=format_number(len(kinds)), kind=kind, kinds=first_few(kinds))
    problem = Problem(Severity.INFO, where, text)
    return replace(table, frame=result.astype(object), problems=(*table.problems, problem))


def _years_apart(table: Table, where: str) -> Table:
    """``table`` with a column for each figure and year where it has a row for each area and year, told; or as it is."""
    frame = table.frame
    plain = [str(column) for column in frame.columns if frame[column].nunique() > 1]
    dated = [(column, years) for column in plain if (years := years_of(frame[column], column)) is not None]
    if not dated:
        return table
    column, years = dated[0]
    named = match_fields(role("neighbourhoods"), [one for one in plain if one != column])
    rest = [one for one in plain if one != column]
    codes = [*(named[name] for name in ("id", "name") if name in named), *rest]
    code = next((one for one in codes if not frame.duplicated([one, column]).any() and frame[one].all()), None)
    if code is None or frame[code].nunique() == len(frame):
        return table
    figures = [one for one in rest if one != code and _all_figures(frame[one])]
    others = [one for one in rest if one != code and one not in figures]
    if not figures:
        return table
    kept = frame.groupby(code, sort=False)[others].first()
    texts = frame.assign(**{column: [str(year) for year in years]})
    parts = []
    for figure in figures:
        wide = texts.pivot(index=code, columns=column, values=figure)
        parts.append(wide.set_axis([f"{figure} {year}" for year in wide.columns], axis=1).fillna(""))
    result = pd.concat([kept, *parts], axis=1).reindex(index=frame[code].unique()).reset_index(names=code)
    message = _("The table has a row for each year; the years in {column} were made into columns: {years}.")
    listed = [str(year) for year in sorted(set(years))]
    problem = Problem(Severity.INFO, where, message.format(column=column, years=first_few(listed)))
    return replace(table, frame=result.astype(object), problems=(*table.problems, problem))


def _columns(frame: pd.DataFrame, plain: list[str], figures: list[str]) -> tuple[str, str, str] | None:
    """The columns of codes, of kinds and of figures; None where it is not plain which they are."""
    named = match_fields(role("neighbourhoods"), plain)
    codes = [named[name] for name in ("id", "name") if name in named]
    codes += [column for column in plain if column not in codes and column != named.get("population")]
    for code in codes:
        for kind in plain:
            values = [column for column in figures if column not in (code, kind)]
            if kind == code or kind in figures or len(values) != 1 or not _tell_apart(frame, code, kind):
                continue
            rest = [column for column in plain if column not in (code, kind, *values)]
            if all((frame.groupby(code)[column].nunique() <= 1).all() for column in rest):
                return code, kind, values[0]
    return None


def _tell_apart(frame: pd.DataFrame, code: str, kind: str) -> bool:
    areas, kinds = frame[code].nunique(), frame[kind].nunique()
    if areas < 2 or not 2 <= kinds <= _MOST_KINDS or (frame[[code, kind]] == "").any(axis=None):
        return False
    return len(frame) >= _NEARLY_ALL * areas * kinds and not frame.duplicated([code, kind]).any()


def _all_figures(cells: pd.Series) -> bool:
    read = parse_numbers([str(cell).removesuffix("%") for cell in cells], "whole")
    bad = set(read.bad) - set(withheld_rows(cells))
    return not bad and not np.isnan(read.values).all()
