"""The window stays alive while a project is opened."""

import time
from itertools import pairwise

from PySide6.QtCore import QTimer

from cityplanner.gui.main_window import MainWindow


def test_events_go_on_while_the_sample_city_opens(window: MainWindow, qtbot) -> None:
    """How long the longest pause is depends on the machine (`benchmarks/open_project.py` tells); that there is none
    of a second does not."""
    ticks: list[float] = []
    timer = QTimer()
    timer.timeout.connect(lambda: ticks.append(time.perf_counter()))
    timer.start(5)
    window.open_sample()
    qtbot.waitUntil(lambda: window.study is not None and window.settled and not window.busy, timeout=60_000)
    timer.stop()
    assert len(ticks) > 20
    assert max(after - before for before, after in pairwise(ticks)) < 1.0
