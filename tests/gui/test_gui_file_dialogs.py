"""What somebody types in a file dialog is the name of the file, and no other file is replaced."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget
from small_city import small_project

from cityplanner.documents.exporter import exporters
from cityplanner.gui.file_dialogs import ask_where_to_export, ask_where_to_save
from cityplanner.session.study import Study

Typed = dict[str, str]


@pytest.fixture
def typed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Typed:
    """``name`` is what is typed, ``filter`` the kind of file; ``proposed`` is what the dialog began with."""
    typed = {"name": "", "filter": "CityPlanner project (*.gpkg)", "proposed": ""}

    def ask(_parent: QWidget, _title: str, proposed: str, _filters: str) -> tuple[str, str]:
        typed["proposed"] = proposed
        return (str(tmp_path / typed["name"]) if typed["name"] else ""), typed["filter"]

    monkeypatch.setattr(QFileDialog, "getSaveFileName", ask)
    monkeypatch.setattr("cityplanner.gui.file_dialogs.home_folder", lambda: tmp_path)
    return typed


@pytest.fixture
def parent(qtbot) -> QWidget:
    widget = QWidget()
    qtbot.addWidget(widget)
    return widget


@pytest.fixture
def study() -> Study:
    return Study(small_project())


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("Plan 2.5", "Plan 2.5.gpkg"),
        ("Plan", "Plan.gpkg"),
        ("Plan.gpkg", "Plan.gpkg"),
        ("Plan.GPKG", "Plan.GPKG"),
        ("v1.2.final", "v1.2.final.gpkg"),
        (".plan", ".plan.gpkg"),
    ],
)
def test_a_project_has_the_name_that_was_typed(
    parent: QWidget, study: Study, typed: Typed, tmp_path: Path, name: str, file: str
) -> None:
    typed["name"] = name
    assert ask_where_to_save(parent, study) == tmp_path / file


@pytest.mark.parametrize(
    ("name", "file"),
    [("Map 2.5", "Map 2.5.svg"), ("Map", "Map.svg"), ("Map.png", "Map.png"), ("Map.PDF", "Map.PDF")],
)
def test_a_document_has_the_name_that_was_typed_and_an_ending_of_its_own(
    parent: QWidget, study: Study, typed: Typed, tmp_path: Path, name: str, file: str
) -> None:
    typed |= {"name": name, "filter": "SVG (*.svg)"}
    exporter = next(one for one in exporters().items if one.id == "map")
    assert ask_where_to_export(parent, study, exporter) == tmp_path / file


@pytest.mark.parametrize("answer", [QMessageBox.StandardButton.Yes, QMessageBox.StandardButton.No])
def test_a_file_that_nobody_named_is_replaced_only_when_somebody_says_so(
    parent: QWidget,
    study: Study,
    typed: Typed,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    answer: QMessageBox.StandardButton,
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(QMessageBox, "question", lambda _parent, _title, text: asked.append(text) or answer)
    (tmp_path / "Plan 2.5.gpkg").touch()
    typed["name"] = "Plan 2.5"
    wanted = tmp_path / "Plan 2.5.gpkg" if answer == QMessageBox.StandardButton.Yes else None
    assert ask_where_to_save(parent, study) == wanted
    assert len(asked) == 1
    assert "Plan 2.5.gpkg" in asked[0]


def test_a_study_with_slashes_in_its_name_is_proposed_in_the_same_folder(
    parent: QWidget, typed: Typed, tmp_path: Path
) -> None:
    project = small_project()
    project.city = replace(project.city, name="../North/South: 2.5\n")
    assert ask_where_to_save(parent, Study(project)) is None
    assert Path(typed["proposed"]).parent == tmp_path
    assert Path(typed["proposed"]).name.endswith("South_ 2.5_.gpkg")
