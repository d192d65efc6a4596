"""What goes wrong while something is painted is told like any other fault, and the window goes on."""

import ast
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget
from small_city import small_project

import cityplanner
from cityplanner.gui.icons import icon, pixmap
from cityplanner.gui.main_window import MainWindow
from cityplanner.gui.painting import paint_event, paint_part

Settle = Callable[[], None]


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What reached the handler of faults."""
    faults: list[str] = []
    monkeypatch.setattr(sys, "excepthook", lambda _kind, error, _trace: faults.append(str(error)))
    return faults


@pytest.mark.parametrize("name", ["no-such-icon", "", "../icons/add", "../../etc/passwd", "a\0b", "\n", "x" * 5_000])
def test_a_project_with_icons_that_we_do_not_have_is_shown(window: MainWindow, settle: Settle, name: str) -> None:
    project = small_project()
    project.device_types = {id_: replace(item, icon=name) for id_, item in project.device_types.items()}
    window.show_project(project)
    settle()
    study = window.study
    assert study is not None
    study.selection.select(devices=list(study.scenario.devices)[:1])
    settle()
    assert not window.grab().isNull()
    mark = pixmap("device", 40).toImage()
    assert pixmap(name, 40).toImage() == mark
    assert not icon(name).pixmap(40, 40).isNull()


def test_a_fault_in_a_tool_or_overlay_of_the_map_is_told_with_each_frame(
    small_window: MainWindow, told: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_painter: QPainter) -> None:
        raise ZeroDivisionError("in a tool")

    monkeypatch.setattr(small_window.map.tool, "paint", fail)
    for _frame in range(3):
        assert not small_window.map.grab().isNull()
    assert told == ["in a tool"] * 3


def test_a_painter_is_ended_and_given_back_as_it_was(told: list[str], qtbot) -> None:
    painters: list[QPainter] = []
    opacities: list[float] = []

    class Broken(QWidget):
        @paint_event
        def paintEvent(self, painter: QPainter) -> None:  # noqa: N802
            painters.append(painter)
            self.part(painter, "of it")
            opacities.append(painter.opacity())
            raise ValueError("all")

        @paint_part
        def part(self, painter: QPainter, which: str) -> None:
            painter.setOpacity(0.25)
            raise KeyError(which)

    broken = Broken()
    qtbot.addWidget(broken)
    broken.grab()
    assert told == ["'of it'", "all"]
    assert [painter.isActive() for painter in painters] == [False]
    assert opacities == [1.0]


def test_whatever_paints_ends_its_painter_and_lets_no_fault_out() -> None:
    """The rule, for all there is and comes: painters come from ``painter_on``, and what Qt calls is wrapped."""
    wrapped = set()
    for file in Path(cityplanner.__path__[0]).rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                assert node.func.id not in ("QPainter", "QStylePainter") or file.parts[-2:] == ("render", "painting.py")
            if isinstance(node, ast.ClassDef):
                bases = [base.id for base in node.bases if isinstance(base, ast.Name)]
                by_qt = any(base.startswith("Q") and base != "QObject" for base in bases)
                for method in node.body:
                    if isinstance(method, ast.FunctionDef) and (
                        method.name == "paintEvent" or (by_qt and method.name in ("paint", "drawRow", "drawBranches"))
                    ):
                        marks = {mark.id for mark in method.decorator_list if isinstance(mark, ast.Name)}
                        assert marks & {"paint_event", "paint_part"}, f"{file.name}: {node.name}.{method.name}"
                        wrapped.add(node.name)
    assert {"MapCanvas", "_LineIcon", "_Row", "_ShareBar"} <= wrapped
