"""The kernels are compiled once, all of them, and nobody's time limit is spent on it."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from scipy import sparse
from small_city import small_project

from cityplanner import getting_ready, kernel_cache
from cityplanner.compiled import Floats, Rows, compiled
from cityplanner.coverage import Engine
from cityplanner.equity import equity_basis, equity_profile
from cityplanner.errors import CancelledError
from cityplanner.model import BASELINE
from cityplanner.progress import CancelToken
from cityplanner.siting import FrontierKind, Problem, explain, frontier, solve
from cityplanner.sorting_kernels import _less

_SOURCES = Path(kernel_cache.__file__).parent

_GET_READY = """
import time

from cityplanner import getting_ready, kernel_cache
if __name__ == "__main__":
    told = []
    getting_ready.begin()
    getting_ready.finish("coverage", "equity", "render", "siting", progress=lambda part, sentence: told.append(part))
    while getting_ready.how_far() is not None:
        time.sleep(0.05)
    print(bool(told), kernel_cache.all_kept())
"""
_COUNT = """
from cityplanner import getting_ready, kernel_cache
getting_ready.finish("coverage", "equity", "render", "siting")
kernels = getting_ready.kernels_of(kernel_cache.kernel_modules())
for kernel in kernels:
    kernel.get_ready()
print(
    len(kernels),
    sum(sum(kernel.stats.cache_hits.values()) for kernel in kernels),
    sum(sum(kernel.stats.cache_misses.values()) for kernel in kernels),
    {len(kernel.signatures) for kernel in kernels},
)
"""


def run(script: Path, text: str, cache: Path) -> str:
    script.write_text(text, encoding="utf-8")
    environment = {**os.environ, "NUMBA_CACHE_DIR": str(cache)}
    done = subprocess.run([sys.executable, script], env=environment, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_all_kernels_are_compiled_in_the_background_and_never_again(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    cache.mkdir()
    written = sum(
        len(re.findall(r"^@compiled$", file.read_text(encoding="utf-8"), re.MULTILINE))
        for file in _SOURCES.rglob("*.py")
    )
    assert run(tmp_path / "ready.py", _GET_READY, cache) == "True True"
    assert run(tmp_path / "count.py", _COUNT, cache) == f"{written} {written} 0 {{1}}"


def test_every_kernel_stands_in_a_module_that_is_found() -> None:
    with_kernels = {
        ".".join(("cityplanner", *file.relative_to(_SOURCES).with_suffix("").parts))
        for file in _SOURCES.rglob("*.py")
        if re.search(r"^@compiled", file.read_text(encoding="utf-8"), re.MULTILINE)
    }
    assert set(kernel_cache.kernel_modules()) == with_kernels


def test_a_kernel_is_compiled_for_what_it_says_whatever_number_it_is_called_with() -> None:
    @compiled
    def nth(values: Floats, places: Rows, number: int, factor: float) -> float:
        """One of the values."""
        return values[places[number]] * factor

    values, places = np.array([1.0, 2.0]), np.array([1, 0])
    assert nth(values, places, np.int32(0), 3) == nth(values, places, np.int64(0), 3.0) == 6.0
    assert len(nth.signatures) == 1
    # What it does not hold is compiled for all the same.
    assert nth(np.array([1.0, 0.0, 2.0])[::2], places, 0, 3) == 6.0


def test_helpers_cannot_be_called_from_python() -> None:
    with pytest.raises(TypeError, match="other kernels"):
        _less(1.0, 2.0)


def test_waiting_can_be_cancelled(monkeypatch: pytest.MonkeyPatch) -> None:
    token = CancelToken()
    token.cancel()
    monkeypatch.setattr("cityplanner.compiled.Kernel.ready", False)
    monkeypatch.setattr(getting_ready, "cache_folder", lambda: None)
    with pytest.raises(CancelledError):
        getting_ready.finish("equity", cancel=token)


def test_where_nothing_can_be_kept_only_what_is_needed_is_compiled_here(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled: list[str] = []
    monkeypatch.setattr("cityplanner.compiled.Kernel.ready", False)
    monkeypatch.setattr("cityplanner.compiled.Kernel.get_ready", lambda self: compiled.append(self.py_func.__module__))
    monkeypatch.setattr(getting_ready, "cache_folder", lambda: None)
    monkeypatch.setattr(getting_ready, "all_kept", lambda: False)
    getting_ready.begin()
    getting_ready.finish("equity")
    assert getting_ready.how_far() is None
    assert set(compiled) == {"cityplanner.equity.kernels"}


def test_a_room_is_ready_where_nobody_compiles_it_beforehand(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(getting_ready, "_ready", set())
    monkeypatch.setattr("cityplanner.compiled.Kernel.ready", False)
    monkeypatch.setattr(getting_ready, "how_far", lambda: 0.5)
    assert not getting_ready.ready("render")
    monkeypatch.setattr(getting_ready, "how_far", lambda: None)
    assert getting_ready.ready("render")


def test_who_waits_is_not_served_at_low_priority(monkeypatch: pytest.MonkeyPatch) -> None:
    class Process:
        def __init__(self, **_options: object) -> None:
            raised.append(self)

        def start(self) -> None:
            raise OSError("none more")

    raised: list[Process] = []
    monkeypatch.setattr("multiprocessing.context.SpawnContext.Process", Process)
    look = ["cityplanner.equity.kernels", "cityplanner.coverage.kernels"]
    compiling = getting_ready._Compiling(look)
    assert raised
    assert not compiling.alive
    taken = [compiling._next() for _module in kernel_cache.kernel_modules()]
    assert taken[:2] == [(name, False) for name in look]
    assert all(slow for _name, slow in taken[2:])
    assert compiling._next() is None
    assert not compiling.slow_for(look)
    assert compiling.slow_for(["cityplanner.siting.kernels"])


def test_the_program_calls_each_kernel_as_it_says_it_is_called() -> None:
    """A device moved, fairness, a search, reasons and a price of fairness: nothing is compiled for other types."""
    kernels = getting_ready.kernels_of(kernel_cache.kernel_modules())
    before = {kernel: set(kernel.overloads) for kernel in kernels}
    project = small_project()
    engine = Engine(project.city, project.people, project.scenarios[BASELINE], project.device_types)
    device = next(iter(project.scenarios[BASELINE].devices.values()))
    table = engine.table(device.type_id)
    engine.move(device.id, device.x + 10, device.y)
    equity_profile(engine.table(device.type_id), equity_basis(project.city, table.people))
    incidence = sparse.csr_array(np.array([[1, 0.5, 0, 0, 0, 0], [0, 1, 1, 0, 0, 0], [0, 0, 0, 1, 1, 0.5]]))
    incidence.indices, incidence.indptr = incidence.indices.astype(np.int64), incidence.indptr.astype(np.int64)
    problem = Problem(incidence, np.ones(6), parts=np.array([0, 0, 0, 1, 1, 1]))
    explain(problem, solve(problem, 2), 2)
    frontier(problem, FrontierKind.EQUITY, 2, points=2)
    called = {kernel: set(kernel.overloads) - before[kernel] for kernel in kernels}
    assert all(found <= {kernel.declared} for kernel, found in called.items())
    names = {kernel.py_func.__name__ for kernel in kernels if kernel.overloads}
    assert {"points_in_disc", "sum_stale", "measure", "shake", "descend", "best_site", "marks"} <= names


def test_a_program_installed_anew_elsewhere_is_not_taken_for_ready(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Numba keeps what it compiled by the place and the date of the sources, so the note that all is kept does too."""
    here = kernel_cache._fingerprint()
    shutil.copytree(_SOURCES, tmp_path / "cityplanner", ignore=shutil.ignore_patterns("data", "__pycache__"))
    monkeypatch.setattr(kernel_cache, "_PACKAGE", tmp_path / "cityplanner")
    there = kernel_cache._fingerprint.__wrapped__()
    assert there == kernel_cache._fingerprint.__wrapped__() != here
    os.utime(tmp_path / "cityplanner" / "sorting_kernels.py")
    assert kernel_cache._fingerprint.__wrapped__() != there
