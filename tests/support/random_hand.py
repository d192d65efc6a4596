"""A hand that does anything at any time in the real window, the same every time for a seed."""

import json
import random
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from small_city import CRS, SOUTH, WEST, small_project

from cityplanner.gui.main_window import MainWindow

_TOOLS = "WWWWAVVVVHQMIPZ"
_COMMANDS = (
    *("undo",) * 12,
    *("redo",) * 6,
    *("new-scenario", "delete-scenario") * 2,
    *("delete", "duplicate", "select-all", "turn-right", "turn-left-little") * 2,
    *("zoom-in", "zoom-out", "zoom-full", "zoom-selected", "view-back", "view-forward"),
    *("left-panel", "right-panel", "table", "projector", "theme", "snapping", "key-pointer"),
)
_LEFT = Qt.MouseButton.LeftButton


class RandomHand:
    """``done`` says what it did, last, for whoever has to find out what went wrong."""

    def __init__(
        self, window: MainWindow, folder: Path, seed: int, until: Callable[[Callable[[], bool]], None]
    ) -> None:
        self._window, self._folder, self._until = window, folder, until
        self._random = random.Random(seed)
        self._held = False
        self.done: list[str] = []
        self._acts: list[tuple[int, Callable[[], str]]] = [
            (20, self._press),
            (40, self._move),
            (20, self._release),
            (12, self._tool),
            (25, self._command),
            (6, self._escape),
            (6, self._scenario),
            (4, self._arrow),
            (4, self._wait),
            (1, self._import),
            (1, self._save),
            (1, self._close),
        ]

    def act(self) -> None:
        """Do one thing."""
        if self._window.study is None:
            self._window.show_project(small_project())
        weights = [weight for weight, _act in self._acts]
        (chosen,) = self._random.choices([act for _weight, act in self._acts], weights)
        self.done = [*self.done[-30:], chosen.__name__]
        self.done[-1] = chosen()
        QApplication.processEvents()

    def rest(self) -> None:
        """Let go of everything, and wait until nothing is being worked out."""
        if self._held:
            self._release()
        for _twice in range(2):
            QTest.keyClick(self._window.map, Qt.Key.Key_Escape)
        self._until(lambda: self._window.settled and not self._window.busy)

    def _place(self) -> QPoint:
        if self._random.random() < 0.5 and self._window.study is not None:
            devices = list(self._window.study.scenario.devices.values())
            if devices:
                device = self._random.choice(devices)
                return self._window.map.screen_point(device.x, device.y)
        area = self._window.map.rect()
        return QPoint(self._random.randrange(area.width()), self._random.randrange(area.height()))

    def _press(self) -> str:
        at = self._place()
        QTest.mousePress(self._window.map, _LEFT, Qt.KeyboardModifier.NoModifier, at)
        self._held = True
        return f"press {at.x()} {at.y()}"

    def _move(self) -> str:
        at = self._place()
        QTest.mouseMove(self._window.map, at)
        return f"move {at.x()} {at.y()}"

    def _release(self) -> str:
        at = self._place()
        QTest.mouseRelease(self._window.map, _LEFT, Qt.KeyboardModifier.NoModifier, at)
        self._held = False
        return f"release {at.x()} {at.y()}"

    def _tool(self) -> str:
        key = self._random.choice(_TOOLS)
        QTest.keyClick(self._window.map, key)
        return f"tool {key}"

    def _escape(self) -> str:
        QTest.keyClick(self._window.map, Qt.Key.Key_Escape)
        return "escape"

    def _arrow(self) -> str:
        key = self._random.choice((Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down))
        QTest.keyClick(self._window.map, key)
        return f"arrow {key.name}"

    def _command(self) -> str:
        name = self._random.choice(_COMMANDS)
        action = self._window.findChild(QAction, f"action-{name}")
        if action.isEnabled():
            action.trigger()
        return name

    def _scenario(self) -> str:
        number = self._random.randrange(1, 5)
        QTest.keyClick(self._window, str(number), Qt.KeyboardModifier.ControlModifier)
        return f"scenario {number}"

    def _wait(self) -> str:
        """Until no work is going on; what is in the hand stays there."""
        self._until(lambda: not self._window.busy)
        return "wait"

    def _import(self) -> str:
        study = self._window.study
        name = f"poles {self._random.randrange(1000)}"
        features = [
            {
                "type": "Feature",
                "properties": {"name": f"{name} {number}"},
                "geometry": {
                    "type": "Point",
                    "coordinates": [WEST + self._random.randrange(4000), SOUTH + self._random.randrange(1000)],
                },
            }
            for number in range(5)
        ]
        crs = {"type": "name", "properties": {"name": f"urn:ogc:def:crs:{CRS.replace(':', '::')}"}}
        file = self._folder / f"{name}.geojson"
        file.write_text(json.dumps({"type": "FeatureCollection", "crs": crs, "features": features}), encoding="utf-8")
        self._window.import_files([file])
        self._wait()
        if self._window.study is study and self._window.sheet.isVisible():
            self._window.sheet.accept()
            self._wait()
        return f"import {file.name}"

    def _save(self) -> str:
        self._window.save_to(self._folder / "study.gpkg")
        return "save"

    def _close(self) -> str:
        if self._held:
            self._release()
        self._wait()
        if self._window.study is not None:
            self._window.study.history.mark_saved()
        self._window.close_study()
        self._wait()
        return "close"
