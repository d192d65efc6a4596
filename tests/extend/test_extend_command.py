"""A command is one file: in the menu, found by Ctrl+K, on the help page, and its keys work when it can be done."""

import logging
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu, QToolButton
from small_city import small_project

import cityplanner.gui.commands
from cityplanner.gui.main_window import MainWindow

Settle = Callable[[], None]

_COMMAND = """
from cityplanner.gui.command import Command, Menu, MenuPlace
from cityplanner.i18n import _


def _count(window):
    window.messages.tell(f"{len(window.study.selection.devices)} in the hand")


COMMANDS = (
    Command(
        "count-selected",
        _("Count what is selected"),
        _count,
        icon="info",
        keys=("Ctrl+Alt+C",),
        menu=MenuPlace(Menu.EDIT),
        enabled=lambda window: bool(window.study.scenario.devices),
    ),
)
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """One more folder in which commands are looked for."""
    added = tmp_path / "commands"
    added.mkdir()
    monkeypatch.setattr(cityplanner.gui.commands, "__path__", [*cityplanner.gui.commands.__path__, str(added)])
    yield added
    for file in added.glob("*.py"):
        sys.modules.pop(f"cityplanner.gui.commands.{file.stem}", None)


@pytest.fixture
def counting(folder: Path) -> Path:
    file = folder / "counting.py"
    file.write_text(_COMMAND, encoding="utf-8")
    return file


@pytest.fixture
def broken(folder: Path, caplog: pytest.LogCaptureFixture) -> Path:
    caplog.set_level(logging.ERROR, "cityplanner.declared")
    file = folder / "loose_wire.py"
    file.write_text("raise RuntimeError('a wire is loose')", encoding="utf-8")
    return file


def menu_texts(window: MainWindow, title: str) -> list[str]:
    project = window.header.findChild(QToolButton, "projectButton").menu()
    (menu,) = [one for one in project.findChildren(QMenu) if one.title() == title]
    return [action.text() for action in menu.actions()]


def test_it_is_in_the_menu_the_palette_and_the_help_page(counting: Path, small_window: MainWindow) -> None:
    assert menu_texts(small_window, "Edit")[-1] == "Count what is selected"
    QTest.keyClick(small_window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(small_window.palette_card.field, "count sel")
    assert small_window.palette_card.list.item(0).text().startswith("Count what is selected    Ctrl+Alt+C")
    small_window.palette_card.close_and_return()
    small_window.help_page.open()
    assert "count what is selected ctrl+alt+c" in small_window.help_page.shown_rows()
    assert small_window.commands["count-selected"].toolTip() == "Count what is selected  (Ctrl+Alt+C)"


def test_its_keys_work_only_while_it_can_be_done(counting: Path, window: MainWindow, settle: Settle) -> None:
    def press() -> str:
        window.messages.hide()
        modifiers = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
        QTest.keyClick(window, Qt.Key.Key_C, modifiers)
        return window.messages.text if window.messages.isVisible() else ""

    assert not window.commands["count-selected"].isEnabled()
    assert press() == ""
    window.show_project(small_project())
    settle()
    window.study.selection.select(devices=["ap-1", "ap-2"])
    assert press() == "2 in the hand"
    window.commands["select-all"].trigger()
    window.commands["delete"].trigger()
    assert not window.study.scenario.devices
    assert not window.commands["count-selected"].isEnabled()
    assert press() == ""
    window.commands["undo"].trigger()
    assert press() == "0 in the hand"


def test_a_module_that_fails_is_told_and_the_rest_goes_on(
    counting: Path, broken: Path, window: MainWindow, caplog: pytest.LogCaptureFixture
) -> None:
    assert window.messages.text.count("\n") == 0
    assert "loose_wire" in window.messages.text
    assert "a wire is loose" in window.messages.text
    assert ["loose_wire" in record.getMessage() for record in caplog.get_records("setup")] == [True]
    assert "count-selected" in window.commands
    assert window.commands["open"].isEnabled()


def test_a_command_or_key_that_is_taken_is_left_out_and_told(folder: Path, request: pytest.FixtureRequest) -> None:
    (folder / "again.py").write_text(
        _COMMAND.replace('"count-selected"', '"save"').replace('"Ctrl+Alt+C"', '"Ctrl+Alt+D"'), encoding="utf-8"
    )
    (folder / "keys.py").write_text(
        _COMMAND.replace('"Ctrl+Alt+C"', '"Ctrl+J"').replace("EDIT", "VIEW"), encoding="utf-8"
    )
    window: MainWindow = request.getfixturevalue("window")
    assert window.commands["save"].text() == "Save"
    assert window.commands["count-selected"].shortcuts() == []
    assert window.commands.keys_of("zoom-selected") == "Ctrl+J"
    assert "save" in window.messages.text
    assert "Ctrl+J" in window.messages.text
