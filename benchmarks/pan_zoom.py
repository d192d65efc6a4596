"""Frames of a pan and of a zoom over a whole city with everything on, in the real window, without a screen.

    python benchmarks/pan_zoom.py [PROJECT.gpkg]

Without a file, a city of 200,000 buildings, 50,000 streets and 40,000 lamps is made.
Each step sends the pointer or the wheel on, and lasts until the map is painted. Now and then the hand rests for a
moment, so that the pictures are painted anew behind the steps that follow.
"""

import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "support"))

import numpy as np
from large_city import large_project
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from results import Results

from cityplanner.gui.app import make_application
from cityplanner.gui.main_window import MainWindow
from cityplanner.gui.map.canvas import MapCanvas
from cityplanner.io.project.project_file import save_project
from cityplanner.model import Family

_STEPS = 150
_REST_EVERY = 8


def main() -> None:
    names = [name for name in sys.argv[1:] if not name.startswith("--")]
    app = make_application()
    painted = 0
    paint = MapCanvas.paintEvent

    def counted(self: MapCanvas, event: object) -> None:
        nonlocal painted
        paint(self, event)
        painted += 1

    MapCanvas.paintEvent = counted
    window = MainWindow()
    window.resize(1920, 1080)
    window.show()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(names[0]) if names else Path(folder) / "large.gpkg"
        if not names:
            save_project(large_project(), file)
        window.open_file(file)
        while window.study is None:
            app.processEvents()
    print(file.name)
    for family in Family:
        window.study.set_shown(family.value, True)

    def settle() -> None:
        while window.busy or not window.settled:
            app.processEvents()

    def frame(act: Callable[[], object]) -> tuple[float, float]:
        """On the clock, and what the thread of the window was at work."""
        before, start, work = painted, time.perf_counter(), time.thread_time()
        act()
        while painted == before and time.perf_counter() - start < 2:
            app.processEvents()
        return (time.perf_counter() - start) * 1e3, (time.thread_time() - work) * 1e3

    def rest() -> None:
        until = time.perf_counter() + 0.1
        while time.perf_counter() < until:
            app.processEvents()

    settle()
    middle = window.map.rect().center()
    rng = np.random.default_rng(4)
    at = np.array([middle.x(), middle.y()], dtype=float)
    QTest.mousePress(window.map, Qt.MouseButton.MiddleButton, pos=middle)
    pan = []
    for number, step in enumerate(rng.normal(0, 8, (_STEPS, 2))):
        at += step
        if number % _REST_EVERY == 0:
            rest()
        pan.append(frame(partial(QTest.mouseMove, window.map, QPoint(*at.astype(int).tolist()))))
    QTest.mouseRelease(window.map, Qt.MouseButton.MiddleButton, pos=QPoint(*at.astype(int).tolist()))
    settle()

    def wheel(turn: int) -> None:
        event = QWheelEvent(
            QPointF(middle),
            window.map.mapToGlobal(QPointF(middle)),
            QPoint(),
            QPoint(0, turn),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        app.sendEvent(window.map, event)

    zoom = []
    for number, turn in enumerate(([120] * 12 + [-120] * 12) * 4):
        if number % _REST_EVERY == 0:
            rest()
        zoom.append(frame(partial(wheel, turn)))
    window.study.history.mark_saved()
    settle()
    window.close()
    results = Results("pan_zoom")
    for name, taken in (("pan", pan[5:]), ("zoom", zoom[2:])):
        for kind, ms in zip(("on the clock", "at work"), zip(*taken, strict=True), strict=True):
            results.add(f"{name} {kind}, median", float(np.median(ms)), "ms", peer="a frame", peer_value=16.7)
            print(f"  {name} {kind}: median {np.median(ms):.1f} ms   p95 {np.percentile(ms, 95):.1f} ms per frame")
    results.keep_if_asked()
    print(f"  memory at most {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB")


if __name__ == "__main__":
    main()
