"""The projector: few classes, and a legend that the back of a room can read."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from small_city import SOUTH, WEST

from cityplanner.carto.legend import legend_items
from cityplanner.carto.neighbourhood_colours import MapMode
from cityplanner.documents.exporter import exporters
from cityplanner.gui.commands.share import write
from cityplanner.gui.main_window import MainWindow
from cityplanner.gui.map.decorations import scale_bar_room

Settle = Callable[[], None]


def projected(window: MainWindow, settle: Settle) -> None:
    QTest.keyClick(window, Qt.Key.Key_F5)
    settle()
    QTest.qWait(200)


def alike(one: QColor, other: QColor) -> bool:
    """But for what blending pictures rounds away."""
    return all(abs(a - b) <= 3 for a, b in zip(one.getRgb(), other.getRgb(), strict=True))


def words(window: MainWindow) -> list[str]:
    return [entry.label for group in window.map.legend_card.legend.groups for entry in group.entries]


def test_the_card_covers_neither_scale_bar_nor_place_bar(small_window: MainWindow, settle: Settle) -> None:
    assert not small_window.map.legend_card.isVisible()
    for size in ((1366, 768), (1920, 1080)):
        small_window.resize(*size)
        if not small_window.map.projector:
            projected(small_window, settle)
        QTest.qWait(200)
        card, canvas = small_window.map.legend_card, small_window.map
        assert card.isVisible()
        assert canvas.rect().contains(card.geometry())
        scale_bar = QRect(0, round(canvas.height() - scale_bar_room()), canvas.width(), 100)
        assert not card.geometry().intersects(scale_bar)
        assert not card.geometry().intersects(small_window.place_bar.geometry())
        assert not card.geometry().intersects(QRect(canvas.width() - 60, 0, 60, 60))
    sizes = [item.size_px for item in legend_items(card.legend, 0, 0, 200) if hasattr(item, "size_px")]
    assert min(sizes) * card.enlarged >= 24
    projected(small_window, settle)
    assert not card.isVisible()


def test_classes_are_few_and_the_place_has_the_colour_that_the_card_tells(
    small_window: MainWindow, settle: Settle
) -> None:
    study = small_window.study
    assert study is not None
    projected(small_window, settle)
    assert sum(one.always for one in study.colours.classes) == 3
    assert study.history.saved
    assert study.history.undo_label is None
    small_window.map.zoom_full()
    settle()
    QTest.qWait(200)
    card = small_window.map.legend_card
    image = small_window.map.grab().toImage()
    listed = {entry.label: entry.swatch for entry in card.legend.groups[0].entries}
    code = study.colours.codes[0]
    mine = study.colours.classes[code]
    assert listed[mine.label] == mine.style
    at = small_window.map.screen_point(WEST + 150.0, SOUTH + 100.0)
    assert not card.geometry().contains(at)
    assert alike(image.pixelColor(at), QColor(mine.style.fill))
    seen = {image.pixelColor(x, y).name() for x in range(12, 80) for y in range(12, card.geometry().bottom())}
    assert QColor(mine.style.fill).name() in seen
    projected(small_window, settle)
    assert sum(one.always for one in study.colours.classes) == 5


def test_the_card_lists_what_is_in_sight_and_nothing_else(small_window: MainWindow, settle: Settle) -> None:
    study = small_window.study
    assert study is not None
    projected(small_window, settle)
    assert "No residents" in words(small_window)
    assert any(word.startswith("Wi-Fi") for word in words(small_window))
    small_window.map.zoom_to((WEST + 3200.0, SOUTH + 100.0, WEST + 3400.0, SOUTH + 200.0))
    settle()
    QTest.qWait(200)
    assert words(small_window)[0] == "No residents"
    assert not any(word.startswith(("Wi-Fi", "Up to", "No one")) for word in words(small_window))
    study.set_shown("served", False)
    settle()
    QTest.qWait(200)
    assert "No residents" not in words(small_window)


def test_what_is_in_sight_is_printed_with_an_overview(small_window: MainWindow, settle: Settle, tmp_path: Path) -> None:
    small_window.map.zoom_to((WEST + 100.0, SOUTH + 100.0, WEST + 700.0, SOUTH + 400.0))
    settle()
    (exporter,) = (one for one in exporters().items if one.id == "map")
    for kind in ("map", "view"):
        write(exporter, small_window, tmp_path / f"{kind}.svg", in_sight=kind == "view")
        settle()
    assert "#0b6e99" not in (tmp_path / "map.svg").read_text(encoding="utf-8").lower()
    assert "#0b6e99" in (tmp_path / "view.svg").read_text(encoding="utf-8").lower()


def test_the_card_follows_the_mode(small_window: MainWindow, settle: Settle) -> None:
    projected(small_window, settle)
    assert small_window.study is not None
    for mode in MapMode:
        small_window.study.show_mode(mode)
        settle()
        QTest.qWait(150)
        assert small_window.map.legend_card.legend.groups[0].title == small_window.study.colours.title


def test_a_city_that_was_in_sight_whole_stays_so_beside_the_legend(small_window: MainWindow, settle: Settle) -> None:
    window = small_window
    window.map.zoom_full()
    settle()
    window.commands["projector"].trigger()
    settle()
    west, _south, _east, north = window.study.project.city.neighbourhoods.total_bounds.tolist()
    corner = window.map.screen_point(west, north)
    assert window.map.rect().contains(corner)
    assert not window.map.legend_card.geometry().contains(corner)
    # A part that is looked at stays where it is.
    window.map.zoom_to((west, north - 500, west + 500, north))
    settle()
    part = window.map.view
    window.commands["projector"].trigger()
    assert window.map.view == part


def test_the_city_is_larger_for_a_room_and_the_panels_come_back(small_window: MainWindow, settle: Settle) -> None:
    before, width = small_window.map.view.metres_per_pixel, small_window.map.width()
    small_window.show_table(True)
    settle()
    projected(small_window, settle)
    assert small_window.map.width() == small_window.width()
    assert small_window.map.view.metres_per_pixel < before
    assert "Streets" not in words(small_window)
    projected(small_window, settle)
    assert abs(small_window.map.width() - width) <= 2
    assert small_window.layers.isVisible()
    assert small_window.figures.isVisible()
    assert small_window.table.isVisible()
