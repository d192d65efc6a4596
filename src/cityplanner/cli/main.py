"""The ``cityplanner`` command: every answer the window gives, as text or JSON.

What a command does lives in a module of its own and is imported when the command runs, so that ``--help`` is quick.
"""

import sys
import warnings
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from cityplanner import __version__
from cityplanner.cli.failures import tell_and_exit
from cityplanner.i18n import set_language


class _Group(TyperGroup):
    """Commands, or a project to open in the window; errors end as one sentence and exit code 1."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        if args and args[0] not in self.commands and _is_project(args[0]):
            args = ["open", *args]
        return super().parse_args(ctx, args)

    def main(self, *args: Any, **options: Any) -> Any:
        from cityplanner.apart import reading_apart

        try:
            with reading_apart():
                return super().main(*args, **options)
        except Exception as error:
            tell_and_exit(error)


def _is_project(argument: str) -> bool:
    return not argument.startswith("-") and (argument.endswith(".gpkg") or Path(argument).exists())


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


app = typer.Typer(
    name="cityplanner",
    cls=_Group,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    invoke_without_command=True,
    subcommand_metavar="[PROJECT | COMMAND [ARGS]...]",
    context_settings={"help_option_names": ["-h", "--help"]},
)
export_app = typer.Typer(
    help="Write a map, a table or a web map to share.", rich_markup_mode=None, no_args_is_help=True
)
app.add_typer(export_app, name="export")


class WhoCounts(StrEnum):
    FILE = "file"
    NEIGHBOURHOODS = "neighbourhoods"


class RasterCounts(StrEnum):
    CELL = "cell"
    KM2 = "km2"


class DeprivationDirection(StrEnum):
    HIGH_IS_POOR = "high-is-poor"
    LOW_IS_POOR = "low-is-poor"


class Shown(StrEnum):
    """The modes of a map by name, so that ``--help`` need not load the maps."""

    SHARE = "share"
    CHANGE = "change"
    UNSERVED = "unserved"
    PRIORITY = "priority"
    DEPRIVATION = "deprivation"
    SHARE_BY_DEPRIVATION = "share-by-deprivation"
    DEVICES = "devices"


class WhatFor(StrEnum):
    """The objectives of a search by name, so that ``--help`` need not load the search."""

    PEOPLE = "people"
    EQUITY = "equity"
    FLOOR = "floor"
    FEWEST = "fewest"
    CHEAPEST = "cheapest"
    MEAN_DISTANCE = "mean-distance"
    WORST_DISTANCE = "worst-distance"


class FloorFor(StrEnum):
    NEIGHBOURHOODS = "neighbourhoods"
    GROUPS = "groups"


ProjectArgument = Annotated[Path, typer.Argument(metavar="PROJECT", help="A project file (*.gpkg).")]
OutArgument = Annotated[Path, typer.Argument(metavar="OUT", help="The file to write; its ending says what it is.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON object instead of text.")]
ScenarioOption = Annotated[str, typer.Option("--scenario", metavar="ID", help="The scenario to look at.")]
TypeOption = Annotated[str | None, typer.Option("--type", metavar="TYPE", help="Only this type of device.")]
FamilyOption = Annotated[str | None, typer.Option("--family", metavar="FAMILY", help="Only this family of devices.")]
RangesOption = Annotated[
    bool, typer.Option("--ranges/--no-ranges", help="Outline the ground that the devices reach, or leave that out.")
]
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


@app.callback()
def start(
    ctx: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Print the version and stop.")] = False,
    language: Annotated[
        str | None,
        typer.Option("--language", metavar="TAG", help="Speak es, pt_BR ...; the system's language, if not said."),
    ] = None,
) -> None:
    """Place public infrastructure and see who is served, and how fairly. Works without internet.

    Without a command the window opens, with PROJECT where one is given.
    """
    problem = set_language(language)
    if problem is not None:
        typer.echo(problem, err=True)
    if version:
        typer.echo(f"CityPlanner {__version__}")
        raise typer.Exit
    if ctx.invoked_subcommand is None:
        from cityplanner.cli.window import open_window

        raise typer.Exit(open_window(None))


@app.command("open", hidden=True)
def open_(project: ProjectArgument) -> None:
    """Open a project in the window."""
    from cityplanner.cli.window import open_window

    raise typer.Exit(open_window(project))


@app.command()
def demo(
    no_window: Annotated[bool, typer.Option("--no-window", help="Leave the window closed.")] = False,
    out: Annotated[Path, typer.Option("--out", metavar="FOLDER", help="Where the study goes.")] = Path(
        "altavega-study"
    ),
) -> None:
    """Make the study of the sample city: project, figures, map, table and more; then open it."""
    from cityplanner.cli.demo import make_demo

    raise typer.Exit(make_demo(out, window=not no_window))


@app.command(cls=_NewCommand)
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
    force: Annotated[bool, typer.Option("--force", help="Replace a project of that name.")] = False,
) -> None:
    """Make a project from a file of neighbourhoods and tables about them, or from a folder with all files of a city."""
    if from_ is not None:
        if neighbourhoods is not None or join or field or layer or crs or deprivation:
            raise typer.BadParameter("say what is different with --answer beside it", param_hint="--from")
        from cityplanner.cli.projects import make_project_from

        make_project_from(project, name, from_, answer or [], read or [], force=force)
        return
    if neighbourhoods is None or name is None:
        raise typer.BadParameter("give --name and --neighbourhoods, or --from", param_hint="--neighbourhoods")
    if len(join or []) != len(on or []):
        raise typer.BadParameter("give --on after the --join that it belongs to, once each", param_hint="--on")
    from cityplanner.cli.projects import make_project, people_choice

    joins = list(zip(join or [], on or [], strict=True))
    choice = people_choice(people, buildings, counts, raster_unit, reading=read or [])
    high_is_poor = None if deprivation is None else deprivation is DeprivationDirection.HIGH_IS_POOR
    make_project(
        project, name, neighbourhoods, joins, field or [], choice, crs, layer, high_is_poor, read or [], force=force
    )


@app.command()
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
        str, typer.Option("--status", metavar="STATUS", help="existing, planned, proposed or retired.")
    ] = "existing",
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

    add_to_project(project, file, role, type_, status, scenario, field or [], layer, crs, read or [], swapped=swap_xy)


@app.command()
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


@app.command()
def check(
    files: Annotated[list[Path], typer.Argument(metavar="FILE|FOLDER...", help="The files or folders to look at.")],
    answer: AnswerOption = None,
    layer: LayerOption = None,
    read: ReadOption = None,
    json_: JsonOption = False,
) -> None:
    """Say what a file is, what is wrong with it, and what would be done about it; of a folder, what it comes to."""
    from cityplanner.cli.check import check_files

    check_files(files, answer or [], layer=layer, reading=read or [], as_json=json_)


@app.command()
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


@app.command("types")
def types_(json_: JsonOption = False) -> None:
    """List the catalogue of devices."""
    from cityplanner.cli.figures import print_types

    print_types(as_json=json_)


@app.command()
def stats(
    project: ProjectArgument,
    scenario: ScenarioOption = "baseline",
    family: FamilyOption = None,
    type_: TypeOption = None,
    set_: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="TYPE.NAME=VALUE", help="Change a figure of a type for this run."),
    ] = None,
    group: Annotated[
        str | None, typer.Option("--group", metavar="GROUP", help="Measure fairness among the people of this group.")
    ] = None,
    by: Annotated[
        str | None, typer.Option("--by", metavar="FIELD", help="Put neighbourhoods together by this field of theirs.")
    ] = None,
    targets: Annotated[bool, typer.Option("--targets", help="Say which targets are met and which are missed.")] = False,
    target: Annotated[
        list[str] | None,
        typer.Option("--target", metavar="KIND=PERCENT", help="A target for this run; can be repeated."),
    ] = None,
    json_: JsonOption = False,
) -> None:
    """Say who is served, neighbourhood by neighbourhood and group by group, and how fairly."""
    _not_both(type_, family)
    from cityplanner.cli.figures import Question, print_statistics

    question = Question(scenario, family, type_, set_ or [], group, by, target, show_targets=targets)
    print_statistics(project, question, as_json=json_)


@app.command()
def optimise(
    project: ProjectArgument,
    type_: Annotated[
        list[str], typer.Option("--type", metavar="TYPE", help="What to place; several types share one budget.")
    ],
    count: Annotated[int | None, typer.Option("--count", metavar="N", min=0, help="How many more to place.")] = None,
    budget: Annotated[
        float | None, typer.Option("--budget", metavar="MONEY", min=0, help="How much the devices may cost together.")
    ] = None,
    objective: Annotated[WhatFor, typer.Option("--objective", help="What the best plan is.")] = WhatFor.PEOPLE,
    candidates: Annotated[
        str | None,
        typer.Option(
            "--candidates",
            metavar="WHERE",
            help="Where devices could stand: a file, or grid:250, streets:100, lamps, buildings, layer:ID.",
        ),
    ] = None,
    crs: Annotated[
        str | None, typer.Option("--crs", metavar="EPSG:CODE", help="The file's system, where it does not say it.")
    ] = None,
    within: Annotated[
        Path | None, typer.Option("--within", metavar="FILE", help="Only candidates inside these polygons.")
    ] = None,
    group: Annotated[
        str | None, typer.Option("--group", metavar="GROUP", help="Count the people of this group only.")
    ] = None,
    aversion: Annotated[
        float, typer.Option("--aversion", metavar="X", help="How much inequality weighs with `equity`: 0 to about 3.")
    ] = 1.0,
    floor: Annotated[
        float | None,
        typer.Option("--floor", metavar="PERCENT", help="Least share served of every neighbourhood, or every group."),
    ] = None,
    floor_of: Annotated[FloorFor, typer.Option("--floor-of", help="Whom the floor is for.")] = FloorFor.NEIGHBOURHOODS,
    target: Annotated[
        float | None,
        typer.Option("--target", metavar="PERCENT", help="Share to be served, with `fewest` and `cheapest`."),
    ] = None,
    spacing: Annotated[
        float, typer.Option("--spacing", metavar="METRES", help="Least distance between two devices.")
    ] = 0.0,
    moves: Annotated[
        int, typer.Option("--moves", metavar="N", min=0, help="How many existing devices may be put elsewhere.")
    ] = 0,
    decay: Annotated[
        float | None,
        typer.Option("--decay", metavar="METRES", help="Service fades with distance as exp(-distance / METRES)."),
    ] = None,
    pin: Annotated[
        list[str] | None, typer.Option("--pin", metavar="CANDIDATE", help="Must be chosen; can be repeated.")
    ] = None,
    veto: Annotated[
        list[str] | None, typer.Option("--veto", metavar="CANDIDATE", help="Must not be; can be repeated.")
    ] = None,
    set_: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="TYPE.NAME=VALUE", help="Change a figure of a type for this run."),
    ] = None,
    start_from: Annotated[str, typer.Option("--from", metavar="ID", help="The scenario to start from.")] = "baseline",
    scenario: Annotated[
        str | None, typer.Option("--scenario", metavar="NAME", help="Write the proposal as a new scenario.")
    ] = None,
    seconds: Annotated[
        float | None, typer.Option("--time", metavar="SECONDS", min=0, help="How long to search at most.")
    ] = None,
    seed: Annotated[int, typer.Option("--seed", metavar="N", min=0, help="Another number, another search.")] = 0,
    prove: Annotated[bool, typer.Option("--prove", help="Go on until nothing better can exist.")] = False,
    json_: JsonOption = False,
) -> None:
    """Propose where to put the next devices, say how far from the best that is, and why each site was chosen."""
    if count is None and budget is None and objective not in (WhatFor.FEWEST, WhatFor.CHEAPEST):
        raise typer.BadParameter("give --count or --budget", param_hint="--count")
    from cityplanner.cli import optimise as command

    wish = command.Wish(
        types=type_,
        count=count,
        budget=budget,
        objective=objective.value,
        candidates=candidates,
        crs=crs,
        within=within,
        group=group,
        aversion=aversion,
        floor=_part("--floor", floor),
        floor_of=floor_of.value,
        target=_part("--target", target),
        spacing_m=spacing,
        moves=moves,
        decay_m=decay,
        pins=pin or [],
        vetoes=veto or [],
        settings=set_ or [],
        start=start_from,
        scenario=scenario,
        seconds=seconds,
        seed=seed,
        prove=prove,
    )
    command.optimise(project, wish, as_json=json_)


def _part(option: str, percent: float | None) -> float | None:
    """A share given as ``60`` or as ``0.6``."""
    if percent is not None and not 0 <= percent <= 100:
        raise typer.BadParameter("must be between 0 and 100 per cent", param_hint=option)
    return percent if percent is None or percent < 1 else percent / 100


@export_app.command("map")
def export_map(
    project: ProjectArgument,
    out: OutArgument,
    scenario: ScenarioOption = "baseline",
    family: FamilyOption = None,
    type_: TypeOption = None,
    title: Annotated[str | None, typer.Option("--title", metavar="TEXT", help="The title of the map.")] = None,
    show: Annotated[
        Shown, typer.Option("--show", metavar="WHAT", help=f"What the colours show: {', '.join(Shown)}.")
    ] = Shown.SHARE,
    bounds: Annotated[
        str | None,
        typer.Option(
            "--bounds", metavar="W,S,E,N", help="What to print, in metres of the city's map; all of it by default."
        ),
    ] = None,
    inset: Annotated[
        bool, typer.Option("--inset/--no-inset", help="Show in a corner where in the city a part of it lies.")
    ] = True,
    ranges: RangesOption = True,
) -> None:
    """Write a map to print: .png, .svg or .pdf."""
    _not_both(type_, family)
    from cityplanner.carto.neighbourhood_colours import MapMode
    from cityplanner.cli.exports import bounds_of, export, map_writer

    write = map_writer(title, MapMode(show.value), bounds_of(bounds), inset=inset, ranges=ranges)
    export(project, out, scenario, family, type_, write)


@export_app.command("table")
def export_table(
    project: ProjectArgument,
    out: OutArgument,
    scenario: ScenarioOption = "baseline",
    family: FamilyOption = None,
    type_: TypeOption = None,
) -> None:
    """Write the table of neighbourhoods: .csv, .xlsx or .gpkg."""
    _not_both(type_, family)
    from cityplanner.cli.exports import export, table_writer

    export(project, out, scenario, family, type_, table_writer)


@export_app.command("web")
def export_web(
    project: ProjectArgument,
    out: OutArgument,
    scenario: ScenarioOption = "baseline",
    family: FamilyOption = None,
    type_: TypeOption = None,
    ranges: RangesOption = True,
) -> None:
    """Write a map for a browser, in one .html file that needs no internet."""
    _not_both(type_, family)
    from cityplanner.cli.exports import export, web_writer

    export(project, out, scenario, family, type_, web_writer(ranges=ranges))


def _not_both(type_: str | None, family: str | None) -> None:
    if type_ is not None and family is not None:
        raise typer.BadParameter("give one of --type and --family", param_hint="--type")


def run() -> None:
    """Entry point of the ``cityplanner`` command and of ``python -m cityplanner``."""
    if not sys.warnoptions:
        warnings.simplefilter("ignore")
    for stream in (sys.stdout, sys.stderr):
        # A pipe or a file gets UTF-8 on every system; a terminal that cannot show a letter shows a question mark.
        if not stream.isatty():
            stream.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    app()
