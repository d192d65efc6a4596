"""The one way to an engine for a scenario of a project."""

from collections.abc import Mapping

from cityplanner.coverage.engine import Engine
from cityplanner.coverage.models import coverage_models
from cityplanner.coverage.surroundings import Surroundings, surroundings_of
from cityplanner.model import DeviceType, Project, Scenario

_NOTHING = Surroundings()
"""One object, so that what was made of it is known again."""


def engine_for(project: Project, scenario: Scenario | str, types: Mapping[str, DeviceType] | None = None) -> Engine:
    """An engine of ``scenario``, or of the project's scenario of that id.

    ``types`` stand in for the project's own, for figures that hold for one answer only.
    """
    asked = project.scenarios[scenario] if isinstance(scenario, str) else scenario
    known = project.device_types if types is None else types
    return Engine(project.city, project.people, asked, known, surroundings_for(project, known))


def surroundings_for(project: Project, types: Mapping[str, DeviceType]) -> Surroundings:
    """The surroundings of a project; empty, and nothing worked out, where no type's model looks at any."""
    models = coverage_models()
    used = [models[item.coverage.model] for item in types.values() if item.coverage.model in models]
    if not any(model.needs for model in used):
        return _NOTHING
    return surroundings_of(project.layers)
