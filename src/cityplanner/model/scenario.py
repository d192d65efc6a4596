"""A named set of devices; ``baseline`` holds what exists."""

from dataclasses import dataclass, field

from cityplanner.i18n import text_fields
from cityplanner.model.device import Device

BASELINE = "baseline"


@text_fields("name")
@dataclass(eq=False, slots=True)
class Scenario:
    """``parent`` is the scenario that this one was copied from. ``devices`` maps id to device, in order of arrival."""

    id: str
    name: str
    parent: str | None = None
    devices: dict[str, Device] = field(default_factory=dict)
