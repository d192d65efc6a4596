"""What of a project an engine is made for, beside the devices and their types."""

from dataclasses import fields

from cityplanner.coverage.models import coverage_models
from cityplanner.model import City, Project


def made_for(project: Project) -> tuple[object, ...]:
    """The very things; where one of them is another, an engine has to be made anew.

    Who made the data and under which licence, and how layers look, is nothing to it.
    """
    city, models = project.city, coverage_models()
    used = {item.coverage.model for item in project.device_types.values()}
    needed = {role for id_ in used if id_ in models for role in models[id_].needs}
    around = (
        part for layer in project.layers if layer.role in needed for part in (layer.role, layer.frame, layer.raster)
    )
    return project.people, *(getattr(city, field.name) for field in fields(City) if field.name != "sources"), *around
