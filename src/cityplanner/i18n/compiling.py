"""Makes of a translator's file what gettext reads, and finds what would come out wrong. Needs Babel alone.

The build uses it too (``hatch_build.py``), for the translations that come with the program.
"""

import hashlib
import string
from collections.abc import Iterable
from dataclasses import dataclass
from gettext import c2py
from io import BytesIO

from babel import Locale, UnknownLocaleError
from babel.messages import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.plurals import PLURALS, get_plural
from babel.messages.pofile import PoFileError, read_po

_COUNTS_TRIED = 201


class BrokenTranslationError(ValueError):
    """A file that is no translation; the message says in which line, or why."""


@dataclass(frozen=True, slots=True)
class Compiled:
    """``content`` is a ``.mo`` file; ``left_out`` are the English sentences whose translations cannot be used."""

    content: bytes
    left_out: tuple[str, ...]


def compile_translation(content: bytes, language: str) -> Compiled:
    """The ``.po`` file ``content`` compiled; sentences that are marked as fuzzy are not in it.

    A translation that has other places to fill than the English sentence, or not as many forms as the language has, is
    left out. Raises :class:`BrokenTranslationError` where the file as a whole cannot be used.
    """
    try:
        catalogue = read_po(BytesIO(content), language, charset="utf-8", abort_invalid=True, ignore_obsolete=True)
        _check_forms(catalogue, language)
    except (PoFileError, ValueError, LookupError, TypeError, AttributeError, SyntaxError) as error:
        raise BrokenTranslationError(str(error)) from error
    wrong = [message for message in catalogue if message.id and not _fits(message)]
    left_out = tuple(_forms(message.id)[0] for message in wrong)
    for message in wrong:
        catalogue.delete(message.id, message.context)
    written = BytesIO()
    write_mo(written, catalogue)
    return Compiled(written.getvalue(), left_out)


def compiled_name(content: bytes) -> str:
    """What the compiled file of a translation's ``content`` is called, so that it can never be out of date."""
    return f"{hashlib.sha256(content).hexdigest()[:16]}.mo"


def places(sentence: str) -> set[str]:
    """The names of what is filled into ``sentence``. Raises :class:`ValueError` where its braces do not match."""
    return {name for _text, name, _form, _conversion in string.Formatter().parse(sentence) if name is not None}


def _check_forms(catalogue: Catalog, language: str) -> None:
    """Raises :class:`ValueError` where the file's rule for counts cannot be right."""
    forms = catalogue.num_plurals
    form = c2py(catalogue.plural_expr)
    try:
        known = Locale.parse(language).language in PLURALS
    except (UnknownLocaleError, ValueError):
        known = False
    usual = get_plural(language)[0] if known else forms
    if forms < usual or any(not 0 <= form(count) < forms for count in range(_COUNTS_TRIED)):
        raise ValueError(f"Plural-Forms: {catalogue.plural_forms}")


def _fits(message: Message) -> bool:
    english, translated = _forms(message.id), _forms(message.string)
    if not any(translated):
        return True
    if not all(translated):
        return False
    try:
        known = [places(form) for form in english]
        given = [places(form) for form in translated]
    except ValueError:
        return False
    # A form for one may do without its number, in English and elsewhere.
    wanted = set.intersection(*known) - ({"count"} if len(known) == 2 else set())
    return all(wanted <= form <= set.union(*known) for form in given)


def _forms(sentence: str | Iterable[str] | None) -> tuple[str, ...]:
    return (sentence,) if isinstance(sentence, str) else tuple(sentence or ())
