"""The edits that people make to devices, each with the name that undo shows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from cityplanner.i18n import _, ngettext
from cityplanner.model.device import Device, DeviceType
from cityplanner.model.device_changes import DeviceChange
from cityplanner.model.edit import Edit
from cityplanner.model.scenario import Scenario


def new_device_ids(scenario: Scenario, type_id: str, count: int = 1) -> list[str]:
    """``count`` ids that no device of ``scenario`` has: ``siren-7``, ``siren-8`` ..."""
    ids: list[str] = []
    number = sum(device.type_id == type_id for device in scenario.devices.values())
    while len(ids) < count:
        number += 1
        candidate = f"{type_id}-{number}"
        if candidate not in scenario.devices:
            ids.append(candidate)
    return ids


def add_devices(scenario: Scenario, devices: Sequence[Device], types: Mapping[str, DeviceType]) -> Edit:
    label = ngettext("Place {what}", "Place {count} {what}", len(devices))
    return _edit(label, devices, types, [DeviceChange(scenario.id, None, device) for device in devices])


def remove_devices(scenario: Scenario, ids: Iterable[str], types: Mapping[str, DeviceType]) -> Edit:
    devices = [scenario.devices[id_] for id_ in ids]
    label = ngettext("Delete {what}", "Delete {count} {what}", len(devices))
    return _edit(label, devices, types, [DeviceChange(scenario.id, device, None) for device in devices])


def move_devices(
    scenario: Scenario,
    places: Mapping[str, tuple[float, float]],
    types: Mapping[str, DeviceType],
    merge_key: str | None = None,
) -> Edit:
    """``places`` maps device ids to where they go, in metres in the city's CRS."""
    before = [scenario.devices[id_] for id_ in places]
    after = [replace(device, x=places[device.id][0], y=places[device.id][1]) for device in before]
    changes = [DeviceChange(scenario.id, old, new) for old, new in zip(before, after, strict=True) if old != new]
    label = ngettext("Move {what}", "Move {count} {what}", len(before))
    return _edit(label, before, types, changes, merge_key)


def duplicate_devices(
    scenario: Scenario, ids: Iterable[str], types: Mapping[str, DeviceType], offset_m: float
) -> tuple[Edit, list[Device]]:
    """Copies ``offset_m`` to the south-east of their originals, and the devices that the edit adds."""
    originals = [scenario.devices[id_] for id_ in ids]
    fresh = {
        type_id: iter(new_device_ids(scenario, type_id, len(originals)))
        for type_id in {device.type_id for device in originals}
    }
    copies = [
        replace(device, id=next(fresh[device.type_id]), x=device.x + offset_m, y=device.y - offset_m)
        for device in originals
    ]
    label = ngettext("Duplicate {what}", "Duplicate {count} {what}", len(copies))
    return _edit(label, copies, types, [DeviceChange(scenario.id, None, device) for device in copies]), copies


def alter_device(scenario: Scenario, after: Device, label: str, merge_key: str | None = None) -> Edit:
    """A name, status, height or type changed."""
    return Edit(label, (DeviceChange(scenario.id, scenario.devices[after.id], after),), merge_key)


def _edit(
    label: str,
    devices: Sequence[Device],
    types: Mapping[str, DeviceType],
    changes: Sequence[DeviceChange],
    merge_key: str | None = None,
) -> Edit:
    return Edit(label.format(count=len(devices), what=_what(devices, types)), tuple(changes), merge_key)


def _what(devices: Sequence[Device], types: Mapping[str, DeviceType]) -> str:
    """The name of what is handled: one device by its own name or type, several of a type by the type."""
    type_ids = {device.type_id for device in devices}
    if len(type_ids) != 1:
        return ngettext("device", "devices", len(devices))
    known = types.get(next(iter(type_ids)))
    type_name = known.name if known is not None else next(iter(type_ids))
    if len(devices) == 1:
        return devices[0].name or type_name
    return _("devices ({type})").format(type=type_name)
