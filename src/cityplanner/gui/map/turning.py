"""Where a device looks: its handle on the map, and the edit that turns it. No Qt."""

import math
from collections.abc import Mapping
from dataclasses import replace

from cityplanner.coverage.models import coverage_models
from cityplanner.i18n import _, ngettext
from cityplanner.model import Device, DeviceChange, DeviceType, Edit, Family, Scenario

HANDLE_PX = 34.0
"""From the middle of the symbol to the handle."""


def can_turn(device: Device, types: Mapping[str, DeviceType]) -> bool:
    """Whether it matters where the device looks: a camera, one whose coverage says so, or one that looks somewhere."""
    known = types.get(device.type_id)
    if device.azimuth_deg is not None or known is None:
        return device.azimuth_deg is not None
    model = coverage_models().get(known.coverage.model)
    return known.family is Family.CAMERA or (model is not None and model.directions is not None)


def handle_offset(azimuth_deg: float) -> tuple[float, float]:
    """From the symbol to the handle, in pixels to the right and down."""
    angle = math.radians(azimuth_deg)
    return HANDLE_PX * math.sin(angle), -HANDLE_PX * math.cos(angle)


def azimuth_towards(right: float, down: float) -> float:
    """The whole degree, clockwise from north, that an offset on the screen points to."""
    return float(round(math.degrees(math.atan2(right, -down))) % 360)


def turn_devices(scenario: Scenario, azimuths_deg: Mapping[str, float], merge_key: str | None = None) -> Edit:
    """Devices look where ``azimuths_deg`` says, by id; edits with the same ``merge_key`` become one step."""
    changes = []
    for id_, azimuth_deg in azimuths_deg.items():
        before = scenario.devices[id_]
        if before.azimuth_deg != azimuth_deg:
            changes.append(DeviceChange(scenario.id, before, replace(before, azimuth_deg=azimuth_deg)))
    label = ngettext("Turn {count} device", "Turn {count} devices", len(azimuths_deg))
    return Edit(label.format(count=len(azimuths_deg)), tuple(changes), merge_key)


def angle_text(azimuth_deg: float) -> str:
    """``135° SE``."""
    points = (_("N"), _("NE"), _("E"), _("SE"), _("S"), _("SW"), _("W"), _("NW"))
    return f"{azimuth_deg:.0f}° {points[round(azimuth_deg / 45) % 8]}"
