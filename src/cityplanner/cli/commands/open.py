"""``open``: what a path instead of a command means."""

import typer

from cityplanner.cli.command import CliCommand
from cityplanner.cli.options import ProjectArgument


def open_(project: ProjectArgument) -> None:
    """Open a project in the window."""
    from cityplanner.cli.window import open_window

    raise typer.Exit(open_window(project))


COMMAND = CliCommand("open", open_, rank=0, hidden=True)
