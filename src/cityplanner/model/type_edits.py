"""Edits of a project's own version of a catalogue entry."""

from dataclasses import replace

from cityplanner.i18n import _
from cityplanner.model.device import DeviceType
from cityplanner.model.device_changes import DeviceTypeChange
from cityplanner.model.edit import Edit


def set_parameter(item: DeviceType, parameter: str, value: float, words: str = "") -> Edit:
    """Give one parameter of the type's coverage model another value; a run of changes is one step.

    ``words`` say which one to a person.
    """
    coverage = replace(item.coverage, parameters={**item.coverage.parameters, parameter: value})
    sources = {**item.sources, parameter: _("set in this project")}
    change = DeviceTypeChange(item, replace(item, coverage=coverage, sources=sources))
    label = _("Change {type}: {what}") if words else _("Change {type}")
    return Edit(label.format(type=item.name, what=words), (change,), merge_key=f"{item.id}.{parameter}")
