"""Figures and codes as people write them in tables, in any of the usual conventions."""

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
Ambiguous = Literal["point", "decimal", "whole"]
"""How to read a column in which every mark could be either: ``point`` takes a point for the decimal mark and a comma
for thousands; ``decimal`` takes any mark for the decimal mark (coordinates); ``whole`` takes any for thousands (counts
of people)."""

_MISSING = frozenset(
    {
        "",
        "-",
        "--",
        "–",
        "—",
        ".",
        "..",
        "...",
        "…",
        "*",
        "x",
        "na",
        "n/a",
        "n.a.",
        "#n/a",
        "nan",
        "nd",
        "n/d",
        "n.d.",
        "s/d",
    }
    | {"null", "(null)", "<null>", "none"}
)
_SPACED_GROUPS = re.compile(r"[+-]?\d{1,3}(?:[ '’]\d{3})+(?:[.,]\d+)?")
_PLAIN = re.compile(r"[+-]?\d+(?:[eE][+-]?\d+)?")
_WITH_POINT = re.compile(
    r"[+-]?(?:[1-9]\d{0,2}(?:,\d{3})+(?:\.\d*)?|[1-9]\d?(?:,\d{2})+,\d{3}(?:\.\d*)?|"  # also 12,34,567 as in India
    r"(?:\d+\.\d*|\.\d+)(?:[eE][+-]?\d+)?)"
)
_WITH_COMMA = re.compile(r"[+-]?(?:[1-9]\d{0,2}(?:\.\d{3})+(?:,\d*)?|(?:\d+,\d*|,\d+)(?:[eE][+-]?\d+)?)")
_DOTTED_CODE = re.compile(r"0\d+[.,]\d+")
_AMBIGUOUS = re.compile(r"[+-]?\d{1,3}\.\d{3}")
_PLAIN_TEXT = frozenset("0123456789+-\nan")
_MANY = 1_000
_NO_TEXT = frozenset({"<na>", "nat"})
_WHOLE_FLOAT = re.compile(r"-?\d+(?:\.0*)?")


@dataclass(frozen=True, eq=False, slots=True)
class NumberColumn:
    """A column read as numbers: ``values`` (n,), NaN where there is none."""

    values: FloatArray
    bad: tuple[int, ...] = ()
    """Places where something stands that is no number."""
    guessed: int | None = None
    """The first place whose text could as well be another number, where nothing in the column decided."""


def parse_number(text: str, ambiguous: Ambiguous = "point") -> float | None:
    """The number that ``text`` stands for: `` 1,846,513 ``, ``1.846.513``, ``1 846 513``, ``3,5``; None for no number.

    >>> parse_number("1.846.513,5")
    1846513.5
    """
    column = parse_numbers([text], ambiguous)
    return None if math.isnan(column.values[0]) else float(column.values[0])


def parse_numbers(values: Iterable[object], ambiguous: Ambiguous = "point") -> NumberColumn:
    """Read a whole column by one convention: a value that can be read in one way only decides for the others."""
    items = list(values)
    plain = _plain_numbers(items)
    if plain is not None:
        return NumberColumn(plain)
    numbers = np.full(len(items), np.nan)
    texts: dict[int, str] = {}
    bad: list[int] = []
    for place, item in enumerate(items):
        if isinstance(item, str):
            text = _tidy(item)
            if text.lower() not in _MISSING:
                texts[place] = text
        elif item is not None and item == item:  # not NaN, NaT or the like
            try:
                numbers[place] = float(item)  # type: ignore[arg-type]
            except (TypeError, ValueError):
                bad.append(place)
    marked: dict[int, str] = {}
    for place, text in texts.items():
        if _PLAIN.fullmatch(text):
            numbers[place] = float(text)
        elif _WITH_POINT.fullmatch(text) or _WITH_COMMA.fullmatch(text):
            marked[place] = text
        else:
            bad.append(place)
    guessed = _read_marked(marked, numbers, ambiguous)
    infinite = np.isinf(numbers)
    bad.extend(np.flatnonzero(infinite).tolist())
    numbers[infinite] = np.nan
    return NumberColumn(numbers, tuple(sorted(bad)), guessed)


def _plain_numbers(items: Sequence[object]) -> FloatArray | None:
    """A column of text in which only empty cells and numbers stand, with one mark, which cannot mean thousands.

    None for any other column; this is for large tables, as looking at each cell takes its time.
    """
    texts: list[str] = ["nan" if item == "" else item for item in items if isinstance(item, str)]
    if len(texts) < _MANY or len(texts) < len(items):
        return None
    text = "\n".join(texts)
    marks = set(text) - _PLAIN_TEXT
    if len(marks) > 1 or not marks <= {".", ","} or text.count("nan") != texts.count("nan"):
        return None
    if marks == {","}:
        texts = text.replace(",", ".").split("\n")
    if marks and not any("." in one and not _AMBIGUOUS.fullmatch(one) for one in texts):
        return None
    try:
        numbers = np.array(texts, dtype=np.float64)
    except ValueError:
        return None
    return None if np.isinf(numbers).any() else numbers


def is_missing(text: str) -> bool:
    """Whether a cell says that there is no number: empty, ``-``, ``n/a`` and the like."""
    return text.strip().lower() in _MISSING


def is_number(text: str) -> bool:
    """Whether a cell is a number in any of the usual conventions."""
    plain = _tidy(text)
    return any(form.fullmatch(plain) for form in (_PLAIN, _WITH_POINT, _WITH_COMMA))


def decimal_mark(columns: Iterable[Sequence[str]]) -> str | None:
    """The decimal mark of a whole table, where some columns of numbers can only have that one and none the other.

    A column of codes with points (``01.002``) says nothing.
    """
    point = comma = False
    for column in columns:
        texts = [_tidy(text) for text in column if not is_missing(text)]
        if not texts or any(_DOTTED_CODE.fullmatch(text) for text in texts) or not all(map(is_number, texts)):
            continue
        point |= any(_WITH_POINT.fullmatch(text) and not _WITH_COMMA.fullmatch(text) for text in texts)
        comma |= any(_WITH_COMMA.fullmatch(text) and not _WITH_POINT.fullmatch(text) for text in texts)
    return None if point == comma else "." if point else ","


def with_point(text: str, decimal: str) -> str:
    """A number whose decimal mark is known, so written that its point cannot mean thousands; other text as it is.

    >>> with_point("1.234,5", ",")
    '1234.5'
    """
    plain = _tidy(text)
    form, thousands = (_WITH_COMMA, ".") if decimal == "," else (_WITH_POINT, ",")
    if not form.fullmatch(plain):
        return text
    number = plain.replace(thousands, "").replace(decimal, ".")
    return f"{number}0" if _AMBIGUOUS.fullmatch(number) else number


def _tidy(text: str) -> str:
    """Without spaces around and between groups of digits, and with a plain minus sign."""
    text = " ".join(text.split()).replace("−", "-")
    return re.sub(r"[ '’]", "", text) if _SPACED_GROUPS.fullmatch(text) else text


def _read_marked(texts: dict[int, str], numbers: FloatArray, ambiguous: Ambiguous) -> int | None:
    """Fill in numbers with points and commas; says where the first guess was made."""
    point = {place for place, text in texts.items() if _WITH_POINT.fullmatch(text)}
    comma = {place for place, text in texts.items() if _WITH_COMMA.fullmatch(text)}
    only_point, only_comma = len(point - comma), len(comma - point)
    guessed: int | None = None
    for place, text in texts.items():
        if place in point and place in comma:
            if only_point == only_comma:
                guessed = place if guessed is None else guessed
                by_point = ("," in text) if ambiguous == "whole" else ("." in text) or ambiguous == "point"
            else:
                by_point = only_point > only_comma
        else:
            by_point = place in point
        plain = text.replace(",", "") if by_point else text.replace(".", "").replace(",", ".")
        numbers[place] = float(plain)
    return guessed


def codes(values: Iterable[object]) -> list[str]:
    """A column of codes as text: ``0301`` stays, and a column that was read as numbers loses its ``.0``.

    Empty text where there is none.
    """
    texts = [as_text(value) for value in values]
    if any("." in text for text in texts) and all(_WHOLE_FLOAT.fullmatch(text) for text in texts if text):
        return [text.partition(".")[0] for text in texts]
    return texts


def as_text(value: object) -> str:
    """A cell as text, empty where there is nothing; a whole number without a decimal point."""
    if isinstance(value, str):
        text = value.strip()
        return "" if len(text) in (3, 4) and text.lower() in _NO_TEXT else text
    if value is None or value != value:
        return ""
    if isinstance(value, float | np.floating):
        number = float(value)
        return str(int(number)) if number.is_integer() else repr(number)
    text = str(value)
    return "" if text.lower() in _NO_TEXT else text


def typed(texts: Sequence[str]) -> FloatArray | list[str | None]:
    """A column of a text table as numbers where all of it is numbers and none is a code; else as text, None for none.

    A code shows by a leading zero or by being longer than a number that a float can hold.
    """
    if all(is_missing(text) or is_number(text) for text in texts[:_MANY]) and not _has_codes(texts):
        column = parse_numbers(texts)
        if not column.bad and not np.isnan(column.values).all():
            return column.values
    return [text if text else None for text in texts]


def _has_codes(texts: Sequence[str]) -> bool:
    return any(
        text.isdigit() and (len(text) > 15 or (text[0] == "0" and len(text) > 1)) for text in map(str.strip, texts)
    )
