"""``new`` and ``add``: from files to a project file."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import cast, get_args

import numpy as np
import typer

from cityplanner.cli.plans import project_from
from cityplanner.cli.terminal import progress_bar
from cityplanner.errors import InputError, ProjectError
from cityplanner.facts.text_table import problems_text
from cityplanner.i18n import _, format_number, ngettext
from cityplanner.intake import make_study as intake
from cityplanner.intake.describe_file import describe_file
from cityplanner.intake.field_choices import fields_by_file
from cityplanner.io import open_project, save_project
from cityplanner.io.features.device_status import cell_text
from cityplanner.io.raster.people_raster import RasterUnit
from cityplanner.io.tables.options import TableChoices, options_for, table_choices
from cityplanner.model import DeviceStatus, History, Problem, Project, Severity
from cityplanner.model.city_edits import confirm_deprivation
from cityplanner.people.choice import Counts, Spread


def make_project(
    path: Path,
    name: str,
    neighbourhoods: Path,
    joins: Sequence[tuple[Path, str]],
    fields: Sequence[str],
    people: intake.PeopleChoice,
    crs: str | None,
    layer: str | None,
    high_is_poor: bool | None = None,
    reading: Sequence[str] = (),
    *,
    swapped: bool = False,
    force: bool,
) -> None:
    """Make a project from files and save it; a project that is there already is replaced only by ``force``.

    ``high_is_poor`` says which way the figures of deprivation run, where the person knows it.
    """
    _check_target(path, force=force)
    with progress_bar() as progress:
        progress(0.1, _("Reading {file} …").format(file=neighbourhoods.name))
        read = table_choices(reading)
        _check_named(read, [neighbourhoods, *(table for table, _on in joins), people.file, people.buildings])
        project = _read_project(name, neighbourhoods, joins, _pairs(fields), people, crs, layer, read, swapped=swapped)
        if high_is_poor is not None:
            if "deprivation" not in project.city.neighbourhoods:
                raise InputError(_("--deprivation says how to read a field that the neighbourhoods do not have."))
            project.apply(confirm_deprivation(project.city, project.people, high_is_poor=high_is_poor))
        progress(0.8, _("Writing {file} …").format(file=path.name))
        save_project(project, path)
    _tell_study(path, project)


def make_project_from(
    path: Path,
    name: str | None,
    paths: Sequence[Path],
    answers: Sequence[str],
    reading: Sequence[str] = (),
    *,
    force: bool,
) -> None:
    """Make a project from folders and files as they are, with what ``answers`` say better; see :func:`make_project`."""
    _check_target(path, force=force)
    project = project_from(paths, name, answers, reading)
    save_project(project, path)
    _tell_study(path, project)


def _check_named(choices: TableChoices, paths: Sequence[Path | None]) -> None:
    """Raise :class:`InputError` where ``choices`` say how to read a file that is none of ``paths``."""
    names = [path.name for path in paths if path is not None]
    for file in choices:
        if file and file not in names:
            message = _("--read {file} names none of the files that are read: {files}.")
            raise InputError(message.format(file=file, files=", ".join(names)))


def _check_target(path: Path, *, force: bool) -> None:
    if path.suffix.lower() != ".gpkg":
        raise ProjectError(_("{file} must end in .gpkg to be a project file.").format(file=path.name))
    if path.exists() and not force:
        raise ProjectError(
            _("{file} is there already; choose another name, or give --force to replace it.").format(file=path.name)
        )


def _tell_study(path: Path, project: Project) -> None:
    count = len(project.city.neighbourhoods)
    residents = np.nansum(project.people.weights[:, 0])
    if np.isnan(project.people.weights[:, 0]).all():
        sentence = ngettext(
            "{file}: {name}, {count} neighbourhood; how many people live there is not known.",
            "{file}: {name}, {count} neighbourhoods; how many people live there is not known.",
            count,
        )
    else:
        sentence = ngettext(
            "{file}: {name}, {count} neighbourhood with {residents} residents.",
            "{file}: {name}, {count} neighbourhoods with {residents} residents.",
            count,
        )
    _tell(
        sentence.format(
            file=path.name, name=project.city.name, count=format_number(count), residents=format_number(residents)
        ),
        project.problems,
    )


def _read_project(
    name: str,
    neighbourhoods: Path,
    joins: Sequence[tuple[Path, str]],
    fields: Mapping[str, str],
    people: intake.PeopleChoice,
    crs: str | None,
    layer: str | None,
    reading: TableChoices,
    *,
    swapped: bool = False,
) -> Project:
    """``crs`` is the system that the city is measured in, or that of the file, where the file does not say its own."""
    tables = [(table, column or None) for table, column in joins]
    own, of_tables = fields_by_file(fields, neighbourhoods, layer, [table for table, _on in joins], reading)

    def read(of_file: str | None, of_city: str | None) -> Project:
        options = intake.ReadOptions(own, of_file, layer, reading, swapped)
        return intake.new_project(
            name,
            neighbourhoods,
            options=options,
            tables=tables,
            people=people,
            crs=of_city,
            table_fields=of_tables,
        )

    try:
        return read(None, crs)
    except InputError:
        if crs is None:
            raise
        described = describe_file(neighbourhoods, layer=layer, reading=options_for(reading, neighbourhoods))
        # It says no system, or its coordinates cannot be in the one that it says.
        if described.crs is not None and not any(one.severity is Severity.ERROR for one in described.problems):
            raise
        return read(crs, None)


def add_to_project(
    path: Path,
    file: Path,
    role: str,
    type_id: str | None,
    status: Sequence[str],
    scenario: str,
    fields: Sequence[str],
    layer: str | None,
    crs: str | None,
    reading: Sequence[str] = (),
    *,
    swapped: bool = False,
) -> None:
    """Bring a file into a project and save it.

    ``status`` is that of all devices, or says with ``CELL=STATUS`` how a cell of the file's column of states is read.
    """
    of_all, of_cells = _statuses(status)
    with progress_bar() as progress:
        progress(0.1, _("Reading {file} …").format(file=path.name))
        project = open_project(path)
        known = len(project.problems)
        progress(0.4, _("Reading {file} …").format(file=file.name))
        edit = intake.add_file(
            project,
            file,
            role,
            scenario_id=scenario,
            options=intake.ReadOptions(_pairs(fields), crs, layer, table_choices(reading), swapped),
            type_id=type_id,
            status=of_all,
            statuses=of_cells,
        )
        History(project).do(edit)
        progress(0.8, _("Writing {file} …").format(file=path.name))
        save_project(project, path)
    _tell(f"{file.name}: {intake.summary(edit)}", project.problems[known:])


def _statuses(said: Sequence[str]) -> tuple[DeviceStatus | None, dict[str, DeviceStatus]]:
    of_all, of_cells = None, {}
    for text in said:
        cell, _equals, status = text.rpartition("=")
        if status not in list(DeviceStatus):
            raise typer.BadParameter(f"one of: {', '.join(DeviceStatus)}", param_hint="--status")
        if cell:
            of_cells[cell_text(cell)] = DeviceStatus(status)
        else:
            of_all = DeviceStatus(status)
    return of_all, of_cells


def change_people(path: Path, choice: intake.PeopleChoice) -> None:
    """Put a project's residents where ``choice`` says, and save it."""
    with progress_bar() as progress:
        progress(0.1, _("Reading {file} …").format(file=path.name))
        project = open_project(path)
        known = len(project.problems)
        progress(0.4, _("Placing residents …"))
        edit = intake.change_people(project, choice)
        History(project).do(edit)
        progress(0.8, _("Writing {file} …").format(file=path.name))
        save_project(project, path)
    _tell(intake.summary(edit), project.problems[known:])


def people_choice(
    where: str,
    buildings: Path | None,
    counts: str | None,
    raster_unit: str | None,
    fields: Sequence[str] = (),
    layer: str | None = None,
    crs: str | None = None,
    reading: Sequence[str] = (),
) -> intake.PeopleChoice:
    """What ``--people`` and the options beside it mean: one of three words, or a file."""
    words = get_args(Spread)
    spread = where if where in words else "areas"
    file = None if where in words else Path(where)
    if file is not None and not file.suffix and not file.exists():
        raise typer.BadParameter(f"{where} is no file and none of: {', '.join(words)}", param_hint="--people")
    return intake.PeopleChoice(
        cast(Spread, "buildings" if buildings is not None else spread),
        file,
        intake.ReadOptions(_pairs(fields), crs, layer, table_choices(reading)),
        buildings,
        cast(Counts | None, counts),
        cast(RasterUnit | None, raster_unit),
    )


def _pairs(fields: Sequence[str]) -> dict[str, str]:
    pairs = {}
    for field in fields:
        name, equals, column = field.partition("=")
        if not (name and equals and column):
            raise InputError(_("--field {field} must be NAME=COLUMN, such as id=code.").format(field=field))
        pairs[name] = column
    return pairs


def _tell(sentence: str, problems: Sequence[Problem]) -> None:
    typer.echo(sentence)
    if problems:
        typer.echo(problems_text(problems))
