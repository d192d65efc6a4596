"""Readers and writers: files in, project files out."""

from cityplanner.io.features.read_layer import read_layer
from cityplanner.io.project.project_file import open_project, save_project

__all__ = ["open_project", "read_layer", "save_project"]
