"""“Copy details for a report”: what is known of a fault goes to the clipboard, without anything of whose it is."""

from collections.abc import Iterator
from pathlib import Path

from PySide6.QtGui import QGuiApplication

from cityplanner.fault_report import details_for_report
from cityplanner.gui.recent_files import recent_files
from cityplanner.model import Project
from cityplanner.session.study import Study


def copy_details(study: Study | None) -> None:
    """Put versions, platform and the end of the log on the clipboard."""
    names = {name for file in recent_files() for name in (file.name, file.stem)}
    if study is not None:
        names |= set(names_in(study.project))
        names |= set() if study.path is None else {study.path.name, study.path.stem}
    QGuiApplication.clipboard().setText(details_for_report(names))


def names_in(project: Project) -> Iterator[str]:
    """What the people of a study have given names to: the study, places, scenarios, layers, devices and files."""
    yield project.city.name
    yield from map(str, project.city.neighbourhoods["name"])
    for layer in project.layers:
        yield layer.name
        if layer.source is not None:
            yield from (layer.source.file, Path(layer.source.file).stem)
    for scenario in project.scenarios.values():
        yield scenario.name
        yield from (device.name for device in scenario.devices.values() if device.name)
    for source in project.city.sources:
        yield from (source.file, Path(source.file).stem)
