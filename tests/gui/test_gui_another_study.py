"""Another project is opened: nothing of the one before reaches the window any more, and it goes from memory."""

import gc
import weakref
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from small_city import small_project

from cityplanner.facts.focus import Focus
from cityplanner.gui.main_window import MainWindow
from cityplanner.gui.panels.coverage_panel import CoveragePanel
from cityplanner.gui.panels.equity_panel import EquityPanel
from cityplanner.gui.panels.inspector import Inspector
from cityplanner.gui.panels.layer_tree import LayerTree
from cityplanner.gui.panels.neighbourhood_table import NeighbourhoodTable
from cityplanner.io import save_project
from cityplanner.model import Project
from cityplanner.model.device_edits import remove_devices
from cityplanner.session.study import Study

Settle = Callable[[], None]


def heard(study: Study) -> dict[str, int]:
    """How many listen to each signal of a study, beside the study itself."""
    signals = {
        "project": study.project_changed,
        "figures": study.figures_changed,
        "focus": study.focus_changed,
        "scenario": study.scenario_changed,
        "shown": study.shown_changed,
        "mode": study.mode_changed,
        "selection": study.selection.changed,
        "history": study.history.changed,
    }
    counts = {name: len(signal) for name, signal in signals.items()}
    counts["history"] -= 1
    return counts


def named(name: str) -> Project:
    project = small_project()
    project.city = replace(project.city, name=name)
    return project


def test_edits_of_the_old_study_refresh_no_panel(
    window: MainWindow, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = Study(named("Old"))
    window.show_study(old)
    settle()
    window.show_project(named("New"))
    settle()
    refreshed: list[str] = []
    for panel in (CoveragePanel, EquityPanel, NeighbourhoodTable, Inspector):
        monkeypatch.setattr(panel, "refresh", lambda self: refreshed.append(type(self).__name__))
    monkeypatch.setattr(LayerTree, "_fill", lambda self: refreshed.append(type(self).__name__))
    old.do(remove_devices(old.scenario, ["ap-1"], old.project.device_types))
    old.show_focus(Focus("siren"))
    old.selection.select(devices={"ap-2"})
    settle()
    assert refreshed == []
    assert window.header._project.text().startswith("New")


def test_nobody_listens_to_the_old_study_and_each_once_to_the_new(window: MainWindow, settle: Settle) -> None:
    first, second = Study(named("First")), Study(named("Second"))
    window.show_study(first)
    settle()
    once = heard(first)
    window.show_study(second)
    settle()
    assert heard(first) == dict.fromkeys(once, 0)
    assert heard(second) == once
    window.show_study(first)
    settle()
    assert heard(first) == once
    assert all(once.values())


def test_the_old_study_goes_from_memory(window: MainWindow, settle: Settle) -> None:
    old = Study(named("Old"))
    window.show_study(old)
    settle()
    old.do(remove_devices(old.scenario, ["ap-1"], old.project.device_types))
    settle()
    window.show_project(named("New"))
    settle()
    gone = weakref.ref(old), weakref.ref(old.history), weakref.ref(old.shown.engine)
    del old
    gc.collect()
    assert [ref() for ref in gone] == [None, None, None]


def test_a_study_read_from_a_file_goes_when_the_next_is_opened(
    window: MainWindow, settle: Settle, tmp_path: Path
) -> None:
    """Although what was read is kept out of the collector's way."""
    for name in ("Old", "New"):
        save_project(named(name), tmp_path / f"{name}.gpkg")
    window.open_file(tmp_path / "Old.gpkg")
    settle()
    old = window.study
    old.do(remove_devices(old.scenario, ["ap-1"], old.project.device_types))
    settle()
    old.history.mark_saved()
    window.open_file(tmp_path / "New.gpkg")
    settle()
    assert window.study.project.city.name == "New"
    gone = weakref.ref(old), weakref.ref(old.history)
    del old
    gc.collect()
    assert [ref() for ref in gone] == [None, None]


def test_a_study_that_is_closed_is_heard_by_nobody_and_goes_from_memory(window: MainWindow, settle: Settle) -> None:
    study = Study(named("Closed"))
    window.show_study(study)
    settle()
    study.selection.select(devices={"ap-2"})
    study.do(remove_devices(study.scenario, ["ap-1"], study.project.device_types))
    settle()
    study.history.mark_saved()
    window.close_study()
    settle()
    assert set(heard(study).values()) == {0}
    gone = weakref.ref(study)
    del study
    gc.collect()
    assert gone() is None
