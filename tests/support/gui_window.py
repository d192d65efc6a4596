"""A real window, offscreen, with settings of its own, that leaves no thread or job behind."""

import threading
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from small_city import small_project

from cityplanner.gui.main_window import MainWindow
from cityplanner.gui.theme import apply_theme


@pytest.fixture(autouse=True)
def _own_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Recent files and logs of the person who runs the tests are left alone."""
    monkeypatch.setattr("platformdirs.user_config_path", lambda *_a, **_o: tmp_path / "config")
    monkeypatch.setattr("platformdirs.user_log_path", lambda *_a, **_o: tmp_path / "log")


@pytest.fixture(scope="session")
def qapp_args() -> list[str]:
    return ["cityplanner"]


@pytest.fixture
def themed(qapp: QApplication) -> QApplication:
    if not qapp.styleSheet():
        apply_theme(qapp)
    return qapp


_windows = count(1)
_COLLECTED_EVERY = 12
"""To go through all that a run of tests has made takes a second, which is too long for each of them."""


@pytest.fixture
def window(themed: QApplication, qtbot, monkeypatch: pytest.MonkeyPatch) -> Iterator[MainWindow]:
    """The window as it is at the start, at 1366 x 768."""
    window = MainWindow()
    qtbot.addWidget(window, before_close_func=_forget_changes)
    window.resize(1366, 768)
    window.show()
    qtbot.waitExposed(window)
    yield window
    qtbot.waitUntil(lambda: not window.busy, timeout=20_000)
    window.map.wait_for_pictures()
    # A thread ends a moment after it has told its result.
    qtbot.waitUntil(lambda: not _threads_of_ours(), timeout=2_000)
    _forget_changes(window)
    if next(_windows) % _COLLECTED_EVERY:
        monkeypatch.setattr("cityplanner.gui.main_window.collect_garbage", lambda: None)
    window.close_study()


def _threads_of_ours() -> list[str]:
    return [thread.name for thread in threading.enumerate() if thread.name.startswith(("job", "pictures"))]


def _forget_changes(window: MainWindow) -> None:
    """No question about unsaved changes at the end of a test."""
    if window.study is not None:
        window.study.history.mark_saved()


@pytest.fixture
def small_window(window: MainWindow, settle: Callable[[], None]) -> MainWindow:
    """The window with the small city open."""
    window.show_project(small_project())
    settle()
    return window


@pytest.fixture
def settle(window: MainWindow, qtbot) -> Callable[[], None]:
    """Wait until nothing is being read, painted or worked out any more."""

    def wait() -> None:
        qtbot.waitUntil(lambda: window.settled and not window.busy, timeout=60_000)

    return wait
