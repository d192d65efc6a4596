"""Frames of a pan and of a zoom over the sample city with everything on, in the real window, without a screen.

    python benchmarks/pan_zoom.py ALTAVEGA.gpkg

Each step sends the pointer or the wheel on, and lasts until the map is painted.
"""

import os
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest

from cityplanner.gui.app import make_application
from cityplanner.gui.main_window import MainWindow
from cityplanner.gui.map.canvas import MapCanvas
from cityplanner.model import Family

_STEPS = 150


def main() -> None:
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
    window.open_file(Path(sys.argv[1]))
    while window.study is None:
        app.processEvents()
    for family in Family:
        window.study.set_shown(family.value, True)

    def settle() -> None:
        while window.busy or not window.settled:
            app.processEvents()

    def frame(act: Callable[[], object]) -> float:
        before, start = painted, time.perf_counter()
        act()
        while painted == before and time.perf_counter() - start < 2:
            app.processEvents()
        return (time.perf_counter() - start) * 1e3

    settle()
    middle = window.map.rect().center()
    rng = np.random.default_rng(4)
    at = np.array([middle.x(), middle.y()], dtype=float)
    QTest.mousePress(window.map, Qt.MouseButton.MiddleButton, pos=middle)
    pan = []
    for step in rng.normal(0, 8, (_STEPS, 2)):
        at += step
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

    zoom = [frame(partial(wheel, turn)) for turn in [120] * 12 + [-120] * 12 for _again in range(4)]
    window.study.history.mark_saved()
    settle()
    window.close()
    for name, taken in (("pan", pan[5:]), ("zoom", zoom[2:])):
        print(f"  {name}: median {np.median(taken):.1f} ms   p95 {np.percentile(taken, 95):.1f} ms per frame")


if __name__ == "__main__":
    main()
