"""What the first start on a computer costs: every kernel's compiling, getting ready, the first words, the first map.

    python benchmarks/first_use.py [--keep]

Each part runs in a process of its own, with nothing kept from before; then once more, as on the next day. Seconds of
the processor, which do not depend on what else this computer does, and beside them those on the clock. The peer of
getting ready is one process that compiles everything itself.
"""

import gc
import json
import multiprocessing
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from results import Results

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
_STARTED = time.perf_counter()
_DEAREST = 12


def spent(who: int = resource.RUSAGE_SELF) -> float:
    """Seconds of the processor, the system's for it among them."""
    usage = resource.getrusage(who)
    return usage.ru_utime + usage.ru_stime


# Parts, each in a process of its own


def kernels() -> dict[str, float]:
    """Seconds of the processor that each kernel takes, without the helpers that one before it compiled."""
    from cityplanner.getting_ready import kernels_of
    from cityplanner.kernel_cache import kernel_modules

    gc.disable()
    taken = {}
    for kernel in kernels_of(kernel_modules()):
        before = spent()
        kernel.get_ready()
        taken[f"{kernel.py_func.__module__.removeprefix('cityplanner.')}.{kernel.py_func.__name__}"] = spent() - before
    return taken


def getting_ready() -> dict[str, float]:
    """Until every kernel can be called, as before the first search."""
    from cityplanner.getting_ready import finish, how_far

    start = time.perf_counter()
    finish("coverage", "equity", "siting")
    told = {"before a search, on the clock": time.perf_counter() - start}
    while how_far() is not None or multiprocessing.active_children():
        time.sleep(0.01)
    told["everything, on the clock"] = time.perf_counter() - start
    told["everything, of the processor"] = spent() + spent(resource.RUSAGE_CHILDREN)
    return told


def window() -> dict[str, float]:
    """From the start of the process to the first words; from a click on the sample city to its map with shares."""
    from PySide6.QtCore import QTimer

    from cityplanner.gui import app as starter
    from cityplanner.gui.first_window import FirstWindow
    from cityplanner.gui.welcome import Welcome

    app = starter.make_application()
    told: dict[str, float] = {}
    clicked: list[float] = []

    def look() -> None:
        for one in app.topLevelWidgets():
            if isinstance(one, FirstWindow) and not clicked:
                told["words, of the processor"] = spent()
                told["words, on the clock"] = time.perf_counter() - _STARTED
                clicked.append(time.perf_counter())
                one.findChild(Welcome).sample_wanted.emit()
            elif type(one).__name__ == "MainWindow" and one.study is not None and one.settled:
                told["map of the sample city, of the processor"] = spent()
                told["map of the sample city, on the clock"] = time.perf_counter() - clicked[0]
                timer.stop()
                app.quit()

    timer = QTimer(interval=5)
    timer.timeout.connect(look)
    timer.start()
    starter.open_window()
    return told


PARTS: dict[str, Callable[[], dict[str, float]]] = {
    "kernels": kernels,
    "getting_ready": getting_ready,
    "window": window,
}


def part(name: str, cache: Path) -> dict[str, float]:
    """Run a part with what ``cache`` holds, and return what it tells."""
    told = cache.with_name(f"{cache.name}-{name}.json")
    environment = {**os.environ, "NUMBA_CACHE_DIR": str(cache)}
    subprocess.run([sys.executable, __file__, "--part", name, str(told)], env=environment, check=True)
    answer: dict[str, float] = json.loads(told.read_text(encoding="utf-8"))
    return answer


def main() -> None:
    results = Results("first_use")
    with tempfile.TemporaryDirectory() as folder:
        caches = {name: Path(folder) / name for name in PARTS}
        for cache in caches.values():
            cache.mkdir()
        taken = part("kernels", caches["kernels"])
        for name, seconds in sorted(taken.items(), key=lambda item: -item[1])[:_DEAREST]:
            print(f"  {seconds:5.2f} s  {name}")
        alone = sum(taken.values())
        print(f"{alone:7.2f} s  of the processor for all {len(taken)} kernels in one process")
        results.add("kernels", len(taken), "kernels")
        results.add("compiling in one process", alone, "s of the processor")
        for again in (False, True):
            for name in ("getting_ready", "window"):
                for what, seconds in part(name, caches[name]).items():
                    when = "the second time" if again else "the first time"
                    print(f"{seconds:7.2f} s  {what}, {when}")
                    peer = {"peer": "one process", "peer_value": alone} if what.startswith("everything, on") else {}
                    results.add(f"{what}, {when}", seconds, "s", **(peer if not again else {}))
        print(f"load {os.getloadavg()[0]:.1f}")
    results.keep_if_asked()


if __name__ == "__main__":
    if "--part" in sys.argv:
        Path(sys.argv[3]).write_text(json.dumps(PARTS[sys.argv[2]]()), encoding="utf-8")
        sys.stdout.flush()
        os._exit(0)
    main()
