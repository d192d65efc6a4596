"""Plain data: what a study is made of, and how it changes."""

from cityplanner.model.city import City, People
from cityplanner.model.device import CoverageSpec, Device, DeviceStatus, DeviceType, Family, PrivacyClass, Rule
from cityplanner.model.edit import (
    Change,
    CityChange,
    DeviceChange,
    DeviceTypeChange,
    Edit,
    LayerChange,
    ProblemsChange,
    ScenarioChange,
    TargetsChange,
)
from cityplanner.model.history import History
from cityplanner.model.layer import Layer, LayerField, LayerRole, Source
from cityplanner.model.layer_style import BreakMethod, LayerStyle, StyleClass, StyleKind
from cityplanner.model.problem import Problem, Severity
from cityplanner.model.project import Changed, Project
from cityplanner.model.scenario import BASELINE, Scenario
from cityplanner.model.selection import Selection
from cityplanner.model.target import DEFAULT_TARGETS, Target, TargetKind

__all__ = [
    "BASELINE",
    "DEFAULT_TARGETS",
    "BreakMethod",
    "Change",
    "Changed",
    "City",
    "CityChange",
    "CoverageSpec",
    "Device",
    "DeviceChange",
    "DeviceStatus",
    "DeviceType",
    "DeviceTypeChange",
    "Edit",
    "Family",
    "History",
    "Layer",
    "LayerChange",
    "LayerField",
    "LayerRole",
    "LayerStyle",
    "People",
    "PrivacyClass",
    "Problem",
    "ProblemsChange",
    "Project",
    "Rule",
    "Scenario",
    "ScenarioChange",
    "Selection",
    "Severity",
    "Source",
    "StyleClass",
    "StyleKind",
    "Target",
    "TargetKind",
    "TargetsChange",
]
