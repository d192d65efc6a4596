"""Faults of our own, written down for whoever mends them; the person sees one sentence."""

import platform
import traceback
from datetime import datetime
from pathlib import Path

import platformdirs

from cityplanner import __version__


def write_crash(error: BaseException) -> Path | None:
    """Append ``error`` with its traceback to the log file and return the file; None where it cannot be written.

    No data of the project is written.
    """
    file = platformdirs.user_log_path("cityplanner", appauthor=False) / "cityplanner.log"
    now = datetime.now().astimezone().isoformat(timespec="seconds")
    versions = f"CityPlanner {__version__}  Python {platform.python_version()}  {platform.platform()}"
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("a", encoding="utf-8", errors="backslashreplace") as log:
            log.write(f"\n{now}  {versions}\n")
            log.writelines(traceback.format_exception(error))
    except OSError:
        return None
    return file
