"""The window on small screens: never larger than the screen, and what has no room scrolls or folds."""

from collections.abc import Callable

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolButton

from cityplanner.gui import widget_parts
from cityplanner.gui.main_window import MainWindow
from cityplanner.gui.map.decorations import scale_bar_room
from cityplanner.gui.scenario_steps import add_scenario

Settle = Callable[[], None]

SMALLEST = QSize(960, 540)
"""A screen of 1920 x 1080 at 200 %."""


def test_the_window_begins_within_the_screen(window: MainWindow, monkeypatch) -> None:
    class SmallScreen:
        def availableSize(self) -> QSize:  # noqa: N802
            return SMALLEST

    monkeypatch.setattr(MainWindow, "screen", lambda _window: SmallScreen())
    assert widget_parts.first_size(window) == SMALLEST


def test_with_a_study_and_many_scenarios_it_fits_on_the_smallest_screen(
    small_window: MainWindow, settle: Settle
) -> None:
    window = small_window
    for _number in range(9):
        add_scenario(window.study)
    window.study.selection.select(devices=["ap-1"])
    settle()
    least = window.minimumSizeHint()
    assert least.width() <= SMALLEST.width()
    assert least.height() <= SMALLEST.height()
    window.resize(SMALLEST)
    settle()
    assert window.size() == SMALLEST
    assert window.header.findChild(QToolButton, "newScenario").isVisible()


def test_the_tab_of_the_scenario_that_is_shown_is_in_sight(small_window: MainWindow, settle: Settle, qtbot) -> None:
    window = small_window
    window.resize(1000, 700)
    for _number in range(9):
        add_scenario(window.study)
    settle()
    scroll = window.header._tab_room
    tabs = {id_: window.header.findChild(QToolButton, f"scenario-{id_}") for id_ in window.study.project.scenarios}

    def seen(tab: QToolButton) -> bool:
        left = tab.mapTo(scroll, tab.rect().topLeft()).x()
        return left >= 0 and left + tab.width() <= scroll.viewport().width()

    qtbot.waitUntil(lambda: seen(tabs[window.study.scenario.id]))
    assert not seen(tabs["baseline"])
    window.study.show_scenario("baseline")
    first = window.header.findChild(QToolButton, "scenario-baseline")
    qtbot.waitUntil(lambda: seen(window.header.findChild(QToolButton, "scenario-baseline")))
    assert first is not None


def test_a_long_name_of_the_city_is_cut_in_the_header(small_window: MainWindow) -> None:
    study = small_window.study
    object.__setattr__(study.project.city, "name", "A city with a name that nobody can read to its end " * 3)
    small_window.header.refresh()
    assert small_window.minimumSizeHint().width() <= SMALLEST.width()


def test_the_whole_city_stays_in_view_when_panels_move(small_window: MainWindow, settle: Settle, qtbot) -> None:
    canvas = small_window.map
    bounds = tuple(small_window.study.project.city.neighbourhoods.total_bounds.tolist())
    for key in (Qt.Key.Key_F7, Qt.Key.Key_F8):
        before = canvas.view.metres_per_pixel
        QTest.keyClick(small_window, key)
        qtbot.waitUntil(lambda before=before: canvas.view.metres_per_pixel < before)
        assert canvas.view.shows(bounds)
    small_window.show_table(True)
    settle()
    assert canvas.view.shows(bounds)


def test_what_one_looks_at_closely_stays_as_it_is_when_panels_move(small_window: MainWindow, settle: Settle) -> None:
    canvas = small_window.map
    canvas.zoom_by(3.0)
    before = canvas.view
    QTest.keyClick(small_window, Qt.Key.Key_F8)
    settle()
    assert canvas.view.metres_per_pixel == before.metres_per_pixel


def test_the_place_bar_folds_and_covers_neither_edge_nor_scale(small_window: MainWindow, settle: Settle) -> None:
    window = small_window
    bar = window.place_bar
    more = bar.findChild(QToolButton, "moreTools")
    assert not more.isVisible()
    for size in (QSize(1100, 700), SMALLEST):
        window.resize(size)
        settle()
        QTest.qWait(50)
        assert window.map.rect().contains(bar.geometry())
        scale = QRect(0, round(window.map.height() - scale_bar_room()), 148, 100)
        assert not bar.geometry().intersects(scale)
        assert all(button.isVisible() for button in bar._families.values() if button.menu().actions())
        hidden = [name for name, button in bar._tools.items() if not button.isVisible()]
        assert len(more.menu().actions()) == len(hidden)
        assert more.isVisible() == bool(hidden)
    more.menu().actions()[-1].trigger()
    assert window.map.tool.name == "area"
    window.resize(1366, 768)
    settle()
    assert not more.isVisible()


def test_a_layer_is_looked_at_whole(small_window: MainWindow) -> None:
    small_window.map.zoom_by(8.0)
    small_window.layers.look_wanted.emit("streets")
    assert small_window.map.view.shows(tuple(small_window.study.project.layers[0].frame.total_bounds.tolist()))
