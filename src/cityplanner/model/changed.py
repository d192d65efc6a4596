"""What an edit touched, by id."""

from dataclasses import dataclass, field


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


@dataclass(slots=True)
class Touched:
    """Gathers what the changes of an edit touch; see :class:`Changed`."""

    devices: set[tuple[str, str]] = field(default_factory=set)
    layers: set[str] = field(default_factory=set)
    scenarios: set[str] = field(default_factory=set)
    device_types: set[str] = field(default_factory=set)
    city: bool = False
    problems: bool = False
    targets: bool = False
    sources: bool = False

    def changed(self) -> Changed:
        """What was gathered."""
        return Changed(
            devices=frozenset(self.devices),
            layers=frozenset(self.layers),
            scenarios=frozenset(self.scenarios),
            device_types=frozenset(self.device_types),
            city=self.city,
            problems=self.problems,
            targets=self.targets,
            sources=self.sources,
        )
