"""An undoable change as plain data: what was, and what is.

Each change knows its own inverse, so undo needs no code of its own, and a list of edits doubles as a log.
"""

from dataclasses import dataclass
from typing import Self

from cityplanner.model.city import City, People
from cityplanner.model.device import Device, DeviceType
from cityplanner.model.layer import Layer
from cityplanner.model.problem import Problem
from cityplanner.model.scenario import Scenario
from cityplanner.model.target import Target


@dataclass(frozen=True, slots=True)
class DeviceChange:
    """A device of ``scenario`` added (``before`` is None), removed (``after`` is None) or altered."""

    scenario: str
    before: Device | None
    after: Device | None

    def inverse(self) -> Self:
        return type(self)(self.scenario, self.after, self.before)


@dataclass(frozen=True, slots=True)
class LayerChange:
    """A layer added, removed, altered or moved.

    ``position`` is its place in the list, bottom first; ``moved_from`` the one before where that was another.
    """

    before: Layer | None
    after: Layer | None
    position: int
    moved_from: int | None = None

    def inverse(self) -> Self:
        if self.moved_from is None:
            return type(self)(self.after, self.before, self.position)
        return type(self)(self.after, self.before, self.moved_from, self.position)


@dataclass(frozen=True, slots=True)
class ScenarioChange:
    """A scenario added or removed, with its devices, or renamed."""

    before: Scenario | None
    after: Scenario | None

    def inverse(self) -> Self:
        return type(self)(self.after, self.before)


@dataclass(frozen=True, slots=True)
class DeviceTypeChange:
    """The project's own version of a catalogue entry altered."""

    before: DeviceType
    after: DeviceType

    def inverse(self) -> Self:
        return type(self)(self.after, self.before)


@dataclass(frozen=True, slots=True)
class CityChange:
    """Boundary, neighbourhoods or name altered, and the people with them."""

    before: tuple[City, People]
    after: tuple[City, People]

    def inverse(self) -> Self:
        return type(self)(self.after, self.before)


@dataclass(frozen=True, slots=True)
class ProblemsChange:
    """The list of what was found wrong with the data altered."""

    before: tuple[Problem, ...]
    after: tuple[Problem, ...]

    def inverse(self) -> Self:
        return type(self)(self.after, self.before)


@dataclass(frozen=True, slots=True)
class TargetsChange:
    """The project's targets altered."""

    before: tuple[Target, ...]
    after: tuple[Target, ...]

    def inverse(self) -> Self:
        return type(self)(self.after, self.before)


Change = DeviceChange | LayerChange | ScenarioChange | DeviceTypeChange | CityChange | ProblemsChange | TargetsChange


@dataclass(frozen=True, slots=True)
class Edit:
    """One step of the history. ``label`` names it in the imperative ("Move 3 cameras").

    Two edits that follow each other with the same ``merge_key`` become one step: a run of nudges is undone at once.
    """

    label: str
    changes: tuple[Change, ...]
    merge_key: str | None = None

    def inverse(self) -> Self:
        return type(self)(self.label, tuple(change.inverse() for change in reversed(self.changes)))
