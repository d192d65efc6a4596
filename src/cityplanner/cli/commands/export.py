"""``export``: a scenario's documents, each as a command of its own with its options."""

from pathlib import Path
from typing import Any

import typer

from cityplanner.cli.command import SETTINGS, CliCommand
from cityplanner.cli.options import FamilyOption, OutArgument, ProjectArgument, ScenarioOption, TypeOption, not_both

_WORDS = "Write a map, a table or a web map to share."


def _commands() -> typer.Typer:
    from cityplanner.documents.exporter import exporters

    found = exporters()
    for sentence in found.left_out:
        typer.echo(sentence, err=True)
    group = typer.Typer(
        name="export",
        help=_WORDS,
        add_completion=False,
        rich_markup_mode=None,
        no_args_is_help=True,
        context_settings=SETTINGS,
    )
    # A group even of a single command.
    group.callback()(lambda: None)
    for exporter in found.items:
        group.command(exporter.id)(_command(exporter))
    return group


def _command(exporter: Any) -> Any:
    from cityplanner.cli.parameters import with_options

    def export(
        project: ProjectArgument,
        out: OutArgument,
        scenario: ScenarioOption = "baseline",
        family: FamilyOption = None,
        type_: TypeOption = None,
        **values: Any,
    ) -> None:
        not_both(type_, family)
        from cityplanner.cli.exports import export

        export(exporter, project, Path(out), scenario, family, type_, values)

    export.__doc__ = exporter.words
    return with_options(export, {option.name.replace("-", "_"): option for option in exporter.options})


COMMAND = CliCommand("export", late=_commands, words=_WORDS, rank=10)
