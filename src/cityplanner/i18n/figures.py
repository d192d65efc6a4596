"""Figures and dates as the locale of the moment writes them, by Babel."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache

from babel import Locale
from babel import dates as babel_dates
from babel import numbers as babel_numbers

from cityplanner.i18n.language import locale

_BEYOND_COUNTING = 1e15
"""Larger numbers are marks in broken files, not counts; nobody could read their digits."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A number and how it is written; a share between 0 and 1 as a percentage."""

    value: float
    decimals: int = 0
    share: bool = False

    def __str__(self) -> str:
        if self.share:
            return f"{_number(self.value * 100, self.decimals)}\N{NO-BREAK SPACE}%"
        return _number(self.value, self.decimals)


def plain_number(value: float) -> str:
    """A number of which nobody said how many decimals it has: at most three."""
    if abs(value) >= _BEYOND_COUNTING:
        return _short(value)
    return str(babel_numbers.format_decimal(value, locale=locale()))


def date_text(day: date) -> str:
    """A date in words: ``23 November 2026``."""
    form = "d MMMM y" if locale().language == "en" else "long"
    return str(babel_dates.format_date(day, format=form, locale=locale()))


def _number(value: float, decimals: int) -> str:
    if abs(value) >= _BEYOND_COUNTING:
        return _short(value)
    # Rounded first, and never to a negative 0.
    return _formatted(round(float(value), decimals) + 0.0, decimals, locale())


def _short(value: float) -> str:
    try:
        return f"{float(value):.4g}"
    except OverflowError:  # a whole number of hundreds of digits
        return f"{Decimal(value):.4g}"


@lru_cache(maxsize=20_000)
def _formatted(value: float, decimals: int, locale: Locale) -> str:
    """Remembered, because a table of figures is written anew in every frame of a drag."""
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    return str(babel_numbers.format_decimal(value, format=pattern, locale=locale))
