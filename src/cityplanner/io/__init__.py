"""Readers and writers: files in, project files out."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cityplanner.io.features.read_layer import read_layer
    from cityplanner.io.project.project_file import open_project, save_project

__all__ = ["open_project", "read_layer", "save_project"]

_HOMES = {
    "open_project": "cityplanner.io.project.project_file",
    "read_layer": "cityplanner.io.features.read_layer",
    "save_project": "cityplanner.io.project.project_file",
}


def __getattr__(name: str) -> Any:
    """Loaded when it is asked for: who wants one small module of this room need not wait for GDAL and pandas."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
