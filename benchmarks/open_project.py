"""How long a project takes to open, and how long the window holds still meanwhile.

    python benchmarks/open_project.py ALTAVEGA.gpkg

The peer is geopandas, which reads the same tables and shows nothing.
"""

import os
import sys
import time
from itertools import pairwise
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import geopandas as gpd
import pyogrio
from PySide6.QtCore import QTimer

from cityplanner.equity.warm_up import warm_up
from cityplanner.gui.app import make_application
from cityplanner.gui.main_window import MainWindow

_REPEATS = 3


def ours(file: Path) -> tuple[float, float]:
    """Seconds until everything is drawn, and the longest time without an event."""
    app = make_application()
    window = MainWindow()
    window.resize(1366, 768)
    window.show()
    app.processEvents()
    ticks = [time.perf_counter()]
    timer = QTimer()
    timer.timeout.connect(lambda: ticks.append(time.perf_counter()))
    timer.start(2)
    start = time.perf_counter()
    window.open_file(file)
    while window.study is None or window.busy or not window.settled:
        app.processEvents()
    taken = time.perf_counter() - start
    timer.stop()
    window.close()
    ticks.append(time.perf_counter())
    return taken, max(after - before for before, after in pairwise(ticks))


def geopandas_s(file: Path) -> float:
    start = time.perf_counter()
    for name, geometry in pyogrio.list_layers(file):
        if geometry is not None:
            gpd.read_file(file, layer=name)
    return time.perf_counter() - start


def main() -> None:
    file = Path(sys.argv[1])
    warm_up()
    opened = [ours(file) for _repeat in range(_REPEATS)]
    taken, still = min(one[0] for one in opened), min(one[1] for one in opened)
    read = min(geopandas_s(file) for _repeat in range(_REPEATS))
    print(f"{file.name}, {file.stat().st_size / 1e6:.0f} MB")
    print(
        f"  opened, counted and drawn in {taken:.2f} s; geopandas reads it in {read:.2f} s ({taken / read:.1f} times)"
    )
    print(f"  the window held still for at most {still * 1e3:.0f} ms")


if __name__ == "__main__":
    main()
