"""Where to open from, save to and export to; each asks and gives the path, or None."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from cityplanner.documents.exporter import Exporter
from cityplanner.i18n import _
from cityplanner.io.archive.names import unpacked_name
from cityplanner.own_folders import home_folder
from cityplanner.session.study import Study


def ask_for_project(parent: QWidget, study: Study | None) -> Path | None:
    """A project to open."""
    name, _filter = QFileDialog.getOpenFileName(
        parent, _("Open a project"), str(folder_of(study)), _("CityPlanner project (*.gpkg)")
    )
    return Path(name) if name else None


def ask_where_to_save(parent: QWidget, study: Study) -> Path | None:
    """A file for the project."""
    proposal = _proposed(folder_of(study), f"{study.project.city.name}.gpkg")
    name, _filter = QFileDialog.getSaveFileName(
        parent, _("Save the project"), str(proposal), _("CityPlanner project (*.gpkg)")
    )
    return _completed(parent, name, [".gpkg"], ".gpkg") if name else None


def ask_where_to_export(parent: QWidget, study: Study, exporter: Exporter) -> Path | None:
    """A file for a document, called after the city, the scenario and the day."""
    endings = ";;".join(f"{name} (*{ending})" for name, ending in exporter.endings)
    day = f"{datetime.now().astimezone():%Y-%m-%d}"
    name = f"{study.project.city.name} {study.scenario.name} {day}{exporter.endings[0][1]}"
    proposal = _proposed(folder_of(study), name)
    name, chosen = QFileDialog.getSaveFileName(parent, exporter.title, str(proposal), endings)
    known = [ending for _title, ending in exporter.endings]
    return _completed(parent, name, known, _ending(chosen)) if name else None


def folder_of(study: Study | None) -> Path:
    """Where file dialogs begin: beside the project, or at home."""
    return study.path.parent if study is not None and study.path is not None else home_folder()


def _completed(parent: QWidget, name: str, known: Sequence[str], ending: str) -> Path | None:
    """The file ``name``, with ``ending`` where it has none of the ``known`` ones: ``Plan 2.5`` has none.

    The dialog asked only about the name as it was typed; where another file has the whole name, it is asked again.
    """
    path = Path(name)
    if path.suffix.lower() in known:
        return path
    path = path.with_name(path.name + ending)
    if path.exists():
        question = _("{file} is already there. Replace it?").format(file=path.name)
        if QMessageBox.question(parent, _("Replace a file"), question) != QMessageBox.StandardButton.Yes:
            return None
    return path


def _proposed(folder: Path, name: str) -> Path:
    """A file for what is called ``name``, which may have anything in it."""
    return folder / unpacked_name(name.replace("/", "_").replace("\\", "_"))


def _ending(filters: str) -> str:
    """``.pdf`` of ``PDF (*.pdf);;SVG (*.svg)``."""
    return filters.split("*")[1].split(")")[0]
