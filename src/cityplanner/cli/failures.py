"""How the command line ends when something went wrong: one sentence on stderr, never a traceback."""

import sys
import traceback
from datetime import UTC, datetime
from pathlib import Path
from typing import NoReturn

import typer

from cityplanner.errors import CityPlannerError
from cityplanner.i18n import _


def tell_and_exit(error: Exception) -> NoReturn:
    """Say what went wrong and end with exit code 1; what nobody foresaw goes to a log file, with its traceback."""
    if isinstance(error, CityPlannerError):
        typer.echo(str(error), err=True)
    else:
        log = _log(error)
        typer.echo(
            _("Something went wrong that CityPlanner did not foresee ({error}); {hint}").format(
                error=type(error).__name__,
                hint=_("please report it with the file {file}.").format(file=log)
                if log is not None
                else _("please report what you did."),
            ),
            err=True,
        )
    sys.exit(1)


def _log(error: Exception) -> Path | None:
    """Write the traceback down and say where; None where that cannot be done."""
    from platformdirs import user_log_path

    try:
        file = user_log_path("cityplanner", appauthor=False, ensure_exists=True) / "errors.log"
        with file.open("a", encoding="utf-8") as log:
            log.write(f"{datetime.now(UTC).isoformat()}\n{''.join(traceback.format_exception(error))}\n")
    except OSError:
        return None
    return file
