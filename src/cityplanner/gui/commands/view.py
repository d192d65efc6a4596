"""What is seen of the map, and how much of the window it has."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from cityplanner.gui.command import Command, Menu, MenuPlace
from cityplanner.gui.selection_steps import zoom_to_selected
from cityplanner.i18n import _

if TYPE_CHECKING:
    from cityplanner.gui.main_window import MainWindow


def _zoom_to_selected(window: "MainWindow") -> None:
    assert window.study is not None
    zoom_to_selected(window.study, window.map)


def _point_with_keys(window: "MainWindow") -> None:
    window.map.setFocus()
    window.map.key_pointer.toggle()


COMMANDS = (
    Command(
        "right-panel",
        _("Figures"),
        lambda window: window.workspace.right.setVisible(window.workspace.right.isHidden()),
        icon="panel-right",
        keys=("F8",),
        menu=MenuPlace(Menu.VIEW, 1, 2),
    ),
    Command(
        "full-screen",
        _("Full screen"),
        lambda window: window.setWindowState(window.windowState() ^ Qt.WindowState.WindowFullScreen),
        keys=("F11",),
        menu=MenuPlace(Menu.VIEW, 1, 100),
        needs_study=False,
    ),
    Command(
        "zoom-in",
        _("Zoom in"),
        lambda window: window.map.zoom_by(1.5),
        icon="zoom-in",
        keys=("+", "="),
        menu=MenuPlace(Menu.VIEW, 2, 1),
    ),
    Command(
        "zoom-out",
        _("Zoom out"),
        lambda window: window.map.zoom_by(1 / 1.5),
        icon="zoom-out",
        keys=("-",),
        menu=MenuPlace(Menu.VIEW, 2, 2),
    ),
    Command(
        "zoom-full",
        _("Show the whole city"),
        lambda window: window.map.zoom_full(),
        icon="full-extent",
        keys=("Home", "Ctrl+0"),
        menu=MenuPlace(Menu.VIEW, 2, 3),
    ),
    Command(
        "zoom-selected",
        _("Zoom to what is selected"),
        _zoom_to_selected,
        icon="box-zoom",
        keys=("Ctrl+J",),
        menu=MenuPlace(Menu.VIEW, 2, 4),
    ),
    Command(
        "view-back",
        _("Back to the view before"),
        lambda window: window.map.look_back(),
        keys=("Alt+Left",),
        menu=MenuPlace(Menu.VIEW, 2, 5),
    ),
    Command(
        "view-forward",
        _("Forward again"),
        lambda window: window.map.look_forward(),
        keys=("Alt+Right",),
        menu=MenuPlace(Menu.VIEW, 2, 6),
    ),
    Command("key-pointer", _("Point on the map with the arrow keys, or not"), _point_with_keys, keys=("F6",)),
)
