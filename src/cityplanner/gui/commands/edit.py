"""Steps back and forward, what is done to the selection, and how devices are put down and turned."""

from typing import TYPE_CHECKING

from cityplanner.gui.command import Command, Keys, Menu, MenuPlace
from cityplanner.gui.selection_steps import delete_selected, duplicate_selected, select_all, step
from cityplanner.i18n import _
from cityplanner.model import Severity

if TYPE_CHECKING:
    from cityplanner.gui.main_window import MainWindow


def step_back(window: "MainWindow") -> None:
    """Take the last step back."""
    if window.study is not None:
        step(window.study, window.run, back=True)


def tell_done(window: "MainWindow", text: str, *, undo: bool = False) -> None:
    """Say that something was done, with a button that takes it back."""
    if undo:
        window.messages.tell(text, Severity.INFO, _("Undo"), lambda: step_back(window))
    else:
        window.messages.tell(text)


def _step_forward(window: "MainWindow") -> None:
    assert window.study is not None
    step(window.study, window.run, back=False)


def _undone(window: "MainWindow") -> str | None:
    return None if window.study is None else window.study.history.undo_label


def _redone(window: "MainWindow") -> str | None:
    return None if window.study is None else window.study.history.redo_label


def _delete(window: "MainWindow") -> None:
    assert window.study is not None
    if not window.map.tool.take_back():
        delete_selected(window.study)


def _duplicate(window: "MainWindow") -> None:
    assert window.study is not None
    duplicate_selected(window.study, window.map)


def _select_all(window: "MainWindow") -> None:
    assert window.study is not None
    select_all(window.study)


def _snap_or_not(window: "MainWindow") -> None:
    window.map.snapping = not window.map.snapping
    window.map.unsnap()
    window.messages.tell(
        _("Devices are caught by lamps, corners and streets.")
        if window.map.snapping
        else _("Devices stay exactly where you put them.")
    )


def _turn(id_: str, words: str, keys: tuple[str, ...], angle_deg: int) -> Command:
    return Command(id_, words, lambda window: window.map.turn(angle_deg), keys=keys)


COMMANDS = (
    Command(
        "undo",
        _("Undo"),
        step_back,
        icon="undo",
        keys=(Keys.Undo,),
        menu=MenuPlace(Menu.EDIT, 1, 1),
        enabled=lambda window: _undone(window) is not None,
        about=_undone,
    ),
    Command(
        "redo",
        _("Redo"),
        _step_forward,
        icon="redo",
        keys=(Keys.Redo, "Ctrl+Y"),
        menu=MenuPlace(Menu.EDIT, 1, 2),
        enabled=lambda window: _redone(window) is not None,
        about=_redone,
    ),
    Command(
        "duplicate",
        _("Duplicate"),
        _duplicate,
        icon="duplicate",
        keys=("Ctrl+D",),
        menu=MenuPlace(Menu.EDIT, 1, 3),
    ),
    Command(
        "delete",
        _("Delete"),
        _delete,
        icon="delete",
        keys=("Del", "Backspace"),
        menu=MenuPlace(Menu.EDIT, 1, 4),
    ),
    Command(
        "select-all",
        _("Select all devices shown"),
        _select_all,
        icon="select",
        keys=(Keys.SelectAll,),
        menu=MenuPlace(Menu.EDIT, 1, 5),
    ),
    _turn("turn-right", _("Turn the camera clockwise by 5°"), ("]",), 5),
    _turn("turn-left", _("Turn the camera anticlockwise by 5°"), ("[",), -5),
    _turn("turn-right-little", _("Turn the camera clockwise by 1°"), ("}", "Shift+]"), 1),
    _turn("turn-left-little", _("Turn the camera anticlockwise by 1°"), ("{", "Shift+["), -1),
    Command("snapping", _("Catch lamps, corners and streets, or not"), _snap_or_not, icon="magnet", keys=("Shift+S",)),
)
