from dataclasses import fields, replace

from cityplanner.model import Device, DeviceStatus


def test_a_device_elsewhere_is_the_same_in_everything_else() -> None:
    device = Device("a", "siren", 1.0, 2.0, "North", 90.0, 6.5, DeviceStatus.PLANNED)
    defaults = Device("", "", 0.0, 0.0)
    assert all(getattr(device, field.name) != getattr(defaults, field.name) for field in fields(Device))
    assert device.at(3.0, 4.0) == replace(device, x=3.0, y=4.0)
