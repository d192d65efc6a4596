"""Long work off the main thread: the result or the error comes back on the main thread."""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock, Thread
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
            with _no_collection(), reading_apart(self.token):
                result = self._work(self.progressed.emit, self.token)
        except Exception as error:  # whatever it is, it is told on the main thread
            self.failed.emit(error)
        else:
            self.succeeded.emit(result)
        finally:
            self.finished.emit()


_MANY_OBJECTS = 50_000
"""To go through so many in search of cycles takes longer than a hand may wait."""
_lock = Lock()
_running = 0


def collect_garbage() -> None:
    """Go through everything once, what has come to stay too: for the moment at which a study is closed."""
    gc.unfreeze()
    gc.collect()


@contextmanager
def _no_collection() -> Iterator[None]:
    """No search for cycles of garbage, which holds every thread up, while a city's thousands of objects are read.

    Where many have come to stay they are not gone through later either; they go when nobody refers to them. After the
    first work that is so for what the program itself consists of.
    """
    global _running
    with _lock:
        _running += 1
        gc.disable()
    try:
        yield
    finally:
        with _lock:
            _running -= 1
            if not _running:
                if gc.get_count()[0] > _MANY_OBJECTS or not gc.get_freeze_count():
                    gc.freeze()
                gc.enable()
