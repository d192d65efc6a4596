"""Long work off the main thread: the result or the error comes back on the main thread."""

from collections.abc import Callable
from threading import Thread
from typing import Any

from PySide6.QtCore import QObject, Signal

from cityplanner.apart import reading_apart
from cityplanner.progress import CancelToken, Progress

Work = Callable[[Progress, CancelToken], Any]


class Job(QObject):
    """One piece of work. Keep a reference until ``finished`` was emitted."""

    progressed = Signal(float, str)
    succeeded = Signal(object)
    failed = Signal(object)
    finished = Signal()

    def __init__(self, work: Work) -> None:
        super().__init__()
        self._work = work
        self.token = CancelToken()

    def start(self) -> None:
        Thread(target=self.run, name="job", daemon=True).start()

    def run(self) -> None:
        """Called on a worker thread; signals carry what happens over to the main one."""
        try:
            with reading_apart(self.token):
                result = self._work(self.progressed.emit, self.token)
        except Exception as error:  # whatever it is, it is told on the main thread
            self.failed.emit(error)
        else:
            self.succeeded.emit(result)
        finally:
            self.finished.emit()
