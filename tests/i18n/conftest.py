"""The language after a test is what it was."""

from collections.abc import Iterator

import pytest

from cityplanner.i18n import language


@pytest.fixture(autouse=True)
def _own_language() -> Iterator[None]:
    before = (language._tag, language._locale, language._translation)
    language.speak("en", None, language.gettext.NullTranslations())
    yield
    language.speak(*before)
