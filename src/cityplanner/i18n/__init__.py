"""Text and numbers for people: gettext for sentences, Babel for figures and dates. English is the source language.

Sentences are translated where they are shown. What is stored, in the project or its file, is a :class:`Text`, an
English id with arguments; the strings of ``_``, ``ngettext`` and ``format_number`` know theirs (``Text.of``).
"""

from datetime import date

from cityplanner.i18n.fields import text_fields
from cityplanner.i18n.figures import Figure, date_text
from cityplanner.i18n.language import forgotten_with_language, language_tag, locale_tag, set_language, translated
from cityplanner.i18n.text import Sentence, Text, joined, ntext, text

__all__ = [
    "Figure",
    "Text",
    "_",
    "forgotten_with_language",
    "format_date",
    "format_number",
    "format_share",
    "joined",
    "language_tag",
    "locale_tag",
    "ngettext",
    "ntext",
    "set_language",
    "text",
    "text_fields",
]


def _(message: str) -> str:
    """``message`` in the language of the person."""
    return Sentence.made(translated(message), (message, None, None, 1))


def ngettext(singular: str, plural: str, n: int) -> str:
    """The form of a sentence that fits the count ``n``."""
    return Sentence.made(translated(singular, plural, n), (singular, None, plural, n))


def format_number(value: float, decimals: int = 0) -> str:
    """``12345.6`` as ``12,346`` in English, ``12.346`` in Spanish; beyond any count, as ``3.4e+38``."""
    figure = Figure(value, decimals)
    return Sentence.made(str(figure), figure)


def format_share(share: float, decimals: int = 1) -> str:
    """A share between 0 and 1 as a percentage with a space that does not break: ``0.342`` is ``34.2 %``."""
    figure = Figure(share, decimals, share=True)
    return Sentence.made(str(figure), figure)


def format_date(day: date) -> str:
    """A date in words: ``23 November 2026``."""
    return Sentence.made(date_text(day), day)
