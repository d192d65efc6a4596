import math

import pytest
import shapely
from small_city import small_project, small_types

from cityplanner.coverage import engine_for
from cityplanner.coverage.outlines import outlines
from cityplanner.model import Device, DeviceStatus, Scenario


def test_each_device_has_the_ground_of_its_own_type() -> None:
    devices = [
        Device("a", "siren", 1.0, 2.0),
        Device("b", "public-wifi-access-point", 5.0, 5.0),
        Device("c", "siren", 7.0, 2.0),
    ]
    ranges = [small_types()[device.type_id].coverage.parameters["range_m"] for device in devices]
    shapes = outlines(devices, small_types())
    assert shapely.area(shapes) == pytest.approx([math.pi * range_m**2 for range_m in ranges])
    assert [(shape.centroid.x, shape.centroid.y) for shape in shapes] == [
        pytest.approx((device.x, device.y)) for device in devices
    ]


def test_retired_devices_and_unknown_types_reach_no_ground() -> None:
    retired = Device("a", "siren", 1.0, 2.0, status=DeviceStatus.RETIRED)
    assert list(outlines([retired, Device("b", "fountain", 1.0, 2.0)], small_types())) == [None, None]
    assert len(outlines([], small_types())) == 0


def test_engine_of_a_scenario_by_its_id_and_by_itself() -> None:
    project = small_project()
    asked = engine_for(project, "baseline").table("siren")
    assert asked.devices == engine_for(project, project.scenarios["baseline"]).table("siren").devices
    nobody = engine_for(project, Scenario("empty", "Empty"), {"siren": project.device_types["siren"]}).table("siren")
    assert nobody.devices == 0
