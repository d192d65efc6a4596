"""The ground served: by geometry where it is asked for, by a grid while devices move."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import shapely

from cityplanner.coverage.area import Grounds, area_served
from cityplanner.coverage.demands import Place
from cityplanner.coverage.ready import ReadyType
from cityplanner.coverage.tally import Tally
from cityplanner.model import Device, DeviceStatus
from cityplanner.progress import CancelToken, Progress

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False, slots=True)
class _Area:
    """The ground served by a type or a family as it was last worked out by geometry."""

    type_ids: tuple[str, ...]
    served_m2: FloatArray
    estimate_m2: FloatArray | None
    """(n,) what the grid said of the same devices, where there was one."""
    changes: set[Device] = field(default_factory=set)
    """Devices that came or went since."""


class GroundServed:
    """Square metres served in each of n neighbourhoods, by types or families; kept until devices change."""

    def __init__(
        self, place: Place, tally: Tally, ready: Callable[[str], ReadyType], devices: Mapping[str, Device]
    ) -> None:
        """``tally`` counts the residents; ``devices`` are the engine's own and may change, each change to be told."""
        self._place = place
        self._tally = tally
        self._ready = ready
        self._devices = devices
        self.grid: Tally | None = None
        """Counts the grid, where one is laid."""
        self._tree: shapely.STRtree | None = None
        self._areas: dict[str, _Area] = {}

    def touch(self, device: Device) -> None:
        """Note that a device has come or gone."""
        if self._areas and device.status is not DeviceStatus.RETIRED:
            for area in self._areas.values():
                if device.type_id in area.type_ids:
                    area.changes.add(device)

    def forget(self, type_id: str) -> None:
        """Work a type out from the start when it is next asked for: its specification is another."""
        for key in [key for key, area in self._areas.items() if type_id in area.type_ids]:
            del self._areas[key]

    def known(self, key: str, type_ids: tuple[str, ...]) -> tuple[FloatArray | None, bool]:
        """(n,) square metres served, or None where nothing is known, and whether they are an estimate.

        Raises :class:`~cityplanner.coverage.ready.ModelError`, as :meth:`work_out` does.
        """
        area = self._area(key, type_ids)
        if area is not None and not area.changes:
            return area.served_m2, False
        if self.grid is None:
            return None, False
        estimate = self.grid.sums(key, type_ids).served[:, 0]
        if area is not None and area.estimate_m2 is not None:
            # By how much the grid is wrong is known from the last exact answer; only the change is estimated. Ground
            # that is lost is taken off in proportion, so that nothing is left where the last device went.
            more = estimate >= area.estimate_m2
            ratio = np.divide(estimate, area.estimate_m2, out=np.ones(len(estimate)), where=~more)
            estimate = np.where(more, area.served_m2 + (estimate - area.estimate_m2), area.served_m2 * ratio)
        return np.minimum(estimate, self._place.area_m2), True

    def can_be_exact(self, type_ids: Iterable[str]) -> bool:
        """Whether the outlines say where it is served: not where strengths that differ from place to place add up."""
        return all(self._ready(type_id).counts_only for type_id in type_ids)

    def work_out(self, key: str, type_ids: tuple[str, ...], progress: Progress, cancel: CancelToken | None) -> None:
        """By geometry, where something has changed and outlines tell."""
        area = self._area(key, type_ids)
        if area is not None and not area.changes:
            return
        shapes, area_m2 = self._place.shapes, self._place.area_m2
        if area is None:
            before = np.zeros(len(shapes))
            rows = np.arange(len(shapes))
        else:
            before = area.served_m2
            rows = self._neighbourhoods_near(area.changes)
        grounds = [
            Grounds(self._tally.reach(type_id).outlines(self._devices), self._ready(type_id).needed)
            for type_id in type_ids
        ]
        fresh = area_served(grounds, shapes, rows, progress=progress, cancel=cancel)
        served_m2 = before.copy()
        # Where a neighbourhood is served altogether, rounding in the cut can exceed the whole by a hair.
        served_m2[rows] = np.minimum(fresh[rows], area_m2[rows])
        estimate = None if self.grid is None else self.grid.sums(key, type_ids).served[:, 0].copy()
        self._areas[key] = _Area(type_ids, served_m2, estimate)

    def _area(self, key: str, type_ids: tuple[str, ...]) -> _Area | None:
        area = self._areas.get(key)
        # A family may have got another type since.
        return area if area is not None and area.type_ids == type_ids else None

    def _neighbourhoods_near(self, devices: Iterable[Device]) -> npt.NDArray[np.intp]:
        if self._tree is None:
            self._tree = shapely.STRtree(self._place.shapes)
        rows: set[int] = set()
        for device in devices:
            (outline,) = self._ready(device.type_id).outline([device])
            rows.update(self._tree.query(outline, predicate="intersects").tolist())
        return np.array(sorted(rows), dtype=np.intp)
