"""The ``cityplanner`` command: every answer the window gives, as text or JSON.

Each command is declared in a module of ``cli.commands``; what it does is imported when it runs, so that ``--help`` is
quick.
"""

import sys
import warnings
from pathlib import Path
from typing import Annotated, Any

import typer

from cityplanner import __version__
from cityplanner.cli.command import SETTINGS, CommandGroup
from cityplanner.cli.failures import tell_and_exit
from cityplanner.i18n import set_language


class _Group(CommandGroup):
    """Commands, or a project to open in the window; errors end as one sentence and exit code 1."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        if args and args[0] not in self.commands and _is_project(args[0]):
            args = ["open", *args]
        return super().parse_args(ctx, args)

    def main(self, *args: Any, **options: Any) -> Any:
        from cityplanner.apart import reading_apart

        for sentence in self.left_out:
            typer.echo(sentence, err=True)
        try:
            with reading_apart():
                return super().main(*args, **options)
        except Exception as error:
            tell_and_exit(error)


def _is_project(argument: str) -> bool:
    return not argument.startswith("-") and (argument.endswith(".gpkg") or Path(argument).exists())


app = typer.Typer(
    name="cityplanner",
    cls=_Group,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    invoke_without_command=True,
    subcommand_metavar="[PROJECT | COMMAND [ARGS]...]",
    context_settings=SETTINGS,
)


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
