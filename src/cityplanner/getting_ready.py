"""Has the kernels compiled before anybody waits for them: once on a computer, in processes of their own.

:func:`begin` starts that in the background, :func:`finish` waits for what is needed next. Where nothing can be kept for
the next start, only what is needed is compiled, in this process.
"""

import gc
import multiprocessing
import os
import signal
import time
from collections import deque
from collections.abc import Iterable, Sequence
from contextlib import suppress
from importlib import import_module
from multiprocessing.connection import Connection, wait
from threading import Lock, Thread
from typing import TYPE_CHECKING, Any, cast

from cityplanner.i18n import _
from cityplanner.kernel_cache import all_kept, cache_folder, kernel_modules, note_all_kept
from cityplanner.progress import CancelToken, Progress, no_progress

if TYPE_CHECKING:
    from cityplanner.compiled import Kernel

_MOST = 3
"""More processes would wait for the largest module all the same."""
_NICER = 10
_LOOK_S = 0.05

_lock = Lock()
_compiling: "_Compiling | None" = None
_ready: set[str] = set()
"""Rooms that were found ready."""


def begin() -> None:
    """Start to compile what is not kept yet, and come back at once. When this process ends, that does too."""
    if how_far() is None and not all_kept() and cache_folder() is not None:
        _begin([name for name in kernel_modules() if not name.startswith("cityplanner.siting")])


def how_far() -> float | None:
    """The part that is done, 0 to 1; None while nothing is being compiled."""
    compiling = _compiling
    return compiling.part if compiling is not None and compiling.alive else None


def ready(room: str) -> bool:
    """Whether the kernels of ``room`` need not be waited for: True too where nobody is compiling them beforehand."""
    if room not in _ready and (how_far() is None or all(kernel.ready for kernel in kernels_of(_modules(room)))):
        _ready.add(room)
    return room in _ready


def sentence() -> str:
    """What is told meanwhile."""
    return _("Getting ready, once on this computer …")


def finish(*rooms: str, progress: Progress = no_progress, cancel: CancelToken | None = None) -> None:
    """Come back when all kernels of ``rooms``, such as "siting", can be called without being compiled first.

    What was kept is loaded when it is called, in some milliseconds.
    ``progress`` is told only where there is something to wait for. Raises
    :class:`~cityplanner.errors.CancelledError`; what was begun goes on in the background.
    """
    token = cancel or CancelToken()
    names = _modules(*rooms)
    kernels = kernels_of(names)
    if all(kernel.ready for kernel in kernels):
        return
    progress(0.0, sentence())
    if cache_folder() is not None:
        compiling = _begin(names)
        while compiling.alive and not compiling.done(names):
            token.raise_if_cancelled()
            progress(compiling.part, sentence())
            time.sleep(_LOOK_S)
    for number, kernel in enumerate(kernels):
        token.raise_if_cancelled()
        if not kernel.ready:
            progress(number / len(kernels), sentence())
            kernel.get_ready()


def _modules(*rooms: str) -> list[str]:
    return [name for name in kernel_modules() if name.split(".")[1] in rooms]


def kernels_of(modules: Sequence[str]) -> list["Kernel"]:
    """The kernels of ``modules``, which are imported."""
    for name in modules:
        import_module(name)
    from cityplanner.compiled import KERNELS

    return [kernel for kernel in KERNELS if kernel.py_func.__module__ in modules]


def _begin(wanted: Sequence[str]) -> "_Compiling":
    global _compiling
    with _lock:
        if _compiling is not None and _compiling.alive:
            if not _compiling.slow_for(wanted):
                _compiling.hurry(wanted)
                return _compiling
            # A process cannot take back that it lets others go first. What was compiled is kept.
            _compiling.stop()
        _compiling = _Compiling(wanted)
        return _compiling


class _Compiling:
    """Processes that take one module after the other: those ``wanted`` now, then the rest at low priority."""

    def __init__(self, wanted: Sequence[str]) -> None:
        self._lock = Lock()
        self._waiting = deque(kernel_modules())
        self._wanted: set[str] = set()
        self._slow: set[str] = set()
        """What was handed out to be compiled at low priority."""
        self.hurry(wanted)
        self._parts = dict.fromkeys(kernel_modules(), 0.0)
        context = multiprocessing.get_context("spawn")
        self._processes = []
        self._minders = []
        for _number in range(_most_processes()):
            pipe, theirs = context.Pipe()
            process = context.Process(target=_compile, args=(theirs,), name="compiler", daemon=True)
            try:
                process.start()
            except OSError:
                # No process more may be started here; who waits compiles what is needed.
                break
            theirs.close()
            self._processes.append(process)
            self._minders.append(Thread(target=self._mind, args=(pipe,), name="getting ready", daemon=True))
        for minder in self._minders:
            minder.start()

    def stop(self) -> None:
        """End the processes."""
        for process in self._processes:
            process.kill()
            process.join()

    @property
    def alive(self) -> bool:
        return any(minder.is_alive() for minder in self._minders)

    @property
    def part(self) -> float:
        return sum(self._parts.values()) / len(self._parts)

    def done(self, modules: Iterable[str]) -> bool:
        return all(self._parts[name] >= 1 for name in modules)

    def hurry(self, modules: Sequence[str]) -> None:
        """Take these before the others."""
        with self._lock:
            self._wanted.update(modules)
            self._waiting = deque(sorted(self._waiting, key=lambda name: name not in modules))

    def slow_for(self, modules: Iterable[str]) -> bool:
        """Whether some of these are, or would be, compiled at low priority."""
        with self._lock:
            waiting = set(self._waiting) if self._slow else set()
            return any(self._parts[name] < 1 and name in self._slow | waiting for name in modules)

    def _mind(self, pipe: "Connection[Any, Any]") -> None:
        """Hand a process work until there is no more, or until it fails."""
        with suppress(EOFError, OSError):
            while (work := self._next()) is not None:
                name, _slow = work
                pipe.send(work)
                while self._parts[name] < 1:
                    self._parts[name] = cast(float, pipe.recv())
            if self.done(self._parts):
                note_all_kept()
        pipe.close()

    def _next(self) -> tuple[str, bool] | None:
        """A module, and whether others may go first."""
        with self._lock:
            if not self._waiting:
                return None
            name = self._waiting.popleft()
            if name not in self._wanted:
                self._slow.add(name)
            return name, name in self._slow


def _most_processes() -> int:
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(cores, _MOST)


# In the child


def _compile(pipe: "Connection[Any, Any]") -> None:
    """Compile the kernels of the modules whose names come through the pipe, and say how far that is."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_parent, daemon=True).start()
    # It would go through what the compiler made again and again, and this process will not be here for long.
    gc.disable()
    slowed = False
    with suppress(EOFError, OSError):
        while True:
            name, slow = cast(tuple[str, bool], pipe.recv())
            if slow and not slowed and hasattr(os, "nice"):
                os.nice(_NICER)
                slowed = True
            kernels = kernels_of([name])
            for number, kernel in enumerate(kernels, start=1):
                kernel.get_ready()
                pipe.send(number / len(kernels))
            if not kernels:
                pipe.send(1.0)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
