"""From a column to classes: breaks between numbers, or the most frequent values."""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from heapq import nsmallest
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from cityplanner.i18n import _, format_number, ngettext, text_fields
from cityplanner.io.tables.numbers import as_text
from cityplanner.model import BreakMethod

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

MOST_CLASSES = 12
"""More cannot be told apart on a map."""
_JENKS_VALUES = 1_000
"""Natural breaks take time with the square of the values; so many, evenly through their order, stand for all."""


@text_fields("notes")
@dataclass(frozen=True, slots=True)
class Breaks:
    """``uppers`` ascend: the highest value of each class, the last of which holds what is above too.

    ``notes`` are sentences on what could not be done as asked; without a number there are no ``uppers``.
    """

    uppers: tuple[float, ...]
    notes: tuple[str, ...] = ()


@text_fields("notes")
@dataclass(frozen=True, slots=True)
class Categories:
    """``values`` from the most frequent down, with their ``counts``; ``others`` features have none of them."""

    values: tuple[str, ...]
    counts: tuple[int, ...]
    others: int = 0
    notes: tuple[str, ...] = ()


def method_name(method: BreakMethod) -> str:
    """The method in words."""
    return {
        BreakMethod.NATURAL: _("Natural groups"),
        BreakMethod.QUANTILES: _("As many in each class"),
        BreakMethod.EQUAL: _("Equal steps"),
        BreakMethod.PRETTY: _("Round numbers"),
        BreakMethod.DEVIATION: _("Distance from the mean"),
        BreakMethod.MANUAL: _("Set by hand"),
    }[method]


def load_classifiers() -> None:
    """Load what natural breaks need, which takes seconds where it is not in memory yet; safe on any thread."""
    import mapclassify  # noqa: F401


def numbers_of(column: "pd.Series[Any]") -> FloatArray:
    """(n,) the column as numbers; NaN where there is none, where it is infinite, and where it is text."""
    if pd.api.types.is_bool_dtype(column.dtype) or pd.api.types.is_datetime64_any_dtype(column.dtype):
        return np.full(len(column), np.nan)
    values = pd.to_numeric(column, errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)
    return np.where(np.isfinite(values), values, np.nan)


def holds_numbers(column: "pd.Series[Any]") -> bool:
    """Whether what there is in the column is numbers, and is something."""
    if not pd.api.types.is_numeric_dtype(column.dtype) or pd.api.types.is_bool_dtype(column.dtype):
        return False
    return not np.isnan(numbers_of(column)).all()


def find_breaks(values: FloatArray, method: BreakMethod, count: int, uppers: Sequence[float] = ()) -> Breaks:
    """Breaks for (n,) values, which may be NaN, in about ``count`` classes; ``uppers`` are those set by hand."""
    known = np.sort(values[np.isfinite(values)])
    if not len(known):
        return Breaks((), (_("The field has no numbers, so there is nothing to grade; choose another field."),))
    different = np.unique(known)
    if len(different) == 1:
        one = format_number(different[0], decimals_for([float(different[0])]))
        return Breaks((float(different[0]),), (_("All features have the value {value}.").format(value=one),))
    notes = []
    if count > MOST_CLASSES:
        sentence = _("{asked} classes cannot be told apart on a map; there are {most}.")
        notes.append(sentence.format(asked=format_number(count), most=MOST_CLASSES))
    count = min(max(count, 1), MOST_CLASSES)
    if len(different) < count and method is not BreakMethod.MANUAL:
        count = len(different)
        sentence = _("The field has only {count} different values, so there are as many classes.")
        notes.append(sentence.format(count=count))
    if method is BreakMethod.MANUAL:
        found = np.array([upper for upper in uppers if np.isfinite(upper)], dtype=np.float64)
    elif count == 1:
        found = known[-1:]
    else:
        found = _breaks(known, method, count)
    return Breaks(_tidy(found, known), tuple(notes))


def _breaks(known: FloatArray, method: BreakMethod, count: int) -> FloatArray:
    """Breaks of sorted values, of which at least ``count`` differ."""
    if method is BreakMethod.NATURAL and len(np.unique(known)) == count:
        return np.unique(known)
    import mapclassify

    with warnings.catch_warnings():
        # Classes that come out empty are dropped afterwards.
        warnings.simplefilter("ignore")
        match method:
            case BreakMethod.QUANTILES:
                return np.asarray(mapclassify.Quantiles(known, k=count).bins)
            case BreakMethod.EQUAL:
                return np.asarray(mapclassify.EqualInterval(known, k=count).bins)
            case BreakMethod.PRETTY:
                return np.asarray(mapclassify.PrettyBreaks(known, k=count).bins)
            case BreakMethod.DEVIATION:
                # Whole or half deviations to both sides; the classes beyond the last are open.
                step = 1.0 if count <= 7 else 0.5
                multiples = [(number - (count - 2) / 2) * step for number in range(count - 1)]
                return np.asarray(mapclassify.StdMean(known, multiples=multiples).bins)
            case _:
                return _natural(known, count)


def _natural(known: FloatArray, count: int) -> FloatArray:
    """Fisher's and Jenks' groups, of a sample where there are very many values."""
    import mapclassify

    places = np.linspace(0, len(known) - 1, min(len(known), _JENKS_VALUES)).round().astype(np.int64)
    sample = known[places]
    if len(np.unique(sample)) < count:
        sample = np.unique(known)
    # Half-way to the next group of the sample, and from there down to a value that there is.
    last = np.searchsorted(sample, mapclassify.FisherJenks(sample, k=count).bins, side="right") - 1
    after = np.minimum(last + 1, len(sample) - 1)
    return np.asarray(known[np.searchsorted(known, (sample[last] + sample[after]) / 2, side="right") - 1])


def _tidy(found: FloatArray, known: FloatArray) -> tuple[float, ...]:
    """Ascending, each once, none under the lowest value, and the last not under the highest."""
    uppers = np.unique(found)
    uppers = uppers[uppers >= known[0]]
    beyond = uppers[uppers >= known[-1]]
    last = float(beyond[0]) if len(beyond) else float(known[-1])
    return (*uppers[uppers < known[-1]].tolist()[: MOST_CLASSES - 1], last)


def class_of_number(values: FloatArray, uppers: Sequence[float]) -> IntArray:
    """(n,) the class of each value; ``len(uppers) + 1`` where it is NaN, like :func:`class_of_category`."""
    found = np.searchsorted(np.asarray(uppers[:-1], dtype=np.float64), np.nan_to_num(values), side="left")
    return np.where(np.isnan(values), len(uppers) + 1, found).astype(np.int64)


def find_categories(column: "pd.Series[Any]", most: int = MOST_CLASSES) -> Categories:
    """The column's most frequent values, in words and in the order of their frequency."""
    codes, texts = _texts(column)
    if not len(texts):
        return Categories((), (), 0, (_("The field is empty, so there is nothing to tell apart; choose another."),))
    counts = np.bincount(codes[codes >= 0], minlength=len(texts))
    most = min(max(most, 1), MOST_CLASSES)
    shown = nsmallest(most, range(len(texts)), key=lambda number: (-counts[number], texts[number]))
    rest = len(texts) - len(shown)
    notes = []
    if rest:
        sentence = ngettext(
            "The field has {count} different values; the {most} most frequent have a colour, the other one is “other”.",
            "The field has {count} different values; the {most} most frequent have a colour, the others are “other”.",
            rest,
        )
        notes.append(sentence.format(count=format_number(len(texts)), most=most))
    return Categories(
        tuple(texts[number] for number in shown),
        tuple(int(counts[number]) for number in shown),
        int(counts.sum() - counts[shown].sum()),
        tuple(notes),
    )


def count_values(column: "pd.Series[Any]") -> int:
    """How many different values the column has, those that are missing left out."""
    return len(_texts(column)[1])


def class_of_category(column: "pd.Series[Any]", values: Sequence[str]) -> IntArray:
    """(n,) the place in ``values``; their number for another value, and one more where there is none."""
    codes, texts = _texts(column)
    place = {value: number for number, value in enumerate(values)}
    of_text = np.array([place.get(text, len(values)) for text in texts] + [len(values) + 1], dtype=np.int64)
    return np.asarray(of_text[codes])  # −1, for none, takes the last


def _texts(column: "pd.Series[Any]") -> tuple[IntArray, list[str]]:
    """(n,) numbers of texts, −1 where there is none, and the texts."""
    try:
        codes, different = pd.factorize(column)
    except TypeError:
        # Lists and the like, which some files hold, cannot be compared as they are.
        codes, different = pd.factorize(
            column.map(lambda value: as_text(value) if np.isscalar(value) else str(value), na_action="ignore")
        )
    words = [as_text(value) for value in different]
    texts = list(dict.fromkeys(word for word in words if word))
    place = {text: number for number, text in enumerate(texts)}
    of_code = np.array([place.get(word, -1) for word in words] + [-1], dtype=np.int64)
    return of_code[np.asarray(codes)], texts


def labels_of(uppers: Sequence[float], lowest: float) -> list[str]:
    """The classes in words, with as many decimals as it takes to tell the breaks apart."""
    decimals = decimals_for([lowest, *uppers])
    edges = [format_number(edge, decimals) for edge in (lowest, *uppers)]
    return [low if low == high else _("{low}–{high}").format(low=low, high=high) for low, high in pairwise(edges)]


def decimals_for(edges: Sequence[float]) -> int:
    """How many decimals show each of the ascending edges to a tenth of the smallest step."""
    if all(float(edge).is_integer() for edge in edges):
        return 0
    smallest = min((high - low for low, high in pairwise(edges) if high > low), default=1.0)
    return int(np.clip(np.ceil(-np.log10(smallest)) + 1, 0, 6))
