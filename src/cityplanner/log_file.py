"""The log: one file in the platform's folder for it, bounded, and the program goes on where it cannot be written.

Every module logs to ``logging.getLogger(__name__)``, so that each room has its name in it: ``cityplanner.io``,
``cityplanner.coverage``. What is logged says what was done and how much of it, never names of files, places, devices
or people; messages of errors may hold some, so :mod:`cityplanner.fault_report` leaves them out of what is handed on.
"""

import logging
import platform
from contextlib import suppress
from logging.handlers import RotatingFileHandler
from pathlib import Path

from cityplanner import __version__
from cityplanner.own_folders import log_folder

_BYTES, _OLDER_FILES = 1_000_000, 2
_LINE = "%(asctime)s  %(levelname)s  %(name)s  %(message)s"
_log = logging.getLogger("cityplanner")
# Where there is no file for it, what is logged goes nowhere: the terminal is for sentences.
_log.addHandler(logging.NullHandler())


class _LogFile(RotatingFileHandler):
    """Opened when there is something to write. A full disk, or a folder that is gone, stops nobody."""

    def __init__(self, file: Path) -> None:
        super().__init__(
            file, maxBytes=_BYTES, backupCount=_OLDER_FILES, encoding="utf-8", errors="backslashreplace", delay=True
        )
        self.file = file
        self.written = True
        """Whether the last record went into the file."""
        self.setFormatter(logging.Formatter(_LINE, "%Y-%m-%dT%H:%M:%S%z"))

    def emit(self, record: logging.LogRecord) -> None:
        self.written = True
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True)
        except OSError:
            self.written = False
        else:
            super().emit(record)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: ARG002, N802
        self.written = False


def log_file() -> Path | None:
    """Where the log stands; None where this computer has no place for it."""
    folder = log_folder()
    return None if folder is None else folder / "cityplanner.log"


def start_log() -> None:
    """Write what the program does and warnings of its libraries from now on; at the beginning of the window's life."""
    if _handler() is not None:
        _log.setLevel(logging.INFO)
        _log.info("CityPlanner %s  Python %s  %s", __version__, platform.python_version(), platform.platform())


def stop_log() -> None:
    """Close the file; what is logged goes nowhere from now on."""
    _log.setLevel(logging.NOTSET)
    root = logging.getLogger()
    for handler in [one for one in root.handlers if isinstance(one, _LogFile)]:
        root.removeHandler(handler)
        handler.close()


def write_crash(error: BaseException) -> Path | None:
    """Log ``error`` with its traceback and return the log's file; None where it cannot be written."""
    handler = _handler()
    versions = f"CityPlanner {__version__}  Python {platform.python_version()}  {platform.platform()}"
    _log.error("%s", versions, exc_info=error)
    return handler.file if handler is not None and handler.written else None


def tail(lines: int = 200) -> list[str]:
    """The last lines of the log, the oldest first; none where there is no log."""
    file = log_file()
    found: list[str] = []
    if file is not None:
        for part in (file, file.with_name(f"{file.name}.1")):
            with suppress(OSError):
                text = part.read_text(encoding="utf-8", errors="backslashreplace")
                found = text.splitlines()[-(lines - len(found)) :] + found
            if len(found) >= lines:
                break
    return found


def _handler() -> _LogFile | None:
    """The log's own, on the root so that libraries' warnings are in it too; another where the file is another."""
    root = logging.getLogger()
    there = next((one for one in root.handlers if isinstance(one, _LogFile)), None)
    file = log_file()
    if there is not None and there.file == file:
        return there
    stop_log()
    if file is None:
        return None
    handler = _LogFile(file)
    root.addHandler(handler)
    return handler
