"""``types`` and ``stats``: the catalogue, and who is served."""

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import typer

from cityplanner.cli.terminal import print_json, progress_bar
from cityplanner.coverage.catalogue import catalogue_problems, load_catalogue
from cityplanner.coverage.words import figures_in_words
from cityplanner.errors import InputError
from cityplanner.facts.focus import Focus
from cityplanner.facts.statistics import problem_dict, study_statistics, to_json_dict
from cityplanner.facts.text_table import problems_text, statistics_text, text_columns
from cityplanner.i18n import _, format_number
from cityplanner.io.project.project_file import open_project
from cityplanner.model import DeviceType, Family, Project, Target, TargetKind


def print_types(*, as_json: bool) -> None:
    """The catalogue that comes with the program."""
    types, problems = load_catalogue(), catalogue_problems()
    if as_json:
        print_json(
            {
                "types": [_definition(item) for item in types.values()],
                "problems": [problem_dict(one) for one in problems],
            }
        )
        return
    rows = [
        [
            item.id,
            item.family.value,
            item.name,
            figures_in_words(item) or item.coverage.model,
            "–" if item.cost_usd is None else format_number(item.cost_usd),
        ]
        for item in types.values()
    ]
    typer.echo(text_columns([_("type"), _("family"), _("name"), _("coverage"), _("cost in US$")], rows, left=4))
    if problems:
        typer.echo(f"\n{problems_text(problems)}")


def _definition(item: DeviceType) -> dict[str, object]:
    coverage = {**asdict(item.coverage), "parameters": dict(item.coverage.parameters)}
    return {**asdict(item), "coverage": coverage, "sources": dict(item.sources)}


@dataclass(frozen=True, slots=True)
class Question:
    """What ``stats`` is asked; see its options."""

    scenario: str
    family: str | None = None
    type_id: str | None = None
    settings: Sequence[str] = ()
    group: str | None = None
    by: str | None = None
    targets: Sequence[str] | None = None
    """None for the project's own."""
    show_targets: bool = False


def print_statistics(path: Path, question: Question, *, as_json: bool) -> None:
    """Who is served in a project's scenario."""
    overrides = dict(setting(text) for text in question.settings)
    targets = None if question.targets is None else [_target(text) for text in question.targets]
    with progress_bar() as progress:
        project = open_project(path)
        asked = focus(project, question.family, question.type_id)
        statistics = study_statistics(
            project,
            question.scenario,
            types=None if asked is None else asked.id,
            overrides=overrides,
            group=question.group,
            by=question.by,
            targets=targets,
            progress=progress,
        )
    if as_json:
        print_json(to_json_dict(statistics))
    else:
        typer.echo(statistics_text(statistics, targets=question.show_targets or targets is not None))


def _target(text: str) -> Target:
    """``neighbourhood-floor=60`` or ``group-of-city:age_0_14=100``, in per cent."""
    what, _equals, value = text.partition("=")
    kind, _colon, group = what.partition(":")
    try:
        number = float(value)
        target = Target(TargetKind(kind), number / 100, group)
    except ValueError:
        number, target = math.nan, None
    if target is None or not 0 <= number <= 1000 or (target.kind is TargetKind.GROUP_OF_CITY) != bool(group):
        raise InputError(
            _(
                "--target {text} must be KIND=PERCENT, such as neighbourhood-floor=60 or "
                "group-of-city:age_65_plus=100; the kinds are: {kinds}."
            ).format(text=text, kinds=", ".join(TargetKind))
        )
    return target


def setting(text: str) -> tuple[str, str]:
    """``TYPE.NAME`` and ``VALUE`` of a ``--set``."""
    name, equals, value = text.partition("=")
    if not (name and equals and value):
        raise InputError(_("--set {text} must be TYPE.NAME=VALUE, such as siren.range_m=800.").format(text=text))
    return name, value


def focus(project: Project, family: str | None, type_id: str | None) -> Focus | None:
    """The type or the family that was asked for. Raises :class:`InputError` where the project lacks it."""
    if type_id is not None and type_id not in project.device_types:
        raise InputError(
            _("There is no device type {type}; the project has: {known}.").format(
                type=type_id, known=", ".join(project.device_types)
            )
        )
    if family is not None and family not in list(Family):
        raise InputError(
            _("There is no family {family}; use one of: {known}.").format(family=family, known=", ".join(Family))
        )
    asked = type_id or family
    return None if asked is None else Focus.named(asked, project.device_types)
