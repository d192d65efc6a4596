"""``optimise``: where to put the next devices. What can be asked is declared with ``siting.Request``."""

from pathlib import Path
from typing import Annotated, Any

import typer

from cityplanner.cli.command import SETTINGS, CliCommand
from cityplanner.cli.options import JsonOption, ProjectArgument

_WORDS = "Propose where to put the next devices, say how far from the best that is, and why each site was chosen."


def optimise(
    project: ProjectArgument,
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
    **asked: Any,
) -> None:
    from cityplanner.cli import optimise as command
    from cityplanner.siting import Request

    request = Request(**asked)
    if request.count is None and request.budget is None and not request.objective.has_target:
        raise typer.BadParameter("give --count or --budget", param_hint="--count")
    run = command.Run(candidates, crs, within, set_ or [], start_from, scenario, seconds, seed, prove)
    command.optimise(project, request, run, as_json=json_)


def _command() -> typer.Typer:
    from cityplanner.cli.parameters import with_options
    from cityplanner.option import options_of
    from cityplanner.siting import Request

    optimise.__doc__ = _WORDS
    app = typer.Typer(add_completion=False, rich_markup_mode=None, context_settings=SETTINGS)
    app.command("optimise")(with_options(optimise, options_of(Request), "project"))
    return app


COMMAND = CliCommand("optimise", late=_command, words=_WORDS, rank=9)
