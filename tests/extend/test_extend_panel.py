"""A panel is one file: it stands where it says, is bound, retinted and unbound, and folds by a command of its own."""

import logging
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QScrollArea, QWidget
from small_city import small_project

import cityplanner.gui.panels
from cityplanner.gui.main_window import MainWindow
from cityplanner.gui.theme import Theme
from cityplanner.model.device_edits import remove_devices
from cityplanner.session.study import Study

Settle = Callable[[], None]

_PANEL = """
from PySide6.QtWidgets import QLabel

from cityplanner.gui.command import Command, Menu, MenuPlace
from cityplanner.gui.panel import Panel, Stand
from cityplanner.gui.subscriptions import Subscriptions
from cityplanner.i18n import _


class DeviceCount(QLabel):
    def __init__(self, parent=None):
        super().__init__(parent, objectName="deviceCount")
        self.themes = []
        self._heard = Subscriptions()

    def bind(self, study):
        self._study = study
        self._heard.renew((study.project_changed, self._show))
        self._show()

    def unbind(self):
        self._heard.end()
        self._study = None
        self.clear()

    def retint(self, theme):
        self.themes.append(theme)

    def place(self):
        self.move(20, 20)

    def _show(self, _changed=None):
        self.setText(str(len(self._study.scenario.devices)))


PANEL = Panel(
    "device-count",
    lambda window: DeviceCount(window.map if "RIGHT" == "MAP" else None),
    Stand.RIGHT,
    fold=Command(
        "device-count",
        _("Number of devices"),
        lambda window: window.workspace.fold("device-count"),
        keys=("Ctrl+F8",),
        menu=MenuPlace(Menu.VIEW, 1),
    ),
)
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """One more folder in which panels are looked for."""
    added = tmp_path / "panels"
    added.mkdir()
    monkeypatch.setattr(cityplanner.gui.panels, "__path__", [*cityplanner.gui.panels.__path__, str(added)])
    yield added
    for file in added.glob("*.py"):
        sys.modules.pop(f"cityplanner.gui.panels.{file.stem}", None)


@pytest.fixture
def stand(request: pytest.FixtureRequest, folder: Path) -> str:
    wanted: str = getattr(request, "param", "RIGHT")
    (folder / "device_count.py").write_text(_PANEL.replace("RIGHT", wanted), encoding="utf-8")
    return wanted


def shown(window: MainWindow) -> QLabel:
    (label,) = window.findChildren(QLabel, "deviceCount")
    return label


def test_it_is_bound_follows_the_study_is_retinted_and_unbound(stand: str, window: MainWindow, settle: Settle) -> None:
    assert shown(window).text() == ""
    study = Study(small_project())
    window.show_study(study)
    settle()
    assert shown(window).text() == "3"
    study.do(remove_devices(study.scenario, ["ap-1"], study.project.device_types))
    assert shown(window).text() == "2"
    window.use_theme(Theme.DARK)
    assert shown(window).themes == [Theme.DARK]
    window.use_theme(Theme.LIGHT)
    window.show_project(small_project())
    settle()
    study.do(remove_devices(study.scenario, ["ap-2"], study.project.device_types))
    assert shown(window).text() == "3"
    window.close_study()
    assert shown(window).text() == ""


@pytest.mark.parametrize("stand", ["LEFT", "RIGHT", "BESIDE", "BELOW", "MAP"], indirect=True)
def test_it_stands_where_it_says_and_folds(stand: str, small_window: MainWindow, settle: Settle) -> None:
    window, label = small_window, shown(small_window)
    if stand in ("LEFT", "BELOW"):
        assert not label.isVisible()
        QTest.keyClick(window, Qt.Key.Key_F8, Qt.KeyboardModifier.ControlModifier)
        settle()
    else:
        label.show()
    assert label.isVisible()
    at = label.mapTo(window, label.rect().center())
    map_at, map_end = (
        window.map.mapTo(window, corner) for corner in (window.map.rect().topLeft(), window.map.rect().bottomRight())
    )
    inside = {
        "LEFT": at.x() < map_at.x() and not window.layers.isVisible(),
        "RIGHT": at.x() > map_end.x() and _scrolls(label),
        "BESIDE": at.x() > map_end.x() and not _scrolls(label),
        "BELOW": at.y() > map_end.y(),
        "MAP": label.parentWidget() is window.map and window.map.rect().contains(label.geometry()),
    }
    assert inside[stand]
    window.commands["device-count"].trigger()
    assert not label.isVisible()
    assert window.layers.isVisible()
    window.commands["device-count"].trigger()
    assert label.isVisible()


def _scrolls(widget: QWidget) -> bool:
    parent = widget.parentWidget()
    while parent is not None and not isinstance(parent, QScrollArea):
        parent = parent.parentWidget()
    return parent is not None


def test_one_that_fails_when_it_is_bound_is_told_and_the_rest_goes_on(
    folder: Path, request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture
) -> None:
    broken = _PANEL.replace(
        "self._heard.renew(", "self._heard.renew((study.figures_changed, self._show))\n        oops("
    )
    (folder / "device_count.py").write_text(broken, encoding="utf-8")
    window: MainWindow = request.getfixturevalue("window")
    study = Study(small_project())
    window.show_study(study)
    assert "device-count" in window.messages.text
    assert "oops" in window.messages.text
    assert window.messages.text.count("\n") == 0
    assert any("device-count" in record.getMessage() and record.exc_info for record in caplog.get_records("call"))
    study.do(remove_devices(study.scenario, ["ap-1"], study.project.device_types))
    assert shown(window).text() == ""
    assert window.table.model.rowCount() == 4
    assert window.figures.findChild(QLabel, "share").text() != ""


def test_one_that_cannot_be_imported_or_made_is_told_and_the_rest_goes_on(
    folder: Path, request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.ERROR)
    (folder / "loose_wire.py").write_text("raise RuntimeError('a wire is loose')", encoding="utf-8")
    (folder / "device_count.py").write_text(_PANEL.replace("self.themes", "self.nowhere.themes"), encoding="utf-8")
    window: MainWindow = request.getfixturevalue("window")
    for part in ("loose_wire", "a wire is loose", "device-count", "nowhere"):
        assert part in window.messages.text
    window.show_project(small_project())
    assert window.layers.isVisible()
    assert window.table.model.rowCount() == 4
