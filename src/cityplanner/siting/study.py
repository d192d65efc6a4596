"""From a project and what a planner asks to a problem that can be searched."""

import itertools
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse

from cityplanner.coverage.demand import Demand
from cityplanner.coverage.demands import DEMANDS, place_in
from cityplanner.coverage.engines import surroundings_for
from cityplanner.coverage.ready import ReadyType, ready
from cityplanner.coverage.surroundings import Surroundings
from cityplanner.errors import InputError
from cityplanner.i18n import _
from cityplanner.model import (
    BASELINE,
    Device,
    DeviceStatus,
    DeviceType,
    Project,
    Scenario,
    Severity,
)
from cityplanner.model import (
    Problem as Told,
)
from cityplanner.people.groups import group_column, group_label
from cityplanner.progress import CancelToken, Progress, no_progress
from cityplanner.siting.candidates import Candidates, candidates
from cityplanner.siting.problem import FloatArray, Floors, Problem, RowArray, floors_by_group, floors_by_part
from cityplanner.siting.request import FloorOf, Objective, Request, SitingDemand

_MOST_DISTANCES = 40_000_000
_AT_ONCE = 500
"""Devices that a model is asked of at once, between which a search can be stopped."""


@dataclass(frozen=True, eq=False, slots=True)
class SitingStudy:
    """A problem, and what its sites and person points are in the city.

    The sites of ``problem`` are the ``existing`` devices first, then the ``candidates`` type by type and direction by
    direction; ``devices`` (m,) are what would stand there, and ``place`` (m,) which candidate it is, -1 for none.
    ``demand`` has the person points in the problem's order; ``neighbourhoods`` are the names. ``problems`` are what to
    know about the answer.
    """

    request: Request
    problem: Problem
    existing: tuple[Device, ...]
    candidates: Candidates
    devices: tuple[Device, ...]
    place: RowArray
    demand: Demand
    scenario: str
    neighbourhoods: tuple[str, ...]
    groups: tuple[str, ...]
    problems: tuple[Told, ...] = ()

    @property
    def site_type(self) -> tuple[str, ...]:
        """(m,) the type of what would stand at each site."""
        return tuple(device.type_id for device in self.devices)

    @property
    def xy(self) -> FloatArray:
        """(m, 2) metres."""
        return np.array([(device.x, device.y) for device in self.devices], dtype=np.float64).reshape(-1, 2)

    @property
    def of_ground(self) -> bool:
        """Whether the weights are square metres of ground, and no people."""
        return self.request.demand is SitingDemand.GROUND

    @property
    def in_parts(self) -> bool:
        """Whether people may count as served in part."""
        return bool((self.problem.incidence.data != 1).any())

    def sites(self, candidate: str, type_id: str | None = None) -> tuple[int, ...]:
        """The sites of a candidate, one a direction; raises :class:`InputError` where there is no such candidate.

        Of the type ``type_id``, or of the first one.
        """
        if candidate not in self.candidates.ids:
            raise InputError(_("There is no candidate {id}.").format(id=candidate))
        wanted = self.request.types[0] if type_id is None else type_id
        found = np.flatnonzero(self.place == self.candidates.ids.index(candidate)).tolist()
        return tuple(site for site in found if self.devices[site].type_id == wanted)

    def site(self, candidate: str, type_id: str | None = None) -> int:
        """The one of :meth:`sites` whose direction serves most people."""
        sites = self.sites(candidate, type_id)
        if len(sites) == 1:
            return sites[0]
        return max(sites, key=lambda site: float((self.problem.incidence[[site]] @ self.problem.weights)[0]))

    def candidate(self, site: int) -> str | None:
        """The id of the candidate of a site; None for an existing device."""
        place = int(self.place[site])
        return None if place < 0 else self.candidates.ids[place]

    def distances(self) -> FloatArray:
        """(m, n) metres from every site to every person point. Raises :class:`InputError` where they are too many."""
        people = self.demand.index.xy
        if len(self.devices) * len(people) > _MOST_DISTANCES:
            raise InputError(
                _("Distances from so many candidates to so many people take too much memory; take fewer candidates.")
            )
        # Takes long to load, and the window knows this module from its start.
        from scipy.spatial.distance import cdist

        return np.asarray(cdist(self.xy, people))

    def choosing(self, wished: Sequence[int] = (), forbidden: Sequence[int] = ()) -> "SitingStudy":
        """The same study with other sites pinned and vetoed; nothing is worked out anew."""
        return replace(self, problem=replace(self.problem, wished=wished, forbidden=forbidden))

    def marked(self, wished: Sequence[str], forbidden: Sequence[str]) -> "SitingStudy":
        """The same study with candidates pinned and vetoed by their ids; a veto holds for all types and directions."""
        vetoed = [site for id_ in forbidden for type_id in self.request.types for site in self.sites(id_, type_id)]
        return self.choosing([self.site(id_) for id_ in wished], vetoed)


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
    demand = DEMANDS[request.demand].of(place_in(project.city, project.people, Surroundings()))
    existing = _standing(scenario, request.types)
    groups = project.people.groups if request.demand is SitingDemand.RESIDENTS else ()
    weights = demand.weights[:, group_column(groups, request.group)]
    if not weights.sum() > 0:
        raise InputError(_("Nobody is known to live in the city, so there is nobody to serve."))
    asked = _asked(types, project, request)
    devices, place = _devices(existing, found, asked)
    incidence = _incidence(devices, asked, demand, progress, cancel)
    xy = np.array([(device.x, device.y) for device in devices], dtype=np.float64).reshape(-1, 2)
    names = tuple(_site_name(device) for device in devices)
    neighbourhoods = tuple(str(name) for name in project.city.neighbourhoods["name"])
    problem = Problem(
        incidence,
        weights,
        _costs(devices, place, types, request, found),
        locked=range(len(existing)),
        parts=demand.neighbourhood.astype(np.int64),
        aversion=request.aversion if request.objective is Objective.EQUITY else 0.0,
        floors=_floors(project, request, demand, weights, neighbourhoods),
        devices_needed=_needed(asked.values()),
        conflicts=_conflicts(xy, place, request.spacing_m),
        movable=request.max_moves,
        names=names,
    )
    study = SitingStudy(
        request,
        problem,
        existing,
        found,
        tuple(devices),
        place,
        demand,
        scenario.id,
        neighbourhoods,
        groups,
        (*found.problems, *_notes(asked.values())),
    )
    if request.wished or request.forbidden:
        return study.marked(request.wished, request.forbidden)
    return study


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


def _asked(types: list[DeviceType], project: Project, request: Request) -> dict[str, ReadyType]:
    """The types with the coverage models that say whom they serve."""
    if request.instead is not None:
        types = [replace(item, coverage=request.instead) for item in types]
    around = surroundings_for(project, {item.id: item for item in types})
    return {item.id: ready(item, around) for item in types}


def _devices(
    existing: tuple[Device, ...], found: Candidates, types: dict[str, ReadyType]
) -> tuple[list[Device], RowArray]:
    """What stands or would stand at each site, and which candidate it is."""
    devices = list(existing)
    places = [-1] * len(existing)
    for type_id, item in types.items():
        for azimuth_deg in _azimuths(item):
            devices += [
                Device(id_, type_id, x, y, azimuth_deg=azimuth_deg, status=DeviceStatus.PROPOSED)
                for id_, (x, y) in zip(found.ids, found.xy.tolist(), strict=True)
            ]
            places += range(len(found.ids))
    return devices, np.array(places, dtype=np.int64)


def _azimuths(item: ReadyType) -> list[float | None]:
    """The directions that are tried at a place, clockwise from north."""
    count = item.model.directions
    return [None] if count is None else [360.0 * number / count for number in range(count)]


def _site_name(device: Device) -> str:
    if device.status is not DeviceStatus.PROPOSED or device.azimuth_deg is None:
        return device.name or device.id
    return _("{place} towards {azimuth}°").format(place=device.name or device.id, azimuth=f"{device.azimuth_deg:g}")


def _incidence(
    devices: list[Device],
    types: dict[str, ReadyType],
    demand: Demand,
    progress: Progress,
    cancel: CancelToken | None,
) -> sparse.csr_array:
    """(m, n) how well each device serves each person point."""
    rows: list[RowArray] = []
    strengths: list[FloatArray] = []
    counts: list[RowArray] = []
    for type_id, first, last in _runs(devices):
        item = types[type_id]
        for start in range(first, last, _AT_ONCE):
            if cancel is not None:
                cancel.raise_if_cancelled()
            progress(start / len(devices), _("Working out whom each place would serve …"))
            some = devices[start : min(start + _AT_ONCE, last)]
            if item.model.strength.share:
                found = item.all_strengths(some, demand.index)
                strengths.append(np.broadcast_to(np.asarray(found.strengths, dtype=np.float64), found.rows.shape))
            else:
                # Where strengths that are even add up, each of the devices that are needed brings its part.
                found = item.strong_enough(some, demand.index)
                strengths.append(np.ones(len(found.rows)))
            rows.append(found.rows)
            counts.append(np.diff(found.starts))
    shape = (len(devices), len(demand.neighbourhood))
    if not rows:
        return sparse.csr_array(shape)
    starts = np.concatenate([[0], np.cumsum(np.concatenate(counts))]).astype(np.int64)
    return sparse.csr_array((np.concatenate(strengths), np.concatenate(rows), starts), shape=shape)


def _runs(devices: list[Device]) -> list[tuple[str, int, int]]:
    """Where devices of one type follow each other: the type, the first and the one after the last."""
    starts = [i for i, device in enumerate(devices) if i == 0 or device.type_id != devices[i - 1].type_id]
    ends = [*starts[1:], len(devices)]
    return [(devices[start].type_id, start, end) for start, end in zip(starts, ends, strict=True) if end > start]


def _needed(types: Iterable[ReadyType]) -> int:
    needed = {1 if item.model.strength.share else item.needed for item in types}
    if len(needed) > 1:
        raise InputError(_("Types that need different numbers of devices to serve a person cannot be placed together."))
    return needed.pop()


def _notes(types: Iterable[ReadyType]) -> list[Told]:
    """What the search leaves out: what several devices serve together and none of them serves alone."""
    sentence = _(
        "People whom only several devices together serve are not counted while places are sought; the figures of the "
        "proposal count them."
    )
    return [Told(Severity.INFO, item.item.name, sentence) for item in types if not item.counts_only]


def _costs(
    devices: list[Device], place: RowArray, types: list[DeviceType], request: Request, found: Candidates
) -> FloatArray | None:
    """(m,) a type's cost, or the candidate's own where its layer says one."""
    costs = {item.id: math.nan if item.cost_usd is None else item.cost_usd for item in types}
    every = np.array([costs[device.type_id] for device in devices], dtype=np.float64)
    first = int((place < 0).sum())
    if found.costs is not None:
        own = found.costs[place[first:]]
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
    if not project.people.groups or request.demand is not SitingDemand.RESIDENTS:
        raise InputError(_("The project has no groups, so there can be no floor for each of them."))
    labels = [group_label(group) for group in project.people.groups]
    return floors_by_group(demand.weights[:, 1:], request.floor, labels)


def _conflicts(xy: FloatArray, place: RowArray, spacing_m: float) -> RowArray | None:
    """Pairs of sites that stand too close, those of two types or directions at one place among them."""
    pairs: list[RowArray] = []
    if spacing_m > 0 and len(xy):
        from scipy.spatial import cKDTree  # as above

        pairs.append(cKDTree(xy).query_pairs(spacing_m * (1 - 1e-9), output_type="ndarray").astype(np.int64))
    existing = int((place < 0).sum())
    places = int(place.max(initial=-1)) + 1
    variants = np.arange(existing, len(place)).reshape(-1, places) if places else np.empty((0, 0), dtype=np.int64)
    for one, other in itertools.combinations(variants, 2):
        pairs.append(np.column_stack([one, other]))
    return np.unique(np.concatenate(pairs), axis=0) if pairs else None
