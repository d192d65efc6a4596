"""The layer tree with the mouse and with the keyboard: order, groups, names, what is shown, opacity."""

from dataclasses import replace

import geopandas as gpd
import pytest
import shapely
from PySide6.QtCore import QModelIndex, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication, QLineEdit, QSlider
from small_city import CRS, SOUTH, WEST, small_project

from cityplanner.gui.main_window import MainWindow
from cityplanner.gui.panels.layer_rows import layers_in, tick_rect
from cityplanner.gui.panels.layer_tree import LayerTree
from cityplanner.model import Edit, Layer, LayerChange, LayerStyle, Project, StyleClass, StyleKind
from cityplanner.model.layer_edits import alter_layer

CONTROL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


def layer(number: int, group: str | None = None) -> Layer:
    corner = shapely.box(WEST, SOUTH, WEST + 10 * number, SOUTH + 10)
    frame = gpd.GeoDataFrame({"kind": ["a"]}, geometry=[corner], crs=CRS)
    return Layer(f"l{number}", f"Layer {number}", "context", frame, group=group)


@pytest.fixture
def tree(window: MainWindow, settle) -> LayerTree:
    """Four layers, the highest in the list last."""
    project = small_project()
    project.layers = [layer(number) for number in (1, 2, 3, 4)]
    window.show_project(project)
    settle()
    return window.layers


def order(tree: LayerTree) -> str:
    """Numbers from the bottom up, groups in brackets."""
    text, group = "", None
    for one in tree._layers:
        if one.group != group:
            text += ")" * (group is not None) + "(" * (one.group is not None)
            group = one.group
        text += one.id[1:]
    return text + ")" * (group is not None)


def select(tree: LayerTree, *names: str) -> None:
    tree.view.clearSelection()
    for name in names:
        index = tree.index_of(name)
        tree.view.selectionModel().setCurrentIndex(index, tree.view.selectionModel().SelectionFlag.Select)
    tree.view.setFocus()


def drop(tree: LayerTree, *names: str, before: str | None = None, into: str | None = None) -> bool:
    """Drag rows to above the row ``before``, or onto the group ``into``."""
    model = tree.view.model()
    data = model.mimeData([tree.index_of(name) for name in names])
    move = Qt.DropAction.MoveAction
    if into is not None:
        at = (-1, -1, tree.index_of(into))
    elif before is None:
        at = (-1, -1, QModelIndex())
    else:
        at = (tree.index_of(before).row(), 0, tree.index_of(before).parent())
    allowed = model.canDropMimeData(data, move, *at)
    # Never True: the view would then remove the rows that were dragged.
    assert not model.dropMimeData(data, move, *at)
    QApplication.processEvents()
    return allowed


def labels(tree: LayerTree) -> str | None:
    return tree._study.history.undo_label


def test_layers_are_dragged_into_another_order(tree: LayerTree) -> None:
    assert drop(tree, "Layer 1", before="Layer 4")
    assert order(tree) == "2341"
    assert labels(tree) == "Move Layer 1"
    assert drop(tree, "Layer 4")
    assert order(tree) == "4231"
    assert drop(tree, "Layer 2", "Layer 1", before="Layer 3")
    assert order(tree) == "4321"
    tree._study.history.undo()
    tree._study.history.undo()
    tree._study.history.undo()
    assert order(tree) == "1234"
    # Onto the fixed rows at the top: above all layers.
    assert drop(tree, "Layer 2", before="Reach: Wi-Fi")
    assert order(tree) == "1342"


def test_the_mouse_lets_go_between_two_rows(tree: LayerTree) -> None:
    data = tree.view.model().mimeData([tree.index_of("Layer 1")])
    row = tree.view.visualRect(tree.index_of("Layer 3"))
    at, left, none = QPointF(row.center().x(), row.top() + 1), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    move = Qt.DropAction.MoveAction
    for event in (
        QDragEnterEvent(at.toPoint(), move, data, left, none),
        QDragMoveEvent(at.toPoint(), move, data, left, none),
        QDropEvent(at, move, data, left, none),
    ):
        QApplication.sendEvent(tree.view.viewport(), event)
    QApplication.processEvents()
    assert order(tree) == "2314"
    assert tree.index_of("Layer 1").row() == tree.index_of("Layer 3").row() - 1


def test_layers_are_dragged_into_a_group_and_out_of_it(tree: LayerTree) -> None:
    select(tree, "Layer 1", "Layer 3")
    tree.group_selected("Works")
    assert order(tree) == "2(13)4"
    assert drop(tree, "Layer 4", into="Works")
    assert order(tree) == "2(134)"
    assert drop(tree, "Layer 2", before="Layer 1")
    assert order(tree) == "(1234)"
    assert drop(tree, "Layer 3", before="Works")
    assert order(tree) == "(124)3"
    assert drop(tree, "Works", before="Layer 3")
    assert order(tree) == "3(124)"
    assert not drop(tree, "Works", into="Works")
    assert order(tree) == "3(124)"


def test_ctrl_and_the_arrows_move_layers_and_groups(tree: LayerTree) -> None:
    select(tree, "Layer 2")
    QTest.keyClick(tree.view, Qt.Key.Key_Up, CONTROL)
    assert order(tree) == "1324"
    assert labels(tree) == "Move Layer 2 up"
    QTest.keyClick(tree.view, Qt.Key.Key_Up, CONTROL)
    QTest.keyClick(tree.view, Qt.Key.Key_Up, CONTROL)
    assert order(tree) == "1342"
    QTest.keyClick(tree.view, Qt.Key.Key_Down, CONTROL)
    assert order(tree) == "1324"
    assert labels(tree) == "Move Layer 2 down"
    tree.group_selected("Works")
    select(tree, "Works")
    QTest.keyClick(tree.view, Qt.Key.Key_Down, CONTROL)
    assert order(tree) == "1(2)34"


def test_space_ticks_and_delete_removes(tree: LayerTree) -> None:
    select(tree, "Layer 3")
    QTest.keyClick(tree.view, Qt.Key.Key_Space)
    assert [one.visible for one in tree._layers] == [True, True, False, True]
    assert labels(tree) == "Hide Layer 3"
    QTest.keyClick(tree.view, Qt.Key.Key_Space)
    assert tree._layers[2].visible
    QTest.keyClick(tree.view, Qt.Key.Key_Delete)
    assert order(tree) == "124"
    assert labels(tree) == "Remove Layer 3"
    assert not tree._study.selection.devices
    tree._study.history.undo()
    assert order(tree) == "1234"


def test_a_group_is_ticked_folded_and_dissolved(tree: LayerTree) -> None:
    select(tree, "Layer 2", "Layer 3")
    tree.group_selected("Works")
    model = tree.view.model()
    model.setData(tree.index_of("Works"), Qt.CheckState.Unchecked.value, Qt.ItemDataRole.CheckStateRole)
    assert [one.visible for one in tree._layers] == [True, False, False, True]
    assert labels(tree) == "Hide Works"
    model.setData(tree.index_of("Layer 2"), Qt.CheckState.Checked.value, Qt.ItemDataRole.CheckStateRole)
    state = tree.index_of("Works").data(Qt.ItemDataRole.CheckStateRole)
    assert Qt.CheckState(state) == Qt.CheckState.PartiallyChecked
    tree.view.collapse(tree.index_of("Works"))
    tree._study.history.undo()
    assert not tree.view.isExpanded(tree.index_of("Works"))
    act(tree, "Works", "Ungroup")
    assert order(tree) == "1234"
    assert labels(tree) == "Ungroup Works"


def act(tree: LayerTree, row: str, text: str) -> None:
    menu = tree.menu(tree.index_of(row))
    actions = [*menu.actions(), *(a for action in menu.actions() if action.menu() for a in action.menu().actions())]
    next(action for action in actions if action.text().split("\t")[0] == text).trigger()


def test_f2_renames_a_layer_and_a_group(tree: LayerTree, qtbot) -> None:
    select(tree, "Layer 2")
    QTest.keyClick(tree.view, Qt.Key.Key_F2)
    type_name(tree, "Roads")
    qtbot.waitUntil(lambda: labels(tree) == "Rename Layer 2 to Roads")
    assert tree._layers[1].name == "Roads"
    select(tree, "Roads")
    tree.group_selected()
    type_name(tree, "Works")
    qtbot.waitUntil(lambda: labels(tree) == "Rename Group 1 to Works")
    assert tree._layers[1].group == "Works"
    select(tree, "Roads")
    QTest.keyClick(tree.view, Qt.Key.Key_F2)
    type_name(tree, "  ")
    qtbot.waitUntil(lambda: tree.view.state() != QAbstractItemView.State.EditingState)
    qtbot.waitUntil(lambda: tree.index_of("Roads").isValid())
    assert labels(tree) == "Rename Group 1 to Works"


def type_name(tree: LayerTree, name: str) -> None:
    editor = tree.view.viewport().findChild(QLineEdit)
    editor.setText(name)
    QTest.keyClick(editor, Qt.Key.Key_Return)


def test_alt_and_a_click_show_one_layer_alone_and_the_others_again(tree: LayerTree) -> None:
    hidden = tree._layers[0]
    tree._show([hidden.id], False, hidden.name)

    def click() -> None:
        at = tick_rect(tree.view, tree.index_of("Layer 3")).center()
        QTest.mouseClick(tree.view.viewport(), Qt.MouseButton.LeftButton, ALT, at)

    click()
    assert [one.visible for one in tree._layers] == [False, False, True, False]
    assert labels(tree) == "Show only Layer 3"
    click()
    assert [one.visible for one in tree._layers] == [False, True, True, True]
    tree._study.history.undo()
    assert [one.visible for one in tree._layers] == [False, False, True, False]


def test_the_opacity_in_the_menu_is_one_step(tree: LayerTree) -> None:
    menu = tree.menu(tree.index_of("Layer 2"))
    slider = menu.findChild(QSlider, "opacity")
    for value in (80, 50, 30):
        slider.setValue(value)
    assert tree._layers[1].opacity == 0.3
    menu.aboutToHide.emit()
    again = tree.menu(tree.index_of("Layer 2")).findChild(QSlider, "opacity")
    assert again.value() == 30
    again.setValue(10)
    tree._study.history.undo()
    assert tree._layers[1].opacity == 0.3
    tree._study.history.undo()
    assert tree._layers[1].opacity == 1.0


def test_the_filter_comes_with_many_layers(window: MainWindow, settle) -> None:
    project = small_project()
    project.layers = [layer(number, "Works" if number > 10 else None) for number in range(1, 13)]
    window.show_project(project)
    tree = window.layers
    assert not tree.filter.isVisible()
    tree._study.do(added(project, layer(13)))
    assert tree.filter.isVisible()
    tree.filter.setText("layer 12")
    assert shown_rows(tree) == ["Works", "Layer 12"]
    tree.filter.clear()
    assert len(shown_rows(tree)) == 14
    settle()


def added(project: Project, new: Layer) -> Edit:
    return Edit("Add", (LayerChange(None, new),))


def shown_rows(tree: LayerTree) -> list[str]:
    """Groups and layers that are not filtered away."""
    indexes = [tree._model.indexFromItem(item) for item in tree._items() if layers_in(item)]
    return [i.data() for i in indexes if not tree.view.isRowHidden(i.row(), i.parent())]


def test_the_classes_of_a_layer_stand_under_it_and_its_selection_stays(tree: LayerTree) -> None:
    select(tree, "Layer 2")
    before = tree._layers[1]
    style = LayerStyle(StyleKind.CATEGORISED, "kind", (StyleClass("a", "#AA0000", "First kind"),))
    tree._study.do(alter_layer(tree._layers, before, replace(before, style=style), "Style"))
    index = tree.index_of("First kind")
    assert index.parent().data() == "Layer 2"
    assert not index.flags() & Qt.ItemFlag.ItemIsSelectable
    assert tree.selected == {"l2"}
    assert tree.view.currentIndex().data() == "Layer 2"
    QAbstractItemModelTester(tree.view.model(), QAbstractItemModelTester.FailureReportingMode.Fatal)


def test_a_double_click_and_enter_ask_for_the_style(tree: LayerTree, qtbot, settle) -> None:
    with qtbot.waitSignal(tree.style_wanted) as asked:
        tree.view.doubleClicked.emit(tree.index_of("Layer 3"))
    assert asked.args == ["l3"]
    select(tree, "Layer 2")
    with qtbot.waitSignal(tree.style_wanted) as asked:
        QTest.keyClick(tree.view, Qt.Key.Key_Return)
    assert asked.args == ["l2"]
    with qtbot.waitSignal(tree.style_wanted) as asked:
        act(tree, "Layer 1", "Colours and symbols …")
    assert asked.args == ["l1"]
    settle()


def test_fixed_rows_stay_where_they_are(tree: LayerTree) -> None:
    flags = tree.index_of("Devices").flags()
    assert not flags & (Qt.ItemFlag.ItemIsDragEnabled | Qt.ItemFlag.ItemIsEditable)
    assert tree.menu(tree.index_of("Devices")) is None
    select(tree, "Reach: Wi-Fi")
    QTest.keyClick(tree.view, Qt.Key.Key_Delete)
    assert order(tree) == "1234"
