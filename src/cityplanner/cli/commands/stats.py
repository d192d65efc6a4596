"""``stats``: who is served."""

from typing import Annotated

import typer

from cityplanner.cli.command import CliCommand
from cityplanner.cli.options import FamilyOption, JsonOption, ProjectArgument, ScenarioOption, TypeOption, not_both


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
    not_both(type_, family)
    from cityplanner.cli.figures import Question, print_statistics

    question = Question(scenario, family, type_, set_ or [], group, by, target, show_targets=targets)
    print_statistics(project, question, as_json=json_)


COMMAND = CliCommand("stats", stats, rank=8)
