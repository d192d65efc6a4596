"""Whatever nobody caught, wherever it was, is logged; and what a person should know is told in a sentence."""

import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from psygnal import Signal
from PySide6.QtCore import QtMsgType, qWarning
from PySide6.QtGui import QGuiApplication

from cityplanner.errors import InputError
from cityplanner.gui.fault_hub import FaultHub
from cityplanner.gui.main_window import MainWindow
from cityplanner.log_file import log_file, start_log, tail

Settle = Callable[[], None]


@pytest.fixture
def hub(window: MainWindow) -> Iterator[FaultHub]:
    start_log()
    hub = FaultHub()
    hub.fault.connect(window.tell_fault)
    hub.install()
    yield hub
    hub.remove()


def raised(error: Exception) -> Exception:
    try:
        raise error
    except Exception as caught:
        return caught


def test_a_failure_in_a_thread_is_logged_and_told(window: MainWindow, hub: FaultHub, qtbot) -> None:
    def fail() -> None:
        raise RuntimeError("in a thread")

    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: "Something went wrong" in window.messages.text, timeout=5_000)
    assert str(log_file()) in window.messages.text
    assert "RuntimeError: in a thread" in tail()


@pytest.mark.usefixtures("hub")
def test_a_failure_in_an_event_is_logged_and_told(window: MainWindow) -> None:
    error = raised(ZeroDivisionError("in a slot"))
    sys.excepthook(type(error), error, error.__traceback__)
    assert "Something went wrong" in window.messages.text
    assert "ZeroDivisionError: in a slot" in tail()


@pytest.mark.usefixtures("hub")
def test_a_sentence_is_told_as_it_is_also_out_of_a_signal(window: MainWindow) -> None:
    class Sender:
        changed = Signal()

    def refuse() -> None:
        raise InputError("There are no streets; add a file of them.")

    sender = Sender()
    sender.changed.connect(refuse)
    with pytest.raises(Exception, match="streets") as caught:
        sender.changed.emit()
    sys.excepthook(caught.type, caught.value, caught.tb)
    assert window.messages.text == "There are no streets; add a file of them."


def test_the_same_fault_in_every_frame_is_told_once_and_does_not_fill_the_log(
    window: MainWindow, hub: FaultHub
) -> None:
    told: list[object] = []
    hub.fault.connect(lambda error, _file: told.append(error))
    for _frame in range(50):
        hub.take(raised(RuntimeError("in a frame")))
    assert len(told) == 1
    assert tail(2_000).count("RuntimeError: in a frame") == 10


@pytest.mark.usefixtures("hub")
def test_what_qt_says_is_logged_and_not_told(window: MainWindow) -> None:
    qWarning("QPainter::begin: a painter is already active")
    assert any("cityplanner.gui.qt  QPainter::begin" in line for line in tail())
    assert not window.messages.isVisible()


@pytest.mark.usefixtures("hub")
def test_what_fails_while_something_is_cleared_away_is_logged_and_not_told(window: MainWindow) -> None:
    class Clumsy:
        def __del__(self) -> None:
            raise ValueError("on the way out")

    thing = Clumsy()
    del thing
    assert "ValueError: on the way out" in tail()
    assert not window.messages.isVisible()


def test_the_handlers_are_as_they_were_afterwards(window: MainWindow) -> None:
    before = sys.excepthook, threading.excepthook, sys.unraisablehook
    hub = FaultHub()
    hub.install()
    assert sys.excepthook != before[0]
    hub.remove()
    assert (sys.excepthook, threading.excepthook, sys.unraisablehook) == before


def test_copy_details_is_offered_and_says_nothing_of_whose_it_is(small_window: MainWindow, tmp_path: Path) -> None:
    window = small_window
    study = window.study
    study.path = tmp_path / "mis datos" / "barrio norte.gpkg"
    window.tell_error(raised(KeyError(f"Library of Vila Pequena in {study.path}")))
    assert window.messages._action.text() == "Copy details"
    window.messages._action.click()
    copied = QGuiApplication.clipboard().text()
    assert "CityPlanner" in copied
    assert "KeyError" in copied
    for word in ("Library", "Vila Pequena", "barrio", "datos", str(tmp_path), str(Path.home())):
        assert word not in copied
    assert "are copied" in window.messages.text


@pytest.mark.parametrize("kind", [QtMsgType.QtDebugMsg, QtMsgType.QtCriticalMsg])
def test_every_kind_of_message_of_qt_has_a_level(hub: FaultHub, kind: QtMsgType) -> None:
    hub._on_qt(kind, None, f"a message of {kind.name}")
    assert any(kind.name in line for line in tail()) is (kind is QtMsgType.QtCriticalMsg)
