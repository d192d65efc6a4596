"""The data of the study: another file, where it comes from, what was noted about it."""

from typing import TYPE_CHECKING

from cityplanner.gui.command import Command, Menu, MenuPlace
from cityplanner.gui.problem_list import ProblemList
from cityplanner.gui.source_list import SourceList
from cityplanner.i18n import _

if TYPE_CHECKING:
    from cityplanner.gui.main_window import MainWindow


def show_sources(window: "MainWindow", layer_id: str | None = None) -> None:
    """Which files the study is made of, who made them and under which licence; a layer's own at the top."""
    if window.study is not None:
        layers = [layer for layer in window.study.project.layers if layer.id == layer_id]
        SourceList(window.study, window, layers[0].source if layers else None).open()


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
        show_sources,
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
