"""A study made ready on a worker, so that the window shows it at once."""

import math
from pathlib import Path

from cityplanner.carto.map_layers import layer_swatch
from cityplanner.facts.focus import Focus
from cityplanner.getting_ready import finish
from cityplanner.io.layer_roles import load_roles
from cityplanner.model import Project
from cityplanner.session.study import Study


def prepared(project: Project, path: Path | None = None, focus: Focus | None = None) -> Study:
    """A study with all that its first look needs worked out already; for the worker that opens a project.

    ``focus`` is what it shows first, where the project shall not say it.
    """
    finish("coverage", "equity")
    load_roles()
    study = Study(project, path)
    if focus is not None:
        study.show_focus(focus)
    assert study.profile is not None
    assert study.colours is not None
    assert math.isfinite(study.north_deg)
    for layer in project.layers:
        # What the legend asks of a layer's features is remembered from now on.
        layer_swatch(layer)
    return study
