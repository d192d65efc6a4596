"""All that a project holds, as plain data that can be compared; a frame is the same where it is that very frame."""

from dataclasses import fields

import numpy as np
import pandas as pd

from cityplanner.model import City, Layer, Project


def held(project: Project) -> tuple[object, ...]:
    """What ``project`` holds, and in which order."""
    return (
        parts(project.city),
        id(project.people),
        list(project.device_types.items()),
        [parts(layer) for layer in project.layers],
        [(one.id, one.name, one.parent, list(one.devices.items())) for one in project.scenarios.values()],
        list(project.problems),
        project.targets,
    )


def parts(of: City | Layer) -> tuple[object, ...]:
    """The fields of a city or a layer."""
    values = (getattr(of, one.name) for one in fields(of))
    return tuple(id(value) if isinstance(value, pd.DataFrame | np.ndarray) else value for value in values)
