"""Where every failure ends that nobody caught: in Python, a thread, a finaliser, Qt. It is logged, and told."""

import logging
import sys
import threading
import time
from collections.abc import Hashable
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any

from psygnal import EmitLoopError
from PySide6.QtCore import QMessageLogContext, QObject, QtMsgType, Signal, qInstallMessageHandler

from cityplanner.errors import CityPlannerError
from cityplanner.log_file import write_crash

_log = logging.getLogger(__name__)
_qt = logging.getLogger("cityplanner.gui.qt")
_LOGGED_TIMES = 10
"""A fault in what is painted with every frame would push everything else out of the log."""
_QUIET_S = 10.0
"""So long the same fault is not told again."""
_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


class FaultHub(QObject):
    """Takes the place of Python's and Qt's own handlers while the window is there."""

    fault = Signal(object, object)
    """On the main thread: an exception that the person should know of, and the log's file or None."""

    def __init__(self) -> None:
        super().__init__()
        self._logged: dict[Hashable, int] = {}
        self._told_at: dict[Hashable, float] = {}
        self._hooks: tuple[Any, Any, Any] | None = None

    def install(self) -> None:
        """From now on everything ends here."""
        self._hooks = sys.excepthook, threading.excepthook, sys.unraisablehook
        sys.excepthook = self._on_exception
        threading.excepthook = self._on_thread
        sys.unraisablehook = self._on_unraisable
        qInstallMessageHandler(self._on_qt)

    def remove(self) -> None:
        """As it was before. Qt may not call Python any more when Python ends."""
        if self._hooks is not None:
            qInstallMessageHandler(None)
            sys.excepthook, threading.excepthook, sys.unraisablehook = self._hooks
            self._hooks = None

    def take(self, error: BaseException) -> None:
        """Log ``error`` and tell the person."""
        error = cause_of(error)
        file = None if isinstance(error, CityPlannerError) else self._write(error)
        if self._tells(_place_of(error)):
            # At the very end there is nobody any more who could be told.
            with suppress(RuntimeError):
                self.fault.emit(error, file)

    def _on_exception(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if isinstance(error, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
        else:
            self.take(error)

    def _on_thread(self, arguments: threading.ExceptHookArgs) -> None:
        if arguments.exc_value is not None and not isinstance(arguments.exc_value, SystemExit):
            self.take(arguments.exc_value)

    def _on_unraisable(self, arguments: "sys.UnraisableHookArgs") -> None:
        """What goes wrong while something is cleared away concerns nobody but the log."""
        if arguments.exc_value is not None:
            self._write(arguments.exc_value)

    def _on_qt(self, kind: QtMsgType, _context: QMessageLogContext, message: str) -> None:
        if self._logs(message):
            _qt.log(_LEVELS.get(kind, logging.WARNING), "%s", message)

    def _write(self, error: BaseException) -> Path | None:
        return write_crash(error) if self._logs(_place_of(error)) else None

    def _logs(self, key: Hashable) -> bool:
        count = self._logged[key] = self._logged.get(key, 0) + 1
        return count <= _LOGGED_TIMES

    def _tells(self, key: Hashable) -> bool:
        now = time.monotonic()
        if now - self._told_at.get(key, -_QUIET_S) < _QUIET_S:
            return False
        self._told_at[key] = now
        return True


def cause_of(error: BaseException) -> BaseException:
    """What went wrong in somebody who listens to a signal, rather than that it did."""
    while isinstance(error, EmitLoopError) and error.__cause__ is not None:
        error = error.__cause__
    return error


def _place_of(error: BaseException) -> Hashable:
    """Where in the program it was, to know the same fault again; of a sentence, what it says."""
    if isinstance(error, CityPlannerError):
        return str(error)
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    where = None if trace is None else (trace.tb_frame.f_code.co_filename, trace.tb_lineno)
    return type(error), where
