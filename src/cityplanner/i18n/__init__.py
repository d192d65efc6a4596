"""Text and numbers for people: gettext for sentences, Babel for figures and dates. English is the source language.

Sentences are translated where they are shown. What is stored, in the project or its file, is a :class:`Text`, an
English id with arguments; the strings of ``_``, ``ngettext`` and ``format_number`` know theirs (``Text.of``).
"""

from datetime import date
from gettext import GNUTranslations
from typing import cast

from cityplanner.i18n.fields import text_fields
from cityplanner.i18n.figures import Figure, date_text
from cityplanner.i18n.language import (
    asked_tag,
    environment_tag,
    language_tag,
    locale_tag,
    speak,
    translated,
)
from cityplanner.i18n.text import Sentence, Text, joined, ntext, text
from cityplanner.i18n.translations import SOURCE_LANGUAGE, Language, known_locale, languages, load

__all__ = [
    "Figure",
    "Language",
    "Text",
    "_",
    "asked_tag",
    "environment_tag",
    "format_date",
    "format_number",
    "format_share",
    "joined",
    "language_tag",
    "languages",
    "locale_tag",
    "ngettext",
    "ntext",
    "set_language",
    "text",
    "text_fields",
]


def set_language(tag: str | None = None) -> Text | None:
    """Use the language ``tag`` (``es``, ``pt-BR``), or the environment's; English where there is no such language.

    Figures follow the language even where the sentences are not translated yet. Gives what is wrong with the
    translation, in one sentence.
    """
    wanted = (tag or environment_tag() or SOURCE_LANGUAGE).split(".")[0].replace("-", "_")
    translation, problem = load(wanted)
    locale = known_locale(wanted)
    spoken = locale is not None or isinstance(translation, GNUTranslations)
    speak(wanted if spoken else SOURCE_LANGUAGE, locale, translation, tag)
    return problem


def _(message: str) -> str:
    """``message`` in the language of the person."""
    return Sentence.made(translated(message), (message, None, None, 1))


def ngettext(singular: str, plural: str, n: int) -> str:
    """The form of a sentence that fits the count ``n``."""
    n = int(n)  # a count of NumPy's cannot be stored with the text
    return Sentence.made(translated(singular, plural, n), (singular, None, plural, n))


def _plain(value: float) -> float:
    """A number of NumPy's as one of Python's, which can be stored with the text."""
    item = getattr(value, "item", None)
    return value if item is None else cast(float, item())


def format_number(value: float, decimals: int = 0) -> str:
    """``12345.6`` as ``12,346`` in English, ``12.346`` in Spanish; beyond any count, as ``3.4e+38``."""
    figure = Figure(_plain(value), decimals)
    return Sentence.made(str(figure), figure)


def format_share(share: float, decimals: int = 1) -> str:
    """A share between 0 and 1 as a percentage with a space that does not break: ``0.342`` is ``34.2 %``."""
    figure = Figure(_plain(share), decimals, share=True)
    return Sentence.made(str(figure), figure)


def format_date(day: date) -> str:
    """A date in words: ``23 November 2026``."""
    return Sentence.made(date_text(day), day)
