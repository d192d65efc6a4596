"""Coverage models whose strengths differ, to try the rules by which strengths are joined."""

import numpy as np

from cityplanner.coverage import disc
from cityplanner.coverage.footprint import Footprint
from cityplanner.coverage.models import CoverageModel
from cityplanner.coverage.people_index import PeopleIndex
from cityplanner.model import CoverageSpec, Device, DeviceType, Family, Rule


def _fading(devices: list[Device], spec: CoverageSpec, people: PeopleIndex) -> list[Footprint]:
    """1 at the device, evenly less with distance, 0 at ``range_m``."""
    found = []
    for device in devices:
        rows = people.within(device.x, device.y, spec.parameters["range_m"])
        distance_m = np.hypot(people.xy[rows, 0] - device.x, people.xy[rows, 1] - device.y)
        found.append(Footprint(rows, np.maximum(1 - distance_m / spec.parameters["range_m"], 0.0)))
    return found


def _even(devices: list[Device], spec: CoverageSpec, people: PeopleIndex) -> list[Footprint]:
    """``strength`` everywhere within ``range_m``."""
    found = [people.within(device.x, device.y, spec.parameters["range_m"]) for device in devices]
    return [Footprint(rows, np.full(len(rows), spec.parameters["strength"])) for rows in found]


STRENGTH_MODELS = {"fading": CoverageModel(_fading, disc.grounds), "even": CoverageModel(_even, disc.grounds)}


def fading_type(
    id_: str,
    range_m: float,
    threshold: float,
    rule: Rule = Rule.ANY,
    minimum: int = 1,
    family: Family = Family.ALERT,
) -> DeviceType:
    spec = CoverageSpec("fading", {"range_m": range_m}, threshold, rule, minimum)
    return DeviceType(id_, family, id_, "", "", spec)
