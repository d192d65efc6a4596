"""Readers and writers: files in, project files out."""

from cityplanner.io.build_city import build_city
from cityplanner.io.describe_file import FileDescription, describe_file
from cityplanner.io.devices import devices_from_layer
from cityplanner.io.features.place_in_city import layer_for_city, set_boundary
from cityplanner.io.features.read_layer import read_layer
from cityplanner.io.join import join_table
from cityplanner.io.project.project_file import open_project, save_project

__all__ = [
    "FileDescription",
    "build_city",
    "describe_file",
    "devices_from_layer",
    "join_table",
    "layer_for_city",
    "open_project",
    "read_layer",
    "save_project",
    "set_boundary",
]
