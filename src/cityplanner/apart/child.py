"""A child process that reads files, and what is done about one that goes beyond its limits."""

import logging
import multiprocessing
import signal
import tempfile
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

import psutil

from cityplanner.apart.limits import Limits, limits_for
from cityplanner.apart.pieces import receive, send
from cityplanner.errors import CityPlannerError, InputError
from cityplanner.i18n import _, format_number, locale_tag, set_language
from cityplanner.progress import CancelToken

Work = tuple[Callable[..., Any], tuple[Any, ...], dict[str, Any]]
"""A function of a module and what it is called with, the path of a file first."""
_GIGABYTE = 1e9
_log = logging.getLogger(__name__)


class Child:
    """A process that reads files. Its temporary files lie in a folder that goes with it."""

    def __init__(self) -> None:
        self._folder = TemporaryDirectory(prefix="cityplanner-", ignore_cleanup_errors=True)
        start = multiprocessing.get_context("spawn")
        self._pipe, theirs = start.Pipe()
        self._process = start.Process(target=serve, args=(theirs, self._folder.name), name="reader", daemon=True)
        self._process.start()
        theirs.close()
        self._facts = psutil.Process(self._process.pid)

    @property
    def alive(self) -> bool:
        return self._process.is_alive()

    def memory_bytes(self) -> int:
        try:
            return int(self._facts.memory_info().rss)
        except psutil.Error:
            return 0

    def call(self, work: Work, path: Path, cancel: CancelToken | None) -> tuple[bool, Any]:
        """Whether it went well, and what came of it or what was raised."""
        token = cancel or CancelToken()
        try:
            send(self._pipe, (locale_tag(), work))
            # Loading the libraries, which on an old computer takes its time, is not held against the file.
            receive(self._pipe, token.raise_if_cancelled)
            watch = _Watch(self, path, limits_for(path), token)
            answer = cast(tuple[bool, Any], receive(self._pipe, watch.look))
        except (EOFError, OSError) as error:
            _log.warning("A reader died with exit code %s", self._process.exitcode)
            raise InputError(
                _("{file} made its reader fail, so nothing of it was read; it is damaged, so get it again.").format(
                    file=path.name
                )
            ) from error
        return answer

    def stop(self) -> None:
        self._process.kill()
        self._process.join()
        self._pipe.close()
        self._folder.cleanup()


class _Watch:
    """Looks after a child while it reads one file."""

    def __init__(self, child: Child, path: Path, limits: Limits, cancel: CancelToken) -> None:
        self._child, self._path, self._limits, self._cancel = child, path, limits, cancel
        self._started = time.monotonic()

    def look(self) -> None:
        """Raise where the child must not go on."""
        self._cancel.raise_if_cancelled()
        if time.monotonic() - self._started > self._limits.seconds:
            raise InputError(
                _(
                    "{file} was still being read after {seconds} seconds, so it was given up; it may be made to do "
                    "harm. Take a part of it, or save it in another format."
                ).format(file=self._path.name, seconds=format_number(self._limits.seconds))
            )
        if self._child.memory_bytes() > self._limits.memory_bytes:
            raise InputError(
                _(
                    "{file} takes more than {size} GB of memory to read, so it was given up; it may be made to do "
                    "harm. Take a part of it, or save it in another format."
                ).format(file=self._path.name, size=format_number(self._limits.memory_bytes / _GIGABYTE, 1))
            )


# In the child


def serve(pipe: Connection, folder: str) -> None:
    """Do what is asked, one after the other, until nobody asks any more."""
    # Who presses Ctrl+C means the parent, which stops this process.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    tempfile.tempdir = folder
    with suppress(EOFError, OSError):
        while True:
            language, (function, args, kwargs) = cast(tuple[str, Work], receive(pipe))
            send(pipe, None)
            set_language(language)
            send(pipe, _attempt(function, args, kwargs))


def _attempt(function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> tuple[bool, Any]:
    try:
        return True, function(*args, **kwargs)
    except MemoryError:
        return False, InputError(
            _("{file} needs more memory than there is; take a part of it.").format(file=Path(args[0]).name)
        )
    except CityPlannerError as error:
        return False, error
    except Exception as error:
        # Nobody foresaw it, and it may not fit through the pipe; the parent's log shall say where it was.
        carried = RuntimeError(f"{type(error).__name__}: {error}")
        carried.add_note(traceback.format_exc())
        return False, carried
