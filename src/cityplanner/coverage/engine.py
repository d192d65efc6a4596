"""Live coverage: who is served in one scenario, kept up to date while it changes."""

from collections.abc import Iterable, Mapping

import numpy as np

from cityplanner.coverage.catalogue import load_catalogue
from cityplanner.coverage.demands import DEMANDS, GROUND, RESIDENTS, place_in
from cityplanner.coverage.ground_served import GroundServed
from cityplanner.coverage.joining import joined_strengths
from cityplanner.coverage.models import coverage_models
from cityplanner.coverage.people_index import PeopleIndex
from cityplanner.coverage.ready import ModelError, ReadyType, ready
from cityplanner.coverage.surroundings import Surroundings
from cityplanner.coverage.table import CoverageTable, FloatArray
from cityplanner.coverage.tally import Tally
from cityplanner.errors import InputError
from cityplanner.i18n import _
from cityplanner.model import City, Device, DeviceStatus, DeviceType, People, Scenario
from cityplanner.progress import CancelToken, Progress, no_progress


class Engine:
    """Who is served in one scenario. It has its own list of devices, so a preview leaves the scenario as it is.

    The first :meth:`table` of a type counts its devices; after that every edit costs what it touches. Retired devices
    reach nobody. People outside every neighbourhood are in no table.
    """

    def __init__(
        self,
        city: City,
        people: People,
        scenario: Scenario,
        types: Mapping[str, DeviceType] | None = None,
        surroundings: Surroundings | None = None,
    ) -> None:
        """``surroundings`` are what coverage models look at; without them they do what they say they fall back to."""
        self._types = dict(load_catalogue() if types is None else types)
        self._devices = dict(scenario.devices)
        self._groups = people.groups
        self._surroundings = Surroundings() if surroundings is None else surroundings
        self._ids = tuple(city.neighbourhoods["id"])
        self._names = tuple(city.neighbourhoods["name"])
        self._place = place_in(city, people, self._surroundings)
        self._ready: dict[str, ReadyType] = {}
        self._tallies: dict[str, Tally] = {}
        self._tally = self._tally_of(RESIDENTS)
        self._people = self._tally.demand
        self._ground = GroundServed(self._place, self._tally, self.ready, self._devices)

    def _tally_of(self, demand: str) -> Tally:
        """The tally of a demand, made when it is first asked for."""
        if demand not in self._tallies:
            self._tallies[demand] = Tally(DEMANDS[demand].of(self._place), self.ready, self._devices)
        return self._tallies[demand]

    def ready(self, type_id: str) -> ReadyType:
        """A type with its coverage model. Raises :class:`ModelError` where its figures cannot be worked out."""
        if type_id not in self._ready:
            self._ready[type_id] = ready(self._types[type_id], self._surroundings)
        return self._ready[type_id]

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
        for tally in self._tallies.values():
            tally.replace(before, device)
        self._ground.touch(before)
        self._ground.touch(device)

    def move(self, device_id: str, x: float, y: float) -> None:
        """Move a device to ``x``, ``y`` in metres in the city's CRS."""
        self.replace(self._devices[device_id].at(x, y))

    def set_type(self, item: DeviceType) -> None:
        """Give a type another specification: range, threshold, rule, model, family. Its devices are counted anew."""
        self._types[item.id] = item
        self._ready.pop(item.id, None)
        for tally in self._tallies.values():
            tally.forget(item.id)
        self._ground.forget(item.id)

    def _enter(self, device: Device) -> None:
        for tally in self._tallies.values():
            tally.enter(device)
        self._ground.touch(device)

    def _leave(self, device: Device) -> None:
        for tally in self._tallies.values():
            tally.leave(device)
        self._ground.touch(device)

    # Models that are too slow for the hand

    def must_wait(self, device: Device) -> bool:
        """Whether to count ``device`` takes so long that :meth:`look_ahead` should be done first, on a worker."""
        if device.status is DeviceStatus.RETIRED or device.type_id not in self._types:
            return False
        try:
            asked = self.ready(device.type_id)
        except ModelError:
            return False
        return not all(asked.knows(device, tally.demand.index) for tally in self._tallies.values())

    def is_quick(self, type_or_family_id: str) -> bool:
        """Whether all coverage models of a type or a family are quick enough for the hand."""
        models = coverage_models()
        asked = [self._types[id_].coverage.model for id_ in types_of(type_or_family_id, self._types)]
        return all(models[id_].quick for id_ in asked if id_ in models)

    def look_ahead(self, devices: Iterable[Device]) -> None:
        """Find out what ``devices`` would reach, so that they are counted at once later. Safe on another thread."""
        for device in devices:
            for tally in list(self._tallies.values()):
                self.ready(device.type_id).look_ahead(device, tally.demand.index)

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

        ``area`` asks for the ground served too, by geometry, which takes longer. Without it the table has the ground
        where it is known and up to date, an estimate where there is a :meth:`prepare_ground` grid, else none. Where
        strengths that differ from place to place add up, the grid's estimate is the answer. Raises
        :class:`InputError` where there is no such type or family. Where the coverage model of a type fails, its figures
        are absent and the table says why; a family is counted without it.
        """
        type_ids = types_of(type_or_family_id, self._types)
        why_not = ""
        try:
            sums = self._tally.sums(type_or_family_id, type_ids)
        except ModelError:
            type_ids, why_not = _that_count(self._tally, type_ids)
            if not type_ids:
                return self._nothing_known(types_of(type_or_family_id, self._types), why_not)
            sums = self._tally.sums(type_or_family_id, type_ids)
        served, by_one, in_reach = sums.copies()
        served_m2, estimated = None, False
        try:
            if area and self._ground.can_be_exact(type_ids):
                self._ground.work_out(type_or_family_id, type_ids, progress, cancel)
            elif area:
                self.prepare_ground()
            served_m2, estimated = self._ground.known(type_or_family_id, type_ids)
        except ModelError as error:
            why_not = why_not or error.sentence
        return CoverageTable(
            ids=self._ids,
            names=self._names,
            groups=self._groups,
            devices=self._tally.standing(type_ids),
            people=self._people.totals,
            served=served,
            by_one=by_one,
            in_reach=in_reach,
            area_m2=self._place.area_m2,
            area_served_m2=served_m2,
            area_is_estimate=estimated,
            why_not=why_not,
        )

    def _nothing_known(self, type_ids: tuple[str, ...], why_not: str) -> CoverageTable:
        absent = np.full(self._people.totals.shape, np.nan)
        return CoverageTable(
            ids=self._ids,
            names=self._names,
            groups=self._groups,
            devices=sum(len(self._standing(type_id)) for type_id in type_ids),
            people=self._people.totals,
            served=absent,
            by_one=absent,
            in_reach=absent[:, 0],
            area_m2=self._place.area_m2,
            why_not=why_not,
        )

    def _standing(self, type_id: str) -> list[Device]:
        return [
            device
            for device in self._devices.values()
            if device.type_id == type_id and device.status is not DeviceStatus.RETIRED
        ]

    def demand_served(self, demand: str, type_or_family_id: str) -> tuple[FloatArray, FloatArray]:
        """(n,) totals of a demand of :data:`~cityplanner.coverage.demands.DEMANDS`, and how much of them is served.

        NaN where the data does not say, or a coverage model fails; a family is counted without a type whose model does.
        """
        tally = self._tally_of(demand)
        type_ids = types_of(type_or_family_id, self._types)
        try:
            sums = tally.sums(type_or_family_id, type_ids)
        except ModelError:
            type_ids, _why_not = _that_count(tally, type_ids)
            if not type_ids:
                return tally.demand.totals[:, 0], np.full(len(self._ids), np.nan)
            sums = tally.sums(type_or_family_id, type_ids)
        return tally.demand.totals[:, 0], sums.served[:, 0].copy()

    def strengths(self, type_id: str, places: FloatArray) -> FloatArray:
        """(p,) strengths of all devices of a type at ``places`` (p, 2), joined by its rule; NaN where none reaches.

        In the unit of the type's coverage model. Raises :class:`InputError` for an unknown type,
        :class:`ModelError` where its model fails.
        """
        (type_id,) = types_of(type_id, self._types)
        asked, points = self.ready(type_id), PeopleIndex(np.asarray(places, dtype=np.float64).reshape(-1, 2))
        reached = asked.all_strengths(self._standing(type_id), points)
        return joined_strengths(reached, len(points.xy), asked.spec, asked.model.strength.joined)

    def device_served(self, device_id: str, demand: str = RESIDENTS) -> float:
        """How many residents one device reaches, whoever else reaches them; 0 for a retired one.

        Or how much of another ``demand``, in its unit. NaN where its coverage model fails.
        """
        device = self._devices[device_id]
        if device.status is DeviceStatus.RETIRED or device.type_id not in self._types:
            return 0.0
        try:
            return self._tally_of(demand).reached(device)
        except ModelError:
            return np.nan

    def lost_without(self, device_id: str, type_or_family_id: str | None = None) -> FloatArray:
        """(1 + g,) residents and groups who would be left unserved if one device failed.

        Served by ``type_or_family_id``, or by the device's own type where it is None. 0 for a retired device, and for
        one of another type or family; NaN where a coverage model fails.
        """
        device = self._devices[device_id]
        if device.status is DeviceStatus.RETIRED or device.type_id not in self._types:
            return np.zeros(self._people.weights.shape[1])
        type_ids = types_of(type_or_family_id or device.type_id, self._types)
        if device.type_id not in type_ids:
            return np.zeros(self._people.weights.shape[1])
        try:
            return self._tally.lost_without(device, type_ids)
        except ModelError:
            return np.full(self._people.weights.shape[1], np.nan)

    def prepare_ground(self) -> None:
        """Lay the grid by which the ground served is estimated while devices move; takes less than 0.1 s."""
        self._ground.grid = self._tally_of(GROUND)


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


def _that_count(tally: Tally, type_ids: tuple[str, ...]) -> tuple[tuple[str, ...], str]:
    """Those whose model does not fail, and what is wrong with the others in sentences."""
    counted: list[str] = []
    sentences: list[str] = []
    for type_id in type_ids:
        try:
            tally.reach(type_id)
        except ModelError as error:
            sentences.append(error.sentence)
        else:
            counted.append(type_id)
    return tuple(counted), " ".join(sentences)
