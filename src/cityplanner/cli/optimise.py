"""``optimise``: where to put the next devices, with a proven gap and a reason for every site."""

import math
import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import shapely
import typer

from cityplanner.cli.figures import setting
from cityplanner.cli.terminal import get_ready, print_json, progress_bar
from cityplanner.coverage.catalogue import override
from cityplanner.errors import InputError
from cityplanner.facts.headline import known_share
from cityplanner.facts.measured import scenario_of
from cityplanner.facts.statistics import ServiceStatistics, service_json_dict, study_statistics
from cityplanner.facts.text_table import problems_text, text_columns
from cityplanner.i18n import _, format_number, format_share, ngettext
from cityplanner.io import open_project, read_layer, save_project
from cityplanner.io.features.place_in_city import layer_for_city
from cityplanner.model import Edit, History, Problem, Project, Scenario, ScenarioChange
from cityplanner.people.groups import group_label
from cityplanner.progress import CancelToken
from cityplanner.siting import (
    CandidateKind,
    Candidates,
    CandidateSource,
    Objective,
    Proposal,
    Request,
    SitingStudy,
    Status,
    accept,
    propose,
    siting_study,
)
from cityplanner.siting.candidates import candidates_of_layer, inside

_PROPOSED = "\N{RIGHTWARDS ARROW}"
"""The id of the scenario in which a proposal is looked at; nobody can have given one of that name."""


@dataclass(frozen=True, slots=True)
class Run:
    """What ``optimise`` is told beside the request; see its options."""

    candidates: str | None = None
    crs: str | None = None
    within: Path | None = None
    settings: Sequence[str] = ()
    start: str = "baseline"
    scenario: str | None = None
    seconds: float | None = None
    seed: int = 0
    prove: bool = False


def optimise(path: Path, request: Request, run: Run, *, as_json: bool) -> None:
    """Search, print the proposal, and write it into the project where a scenario for it is named."""
    with progress_bar() as progress, _stopped_by_hand() as cancel:
        project = open_project(path)
        scenario_of(project, run.start)
        if run.scenario is not None and run.scenario in project.scenarios:
            raise InputError(_("There is a scenario {name} already; choose another name.").format(name=run.scenario))
        # Before the search, whose time limit is its own.
        get_ready("coverage", "equity", "siting", progress=progress, cancel=cancel)
        study = _study(project, request, run, cancel)
        proposal = propose(
            study,
            time_limit=run.seconds,
            prove=run.prove,
            seed=run.seed,
            progress=lambda fraction, sentence: progress(0.1 + 0.8 * fraction, sentence),
            cancel=cancel,
        )
        before, after = _statistics(project, proposal, run)
        written = run.scenario is not None and _write(path, project, proposal, run.scenario)
    if as_json:
        print_json(_as_json(proposal, after))
    else:
        typer.echo(_as_text(proposal, before, after))
        if written:
            typer.echo(_("The scenario {name} was written into {file}.").format(name=run.scenario, file=path.name))
        elif run.scenario is not None:
            typer.echo(_("Nothing was written into {file}.").format(file=path.name))


@contextmanager
def _stopped_by_hand() -> Iterator[CancelToken]:
    """Ctrl+C ends the search with the best so far; a second one ends the program."""
    token = CancelToken()

    def stop(_signal: int, _frame: object) -> None:
        token.cancel()
        signal.signal(signal.SIGINT, before)

    try:
        before = signal.signal(signal.SIGINT, stop)
    except ValueError:  # not on the main thread, which alone hears it
        yield token
        return
    try:
        yield token
    finally:
        signal.signal(signal.SIGINT, before)


def _study(project: Project, request: Request, run: Run, cancel: CancelToken) -> SitingStudy:
    types = override(project.device_types, dict(setting(text) for text in run.settings))
    area = None if run.within is None else _area(project, run.within)
    source, places = _candidates(project, run)
    if places is not None:
        places = inside(places, area)
    request = replace(request, source=replace(source, area=area))
    # The scenarios are the project's own: what is proposed can be placed in it.
    asked = Project(project.city, project.people, types, project.layers, project.scenarios)
    return siting_study(asked, run.start, request, places=places, cancel=cancel)


def _candidates(project: Project, run: Run) -> tuple[CandidateSource, Candidates | None]:
    """Where candidates come from: a source of the project, or those of a file."""
    text = run.candidates
    if text is None:
        streets = any(layer.role == "streets" for layer in project.layers)
        return CandidateSource(CandidateKind.STREETS, 100.0) if streets else CandidateSource(CandidateKind.GRID), None
    kind, _colon, rest = text.partition(":")
    if kind in (CandidateKind.GRID, CandidateKind.STREETS):
        return CandidateSource(CandidateKind(kind), _metres(text, rest) if rest else 100.0), None
    if text in (CandidateKind.LAMPS, CandidateKind.BUILDINGS):
        return CandidateSource(CandidateKind(text)), None
    if kind == CandidateKind.LAYER:
        return CandidateSource(CandidateKind.LAYER, layer=rest), None
    layer, problems = read_layer(Path(text), "context", crs=run.crs)
    placed, more = layer_for_city(layer, project.city)
    found = candidates_of_layer(placed)
    return CandidateSource(), replace(found, problems=(*problems, *more, *found.problems))


def _metres(text: str, number: str) -> float:
    try:
        return float(number)
    except ValueError:
        raise InputError(
            _(
                "--candidates {text} must be a file, or such as grid:250, streets:100, lamps, buildings, layer:ID."
            ).format(text=text)
        ) from None


def _area(project: Project, path: Path) -> Any:
    layer, _problems = read_layer(path, "context")
    placed, _more = layer_for_city(layer, project.city)
    return shapely.union_all(placed.frame.geometry.to_numpy())


def _statistics(project: Project, proposal: Proposal, run: Run) -> tuple[ServiceStatistics, ServiceStatistics]:
    """Who is served before and after, by the type, or by the family where types of one share the budget."""
    request = proposal.study.request
    families = {project.device_types[type_id].family.value for type_id in request.types}
    measured = families.pop() if len(request.types) > 1 and len(families) == 1 else request.types[0]
    base = project.scenarios[run.start]
    scenarios = {**project.scenarios, _PROPOSED: Scenario(_PROPOSED, base.name, base.id, base.devices)}
    trial = replace(project, scenarios=scenarios)
    if proposal.sites or proposal.moved:
        changed = accept(project, proposal, _PROPOSED)
        (change,) = changed.changes
        if isinstance(change, ScenarioChange) and change.after is not None:
            scenarios[_PROPOSED] = change.after
    overrides = dict(setting(text) for text in run.settings)
    answers = [
        study_statistics(trial, id_, types=measured, overrides=overrides, group=request.group).results[-1]
        for id_ in (run.start, _PROPOSED)
    ]
    return answers[0], answers[1]


def _write(path: Path, project: Project, proposal: Proposal, name: str) -> bool:
    if proposal.solution.status is Status.INFEASIBLE or not (proposal.sites or proposal.moved):
        return False
    edit: Edit = accept(project, proposal, name)
    History(project).do(edit)
    save_project(project, path)
    return True


# Answers


def _as_json(proposal: Proposal, after: ServiceStatistics) -> dict[str, Any]:
    study, solution = proposal.study, proposal.solution
    figures = service_json_dict(after)
    return {
        "type": study.request.types[0],
        "types": list(study.request.types),
        "objective": study.request.objective.value,
        "demand": study.request.demand.value,
        "chosen": [
            {
                "candidate": site.candidate,
                "type": site.type_id,
                "x": site.x,
                "y": site.y,
                "azimuth_deg": site.azimuth_deg,
                "gain": site.gain,
                "alone": site.alone,
                "runner_up": site.runner_up,
                "veto_cost": site.veto_cost,
                "veto_breaks_floor": site.breaks_floor,
                "residents": None if study.of_ground else site.served,
                "ground_m2": site.served if study.of_ground else None,
                "groups": site.groups,
                "neighbourhoods": list(site.neighbourhoods),
            }
            for site in proposal.sites
        ],
        "moved": [study.existing[gone].id for gone in solution.removed],
        "candidates": len(study.candidates.ids),
        "value": _finite(solution.value),
        "bound": _finite(solution.bound),
        "gap": solution.gap,
        "proven": solution.proven,
        "status": solution.status.value,
        "seconds": round(solution.seconds, 3),
        "city": figures["city"],
        "equity": figures["equity"],
        "reason": solution.reason or None,
        "problems": [
            {"severity": one.severity.value, "where": one.where, "message": one.message} for one in study.problems
        ],
    }


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _as_text(proposal: Proposal, before: ServiceStatistics, after: ServiceStatistics) -> str:
    study, solution = proposal.study, proposal.solution
    told = _ground_served if study.of_ground else _served
    parts = [_headline(proposal, after), told(before, after), *_how_good(proposal)]
    if solution.reason:
        parts.append(solution.reason)
    if solution.removed:
        names = ", ".join(study.existing[gone].name or study.existing[gone].id for gone in solution.removed)
        parts.append(_("Devices that are put elsewhere: {names}.").format(names=names))
    text = "\n".join(parts)
    if proposal.sites:
        text += f"\n\n{_table(proposal)}"
    problems: Sequence[Problem] = study.problems
    return f"{text}\n\n{problems_text(problems)}" if problems else text


def _headline(proposal: Proposal, after: ServiceStatistics) -> str:
    count = len(proposal.sites)
    sentence = ngettext(
        "{title}: {count} site of {candidates} candidates.", "{title}: {count} sites of {candidates} candidates.", count
    )
    return sentence.format(
        title=after.title, count=format_number(count), candidates=format_number(len(proposal.study.candidates.ids))
    )


def _served(before: ServiceStatistics, after: ServiceStatistics) -> str:
    return _("{served} of {people} residents are served ({share}), before it was {earlier} ({earlier_share}).").format(
        served=format_number(after.table.city_served[0]),
        people=format_number(after.table.city_people[0]),
        share=format_share(float(after.table.city_share[0])),
        earlier=format_number(before.table.city_served[0]),
        earlier_share=format_share(float(before.table.city_share[0])),
    )


def _ground_served(before: ServiceStatistics, after: ServiceStatistics) -> str:
    return _("{share} of the ground is in range, before it was {earlier_share}.").format(
        share=known_share(_share_of_ground(after)), earlier_share=known_share(_share_of_ground(before))
    )


def _share_of_ground(figures: ServiceStatistics) -> float:
    share = figures.table.city_area_share
    return math.nan if share is None else share


def _how_good(proposal: Proposal) -> list[str]:
    """How far the proposal can be from the best, in words."""
    solution, objective = proposal.solution, proposal.study.request.objective
    lines = []
    if objective.counts_metres and math.isfinite(solution.value):
        what = _("The way to the nearest is {metres} m on average, as the crow flies.")
        if objective is Objective.WORST_DISTANCE:
            what = _("Nobody has more than {metres} m to the nearest, as the crow flies.")
        lines.append(what.format(metres=format_number(solution.value)))
    if objective is Objective.CHEAPEST and math.isfinite(solution.value):
        lines.append(_("It costs {money}.").format(money=format_number(solution.value)))
    if solution.status is Status.CANCELLED:
        lines.append(_("The search was stopped; this is the best so far."))
    if solution.status is Status.INFEASIBLE:
        lines.append(_("What was asked for cannot be had; this is as close as it gets."))
    elif solution.proven:
        lines.append(_("Proven: nothing better exists among these candidates."))
    else:
        lines.append(_("The best possible is at most {gap} better.").format(gap=format_share(solution.gap, 2)))
    return lines


def _table(proposal: Proposal) -> str:
    types, group = proposal.study.request.types, proposal.study.request.group
    header = [
        "",
        _("candidate"),
        *([_("type")] if len(types) > 1 else []),
        _("mostly for"),
        _("if vetoed, instead"),
        "x",
        "y",
        _("new ground, m²")
        if proposal.study.of_ground
        else _("new residents")
        if group is None
        else group_label(group),
        _("cost of a veto"),
    ]
    whole = proposal.study.request.objective is not Objective.EQUITY and not proposal.study.in_parts
    rows = [
        [
            str(number),
            site.candidate,
            *([site.type_id] if len(types) > 1 else []),
            ", ".join(site.neighbourhoods[:2]),
            site.runner_up or "–",
            f"{site.x:.0f}",
            f"{site.y:.0f}",
            format_number(site.served if group is None else site.groups[group]),
            _("breaks a floor") if site.breaks_floor else format_number(site.veto_cost, 0 if whole else 1),
        ]
        for number, site in enumerate(proposal.sites, start=1)
    ]
    return text_columns(header, rows, left=len(header) - 4)
