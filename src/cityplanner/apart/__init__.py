"""Reads files in a process of its own: a file made to do harm, or a fault in a library, costs one file and no more.

A reader marked with :func:`apart` runs where it is called, until the caller asks for more care with
:func:`reading_apart`. It then runs in a child process, which is stopped when it takes too long or too much memory, when
the person cancels, and which may even crash. The interpreter's lock of this process stays free meanwhile.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from pathlib import Path
from threading import Lock
from typing import Any, ParamSpec, TypeVar

from cityplanner.apart.child import Child
from cityplanner.progress import CancelToken

_KEPT_BYTES = 600_000_000
"""A child that has become larger than this is not kept for the next file."""

_Parameters = ParamSpec("_Parameters")
_Result = TypeVar("_Result")


def apart(function: Callable[_Parameters, _Result]) -> Callable[_Parameters, _Result]:
    """Mark a reader, a function of a module whose first argument is the file's path.

    What goes in and what comes out crosses to another process and back, so it must be plain data. Inside
    :func:`reading_apart` the reader also raises :class:`InputError` where the file goes beyond its limits or makes the
    child fail, and :class:`~cityplanner.errors.CancelledError`.
    """

    @wraps(function)
    def read(*args: _Parameters.args, **kwargs: _Parameters.kwargs) -> _Result:
        reader = _reader.get()
        if reader is None:
            return function(*args, **kwargs)
        result: _Result = reader.call(read, args, kwargs)
        return result

    return read


@contextmanager
def reading_apart(cancel: CancelToken | None = None) -> Iterator[None]:
    """For as long as this lasts, marked readers that this thread calls run in a child process.

    It is started when the first file is read, and kept for the next time.
    """
    reader = _Reader(cancel)
    mark = _reader.set(reader)
    try:
        yield
    finally:
        _reader.reset(mark)
        reader.close()


class _Reader:
    """The child of one thread's work, started when it is needed."""

    def __init__(self, cancel: CancelToken | None) -> None:
        self._cancel = cancel
        self._child: Child | None = None

    def call(self, function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        path = Path(args[0])
        if self._child is None:
            self._child = _take_child()
        try:
            done, result = self._child.call((function, args, kwargs), path, self._cancel)
        except BaseException:
            # Cancelled, over its limits or dead: what it was doing has no end.
            self._child.stop()
            self._child = None
            raise
        if done:
            return result
        raise result

    def close(self) -> None:
        if self._child is not None:
            _give_back(self._child)
            self._child = None


_reader: ContextVar[_Reader | None] = ContextVar("reader", default=None)
_idle: list[Child] = []
_lock = Lock()


def _take_child() -> Child:
    with _lock:
        while _idle:
            child = _idle.pop()
            if child.alive:
                return child
            child.stop()
    return Child()


def _give_back(child: Child) -> None:
    with _lock:
        if not _idle and child.alive and child.memory_bytes() < _KEPT_BYTES:
            _idle.append(child)
            return
    child.stop()
