"""Long work on workers: what it leaves alone, and what becomes of it when the window goes."""

import gc
from collections.abc import Callable
from threading import Event

from cityplanner.gui.main_window import MainWindow

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
