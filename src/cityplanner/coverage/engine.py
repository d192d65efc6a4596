"""Live coverage: who is served in one scenario, kept up to date while it changes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt
import shapely

from cityplanner.coverage.area import Grounds, area_served
from cityplanner.coverage.demand import people_demand
from cityplanner.coverage.ground_grid import ground_demand
from cityplanner.coverage.models import coverage_model, grounds_needed
from cityplanner.coverage.table import CoverageTable, FloatArray
from cityplanner.coverage.tally import Tally
from cityplanner.errors import InputError
from cityplanner.i18n import _
from cityplanner.io.catalogue import load_catalogue
from cityplanner.model import City, Device, DeviceStatus, DeviceType, People, Scenario
from cityplanner.progress import CancelToken, Progress, no_progress


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
        self._groups = people.groups
        self._people = people_demand(city, people)
        self._tally = Tally(self._people, self._types, self._devices)
        self._ids = tuple(city.neighbourhoods["id"])
        self._names = tuple(city.neighbourhoods["name"])
        self._shapes = _valid(city.neighbourhoods.geometry.to_numpy())
        self._area_m2 = np.asarray(shapely.area(self._shapes), dtype=np.float64)
        self._shape_tree: shapely.STRtree | None = None
        self._areas: dict[str, _Area] = {}
        self._ground_tally: Tally | None = None

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

    def set_type(self, item: DeviceType) -> None:
        """Give a type another specification: range, threshold, rule, model, family. Its devices are counted anew."""
        self._types[item.id] = item
        self._tally.forget(item.id)
        if self._ground_tally is not None:
            self._ground_tally.forget(item.id)
        for key in [key for key, area in self._areas.items() if item.id in area.type_ids]:
            del self._areas[key]

    def _enter(self, device: Device) -> None:
        self._tally.enter(device)
        self._touch_ground(device)
        if self._ground_tally is not None:
            self._ground_tally.enter(device)

    def _leave(self, device: Device) -> None:
        self._tally.leave(device)
        self._touch_ground(device)
        if self._ground_tally is not None:
            self._ground_tally.leave(device)

    def _touch_ground(self, device: Device) -> None:
        if device.status is not DeviceStatus.RETIRED:
            for area in self._areas.values():
                if device.type_id in area.type_ids:
                    area.changes.add(device)

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
        where it is known and up to date, an estimate where there is a :meth:`prepare_ground` grid, else none. Raises
        :class:`InputError` where there is no such type or family.
        """
        type_ids = types_of(type_or_family_id, self._types)
        served, by_one, in_reach = self._tally.sums(type_or_family_id, type_ids).copies()
        if area:
            self._bring_area_up_to_date(type_or_family_id, type_ids, progress, cancel)
        served_m2, estimated = self._area(type_or_family_id, type_ids)
        return CoverageTable(
            ids=self._ids,
            names=self._names,
            groups=self._groups,
            devices=sum(len(self._tally.reach(type_id).places) for type_id in type_ids),
            people=self._people.totals,
            served=served,
            by_one=by_one,
            in_reach=in_reach,
            area_m2=self._area_m2,
            area_served_m2=served_m2,
            area_is_estimate=estimated,
        )

    def device_served(self, device_id: str) -> float:
        """How many residents one device reaches, whoever else reaches them; 0 for a retired one."""
        device = self._devices[device_id]
        if device.status is DeviceStatus.RETIRED or device.type_id not in self._types:
            return 0.0
        return self._tally.reached(device)

    def lost_without(self, device_id: str, type_or_family_id: str | None = None) -> FloatArray:
        """(1 + g,) residents and groups who would be left unserved if one device failed.

        Served by ``type_or_family_id``, or by the device's own type where it is None. 0 for a retired device, and for
        one of another type or family.
        """
        device = self._devices[device_id]
        if device.status is DeviceStatus.RETIRED or device.type_id not in self._types:
            return np.zeros(self._people.weights.shape[1])
        type_ids = types_of(type_or_family_id or device.type_id, self._types)
        if device.type_id not in type_ids:
            return np.zeros(self._people.weights.shape[1])
        return self._tally.lost_without(device, type_ids)

    # The ground

    def prepare_ground(self) -> None:
        """Lay the grid by which the ground served is estimated while devices move; takes less than 0.1 s."""
        if self._ground_tally is None:
            self._ground_tally = Tally(ground_demand(self._shapes, self._area_m2), self._types, self._devices)

    def _known_area(self, key: str, type_ids: tuple[str, ...]) -> "_Area | None":
        area = self._areas.get(key)
        # A family may have got another type since.
        return area if area is not None and area.type_ids == type_ids else None

    def _area(self, key: str, type_ids: tuple[str, ...]) -> tuple[FloatArray | None, bool]:
        """(n,) square metres served, or None, and whether they are an estimate."""
        area = self._known_area(key, type_ids)
        if area is not None and not area.changes:
            return area.served_m2, False
        if self._ground_tally is None:
            return None, False
        estimate = self._ground_tally.sums(key, type_ids).served[:, 0]
        if area is not None and area.estimate_m2 is not None:
            # By how much the grid is wrong is known from the last exact answer; only the change is estimated. Ground
            # that is lost is taken off in proportion, so that nothing is left where the last device went.
            more = estimate >= area.estimate_m2
            ratio = np.divide(estimate, area.estimate_m2, out=np.ones(len(estimate)), where=~more)
            estimate = np.where(more, area.served_m2 + (estimate - area.estimate_m2), area.served_m2 * ratio)
        return np.minimum(estimate, self._area_m2), True

    def _bring_area_up_to_date(
        self, key: str, type_ids: tuple[str, ...], progress: Progress, cancel: CancelToken | None
    ) -> None:
        area = self._known_area(key, type_ids)
        if area is not None and not area.changes:
            return
        if area is None:
            before = np.zeros(len(self._shapes))
            rows = np.arange(len(self._shapes))
        else:
            before = area.served_m2
            rows = self._neighbourhoods_near(area.changes)
        grounds = [
            Grounds(self._tally.reach(type_id).grounds(self._devices), grounds_needed(self._types[type_id].coverage))
            for type_id in type_ids
        ]
        fresh = area_served(grounds, self._shapes, rows, progress=progress, cancel=cancel)
        served_m2 = before.copy()
        # Where a neighbourhood is served altogether, rounding in the cut can exceed the whole by a hair.
        served_m2[rows] = np.minimum(fresh[rows], self._area_m2[rows])
        estimate = None
        if self._ground_tally is not None:
            estimate = self._ground_tally.sums(key, type_ids).served[:, 0].copy()
        self._areas[key] = _Area(type_ids, served_m2, estimate)

    def _neighbourhoods_near(self, devices: Iterable[Device]) -> npt.NDArray[np.intp]:
        if self._shape_tree is None:
            self._shape_tree = shapely.STRtree(self._shapes)
        rows: set[int] = set()
        for device in devices:
            spec = self._types[device.type_id].coverage
            (ground,) = coverage_model(spec).grounds([device], spec)
            rows.update(self._shape_tree.query(ground, predicate="intersects").tolist())
        return np.array(sorted(rows), dtype=np.intp)


@dataclass(frozen=True, eq=False, slots=True)
class _Area:
    """The ground served by a type or a family as it was last worked out by geometry."""

    type_ids: tuple[str, ...]
    served_m2: FloatArray
    estimate_m2: FloatArray | None
    """(n,) what the grid said of the same devices, where there was one."""
    changes: set[Device] = field(default_factory=set)
    """Devices that came or went since."""


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
