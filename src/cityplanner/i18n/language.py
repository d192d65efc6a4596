"""The language of the moment. English is the source language."""

import gettext
import os
from collections.abc import Mapping

from babel import Locale

_ENGLISH = Locale("en")
_translation: gettext.NullTranslations = gettext.NullTranslations()
_locale = _ENGLISH
_tag = "en"
_asked: str | None = None
_moment = 0


def speak(tag: str, locale: Locale | None, translation: gettext.NullTranslations, asked: str | None = None) -> None:
    """Use ``translation`` from now on, with figures and dates as in ``locale``, English where it is None.

    ``asked`` is the language that somebody asked for by name.
    """
    global _tag, _locale, _translation, _asked, _moment
    _tag, _locale, _translation, _asked = tag, locale or _ENGLISH, translation, asked
    _moment += 1


def environment_tag(environment: Mapping[str, str] = os.environ) -> str | None:
    """The language that the environment asks for; None where it does not say."""
    wanted = next((value for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (value := environment.get(name))), "")
    tag = wanted.split(".")[0].split("@")[0]
    return None if tag in ("", "C", "POSIX") else tag


def moment() -> int:
    """Another number whenever the language has changed: what was shown before is said otherwise now."""
    return _moment


def asked_tag() -> str | None:
    """The language that :func:`set_language` was asked for by name; None where it is the environment's."""
    return _asked


def locale() -> Locale:
    """The locale that figures and dates follow."""
    return _locale


def locale_tag() -> str:
    """What :func:`set_language` chose, to choose the same elsewhere."""
    return _tag


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
