"""Which column of a register of devices says whether a device stands, is planned or is gone, and what its cells say."""

import re
import tomllib
import warnings
from collections.abc import Hashable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import cache

import pandas as pd
from geopandas.array import GeometryDtype

from cityplanner.data_files import data_folder
from cityplanner.io.cut_names import cut_stem, was_cut_from
from cityplanner.io.layer_roles import normalise, words_of
from cityplanner.io.tables.numbers import as_text, is_missing
from cityplanner.model import DeviceStatus

_MOST_VALUES = 24
"""More different cells than this are no states."""
_ENOUGH = 0.5
"""So much of the filled rows must be known for a column that only may hold states."""
_NUMBERED = re.compile(r"^\s*\d+\s*[.:)–-]\s*")
_MOST_WORDS = 4
_SHORT = 3
_TURNING = frozenset(
    (
        *("not", "no", "non", "nao", "sin", "sem", "sans", "nicht", "nie", "pas", "never", "un", "yet", "soon"),
        *("for", "to", "be", "until", "after", "before", "para", "por", "pour", "per", "zu", "zur", "a", "de", "of"),
        *("still", "partially", "partly", "parcial"),
    )
)
"""Words beside which a state may be another one: *proposed for removal*, *not active*."""
_ADDED = re.compile(r"\s*[(\[,;:/|–—]|\s+-\s+|\s+(?=\d)")

Statuses = Mapping[str, DeviceStatus | None]
"""What a cell says -> how it is read; None is not known."""


def status_column(frame: pd.DataFrame) -> str | None:
    """The column that says in which state each device is; None where none does.

    By its name and its cells together: ``state`` may be a part of the country, and ``condition`` good or poor. Of
    several the one that tells more devices from standing ones.
    """
    found = []
    for place, column in enumerate(frame.columns):
        if isinstance(frame[column].dtype, GeometryDtype):
            continue
        told = statuses_of(frame[column], str(column))
        if told is None:
            continue
        counted = _texts(frame[column]).map(told)
        apart = int((counted.notna() & (counted != DeviceStatus.EXISTING)).sum())
        found.append((-apart, -int(counted.notna().sum()), place, str(column)))
    return min(found)[3] if found else None


def statuses_of(cells: Iterable[object], column: str, *, said: bool = False) -> Statuses | None:
    """How each different cell of ``column`` is read, in the order of the cells; None where they are no states.

    ``said`` is whether a person named the column, so that cells that nobody knows are no reason to pass it over.
    """
    texts = _texts(cells)
    filled = texts[texts != ""]
    if filled.empty:
        return None
    values = list(dict.fromkeys(filled))
    headed = _heading(column)
    if headed == "gone_on":
        return _by_date(values, said=said)
    if len(values) > _MOST_VALUES and not said:
        return None
    told: dict[str, DeviceStatus | None] = {value: _state(value) for value in values}
    if headed in ("active", "gone", "planned") and all(_answer(value) is not None or told[value] for value in values):
        yes, no = _YES_AND_NO[headed]
        answers = {value: _answer(value) for value in values}
        return {value: told[value] if answers[value] is None else (yes if answers[value] else no) for value in values}
    known = filled.map(lambda text: told[text] is not None)
    if said or headed == "states":
        return told
    if headed == "may_be":
        apart = any(state not in (None, DeviceStatus.EXISTING) for state in told.values())
        return told if known.mean() >= _ENOUGH or (apart and known.any()) else None
    # A name that nobody knows: the cells must say it all by themselves, and tell devices apart.
    plain = known.all() and any(state is not DeviceStatus.EXISTING for state in told.values())
    return told if plain and headed == "" and len(values) > 1 else None


_YES_AND_NO = {
    "active": (DeviceStatus.EXISTING, DeviceStatus.RETIRED),
    "gone": (DeviceStatus.RETIRED, DeviceStatus.EXISTING),
    "planned": (DeviceStatus.PLANNED, DeviceStatus.EXISTING),
}


def cell_text(value: object) -> str:
    """A cell as it stands for in :data:`Statuses`; empty where there is nothing."""
    text = " ".join(as_text(value).split())
    return "" if is_missing(text) and normalise(text) != "x" else text


def _texts(cells: Iterable[object]) -> pd.Series:
    return pd.Series([cell_text(value) for value in cells], dtype=object)


def _state(text: str) -> DeviceStatus | None:
    """The state that a cell names, without a number before it and what is added to it: ``3 - Removed (2019)``."""
    plain = _NUMBERED.sub("", text)
    phrases, words = _phrases(), words_of(plain)
    whole = phrases.get(tuple(words)) or phrases.get(tuple(words_of(_ADDED.split(plain, maxsplit=1)[0])))
    if whole is not None or len(words) > _MOST_WORDS or _TURNING & set(words):
        return whole
    # A word beside it, such as what it is that was removed, does no harm.
    parts = [tuple(words[first:last]) for first in range(len(words)) for last in range(first + 1, len(words) + 1)]
    states = {phrases[part] for part in parts if part in phrases and len("".join(part)) > _SHORT}
    return states.pop() if len(states) == 1 else None


def _answer(text: str) -> bool | None:
    plain = normalise(text)
    values = _words()["values"]
    return True if plain in values["yes"] else False if plain in values["no"] else None


def _by_date(values: Sequence[str], *, said: bool) -> Statuses | None:
    """Gone where the date is over, standing where it is still to come."""
    dates = {value: _date(value) for value in values}
    if not said and sum(day is not None for day in dates.values()) < _ENOUGH * len(dates):
        return None
    today = datetime.now(UTC).astimezone().date()
    return {
        value: None if day is None else DeviceStatus.RETIRED if day <= today else DeviceStatus.EXISTING
        for value, day in dates.items()
    }


def _date(text: str) -> date | None:
    if text.isdigit() and len(text) == 4:
        return date(int(text), 12, 31) if 1900 <= int(text) <= 2200 else None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of a month that can be no day, which decides the order
            day = pd.to_datetime(text, dayfirst=not text[:4].isdigit())
    except (ValueError, OverflowError):
        return None
    return None if pd.isna(day) else day.date()


def _heading(column: str) -> str:
    """Which list of names of columns has ``column``: as a whole, or as some of its words; empty for none."""
    words = tuple(words_of(column))
    headings = _headings()
    for kind, names in headings.items():
        if words in names:
            return kind
    for kind in ("gone_on", "states", "may_be"):
        for name in headings[kind]:
            size = len(name)
            if any(words[start : start + size] == name for start in range(len(words) - size + 1)):
                # A status may be that of a tenant or a project.
                return "may_be" if kind == "states" else kind
    stem = cut_stem(column)
    if stem is not None:
        written = _words()["headings"]
        return next((kind for kind in ("states", "gone_on") if was_cut_from(stem, written[kind])), "")
    return ""


@cache
def _headings() -> Mapping[str, frozenset[tuple[str, ...]]]:
    return {kind: frozenset(tuple(words_of(name)) for name in names) for kind, names in _words()["headings"].items()}


@cache
def _phrases() -> Mapping[Hashable, DeviceStatus]:
    values = _words()["values"]
    return {tuple(words_of(phrase)): status for status in DeviceStatus for phrase in values[status.value]}


@cache
def _words() -> Mapping[str, Mapping[str, list[str]]]:
    content: Mapping[str, Mapping[str, list[str]]] = tomllib.loads(
        (data_folder("resources") / "status_words.toml").read_text(encoding="utf-8")
    )
    return content
