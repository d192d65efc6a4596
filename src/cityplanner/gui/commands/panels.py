"""Panels that fold away or open."""

from typing import TYPE_CHECKING

from cityplanner.gui.command import Command, Menu, MenuPlace
from cityplanner.i18n import _

if TYPE_CHECKING:
    from cityplanner.gui.main_window import MainWindow


def _improve(window: "MainWindow") -> None:
    if window.improve.isVisible():
        window.improve.close_panel()
        return
    window.improve.open_panel()
    window.workspace.show_improve()


COMMANDS = (
    Command(
        "left-panel",
        _("Layers"),
        lambda window: window.layers.setVisible(window.layers.isHidden()),
        icon="panel-left",
        keys=("F7",),
        menu=MenuPlace(Menu.VIEW, 1, 1),
    ),
    Command(
        "table",
        _("Table of neighbourhoods"),
        lambda window: window.show_table(window.table.isHidden()),
        icon="table",
        keys=("F9",),
        menu=MenuPlace(Menu.VIEW, 1, 3),
    ),
    Command(
        "improve",
        _("Improve: propose where to place devices"),
        _improve,
        icon="improve",
        keys=("Ctrl+I",),
        menu=MenuPlace(Menu.EDIT, 2, 3),
        tip=_("Propose where to place devices"),
    ),
    Command(
        "people",
        _("Where people live …"),
        lambda window: window.ask_where_people_live(),
        icon="people",
        menu=MenuPlace(Menu.PROJECT, 2, 4),
    ),
)
