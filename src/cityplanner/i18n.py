"""Text and numbers for people: gettext for sentences, Babel for figures and dates. English is the source language."""

import gettext
import os
from datetime import date
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel import dates as babel_dates
from babel import numbers as babel_numbers

from cityplanner.data_files import data_folder

_DOMAIN = "cityplanner"
_translation: gettext.NullTranslations = gettext.NullTranslations()
_locale = Locale("en")


def _(message: str) -> str:
    """``message`` in the language of the person."""
    return _translation.gettext(message)


def ngettext(singular: str, plural: str, n: int) -> str:
    """The form of a sentence that fits the count ``n``."""
    return _translation.ngettext(singular, plural, n)


def set_language(tag: str | None = None) -> Locale:
    """Use the language ``tag`` (``es``, ``pt_BR``), or the system's; English where it is unknown or untranslated.

    Figures follow the locale even where the sentences are not translated yet.
    """
    global _translation, _locale
    wanted = tag or os.environ.get("LC_ALL") or os.environ.get("LANG") or "en"
    try:
        _locale = Locale.parse(wanted.split(".")[0].replace("-", "_"))
    except (ValueError, UnknownLocaleError):
        _locale = Locale("en")
    folder = data_folder("resources") / "translations"
    _translation = gettext.translation(_DOMAIN, folder, languages=[str(_locale), _locale.language], fallback=True)
    return _locale


def locale_tag() -> str:
    """What :func:`set_language` chose, to choose the same elsewhere."""
    return str(_locale)


def language_tag() -> str:
    """The language of the sentences as BCP 47 writes it: ``es``, ``pt-BR``; ``en`` where they are not translated.

    For the ``lang`` of a page. It may differ from the locale that figures follow.
    """
    return _translation.info().get("language", "en").replace("_", "-")


_BEYOND_COUNTING = 1e15
"""Larger numbers are marks in broken files, not counts; nobody could read their digits."""


def format_number(value: float, decimals: int = 0) -> str:
    """``12345.6`` as ``12,346`` in English, ``12.346`` in Spanish; beyond any count, as ``3.4e+38``."""
    if abs(value) >= _BEYOND_COUNTING:
        return f"{float(value):.4g}"
    # Rounded first, and never to a negative 0.
    return _formatted(round(float(value), decimals) + 0.0, decimals, _locale)


@lru_cache(maxsize=20_000)
def _formatted(value: float, decimals: int, locale: Locale) -> str:
    """Remembered, because a table of figures is written anew in every frame of a drag."""
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    return str(babel_numbers.format_decimal(value, format=pattern, locale=locale))


def format_share(share: float, decimals: int = 1) -> str:
    """A share between 0 and 1 as a percentage with a space that does not break: ``0.342`` is ``34.2 %``."""
    return f"{format_number(share * 100, decimals)}\N{NO-BREAK SPACE}%"


def format_date(day: date) -> str:
    """A date in words: ``23 November 2026``."""
    return babel_dates.format_date(day, format="d MMMM y" if _locale.language == "en" else "long", locale=_locale)
