"""Arguments and options that several commands have."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class WhoCounts(StrEnum):
    FILE = "file"
    NEIGHBOURHOODS = "neighbourhoods"


class RasterCounts(StrEnum):
    CELL = "cell"
    KM2 = "km2"


ProjectArgument = Annotated[Path, typer.Argument(metavar="PROJECT", help="A project file (*.gpkg).")]
OutArgument = Annotated[Path, typer.Argument(metavar="OUT", help="The file to write; its ending says what it is.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON object instead of text.")]
ScenarioOption = Annotated[str, typer.Option("--scenario", metavar="ID", help="The scenario to look at.")]
TypeOption = Annotated[str | None, typer.Option("--type", metavar="TYPE", help="Only this type of device.")]
FamilyOption = Annotated[str | None, typer.Option("--family", metavar="FAMILY", help="Only this family of devices.")]
FieldOption = Annotated[
    list[str] | None,
    typer.Option("--field", metavar="NAME=COLUMN", help="Which column of the file is meant; can be repeated."),
]
AnswerOption = Annotated[
    list[str] | None,
    typer.Option(
        "--answer",
        metavar="FILE:NAME=VALUE",
        help="What you know better than was guessed of a file in a folder: its role, type, status, name, crs, on, "
        "deprivation, unit, licence, credit or field.NAME; can be repeated.",
    ),
]
LayerOption = Annotated[
    str | None, typer.Option("--layer", metavar="NAME", help="Which layer of the file, where it has several.")
]
ReadOption = Annotated[
    list[str] | None,
    typer.Option(
        "--read",
        metavar="NAME=VALUE",
        help="How to read tables: delimiter, encoding, decimal, header_row or sheet; FILE:NAME=VALUE for one of them.",
    ),
]
BuildingsOption = Annotated[
    Path | None,
    typer.Option("--buildings", metavar="FILE", help="Footprints; residents are put in them by their floor area."),
]
CountsOption = Annotated[
    WhoCounts | None,
    typer.Option("--counts", help="Who says how many live in a neighbourhood, where a file of people is given."),
]
RasterUnitOption = Annotated[
    RasterCounts | None,
    typer.Option("--raster-unit", help="What a raster of people counts; told from the file, if not said."),
]


def not_both(type_: str | None, family: str | None) -> None:
    """A type or a family. Ends as wrong usage where both are given."""
    if type_ is not None and family is not None:
        raise typer.BadParameter("give one of --type and --family", param_hint="--type")
