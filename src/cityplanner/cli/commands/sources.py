"""``sources``: who made the files of a project."""

from typing import Annotated

import typer

from cityplanner.cli.command import CliCommand
from cityplanner.cli.options import JsonOption, ProjectArgument


def sources(
    project: ProjectArgument,
    licence: Annotated[
        list[str] | None, typer.Option("--licence", metavar="FILE=TEXT", help="The licence of a file; repeatable.")
    ] = None,
    credit: Annotated[
        list[str] | None, typer.Option("--credit", metavar="FILE=TEXT", help="Who made a file; repeatable.")
    ] = None,
    json_: JsonOption = False,
) -> None:
    """List the files that a project is made of, with who made them and under which licence."""
    from cityplanner.cli.sources import tell_sources

    tell_sources(project, licence or [], credit or [], as_json=json_)


COMMAND = CliCommand("sources", sources, rank=6)
