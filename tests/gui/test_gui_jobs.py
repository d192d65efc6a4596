"""Long work on workers: what it leaves alone, and what becomes of it when the window goes."""

import gc
import subprocess
import sys
from collections.abc import Callable
from threading import Event

import pytest

from cityplanner.gui.main_window import MainWindow
from cityplanner.progress import CancelToken, Progress

Settle = Callable[[], None]


def test_garbage_is_collected_while_a_job_without_end_runs(window: MainWindow, settle: Settle) -> None:
    begun, enough = Event(), Event()
    seen: list[bool] = []

    def proof(_progress: object, _cancel: object) -> None:
        begun.set()
        enough.wait(10)
        seen.append(gc.isenabled())

    window.run(proof, lambda _result: None, None)
    assert begun.wait(10)
    assert gc.isenabled()
    enough.set()
    settle()
    assert seen == [True]


def test_a_job_that_ends_after_the_window_has_gone_calls_nobody(window: MainWindow, qtbot) -> None:
    begun, enough = Event(), Event()
    called: list[object] = []
    tokens: list[CancelToken] = []

    def work(progress: Progress, cancel: CancelToken) -> None:
        tokens.append(cancel)
        begun.set()
        enough.wait(10)
        progress(0.5, "Too late")
        raise RuntimeError("nobody hears of it")

    window.run(work, called.append, "Working …", called.append)
    assert begun.wait(10)
    assert window.close()
    assert tokens[0].cancelled
    enough.set()
    qtbot.waitUntil(lambda: not window.busy, timeout=10_000)
    assert called == []
    assert window.messages.text == ""


LATE = """
import sys, time
from PySide6.QtCore import QTimer
from cityplanner.gui import app as starter, main_window

def act():
    from PySide6.QtWidgets import QApplication
    app = QApplication.instance()
    window = next(one for one in app.topLevelWidgets() if isinstance(one, main_window.MainWindow))

    def work(progress, cancel):
        while {goes_on}:
            progress(0.5, "Still working")
            time.sleep(0.001)
        return "done"

    for _count in range(3):
        window.run(work, print, "Working", print)
    {end}

starter.make_application()
QTimer.singleShot(0, act)
sys.exit(starter.open_window())
"""


@pytest.mark.parametrize("end", ["window.close()", "app.exit(0)"])
@pytest.mark.parametrize("goes_on", ["not cancel.cancelled", "True"], ids=["heeds Cancel", "heeds nothing"])
def test_the_process_ends_without_a_crash_while_jobs_run(goes_on: str, end: str) -> None:
    script = LATE.format(goes_on=goes_on, end=end)
    result = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=120, check=False)
    assert result.returncode == 0, result.stderr
    assert result.stdout == ""
    assert "Error" not in result.stderr
