"""A proposal for a city: devices at the chosen sites, the reason for each, and the edit that accepts it."""

from dataclasses import dataclass, replace

import numpy as np

from cityplanner.errors import InputError
from cityplanner.i18n import _, ngettext
from cityplanner.model import Device, DeviceChange, DeviceStatus, Edit, Project, Scenario, ScenarioChange
from cityplanner.model.device_edits import new_device_ids
from cityplanner.progress import CancelToken, Progress, no_progress
from cityplanner.siting.distances import shortest_mean, shortest_worst
from cityplanner.siting.explain import explain
from cityplanner.siting.frontier import Frontier, FrontierKind, FrontierPoint, frontier
from cityplanner.siting.request import Objective
from cityplanner.siting.solution import Solution, Watcher
from cityplanner.siting.solve import solve
from cityplanner.siting.study import SitingStudy
from cityplanner.siting.targets import least_sites

_NAMED = 3


@dataclass(frozen=True, slots=True)
class ChosenSite:
    """A chosen candidate, with what :class:`~cityplanner.siting.explain.Reason` says of it.

    ``served`` (residents, or m2 where the study is of ground) and ``groups`` are served by it and by none before it;
    ``neighbourhoods`` the names of those with most of them. ``azimuth_deg`` is clockwise from north, None where the
    type looks all round.
    """

    site: int
    candidate: str
    type_id: str
    x: float
    y: float
    azimuth_deg: float | None
    gain: float
    alone: float
    runner_up: str | None
    veto_cost: float
    breaks_floor: bool
    served: float
    groups: dict[str, float]
    neighbourhoods: tuple[str, ...]


@dataclass(frozen=True, eq=False, slots=True)
class Proposal:
    """``moved`` pairs the index of an existing device that goes with the site where it is put."""

    study: SitingStudy
    solution: Solution
    sites: tuple[ChosenSite, ...]
    moved: tuple[tuple[int, int], ...] = ()


def propose(
    study: SitingStudy,
    *,
    time_limit: float | None = None,
    prove: bool = False,
    seed: int = 0,
    progress: Progress = no_progress,
    cancel: CancelToken | None = None,
    watch: Watcher | None = None,
) -> Proposal:
    """Search the sites that the study asks for, and explain them. The model stays as it is."""
    solution = _search(study, time_limit, prove, seed, progress, cancel, watch)
    return explained(study, solution)


def _search(
    study: SitingStudy,
    time_limit: float | None,
    prove: bool,
    seed: int,
    progress: Progress,
    cancel: CancelToken | None,
    watch: Watcher | None,
) -> Solution:
    request, problem = study.request, study.problem
    count, budget = request.count, request.budget
    match request.objective:
        case Objective.FEWEST | Objective.CHEAPEST:
            by_cost = request.objective is Objective.CHEAPEST
            return least_sites(
                problem,
                request.target,
                by_cost=by_cost,
                time_limit=time_limit,
                progress=progress,
                cancel=cancel,
                watch=watch,
            )
        case Objective.MEAN_DISTANCE:
            away = study.distances()
            return shortest_mean(away, problem, count, budget, time_limit, prove, seed, progress, cancel, watch)
        case Objective.WORST_DISTANCE:
            if count is None:
                raise InputError(_("Say how many sites are wanted."))
            return shortest_worst(study.distances(), problem, count, time_limit, seed, progress, cancel, watch)
        case _:
            return solve(problem, count, budget, time_limit, prove, seed, progress, cancel, watch)


def study_frontier(
    study: SitingStudy,
    kind: FrontierKind,
    *,
    seed: int = 0,
    progress: Progress = no_progress,
    cancel: CancelToken | None = None,
) -> Frontier:
    """What fairness costs, or what money buys, within the number or the budget of the study's request."""
    request = study.request
    return frontier(study.problem, kind, request.count, request.budget, seed=seed, progress=progress, cancel=cancel)


def open_point(study: SitingStudy, point: FrontierPoint) -> Proposal:
    """A point of a frontier as a proposal: to look at, to accept, or to search on from its study."""
    request = replace(study.request, objective=Objective.PEOPLE)
    if point.problem.aversion > 0:
        request = replace(request, objective=Objective.EQUITY, aversion=point.problem.aversion)
    return explained(replace(study, request=request, problem=point.problem), point.solution)


def explained(study: SitingStudy, solution: Solution) -> Proposal:
    """``solution`` with a reason for each of its sites."""
    reasons = explain(study.problem, solution, study.request.count, study.request.budget)
    demand = study.demand
    sites = []
    for reason in reasons:
        people = demand.weights * reason.served[:, np.newaxis]
        totals = people.sum(axis=0)
        by_neighbourhood = np.bincount(demand.neighbourhood, people[:, 0], minlength=demand.rows)
        order = np.argsort(-by_neighbourhood, kind="stable")[:_NAMED].tolist()
        x, y = study.devices[reason.site].x, study.devices[reason.site].y
        sites.append(
            ChosenSite(
                reason.site,
                str(study.candidate(reason.site)),
                study.devices[reason.site].type_id,
                x,
                y,
                study.devices[reason.site].azimuth_deg,
                reason.gain,
                reason.alone,
                None if reason.runner_up is None else study.problem.name(reason.runner_up),
                reason.veto_cost,
                reason.breaks_floor,
                float(totals[0]),
                dict(zip(study.groups, totals[1:].tolist(), strict=True)),
                tuple(study.neighbourhoods[row] for row in order if by_neighbourhood[row] > 0),
            )
        )
    return Proposal(study, solution, tuple(sites), _moves(study, solution))


def _moves(study: SitingStudy, solution: Solution) -> tuple[tuple[int, int], ...]:
    """Each device that goes is put at the nearest chosen site of its type that no other has taken."""
    left = list(solution.chosen)
    moves = []
    xy, type_of = study.xy, study.site_type
    for gone in solution.removed:
        same = [site for site in left if type_of[site] == type_of[gone]]
        if same:
            site = min(same, key=lambda site: float(np.hypot(*(xy[site] - xy[gone]))))
            left.remove(site)
            moves.append((gone, site))
    return tuple(moves)


def proposed_devices(scenario: Scenario, proposal: Proposal) -> tuple[list[Device], list[DeviceChange]]:
    """The devices that are new, and the changes to ``scenario`` that the proposal makes."""
    study = proposal.study
    target = dict(proposal.moved)
    changes = []
    for gone in proposal.solution.removed:
        before = study.existing[gone]
        site = target.get(gone)
        after = None if site is None else _moved(before, study.devices[site])
        changes.append(DeviceChange(scenario.id, before, after))
    new = [site for site in proposal.sites if site.site not in target.values()]
    ids = {
        type_id: iter(new_device_ids(scenario, type_id, sum(site.type_id == type_id for site in new)))
        for type_id in study.request.types
    }
    devices = [
        Device(
            next(ids[site.type_id]),
            site.type_id,
            site.x,
            site.y,
            azimuth_deg=site.azimuth_deg,
            status=DeviceStatus.PROPOSED,
        )
        for site in new
    ]
    return devices, [*changes, *(DeviceChange(scenario.id, None, device) for device in devices)]


def _moved(device: Device, there: Device) -> Device:
    """``device`` where the other stands, turned as it is where that matters."""
    azimuth_deg = device.azimuth_deg if there.azimuth_deg is None else there.azimuth_deg
    return replace(device, x=there.x, y=there.y, azimuth_deg=azimuth_deg)


def accept(project: Project, proposal: Proposal, new_scenario: str | None = None) -> Edit:
    """The one step that places the proposal: in its scenario, or in a copy of it that is called ``new_scenario``.

    Raises :class:`InputError` where there is a scenario of that name already, or nothing was chosen.
    """
    scenario = project.scenarios[proposal.study.scenario]
    devices, changes = proposed_devices(scenario, proposal)
    if not changes:
        raise InputError(_("The proposal has no sites that could be placed."))
    if devices:
        label = ngettext("Place {count} proposed device", "Place {count} proposed devices", len(devices))
    else:
        label = ngettext("Move {count} device as proposed", "Move {count} devices as proposed", len(changes))
    label = label.format(count=len(devices) or len(changes))
    if new_scenario is None:
        return Edit(label, tuple(changes))
    if new_scenario in project.scenarios or any(one.name == new_scenario for one in project.scenarios.values()):
        raise InputError(_("There is a scenario {name} already; choose another name.").format(name=new_scenario))
    standing = scenario.copy_devices()
    for change in changes:
        if change.after is not None:
            standing[change.after.id] = change.after
        elif change.before is not None:
            del standing[change.before.id]
    return Edit(label, (ScenarioChange(None, Scenario(new_scenario, new_scenario, scenario.id, standing)),))
