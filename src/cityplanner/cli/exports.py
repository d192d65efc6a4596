"""``export``: a scenario's map, table or web map as a file to share."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import typer

from cityplanner.cli.figures import focus
from cityplanner.cli.terminal import progress_bar
from cityplanner.documents.exporter import Exporter, hand_over
from cityplanner.facts.focus import first_focus
from cityplanner.facts.measured import scenario_of
from cityplanner.i18n import _
from cityplanner.io import open_project


def export(
    exporter: Exporter,
    path: Path,
    out: Path,
    scenario_id: str,
    family: str | None,
    type_id: str | None,
    values: Mapping[str, Any],
) -> None:
    """Work the figures of the project at ``path`` out and write the document ``out`` about them."""
    with progress_bar() as progress:
        project = open_project(path)
        scenario = scenario_of(project, scenario_id)
        measured = focus(project, family, type_id) or first_focus(project, scenario)
        hand_over(exporter, project, scenario.id, measured, out, values, progress)
    typer.echo(_("{file} was written.").format(file=out))
