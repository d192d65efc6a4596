"""Everything can be found by a few letters, and every key is on the help page."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from cityplanner.carto.neighbourhood_colours import MapMode
from cityplanner.gui.main_window import MainWindow
from cityplanner.gui.map.measure_tool import MeasureTool
from cityplanner.gui.scenario_steps import add_scenario


def typed(window: MainWindow, text: str) -> list[str]:
    QTest.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(window.palette_card.field, text)
    return [window.palette_card.list.item(row).text() for row in range(window.palette_card.list.count())]


def test_a_command_is_found_and_carried_out_by_keys_alone(small_window: MainWindow) -> None:
    assert typed(small_window, "meas")[0].startswith("Measure")
    QTest.keyClick(small_window.palette_card.field, Qt.Key.Key_Return)
    assert isinstance(small_window.map.tool, MeasureTool)
    assert not small_window.palette_card.isVisible()


def test_a_neighbourhood_is_found_without_its_accents_and_looked_at(small_window: MainWindow) -> None:
    assert typed(small_window, "sao jo")[0].startswith("São João")
    QTest.keyClick(small_window.palette_card.field, Qt.Key.Key_Return)
    assert small_window.study.selection.neighbourhoods == frozenset({"02"})
    west, _south, east, _north = small_window.map.view.bounds
    assert east - west < 3000


def test_arrows_mark_another_entry_and_escape_closes(small_window: MainWindow) -> None:
    typed(small_window, "s")
    QTest.keyClick(small_window.palette_card.field, Qt.Key.Key_Down)
    assert small_window.palette_card.list.currentRow() == 1
    QTest.keyClick(small_window.palette_card.field, Qt.Key.Key_Escape)
    assert not small_window.palette_card.isVisible()


def test_what_nothing_has_is_told(small_window: MainWindow) -> None:
    assert typed(small_window, "qqqqzzzz") == []
    assert small_window.palette_card._nothing.isVisible()
    QTest.keyClick(small_window.palette_card.field, Qt.Key.Key_Return)
    assert small_window.palette_card.isVisible()


def test_without_a_project_only_what_makes_sense_is_offered(window: MainWindow) -> None:
    texts = typed(window, "")
    assert any(text.startswith("Open the sample city") for text in texts)
    assert not any(text.startswith("Save") for text in texts)


def test_every_act_with_keys_is_on_the_help_page(small_window: MainWindow) -> None:
    QTest.keyClick(small_window, Qt.Key.Key_F1)
    page = small_window.help_page
    assert page.isVisible()
    shown = " | ".join(page.shown_rows())
    for id_, command in small_window.commands.commands.items():
        # Some standard keys are not the same, or not there, on every system.
        if small_window.commands[id_].shortcuts():
            assert command.words.rstrip(" …").casefold() in shown
    QTest.keyClicks(page.field, "measure")
    assert page.shown_rows() == ["measure m"]
    QTest.keyClick(page, Qt.Key.Key_Escape)
    assert not page.isVisible()


def test_what_takes_something_away_is_not_met_first(small_window: MainWindow) -> None:
    add_scenario(small_window.study)
    found = typed(small_window, "scenario")
    assert not found[0].startswith("Delete")
    assert any(text.startswith("Delete this scenario") for text in found)
    QTest.keyClick(small_window.palette_card.field, Qt.Key.Key_Escape)
    assert typed(small_window, "delete th")[0].startswith("Delete this scenario")


def test_the_map_has_the_keys_after_a_choice(small_window: MainWindow) -> None:
    small_window.layers.view.setFocus()
    typed(small_window, "sao jo")
    QTest.keyClick(small_window.palette_card.field, Qt.Key.Key_Return)
    assert small_window.map.hasFocus()


def test_the_colours_of_the_map_are_found(small_window: MainWindow) -> None:
    assert typed(small_window, "deprivation")[0].startswith("Deprivation")
    QTest.keyClick(small_window.palette_card.field, Qt.Key.Key_Return)
    assert small_window.study.mode is MapMode.DEPRIVATION
