"""The commands as actions of Qt with their keys, as they are now: enabled, ticked, in the language of the moment."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence

import cityplanner.gui.commands
from cityplanner.declared import declared
from cityplanner.gui.command import Command, Keys, Menu, Section
from cityplanner.gui.command_palette import Entry
from cityplanner.gui.help_page import Row, map_habits
from cityplanner.gui.icons import icon
from cityplanner.i18n import _

if TYPE_CHECKING:
    from cityplanner.gui.main_window import MainWindow


class CommandActions(Mapping[str, QAction]):
    """An action a command, by id. ``left_out`` says which modules or commands could not be used."""

    def __init__(self, window: "MainWindow") -> None:
        self._window = window
        found = declared(cityplanner.gui.commands, "COMMANDS", Command)
        self.left_out = list(found.left_out)
        self.commands: dict[str, Command] = {}
        self._actions: dict[str, QAction] = {}
        taken: dict[str, str] = {}
        for command in sorted(found.items, key=_order):
            if command.id in self.commands:
                self.left_out.append(_("There are two commands called {id}; one is left out.").format(id=command.id))
                continue
            self.commands[command.id] = command
            self._actions[command.id] = self._make(command, taken)
        self.refresh()

    def __getitem__(self, id_: str) -> QAction:
        return self._actions[id_]

    def __iter__(self) -> Iterator[str]:
        return iter(self._actions)

    def __len__(self) -> int:
        return len(self._actions)

    def _make(self, command: Command, taken: dict[str, str]) -> QAction:
        owner = self._window.map if command.on_map else self._window
        action = QAction(owner)
        action.setObjectName(f"action-{command.id}")
        if command.icon is not None:
            action.setIcon(icon(command.icon))
        shortcuts = _shortcuts(command)
        for key in list(shortcuts):
            # A sequence that two have is ambiguous to Qt, and does nothing: the first keeps it.
            other = taken.setdefault(key.toString(), command.id)
            if other != command.id:
                shortcuts.remove(key)
                self.left_out.append(
                    _("The key {key} of the command {id} belongs to {other} already.").format(
                        key=key.toString(), id=command.id, other=other
                    )
                )
        action.setShortcuts(shortcuts)
        if command.on_map:
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        action.setCheckable(command.checked is not None)
        action.triggered.connect(lambda _checked=False: command.act(self._window))
        owner.addAction(action)
        return action

    def refresh(self) -> None:
        """Say of all what can be done now, and what it would do."""
        for id_, command in self.commands.items():
            action = self._actions[id_]
            can = command.can(self._window)
            about = command.about(self._window) if can and command.about is not None else None
            words = command.words if about is None else f"{command.words}: {about}"
            action.setEnabled(can)
            if action.text() != words:
                action.setText(words)
            action.setToolTip(self.tip(id_))
            if command.checked is not None:
                action.setChecked(command.checked(self._window))

    def tip(self, id_: str) -> str:
        """What a button of the command says when the pointer rests on it."""
        words = self.commands[id_].tip or self._actions[id_].text().rstrip(" …")
        keys = self.keys_of(id_)
        return f"{words}  ({keys})" if keys else words

    def keys_of(self, id_: str) -> str:
        """The first keys of a command as people write them; nothing where it has none or is not there."""
        if id_ not in self._actions:
            return ""
        return self._actions[id_].shortcut().toString(QKeySequence.SequenceFormat.NativeText)

    def in_menu(self, menu: Menu) -> list[Command]:
        """What stands in a menu, in its order."""
        placed = [one for one in self.commands.values() if one.menu is not None and one.menu.menu is menu]
        return sorted(placed, key=_order)

    def entries(self) -> Iterator[Entry]:
        """What Ctrl+K finds among the commands: what can be carried out now."""
        for id_, command in self.commands.items():
            action = self._actions[id_]
            if command.found and action.isEnabled():
                yield Entry(
                    action.text().rstrip(" …"), self.keys_of(id_), action.trigger, action.icon(), command.takes_away
                )

    def help_parts(self) -> Iterator[tuple[str, Sequence[Row]]]:
        """The titles of the help page, and the rows under each."""
        yield _("On the map"), map_habits()
        for section in Section:
            yield section.heading, self.rows(section)

    def rows(self, section: Section) -> list[Row]:
        """What has keys, for a part of the help page."""
        return [
            (
                command.words.rstrip(" …"),
                ", ".join(
                    key.toString(QKeySequence.SequenceFormat.NativeText) for key in self._actions[id_].shortcuts()
                ),
            )
            for id_, command in self.commands.items()
            if command.section is section and self._actions[id_].shortcuts()
        ]


def _order(command: Command) -> tuple[int, int, int]:
    """As in the menus, from the first to the last; what stands in none comes after."""
    place = command.menu
    return (len(Menu), 0, 0) if place is None else (list(Menu).index(place.menu), place.group, place.rank)


def _shortcuts(command: Command) -> list[QKeySequence]:
    shortcuts: list[QKeySequence] = []
    for keys in command.keys:
        bindings = QKeySequence.keyBindings(keys) if isinstance(keys, Keys) else [QKeySequence(keys)]
        shortcuts += [binding for binding in bindings if binding not in shortcuts]
    return shortcuts
