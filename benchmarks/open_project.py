"""How long a project takes to open, and how long the window holds still meanwhile.

    python benchmarks/open_project.py [PROJECT.gpkg ...]

The peer is geopandas, which reads the same tables and shows nothing. Without a file, a city of 200,000 buildings,
50,000 streets and 40,000 lamps is made. How long the window holds still is told on the clock, and without what other
programs hold up.
"""

import os
import resource
import sys
import tempfile
import time
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "support"))

import geopandas as gpd
import numpy as np
import pyogrio
from large_city import large_project
from PySide6.QtCore import QTimer
from results import Results

from cityplanner.getting_ready import finish
from cityplanner.gui.app import make_application
from cityplanner.gui.main_window import MainWindow
from cityplanner.io.project.project_file import save_project

_REPEATS = 3


def ours(file: Path) -> tuple[float, float, float]:
    """Seconds until everything is drawn; the longest time without an event, and the longest at work without one."""
    app = make_application()
    window = MainWindow()
    window.resize(1366, 768)
    window.show()
    app.processEvents()
    ticks = [_now()]
    timer = QTimer()
    timer.timeout.connect(lambda: ticks.append(_now()))
    timer.start(2)
    start = time.perf_counter()
    window.open_file(file)
    while window.study is None or window.busy or not window.settled:
        app.processEvents()
    taken = time.perf_counter() - start
    timer.stop()
    window.close()
    ticks.append(_now())
    still = np.diff(np.array(ticks), axis=0)
    return taken, float(still[:, 0].max()), float(still.min(axis=1).max())


def _now() -> tuple[float, float]:
    return time.perf_counter(), time.process_time()


def geopandas_s(file: Path) -> float:
    start = time.perf_counter()
    for name, geometry in pyogrio.list_layers(file):
        if geometry is not None:
            gpd.read_file(file, layer=name)
    return time.perf_counter() - start


def measure(file: Path, results: Results) -> None:
    taken, still, at_work = np.min([ours(file) for _repeat in range(_REPEATS)], axis=0).tolist()
    read = min(geopandas_s(file) for _repeat in range(_REPEATS))
    print(f"{file.name}, {file.stat().st_size / 1e6:.0f} MB")
    print(
        f"  opened, counted and drawn in {taken:.2f} s; geopandas reads it in {read:.2f} s ({taken / read:.1f} times)"
    )
    results.add(f"{file.name} opened, counted and drawn", taken, "s", peer="geopandas", peer_value=read)
    results.add(f"{file.name}, the window held still", still * 1e3, "ms")
    print(f"  the window held still for at most {still * 1e3:.0f} ms, {at_work * 1e3:.0f} ms of its own making")


def main() -> None:
    finish("coverage", "equity", "render")
    results = Results("open_project")
    names = [name for name in sys.argv[1:] if not name.startswith("--")]
    for name in names:
        measure(Path(name), results)
    if not names:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "large.gpkg"
            save_project(large_project(), file)
            measure(file, results)
    results.keep_if_asked()
    print(f"memory at most {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB")


if __name__ == "__main__":
    main()
