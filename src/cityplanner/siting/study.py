"""From a project and what a planner asks to a problem that can be searched."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.spatial import cKDTree
from scipy.spatial.distance import cdist

from cityplanner.coverage.demand import Demand, people_demand
from cityplanner.coverage.models import coverage_model, grounds_needed
from cityplanner.errors import InputError
from cityplanner.i18n import _
from cityplanner.model import BASELINE, Device, DeviceStatus, DeviceType, Project, Rule, Scenario
from cityplanner.people.groups import group_label
from cityplanner.progress import CancelToken, Progress, no_progress
from cityplanner.siting.candidates import Candidates, CandidateSource, candidates
from cityplanner.siting.problem import FloatArray, Floors, Problem, RowArray, floors_by_group, floors_by_part

DEFAULT_AVERSION = 1.0
_MOST_DISTANCES = 40_000_000
_LEAST_STRENGTH = 1e-4
"""Where strength fades with distance, less than this is left out."""


class Objective(StrEnum):
    PEOPLE = "people"
    """As many residents, or people of a group, as can be."""
    EQUITY = "equity"
    """Neighbourhoods that have little count for more."""
    FLOOR = "floor"
    """Every neighbourhood, or group, at least so much; then as many people as can be."""
    FEWEST = "fewest"
    """The fewest devices that serve a target share."""
    CHEAPEST = "cheapest"
    """The least money that serves a target share."""
    MEAN_DISTANCE = "mean-distance"
    """The shortest way to the nearest device on average, as the crow flies."""
    WORST_DISTANCE = "worst-distance"
    """The shortest way for whoever has the longest."""

    @property
    def counts_metres(self) -> bool:
        """Whether value and bound are distances."""
        return self in (Objective.MEAN_DISTANCE, Objective.WORST_DISTANCE)

    @property
    def has_target(self) -> bool:
        """Whether a share is given and the sites are what is sought."""
        return self in (Objective.FEWEST, Objective.CHEAPEST)


class FloorOf(StrEnum):
    NEIGHBOURHOODS = "neighbourhoods"
    GROUPS = "groups"


@dataclass(frozen=True, slots=True)
class Request:
    """What a planner asks. ``types`` share the number and the budget, one device a place.

    ``group`` counts the people of one group instead of all residents. ``aversion`` to inequality is for EQUITY, 0 to
    about 3; ``floor`` (0 to 1) is for FLOOR, and holds beside the other objectives too where it is given. ``target``
    (0 to 1) is the share to be served at least, for FEWEST and CHEAPEST.
    ``spacing_m`` is the least distance between devices of these types; at most ``max_moves`` existing devices may be
    put elsewhere. ``decay_m``: instead of the type's own reach, people are served by exp(-distance / decay_m) of the
    nearest device. ``wished`` and ``forbidden`` are ids of candidates.
    """

    types: tuple[str, ...]
    count: int | None = None
    budget: float | None = None
    objective: Objective = Objective.PEOPLE
    group: str | None = None
    aversion: float = DEFAULT_AVERSION
    floor: float | None = None
    floor_of: FloorOf = FloorOf.NEIGHBOURHOODS
    source: CandidateSource = field(default_factory=CandidateSource)
    spacing_m: float = 0.0
    max_moves: int = 0
    target: float | None = None
    decay_m: float | None = None
    wished: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False, slots=True)
class SitingStudy:
    """A problem, and what its sites and person points are in the city.

    The sites of ``problem`` are the ``existing`` devices first, then the ``candidates`` type by type; ``site_type``
    (m,) and ``xy`` (m, 2) say what would stand where. ``demand`` has the person points in the problem's order;
    ``neighbourhoods`` are the names.
    """

    request: Request
    problem: Problem
    existing: tuple[Device, ...]
    candidates: Candidates
    site_type: tuple[str, ...]
    xy: FloatArray
    demand: Demand
    scenario: str
    neighbourhoods: tuple[str, ...]
    groups: tuple[str, ...]

    def site(self, candidate: str, type_id: str | None = None) -> int:
        """The site of a candidate's id; raises :class:`InputError` where there is none."""
        kind = 0 if type_id is None else self.request.types.index(type_id)
        try:
            place = self.candidates.ids.index(candidate)
        except ValueError:
            raise InputError(_("There is no candidate {id}.").format(id=candidate)) from None
        return len(self.existing) + kind * len(self.candidates.ids) + place

    def candidate(self, site: int) -> str | None:
        """The id of the candidate of a site; None for an existing device."""
        place = site - len(self.existing)
        return None if place < 0 else self.candidates.ids[place % len(self.candidates.ids)]

    def distances(self) -> FloatArray:
        """(m, n) metres from every site to every person point. Raises :class:`InputError` where they are too many."""
        people = self.demand.index.xy
        if len(self.xy) * len(people) > _MOST_DISTANCES:
            raise InputError(
                _("Distances from so many candidates to so many people take too much memory; take fewer candidates.")
            )
        return np.asarray(cdist(self.xy, people))

    def choosing(self, wished: Sequence[int] = (), forbidden: Sequence[int] = ()) -> "SitingStudy":
        """The same study with other sites pinned and vetoed; nothing is worked out anew."""
        return replace(self, problem=replace(self.problem, wished=wished, forbidden=forbidden))


def siting_study(
    project: Project,
    scenario_id: str,
    request: Request,
    *,
    places: Candidates | None = None,
    progress: Progress = no_progress,
    cancel: CancelToken | None = None,
) -> SitingStudy:
    """Work out whom every candidate would serve. ``places`` stands in for the request's source of candidates.

    Raises :class:`InputError` where the request does not fit the project, :class:`CancelledError` where it was stopped.
    """
    scenario = project.scenarios.get(scenario_id) or project.scenarios[BASELINE]
    types = _types(project, request)
    progress(0.0, _("Looking for places where devices could stand …"))
    found = places if places is not None else candidates(project, scenario, request.source)
    demand = people_demand(project.city, project.people)
    existing = _standing(scenario, request.types)
    weights = demand.weights[:, _column(project, request.group)]
    if not weights.sum() > 0:
        raise InputError(_("Nobody is known to live in the city, so there is nobody to serve."))
    devices, site_type = _devices(existing, found, types)
    incidence = _incidence(devices, types, demand, request.decay_m, progress, cancel)
    xy = np.array([(device.x, device.y) for device in devices], dtype=np.float64).reshape(-1, 2)
    names = tuple(device.name or device.id for device in existing) + found.ids * len(types)
    neighbourhoods = tuple(str(name) for name in project.city.neighbourhoods["name"])
    problem = Problem(
        incidence,
        weights,
        _costs(devices, types, request, found),
        locked=range(len(existing)),
        parts=demand.neighbourhood.astype(np.int64),
        aversion=request.aversion if request.objective is Objective.EQUITY else 0.0,
        floors=_floors(project, request, demand, weights, neighbourhoods),
        devices_needed=_needed(types, request),
        conflicts=_conflicts(xy, len(existing), len(types), len(found.ids), request.spacing_m),
        movable=request.max_moves,
        names=names,
    )
    study = SitingStudy(
        request,
        problem,
        existing,
        found,
        site_type,
        xy,
        demand,
        scenario.id,
        neighbourhoods,
        project.people.groups,
    )
    if request.wished or request.forbidden:
        return study.choosing([study.site(id_) for id_ in request.wished], _vetoed(study, request.forbidden))
    return study


def _vetoed(study: SitingStudy, forbidden: Sequence[str]) -> list[int]:
    return [study.site(id_, type_id) for id_ in forbidden for type_id in study.request.types]


def _types(project: Project, request: Request) -> list[DeviceType]:
    if not request.types:
        raise InputError(_("Say which type of device is to be placed."))
    for type_id in request.types:
        if type_id not in project.device_types:
            raise InputError(
                _("There is no device type {type}; the project has: {known}.").format(
                    type=type_id, known=", ".join(project.device_types)
                )
            )
    if request.objective is Objective.FLOOR and request.floor is None:
        raise InputError(_("Say what share at least is to be served, with the floor."))
    if request.objective.has_target and request.target is None and request.floor is None:
        raise InputError(_("Say what share of the people is to be served, as a target."))
    if request.spacing_m < 0 or request.max_moves < 0:
        raise InputError(_("Distances and numbers of devices must be 0 or more."))
    return [project.device_types[type_id] for type_id in request.types]


def _standing(scenario: Scenario, types: Sequence[str]) -> tuple[Device, ...]:
    return tuple(
        device
        for device in scenario.devices.values()
        if device.type_id in types and device.status is not DeviceStatus.RETIRED
    )


def _column(project: Project, group: str | None) -> int:
    if group is None:
        return 0
    if group not in project.people.groups:
        raise InputError(
            _("The project has no group {group}; it has: {groups}.").format(
                group=group, groups=", ".join(project.people.groups) or _("none")
            )
        )
    return project.people.groups.index(group) + 1


def _devices(
    existing: tuple[Device, ...], found: Candidates, types: list[DeviceType]
) -> tuple[list[Device], tuple[str, ...]]:
    proposed = [
        Device(id_, item.id, x, y, status=DeviceStatus.PROPOSED)
        for item in types
        for id_, (x, y) in zip(found.ids, found.xy.tolist(), strict=True)
    ]
    devices = [*existing, *proposed]
    return devices, tuple(device.type_id for device in devices)


def _incidence(
    devices: list[Device],
    types: list[DeviceType],
    demand: Demand,
    decay_m: float | None,
    progress: Progress,
    cancel: CancelToken | None,
) -> sparse.csr_array:
    """(m, n) how well each device serves each person point."""
    specs = {item.id: item.coverage for item in types}
    rows: list[RowArray] = []
    strengths: list[FloatArray] = []
    for place in range(0, len(devices), 500):
        if cancel is not None:
            cancel.raise_if_cancelled()
        progress(place / len(devices), _("Working out whom each place would serve …"))
        for device in devices[place : place + 500]:
            if decay_m is not None:
                reach_m = -decay_m * float(np.log(_LEAST_STRENGTH))
                near = demand.index.within(device.x, device.y, reach_m)
                away = np.hypot(*(demand.index.xy[near] - (device.x, device.y)).T)
                rows.append(near)
                strengths.append(np.exp(-away / decay_m))
            else:
                spec = specs[device.type_id]
                (footprint,) = coverage_model(spec).footprints([device], spec, demand.index)
                # Where strengths add up, each of the devices that are needed brings its part.
                enough = spec.threshold if spec.rule is not Rule.SUM else min(spec.threshold, 1.0)
                reached = footprint.rows[footprint.strengths >= enough]
                rows.append(reached)
                strengths.append(np.ones(len(reached)))
    starts = np.concatenate([[0], np.cumsum([len(one) for one in rows])]).astype(np.int64)
    shape = (len(devices), len(demand.neighbourhood))
    if not rows:
        return sparse.csr_array(shape)
    return sparse.csr_array((np.concatenate(strengths), np.concatenate(rows), starts), shape=shape)


def _needed(types: list[DeviceType], request: Request) -> int:
    if request.decay_m is not None:
        if not request.decay_m > 0:
            raise InputError(_("The distance over which service fades must be above 0 m."))
        return 1
    needed = {grounds_needed(item.coverage) for item in types}
    if len(needed) > 1:
        raise InputError(_("Types that need different numbers of devices to serve a person cannot be placed together."))
    return needed.pop()


def _costs(devices: list[Device], types: list[DeviceType], request: Request, found: Candidates) -> FloatArray | None:
    """(m,) a type's cost, or the candidate's own where its layer says one."""
    costs = {item.id: math.nan if item.cost_usd is None else item.cost_usd for item in types}
    every = np.array([costs[device.type_id] for device in devices], dtype=np.float64)
    first = len(devices) - len(types) * len(found.ids)
    if found.costs is not None:
        own = np.tile(found.costs, len(types))
        every[first:] = np.where(np.isnan(own), every[first:], own)
    unknown = np.isnan(every[first:])
    if unknown.any():
        if request.budget is None and request.objective is not Objective.CHEAPEST:
            return None
        types_unknown = ", ".join(id_ for id_, cost in costs.items() if math.isnan(cost))
        raise InputError(
            _(
                "The cost of {types} is not known, so money cannot decide; give candidates with a cost, or a number."
            ).format(types=types_unknown)
        )
    return np.nan_to_num(every, nan=0.0)


def _floors(
    project: Project, request: Request, demand: Demand, weights: FloatArray, neighbourhoods: tuple[str, ...]
) -> Floors | None:
    if request.floor is None:
        return None
    if request.floor_of is FloorOf.NEIGHBOURHOODS:
        return floors_by_part(demand.neighbourhood.astype(np.int64), weights, request.floor, neighbourhoods)
    if not project.people.groups:
        raise InputError(_("The project has no groups, so there can be no floor for each of them."))
    labels = [group_label(group) for group in project.people.groups]
    return floors_by_group(demand.weights[:, 1:], request.floor, labels)


def _conflicts(
    xy: FloatArray, existing: int, types: int, places: int, spacing_m: float
) -> npt.NDArray[np.int64] | None:
    """Pairs of sites that stand too close, those of two types at one place among them."""
    pairs: list[npt.NDArray[np.int64]] = []
    if spacing_m > 0 and len(xy):
        pairs.append(cKDTree(xy).query_pairs(spacing_m * (1 - 1e-9), output_type="ndarray").astype(np.int64))
    for one in range(types):
        for other in range(one + 1, types):
            place = np.arange(places)
            pairs.append(np.column_stack([existing + one * places + place, existing + other * places + place]))
    return np.unique(np.concatenate(pairs), axis=0) if pairs else None
