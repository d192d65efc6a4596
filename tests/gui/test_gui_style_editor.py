"""The style editor: what is chosen shows at once, closing leaves one step, Escape none."""

from dataclasses import replace
from operator import attrgetter

import geopandas as gpd
import numpy as np
import pytest
import shapely
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLabel, QPushButton, QToolButton
from small_city import CRS, SOUTH, WEST, small_project

from cityplanner.carto.palettes import palette
from cityplanner.gui.main_window import MainWindow
from cityplanner.gui.panels.style_controls import verdict
from cityplanner.gui.panels.style_editor import StyleEditor
from cityplanner.gui.role_styles import dressed, remember_look
from cityplanner.model import BreakMethod, DeviceChange, Edit, Layer, LayerChange, LayerStyle, StyleKind


def blocks(id_: str = "blocks", count: int = 40, **columns: object) -> Layer:
    """Blocks in rows, with a height, a kind, and 40 different names."""
    x, y = np.divmod(np.arange(count), 8)
    shapes = shapely.box(WEST + 100 * x, SOUTH + 100 * y, WEST + 100 * x + 80, SOUTH + 100 * y + 80)
    own = {
        "name": [f"Block {number}" for number in range(count)],
        "height": np.arange(count) ** 1.5,
        "kind": [("shop", "home", "works")[number % 3] for number in range(count)],
    }
    return Layer(id_, "Blocks", "buildings", gpd.GeoDataFrame({**own, **columns}, geometry=list(shapes), crs=CRS))


@pytest.fixture
def editor(window: MainWindow, settle) -> StyleEditor:
    project = small_project()
    project.layers = [blocks()]
    window.show_project(project)
    settle()
    window.style_editor.edit("blocks")
    settle()
    return window.style_editor


def choose(box: QComboBox, data: object) -> None:
    box.setCurrentIndex(box.findData(data))
    assert box.currentIndex() >= 0
    box.activated.emit(box.currentIndex())


def style(editor: StyleEditor) -> LayerStyle | None:
    return editor._layer.style


def history(editor: StyleEditor):
    return editor._study.history


def note(editor: StyleEditor) -> str:
    return editor.findChild(QLabel, "styleNote").text()


def test_steps_by_a_number_with_palette_method_and_classes(editor: StyleEditor) -> None:
    choose(editor.form.kind, StyleKind.GRADUATED)
    assert (style(editor).field, len(style(editor).classes)) == ("height", 5)
    assert editor.form.histogram.isVisible()
    choose(editor.form.palette_box, "heat")
    assert style(editor).classes[-1].colour == "#620D27"
    editor.form.reverse.click()
    assert style(editor).classes[0].colour == "#620D27"
    choose(editor.form.method, BreakMethod.EQUAL)
    top = 39**1.5
    np.testing.assert_allclose([one.key for one in style(editor).classes], np.arange(1, 6) * top / 5)
    editor.form.count.box.setValue(3)
    np.testing.assert_allclose([one.key for one in style(editor).classes], np.arange(1, 4) * top / 3)
    editor.form.count.box.setValue(500)
    assert len(style(editor).classes) == 12
    assert note(editor) == "500 classes cannot be told apart on a map; there are 12."
    assert editor.form.count.box.value() == 12


def test_the_map_and_the_tree_show_a_change_at_once(window: MainWindow, editor: StyleEditor, settle) -> None:
    window.study.set_shown("ranges", False)
    choose(editor.form.kind, StyleKind.CATEGORISED)
    assert style(editor).field == "kind"
    assert [one.key for one in style(editor).classes] == ["shop", "home", "works"]
    assert window.layers.index_of("works").parent().data() == "Blocks"
    settle()
    editor.hide()  # the card stands over the blocks
    at = window.map.screen_point(WEST + 440, SOUTH + 740)  # block 39, a shop
    assert window.map.grab().toImage().pixelColor(at).name() == "#0072b2"


def test_closing_leaves_one_step(editor: StyleEditor) -> None:
    choose(editor.form.kind, StyleKind.GRADUATED)
    choose(editor.form.palette_box, "green")
    editor.form.opacity.setValue(60)
    editor.form.opacity.setValue(40)
    editor.form.width_px.box.setValue(2.0)
    editor.findChild(QPushButton, "styleDone").click()
    assert not editor.isVisible()
    assert (editor._layer.opacity, style(editor).width_px) == (0.4, 2.0)
    assert history(editor).undo_label == "Look of Blocks"
    editor.edit("blocks")
    editor.form.opacity.setValue(10)
    editor.findChild(QToolButton, "styleClose").click()
    history(editor).undo()
    assert editor._layer.opacity == 0.4
    history(editor).undo()
    assert (editor._layer.opacity, style(editor)) == (1.0, None)
    assert history(editor).undo_label is None


def test_escape_takes_everything_back(editor: StyleEditor) -> None:
    choose(editor.form.kind, StyleKind.HATCH)
    editor.form.colour.chosen.emit("#AA0000")
    assert style(editor).colour == "#AA0000"
    QTest.keyClick(editor.form.kind, Qt.Key.Key_Escape)
    assert not editor.isVisible()
    assert style(editor) is None
    assert history(editor).undo_label is None


@pytest.mark.parametrize("part", ["count.box", "histogram", "opacity", "seen", "field", "size_px.box"])
def test_escape_is_heard_wherever_the_focus_is(editor: StyleEditor, part: str) -> None:
    choose(editor.form.kind, StyleKind.GRADUATED)
    QTest.keyClick(attrgetter(part)(editor.form), Qt.Key.Key_Escape)
    assert not editor.isVisible()
    assert style(editor) is None


def test_escape_takes_back_only_its_own(window: MainWindow, editor: StyleEditor) -> None:
    choose(editor.form.kind, StyleKind.GRADUATED)
    window.layers._rename("layer blocks", "Houses")
    assert editor.title.text() == "Houses"
    QTest.keyClick(editor, Qt.Key.Key_Escape)
    assert (editor._layer.name, style(editor)) == ("Houses", None)


def test_breaks_are_dragged_with_the_mouse_and_moved_with_the_keys(editor: StyleEditor) -> None:
    choose(editor.form.kind, StyleKind.GRADUATED)
    choose(editor.form.method, BreakMethod.EQUAL)
    histogram = editor.form.histogram
    before = [one.key for one in style(editor).classes]

    def at(value: float) -> QPoint:
        return QPoint(round(histogram.x_of(value)), 40)

    QTest.mousePress(histogram, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at(before[1]))
    QTest.mouseMove(histogram, at(before[1] + 10))
    QTest.mouseMove(histogram, at(before[1] + 20))
    QTest.mouseRelease(histogram, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at(before[1] + 20))
    after = [one.key for one in style(editor).classes]
    assert after[1] == pytest.approx(before[1] + 20, abs=2)
    assert (after[0], after[2:]) == (before[0], before[2:])
    assert style(editor).method is BreakMethod.MANUAL
    assert editor.form.method.currentData() == BreakMethod.MANUAL
    colours = len({one.colour for one in style(editor).classes})
    assert colours == 5
    QTest.keyClick(histogram, Qt.Key.Key_Left)
    moved = [one.key for one in style(editor).classes]
    assert moved[1] < after[1]
    QTest.keyClick(histogram, Qt.Key.Key_Down)
    QTest.keyClick(histogram, Qt.Key.Key_Right)
    assert style(editor).classes[0].key > moved[0]
    # A break does not pass its neighbour.
    QTest.mousePress(histogram, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at(moved[1]))
    QTest.mouseMove(histogram, at(moved[3]))
    QTest.mouseRelease(histogram, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at(moved[3]))
    keys = [one.key for one in style(editor).classes]
    assert keys == sorted(keys)
    editor.form.count.box.setValue(3)
    assert (style(editor).method, len(style(editor).classes)) == (BreakMethod.NATURAL, 3)


def test_a_size_for_a_number(editor: StyleEditor) -> None:
    choose(editor.form.kind, StyleKind.PROPORTIONAL)
    assert style(editor).field == "height"
    assert note(editor) == "Only values above 0 have a size; the others are not shown."
    assert editor.form.size_px.isVisible()
    assert not editor.form.width_px.isVisible()
    editor.form.size_px.box.setValue(40)
    assert style(editor).size_px == 40


def test_one_colour_by_its_code(editor: StyleEditor) -> None:
    editor.form.colour.code.clear()
    QTest.keyClicks(editor.form.colour.code, "12ab")
    assert style(editor) is None
    QTest.keyClicks(editor.form.colour.code, "CD")
    assert style(editor) == LayerStyle(colour="#12ABCD")
    editor.findChild(QToolButton, "colour-D55E00").click()
    assert style(editor).colour == "#D55E00"
    editor.findChild(QPushButton, "styleUsual").click()
    assert style(editor) is None


def test_one_class_can_have_another_colour(editor: StyleEditor) -> None:
    choose(editor.form.kind, StyleKind.CATEGORISED)
    before = [one.colour for one in style(editor).classes]
    asked: list[int] = []
    editor.form.seen.wanted.disconnect()
    editor.form.seen.wanted.connect(asked.append)
    middle = editor.form.seen.place_of(1).center().toPoint()
    QTest.mouseClick(editor.form.seen, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, middle)
    QTest.keyClick(editor.form.seen, Qt.Key.Key_Right)
    QTest.keyClick(editor.form.seen, Qt.Key.Key_Return)
    assert asked == [1, 2]
    menu = editor.class_menu(1)
    menu.findChild(QToolButton, "colour-F0E442").click()
    assert [one.colour for one in style(editor).classes] == [before[0], "#F0E442", before[2]]
    history(editor).undo()
    assert style(editor) is None


def shown(window: MainWindow, settle, layer: Layer) -> StyleEditor:
    project = small_project()
    project.layers = [layer]
    window.show_project(project)
    settle()
    window.style_editor.edit(layer.id)
    settle()
    return window.style_editor


def test_many_values_are_told(window: MainWindow, settle) -> None:
    names = [f"Street {number}" for number in range(500)]
    layer = blocks(count=500)
    layer = replace(layer, frame=layer.frame[["geometry"]].assign(street=names))
    editor = shown(window, settle, layer)
    choose(editor.form.kind, StyleKind.CATEGORISED)
    assert len(style(editor).classes) == 12
    assert note(editor).startswith("The field has 500 different values; the 12 most frequent")
    assert window.layers.index_of("Other").isValid()


def test_a_layer_without_numbers_is_told_and_stays_as_it_is(window: MainWindow, settle) -> None:
    layer = blocks()
    editor = shown(window, settle, replace(layer, frame=layer.frame.drop(columns="height")))
    choose(editor.form.kind, StyleKind.GRADUATED)
    assert "no field with numbers" in note(editor)
    assert style(editor) is None
    assert editor.form.kind.currentData() == StyleKind.SINGLE
    assert history(editor).undo_label is None


def test_an_empty_layer_is_told(window: MainWindow, settle) -> None:
    empty = Layer("none", "Nothing", "context", gpd.GeoDataFrame({"kind": []}, geometry=[], crs=CRS))
    editor = shown(window, settle, empty)
    assert "The layer is empty" in note(editor)
    choose(editor.form.kind, StyleKind.GRADUATED)
    assert "The layer is empty" in note(editor)
    assert style(editor) is None


@pytest.mark.parametrize(
    ("values", "classes", "sentence"),
    [
        ([np.nan] * 39 + [4.0], 1, "All features have the value 4."),
        ([np.inf, -np.inf, 1.0, 2.0] * 10, 2, "The field has only 2 different values"),
        ([7] * 40, 1, "All features have the value 7."),
    ],
)
def test_awkward_numbers_are_told(window: MainWindow, settle, values, classes, sentence) -> None:
    editor = shown(window, settle, blocks(height=values))
    choose(editor.form.kind, StyleKind.GRADUATED)
    assert len(style(editor).classes) == classes
    assert note(editor).startswith(sentence)


def test_a_layer_that_goes_away_takes_the_card_with_it(window: MainWindow, editor: StyleEditor) -> None:
    choose(editor.form.kind, StyleKind.GRADUATED)
    window.layers.remove(editor._layer)
    assert not editor.isVisible()
    window.study.history.undo()
    assert style(editor).kind is StyleKind.GRADUATED


def test_the_other_layers_of_a_kind_look_alike_in_the_same_step(window: MainWindow, settle) -> None:
    project = small_project()
    taller = replace(blocks("taller", height=np.arange(40) * 1000.0), opacity=0.2)
    water = replace(blocks("water"), role="water")
    project.layers = [blocks(), taller, water]
    window.show_project(project)
    settle()
    editor = window.style_editor
    editor.edit("blocks")
    choose(editor.form.kind, StyleKind.GRADUATED)
    editor.findChild(QPushButton, "styleKeep").click()
    first, other, untouched = window.study.project.layers
    assert (other.style.kind, other.style.classes[-1].key, other.opacity) == (StyleKind.GRADUATED, 39_000, 1.0)
    assert first.style.classes[-1].colour == other.style.classes[-1].colour
    assert untouched is water
    assert "new ones too" in window.messages.text
    QTest.keyClick(editor, Qt.Key.Key_Escape)
    assert [(layer.style, layer.opacity) for layer in window.study.project.layers] == [
        (None, 1.0),
        (None, 0.2),
        (None, 1.0),
    ]
    settle()


def test_new_layers_of_a_kind_look_as_it_was_kept(editor: StyleEditor) -> None:
    choose(editor.form.kind, StyleKind.GRADUATED)
    editor.form.opacity.setValue(70)
    editor.findChild(QPushButton, "styleKeep").click()
    kept = style(editor)

    def added(layer: Layer) -> Layer:
        edit = dressed(Edit("Add", (LayerChange(None, layer),)))
        return edit.changes[0].after

    taller = added(blocks("new", height=np.arange(40) * 1000.0))
    assert (taller.style.kind, taller.style.field, taller.opacity) == (StyleKind.GRADUATED, "height", 0.7)
    # Breaks are those of the new values.
    assert taller.style.classes[-1].key == 39_000
    assert len(taller.style.classes) == len(kept.classes)
    bare = blocks("bare")
    assert added(replace(bare, frame=bare.frame.drop(columns="height"))).style is None
    assert added(replace(bare, role="water")).style is None
    editor.findChild(QPushButton, "styleUsual").click()
    assert remember_look(editor._layer)
    assert (added(bare).style, added(bare).opacity) == (None, 1.0)


def test_the_verdict_on_colours_is_in_words() -> None:
    assert verdict(["#0072B2", "#E69F00"]).startswith("Everybody")
    assert verdict(palette("red-green").colours(7)).startswith("With red-green weakness")
    assert verdict(["#808080", "#828282"]).startswith("Some classes look alike")


def test_the_card_fits_the_map(window: MainWindow, editor: StyleEditor, settle) -> None:
    choose(editor.form.kind, StyleKind.GRADUATED)
    settle()
    assert window.map.rect().contains(editor.geometry())
    body = editor._scroll.widget()
    assert body.width() <= editor._scroll.viewport().width()
    window.resize(1024, 600)
    settle()
    assert window.map.rect().contains(editor.geometry())


def test_escape_after_a_look_that_came_to_nothing_leaves_the_step_before_alone(editor: StyleEditor) -> None:
    study = editor._study
    editor.close_card()
    study.do(Edit("Delete", (DeviceChange("baseline", study.scenario.devices["ap-1"], None),)))
    editor.edit("blocks")
    editor.form.opacity.setValue(40)
    editor.form.opacity.setValue(100)
    assert history(editor).undo_label == "Delete"
    QTest.keyClick(editor, Qt.Key.Key_Escape)
    assert history(editor).undo_label == "Delete"
    assert "ap-1" not in study.scenario.devices
