"""Everything that a project file holds."""

from dataclasses import dataclass, field, fields

from cityplanner.i18n import _
from cityplanner.model.city import City, People
from cityplanner.model.device import DeviceType
from cityplanner.model.edit import (
    Change,
    CityChange,
    DeviceChange,
    DeviceTypeChange,
    Edit,
    LayerChange,
    ProblemsChange,
    ScenarioChange,
    TargetsChange,
)
from cityplanner.model.layer import Layer
from cityplanner.model.problem import Problem
from cityplanner.model.scenario import BASELINE, Scenario
from cityplanner.model.target import DEFAULT_TARGETS, Target


@dataclass(frozen=True, slots=True)
class Changed:
    """What an edit touched, by id, so that a view redraws no more than it must."""

    devices: frozenset[tuple[str, str]] = frozenset()
    """(scenario id, device id)"""
    layers: frozenset[str] = frozenset()
    scenarios: frozenset[str] = frozenset()
    device_types: frozenset[str] = frozenset()
    city: bool = False
    problems: bool = False
    targets: bool = False
    sources: bool = False
    """Who made the city's data, and under which licence; without ``city`` nothing else of it."""


@dataclass(eq=False, slots=True)
class Project:
    """Changed only through :class:`~cityplanner.model.history.History`. ``layers`` run from the bottom up.

    ``problems`` are what was found wrong with the files that the project was made from.
    """

    city: City
    people: People
    device_types: dict[str, DeviceType]
    layers: list[Layer] = field(default_factory=list)
    scenarios: dict[str, Scenario] = field(default_factory=lambda: {BASELINE: Scenario(BASELINE, _("Baseline"))})
    problems: list[Problem] = field(default_factory=list)
    targets: tuple[Target, ...] = DEFAULT_TARGETS

    def apply(self, edit: Edit) -> Changed:
        """Carry ``edit`` out and say what it touched."""
        for change in edit.changes:
            self._apply_change(change)
        return _touched(edit)

    def _apply_change(self, change: Change) -> None:
        match change:
            case DeviceChange(scenario, before, after):
                devices = self.scenarios[scenario].devices
                if before is not None and (after is None or after.id != before.id):
                    del devices[before.id]
                if after is not None:
                    devices[after.id] = after
            case LayerChange(before, after, position, _):
                if before is not None:
                    self.layers.remove(before)
                if after is not None:
                    self.layers.insert(position, after)
            case ScenarioChange(before, after):
                _replace(self.scenarios, before, after)
            case DeviceTypeChange(_, after):
                self.device_types[after.id] = after
            case CityChange(_, after):
                self.city, self.people = after
            case ProblemsChange(_, after):
                self.problems[:] = after
            case TargetsChange(_, after):
                self.targets = after


def _replace(scenarios: dict[str, Scenario], before: Scenario | None, after: Scenario | None) -> None:
    """Put ``after`` where ``before`` stood, so that renaming does not reorder the tabs."""
    items = list(scenarios.values())
    if before is None and after is not None:
        items.append(after)
    elif before is not None:
        place = items.index(before)
        items[place : place + 1] = [] if after is None else [after]
    scenarios.clear()
    scenarios.update({scenario.id: scenario for scenario in items})


def _touched(edit: Edit) -> Changed:
    devices: set[tuple[str, str]] = set()
    layers: set[str] = set()
    scenarios: set[str] = set()
    types: set[str] = set()
    city = problems = targets = sources = False
    for change in edit.changes:
        match change:
            case DeviceChange(scenario, before, after):
                devices.update((scenario, device.id) for device in (before, after) if device is not None)
            case LayerChange(before, after, _, _):
                layers.update(layer.id for layer in (before, after) if layer is not None)
            case ScenarioChange(before, after):
                scenarios.update(item.id for item in (before, after) if item is not None)
            case DeviceTypeChange(_, after):
                types.add(after.id)
            case CityChange(before, after):
                sources = sources or before[0].sources != after[0].sources
                city = city or not _same_but_sources(before, after)
            case ProblemsChange():
                problems = True
            case TargetsChange():
                targets = True
    return Changed(
        devices=frozenset(devices),
        layers=frozenset(layers),
        scenarios=frozenset(scenarios),
        device_types=frozenset(types),
        city=city,
        problems=problems,
        targets=targets,
        sources=sources,
    )


def _same_but_sources(before: tuple[City, People], after: tuple[City, People]) -> bool:
    """Whether nothing but who made the data is new, so that nothing need be worked out or painted again."""
    was, now = before[0], after[0]
    names = (field.name for field in fields(City) if field.name != "sources")
    return before[1] is after[1] and all(getattr(was, name) is getattr(now, name) for name in names)
