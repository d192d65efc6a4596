"""A document is one file: the command line writes it, with its options, and the window's Share menu offers it."""

import logging
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from cli_runner import run_command, run_fails
from PySide6.QtWidgets import QFileDialog, QPushButton
from small_city import small_project

import cityplanner.documents.exporters
from cityplanner.facts.focus import Focus
from cityplanner.gui.main_window import MainWindow
from cityplanner.io import save_project

Settle = Callable[[], None]

_DOCUMENT = """
from cityplanner.documents.exporter import Exporter
from cityplanner.errors import InputError
from cityplanner.i18n import _
from cityplanner.option import Option


def _write(content, path, *, times=1, loud=False):
    if path.suffix != ".txt":
        raise InputError(f"A note cannot be written as {path.name}; give it the ending .txt.")
    text = f"{content.project.city.name}, {content.scenario_id}, {content.focus.id}: {content.table.city_served[0]:.0f}"
    path.write_text(times * (text.upper() if loud else text), encoding="utf-8")


def _few(typed):
    if typed > 3:
        raise ValueError("must be at most 3")
    return typed


EXPORTER = Exporter(
    "note",
    _("Write a note: .txt."),
    _("Note as text …"),
    _("Save the note"),
    (("Text", ".txt"),),
    _write,
    (
        Option("times", int, _("How often it says so."), 1, unit="N", minimum=1, read=_few),
        Option("loud", bool, _("Say it loudly."), False),
    ),
    keys=("Ctrl+Alt+N",),
)
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """One more folder in which documents are looked for."""
    package = cityplanner.documents.exporters
    added = tmp_path / "exporters"
    added.mkdir()
    monkeypatch.setattr(package, "__path__", [*package.__path__, str(added)])
    yield added
    for file in added.glob("*.py"):
        sys.modules.pop(f"{package.__name__}.{file.stem}", None)


@pytest.fixture
def note(folder: Path) -> Path:
    file = folder / "note.py"
    file.write_text(_DOCUMENT, encoding="utf-8")
    return file


@pytest.fixture
def project(tmp_path: Path) -> Path:
    path = tmp_path / "vila.gpkg"
    save_project(small_project(), path)
    return path


def test_the_command_line_writes_it_with_its_options(note: Path, project: Path, tmp_path: Path) -> None:
    assert "note" in run_command("export", "--help").stdout
    told = run_command("export", "note", "--help").stdout
    for words in ("Write a note: .txt.", "--times N", "How often it says so.", "--no-loud", "--scenario", "--family"):
        assert words in told
    out = tmp_path / "vila.txt"
    assert run_command("export", "note", project, out).exit_code == 0
    text = out.read_text(encoding="utf-8")
    assert ", baseline, public-wifi-access-point: " in text
    assert run_command("export", "note", project, out, "--times", "2", "--loud", "--type", "siren").exit_code == 0
    assert out.read_text(encoding="utf-8").count(", BASELINE, SIREN: 0") == 2
    assert "vila.doc" in run_fails("export", "note", project, tmp_path / "vila.doc")
    for times in ("0", "4", "many"):
        wrong = run_command("export", "note", project, out, "--times", times)
        assert (wrong.exit_code, wrong.stdout) == (2, "")
        assert "--times" in wrong.stderr


def test_the_share_menu_offers_it_and_writes_its_file(
    note: Path, small_window: MainWindow, settle: Settle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, str, str]] = []

    def answer(_parent: object, title: str, proposal: str, filters: str) -> tuple[str, str]:
        asked.append((title, Path(proposal).suffix, filters))
        return str(tmp_path / "seen"), "Text (*.txt)"

    monkeypatch.setattr(QFileDialog, "getSaveFileName", answer)
    menu = small_window.header.findChild(QPushButton, "share-button").menu()
    (action,) = [one for one in menu.actions() if one.text() == "Note as text …"]
    assert action.shortcut().toString() == "Ctrl+Alt+N"
    small_window.study.show_focus(Focus("siren"))
    action.trigger()
    settle()
    assert asked == [("Save the note", ".txt", "Text (*.txt)")]
    assert ", baseline, siren: 0" in (tmp_path / "seen.txt").read_text(encoding="utf-8")
    assert "seen.txt" in small_window.messages.text


def test_a_module_that_fails_is_told_and_the_other_documents_are_written(
    note: Path,
    folder: Path,
    project: Path,
    tmp_path: Path,
    request: pytest.FixtureRequest,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.ERROR, "cityplanner.declared")
    (folder / "loose_wire.py").write_text("raise RuntimeError('a wire is loose')", encoding="utf-8")
    result = run_command("export", "note", project, tmp_path / "a.txt")
    assert result.exit_code == 0
    (sentence,) = result.stderr.splitlines()
    assert "loose_wire" in sentence
    assert "a wire is loose" in sentence
    assert any("loose_wire" in record.getMessage() and record.exc_info for record in caplog.get_records("call"))
    assert (tmp_path / "a.txt").exists()
    window: MainWindow = request.getfixturevalue("window")
    assert "loose_wire" in window.messages.text
    assert {"export-note", "export-map", "export-table", "export-web"} <= set(window.commands)
