"""A type of device with its model, ready to be asked. Whatever a model does wrong ends here, in one sentence."""

import logging
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import shapely

from cityplanner.coverage.joining import adds_up, devices_needed, meets
from cityplanner.coverage.model import CoverageModel, Reached, Rows, Shapes
from cityplanner.coverage.models import coverage_model
from cityplanner.coverage.parameters import filled
from cityplanner.coverage.people_index import PeopleIndex
from cityplanner.coverage.surroundings import Surroundings
from cityplanner.errors import CancelledError, InputError
from cityplanner.i18n import _
from cityplanner.model import CoverageSpec, Device, DeviceType

_log = logging.getLogger(__name__)
_MOST_AHEAD = 256
"""Answers of a slow model that are kept: those of a drag, and of the steps that are undone and redone."""


class ModelError(InputError):
    """Why the figures of a type are absent: which type, which model, what is wrong."""


@dataclass(frozen=True, eq=False, slots=True)
class ReadyType:
    """``spec`` has every parameter; ``even`` is the strength that holds everywhere in reach, None where it differs.

    ``needed`` is how many devices must reach a place for it to be served, 1 where strengths that differ add up
    (``adds_up``).
    """

    item: DeviceType
    model: CoverageModel
    spec: CoverageSpec
    prepared: Any
    even: float | None
    needed: int
    alone: bool
    """Whether one device serves a place that it reaches so far as its even strength goes."""
    adds_up: bool
    ahead: dict[tuple[Device, PeopleIndex], Reached | None] = field(default_factory=dict)
    """What a slow model was asked beforehand; None where it failed, to be asked again where it counts."""

    @property
    def counts_only(self) -> bool:
        """Whether counting the devices that reach a place says whether it is served."""
        return self.even is not None or not self.adds_up

    def reach(self, devices: Sequence[Device], points: PeopleIndex) -> Reached:
        """Which points each device reaches: at all where strengths add up, else strongly enough alone.

        Raises :class:`ModelError` where the model fails or answers what cannot be.
        """
        found = self.all_strengths(devices, points)
        if self.even is not None:
            return found if self.adds_up or self.alone else Reached.of([_NO_ROWS] * len(devices), self.even)
        return found if self.adds_up else self._strong_enough(found)

    def strong_enough(self, devices: Sequence[Device], points: PeopleIndex) -> Reached:
        """Which points each device alone serves, or brings its even part to. Raises :class:`ModelError`."""
        found = self.reach(devices, points)
        return self._strong_enough(found) if self.adds_up and self.even is None else found

    def _strong_enough(self, found: Reached) -> Reached:
        strengths = np.broadcast_to(np.asarray(found.strengths, dtype=np.float64), found.rows.shape)
        kept = meets(strengths, self.spec, self.model.strength.joined)
        if kept.all():
            return found
        before = np.concatenate([[0], np.cumsum(kept)])
        return Reached(before[found.starts], found.rows[kept], strengths[kept])

    def outline(self, devices: Sequence[Device]) -> Shapes:
        """(d,) polygons: the ground that each device serves alone, or brings its even part to.

        Raises :class:`ModelError`.
        """
        if not self.alone and not self.adds_up:
            return np.full(len(devices), shapely.Polygon(), dtype=object)
        try:
            found = self.model.outline(devices, self.spec, self.prepared)
        except CancelledError:
            raise
        except Exception as error:
            raise self._failed(f"{type(error).__name__}: {error}", error) from error
        shapes = np.asarray(found, dtype=object)
        if shapes.shape != (len(devices),) or not _are_polygons(shapes):
            raise self._failed(_("it gave no polygon for each device."))
        broken = ~shapely.is_valid(shapes)
        return np.where(broken, shapely.make_valid(shapes), shapes) if broken.any() else shapes

    def all_strengths(self, devices: Sequence[Device], points: PeopleIndex) -> Reached:
        """Which points each device reaches at all, and how strongly. Raises :class:`ModelError`."""
        found = self.ahead.get((devices[0], points)) if self.ahead and len(devices) == 1 else None
        try:
            if found is None:
                found = self.model.reach(devices, self.spec, points, self.prepared)
        except CancelledError:
            raise
        except Exception as error:
            # A model is a module that anybody may add: whatever it raises must cost its own type only.
            raise self._failed(f"{type(error).__name__}: {error}", error) from error
        if fault := _fault_of_reach(found, len(devices), points):
            raise self._failed(fault)
        return found

    def knows(self, device: Device, points: PeopleIndex) -> bool:
        """Whether it takes no time that a hand would feel to say what ``device`` reaches."""
        return self.model.quick or (device, points) in self.ahead

    def look_ahead(self, device: Device, points: PeopleIndex) -> None:
        """Ask a slow model of ``device`` beforehand; on any thread."""
        found: Reached | None
        try:
            found = self.model.reach([device], self.spec, points, self.prepared)
        except Exception:
            # It is asked again, and told, where it counts.
            found = None
        while len(self.ahead) >= _MOST_AHEAD:
            self.ahead.pop(next(iter(self.ahead)), None)
        self.ahead[device, points] = found

    def _failed(self, fault: str, error: Exception | None = None) -> ModelError:
        return failed(self.item, fault, error)


def ready(item: DeviceType, surroundings: Surroundings | None = None) -> ReadyType:
    """``item`` with its model. Raises :class:`ModelError` where there is no such model or its figures do not fit."""
    around = Surroundings() if surroundings is None else surroundings
    try:
        model = coverage_model(item.coverage.model)
        spec = filled(item, model)
    except InputError as error:
        raise failed(item, error.sentence) from error
    joined = model.strength.joined
    try:
        if model not in around.prepared:
            around.prepared[model] = model.prepare(around)
        even = None if model.even is None else float(model.even(spec))
    except CancelledError:
        raise
    except Exception as error:
        raise failed(item, f"{type(error).__name__}: {error}", error) from error
    if even is not None and not np.isfinite(even):
        raise failed(item, _("it gave strengths that are not numbers."))
    return ReadyType(
        item,
        model,
        spec,
        around.prepared[model],
        even,
        devices_needed(spec, joined, even),
        even is None or bool(meets(np.array([even]), spec, joined)[0]),
        adds_up(spec, joined),
    )


def failed(item: DeviceType, fault: str, error: Exception | None = None) -> ModelError:
    """The one sentence about ``fault``, which is logged once."""
    sentence = _("{type} cannot be counted with the coverage model {model}: {fault}").format(
        type=item.name or item.id, model=item.coverage.model, fault=fault
    )
    _log_once(item.id, item.coverage.model, fault, error)
    return ModelError(sentence if sentence.endswith(".") else f"{sentence}.")


_logged: set[tuple[str, str, str]] = set()


def _log_once(type_id: str, model: str, fault: str, error: Exception | None) -> None:
    """A model that fails is asked again with every edit."""
    if (type_id, model, fault) not in _logged:
        _logged.add((type_id, model, fault))
        _log.error("The coverage model %s of the type %s: %s", model, type_id, fault, exc_info=error)


_WHOLE_NUMBERS = np.dtype(np.int64)
_NO_ROWS: Rows = np.empty(0, dtype=np.int64)


def _fault_of_reach(found: object, devices: int, points: PeopleIndex) -> str:
    """What is wrong with a model's answer, '' where nothing is."""
    if not isinstance(found, Reached):
        return _("it gave no lists of points.")
    starts, rows, strengths = found.starts, found.rows, found.strengths
    if not (_is_list(starts) and _is_list(rows)):
        return _("it gave lists of points that are not lists of whole numbers.")
    if len(starts) != devices + 1:
        return _("it gave lists of points for another number of devices.")
    if fault := points.fault(starts, rows):
        return fault
    if type(strengths) is float and math.isfinite(strengths):
        return ""
    if isinstance(strengths, np.ndarray):
        if strengths.shape != rows.shape or strengths.dtype != np.float64:
            return _("it gave another number of strengths than of points.")
        return "" if np.isfinite(strengths).all() else _("it gave strengths that are not numbers.")
    even = isinstance(strengths, int | np.floating | np.integer) and math.isfinite(strengths)
    return "" if even else _("it gave strengths that are not numbers.")


def _is_list(array: object) -> bool:
    return isinstance(array, np.ndarray) and array.dtype == _WHOLE_NUMBERS and array.ndim == 1


def _are_polygons(shapes: Shapes) -> bool:
    kinds = shapely.get_type_id(shapes)
    return bool(np.isin(kinds, (3, 6)).all())
