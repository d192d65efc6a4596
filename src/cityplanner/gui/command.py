"""What a command is: declared once, beside what it does. Menus, keys, Ctrl+K, help page and tool tips read this."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from PySide6.QtGui import QKeySequence

from cityplanner.i18n import _, text_fields

if TYPE_CHECKING:
    from cityplanner.gui.main_window import MainWindow

Keys = QKeySequence.StandardKey


class Menu(StrEnum):
    """The menus of the header; those but the first and the last open out of the first."""

    PROJECT = "project"
    EDIT = "edit"
    VIEW = "view"
    APPEARANCE = "appearance"
    LANGUAGE = "language"
    SHARE = "share"


class Section(StrEnum):
    """The parts of the help page, in their order."""

    TOOLS = "tools"
    PLACE = "place"
    COMMANDS = "commands"
    SCENARIOS = "scenarios"

    @property
    def heading(self) -> str:
        return {
            Section.TOOLS: _("Tools"),
            Section.PLACE: _("Place a device"),
            Section.COMMANDS: _("Commands"),
            Section.SCENARIOS: _("Scenarios"),
        }[self]


@dataclass(frozen=True, slots=True)
class MenuPlace:
    """Where in a menu a command stands; a line divides one group from the next."""

    menu: Menu
    group: int = 9
    rank: int = 99


@text_fields("words", "tip")
@dataclass(frozen=True, slots=True)
class Command:
    """Something that one can do. ``act`` is called with the window.

    ``words`` and ``tip`` (which says more than the words) are given as ``_("…")`` and read in the language of the
    moment. A command that ``needs_study`` is disabled while no project is open; ``enabled`` says more about when it
    can be done, ``checked`` whether a tick stands before it, ``about`` what it would do now ("Undo: Move Kiosk").
    Keys of one that is ``on_map`` are heard while the map has the keyboard, and letters alone will do. ``found`` says
    whether Ctrl+K finds it, and one that ``takes_away`` something is not offered first there.
    """

    id: str
    words: str
    act: "Callable[[MainWindow], object]"
    icon: str | None = None
    keys: tuple[str | QKeySequence.StandardKey, ...] = ()
    menu: MenuPlace | None = None
    needs_study: bool = True
    enabled: "Callable[[MainWindow], bool] | None" = None
    checked: "Callable[[MainWindow], bool] | None" = None
    about: "Callable[[MainWindow], str | None] | None" = None
    tip: str = ""
    section: Section = Section.COMMANDS
    on_map: bool = False
    found: bool = True
    takes_away: bool = False

    def can(self, window: "MainWindow") -> bool:
        """Whether it can be done now."""
        if self.needs_study and window.study is None:
            return False
        return self.enabled is None or self.enabled(window)
