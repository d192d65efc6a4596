"""``types`` and ``stats``: the catalogue, and who is served."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import typer

from cityplanner.cli.terminal import print_json, progress_bar
from cityplanner.errors import InputError
from cityplanner.i18n import _, format_number
from cityplanner.io.catalogue import load_catalogue
from cityplanner.io.project_file import open_project
from cityplanner.model import DeviceType, Family, Project
from cityplanner.report.statistics import study_statistics, to_json_dict
from cityplanner.report.text_table import statistics_text, text_columns


def print_types(*, as_json: bool) -> None:
    """The catalogue that comes with the program."""
    types = load_catalogue()
    if as_json:
        print_json({"types": [_definition(item) for item in types.values()]})
        return
    rows = [
        [
            item.id,
            item.family.value,
            item.name,
            _("{metres} m").format(metres=format_number(item.coverage.parameters["range_m"]))
            if "range_m" in item.coverage.parameters
            else item.coverage.model,
            "–" if item.cost_usd is None else format_number(item.cost_usd),
        ]
        for item in types.values()
    ]
    typer.echo(text_columns([_("type"), _("family"), _("name"), _("range"), _("cost in US$")], rows, left=3))


def _definition(item: DeviceType) -> dict[str, object]:
    coverage = {**asdict(item.coverage), "parameters": dict(item.coverage.parameters)}
    return {**asdict(item), "coverage": coverage, "sources": dict(item.sources)}


def print_statistics(
    path: Path, scenario: str, family: str | None, type_id: str | None, settings: Sequence[str], *, as_json: bool
) -> None:
    """Who is served in a project's scenario."""
    overrides = dict(_setting(text) for text in settings)
    with progress_bar() as progress:
        project = open_project(path)
        statistics = study_statistics(
            project, scenario, types=focus(project, family, type_id), overrides=overrides, progress=progress
        )
    if as_json:
        print_json(to_json_dict(statistics))
    else:
        typer.echo(statistics_text(statistics))


def _setting(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not (name and equals and value):
        raise InputError(_("--set {text} must be TYPE.NAME=VALUE, such as siren.range_m=800.").format(text=text))
    return name, value


def focus(project: Project, family: str | None, type_id: str | None) -> str | None:
    """The id of the type or the family that was asked for. Raises :class:`InputError` where the project lacks it."""
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
    return type_id or family
