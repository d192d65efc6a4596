"""What a study measures, in words: the service, and when a person counts as served by it."""

from cityplanner.coverage.words import served_when as type_served_when
from cityplanner.errors import InputError
from cityplanner.facts.focus import Focus
from cityplanner.i18n import _
from cityplanner.model import DeviceStatus, Project, Scenario


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


def served_when(project: Project, scenario: Scenario, focus: Focus) -> list[str]:
    """A sentence for each type that is measured and has devices: when a person counts as served by it."""
    present = {device.type_id for device in scenario.devices.values() if device.status is not DeviceStatus.RETIRED}
    wanted = focus.types(project.device_types)
    shown = [item for item in wanted if item.id in present] or wanted
    return [type_served_when(item, project.layers) for item in shown]
