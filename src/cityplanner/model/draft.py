"""A project in the making: an edit is carried out on it, and it takes the project's place only when it is whole."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from cityplanner.model.city import City, People
from cityplanner.model.device import Device, DeviceType
from cityplanner.model.layer import Layer
from cityplanner.model.problem import Problem
from cityplanner.model.scenario import Scenario
from cityplanner.model.target import Target


class DeviceList:
    """The devices of a scenario in their order, to be altered; a step takes as long however many there are."""

    def __init__(self, scenario: Scenario) -> None:
        self._devices = scenario.copy_devices()
        self._after: dict[str, str | None] | None = None
        """Id -> the next one's, once somebody asks about the order; None after the last."""
        self._before: dict[str | None, str | None] = {}
        """Id -> the one's before it; under None the last one's."""
        self._torn = False
        """Whether the order is no longer that of ``_devices``."""

    def get(self, id_: str) -> Device | None:
        return self._devices.get(id_)

    def alter(self, device: Device) -> None:
        """Put ``device`` in the place of the one that has its id."""
        self._devices[device.id] = device

    def insert(self, device: Device, precedes: str | None) -> None:
        """Add ``device`` right before another; at the end where that is None or not there."""
        after = self._after
        if precedes is None or precedes not in self._devices:
            if after is not None:
                last = self._before[None]
                after[device.id], self._before[device.id] = None, last
                self._before[None] = device.id
                if last is not None:
                    after[last] = device.id
        else:
            after = self._links()
            previous = self._before[precedes]
            after[device.id], self._before[device.id] = precedes, previous
            self._before[precedes] = device.id
            if previous is not None:
                after[previous] = device.id
            self._torn = True
        self._devices[device.id] = device

    def remove(self, id_: str) -> str | None:
        """Take a device out; gives the id of the one that it stood right before, None where it was the last."""
        after = self._links()
        following, previous = after.pop(id_), self._before.pop(id_)
        self._before[following] = previous
        if previous is not None:
            after[previous] = following
        del self._devices[id_]
        return following

    def finished(self) -> Mapping[str, Device]:
        """The devices as a scenario holds them."""
        devices = self._devices
        if self._torn:
            order: list[str] = []
            id_ = self._before[None]
            while id_ is not None:
                order.append(id_)
                id_ = self._before[id_]
            devices = {id_: devices[id_] for id_ in reversed(order)}
        return MappingProxyType(devices)

    def _links(self) -> dict[str, str | None]:
        if self._after is None:
            ids = list(self._devices)
            self._after = dict(zip(ids, [*ids[1:], None], strict=True))
            self._before = dict(zip([*ids, None], [None, *ids], strict=True))
        return self._after


@dataclass(eq=False, slots=True)
class Draft:
    """What :class:`~cityplanner.model.project.Project` holds, as copies that changes alter."""

    city: City
    people: People
    device_types: dict[str, DeviceType]
    layers: list[Layer]
    problems: Sequence[Problem]
    targets: tuple[Target, ...]
    _scenarios: dict[str, Scenario]
    _open: dict[str, DeviceList] = field(default_factory=dict)

    @property
    def scenarios(self) -> dict[str, Scenario]:
        """The scenarios as they are now."""
        for id_, devices in self._open.items():
            self._scenarios[id_] = replace(self._scenarios[id_], devices=devices.finished())
        self._open.clear()
        return self._scenarios

    @scenarios.setter
    def scenarios(self, scenarios: dict[str, Scenario]) -> None:
        self._open.clear()
        self._scenarios = scenarios

    def devices(self, scenario_id: str) -> DeviceList | None:
        """The devices of a scenario, to be altered; None where there is no such scenario."""
        if scenario_id not in self._open:
            if scenario_id not in self._scenarios:
                return None
            self._open[scenario_id] = DeviceList(self._scenarios[scenario_id])
        return self._open[scenario_id]
