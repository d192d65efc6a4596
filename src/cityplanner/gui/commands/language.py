"""The languages that the window speaks: one command each, and the system's."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cityplanner.gui.command import Command, Menu, MenuPlace
from cityplanner.gui.settings import read_appearance
from cityplanner.i18n import _, languages

if TYPE_CHECKING:
    pass


def _speak(id_: str, words: str, tag: str | None, group: int, rank: int) -> Command:
    return Command(
        f"language-{id_}",
        words,
        lambda window: window.use_language(tag),
        menu=MenuPlace(Menu.LANGUAGE, group, rank),
        needs_study=False,
        checked=lambda _window: read_appearance().language == tag,
    )


def COMMANDS() -> Iterator[Command]:
    """As many as there are folders of translations now."""
    yield _speak("system", _("Language of the system"), None, 1, 1)
    for rank, language in enumerate(languages()):
        yield _speak(language.tag, language.name, language.tag, 2, rank)
