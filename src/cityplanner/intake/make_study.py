"""From files to a study: what a new project and an added file come to, in the window and on the command line alike."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import numpy as np

from cityplanner.coverage.catalogue import load_catalogue
from cityplanner.errors import InputError
from cityplanner.i18n import _, format_number, ngettext
from cityplanner.intake.build_city import build_city
from cityplanner.intake.devices import devices_from_layer
from cityplanner.io import read_layer
from cityplanner.io.features.place_in_city import layer_for_city, set_boundary
from cityplanner.io.layer_roles import role as role_of
from cityplanner.io.osm.extract import BASE_MAP, is_osm
from cityplanner.io.raster.raster import describe_raster, is_raster, raster_layer
from cityplanner.model import (
    BASELINE,
    Change,
    CityChange,
    DeviceChange,
    DeviceStatus,
    Edit,
    Layer,
    LayerChange,
    Problem,
    ProblemsChange,
    Project,
    Severity,
)
from cityplanner.model.layer_edits import between_groups, layer_at
from cityplanner.people.choice import PeopleChoice, ReadOptions, Spread, place_people
from cityplanner.progress import CancelToken, Progress, no_progress

__all__ = ["PeopleChoice", "ReadOptions", "add_file", "change_people", "new_project", "summary"]


def new_project(
    name: str,
    neighbourhoods: Path,
    *,
    options: ReadOptions | None = None,
    tables: Sequence[tuple[Path, str | None]] = (),
    people: PeopleChoice | Spread = "areas",
    crs: str | None = None,
    table_fields: Mapping[str, Mapping[str, str]] = MappingProxyType({}),
) -> Project:
    """A project from a file of neighbourhoods and any tables to join to them (path, and the column to join on).

    ``table_fields`` (name of a table's file -> field -> column) says which columns of the tables are meant, ``people``
    where the residents are put, or which file says who lives where.
    Raises :class:`InputError` where a file cannot be used; what could be mended is in ``Project.problems``.
    """
    options = options or ReadOptions()
    layer, problems = options.read(neighbourhoods, "neighbourhoods")
    choice = people if isinstance(people, PeopleChoice) else PeopleChoice(people)
    city, more = build_city(
        name,
        layer,
        tables=list(tables),
        crs=crs,
        counted_elsewhere=choice.file is not None,
        reading=options.reading,
        table_fields=table_fields,
    )
    city, demand, of_people = place_people(city, choice)
    return Project(city=city, people=demand, device_types=load_catalogue(), problems=[*problems, *more, *of_people])


def change_people(
    project: Project, choice: PeopleChoice, progress: Progress = no_progress, cancel: CancelToken | None = None
) -> Edit:
    """The edit that puts the residents of ``project`` where ``choice`` says, with the counts and problems that come
    with it. Raises :class:`InputError` where a file cannot be used.
    """
    city, people, problems = place_people(project.city, choice, project.layers, progress, cancel)
    found = (*project.problems, *(problem for problem in problems if problem not in project.problems))
    changes: tuple[Change, ...] = (
        CityChange.between((project.city, project.people), (city, people)),
        ProblemsChange(tuple(project.problems), found),
    )
    label = _("Change where people live") if choice.file is None else _("Add {file}").format(file=choice.file.name)
    return Edit(label, changes)


def add_file(
    project: Project,
    path: Path,
    role: str,
    *,
    scenario_id: str = BASELINE,
    options: ReadOptions | None = None,
    type_id: str | None = None,
    status: DeviceStatus | None = None,
    statuses: Mapping[str, DeviceStatus] | None = None,
    name: str | None = None,
) -> Edit:
    """The edit that brings the file at ``path`` into ``project`` as ``role``, its problems included.

    The boundary and the people replace those that were there; devices (of type ``type_id``) join the scenario; any
    other role becomes a layer. ``status`` is that of all devices, unless ``options`` name a column for it, which
    then goes before; None is what the file says, else existing. ``statuses`` says how cells of that column are
    read. Raises :class:`InputError` where the file cannot be used.
    """
    options = options or ReadOptions()
    if role == "neighbourhoods":
        raise InputError(_("Neighbourhoods cannot be added to a project; make a new project from them."))
    if role == "people":
        return change_people(project, PeopleChoice(file=path, options=options))
    if is_raster(path):
        _role, _crs, damage = describe_raster(path)
        raster = raster_layer(path, role, project.city)
        changes, _none = _layer(project, raster, name)
        told = [replace(problem, where=name or raster.name) for problem in damage]
        changes.append(ProblemsChange(tuple(project.problems), (*project.problems, *told)))
        return Edit(_("Add {file}").format(file=path.name), tuple(changes))
    if role == "basemap" and is_osm(path):
        return _base_map(project, path)
    if role == "devices" and status is not None:
        options = replace(options, fields={"status": "", **options.fields})
    layer, problems = options.read(path, role, type_id)
    if role == "boundary":
        changes, more = _boundary(project, layer)
    elif role == "devices":
        changes, more = _devices(project, scenario_id, layer, type_id, status, statuses or {})
    else:
        changes, more = _layer(project, layer, name)
    found = (*project.problems, *problems, *more)
    changes.append(ProblemsChange(tuple(project.problems), found))
    return Edit(_("Add {file}").format(file=path.name), tuple(changes))


def _base_map(project: Project, path: Path) -> Edit:
    """The layers of an extract of OpenStreetMap that make a map to lay coverage over."""
    trial, problems = replace(project), list(project.problems)
    changes: list[Change] = []
    for role in BASE_MAP:
        try:
            layer, found = read_layer(path, role)
            # Of what the role "context" holds elsewhere, a base map takes the railways.
            name = _("Railways") if role == "context" else role_of(role).title
            added, more = _layer(trial, layer, name)
        except InputError as error:
            problems.append(Problem(Severity.INFO, path.name, error.sentence))
            continue
        problems += [*found, *more]
        trial.apply(Edit("", tuple(added)))
        changes += added
    if not changes:
        raise InputError(_("{file} holds nothing that a base map could be made of.").format(file=path.name))
    changes.append(ProblemsChange(tuple(project.problems), tuple(problems)))
    return Edit(_("Add {file}").format(file=path.name), tuple(changes))


def _boundary(project: Project, layer: Layer) -> tuple[list[Change], list[Problem]]:
    city, problems = set_boundary(project.city, layer)
    return [CityChange.between((project.city, project.people), (city, project.people))], problems


def _devices(
    project: Project,
    scenario_id: str,
    layer: Layer,
    type_id: str | None,
    status: DeviceStatus | None,
    statuses: Mapping[str, DeviceStatus],
) -> tuple[list[Change], list[Problem]]:
    if type_id is None:
        raise InputError(_("Say which type of device the file holds (in a terminal: --type public-wifi-access-point)."))
    if type_id not in project.device_types:
        raise InputError(
            _("There is no device type {type}; the catalogue has: {types}.").format(
                type=type_id, types=", ".join(project.device_types)
            )
        )
    if scenario_id not in project.scenarios:
        raise InputError(
            _("There is no scenario {scenario}; the project has: {scenarios}.").format(
                scenario=scenario_id, scenarios=", ".join(project.scenarios)
            )
        )
    existing = set(project.scenarios[scenario_id].devices)
    devices, problems = devices_from_layer(
        layer, project.city, type_id, status or DeviceStatus.EXISTING, existing, statuses
    )
    changes: list[Change] = [DeviceChange(scenario_id, None, device) for device in devices]
    if layer.source is not None:
        city = replace(project.city, sources=(*project.city.sources, layer.source))
        changes.append(CityChange.between((project.city, project.people), (city, project.people)))
    return changes, problems


def _layer(project: Project, layer: Layer, name: str | None) -> tuple[list[Change], list[Problem]]:
    placed, problems = layer_for_city(layer, project.city)
    taken = {other.id for other in project.layers}
    id_, number = placed.id, 2
    while id_ in taken:
        id_, number = f"{placed.id}-{number}", number + 1
    final = replace(placed, id=id_, name=name or placed.name)
    return [layer_at(project.layers, final, _place(project, final))], problems


def _place(project: Project, layer: Layer) -> int:
    """Above all layers whose role belongs lower, so that streets do not vanish under buildings."""
    from cityplanner.io.layer_roles import load_roles

    roles = load_roles()

    def order(role: str) -> int:
        value = roles[role].style.get("order", 0)
        return value if isinstance(value, int) else 0

    below = [index for index, other in enumerate(project.layers) if order(other.role) <= order(layer.role)]
    return between_groups(project.layers, below[-1] + 1 if below else 0)


def summary(edit: Edit) -> str:
    """What an edit of :func:`add_file` brought, in a sentence."""
    devices = sum(isinstance(change, DeviceChange) for change in edit.changes)
    if devices:
        return ngettext("{count} device was added.", "{count} devices were added.", devices).format(count=devices)
    layers = [change.after for change in edit.changes if isinstance(change, LayerChange) and change.after is not None]
    if any(layer.raster is not None for layer in layers):
        return _("The raster was added; it stays beside the project.")
    people = next((change for change in edit.changes if isinstance(change, CityChange)), None)
    if people is not None and "people" in people.after:
        placed = people.after["people"]
        residents = float(np.nansum(placed.weights[:, 0]))
        text = _("{residents} residents: {method}")
        return text.format(residents=format_number(residents), method=placed.method)
    if layers:
        count = sum(len(layer.frame) for layer in layers)
        text = ngettext("{count} feature was added.", "{count} features were added.", count)
        return text.format(count=format_number(count))
    return _("The file was added.")
