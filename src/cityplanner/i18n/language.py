"""The language of the moment. English is the source language."""

import gettext
import os
from collections.abc import Callable
from typing import Any, TypeVar

from babel import Locale, UnknownLocaleError

from cityplanner.data_files import data_folder

_Cached = TypeVar("_Cached", bound=Any)
_DOMAIN = "cityplanner"
_translation: gettext.NullTranslations = gettext.NullTranslations()
_locale = Locale("en")
_forgotten: list[Callable[[], None]] = []


def set_language(tag: str | None = None) -> Locale:
    """Use the language ``tag`` (``es``, ``pt_BR``), or the system's; English where it is unknown or untranslated.

    Figures follow the locale even where the sentences are not translated yet.
    """
    global _locale
    wanted = tag or os.environ.get("LC_ALL") or os.environ.get("LANG") or "en"
    try:
        _locale = Locale.parse(wanted.split(".")[0].replace("-", "_"))
    except (ValueError, UnknownLocaleError):
        _locale = Locale("en")
    folder = data_folder("resources") / "translations"
    _use(gettext.translation(_DOMAIN, folder, languages=[str(_locale), _locale.language], fallback=True))
    return _locale


def _use(translation: gettext.NullTranslations) -> None:
    global _translation
    _translation = translation
    for forget in _forgotten:
        forget()


def forgotten_with_language(cached: _Cached) -> _Cached:
    """A function under ``lru_cache`` whose results hold sentences: emptied whenever the language changes."""
    _forgotten.append(cached.cache_clear)
    return cached


def locale() -> Locale:
    """The locale that figures and dates follow."""
    return _locale


def locale_tag() -> str:
    """What :func:`set_language` chose, to choose the same elsewhere."""
    return str(_locale)


def language_tag() -> str:
    """The language of the sentences as BCP 47 writes it: ``es``, ``pt-BR``; ``en`` where they are not translated.

    For the ``lang`` of a page. It may differ from the locale that figures follow.
    """
    return _translation.info().get("language", "en").replace("_", "-")


def translated(id_: str, plural: str | None = None, count: int = 1) -> str:
    """What the language of the moment has for an English sentence; the sentence itself where it has nothing."""
    # An empty id is the heading of a catalogue, which is no sentence.
    if not id_:
        return ""
    return _translation.gettext(id_) if plural is None else _translation.ngettext(id_, plural, count)
