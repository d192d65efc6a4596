"""The menus of the header, made of what the commands declare about their places."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from cityplanner.gui.command import Menu, MenuPlace
from cityplanner.gui.command_actions import CommandActions
from cityplanner.gui.names_shown import on_button
from cityplanner.gui.recent_files import recent_files
from cityplanner.i18n import _, text

_SUBMENUS = {
    Menu.EDIT: MenuPlace(Menu.PROJECT, 3, 1),
    Menu.VIEW: MenuPlace(Menu.PROJECT, 3, 2),
    Menu.APPEARANCE: MenuPlace(Menu.PROJECT, 3, 3),
    Menu.LANGUAGE: MenuPlace(Menu.PROJECT, 3, 4),
}
_RECENT = MenuPlace(Menu.PROJECT, 1, 3)


def make_menu(
    menu: Menu, commands: CommandActions, parent: QWidget, open_file: Callable[[Path], object] | None = None
) -> QMenu:
    """A menu with a line between its groups; the one of the project with what opens out of it."""
    made = QMenu(_title(menu), parent)
    entries: list[tuple[MenuPlace, QAction]] = []
    for command in commands.in_menu(menu):
        assert command.menu is not None
        entries.append((command.menu, commands[command.id]))
    if menu is Menu.PROJECT:
        entries += [(place, make_menu(one, commands, made).menuAction()) for one, place in _SUBMENUS.items()]
        if open_file is not None:
            entries.append((_RECENT, _recent_menu(made, open_file).menuAction()))
    group = None
    for place, action in sorted(entries, key=lambda entry: (entry[0].group, entry[0].rank)):
        if place.group != group:
            if group is not None:
                made.addSeparator()
            title = _group_title(menu, place.group)
            if title:
                # Not a section, whose words the look of our menus leaves out.
                made.addAction(title).setEnabled(False)
        group = place.group
        made.addAction(action)
    return made


def _title(menu: Menu) -> str:
    return {
        Menu.EDIT: _("Edit"),
        Menu.VIEW: _("View"),
        Menu.APPEARANCE: _("Appearance"),
        Menu.LANGUAGE: _language(),
        Menu.SHARE: _("Share"),
    }.get(menu, "CityPlanner")


def _language() -> str:
    """In English too, for whoever cannot read the language that the window speaks."""
    word = text("Language")
    return str(word) if str(word) == word.id else f"{word} (Language)"


def _group_title(menu: Menu, group: int) -> str:
    return _("Size, from the next start") if (menu, group) == (Menu.APPEARANCE, 2) else ""


def _recent_menu(parent: QWidget, open_file: Callable[[Path], object]) -> QMenu:
    recent = QMenu(_("Open recent"), parent)

    def fill() -> None:
        recent.clear()
        files = recent_files()
        for file in files:
            action = recent.addAction(on_button(file.stem))
            action.setToolTip(str(file))
            action.triggered.connect(lambda _checked=False, file=file: open_file(file))
        if not files:
            recent.addAction(_("Nothing yet")).setEnabled(False)

    recent.aboutToShow.connect(fill)
    return recent
