"""Device types of the catalogue, and devices on the map."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from cityplanner.i18n import text_fields


class Family(StrEnum):
    """What a device is for. The order is the order on the screen."""

    WIFI = "wifi"
    LIGHTING = "lighting"
    CAMERA = "camera"
    ENVIRONMENT = "environment"
    TRAFFIC = "traffic"
    ALERT = "alert"
    SERVICE = "service"


class DeviceStatus(StrEnum):
    EXISTING = "existing"
    PLANNED = "planned"
    PROPOSED = "proposed"
    RETIRED = "retired"


class PrivacyClass(StrEnum):
    """What a device can learn about a person: nothing, traces that can be made anonymous, or who it was."""

    NONE = "none"
    INDIRECT = "indirect"
    PERSONAL = "personal"


class Rule(StrEnum):
    """How the strengths of several devices at one place are joined, before they are held against the threshold."""

    ANY = "any"
    """One device that reaches the threshold is enough."""
    BEST = "best"
    """The strongest counts: the same people as with ``ANY``; what is told of a place is the strength of the best."""
    SUM = "sum"
    """Strengths add up as the coverage model says: plainly as light, by energy as sound; else the best counts."""
    AT_LEAST = "at-least"
    """``minimum_devices`` must each reach the threshold."""


@dataclass(frozen=True, slots=True)
class CoverageSpec:
    """How a type of device serves people.

    ``model`` names a coverage model (``disc``); ``parameters`` are that model's numbers, units in their names
    (``range_m``). A person point counts as served where the strengths that reach it, joined by ``rule``, come to
    ``threshold`` or more (or less, where less is better), in the model's unit. ``minimum_devices`` is for the rule
    ``AT_LEAST`` only.
    """

    model: str
    parameters: Mapping[str, float] = field(default_factory=dict)
    threshold: float = 1.0
    rule: Rule = Rule.ANY
    minimum_devices: int = 1

    @property
    def devices_needed(self) -> int:
        """How many devices must reach a place for it to be served, where the rule counts devices."""
        return self.minimum_devices if self.rule is Rule.AT_LEAST else 1


@text_fields("name", "description", "sources")
@dataclass(frozen=True, slots=True)
class DeviceType:
    """One entry of the catalogue. Money in US dollars of ``price_year``; ``None`` where no source was found."""

    id: str
    family: Family
    name: str
    description: str
    icon: str
    coverage: CoverageSpec
    cost_usd: float | None = None
    running_cost_usd_per_year: float | None = None
    power_w: float | None = None
    life_years: float | None = None
    price_year: int | None = None
    privacy: PrivacyClass = PrivacyClass.NONE
    sources: Mapping[str, str] = field(default_factory=dict)
    """Field name -> where its figure comes from."""


@dataclass(frozen=True, slots=True)
class Device:
    """One thing on the map. ``x`` and ``y`` in metres in the city's CRS; azimuth clockwise from north."""

    id: str
    type_id: str
    x: float
    y: float
    name: str = ""
    azimuth_deg: float | None = None
    height_m: float | None = None
    status: DeviceStatus = DeviceStatus.EXISTING

    def at(self, x: float, y: float) -> "Device":
        """The same device elsewhere; ``dataclasses.replace`` takes three times as long, in every frame of a drag."""
        return Device(self.id, self.type_id, x, y, self.name, self.azimuth_deg, self.height_m, self.status)
