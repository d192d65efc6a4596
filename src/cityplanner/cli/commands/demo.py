"""``demo``: the study of the sample city."""

from pathlib import Path
from typing import Annotated

import typer

from cityplanner.cli.command import CliCommand


def demo(
    no_window: Annotated[bool, typer.Option("--no-window", help="Leave the window closed.")] = False,
    out: Annotated[Path, typer.Option("--out", metavar="FOLDER", help="Where the study goes.")] = Path(
        "altavega-study"
    ),
) -> None:
    """Make the study of the sample city: project, figures, map, table and more; then open it."""
    from cityplanner.cli.demo import make_demo

    raise typer.Exit(make_demo(out, window=not no_window))


COMMAND = CliCommand("demo", demo, rank=1)
