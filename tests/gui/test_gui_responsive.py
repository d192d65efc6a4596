"""The window stays alive while files are opened, however large they are."""

import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from large_city import finely_divided_project, large_project
from PySide6.QtCore import QTimer

from cityplanner.equity.warm_up import warm_up
from cityplanner.gui.main_window import MainWindow
from cityplanner.io.project.project_file import save_project
from cityplanner.model import Project

MOST_S = 0.1
TRIES = 4
"""What else the machine does holds up one of them or two; a window that blocks does so every time."""


@pytest.fixture
def longest_pause(window: MainWindow, qtbot) -> Callable[[Callable[[], object]], float]:
    """A watchdog: the longest time in seconds without an event, from an act until all is drawn.

    Only as much of it counts as this program was at work, so that what other programs hold up is not held against it;
    `benchmarks/open_project.py` tells the time on the clock.
    """

    def watch(act: Callable[[], object]) -> float:
        ticks: list[tuple[float, float]] = []
        timer = QTimer()
        timer.timeout.connect(lambda: ticks.append((time.perf_counter(), time.process_time())))
        timer.start(2)
        act()
        qtbot.waitUntil(
            lambda: window.study is not None and window.settled and not window.busy and len(ticks) > 50, timeout=60_000
        )
        timer.stop()
        return max(
            min(clock - clock_before, work - work_before)
            for (clock_before, work_before), (clock, work) in pairwise(ticks)
        )

    return watch


@pytest.fixture
def never_blocks(window: MainWindow, longest_pause: Callable[[Callable[[], object]], float]) -> Callable[..., None]:
    """Assert it of an act, which may be tried a few times."""

    def check(act: Callable[[], object]) -> None:
        pauses = []
        for _try in range(TRIES):
            pauses.append(longest_pause(act))
            if pauses[-1] <= MOST_S:
                break
            window.close_study()
        assert min(pauses) <= MOST_S

    return check


@pytest.mark.parametrize(
    ("make", "devices"),
    [(large_project, 40_003), (finely_divided_project, 130)],
    ids=["200,000 buildings, 50,000 streets, 40,000 lamps", "1,296 neighbourhoods"],
)
def test_the_window_never_blocks_while_the_largest_project_opens(
    window: MainWindow, never_blocks: Callable[..., None], make: Callable[[], Project], devices: int, tmp_path: Path
) -> None:
    warm_up()
    file = tmp_path / "large.gpkg"
    save_project(make(), file)
    never_blocks(lambda: window.open_file(file))
    assert len(window.study.scenario.devices) == devices


def test_events_go_on_while_the_sample_city_opens(window: MainWindow, never_blocks: Callable[..., None]) -> None:
    never_blocks(window.open_sample)
