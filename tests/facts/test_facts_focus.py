"""What is measured: one type, or a family."""

from dataclasses import replace

import pytest
from small_city import small_project, small_types

from cityplanner.errors import InputError
from cityplanner.facts.focus import Focus, first_focus
from cityplanner.model import BASELINE, DeviceChange, DeviceStatus, Edit, Family, History
from cityplanner.model.device_edits import alter_device

WIFI = "public-wifi-access-point"


def test_a_type_and_a_family_know_their_types_family_and_name() -> None:
    types = small_types()
    one, family = Focus.named(WIFI, types), Focus.named("wifi", types)
    assert one == Focus(WIFI)
    assert family == Focus.of_family(Family.WIFI) != one
    assert [item.id for item in one.types(types)] == [item.id for item in family.types(types)] == [WIFI]
    assert one.family(types) is family.family(types) is Family.WIFI
    assert one.name(types) == "Public Wi-Fi access point"
    assert family.name(types) == "Wi-Fi"


def test_what_there_is_not_is_told() -> None:
    with pytest.raises(InputError, match="teleporters"):
        Focus.named("teleporters", small_types())
    with pytest.raises(InputError, match="lighting"):
        Focus.named("lighting", small_types())


def test_the_first_focus_has_devices_that_are_not_retired() -> None:
    project = small_project()
    scenario = project.scenarios[BASELINE]
    assert first_focus(project, scenario) == Focus(WIFI)
    history = History(project)
    for device in scenario.devices.values():
        retired = replace(device, status=DeviceStatus.RETIRED)
        history.do(alter_device(project.scenarios[BASELINE], retired, "Retire"))
    siren = replace(device, id="s", type_id="siren", status=DeviceStatus.EXISTING)
    history.do(Edit("Place", (DeviceChange(BASELINE, None, siren),)))
    assert first_focus(project, project.scenarios[BASELINE]) == Focus("siren")
