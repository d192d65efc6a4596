"""A language for tests: every sentence in brackets, so that what is not translated shows itself."""

import gettext
from collections.abc import Iterator
from contextlib import contextmanager

from cityplanner.i18n import language


class Pseudo(gettext.NullTranslations):
    """``Siren`` is ``⟦Siren⟧``."""

    def gettext(self, message: str) -> str:
        return f"⟦{message}⟧"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return f"⟦{msgid1 if n == 1 else msgid2}⟧"


@contextmanager
def in_pseudo() -> Iterator[None]:
    """The program speaks the pseudo-language inside, and what it spoke before afterwards."""
    before = (language._tag, language._locale, language._translation)
    language.speak("en", None, Pseudo())
    try:
        yield
    finally:
        language.speak(*before)
