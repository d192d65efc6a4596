"""``new``: a project from files."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperCommand

from cityplanner.cli.command import CliCommand
from cityplanner.cli.options import (
    AnswerOption,
    BuildingsOption,
    CountsOption,
    FieldOption,
    LayerOption,
    ProjectArgument,
    RasterUnitOption,
    ReadOption,
)


class DeprivationDirection(StrEnum):
    HIGH_IS_POOR = "high-is-poor"
    LOW_IS_POOR = "low-is-poor"


class _NewCommand(TyperCommand):
    """Gives every ``--join`` an ``--on``, an empty one where none follows, so that they can be told apart."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        padded: list[str] = []
        waiting = False
        for arg in args:
            option = arg.split("=", 1)[0]
            if option == "--join":
                padded += ["--on", ""] if waiting else []
                waiting = True
            elif option == "--on":
                waiting = False
            padded.append(arg)
        return super().parse_args(ctx, [*padded, *(["--on", ""] if waiting else [])])


def new(
    project: ProjectArgument,
    name: Annotated[str | None, typer.Option("--name", metavar="NAME", help="The name of the city.")] = None,
    neighbourhoods: Annotated[
        Path | None, typer.Option("--neighbourhoods", metavar="FILE", help="Polygons with an id, a name and people.")
    ] = None,
    from_: Annotated[
        list[Path] | None,
        typer.Option(
            "--from", metavar="FOLDER|FILE", help="All that a folder or files hold, as `check FOLDER` says; repeatable."
        ),
    ] = None,
    answer: AnswerOption = None,
    field: FieldOption = None,
    join: Annotated[
        list[Path] | None,
        typer.Option("--join", metavar="TABLE", help="A table to join to the neighbourhoods; can be repeated."),
    ] = None,
    on: Annotated[
        list[str] | None,
        typer.Option("--on", metavar="COLUMN", help="The column of the --join before it that has the id."),
    ] = None,
    people: Annotated[
        str,
        typer.Option(
            "--people",
            metavar="areas|centroids|FILE",
            help="Where residents are put: all over their neighbourhood, in its middle, or where a file of points, "
            "areas or a raster has them.",
        ),
    ] = "areas",
    buildings: BuildingsOption = None,
    counts: CountsOption = None,
    raster_unit: RasterUnitOption = None,
    crs: Annotated[
        str | None,
        typer.Option("--crs", metavar="EPSG:CODE", help="The system to measure in; the file's, if it says none."),
    ] = None,
    layer: LayerOption = None,
    deprivation: Annotated[
        DeprivationDirection | None,
        typer.Option("--deprivation", help="Which way its figures run; taken from the column's name, if not said."),
    ] = None,
    read: ReadOption = None,
    swap_xy: Annotated[
        bool, typer.Option("--swap-xy", help="The neighbourhoods have x where y should be, such as latitude first.")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace a project of that name.")] = False,
) -> None:
    """Make a project from a file of neighbourhoods and tables about them, or from a folder with all files of a city."""
    if from_ is not None:
        if neighbourhoods is not None or join or field or layer or crs or deprivation or swap_xy:
            raise typer.BadParameter("say what is different with --answer beside it", param_hint="--from")
        if on or people != "areas" or buildings or counts or raster_unit:
            raise typer.BadParameter(
                "say what files are with --answer beside it; `people` moves the residents afterwards",
                param_hint="--from",
            )
        from cityplanner.cli.projects import make_project_from

        make_project_from(project, name, from_, answer or [], read or [], force=force)
        return
    if neighbourhoods is None or name is None:
        raise typer.BadParameter("give --name and --neighbourhoods, or --from", param_hint="--neighbourhoods")
    if answer:
        raise typer.BadParameter("it is about the files of --from; say --field, --on or --read", param_hint="--answer")
    if len(join or []) != len(on or []):
        raise typer.BadParameter("give --on after the --join that it belongs to, once each", param_hint="--on")
    from cityplanner.cli.projects import make_project, people_choice

    joins = list(zip(join or [], on or [], strict=True))
    choice = people_choice(people, buildings, counts, raster_unit, reading=read or [])
    high_is_poor = None if deprivation is None else deprivation is DeprivationDirection.HIGH_IS_POOR
    said = (field or [], choice, crs, layer, high_is_poor, read or [])
    make_project(project, name, neighbourhoods, joins, *said, swapped=swap_xy, force=force)


COMMAND = CliCommand("new", new, rank=2, cls=_NewCommand)
