"""Live coverage: who is served, kept up to date device by device.

For every person point the engine counts the devices that reach it. Counts are whole numbers, so that adding, moving
and removing in any order leaves exactly what counting from the start would give; only the neighbourhoods that an edit
touched are summed again, and always in the same way.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Literal

import numpy as np
import numpy.typing as npt
import shapely

from cityplanner.coverage.area import Grounds, area_served
from cityplanner.coverage.models import coverage_model
from cityplanner.coverage.people_index import PeopleIndex
from cityplanner.coverage.table import CoverageTable, FloatArray
from cityplanner.errors import InputError
from cityplanner.i18n import _
from cityplanner.io.catalogue import load_catalogue
from cityplanner.model import City, CoverageSpec, Device, DeviceStatus, DeviceType, People, Scenario
from cityplanner.progress import CancelToken, Progress, no_progress

_Places = npt.NDArray[np.intp]


class Engine:
    """Who is served in one scenario. It has its own list of devices, so a preview leaves the scenario as it is.

    The first :meth:`table` of a type counts its devices; after that every edit costs what it touches. Retired devices
    reach nobody. People outside every neighbourhood are in no table.
    """

    def __init__(
        self, city: City, people: People, scenario: Scenario, types: Mapping[str, DeviceType] | None = None
    ) -> None:
        self._types = dict(load_catalogue() if types is None else types)
        self._devices = dict(scenario.devices)
        self._people = _PeopleByNeighbourhood(city, people)
        self._ids = tuple(city.neighbourhoods["id"])
        self._names = tuple(city.neighbourhoods["name"])
        self._shapes = _valid(city.neighbourhoods.geometry.to_numpy())
        self._area_m2 = np.asarray(shapely.area(self._shapes), dtype=np.float64)
        self._shape_tree: shapely.STRtree | None = None
        self._reaches: dict[str, _Reach] = {}
        self._sums: dict[str, _Sums] = {}

    # Edits

    def add(self, device: Device) -> None:
        """Put a device on the map. Raises ``ValueError`` where there is one of that id."""
        if device.id in self._devices:
            raise ValueError(f"there is a device {device.id} already")
        self._devices[device.id] = device
        self._enter(device)

    def remove(self, device_id: str) -> None:
        """Take a device away. Raises ``KeyError`` where there is none of that id."""
        self._leave(self._devices.pop(device_id))

    def replace(self, device: Device) -> None:
        """Put ``device`` in the place of the one with the same id: moved, retired, of another type."""
        before = self._devices[device.id]
        self._devices[device.id] = device
        self._leave(before)
        self._enter(device)

    def move(self, device_id: str, x: float, y: float) -> None:
        """Move a device to ``x``, ``y`` in metres in the city's CRS."""
        self.replace(replace(self._devices[device_id], x=x, y=y))

    def _enter(self, device: Device) -> None:
        reach = self._reaches.get(device.type_id)
        if reach is not None and device.status is not DeviceStatus.RETIRED:
            self._touch(device, reach.enter(device, self._people.index))

    def _leave(self, device: Device) -> None:
        reach = self._reaches.get(device.type_id)
        if reach is not None and device.status is not DeviceStatus.RETIRED:
            self._touch(device, reach.leave(device))

    def _touch(self, device: Device, places: _Places) -> None:
        """Note which sums are out of date now that ``device`` came or went."""
        rows = self._people.neighbourhoods_of(places)
        for sums in self._sums.values():
            if device.type_id in sums.type_ids:
                sums.stale[rows] = True
                if sums.area_served_m2 is not None:
                    sums.area_changes.add(device)

    # Answers

    def table(
        self,
        type_or_family_id: str,
        *,
        area: bool = False,
        progress: Progress = no_progress,
        cancel: CancelToken | None = None,
    ) -> CoverageTable:
        """Who is served by a type of device, or by any device of a family, each with its own reach.

        ``area`` asks for the ground served too, which takes longer; without it the table has it only where it is
        known and up to date. Raises :class:`InputError` where there is no such type or family.
        """
        sums = self._sums.get(type_or_family_id)
        if sums is None:
            sums = self._sums[type_or_family_id] = self._begin(type_or_family_id)
        reaches = [self._reaches[type_id] for type_id in sums.type_ids]
        for row in np.flatnonzero(sums.stale).tolist():
            sums.served[row] = self._people.sum_served(row, reaches)
        sums.stale[:] = False
        if area:
            self._bring_area_up_to_date(sums, reaches, progress, cancel)
        return CoverageTable(
            ids=self._ids,
            names=self._names,
            groups=self._people.groups,
            devices=sum(len(reach.places) for reach in reaches),
            people=self._people.totals,
            served=np.where(np.isnan(self._people.totals), np.nan, sums.served),
            area_m2=self._area_m2,
            area_served_m2=None if sums.area_changes else sums.area_served_m2,
        )

    def device_served(self, device_id: str) -> float:
        """How many residents one device reaches, whoever else reaches them; 0 for a retired one."""
        device = self._devices[device_id]
        if device.status is DeviceStatus.RETIRED or device.type_id not in self._types:
            return 0.0
        return self._people.residents(self._reach(device.type_id).places[device_id])

    # State, made when it is first asked for

    def _begin(self, type_or_family_id: str) -> "_Sums":
        type_ids = types_of(type_or_family_id, self._types)
        for type_id in type_ids:
            self._reach(type_id)
        shape = self._people.totals.shape
        return _Sums(type_ids, np.zeros(shape), np.ones(shape[0], dtype=bool))

    def _reach(self, type_id: str) -> "_Reach":
        reach = self._reaches.get(type_id)
        if reach is None:
            devices = [
                device
                for device in self._devices.values()
                if device.type_id == type_id and device.status is not DeviceStatus.RETIRED
            ]
            reach = self._reaches[type_id] = _Reach(self._types[type_id].coverage, devices, self._people.index)
        return reach

    def _bring_area_up_to_date(
        self, sums: "_Sums", reaches: "list[_Reach]", progress: Progress, cancel: CancelToken | None
    ) -> None:
        before = sums.area_served_m2
        if before is not None and not sums.area_changes:
            return
        if before is None:
            before = np.zeros(len(self._shapes))
            rows = np.arange(len(self._shapes))
        else:
            rows = self._neighbourhoods_near(sums.area_changes)
        grounds = [Grounds(reach.grounds(self._devices), reach.minimum) for reach in reaches]
        fresh = area_served(grounds, self._shapes, rows, progress=progress, cancel=cancel)
        area = before.copy()
        # Where a neighbourhood is served altogether, rounding in the cut can exceed the whole by a hair.
        area[rows] = np.minimum(fresh[rows], self._area_m2[rows])
        sums.area_served_m2 = area
        sums.area_changes.clear()

    def _neighbourhoods_near(self, devices: Iterable[Device]) -> _Places:
        if self._shape_tree is None:
            self._shape_tree = shapely.STRtree(self._shapes)
        rows: set[int] = set()
        for device in devices:
            spec = self._types[device.type_id].coverage
            (ground,) = coverage_model(spec).grounds([device], spec)
            rows.update(self._shape_tree.query(ground, predicate="intersects").tolist())
        return np.array(sorted(rows), dtype=np.intp)


def types_of(type_or_family_id: str, types: Mapping[str, DeviceType]) -> tuple[str, ...]:
    """The ids of the types that a type's or a family's id stands for. Raises :class:`InputError` for an unknown one."""
    if type_or_family_id in types:
        return (type_or_family_id,)
    of_family = tuple(item.id for item in types.values() if item.family.value == type_or_family_id)
    if not of_family:
        raise InputError(
            _("There is no device type or family {id}; the types are: {types}.").format(
                id=type_or_family_id, types=", ".join(types)
            )
        )
    return of_family


def _valid(shapes: npt.NDArray[np.object_]) -> npt.NDArray[np.object_]:
    """Shapes that can be cut: a project file that was edited elsewhere may hold others."""
    return np.where(shapely.is_valid(shapes), shapes, shapely.make_valid(shapes))


class _PeopleByNeighbourhood:
    """The people's points put in the order of their neighbourhoods, so that one neighbourhood is one slice."""

    def __init__(self, city: City, people: People) -> None:
        count = len(city.neighbourhoods)
        inside = np.flatnonzero(people.neighbourhood >= 0)
        order = inside[np.argsort(people.neighbourhood[inside], kind="stable")]
        self.groups = people.groups
        self._row_of = people.neighbourhood[order]
        weights = people.weights[order].T
        self._weights = np.ascontiguousarray(np.nan_to_num(weights, nan=0.0))
        self.index = PeopleIndex(people.xy[order])
        self._slices = [slice(*ends) for ends in pairwise(np.searchsorted(self._row_of, np.arange(count + 1)).tolist())]
        totals = np.array([self._sum(part, True) for part in self._slices]).reshape(count, len(weights))
        unknown = _unknown(city, people, totals)
        np.logical_or.at(unknown, self._row_of, np.isnan(weights.T))
        totals[unknown] = np.nan
        totals.flags.writeable = False
        self.totals = totals

    def neighbourhoods_of(self, places: _Places) -> _Places:
        return np.asarray(self._row_of[places], dtype=np.intp)

    def residents(self, places: _Places) -> float:
        return float(self._weights[0, places].sum())

    def sum_served(self, row: int, reaches: "Iterable[_Reach]") -> FloatArray:
        """(1 + g,) people of neighbourhood ``row`` that any of ``reaches`` serves."""
        part = self._slices[row]
        served = np.zeros(part.stop - part.start, dtype=bool)
        for reach in reaches:
            served |= reach.counts[part] >= reach.minimum
        return self._sum(part, served)

    def _sum(self, part: slice, chosen: npt.NDArray[np.bool_] | Literal[True]) -> FloatArray:
        """Adds the same number of terms whoever is chosen, so that serving more people can never sum to less."""
        return np.asarray((self._weights[:, part] * chosen).sum(axis=1), dtype=np.float64)


def _unknown(city: City, people: People, totals: FloatArray) -> npt.NDArray[np.bool_]:
    """(n, 1 + g) where it is not known how many people there are, or where they live.

    The city's table has no count and the points carry nobody; or it has people and there is no point for them.
    """
    counts = city.neighbourhoods.reindex(columns=["population", *people.groups]).to_numpy(dtype=np.float64)
    without_points = np.ones((len(counts), 1), dtype=bool)
    without_points[people.neighbourhood[people.neighbourhood >= 0]] = False
    unknown: npt.NDArray[np.bool_] = (np.isnan(counts) & (totals == 0)) | ((counts > 0) & without_points)
    return unknown


class _Reach:
    """The devices of one type: which people each reaches, and by how many of them each person is reached."""

    def __init__(self, spec: CoverageSpec, devices: Sequence[Device], index: PeopleIndex) -> None:
        self._spec = spec
        self._model = coverage_model(spec)
        self._grounds: dict[Device, shapely.Geometry] = {}
        self.minimum = spec.minimum_devices
        self.places: dict[str, _Places] = {}
        """Device id -> rows of the people it reaches."""
        self.counts = np.zeros(len(index.xy), dtype=np.int32)
        for device, places in zip(devices, self._reached(devices, index), strict=True):
            self.places[device.id] = places
            self.counts[places] += 1

    def enter(self, device: Device, index: PeopleIndex) -> _Places:
        (places,) = self._reached([device], index)
        self.places[device.id] = places
        self.counts[places] += 1
        return places

    def leave(self, device: Device) -> _Places:
        places = self.places.pop(device.id)
        self.counts[places] -= 1
        return places

    def grounds(self, devices: Mapping[str, Device]) -> npt.NDArray[np.object_]:
        """(d,) the ground that each device reaches; only those that are new since the last time are drawn."""
        standing = [devices[id_] for id_ in self.places]
        fresh = [device for device in standing if device not in self._grounds]
        known = self._grounds | dict(zip(fresh, self._model.grounds(fresh, self._spec), strict=True))
        self._grounds = {device: known[device] for device in standing}
        return np.array(list(self._grounds.values()), dtype=object)

    def _reached(self, devices: Sequence[Device], index: PeopleIndex) -> list[_Places]:
        footprints = self._model.footprints(devices, self._spec, index)
        threshold = self._spec.threshold
        return [footprint.rows[footprint.strengths >= threshold] for footprint in footprints]


@dataclass(eq=False, slots=True)
class _Sums:
    """What was summed for a type or a family, and which of it is out of date."""

    type_ids: tuple[str, ...]
    served: FloatArray
    stale: npt.NDArray[np.bool_]
    area_served_m2: FloatArray | None = None
    area_changes: set[Device] = field(default_factory=set)
    """Devices that came or went since the area was worked out."""
