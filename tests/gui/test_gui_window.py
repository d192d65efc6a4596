"""The window's parts, each with the mouse and with the keyboard."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QComboBox, QDoubleSpinBox, QLabel, QPushButton, QToolButton
from small_city import SOUTH, WEST, small_project

from cityplanner.errors import InputError
from cityplanner.facts.focus import Focus
from cityplanner.gui.main_window import MainWindow
from cityplanner.gui.panels.neighbourhood_table import NeighbourhoodModel
from cityplanner.io.project.project_file import open_project, save_project
from cityplanner.model import BASELINE, Problem, Severity

Settle = Callable[[], None]


def click(window: MainWindow, x: float, y: float, modifier=Qt.KeyboardModifier.NoModifier) -> None:
    QTest.mouseClick(window.map, Qt.MouseButton.LeftButton, modifier, window.map.screen_point(x, y))


def drag(window: MainWindow, start: QPoint, end: QPoint, *, release: bool = True) -> None:
    QTest.mousePress(window.map, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, start)
    for step in range(1, 5):
        QTest.mouseMove(window.map, start + (end - start) * step / 4)
    if release:
        QTest.mouseRelease(window.map, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, end)


def colour_at(window: MainWindow, x: float, y: float) -> str:
    point = window.map.screen_point(x, y)
    return window.map.grab().toImage().pixelColor(point).name().upper()


def test_the_welcome_screen_offers_three_ways_to_begin(window: MainWindow) -> None:
    for card in (window.welcome.sample, window.welcome.files, window.welcome.project):
        assert card.isVisible()
        assert card.accessibleName()
    assert not window.header.findChild(QToolButton, "button-undo").isVisible()


def test_the_map_keeps_more_than_half_of_the_window(small_window: MainWindow) -> None:
    window = small_window
    assert window.map.width() * window.map.height() >= 0.55 * window.width() * window.height()


def test_the_wheel_zooms_at_the_pointer(small_window: MainWindow) -> None:
    canvas = small_window.map
    at = QPointF(200.0, 150.0)
    before = canvas.view.to_world(at.x(), at.y())
    scale = canvas.view.metres_per_pixel
    event = QWheelEvent(
        at,
        canvas.mapToGlobal(at),
        QPoint(),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(canvas, event)
    assert canvas.view.metres_per_pixel < scale
    np.testing.assert_allclose(canvas.view.to_world(at.x(), at.y()), before, atol=1e-6)


def test_the_middle_button_and_the_hand_move_the_map(small_window: MainWindow) -> None:
    canvas = small_window.map
    start = canvas.view
    QTest.mousePress(canvas, Qt.MouseButton.MiddleButton, Qt.KeyboardModifier.NoModifier, QPoint(100, 100))
    QTest.mouseMove(canvas, QPoint(150, 120))
    QTest.mouseRelease(canvas, Qt.MouseButton.MiddleButton, Qt.KeyboardModifier.NoModifier, QPoint(150, 120))
    assert canvas.view.centre_x == pytest.approx(start.centre_x - 50 * start.metres_per_pixel)
    assert canvas.view.centre_y == pytest.approx(start.centre_y + 20 * start.metres_per_pixel)
    QTest.keyClick(canvas, Qt.Key.Key_H)
    drag(small_window, QPoint(150, 120), QPoint(100, 100))
    assert canvas.view.centre_x == pytest.approx(start.centre_x)


def test_a_box_is_zoomed_to(small_window: MainWindow) -> None:
    canvas = small_window.map
    QTest.keyClick(canvas, Qt.Key.Key_Z)
    drag(
        small_window,
        canvas.screen_point(WEST + 100, SOUTH + 900),
        canvas.screen_point(WEST + 400, SOUTH + 600),
    )
    west, south, east, north = canvas.view.bounds
    assert west > WEST - 600
    assert east < WEST + 1100
    assert south < SOUTH + 600 < SOUTH + 900 < north
    QTest.keyClick(canvas, Qt.Key.Key_Home)
    west, _south, east, _north = canvas.view.bounds
    assert west < WEST
    assert east > WEST + 4000


def test_arrows_pan_and_plus_and_minus_zoom(small_window: MainWindow) -> None:
    canvas = small_window.map
    view = canvas.view
    QTest.keyClick(canvas, Qt.Key.Key_Right)
    assert canvas.view.centre_x > view.centre_x
    QTest.keyClick(canvas, Qt.Key.Key_Plus)
    assert canvas.view.metres_per_pixel < view.metres_per_pixel
    QTest.keyClick(canvas, Qt.Key.Key_Minus)
    assert canvas.view.metres_per_pixel == pytest.approx(view.metres_per_pixel)


def test_a_neighbourhood_has_the_colour_of_its_class(small_window: MainWindow, settle: Settle) -> None:
    window = small_window
    for what in ("ranges", "names"):
        window.study.set_shown(what, False)
    settle()
    shown = [colour_at(window, WEST + 1000 * i + 500, SOUTH + 150) for i in range(3)]
    window.study.set_shown("served", False)
    settle()
    hidden = [colour_at(window, WEST + 1000 * i + 500, SOUTH + 150) for i in range(3)]
    assert shown[0] != hidden[0]
    assert shown[0] == shown[1]
    assert len(set(hidden)) == 1


def test_one_selection_for_map_and_table(small_window: MainWindow) -> None:
    window = small_window
    click(window, WEST + 1200, SOUTH + 800)
    assert window.study.selection.neighbourhoods == {"02"}
    rows = window.table.view.selectionModel().selectedRows()
    assert [row.data() for row in rows] == ["São João"]
    window.show_table(True)
    first = window.table.view.model().index(0, 0)
    window.table.view.selectionModel().select(
        first,
        window.table.view.selectionModel().SelectionFlag.ClearAndSelect
        | window.table.view.selectionModel().SelectionFlag.Rows,
    )
    assert window.study.selection.neighbourhoods == {"01"}
    assert window.inspector.findChild(QLabel, "inspectorTitle").text() == "La Loma"


def test_the_table_sorts_by_figure_and_by_name(small_window: MainWindow) -> None:
    view = small_window.table.view
    view.sortByColumn(1, Qt.SortOrder.DescendingOrder)
    names = [view.model().index(row, 0).data() for row in range(4)]
    assert names == ["La Loma", "São João", "l'Eixample", "Parque <Norte>"]
    view.sortByColumn(1, Qt.SortOrder.AscendingOrder)
    assert view.model().index(0, 0).data() == "Parque <Norte>"


def test_what_is_selected_stays_so_while_the_table_is_sorted(small_window: MainWindow) -> None:
    view = small_window.table.view
    small_window.study.selection.select(neighbourhoods=["02"])
    # The park, where nobody lives, has no share: less than any.
    for column, order, place in ((3, Qt.SortOrder.AscendingOrder, 2), (3, Qt.SortOrder.DescendingOrder, 1)):
        view.sortByColumn(column, order)
        assert [(row.row(), row.data()) for row in view.selectionModel().selectedRows()] == [(place, "São João")]
    assert small_window.study.selection.neighbourhoods == {"02"}


def test_where_nobody_lives_there_is_no_share(small_window: MainWindow) -> None:
    assert small_window.table.text("04", 3) == "–"


def test_the_models_keep_the_rules_of_qt(small_window: MainWindow, qtmodeltester) -> None:
    model = NeighbourhoodModel()
    model.show(small_window.study.table, None)
    qtmodeltester.check(model, force_py=True)
    QAbstractItemModelTester(small_window.layers.view.model(), QAbstractItemModelTester.FailureReportingMode.Fatal)


def test_hiding_a_layer_can_be_undone(small_window: MainWindow) -> None:
    window = small_window
    index = window.layers.index_of("Streets")
    model = window.layers.view.model()
    model.setData(index, Qt.CheckState.Unchecked.value, Qt.ItemDataRole.CheckStateRole)
    assert not window.study.project.layers[0].visible
    assert window.study.history.undo_label == "Hide Streets"
    window.study.history.undo()
    assert window.study.project.layers[0].visible


def test_removing_a_layer_can_be_undone(small_window: MainWindow) -> None:
    window = small_window
    window.layers.remove(window.study.project.layers[0])
    assert not window.study.project.layers
    window.study.history.undo()
    assert [layer.name for layer in window.study.project.layers] == ["Streets"]
    assert window.layers.index_of("Streets").isValid()


def test_a_family_can_be_hidden(small_window: MainWindow) -> None:
    window = small_window
    assert window.map.device_at(QPointF(window.map.screen_point(WEST + 250, SOUTH + 250))) is not None
    window.study.set_shown("wifi", False)
    assert window.map.device_at(QPointF(window.map.screen_point(WEST + 250, SOUTH + 250))) is None


def test_a_new_scenario_is_a_copy_that_can_be_undone(small_window: MainWindow) -> None:
    window = small_window
    window.header.findChild(QToolButton, "newScenario").click()
    assert window.study.scenario.name == "Plan A"
    assert window.study.scenario.parent == BASELINE
    assert set(window.study.scenario.devices) == {"ap-1", "ap-2", "ap-3"}
    window.study.history.undo()
    assert window.study.scenario.id == BASELINE
    assert list(window.study.project.scenarios) == [BASELINE]


def test_a_plan_tells_its_change_on_the_baseline(small_window: MainWindow) -> None:
    window = small_window
    window.header.findChild(QToolButton, "newScenario").click()
    window.use_tool("public-wifi-access-point")
    click(window, WEST + 2500, SOUTH + 500)
    change = window.figures.findChild(QLabel, "change")
    assert change.text().startswith("+")
    assert change.text().endswith("Baseline")
    placed = next(iter(window.study.selection.devices))
    assert window.study.scenario.devices[placed].status == "proposed"
    assert placed not in window.study.project.scenarios[BASELINE].devices


def test_the_range_of_a_type_can_be_changed_and_undone(small_window: MainWindow) -> None:
    window = small_window
    before = window.study.table.city_served[0]
    field = window.figures.findChild(QDoubleSpinBox, "range_m")
    field.setValue(300)
    assert window.study.table.city_served[0] > before
    window.study.history.undo()
    assert window.study.table.city_served[0] == before
    assert field.value() == 100


def test_what_is_measured_can_be_chosen(small_window: MainWindow) -> None:
    window = small_window
    focus = window.figures.findChild(QComboBox, "focus")
    focus.setCurrentIndex(focus.findData("siren"))
    assert window.study.focus == Focus("siren")
    assert window.figures.findChild(QLabel, "share").text() == "0.0\N{NO-BREAK SPACE}%"


def test_panels_and_table_fold(small_window: MainWindow) -> None:
    window = small_window
    panels = {Qt.Key.Key_F7: window.layers, Qt.Key.Key_F8: window.workspace.right, Qt.Key.Key_F9: window.table}
    for key, panel in panels.items():
        shown = panel.isVisible()
        QTest.keyClick(window, key)
        assert panel.isVisible() is not shown
        QTest.keyClick(window, key)
        assert panel.isVisible() is shown


def test_the_status_bar_says_where_the_pointer_is(small_window: MainWindow) -> None:
    window = small_window
    QTest.mouseMove(window.map, window.map.screen_point(WEST + 500, SOUTH + 500))
    text = window.statusBar().findChild(QLabel, "coordinates").text()
    easting = float(text.split(" E")[0].replace(",", ""))
    assert easting == pytest.approx(WEST + 500, abs=window.map.view.metres_per_pixel)
    assert window.statusBar().findChild(QLabel, "crs").text() == "EPSG:32618"
    assert window.statusBar().findChild(QLabel, "scale").text().startswith("1:")


def test_an_error_is_a_sentence_that_stays(window: MainWindow) -> None:
    window.tell_error(InputError("There is no file x.shp; check the name."))
    assert window.messages.isVisible()
    assert window.messages.text == "There is no file x.shp; check the name."
    assert window.messages.property("severity") == "error"


def test_a_fault_of_ours_is_written_down(window: MainWindow, tmp_path: Path) -> None:
    window.tell_error(ZeroDivisionError("boom"))
    assert "Something went wrong" in window.messages.text
    assert "ZeroDivisionError: boom" in (tmp_path / "log" / "cityplanner.log").read_text(encoding="utf-8")


def test_notes_about_the_data_can_be_read(window: MainWindow) -> None:
    project = small_project()
    project.problems.append(Problem(Severity.WARNING, "oa.shp", "Two polygons were repaired."))
    window.show_project(project)
    assert window.status.problems.text() == "1 note about the data"
    window.status.problems.click()
    dialog = window.findChild(object, "problemList")
    assert dialog.list.item(0).text() == "oa.shp: Two polygons were repaired."
    dialog.close()


def test_recent_projects_are_offered(window: MainWindow, tmp_path: Path, settle: Settle) -> None:
    path = tmp_path / "city.gpkg"
    save_project(small_project(), path)
    window.open_file(path)
    settle()
    assert window.study.path == path
    window.close_study()
    texts = [button.text() for button in window.welcome.findChildren(QPushButton)]
    assert any(text.startswith("city ") for text in texts)


def test_saving_writes_what_is_shown(small_window: MainWindow, tmp_path: Path, settle: Settle) -> None:
    window = small_window
    window.use_tool("siren")
    click(window, WEST + 2500, SOUTH + 500)
    assert "•" in window.header._project.text()
    window.save_to(tmp_path / "saved.gpkg")
    settle()
    assert "•" not in window.header._project.text()
    assert "siren-1" in open_project(tmp_path / "saved.gpkg").scenarios[BASELINE].devices


def test_a_save_that_fails_is_told_and_the_changes_stay_unsaved(
    small_window: MainWindow, tmp_path: Path, settle: Settle
) -> None:
    window = small_window
    window.save_to(tmp_path / "nowhere" / "saved.gpkg")
    settle()
    assert "does not exist" in window.messages.text
    assert not window.study.history.saved


def test_place_bar_stays_on_the_map_when_the_table_unfolds(small_window: MainWindow, settle) -> None:
    for shown in (False, True, False):
        small_window.show_table(shown)
        settle()
        bar = small_window.place_bar.geometry()
        assert small_window.map.rect().contains(bar)
        assert small_window.map.height() - bar.bottom() < 20


def test_table_that_unfolds_shows_the_selected_neighbourhood(small_window: MainWindow, settle) -> None:
    last = small_window.table.model.id_at(small_window.table.model.rowCount() - 1)
    small_window.show_table(False)
    small_window.study.selection.select(neighbourhoods=[last])
    small_window.show_table(True)
    settle()
    view = small_window.table.view
    (row,) = view.selectionModel().selectedRows()
    assert view.viewport().rect().contains(view.visualRect(row).center())


def test_the_place_bar_leaves_the_scale_bar_free(small_window: MainWindow, settle: Settle) -> None:
    settle()
    bar = small_window.place_bar.geometry()
    assert bar.left() >= 140
    assert bar.right() <= small_window.map.width() - 8
