"""Carries an import plan out: a new study from it, or one edit of the study that is open."""

import logging
from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from cityplanner.errors import InputError
from cityplanner.i18n import _, ngettext
from cityplanner.intake.join import join
from cityplanner.intake.make_study import add_file, change_people, new_project
from cityplanner.intake.plan import TABLE, ImportPlan, PlanItem
from cityplanner.intake.plan_guess import error_of
from cityplanner.io.layer_roles import role as role_of
from cityplanner.io.tables.options import TableOptions, with_sheet
from cityplanner.model import (
    BASELINE,
    Change,
    City,
    CityChange,
    DeviceChange,
    Edit,
    LayerChange,
    LayerPartsChange,
    People,
    Problem,
    ProblemsChange,
    Project,
    Severity,
    Source,
)
from cityplanner.model.city_edits import confirm_deprivation
from cityplanner.people.choice import PeopleChoice, ReadOptions
from cityplanner.people.deprivation import deprivation_from_areas, looks_ranked
from cityplanner.people.from_areas import people_from_areas
from cityplanner.progress import CancelToken, Progress, no_progress
from cityplanner.reading_pause import collection_paused

_log = logging.getLogger(__name__)


@collection_paused()
def planned_project(plan: ImportPlan, progress: Progress = no_progress, cancel: CancelToken | None = None) -> Project:
    """The project that ``plan`` comes to.

    Raises :class:`InputError` where the neighbourhoods cannot be used; any other file that cannot is
    left out and told in ``Project.problems``.
    """
    if plan.problem is not None:
        raise InputError(plan.problem)
    areas = plan.of_role("neighbourhoods")[0]
    by_name: dict[str, PlanItem] = {}
    for item in plan.of_role(TABLE):
        by_name.setdefault(item.finding.path.name, item)
    tables = [(item.finding.path, item.on) for item in by_name.values()]
    reading = {name: _reading_of(item) for name, item in by_name.items()}
    people = next(iter(plan.of_role("people")), None)
    choice = PeopleChoice() if people is None else _people(people)
    progress(0.05, _reading(areas))
    options = replace(_options(areas), reading={**reading, areas.finding.path.name: _reading_of(areas)})
    told = _left_out_told(plan)
    fields = {name: item.said for name, item in by_name.items()}

    def made(people: PeopleChoice) -> Project:
        path = areas.finding.path
        return new_project(plan.name, path, options=options, tables=tables, people=people, table_fields=fields)

    try:
        project = made(choice)
    except InputError as error:
        if people is None:
            raise
        project = made(PeopleChoice())
        told.append(Problem(Severity.WARNING, people.finding.path.name, _without(error.sentence)))
        people = None
    project.problems = [*project.problems, *told, *_doubts(plan)]
    if people is not None and people.deprivation is not None and "deprivation" not in project.city.neighbourhoods:
        _take_deprivation(project, people, people.deprivation)
    given = [item.high_is_poor for item in (areas, *by_name.values()) if item.high_is_poor is not None]
    if given and given[0] != project.city.deprivation_high_is_poor:
        project.apply(confirm_deprivation(project.city, project.people, high_is_poor=given[0]))
    done = (areas, *plan.of_role("people")[:1], *by_name.values())
    rest = [item for item in plan.taken if item not in done]
    _changes(project, rest, progress, cancel)
    _credit(project, plan)
    _log.info("Made a study of %d neighbourhoods out of %d items", len(project.city.neighbourhoods), len(plan.taken))
    return project


@collection_paused()
def import_edit(
    project: Project,
    plan: ImportPlan,
    scenario_id: str = BASELINE,
    progress: Progress = no_progress,
    cancel: CancelToken | None = None,
) -> Edit:
    """The one edit that brings what ``plan`` takes into ``project``, which stays as it is.

    Raises :class:`InputError` where nothing of it can be used; a file that cannot is told among the problems.
    """
    if plan.problem is not None:
        raise InputError(plan.problem)
    trial = replace(project)
    order = {TABLE: 0, "people": 1}
    items = sorted(plan.taken, key=lambda item: order.get(item.role, 2))
    before = (project.city, project.people)
    changes = _changes(trial, items, progress, cancel, scenario_id, alone=len(items) == 1)
    if not any(not isinstance(change, ProblemsChange) for change in changes):
        raise InputError(trial.problems[-1].message if trial.problems else _("Nothing of it can be used."))
    _credit(trial, plan)
    trial.problems = [*trial.problems, *_doubts(plan)]
    return Edit(label(plan), _merged(project, trial, changes, before))


def _left_out_told(plan: ImportPlan) -> list[Problem]:
    """Files that the plan leaves out because they cannot be used, each with the reason."""
    return [
        Problem(Severity.WARNING, item.finding.path.name, _without(error))
        for item in plan.items
        if not item.taken and (error := error_of(item.finding)) is not None
    ]


def _doubts(plan: ImportPlan) -> list[Problem]:
    """What the plan took a file for without being sure where it lies."""
    return [replace(problem, where=item.finding.path.name) for item in plan.taken for problem in item.doubts]


def _without(sentence: str) -> str:
    return _("It was left out: {reason}").format(reason=sentence)


def label(plan: ImportPlan) -> str:
    """What the step is called: the file, or how many."""
    files = list(dict.fromkeys(item.finding.path.name for item in plan.taken))
    if len(files) == 1:
        return _("Add {file}").format(file=files[0])
    return ngettext("Import {count} file", "Import {count} files", len(files)).format(count=len(files))


def _people(item: PlanItem) -> PeopleChoice:
    return PeopleChoice(file=item.finding.path, options=_options(item), raster_unit=item.raster_unit)


def _take_deprivation(project: Project, item: PlanItem, column: str) -> None:
    layer, _problems = _options(item).read(item.finding.path, "people")
    project.city, found = deprivation_from_areas(project.city, layer, column)
    project.problems = [*project.problems, *found]


def _options(item: PlanItem) -> ReadOptions:
    reading = {item.finding.path.name: _reading_of(item)}
    return ReadOptions(dict(item.fields), item.crs, item.finding.layer, reading, item.swapped)


def _reading_of(item: PlanItem) -> TableOptions:
    """How to read a table: as the person said, and which sheet, where it is one of several."""
    return with_sheet(item.finding.reading, item.finding.layer)


def _reading(item: PlanItem) -> str:
    return _("Reading {file} …").format(file=item.key)


def _changes(
    project: Project,
    items: list[PlanItem],
    progress: Progress,
    cancel: CancelToken | None,
    scenario_id: str = BASELINE,
    *,
    alone: bool = False,
) -> list[Change]:
    """The changes that bring ``items`` in, one after the other; ``project`` has them when this returns."""
    changes: list[Change] = []
    for place, item in enumerate(items):
        if cancel is not None:
            cancel.raise_if_cancelled()
        progress(0.1 + 0.85 * place / len(items), _reading(item))
        try:
            edit = _edit_of(project, item, scenario_id)
        except InputError as error:
            if alone:
                raise
            problem = Problem(Severity.WARNING, item.finding.path.name, _without(error.sentence))
            edit = Edit("", (ProblemsChange(tuple(project.problems), (*project.problems, problem)),))
        project.apply(edit)
        changes += edit.changes
    return changes


def _edit_of(project: Project, item: PlanItem, scenario_id: str) -> Edit:
    if item.role == TABLE:
        return _join_edit(project, item)
    if item.role == "people":
        return change_people(project, _people(item))
    return add_file(
        project,
        item.finding.path,
        item.role,
        scenario_id=scenario_id,
        options=_options(item),
        type_id=item.type_id,
        status=item.status,
        statuses={value: state for value, state in item.statuses.items() if state is not None},
        name=None if item.role == "basemap" else item.name,
    )


def _merged(project: Project, after: Project, changes: list[Change], before: tuple[City, People]) -> tuple[Change, ...]:
    """What leads from ``project`` to ``after`` in the fewest changes: the city once, however many files altered it."""
    merged: list[Change] = []
    if after.city is not before[0] or after.people is not before[1]:
        merged.append(CityChange.between(before, (after.city, after.people)))
    known, below = {layer.id: layer for layer in project.layers}, None
    of_layers: list[Change] = []
    for layer in reversed(after.layers):
        if layer.id not in known:
            of_layers.append(LayerChange(None, layer, below))
            continue
        below = layer.id
        if layer is not known[layer.id]:
            of_layers.append(LayerPartsChange.between(known[layer.id], layer))
    merged += reversed(of_layers)
    merged += [change for change in changes if isinstance(change, DeviceChange)]
    if after.problems != project.problems:
        merged.append(ProblemsChange(tuple(project.problems), tuple(after.problems)))
    return tuple(merged)


# Tables


def _join_edit(project: Project, item: PlanItem) -> Edit:
    """A table joined to the neighbourhoods of an open study; points of people carry the groups that it brings."""
    city, people = project.city, project.people
    joined = join(city.neighbourhoods, item.finding.path, item.on, _reading_of(item), item.said)
    known = [field.name for field in role_of("neighbourhoods").groups]
    groups = (*city.groups, *(name for name in known if name in joined.frame and name not in city.groups))
    frame = joined.frame
    first = ["id", "name", "population", *groups, *(["deprivation"] if "deprivation" in frame else [])]
    frame = frame[[*first, *(column for column in frame.columns if column not in first)]]
    after = replace(city, neighbourhoods=frame, groups=groups, sources=(*city.sources, item.finding.source))
    column = joined.fields.get("deprivation")
    if "deprivation" not in city.neighbourhoods and column is not None:
        high_is_poor = not looks_ranked(column) if item.high_is_poor is None else item.high_is_poor
        after = replace(after, deprivation_high_is_poor=high_is_poor, deprivation_confirmed=False)
    counted_before = city.neighbourhoods["population"].notna().any()
    problems = (*project.problems, *joined.problems)
    if not counted_before and frame["population"].notna().any():
        people, found = people_from_areas(after)
        problems = (*problems, *found)
    elif groups != city.groups:
        people = _with_groups(people, after)
    changes = (
        CityChange.between((city, project.people), (after, people)),
        ProblemsChange(tuple(project.problems), problems),
    )
    return Edit("", changes)


def _with_groups(people: People, city: City) -> People:
    """``people`` with the groups of ``city``: a neighbourhood's people of a group live as all its residents do."""
    rows, residents = people.neighbourhood, people.weights[:, 0]
    inside = rows >= 0
    totals = np.zeros(len(city.neighbourhoods))
    np.add.at(totals, rows[inside], np.nan_to_num(residents[inside]))
    share = np.zeros(len(residents))
    np.divide(residents, totals[rows], out=share, where=inside & (totals[rows] > 0))
    weights = np.full((len(residents), 1 + len(city.groups)), np.nan)
    weights[:, 0] = residents
    for place, group in enumerate(city.groups, start=1):
        if group in people.groups:
            weights[:, place] = people.weights[:, 1 + people.groups.index(group)]
        else:
            counts = city.neighbourhoods[group].to_numpy(dtype=np.float64)
            weights[inside, place] = counts[rows[inside]] * share[inside]
    return replace(people, weights=weights, groups=city.groups)


# Where it comes from


def _credit(project: Project, plan: ImportPlan) -> None:
    """Licence and credit of the plan's sources, wherever the project names them."""
    known: Mapping[tuple[str, str], Source] = {
        (item.source.file, item.source.sha256): item.source for item in plan.taken if item.source is not None
    }

    def credited(source: Source) -> Source:
        said = known.get((source.file, source.sha256))
        return source if said is None else replace(source, licence=said.licence, credit=said.credit)

    sources = tuple(credited(source) for source in project.city.sources)
    if sources != project.city.sources:
        project.city = replace(project.city, sources=sources)
    project.layers = [
        replace(layer, source=source)
        if layer.source is not None and (source := credited(layer.source)) != layer.source
        else layer
        for layer in project.layers
    ]
