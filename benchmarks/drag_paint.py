"""A device dragged over the map of 1,000,000 people points, in the real window, without a screen.

    python benchmarks/drag_paint.py [POINTS]

Each step sends the pointer on, and lasts until the map, the figures and the Lorenz curve are painted.
"""

import os
import sys
import time

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from results import Results
from synthetic_city import TYPE, synthetic_project

from cityplanner.gui.app import make_application
from cityplanner.gui.main_window import MainWindow
from cityplanner.gui.map.canvas import MapCanvas
from cityplanner.gui.panels.lorenz_chart import LorenzChart
from cityplanner.model import BASELINE

_STEPS = 300


def main() -> None:
    points = next((int(word) for word in sys.argv[1:] if word.isdigit()), 1_000_000)
    app = make_application()
    painted = {"map": 0, "curve": 0}
    paint_map, paint_curve = MapCanvas.paintEvent, LorenzChart.paintEvent

    def map_painted(self: MapCanvas, event: object) -> None:
        paint_map(self, event)
        painted["map"] += 1

    def curve_painted(self: LorenzChart, event: object) -> None:
        paint_curve(self, event)
        painted["curve"] += 1

    MapCanvas.paintEvent, LorenzChart.paintEvent = map_painted, curve_painted
    window = MainWindow()
    window.resize(1920, 1080)
    window.show()
    project = synthetic_project(points)
    window.show_project(project)
    while window.busy or not window.settled:
        app.processEvents()
    device = project.scenarios[BASELINE].devices["0"]
    start = window.map.screen_point(device.x, device.y)
    QTest.mousePress(window.map, Qt.MouseButton.LeftButton, pos=start)
    rng = np.random.default_rng(3)
    taken, served = [], set()
    at = np.array([start.x(), start.y()], dtype=float)
    way = rng.normal(0, 6, (_STEPS, 2))
    for step in way:
        at = np.clip(at + step, 40, [window.map.width() - 40, window.map.height() - 40])
        before = dict(painted)
        begin = time.perf_counter()
        QTest.mouseMove(window.map, QPoint(*at.astype(int).tolist()))
        while painted["map"] == before["map"] or painted["curve"] == before["curve"]:
            app.processEvents()
            if time.perf_counter() - begin > 2:
                raise SystemExit("The window was not painted.")
        taken.append((time.perf_counter() - begin) * 1e3)
        served.add(float(window.study.table.city_served[0]))
    QTest.mouseRelease(window.map, Qt.MouseButton.LeftButton, pos=QPoint(*at.astype(int).tolist()))
    window.study.history.mark_saved()
    window.close()
    result = np.array(taken[10:])
    print(f"{points:,} points of {TYPE}, {len(result)} steps, {len(served)} different counts of people served")
    print(f"  event to paint  median {np.median(result):.1f} ms   p95 {np.percentile(result, 95):.1f} ms")
    results = Results("drag_paint")
    results.add(
        f"event to paint, {points:,} points, median", float(np.median(result)), "ms", peer="a frame", peer_value=16.7
    )
    results.add(f"event to paint, {points:,} points, 95 of 100", float(np.percentile(result, 95)), "ms")
    results.keep_if_asked()
    print(f"  one frame at 60 a second is 16.7 ms: {16.7 / np.median(result):.1f} times what it takes")


if __name__ == "__main__":
    main()
