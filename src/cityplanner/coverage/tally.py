"""Who a set of devices serves among the points of one demand, kept up to date device by device.

For every point the devices that reach it are counted, and where strengths add up, their sum is kept in whole parts.
Whole numbers forget nothing and round nothing: adding, moving and removing in any order leaves exactly what counting
from the start would give. Only the neighbourhoods that an edit touched are summed again, always in the same order.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

from cityplanner.coverage import kernels
from cityplanner.coverage.demand import Demand, FloatArray, WeightSums
from cityplanner.coverage.joining import enough, parts
from cityplanner.coverage.ready import ModelError, ReadyType
from cityplanner.model import Device, DeviceStatus

Rows = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False, slots=True)
class _Answer:
    """What is kept for a type or a family."""

    type_ids: tuple[str, ...]
    reaches: "tuple[Reach, ...]"
    sums: WeightSums
    level: npt.NDArray[np.int32] | None
    """(n,) devices that reach each point, below 0 if it is not served; where counts alone do not say who is served."""


class Tally:
    """The devices that stand, counted on the points of ``demand`` when a type is first asked for."""

    def __init__(self, demand: Demand, ready: Callable[[str], ReadyType], devices: Mapping[str, Device]) -> None:
        """``ready`` gives a type by its id, or raises :class:`ModelError`; ``devices`` are the engine's own and may
        change: each change of a device must be told."""
        self.demand = demand
        self._ready = ready
        self._devices = devices
        self._reaches: dict[str, Reach] = {}
        self._answers: dict[str, _Answer] = {}

    def enter(self, device: Device) -> None:
        """Count a device that has come."""
        reach = self._reaches.get(device.type_id)
        if reach is None or device.status is DeviceStatus.RETIRED:
            return
        try:
            rows = reach.enter(device)
        except ModelError:
            # Counted from the start when it is next asked for, as a fresh tally would.
            self.forget(device.type_id)
        else:
            self._touch(device.type_id, rows)

    def leave(self, device: Device) -> None:
        """Stop counting a device that is gone."""
        reach = self._reaches.get(device.type_id)
        if reach is not None and device.status is not DeviceStatus.RETIRED:
            self._touch(device.type_id, reach.leave(device))

    def replace(self, before: Device, after: Device) -> None:
        """Count ``after`` in place of ``before``."""
        reach = self._reaches.get(after.type_id)
        if (
            reach is None
            or reach.totals is not None
            or before.type_id != after.type_id
            or before.status is DeviceStatus.RETIRED
            or after.status is DeviceStatus.RETIRED
        ):
            self.leave(before)
            self.enter(after)
            return
        try:
            come = reach.rows_of(after)
        except ModelError:
            self.forget(after.type_id)
            return
        gone = reach.places.pop(before.id)
        reach.places[after.id] = come
        concerned = [answer.sums for answer in self._answers.values() if after.type_id in answer.type_ids]
        if len(concerned) == 1:
            concerned[0].exchange(self.demand, reach.counts, gone, come)
            return
        kernels.count(reach.counts, gone, -1)
        kernels.count(reach.counts, come, 1)
        for sums in concerned:
            sums.mark(self.demand, gone)
            sums.mark(self.demand, come)

    def forget(self, type_id: str) -> None:
        """Count a type from the start when it is next asked for: its specification is another."""
        self._reaches.pop(type_id, None)
        for key in [key for key, answer in self._answers.items() if type_id in answer.type_ids]:
            del self._answers[key]

    def _touch(self, type_id: str, rows: Rows) -> None:
        for answer in self._answers.values():
            if type_id in answer.type_ids:
                answer.sums.mark(self.demand, rows)

    def reach(self, type_id: str) -> "Reach":
        """What the standing devices of a type reach. Raises :class:`ModelError` where its model fails."""
        reach = self._reaches.get(type_id)
        if reach is None:
            standing = [
                device
                for device in self._devices.values()
                if device.type_id == type_id and device.status is not DeviceStatus.RETIRED
            ]
            reach = self._reaches[type_id] = Reach(self._ready(type_id), standing, self.demand)
        return reach

    def sums(self, key: str, type_ids: tuple[str, ...]) -> WeightSums:
        """The sums that are kept under ``key`` for any device of ``type_ids``, up to date.

        Raises :class:`ModelError` where a model fails.
        """
        demand = self.demand
        answer = self._answers.get(key)
        # A family may have got another type since.
        if answer is None or answer.type_ids != type_ids:
            reaches = tuple(self.reach(type_id) for type_id in type_ids)
            alone = len(reaches) == 1 and reaches[0].totals is None
            level = None if alone else np.zeros(len(demand.neighbourhood), dtype=np.int32)
            answer = self._answers[key] = _Answer(type_ids, reaches, demand.no_sums(), level)
        sums = answer.sums
        if answer.level is None:
            sums.bring_up_to_date(demand, answer.reaches[0].counts, answer.reaches[0].needed)
        else:
            for row in np.flatnonzero(sums.stale).tolist():
                part = slice(demand.starts[row], demand.starts[row + 1])
                answer.level[part] = _level(answer.reaches, part)
            sums.bring_up_to_date(demand, answer.level, 1)
        return sums

    def standing(self, type_ids: tuple[str, ...]) -> int:
        """How many devices of these types are counted."""
        count = 0
        for type_id in type_ids:
            count += len(self.reach(type_id).places)
        return count

    def reached(self, device: Device) -> float:
        """The first kind of weight that a standing device reaches, whoever else reaches it.

        This and the next raise :class:`ModelError` where a model fails.
        """
        return float(self.demand.weights[self.reach(device.type_id).places[device.id], 0].sum())

    def lost_without(self, device: Device, type_ids: Iterable[str]) -> FloatArray:
        """(k,) weights that would no longer be served by any of ``type_ids`` if the device failed."""
        reach = self.reach(device.type_id)
        rows = reach.places[device.id]
        lost = reach.served(rows) & ~reach.served_without(device.id)
        for type_id in type_ids:
            if type_id != device.type_id:
                lost &= ~self.reach(type_id).served(rows)
        return np.asarray(self.demand.weights[rows[lost]].sum(axis=0), dtype=np.float64)


def _level(reaches: "Sequence[Reach]", part: slice) -> npt.NDArray[np.int32]:
    """How many devices reach the points of ``part``, below 0 where they are not served."""
    served = np.zeros(part.stop - part.start, dtype=bool)
    counts = np.zeros(part.stop - part.start, dtype=np.int32)
    for reach in reaches:
        served |= reach.served(part)
        counts += reach.counts[part]
    return np.where(served, counts, -counts)


class Reach:
    """The devices of one type: which points each reaches, and by how many of them each point is reached."""

    def __init__(self, ready: ReadyType, devices: Sequence[Device], demand: Demand) -> None:
        """Raises :class:`ModelError`, as :meth:`enter` does, where the model fails."""
        self._ready = ready
        self._index = demand.index
        self.needed = ready.needed
        self.places: dict[str, Rows] = {}
        """Device id -> rows of the points it reaches."""
        self.counts = np.zeros(len(demand.neighbourhood), dtype=np.int32)
        self._amounts: dict[str, Rows] = {}
        self.totals = None if ready.counts_only else np.zeros(len(demand.neighbourhood), dtype=np.int64)
        """(n,) sum of the strengths at each point in parts of the threshold, where those that differ add up."""
        self._outlines: dict[Device, shapely.Geometry] = {}
        self._enter_all(devices)

    def enter(self, device: Device) -> Rows:
        """Count ``device``; returns the rows that it reaches."""
        self._enter_all([device])
        return self.places[device.id]

    def rows_of(self, device: Device) -> Rows:
        """The rows that ``device`` would reach; nothing is counted."""
        return self._ready.reach([device], self._index).rows

    def _enter_all(self, devices: Sequence[Device]) -> None:
        found = self._ready.reach(devices, self._index)
        bounds = found.starts.tolist()
        kernels.count(self.counts, found.rows, 1)
        if self.totals is not None:
            strengths = np.broadcast_to(np.asarray(found.strengths, dtype=np.float64), found.rows.shape)
            amounts = parts(strengths, self._ready.spec, self._ready.model.strength.joined)
            kernels.add_amounts(self.totals, found.rows, amounts, 1)
        for device, start, end in zip(devices, bounds, bounds[1:], strict=False):
            self.places[device.id] = found.rows[start:end]
            if self.totals is not None:
                self._amounts[device.id] = amounts[start:end]

    def leave(self, device: Device) -> Rows:
        """Stop counting ``device``; returns the rows that it reached."""
        rows = self.places.pop(device.id)
        kernels.count(self.counts, rows, -1)
        if self.totals is not None:
            kernels.add_amounts(self.totals, rows, self._amounts.pop(device.id), -1)
        return rows

    def served(self, rows: Rows | slice) -> npt.NDArray[np.bool_]:
        """Which of the points ``rows`` are served by this type."""
        if self.totals is None:
            return np.asarray(self.counts[rows] >= self.needed)
        return enough(self.totals[rows], self.counts[rows])

    def served_without(self, device_id: str) -> npt.NDArray[np.bool_]:
        """Which of the points that a device reaches would be served by the others of its type."""
        rows = self.places[device_id]
        others = self.counts[rows] - 1
        if self.totals is None:
            return np.asarray(others >= self.needed)
        return enough(self.totals[rows] - self._amounts[device_id], others)

    def outlines(self, devices: Mapping[str, Device]) -> npt.NDArray[np.object_]:
        """(d,) the ground that each device reaches; only those that are new since the last time are drawn."""
        standing = [devices[id_] for id_ in self.places]
        fresh = [device for device in standing if device not in self._outlines]
        known = self._outlines | dict(zip(fresh, self._ready.outline(fresh), strict=True))
        self._outlines = {device: known[device] for device in standing}
        return np.array(list(self._outlines.values()), dtype=object)
