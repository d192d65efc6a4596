"""Readers and writers: files in, project files out."""

from typing import TYPE_CHECKING

from cityplanner.lazy_names import lazy_names

if TYPE_CHECKING:
    from cityplanner.io.features.read_layer import read_layer
    from cityplanner.io.project.project_file import open_project, save_project

__all__ = ["open_project", "read_layer", "save_project"]

__getattr__ = lazy_names(
    __name__,
    {
        "open_project": "project.project_file",
        "read_layer": "features.read_layer",
        "save_project": "project.project_file",
    },
)
