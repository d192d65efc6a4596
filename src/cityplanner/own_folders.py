"""The person's own folders for settings, caches and the log, as their platform has them.

Somebody without a home, such as a service or a guest, gets a folder that lasts as long as the process does.
"""

import atexit
import os
import shutil
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import platformdirs


def config_folder() -> Path:
    """Where settings are kept. It may not be there yet, and may not be writable."""
    return _found(lambda: platformdirs.user_config_path("cityplanner", appauthor=False)) or _passing()


def cache_folder() -> Path:
    """Where what can be made again is kept."""
    return lasting_cache_folder() or _passing()


def lasting_cache_folder() -> Path | None:
    """The same; None where it would not outlast the process, and another process would not find it."""
    return _found(lambda: platformdirs.user_cache_path("cityplanner", appauthor=False))


def log_folder() -> Path | None:
    """Where the log stands; None where it would not outlast the process."""
    return _found(lambda: platformdirs.user_log_path("cityplanner", appauthor=False))


def home_folder() -> Path:
    """Where file dialogs begin."""
    return _found(Path.home) or Path.cwd()


def _found(ask: Callable[[], Path]) -> Path | None:
    try:
        folder = ask()
    except (RuntimeError, KeyError, OSError):
        return None
    # Some versions then say "~", which would be made wherever one happens to be.
    return folder if folder.is_absolute() else None


@cache
def _passing() -> Path:
    try:
        folder = tempfile.mkdtemp(prefix="cityplanner-")
    except OSError:
        # Nothing can be kept at all; whoever writes there is told so by an error that they expect.
        return Path(os.devnull) / "cityplanner"
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Path(folder)
