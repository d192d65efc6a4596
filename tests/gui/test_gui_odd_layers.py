"""A project whose layers hold what no city has opens, is drawn and can be worked with."""

from collections.abc import Callable
from pathlib import Path

from odd_layers import ROLES, million, odd_geometries, odd_layer
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from small_city import SOUTH, WEST, small_project

from cityplanner.gui.main_window import MainWindow
from cityplanner.io.project.project_file import save_project


def test_a_project_of_odd_layers_is_drawn_and_answers(
    window: MainWindow, settle: Callable[[], None], qtbot, tmp_path: Path
) -> None:
    project = small_project()
    plain = {layer.id for layer in project.layers}
    for role in ROLES:
        project.layers += [odd_layer(kind, shapes, role) for kind, shapes in odd_geometries().items() if shapes]
    project.layers.append(odd_layer("million", [million()]))
    file = tmp_path / "odd.gpkg"
    save_project(project, file)
    window.open_file(file)
    qtbot.waitUntil(lambda: window.study is not None, timeout=30_000)
    settle()
    assert plain < {layer.id for layer in window.study.project.layers}
    for name in ("identify", "select"):
        window.map.use_tool(name)
        for x, y in ((WEST + 1500, SOUTH + 600), (WEST + 100, SOUTH + 100)):
            QTest.mouseClick(window.map, Qt.MouseButton.LeftButton, pos=window.map.screen_point(x, y))
    settle()
    assert window.study.selection.neighbourhoods == {"01"}
    window.map.zoom_by(20.0)
    settle()
    window.map.zoom_full()
    settle()
