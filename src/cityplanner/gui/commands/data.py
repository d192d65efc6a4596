"""The data of the study: another file, where it comes from, what was noted about it."""

from typing import TYPE_CHECKING

from cityplanner.gui.command import Command, Menu, MenuPlace
from cityplanner.gui.problem_list import ProblemList
from cityplanner.i18n import _

if TYPE_CHECKING:
    from cityplanner.gui.main_window import MainWindow


def _show_problems(window: "MainWindow") -> None:
    assert window.study is not None
    ProblemList(window.study.project.problems, window).open()


COMMANDS = (
    Command(
        "add-layer",
        _("Add a file …"),
        lambda window: window.sheet.ask_for_files(window.study),
        icon="add-layer",
        keys=("Ctrl+Shift+A",),
        menu=MenuPlace(Menu.PROJECT, 2, 3),
    ),
    Command(
        "sources",
        _("Where the data comes from …"),
        lambda window: window.show_sources(),
        icon="info",
        menu=MenuPlace(Menu.PROJECT, 2, 5),
    ),
    Command(
        "problems",
        _("Notes about the data"),
        _show_problems,
        icon="info",
        menu=MenuPlace(Menu.PROJECT, 2, 6),
    ),
)
