"""Edits of a project's own version of a catalogue entry."""

from dataclasses import replace

from cityplanner.i18n import _
from cityplanner.model.device import DeviceType
from cityplanner.model.device_changes import DeviceTypeChange
from cityplanner.model.edit import Edit


def set_parameter(item: DeviceType, parameter: str, value: float) -> Edit:
    """Give one parameter of the type's coverage model another value; a run of changes is one step."""
    coverage = replace(item.coverage, parameters={**item.coverage.parameters, parameter: value})
    label = _("Change the range of {type}") if parameter == "range_m" else _("Change {type}")
    sources = {**item.sources, parameter: _("set in this project")}
    change = DeviceTypeChange(item, replace(item, coverage=coverage, sources=sources))
    return Edit(label.format(type=item.name), (change,), merge_key=f"{item.id}.{parameter}")
