"""Themes that can be read, that change at once, and that no export depends on."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QIcon
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
)
from small_city import SOUTH, WEST, small_project

from cityplanner.documents.export_map import export_map
from cityplanner.facts.focus import Focus
from cityplanner.gui.icons import icon
from cityplanner.gui.main_window import MainWindow
from cityplanner.gui.settings import Appearance, read_appearance, write_appearance
from cityplanner.gui.theme import CONTRAST, DARK, LIGHT, Theme, Tokens, apply_theme
from cityplanner.model import Family

Settle = Callable[[], None]

# Text and its ground, wherever both meet in the style sheet or in what paints itself.
_PAIRS = [
    ("text", "panel"),
    ("text", "window"),
    ("text", "hover"),
    ("text", "accent_pale"),
    ("second_text", "panel"),
    ("second_text", "window"),
    ("accent", "panel"),
    ("on_accent", "accent"),
    ("on_accent", "accent_strong"),
    ("panel", "text"),
    ("inverse_link", "text"),
    ("on_negative", "negative"),
    ("positive", "panel"),
    ("warning", "panel"),
    ("negative", "panel"),
]


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.1)."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.fixture(autouse=True)
def _light_again(themed: QApplication) -> Iterator[None]:
    yield
    apply_theme(themed)


@pytest.mark.parametrize(("tokens", "least"), [(LIGHT, 4.5), (DARK, 4.5), (CONTRAST, 7.0)])
@pytest.mark.parametrize(("text", "ground"), _PAIRS)
def test_text_stands_out_from_its_ground(tokens: Tokens, least: float, text: str, ground: str) -> None:
    assert contrast(getattr(tokens, text), getattr(tokens, ground)) >= least


@pytest.mark.parametrize(("theme", "tokens"), [(Theme.DARK, DARK), (Theme.CONTRAST, CONTRAST), (Theme.LIGHT, LIGHT)])
def test_a_theme_changes_what_is_open_at_once(
    small_window: MainWindow, settle: Settle, theme: Theme, tokens: Tokens
) -> None:
    small_window.use_theme(theme)
    settle()
    seen = small_window.header.grab().toImage().pixelColor(small_window.header.width() // 3, 20)
    assert seen.name().upper() == tokens.panel
    curve = small_window.equity.lorenz.grab().toImage()
    colours = {curve.pixelColor(x, y).name().upper() for x in range(curve.width()) for y in range(curve.height())}
    assert tokens.accent in colours
    assert read_appearance().theme is theme


def test_the_map_is_paper_in_every_theme(small_window: MainWindow, settle: Settle) -> None:
    at = small_window.map.screen_point(WEST + 2850.0, SOUTH + 850.0)
    settle()
    before = small_window.map.grab().toImage().pixelColor(at)
    small_window.use_theme(Theme.DARK)
    settle()
    assert small_window.map.grab().toImage().pixelColor(at) == before


def test_icons_follow_the_theme(themed: QApplication) -> None:
    def darkest(picture: QIcon) -> int:
        image = picture.pixmap(20, 20).toImage()
        solid = [image.pixelColor(x, y) for x in range(20) for y in range(20) if image.pixelColor(x, y).alpha() > 200]
        return min(colour.lightness() for colour in solid)

    save = icon("save")
    assert darkest(save) < 80
    apply_theme(themed, Theme.DARK)
    assert darkest(save) > 150
    assert QColor(LIGHT.text).lightness() < 80


def test_exports_do_not_depend_on_the_theme(themed: QApplication, tmp_path: Path) -> None:
    files = []
    for theme in (Theme.LIGHT, Theme.CONTRAST):
        apply_theme(themed, theme)
        files.append(tmp_path / f"{theme.value}.png")
        export_map(small_project(), "baseline", files[-1], focus=Focus.of_family(Family.WIFI))
    assert files[0].read_bytes() == files[1].read_bytes()


def test_the_key_goes_through_the_themes(small_window: MainWindow) -> None:
    keys = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    seen = []
    for _turn in range(3):
        QTest.keyClick(small_window, Qt.Key.Key_L, keys)
        seen.append(read_appearance().theme)
    assert seen == [Theme.DARK, Theme.CONTRAST, Theme.LIGHT]


def test_for_a_projector_symbols_are_larger(small_window: MainWindow, settle: Settle) -> None:
    def coloured() -> int:
        image = small_window.map.grab().toImage()
        at = small_window.map.screen_point(
            *(small_window.study.scenario.devices["ap-1"].__getattribute__(n) for n in "xy")
        )
        around = [at + QPoint(dx, dy) for dx in range(-20, 21) for dy in range(-20, 21)]
        return sum(image.pixelColor(point).name() == "#0072b2" for point in around)

    settle()
    before = coloured()
    QTest.keyClick(small_window, Qt.Key.Key_F5)
    settle()
    assert coloured() > 1.8 * before
    QTest.keyClick(small_window, Qt.Key.Key_F5)
    settle()
    assert coloured() == before


def test_choices_are_kept_and_nonsense_is_ignored(small_window: MainWindow, tmp_path: Path) -> None:
    write_appearance(Appearance(Theme.DARK, 150))
    assert read_appearance() == Appearance(Theme.DARK, 150)
    (file,) = tmp_path.rglob("appearance.json")
    for nonsense in ("", "[]", '{"theme": "pink", "scale_percent": 100}', '{"theme": "dark"}', "{\x00"):
        file.write_text(nonsense, encoding="utf-8")
        assert read_appearance() == Appearance()
    file.write_text('{"theme": "dark", "scale_percent": 3}', encoding="utf-8")
    assert read_appearance() == Appearance(Theme.DARK)


def test_every_control_says_what_it_is(small_window: MainWindow) -> None:
    """For those who hear the window: a text, an accessible name or at least a tool tip."""
    kinds = (QAbstractButton, QComboBox, QLineEdit, QAbstractSpinBox, QAbstractItemView)
    nameless = []
    for kind in kinds:
        for widget in small_window.findChildren(kind):
            text = getattr(widget, "text", lambda: "")() if isinstance(widget, QAbstractButton) else ""
            placeholder = widget.placeholderText() if isinstance(widget, QLineEdit) else ""
            inside = widget.parentWidget()
            part = widget.objectName().startswith("qt_") or isinstance(inside, QComboBox | QAbstractSpinBox | QLineEdit)
            popup = not widget.isVisible()
            if not (widget.accessibleName() or text or widget.toolTip() or placeholder or part or popup):
                nameless.append(f"{type(widget).__name__} {widget.objectName()} in {inside.objectName()}")
    assert "\n".join(nameless) == ""
