"""Long work off the main thread: the result or the error comes back on the main thread."""

from collections.abc import Callable
from contextlib import suppress
from threading import Thread
from typing import Any

from PySide6.QtCore import QObject, Signal, SignalInstance

from cityplanner.apart import reading_apart
from cityplanner.progress import CancelToken, Progress

Work = Callable[[Progress, CancelToken], Any]


class Job(QObject):
    """One piece of work. Keep a reference until ``finished`` was emitted.

    With ``writes`` the process does not end before the work does: a file is not left half written.
    """

    progressed = Signal(float, str)
    succeeded = Signal(object)
    failed = Signal(object)
    finished = Signal()

    def __init__(self, work: Work, *, writes: bool = False) -> None:
        super().__init__()
        self._work = work
        self.writes = writes
        self.token = CancelToken()
        self._thread = Thread(target=self.run, name="job", daemon=not writes)

    def start(self) -> None:
        self._thread.start()

    def run(self) -> None:
        """Called on a worker thread; signals carry what happens over to the main one."""
        try:
            with reading_apart(self.token):
                result = self._work(self._progress, self.token)
        except Exception as error:  # whatever it is, it is told on the main thread
            _emit(self.failed, error)
        else:
            _emit(self.succeeded, result)
        finally:
            _emit(self.finished)

    def wait(self, seconds: float | None = None) -> bool:
        """Until the thread has ended, which is when its signals are on their way; False where it takes longer."""
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def _progress(self, fraction: float, sentence: str) -> None:
        _emit(self.progressed, fraction, sentence)


def _emit(signal: SignalInstance, *values: object) -> None:
    """To nobody where the application has ended meanwhile, and what belonged to Qt with it."""
    with suppress(RuntimeError):
        signal.emit(*values)
