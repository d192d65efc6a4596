"""The figures of a study, as one answer: who is served, how fairly, and what to know about the data."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from cityplanner.coverage import CoverageTable, Engine, engine_for
from cityplanner.coverage.catalogue import override
from cityplanner.coverage.demands import DEMANDS, GROUND, RESIDENTS
from cityplanner.coverage.engine import types_of
from cityplanner.coverage.models import coverage_models
from cityplanner.coverage.words import fallback_of
from cityplanner.equity import EquityProfile, TheilDecomposition, equity_basis, equity_profile
from cityplanner.equity.breakdown import Breakdown, breakdown
from cityplanner.equity.priority import deprivation_weight, priority_score
from cityplanner.equity.targets import TargetResult, target_outcome, target_results, target_title
from cityplanner.facts.focus import Focus
from cityplanner.facts.measured import scenario_of
from cityplanner.facts.people_origin import PeopleOrigin, origin_dict, people_origin
from cityplanner.i18n import _, ngettext
from cityplanner.model import DeviceStatus, DeviceType, Family, Problem, Project, Scenario, Severity, Target
from cityplanner.people.groups import group_column, group_label
from cityplanner.progress import CancelToken, Progress, no_progress


@dataclass(frozen=True, eq=False, slots=True)
class DemandServed:
    """``total`` and ``served`` (n,) of a demand in its ``unit``, a neighbourhood each; NaN where it is not known."""

    unit: str
    total: npt.NDArray[np.float64]
    served: npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False, slots=True)
class ServiceStatistics:
    """Who is served by the devices of one type, or by all of a family where ``type_id`` is None.

    ``equity`` is that of the people of ``group``, or of all residents where it is None; ``priority`` (n,) says where
    the next device is needed most.
    """

    type_id: str | None
    family: Family
    title: str
    table: CoverageTable
    group: str | None
    equity: EquityProfile
    targets: tuple[TargetResult, ...]
    priority: npt.NDArray[np.float64]
    by: Breakdown | None
    model: str
    """The id of the coverage model; those of a family's types with commas."""
    fallback: str | None
    """What the model does without layers that it would look at, in sentences; None where none is lacking."""
    demands: Mapping[str, DemandServed]


@dataclass(frozen=True, eq=False, slots=True)
class Statistics:
    """The answer for one scenario. ``problems`` are the project's and those of this answer."""

    project: str
    scenario: str
    crs: str
    people: PeopleOrigin
    results: tuple[ServiceStatistics, ...]
    problems: tuple[Problem, ...]


def study_statistics(
    project: Project,
    scenario_id: str,
    *,
    types: str | None = None,
    overrides: Mapping[str, str] | None = None,
    group: str | None = None,
    by: str | None = None,
    targets: Sequence[Target] | None = None,
    progress: Progress = no_progress,
    cancel: CancelToken | None = None,
) -> Statistics:
    """Figures of a scenario: of every type that has devices, or of the type or family whose id is ``types``.

    A family of which several types have devices, or none, is answered as a whole too: people count as served by any of
    its devices. ``overrides`` (``{"siren.range_m": "800"}``) hold for this answer only. ``group`` measures fairness
    among the people of that group; ``by`` is a field of the neighbourhoods by which they are put together; ``targets``
    stand in for the project's. Raises :class:`InputError` for an unknown scenario, type, family, override, group or
    field.
    """
    scenario = scenario_of(project, scenario_id)
    catalogue = override(project.device_types, overrides or {})
    present = {device.type_id for device in scenario.devices.values() if device.status is not DeviceStatus.RETIRED}
    wanted = list(catalogue) if types is None else list(types_of(types, catalogue))
    asked = [id_ for id_ in wanted if id_ in present or id_ == types]
    if types is not None and types not in catalogue and len(asked) != 1:
        asked.append(types)
    column = group_column(project.people.groups, group)
    engine = engine_for(project, scenario, catalogue)
    results = []
    for done, id_ in enumerate(asked):
        focus = Focus.named(id_, catalogue)
        title = focus.name(catalogue)
        progress(done / len(asked), _("Working out who is served: {what} …").format(what=title))
        table = engine.table(id_, area=True, cancel=cancel)
        everybody = equity_profile(table, equity_basis(project.city, table.people))
        results.append(
            ServiceStatistics(
                type_id=id_ if id_ in catalogue else None,
                family=focus.family(catalogue),
                title=title,
                table=table,
                group=group,
                equity=equity_profile(table, equity_basis(project.city, table.people, column)) if column else everybody,
                targets=tuple(target_results(table, everybody, project.targets if targets is None else targets)),
                priority=priority_score(
                    table.people[:, 0], table.share, deprivation_weight(project.city, table.people[:, 0])
                ),
                by=None if by is None else breakdown(table, project.city, by, column),
                model=", ".join(dict.fromkeys(catalogue[one].coverage.model for one in types_of(id_, catalogue))),
                fallback=_fallback(project, [catalogue[one] for one in types_of(id_, catalogue)]),
                demands=_demands(engine, id_, table),
            )
        )
    progress(1.0, _("Done."))
    failures = [
        Problem(Severity.WARNING, result.title, sentence) for result in results for sentence in _why_not(result)
    ]
    problems = [
        *project.problems,
        *_direction(project),
        *_problems(scenario, catalogue, wanted, present, types),
        *failures,
    ]
    origin = people_origin(project)
    return Statistics(project.city.name, scenario.id, project.city.crs, origin, tuple(results), tuple(problems))


def _why_not(result: ServiceStatistics) -> list[str]:
    return [result.table.why_not] if result.table.why_not else []


def _fallback(project: Project, types: Sequence[DeviceType]) -> str | None:
    models = coverage_models()
    known = {item.coverage.model: models[item.coverage.model] for item in types if item.coverage.model in models}
    told = [fallback_of(model, project.layers) for model in known.values()]
    return " ".join(sentence for sentence in told if sentence) or None


def _demands(engine: Engine, focus: str, table: CoverageTable) -> dict[str, DemandServed]:
    """Every demand, the ground by geometry as the table has it."""
    told = {}
    for name, kind in DEMANDS.items():
        absent = np.full(len(table.ids), np.nan)
        if name == RESIDENTS:
            total, served = table.people[:, 0], table.served[:, 0]
        elif name == GROUND:
            total, served = table.area_m2, absent if table.area_served_m2 is None else table.area_served_m2
        else:
            total, served = engine.demand_served(name, focus)
        told[name] = DemandServed(kind.unit, total, served)
    return told


def _direction(project: Project) -> list[Problem]:
    """Told while nobody has confirmed which way deprivation runs: the wrong way is the commonest error of all."""
    city = project.city
    if "deprivation" not in city.neighbourhoods or city.deprivation_confirmed:
        return []
    if city.deprivation_high_is_poor:
        message = _("High figures of deprivation are taken to mean poor; nobody has confirmed it on the map yet.")
    else:
        message = _("Low figures of deprivation are taken to mean poor; nobody has confirmed it on the map yet.")
    return [Problem(Severity.INFO, _("deprivation"), message)]


def _problems(
    scenario: Scenario,
    catalogue: Mapping[str, DeviceType],
    wanted: list[str],
    present: set[str],
    types: str | None,
) -> list[Problem]:
    """What to know about this answer."""
    problems = []
    if absent := [id_ for id_ in wanted if id_ not in present]:
        message = ngettext(
            "There are no devices of this type: {types}.", "There are no devices of these types: {types}.", len(absent)
        )
        if types not in absent:
            message += " " + _("They are left out.")
        problems.append(Problem(Severity.INFO, scenario.name, message.format(types=", ".join(absent))))
    if unknown := sorted(present - set(catalogue)):
        message = _("Devices of types that the catalogue does not have count for nothing: {types}.")
        problems.append(Problem(Severity.WARNING, scenario.name, message.format(types=", ".join(unknown))))
    return problems


# JSON


def to_json_dict(statistics: Statistics) -> dict[str, Any]:
    """The answer as plain data for ``json.dumps``; a value that cannot be computed is None and never 0 or NaN."""
    return {
        "project": statistics.project,
        "scenario": statistics.scenario,
        "crs": statistics.crs,
        "people": origin_dict(statistics.people),
        "results": [service_json_dict(result) for result in statistics.results],
        "problems": [problem_dict(problem) for problem in statistics.problems],
    }


def problem_dict(problem: Problem) -> dict[str, str]:
    """A problem as plain data."""
    return {"severity": problem.severity.value, "where": problem.where, "message": problem.message}


def service_json_dict(result: ServiceStatistics) -> dict[str, Any]:
    """One result as plain data."""
    table = result.table
    return {
        "type": result.type_id,
        "family": result.family.value,
        "devices": table.devices,
        "model": result.model,
        "fallback": result.fallback,
        "demands": {name: _demand(demand, None) for name, demand in result.demands.items()},
        "city": {**_served(table, None), **_ground(table, None), "groups": _groups(table, None)},
        "group": result.group,
        "equity": _equity(result.equity),
        "targets": [_target(target, table) for target in result.targets],
        "by": None if result.by is None else _by(result.by),
        "neighbourhoods": [
            {
                "id": id_,
                "name": name,
                **_served(table, row),
                "area_share": _ground(table, row)["area_share"],
                "priority": _known(result.priority[row]),
                "demands": {name: _demand(demand, row) for name, demand in result.demands.items()},
                "groups": _groups(table, row),
                "flags": neighbourhood_flags(table, row),
            }
            for row, (id_, name) in enumerate(zip(table.ids, table.names, strict=True))
        ],
    }


def _equity(equity: EquityProfile) -> dict[str, Any]:
    """The indices of the share served beside each other, those of the shortfall apart."""
    return {
        **equity.coverage._asdict(),
        "concentration_index": equity.concentration_index,
        "erreygers_index": equity.erreygers_index,
        "slope_index": equity.slope_index,
        "relative_slope_index": equity.relative_slope_index,
        "poorest_fifth": equity.poorest_fifth,
        "richest_fifth": equity.richest_fifth,
        "min_share": equity.min_share,
        "max_share": equity.max_share,
        "shortfall": equity.shortfall._asdict(),
        "flags": list(equity.flags),
    }


def _target(result: TargetResult, table: CoverageTable) -> dict[str, Any]:
    return {
        "kind": result.target.kind.value,
        "group": result.target.group or None,
        "value": result.target.value,
        "title": target_title(result.target),
        "met": result.met,
        "reached": result.reached,
        "wanted": result.wanted,
        "missed": [table.ids[row] for row in result.missed],
        "outcome": target_outcome(result),
    }


def _by(by: Breakdown) -> dict[str, Any]:
    return {
        "field": by.field,
        "parts": [
            {
                "name": part.name,
                "neighbourhoods": len(part.rows),
                "population": part.people,
                "served": part.served,
                "share": part.share,
            }
            for part in by.parts
        ],
        "theil_t": _finite(by.theil_t),
        "theil_l": _finite(by.theil_l),
    }


def _finite(decomposition: TheilDecomposition) -> dict[str, float | None]:
    return {name: value if math.isfinite(value) else None for name, value in decomposition._asdict().items()}


def neighbourhood_flags(table: CoverageTable, row: int) -> list[str]:
    """Why a neighbourhood has no value for something."""
    residents, *groups = table.people[row].tolist()
    if math.isnan(residents):
        flags = [_("It is not known how many people live here, or where.")]
    elif residents == 0:
        return [_("Nobody lives here.")]
    else:
        flags = []
    if table.is_absent:
        flags.append(table.why_not)
    labels = [group_label(group) for group in table.groups]
    if unknown := [label for label, count in zip(labels, groups, strict=True) if math.isnan(count)]:
        flags.append(
            _("It is not known how many people of these groups live here: {groups}.").format(groups=", ".join(unknown))
        )
    if empty := [label for label, count in zip(labels, groups, strict=True) if count == 0]:
        flags.append(_("Nobody of these groups lives here: {groups}.").format(groups=", ".join(empty)))
    return flags


def _demand(demand: DemandServed, row: int | None) -> dict[str, Any]:
    """Total, served and share of a neighbourhood, or of the city where ``row`` is None."""
    if row is None:
        both = ~np.isnan(demand.total) & ~np.isnan(demand.served)
        total = float(demand.total[both].sum()) if both.any() else None
        served = float(demand.served[both].sum()) if both.any() else None
    else:
        total, served = _known(demand.total[row]), _known(demand.served[row])
    return {"unit": demand.unit, "total": total, "served": served, "share": _ratio(served, total)}


def _served(table: CoverageTable, row: int | None, column: int = 0) -> dict[str, float | None]:
    """Population, served and share of a neighbourhood, or of the city where ``row`` is None."""
    people = table.city_people if row is None else table.people[row]
    served = table.city_served if row is None else table.served[row]
    by_one = table.city_by_one if row is None else table.by_one[row]
    population, reached = _known(people[column]), _known(served[column])
    whole = population is not None and population.is_integer()
    return {
        "population": int(population) if population is not None and whole else population,
        "served": reached,
        "share": _ratio(reached, population),
        "served_by_one": _known(by_one[column]),
    }


def _groups(table: CoverageTable, row: int | None) -> dict[str, dict[str, float | None]]:
    """Each group's figures, and how its share compares with that of all residents of the same place."""
    share = _served(table, row)["share"]
    groups = {}
    for column, group in enumerate(table.groups, start=1):
        figures = _served(table, row, column)
        own = figures["share"]
        figures["gap"] = None if own is None or share is None else own - share
        figures["ratio"] = _ratio(own, share)
        groups[group] = figures
    return groups


def _ground(table: CoverageTable, row: int | None) -> dict[str, float | None]:
    chosen = slice(None) if row is None else slice(row, row + 1)
    area = float(table.area_m2[chosen].sum())
    served = None if table.area_served_m2 is None else float(table.area_served_m2[chosen].sum())
    return {
        "area_m2": area,
        "area_served_m2": served,
        "area_share": _ratio(served, area),
        "area_is_estimate": table.area_is_estimate,
    }


def _known(value: float) -> float | None:
    return None if math.isnan(value) else float(value)


def _ratio(part: float | None, whole: float | None) -> float | None:
    return part / whole if part is not None and whole else None
