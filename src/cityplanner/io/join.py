"""Tables joined to neighbourhoods by their code, with everything that does not match told."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd

from cityplanner.errors import InputError
from cityplanner.i18n import _, format_number, ngettext
from cityplanner.io.age_groups import AGE_GROUPS, age_columns, sum_ages
from cityplanner.io.layer_roles import match_fields, normalise, role
from cityplanner.io.numbers import code_text, parse_numbers
from cityplanner.io.read_features import some
from cityplanner.io.read_layer import numeric_columns, people_or_numbers
from cityplanner.io.read_table import read_table
from cityplanner.model import Problem, Severity

_KEYS_TRIED = 12


def join_table(frame: gpd.GeoDataFrame, path: Path, on: str | None = None) -> tuple[gpd.GeoDataFrame, list[Problem]]:
    """``frame`` of neighbourhoods with the columns of the table at ``path``.

    ``on`` is the table's column of codes; without it, the pair of columns with most values in common is taken. Codes
    are compared as text. Population, deprivation and groups are recognised by name, single years of age become
    groups, other columns are kept. What ``frame`` has already is kept where the table has nothing for it. Raises
    :class:`InputError` where nothing matches.
    """
    table = read_table(path)
    left, right, by_name = _keys(frame, table, path, on)
    keys = _key_values(table[right], by_name)
    problems = _duplicates(keys, right, path)
    first = ~keys.duplicated().to_numpy() & keys.notna().to_numpy()
    table, keys = table[first], keys[first]
    columns, found = _columns(table.drop(columns=right), keys.tolist(), path)
    problems += found
    wanted = _key_values(frame[left], by_name)
    rows = pd.Index(keys).get_indexer(wanted)
    problems += _unmatched(frame, wanted, columns, keys, rows, path)
    joined = frame.copy()
    for name, values in columns.items():
        joined[name] = _taken(values, rows, joined.get(name))
    if "population" not in joined and set(AGE_GROUPS) <= set(columns):
        joined["population"] = joined[list(AGE_GROUPS)].sum(axis=1, skipna=False)
    return joined, problems


def _keys(frame: gpd.GeoDataFrame, table: pd.DataFrame, path: Path, on: str | None) -> tuple[str, str, bool]:
    """The two columns to join on, and whether they hold names rather than codes."""
    if on is not None and on not in table:
        raise InputError(
            _("{file} has no column {column}; it has: {columns}.").format(
                file=path.name, column=on, columns=some(table.columns)
            )
        )
    best: tuple[int, str, str, bool] | None = None
    for left, by_name in (("id", False), ("name", True)):
        mine = set(_key_values(frame[left], by_name).dropna()) if left in frame else set()
        for right in [on] if on is not None else list(table.columns)[:_KEYS_TRIED]:
            common = len(mine & set(_key_values(table[right], by_name).dropna()))
            if common and (best is None or common > best[0]):
                best = (common, left, right, by_name)
    if best is None:
        right = on or str(table.columns[0])
        raise InputError(
            _("{file} matches no neighbourhood: its {column} has “{theirs}”, the neighbourhoods have “{mine}”.").format(
                file=path.name, column=right, theirs=table[right].iloc[0], mine=frame["id"].iloc[0]
            )
        )
    return best[1:]


def _key_values(values: pd.Series, by_name: bool) -> pd.Series:
    """Codes as text; names without case and accents. None where a cell is empty."""
    texts = [code_text(value) for value in values]
    keys = [normalise(text) if by_name and text is not None else text for text in texts]
    return pd.Series(keys, index=values.index, dtype="str")


def _columns(table: pd.DataFrame, labels: list[str], path: Path) -> tuple[dict[str, pd.Series], list[Problem]]:
    """Canonical name (or the table's own) -> values, numbers where they are that."""
    known = match_fields(role("neighbourhoods"), list(table.columns))
    numbers = {name: column for name, column in known.items() if name not in ("id", "name")}
    columns: dict[str, pd.Series] = {}
    problems: list[Problem] = []
    for name, column in numbers.items():
        values, found = people_or_numbers(
            table[column].tolist(), labels, column, path.name, not_negative=name != "deprivation"
        )
        columns[name] = pd.Series(values)
        problems += found
    rest = [column for column in table.columns if column not in numbers.values()]
    ages = age_columns(rest)
    if ages:
        years, found = numeric_columns(table, list(ages), labels, path.name)
        columns.update({group: pd.Series(values) for group, values in sum_ages(years, ages).items()})
        problems += found
    for column in rest:
        if column not in ages and column not in ("id", "name", "geometry"):
            values, bad = parse_numbers(table[column].tolist())
            columns[column] = pd.Series(table[column].to_numpy() if bad else values)
    return columns, problems


def _taken(values: pd.Series, rows: np.ndarray, before: pd.Series | None) -> pd.Series:
    """The table's value for each neighbourhood; what was there before where the table has none."""
    taken = values.reindex(rows)
    taken.index = pd.RangeIndex(len(rows))
    return taken if before is None else taken.where(taken.notna(), before)


def _duplicates(keys: pd.Series, column: str, path: Path) -> list[Problem]:
    repeated = keys[keys.notna() & keys.duplicated()].drop_duplicates().tolist()
    if not repeated:
        return []
    message = ngettext(
        "{count} code stands more than once in {column} ({codes}); its first row was taken.",
        "{count} codes stand more than once in {column} ({codes}); their first rows were taken.",
        len(repeated),
    ).format(count=format_number(len(repeated)), column=column, codes=some(repeated))
    return [Problem(Severity.WARNING, path.name, message)]


def _unmatched(
    frame: gpd.GeoDataFrame,
    wanted: pd.Series,
    columns: dict[str, pd.Series],
    keys: pd.Series,
    rows: np.ndarray,
    path: Path,
) -> list[Problem]:
    """Codes on either side that the other does not have, with the people that are lost by it."""
    problems = []
    without = wanted[rows < 0]
    if len(without):
        lost = frame.loc[without.index, "population"].sum() if "population" in frame else 0
        message = ngettext(
            "{count} neighbourhood is not in the table ({codes}){people}.",
            "{count} neighbourhoods are not in the table ({codes}){people}.",
            len(without),
        )
        codes = some(frame.loc[without.index, "id"])
        problems.append(Problem(Severity.WARNING, path.name, _with_people(message, len(without), codes, lost)))
    left_over = np.setdiff1d(np.arange(len(keys)), rows)
    if len(left_over):
        lost = float(columns["population"].iloc[left_over].sum()) if "population" in columns else 0
        message = ngettext(
            "{count} code of the table is no neighbourhood ({codes}){people}.",
            "{count} codes of the table are no neighbourhoods ({codes}){people}.",
            len(left_over),
        )
        codes = some(keys.iloc[left_over])
        problems.append(Problem(Severity.WARNING, path.name, _with_people(message, len(left_over), codes, lost)))
    return problems


def _with_people(message: str, count: int, codes: str, lost: float) -> str:
    people = _(", with {people} residents").format(people=format_number(lost)) if lost else ""
    return message.format(count=format_number(count), codes=codes, people=people)
