"""Faults of our own, written down for whoever mends them; the person sees one sentence."""

import platform
import traceback
from datetime import datetime
from pathlib import Path

from platformdirs import user_log_path

from cityplanner import __version__


def write_crash(error: BaseException) -> Path:
    """Append ``error`` with its traceback to the log file and return the file. No data of the project is written."""
    folder = user_log_path("cityplanner", appauthor=False)
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "cityplanner.log"
    now = datetime.now().astimezone().isoformat(timespec="seconds")
    with file.open("a", encoding="utf-8") as log:
        log.write(f"\n{now}  CityPlanner {__version__}  Python {platform.python_version()}  {platform.platform()}\n")
        log.writelines(traceback.format_exception(error))
    return file
