"""``add``: one more file in a project."""

from pathlib import Path
from typing import Annotated

import typer

from cityplanner.cli.command import CliCommand
from cityplanner.cli.options import FieldOption, LayerOption, ProjectArgument, ReadOption, ScenarioOption


def add(
    project: ProjectArgument,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The file to add.")],
    role: Annotated[
        str, typer.Option("--as", metavar="ROLE", help="What the file is: boundary, people, devices, streets ...")
    ],
    type_: Annotated[
        str | None, typer.Option("--type", metavar="TYPE", help="The type of the devices; `types` lists them.")
    ] = None,
    status: Annotated[
        list[str] | None,
        typer.Option(
            "--status",
            metavar="STATUS",
            help="existing, planned, proposed or retired: of all, whatever the file says; or CELL=STATUS, which says "
            "how a cell of its column of states is read. Can be repeated.",
        ),
    ] = None,
    scenario: ScenarioOption = "baseline",
    field: FieldOption = None,
    layer: LayerOption = None,
    crs: Annotated[
        str | None, typer.Option("--crs", metavar="EPSG:CODE", help="The file's system, where it does not say it.")
    ] = None,
    read: ReadOption = None,
    swap_xy: Annotated[
        bool, typer.Option("--swap-xy", help="The file has x where y should be, such as latitude before longitude.")
    ] = False,
) -> None:
    """Add a file to a project."""
    from cityplanner.cli.projects import add_to_project

    add_to_project(
        project, file, role, type_, status or [], scenario, field or [], layer, crs, read or [], swapped=swap_xy
    )


COMMAND = CliCommand("add", add, rank=3)
