"""What was saved is in the file, however soon the window is closed; only what was written counts as saved."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFileDialog, QMessageBox

from cityplanner.documents.exporter import exporters
from cityplanner.errors import InputError
from cityplanner.gui import saving
from cityplanner.gui.commands.share import write
from cityplanner.gui.main_window import MainWindow
from cityplanner.io import open_project, save_project
from cityplanner.model import BASELINE, Device, Project
from cityplanner.model.device_edits import add_devices

Settle = Callable[[], None]
Answer = QMessageBox.StandardButton


@dataclass
class HeldSaves:
    """Saves that wait until they are let go, and what they wrote."""

    go_on: Event = field(default_factory=Event)
    written: list[tuple[str, int]] = field(default_factory=list)
    error: Exception | None = None

    def __call__(self, project: Project, path: Path) -> None:
        assert self.go_on.wait(20)
        if self.error is not None:
            raise self.error
        save_project(project, path)
        self.written.append((path.name, len(project.scenarios[BASELINE].devices)))


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> HeldSaves:
    saves = HeldSaves()
    monkeypatch.setattr(saving, "save_project", saves)
    return saves


@pytest.fixture
def file(small_window: MainWindow, tmp_path: Path) -> Path:
    path = tmp_path / "small.gpkg"
    small_window.study.path = path
    return path


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Answer]:
    """The answers to the question about changes, given in turn; one more question than answers fails."""
    answers: list[Answer] = []
    monkeypatch.setattr(QMessageBox, "question", lambda *_args: answers.pop(0))
    return answers


def place(window: MainWindow, id_: str) -> None:
    study = window.study
    siren = Device(id_, "siren", 430_100.0, 690_100.0)
    study.do(add_devices(study.scenario, [siren], study.project.device_types))


def devices_in(file: Path) -> set[str]:
    return set(open_project(file).scenarios[BASELINE].devices)


@pytest.mark.usefixtures("asked")
def test_save_and_quit_at_once_writes_the_edit(small_window: MainWindow, qtbot, file: Path) -> None:
    place(small_window, "new")
    small_window.save()
    small_window.close()
    qtbot.waitUntil(lambda: not small_window.isVisible(), timeout=20_000)
    assert "new" in devices_in(file)


@pytest.mark.usefixtures("asked")
def test_the_window_waits_with_a_sentence_and_lives_on_meanwhile(
    small_window: MainWindow, qtbot, file: Path, held: HeldSaves
) -> None:
    place(small_window, "new")
    small_window.save()
    assert not small_window.study.history.saved
    assert not small_window.close()
    assert "closes as soon as" in small_window.messages.text
    lived: list[bool] = []
    QTimer.singleShot(0, lambda: lived.append(small_window.isVisible()))
    qtbot.waitUntil(lambda: lived == [True], timeout=5_000)
    assert small_window.isVisible()
    assert not file.exists()
    held.go_on.set()
    qtbot.waitUntil(lambda: not small_window.isVisible(), timeout=20_000)
    assert small_window.study.history.saved
    assert "new" in devices_in(file)


@pytest.mark.usefixtures("asked")
def test_who_stays_cancels_the_closing_and_not_the_save(
    small_window: MainWindow, qtbot, settle: Settle, file: Path, held: HeldSaves
) -> None:
    place(small_window, "new")
    small_window.save()
    small_window.close()
    small_window.messages._action.click()
    held.go_on.set()
    settle()
    assert small_window.isVisible()
    assert small_window.study.history.saved
    assert "new" in devices_in(file)


def test_edits_made_while_it_is_written_are_not_saved_and_are_asked_for(
    small_window: MainWindow, settle: Settle, file: Path, held: HeldSaves, asked: list[Answer]
) -> None:
    place(small_window, "one")
    small_window.save()
    place(small_window, "two")
    held.go_on.set()
    settle()
    assert not small_window.study.history.saved
    assert "two" not in devices_in(file)
    asked.append(Answer.Cancel)
    small_window.close()
    assert asked == []
    assert small_window.isVisible()
    small_window.study.history.undo()
    assert small_window.study.history.saved


def test_one_save_at_a_time_and_the_newest_waits(
    small_window: MainWindow, settle: Settle, file: Path, held: HeldSaves
) -> None:
    for id_ in ("one", "two", "three"):
        place(small_window, id_)
        small_window.save()
    held.go_on.set()
    settle()
    assert held.written == [("small.gpkg", 4), ("small.gpkg", 6)]
    assert small_window.study.history.saved
    assert {"one", "two", "three"} <= devices_in(file)


def test_a_save_that_fails_keeps_the_window_open_with_the_reason(
    small_window: MainWindow, settle: Settle, file: Path, held: HeldSaves, asked: list[Answer]
) -> None:
    held.error = InputError("small.gpkg cannot be written: the disk is full.")
    place(small_window, "new")
    small_window.save()
    small_window.close()
    held.go_on.set()
    settle()
    assert small_window.isVisible()
    assert small_window.messages.text == "small.gpkg cannot be written: the disk is full."
    assert not small_window.study.history.saved
    asked.append(Answer.Cancel)
    small_window.close()
    assert asked == []


def test_save_and_quit_in_the_question_writes(small_window: MainWindow, qtbot, file: Path, asked: list[Answer]) -> None:
    place(small_window, "new")
    asked.append(Answer.Save)
    small_window.close()
    qtbot.waitUntil(lambda: not small_window.isVisible(), timeout=20_000)
    assert "new" in devices_in(file)


def test_save_and_quit_asks_for_a_file_where_there_is_none(
    small_window: MainWindow, qtbot, tmp_path: Path, asked: list[Answer], monkeypatch: pytest.MonkeyPatch
) -> None:
    names = ["", str(tmp_path / "chosen.gpkg")]
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (names.pop(0), ""))
    place(small_window, "new")
    asked += [Answer.Save, Answer.Save]
    small_window.close()
    assert small_window.isVisible()
    assert len(names) == 1
    small_window.close()
    qtbot.waitUntil(lambda: not small_window.isVisible(), timeout=20_000)
    assert "new" in devices_in(tmp_path / "chosen.gpkg")


def test_another_project_is_opened_when_the_save_is_done(
    small_window: MainWindow, settle: Settle, file: Path, held: HeldSaves, asked: list[Answer]
) -> None:
    place(small_window, "new")
    asked.append(Answer.Save)
    small_window.close_study()
    assert small_window.study is not None
    held.go_on.set()
    settle()
    assert small_window.study is None
    assert "new" in devices_in(file)


def test_what_is_given_up_is_asked_once_and_again_after_staying(
    small_window: MainWindow, qtbot, settle: Settle, asked: list[Answer]
) -> None:
    go_on = Event()
    small_window.run(lambda _progress, _cancel: go_on.wait(20), lambda _done: None, "Writing …", writes=True)
    place(small_window, "new")
    asked += [Answer.Discard, Answer.Discard]
    small_window.close()
    assert small_window.isVisible()
    small_window.messages._action.click()
    small_window.close()
    assert asked == []
    go_on.set()
    qtbot.waitUntil(lambda: not small_window.isVisible(), timeout=20_000)


def test_an_export_is_waited_for(small_window: MainWindow, qtbot, tmp_path: Path) -> None:
    (table,) = (one for one in exporters().items if one.id == "table")
    write(table, small_window, tmp_path / "shares.csv")
    small_window.close()
    qtbot.waitUntil(lambda: not small_window.isVisible(), timeout=60_000)
    assert (tmp_path / "shares.csv").stat().st_size > 0


def test_at_the_end_of_the_process_what_waits_is_written_too(
    small_window: MainWindow, file: Path, held: HeldSaves
) -> None:
    for id_ in ("one", "two"):
        place(small_window, id_)
        small_window.save()
    held.go_on.set()
    assert small_window.finish()
    assert {"one", "two"} <= devices_in(file)


ENDS = {
    "quit action": "window.commands['quit'].trigger()",
    "close button": "window.close()",
    "app.quit": "app.quit()",
    "app.exit": "app.exit(0)",
    "closing all windows": "app.closeAllWindows()",
}
if os.name == "posix":
    ENDS |= {
        "told by the system": "os.kill(os.getpid(), signal.SIGTERM)",
        "Ctrl+C": "os.kill(os.getpid(), signal.SIGINT)",
    }


@pytest.mark.parametrize("end", ENDS)
def test_the_file_is_there_after_the_process_however_it_ends(end: str, tmp_path: Path) -> None:
    """A process of its own, with the program's own way to open the window."""
    script = f"""
import os, signal, sys
from pathlib import Path
sys.path.insert(0, {str(Path(__file__).parents[1] / "support")!r})
from PySide6.QtCore import QTimer
from small_city import small_project
from cityplanner.gui import app as starter, main_window
from cityplanner.model import Device
from cityplanner.model.device_edits import add_devices

def act():
    from PySide6.QtWidgets import QApplication
    app = QApplication.instance()
    window = next(one for one in app.topLevelWidgets() if isinstance(one, main_window.MainWindow))
    window.show_project(small_project())
    study = window.study
    study.do(add_devices(study.scenario, [Device("new", "siren", 430100.0, 690100.0)], study.project.device_types))
    window.save_to(Path({str(tmp_path / "small.gpkg")!r}))
    {ENDS[end]}

starter.make_application()
QTimer.singleShot(0, act)
sys.exit(starter.open_window())
"""
    result = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=120, check=False)
    codes = {"told by the system": 128 + signal.SIGTERM, "Ctrl+C": 128 + signal.SIGINT}
    assert result.returncode == codes.get(end, 0), result.stderr
    assert "Traceback" not in result.stderr
    assert "new" in devices_in(tmp_path / "small.gpkg")
