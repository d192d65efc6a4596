"""The window stays alive while files are opened, however large they are: nothing large is done on its thread.

How long it holds still on the clock is told by `benchmarks/open_project.py`.
"""

import threading
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pyogrio
import pytest
from counted_work import counting_calls
from large_city import finely_divided_project, large_project
from PySide6.QtCore import QTimer

from cityplanner.coverage.engine import Engine
from cityplanner.getting_ready import finish
from cityplanner.gui.main_window import MainWindow
from cityplanner.io.project.project_file import save_project
from cityplanner.model import Project

MOST_CALLS = 150_000
"""Functions called between two events: an old laptop calls more in a tenth of a second."""


def _only_on_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on, what takes long in a call or two: reading a table, and counting who is served."""

    def elsewhere(function: Callable[..., object]) -> Callable[..., object]:
        def called(*arguments: object, **named: object) -> object:
            assert threading.current_thread() is not threading.main_thread(), function
            return function(*arguments, **named)

        return called

    monkeypatch.setattr(Engine, "__init__", elsewhere(Engine.__init__))
    for name in ("read_dataframe", "read_arrow", "open_arrow"):
        monkeypatch.setattr(pyogrio, name, elsewhere(getattr(pyogrio, name)))


@pytest.fixture
def most_calls(window: MainWindow, qtbot, monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], object]], int]:
    """The most functions called between two events, from an act until all is drawn."""

    def watch(act: Callable[[], object]) -> int:
        _only_on_workers(monkeypatch)
        ticks: list[int] = []
        timer = QTimer()
        with counting_calls() as counter:
            timer.timeout.connect(lambda: ticks.append(counter.calls))
            timer.start(2)
            act()
            qtbot.waitUntil(
                lambda: window.study is not None and window.settled and not window.busy and len(ticks) > 50,
                timeout=120_000,
            )
            timer.stop()
        return max(after - before for before, after in pairwise(ticks))

    return watch


@pytest.mark.parametrize(
    ("make", "devices"),
    [(large_project, 40_003), (finely_divided_project, 130)],
    ids=["200,000 buildings, 50,000 streets, 40,000 lamps", "1,296 neighbourhoods"],
)
def test_nothing_large_is_done_by_the_window_while_the_largest_project_opens(
    window: MainWindow,
    most_calls: Callable[[Callable[[], object]], int],
    make: Callable[[], Project],
    devices: int,
    tmp_path: Path,
) -> None:
    finish("coverage", "equity")
    file = tmp_path / "large.gpkg"
    save_project(make(), file)
    assert most_calls(lambda: window.open_file(file)) < MOST_CALLS
    assert len(window.study.scenario.devices) == devices


def test_events_go_on_while_the_sample_city_opens(
    window: MainWindow, most_calls: Callable[[Callable[[], object]], int]
) -> None:
    assert most_calls(window.open_sample) < MOST_CALLS
