"""Plain data: what a study is made of, and how it changes."""

from cityplanner.model.change import KINDS, Change, change_kind
from cityplanner.model.changed import Changed, Touched
from cityplanner.model.city import City, People
from cityplanner.model.city_changes import CityChange, ProblemsChange, TargetsChange
from cityplanner.model.device import CoverageSpec, Device, DeviceStatus, DeviceType, Family, PrivacyClass, Rule
from cityplanner.model.device_changes import DeviceChange, DeviceTypeChange
from cityplanner.model.draft import Draft
from cityplanner.model.edit import Edit
from cityplanner.model.history import HISTORY_BYTES, History, Step
from cityplanner.model.layer import Layer, LayerField, LayerRole, Source
from cityplanner.model.layer_changes import LayerChange, LayerMove, LayerPartsChange
from cityplanner.model.layer_style import BreakMethod, LayerStyle, StyleClass, StyleKind
from cityplanner.model.problem import Problem, Severity
from cityplanner.model.project import Applied, Project
from cityplanner.model.scenario import BASELINE, Scenario
from cityplanner.model.scenario_changes import ScenarioChange
from cityplanner.model.selection import Selection
from cityplanner.model.target import DEFAULT_TARGETS, Target, TargetKind

__all__ = [
    "BASELINE",
    "DEFAULT_TARGETS",
    "HISTORY_BYTES",
    "KINDS",
    "Applied",
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
    "Draft",
    "Edit",
    "Family",
    "History",
    "Layer",
    "LayerChange",
    "LayerField",
    "LayerMove",
    "LayerPartsChange",
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
    "Step",
    "StyleClass",
    "StyleKind",
    "Target",
    "TargetKind",
    "TargetsChange",
    "Touched",
    "change_kind",
]
