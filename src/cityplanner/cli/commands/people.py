"""``people``: where residents are put."""

from typing import Annotated

import typer

from cityplanner.cli.command import CliCommand
from cityplanner.cli.options import (
    BuildingsOption,
    CountsOption,
    FieldOption,
    LayerOption,
    ProjectArgument,
    RasterUnitOption,
)


def people(
    project: ProjectArgument,
    where: Annotated[
        str,
        typer.Argument(
            metavar="areas|centroids|buildings|FILE",
            help="All over the neighbourhoods, in their middle, in the project's buildings, or as a file has them.",
        ),
    ] = "areas",
    buildings: BuildingsOption = None,
    counts: CountsOption = None,
    raster_unit: RasterUnitOption = None,
    field: FieldOption = None,
    layer: LayerOption = None,
    crs: Annotated[
        str | None, typer.Option("--crs", metavar="EPSG:CODE", help="The file's system, where it does not say it.")
    ] = None,
) -> None:
    """Change where the residents of a project are put, or who says how many they are."""
    from cityplanner.cli.projects import change_people, people_choice

    change_people(project, people_choice(where, buildings, counts, raster_unit, field or [], layer, crs))


COMMAND = CliCommand("people", people, rank=4)
