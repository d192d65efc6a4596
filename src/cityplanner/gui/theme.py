"""Colours, spacing and type of the whole window, in one place: a Fusion palette and a style sheet from tokens."""

from dataclasses import dataclass
from enum import StrEnum
from typing import cast

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication

from cityplanner.data_files import data_folder
from cityplanner.errors import InputError
from cityplanner.gui.names_shown import PLAIN_TEXT
from cityplanner.i18n import _
from cityplanner.io.atomic import atomic_write
from cityplanner.own_folders import cache_folder
from cityplanner.render.fonts import ensure_fonts

RADIUS_PX = 6
BASE_PX = 13
SMALL_PX = 11
TITLE_PX = 15
BIG_PX = 28


@dataclass(frozen=True, slots=True)
class Tokens:
    """Roles, not shades: another theme is another set of the same names.

    ``on_*`` stand on a ground of that colour, and ``inverse_*`` on a ground of ``text``.
    """

    window: str = "#F5F7F9"
    panel: str = "#FFFFFF"
    text: str = "#1B2733"
    second_text: str = "#51606F"
    disabled: str = "#98A3AE"
    line: str = "#D9DEE4"
    accent: str = "#0B6E99"
    accent_strong: str = "#095A7D"
    on_accent: str = "#FFFFFF"
    accent_pale: str = "#E3F0F6"
    hover: str = "#EDF1F4"
    handle: str = "#C3CBD3"
    positive: str = "#1B7F5C"
    warning: str = "#8A5A00"
    negative: str = "#B3452C"
    on_negative: str = "#FFFFFF"
    inverse_link: str = "#BFE3F2"
    inverse_hover: str = "#33414F"


LIGHT = Tokens()
DARK = Tokens(
    window="#12171C",
    panel="#1B2229",
    text="#E8EDF2",
    second_text="#AAB6C2",
    disabled="#6C7A88",
    line="#36424E",
    accent="#62BDE6",
    accent_strong="#8ED2F0",
    on_accent="#0B1217",
    accent_pale="#1D3948",
    hover="#27313B",
    handle="#4A5865",
    positive="#63CBA0",
    warning="#E6B455",
    negative="#F29078",
    on_negative="#1A0D09",
    inverse_link="#0B5578",
    inverse_hover="#C9D3DC",
)
CONTRAST = Tokens(
    window="#000000",
    panel="#000000",
    text="#FFFFFF",
    second_text="#F0F0F0",
    disabled="#9A9A9A",
    line="#FFFFFF",
    accent="#FFD83D",
    accent_strong="#FFE985",
    on_accent="#000000",
    accent_pale="#3B3300",
    hover="#2B2B2B",
    handle="#FFFFFF",
    positive="#7DFFB4",
    warning="#FFD83D",
    negative="#FF9E8A",
    on_negative="#000000",
    inverse_link="#003E73",
    inverse_hover="#D0D0D0",
)


class Theme(StrEnum):
    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"
    CONTRAST = "contrast"


def theme_name(theme: Theme) -> str:
    """The theme in words."""
    return {
        Theme.SYSTEM: _("As the system"),
        Theme.LIGHT: _("Light"),
        Theme.DARK: _("Dark"),
        Theme.CONTRAST: _("High contrast"),
    }[theme]


class _InUse:
    """The tokens of the theme in use, whichever that is when they are asked for."""

    tokens = LIGHT

    def __getattr__(self, name: str) -> str:
        return str(getattr(self.tokens, name))


_in_use = _InUse()
COLOURS = cast(Tokens, _in_use)
"""For widgets that paint themselves: ask when painting, keep nothing. The map itself is paper and stays light."""


def apply_theme(app: QApplication, theme: Theme = Theme.LIGHT) -> None:
    """Give the application our palette, font and style sheet; what is open changes at once."""
    if theme is Theme.SYSTEM:
        dark = app.styleHints().colorScheme() == Qt.ColorScheme.Dark
        tokens = DARK if dark else LIGHT
    else:
        tokens = {Theme.LIGHT: LIGHT, Theme.DARK: DARK, Theme.CONTRAST: CONTRAST}[theme]
    _in_use.tokens = tokens
    app.setStyle("Fusion")
    font = QFont(ensure_fonts())
    font.setPixelSize(BASE_PX)
    app.setFont(font)
    app.setPalette(_palette(tokens))
    app.setStyleSheet(_style_sheet(tokens))


def _palette(tokens: Tokens) -> QPalette:
    palette = QPalette()
    roles = {
        QPalette.ColorRole.Window: tokens.window,
        QPalette.ColorRole.WindowText: tokens.text,
        QPalette.ColorRole.Base: tokens.panel,
        QPalette.ColorRole.AlternateBase: tokens.window,
        QPalette.ColorRole.Text: tokens.text,
        QPalette.ColorRole.Button: tokens.panel,
        QPalette.ColorRole.ButtonText: tokens.text,
        QPalette.ColorRole.ToolTipBase: tokens.text,
        QPalette.ColorRole.ToolTipText: tokens.panel,
        QPalette.ColorRole.PlaceholderText: tokens.second_text,
        QPalette.ColorRole.Highlight: tokens.accent,
        QPalette.ColorRole.HighlightedText: tokens.on_accent,
        QPalette.ColorRole.Link: tokens.accent,
    }
    for role, colour in roles.items():
        palette.setColor(role, QColor(colour))
    for role in (QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText, QPalette.ColorRole.WindowText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(tokens.disabled))
    return palette


def _picture(name: str, colour: str) -> str:
    """The path of an icon in ``colour``, as a style sheet wants it: it knows files only, and tints none.

    The tinted drawing is kept in the user's cache folder; where that cannot be written the icon stays black.
    """
    drawing = data_folder("resources") / "icons" / f"{name}.svg"
    tinted = cache_folder() / "icons" / f"{name}-{colour[1:]}.svg"
    try:
        if not tinted.exists():
            tinted.parent.mkdir(parents=True, exist_ok=True)
            with atomic_write(tinted) as temporary:
                text = drawing.read_text(encoding="utf-8").replace("currentColor", colour)
                temporary.write_text(text, encoding="utf-8")
    except (OSError, InputError):
        return drawing.as_posix()
    return tinted.as_posix()


def _style_sheet(t: Tokens) -> str:
    return f"""{PLAIN_TEXT}
QWidget {{ color: {t.text}; }}
QToolTip {{ background: {t.text}; color: {t.panel}; border: none; padding: 4px 8px; }}
QFrame[role="panel"], QWidget[role="panel"] {{ background: {t.panel}; }}
QLabel[role="title"] {{ font-size: {TITLE_PX}px; font-weight: 600; }}
QLabel[role="section"] {{ font-size: {SMALL_PX}px; font-weight: 600; color: {t.second_text}; }}
QLabel[role="second"] {{ color: {t.second_text}; }}
QLabel[role="small"] {{ font-size: {SMALL_PX}px; color: {t.second_text}; }}
QLabel[role="lead"] {{ font-size: {TITLE_PX}px; color: {t.second_text}; }}
QFrame[role="divider"] {{ color: {t.line}; }}
QLabel[role="headline"] {{ font-size: {TITLE_PX}px; }}
QLabel[role="figure"] {{ font-size: {BIG_PX}px; font-weight: 600; }}
QLabel[change="up"] {{ color: {t.positive}; font-weight: 600; }}
QLabel[change="down"] {{ color: {t.negative}; font-weight: 600; }}

QPushButton, QToolButton {{
    background: transparent; border: 1px solid transparent; border-radius: {RADIUS_PX}px;
    padding: 4px 8px; min-height: 20px;
}}
QPushButton:hover, QToolButton:hover {{ background: {t.hover}; }}
QPushButton:pressed, QToolButton:pressed {{ background: {t.line}; }}
QPushButton:focus, QToolButton:focus {{ border-color: {t.accent}; }}
QToolButton:checked {{ background: {t.accent_pale}; border-color: {t.accent}; }}
QToolButton::menu-indicator {{ image: none; }}
QToolButton[popupMode="1"] {{ padding-right: 16px; }}
QToolButton::menu-button {{ border: none; width: 14px; }}
QPushButton[kind="primary"] {{ background: {t.accent}; color: {t.on_accent}; padding: 4px 16px; font-weight: 600; }}
QPushButton[kind="primary"]:hover {{ background: {t.accent_strong}; }}
QPushButton[kind="primary"]:disabled {{ background: {t.line}; color: {t.second_text}; }}
QPushButton[kind="outline"] {{ border-color: {t.line}; background: {t.panel}; padding: 4px 12px; }}
QPushButton[kind="outline"]:hover {{ background: {t.hover}; }}
QPushButton[kind="outline"]:focus {{ border-color: {t.accent}; }}
QPushButton[kind="link"] {{ color: {t.accent}; padding: 0 2px; min-height: 18px; text-align: left; }}

QComboBox, QLineEdit, QSpinBox, QDoubleSpinBox {{
    background: {t.panel}; border: 1px solid {t.line}; border-radius: {RADIUS_PX}px;
    padding: 3px 8px; min-height: 20px; selection-background-color: {t.accent}; selection-color: {t.on_accent};
}}
QComboBox:focus, QLineEdit:focus, QSpinBox:focus, QDoubleSpinBox:focus {{ border-color: {t.accent}; }}
QAbstractSpinBox {{ padding-left: 4px; }}
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button {{ width: 0; border: none; }}
QComboBox::drop-down {{ border: none; width: 24px; }}
QComboBox::down-arrow {{ image: url("{_picture("chevron-down", t.text)}"); width: 16px; height: 16px; }}
QComboBox QAbstractItemView {{ background: {t.panel}; border: 1px solid {t.line}; outline: none; padding: 4px; }}

QMenu {{ background: {t.panel}; border: 1px solid {t.line}; padding: 4px; }}
QMenu::item {{ padding: 6px 24px 6px 12px; border-radius: 4px; }}
QMenu::item:selected {{ background: {t.accent_pale}; color: {t.text}; }}
QMenu::item:disabled {{ color: {t.disabled}; }}
QMenu::separator {{ height: 1px; background: {t.line}; margin: 4px 8px; }}
QMenu::icon {{ padding-left: 8px; }}

QTreeView, QTableView, QListView {{
    background: {t.panel}; border: none; outline: none;
    selection-background-color: {t.accent_pale}; selection-color: {t.text};
}}
QTreeView {{ padding-left: 8px; }}
QTreeView::item {{ min-height: 26px; border: none; }}
QTreeView::item:hover {{ background: {t.hover}; }}
QTreeView::item:selected {{ background: {t.accent_pale}; color: {t.text}; }}
QTreeView::indicator, QListView::indicator, QCheckBox::indicator {{
    width: 13px; height: 13px; border: 1px solid {t.second_text}; border-radius: 3px; background: {t.panel};
}}
QTreeView::indicator:checked, QListView::indicator:checked, QCheckBox::indicator:checked {{
    background: {t.accent}; border-color: {t.accent}; image: url("{_picture("check", t.on_accent)}");
}}
QRadioButton {{ spacing: 8px; min-height: 24px; }}
QRadioButton:disabled {{ color: {t.second_text}; }}
QRadioButton::indicator {{
    width: 13px; height: 13px; border: 1px solid {t.second_text}; border-radius: 7px; background: {t.panel};
}}
QRadioButton::indicator:checked {{
    width: 7px; height: 7px; border: 4px solid {t.accent}; border-radius: 7px; background: {t.on_accent};
}}
QRadioButton::indicator:disabled {{ border-color: {t.line}; background: {t.window}; }}
QRadioButton:focus {{ color: {t.accent}; }}
QTreeView::indicator:indeterminate {{ background: {t.accent_pale}; border-color: {t.accent}; }}
QTreeView::branch {{ background: transparent; }}
QTableView {{ gridline-color: transparent; }}
QTableView::item {{ border-bottom: 1px solid {t.hover}; padding: 0 8px; }}
QTableView::item:selected {{ background: {t.accent_pale}; color: {t.text}; }}
QHeaderView {{ background: {t.panel}; }}
QHeaderView::section {{
    background: {t.panel}; color: {t.second_text}; font-size: {SMALL_PX}px; font-weight: 600;
    border: none; border-bottom: 1px solid {t.line}; padding: 4px 8px;
}}
QScrollBar:vertical {{ background: transparent; width: 10px; margin: 0; }}
QScrollBar:horizontal {{ background: transparent; height: 10px; margin: 0; }}
QScrollBar::handle {{ background: {t.handle}; border-radius: 4px; min-height: 24px; min-width: 24px; margin: 1px; }}
QScrollBar::handle:hover {{ background: {t.disabled}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QScrollArea {{ background: {t.panel}; border: none; }}
QSplitter::handle {{ background: {t.line}; }}
QStatusBar {{ background: {t.panel}; border-top: 1px solid {t.line}; }}
QStatusBar::item {{ border: none; }}
QStatusBar QLabel {{ font-size: {SMALL_PX}px; color: {t.second_text}; padding: 0 8px; }}
QStatusBar QPushButton {{ font-size: {SMALL_PX}px; padding: 0 8px; min-height: 18px; max-height: 18px; }}
QProgressBar {{ background: {t.hover}; border: none; border-radius: 3px; max-height: 6px; }}
QProgressBar::chunk {{ background: {t.accent}; border-radius: 3px; }}

#header {{ background: {t.panel}; border-bottom: 1px solid {t.line}; }}
#projectButton {{ font-size: {TITLE_PX}px; font-weight: 600; }}
#scenarioTabs QToolButton {{ border-radius: 0; border: none; border-bottom: 2px solid transparent; padding: 4px 12px; }}
#scenarioTabs QToolButton:checked {{ background: transparent; border-bottom-color: {t.accent}; font-weight: 600; }}
#scenarioTabs QToolButton:focus {{ background: {t.hover}; }}
#placeBar {{ background: {t.panel}; border: 1px solid {t.line}; border-radius: 10px; }}
#placeBar QToolButton {{ min-width: 26px; min-height: 28px; padding: 3px 5px; }}
#messageBar {{ background: {t.text}; border-radius: {RADIUS_PX}px; }}
#messageBar QLabel {{ color: {t.panel}; }}
#messageBar QPushButton, #messageBar QToolButton {{ color: {t.inverse_link}; font-weight: 600; }}
#messageBar QPushButton:hover, #messageBar QToolButton:hover {{ background: {t.inverse_hover}; }}
#messageBar[severity="error"] {{ background: {t.negative}; }}
#messageBar[severity="error"] QLabel, #messageBar[severity="error"] QPushButton {{ color: {t.on_negative}; }}
#card {{ background: {t.panel}; border: 1px solid {t.line}; border-radius: 10px; }}
#card:hover, #card:focus {{ border-color: {t.accent}; }}
#directionQuestion, #styleEditor, #peopleCard, #noResidents {{
    background: {t.panel}; border: 1px solid {t.line}; border-radius: 10px;
}}
#sheetLine {{ background: {t.line}; }}
#importDetail, #sheetEmpty {{ background: {t.panel}; }}
#sheetTold {{ background: {t.accent_pale}; padding: 8px 20px; }}
#headFrame {{ border: 1px solid {t.line}; border-radius: {RADIUS_PX}px; background: {t.panel}; }}
#problemRow {{ background: {t.hover}; border-radius: {RADIUS_PX}px; }}
#problemRow[severity="error"] {{ background: {t.panel}; border: 1px solid {t.negative}; }}
#findButton {{ background: {t.window}; border-color: {t.line}; color: {t.second_text}; text-align: left;
    min-width: 240px; padding: 4px 12px; }}
#findButton:hover {{ background: {t.hover}; }}
#palette, #helpPage, #identifyCard {{ background: {t.panel}; border: 1px solid {t.line}; border-radius: 10px; }}
#paletteField {{ padding: 6px 8px; font-size: {TITLE_PX}px; }}
#paletteList::item {{ min-height: 28px; border-radius: 4px; padding: 0 4px; }}
#paletteList::item:selected {{ background: {t.accent_pale}; color: {t.text}; }}
#inspector {{ border-top: 1px solid {t.line}; }}
#foldIndices {{ font-weight: 600; font-size: {SMALL_PX}px; color: {t.second_text}; padding: 2px 0; }}
#foldIndices:checked {{ background: transparent; border-color: transparent; }}
#tableBar {{ background: {t.panel}; border-top: 1px solid {t.line}; }}
#tableBar QPushButton {{ text-align: left; font-weight: 600; padding: 2px 8px; }}
#sheet {{ background: {t.panel}; border: 1px solid {t.line}; border-radius: 10px; }}
"""
