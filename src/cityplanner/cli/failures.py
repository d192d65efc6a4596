"""How the command line ends when something went wrong: one sentence on stderr, never a traceback."""

import sys
from typing import NoReturn

import typer

from cityplanner.errors import CityPlannerError
from cityplanner.i18n import _


def tell_and_exit(error: Exception) -> NoReturn:
    """Say what went wrong and end with exit code 1; what nobody foresaw goes to a log file, with its traceback."""
    if isinstance(error, CityPlannerError):
        typer.echo(str(error), err=True)
    else:
        from cityplanner.log_file import write_crash

        log = write_crash(error)
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
