"""What a study measures, in words: the service, and when a person counts as served by it."""

from collections.abc import Mapping

from cityplanner.coverage.engine import types_of
from cityplanner.coverage.words import served_when as type_served_when
from cityplanner.errors import InputError
from cityplanner.facts.family_names import family_name
from cityplanner.i18n import _
from cityplanner.model import DeviceStatus, DeviceType, Family, Project, Scenario


def scenario_of(project: Project, scenario_id: str) -> Scenario:
    """The scenario of that id. Raises :class:`InputError` with those that there are where it is unknown."""
    scenario = project.scenarios.get(scenario_id)
    if scenario is None:
        raise InputError(
            _("There is no scenario {id}; the project has: {known}.").format(
                id=scenario_id, known=", ".join(project.scenarios)
            )
        )
    return scenario


def measured_name(focus: str, types: Mapping[str, DeviceType]) -> str:
    """The name of the type or family ``focus``."""
    return types[focus].name if focus in types else family_name(Family(focus))


def measured_family(focus: str, types: Mapping[str, DeviceType]) -> Family:
    """The family ``focus``, or that of the type ``focus``."""
    return types[focus].family if focus in types else Family(focus)


def served_when(project: Project, scenario: Scenario, focus: str) -> list[str]:
    """A sentence for each type that is measured and has devices: when a person counts as served by it."""
    present = {device.type_id for device in scenario.devices.values() if device.status is not DeviceStatus.RETIRED}
    wanted = types_of(focus, project.device_types)
    shown = [id_ for id_ in wanted if id_ in present] or list(wanted)
    return [type_served_when(project.device_types[id_], project.layers) for id_ in shown]
