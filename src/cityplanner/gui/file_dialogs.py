"""Where to open from, save to and export to; each asks and gives the path, or None."""

from datetime import datetime
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from cityplanner.documents.exporter import Exporter
from cityplanner.i18n import _
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
    proposal = folder_of(study) / f"{study.project.city.name}.gpkg"
    name, _filter = QFileDialog.getSaveFileName(
        parent, _("Save the project"), str(proposal), _("CityPlanner project (*.gpkg)")
    )
    return Path(name).with_suffix(".gpkg") if name else None


def ask_where_to_export(parent: QWidget, study: Study, exporter: Exporter) -> Path | None:
    """A file for a document, called after the city, the scenario and the day."""
    endings = ";;".join(f"{name} (*{ending})" for name, ending in exporter.endings)
    day = f"{datetime.now().astimezone():%Y-%m-%d}"
    proposal = folder_of(study) / f"{study.project.city.name} {study.scenario.name} {day}{exporter.endings[0][1]}"
    name, chosen = QFileDialog.getSaveFileName(parent, exporter.title, str(proposal), endings)
    if not name:
        return None
    path = Path(name)
    return path if path.suffix else path.with_suffix(_ending(chosen))


def folder_of(study: Study | None) -> Path:
    """Where file dialogs begin: beside the project, or at home."""
    return study.path.parent if study is not None and study.path is not None else home_folder()


def _ending(filters: str) -> str:
    """``.pdf`` of ``PDF (*.pdf);;SVG (*.svg)``."""
    return filters.split("*")[1].split(")")[0]
