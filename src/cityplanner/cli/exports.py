"""``export``: a scenario's map, table or web map as a file to share."""

from collections.abc import Callable
from math import isfinite, nan
from pathlib import Path

import typer

from cityplanner.carto.map_stack import RANGES
from cityplanner.carto.neighbourhood_colours import MapMode
from cityplanner.carto.viewport import Bounds
from cityplanner.cli.figures import focus
from cityplanner.cli.terminal import progress_bar
from cityplanner.coverage import CoverageTable, engine_for
from cityplanner.documents.export_map import export_map
from cityplanner.documents.table_export import write_table
from cityplanner.documents.web_map import write_web_map
from cityplanner.errors import InputError
from cityplanner.facts.measured import scenario_of
from cityplanner.i18n import _
from cityplanner.io import open_project
from cityplanner.model import DeviceStatus, Project, Scenario

Write = Callable[[Project, Scenario, str, CoverageTable, Path], None]
"""Writes a file from a project, a scenario, what is measured (the id of a type or family) and its figures."""


def map_writer(
    title: str | None = None,
    mode: MapMode = MapMode.SHARE,
    bounds: Bounds | None = None,
    *,
    inset: bool = True,
    ranges: bool = True,
) -> Write:
    """Writes the map as PNG, SVG or PDF, with the neighbourhoods coloured by ``mode``; of a part with an overview.

    With ``ranges`` it has the outlines of what devices reach.
    """

    def write(project: Project, scenario: Scenario, measured: str, table: CoverageTable, out: Path) -> None:
        export_map(
            project,
            scenario.id,
            out,
            focus=measured,
            mode=mode,
            title=title,
            table=table,
            bounds=bounds,
            inset=inset,
            hidden=_hidden(ranges),
        )

    return write


def bounds_of(text: str | None) -> Bounds | None:
    """``west,south,east,north`` as numbers. Raises :class:`InputError` for what is no such box."""
    if text is None:
        return None
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        west = south = east = north = nan
    if not (isfinite(west + south + east + north) and west < east and south < north):
        raise InputError(
            _("{text} is no extent; give four numbers, west,south,east,north, in metres of the city's map.").format(
                text=text
            )
        )
    return west, south, east, north


def table_writer(project: Project, scenario: Scenario, measured: str, table: CoverageTable, out: Path) -> None:
    """Writes the neighbourhood table as CSV, Excel workbook or GeoPackage."""
    write_table(project, scenario.id, measured, table, out)


def web_writer(*, ranges: bool = True) -> Write:
    """Writes the web map as one HTML file, with ``ranges`` with the outlines of what devices reach."""

    def write(project: Project, scenario: Scenario, measured: str, table: CoverageTable, out: Path) -> None:
        write_web_map(project, scenario.id, measured, table, out, hidden=_hidden(ranges))

    return write


def _hidden(ranges: bool) -> frozenset[str]:
    return frozenset() if ranges else frozenset({RANGES})


def export(path: Path, out: Path, scenario_id: str, family: str | None, type_id: str | None, write: Write) -> None:
    """Work the figures of a project out and let ``write`` make the file ``out`` of them."""
    with progress_bar() as progress:
        project = open_project(path)
        scenario = scenario_of(project, scenario_id)
        measured = focus(project, family, type_id) or first_focus(project, scenario)
        progress(0.2, _("Working out who is served …"))
        engine = engine_for(project, scenario)
        table = engine.table(measured, area=True)
        progress(0.6, _("Writing {file} …").format(file=out.name))
        write(project, scenario, measured, table, out)
    typer.echo(_("{file} was written.").format(file=out))


def first_focus(project: Project, scenario: Scenario) -> str:
    """The first type of the catalogue that the scenario has devices of, or the first of all."""
    present = {device.type_id for device in scenario.devices.values() if device.status is not DeviceStatus.RETIRED}
    return next((id_ for id_ in project.device_types if id_ in present), next(iter(project.device_types)))
