"""Each of four cities' folders, as they were published, dropped on the welcome screen becomes a finished study."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from cityplanner.facts.focus import Focus
from cityplanner.gui.main_window import MainWindow
from cityplanner.io.project.project_file import open_project

Settle = Callable[[], None]
_MOST_CLICKS = 6


class _Hand:
    """A mouse whose clicks are counted."""

    def __init__(self) -> None:
        self.clicks = 0

    def click(self, widget: QWidget) -> None:
        self.clicks += 1
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton)


def _drop(window: MainWindow, *paths: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(400, 300), Qt.DropAction.CopyAction, data, buttons, keys)
    QApplication.sendEvent(window, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(window, QDropEvent(QPointF(400, 300), Qt.DropAction.CopyAction, data, buttons, keys))


@pytest.mark.parametrize(
    ("folder", "name", "neighbourhoods", "residents", "focus", "devices"),
    [
        ("barcelona", "Barcelona", 73, None, "ev-charger", 593 + 664),
        ("buenos_aires", "Buenos Aires", 48, 2_890_151, None, 0),
        ("newcastle", "Newcastle", 910, 302_820, None, 146),
        ("porto_alegre", "Porto Alegre", 1_227, 812_935, None, 263),
    ],
)
def test_a_folder_dropped_on_the_welcome_screen(
    window: MainWindow,
    settle: Settle,
    tmp_path: Path,
    shared_data: Path,
    folder: str,
    name: str,
    neighbourhoods: int,
    residents: int | None,
    focus: str | None,
    devices: int,
) -> None:
    hand = _Hand()
    assert window.welcome.isVisible()
    _drop(window, shared_data / "cities" / folder)
    settle()
    assert window.sheet.isVisible()
    assert window.sheet.name.text() == name
    hand.click(window.sheet.accept_button)
    settle()
    assert hand.clicks <= _MOST_CLICKS
    study = window.study
    assert study is not None
    assert study.project.city.name == name
    assert len(study.project.city.neighbourhoods) == neighbourhoods
    counted = np.nansum(study.project.people.weights[:, 0])
    assert counted == (residents or 0)
    assert len(study.project.scenarios["baseline"].devices) >= devices
    assert all(source.credit for source in study.project.city.sources)
    if focus is not None:
        assert study.focus == Focus(focus)
    if residents:
        assert study.table.city_people[0] == residents
    # It is a study like any other: it can be saved, and comes back the same.
    window.save_to(tmp_path / f"{folder}.gpkg")
    settle()
    assert open_project(tmp_path / f"{folder}.gpkg").city.sources == study.project.city.sources
