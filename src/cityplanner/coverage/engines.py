"""The one way to an engine for a scenario of a project."""

from collections.abc import Mapping

from cityplanner.coverage.engine import Engine
from cityplanner.model import DeviceType, Project, Scenario


def engine_for(project: Project, scenario: Scenario | str, types: Mapping[str, DeviceType] | None = None) -> Engine:
    """An engine of ``scenario``, or of the project's scenario of that id.

    ``types`` stand in for the project's own, for figures that hold for one answer only.
    """
    asked = project.scenarios[scenario] if isinstance(scenario, str) else scenario
    return Engine(project.city, project.people, asked, project.device_types if types is None else types)
