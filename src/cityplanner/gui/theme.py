"""Colours, spacing and type of the whole window, in one place: a Fusion palette and a style sheet from tokens."""

from dataclasses import dataclass

from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication

from cityplanner.data_files import data_folder
from cityplanner.render.fonts import ensure_fonts

RADIUS_PX = 6
BASE_PX = 13
SMALL_PX = 11
TITLE_PX = 15
BIG_PX = 28


@dataclass(frozen=True, slots=True)
class Tokens:
    """Roles, not shades: a dark theme is another set of the same names."""

    window: str = "#F5F7F9"
    panel: str = "#FFFFFF"
    text: str = "#1B2733"
    second_text: str = "#51606F"
    line: str = "#D9DEE4"
    accent: str = "#0B6E99"
    accent_pale: str = "#E3F0F6"
    hover: str = "#EDF1F4"
    positive: str = "#1B7F5C"
    negative: str = "#B3452C"


LIGHT = Tokens()


def apply_theme(app: QApplication, tokens: Tokens = LIGHT) -> None:
    """Give the application our palette, font and style sheet."""
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
        QPalette.ColorRole.HighlightedText: tokens.panel,
        QPalette.ColorRole.Link: tokens.accent,
    }
    for role, colour in roles.items():
        palette.setColor(role, QColor(colour))
    for role in (QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText, QPalette.ColorRole.WindowText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor("#98A3AE"))
    return palette


def _picture(name: str) -> str:
    """The path of an icon as a style sheet wants it."""
    return (data_folder("resources") / "icons" / f"{name}.svg").as_posix()


def _style_sheet(t: Tokens) -> str:
    return f"""
QWidget {{ color: {t.text}; }}
QToolTip {{ background: {t.text}; color: {t.panel}; border: none; padding: 4px 8px; }}
QFrame[role="panel"], QWidget[role="panel"] {{ background: {t.panel}; }}
QLabel[role="title"] {{ font-size: {TITLE_PX}px; font-weight: 600; }}
QLabel[role="section"] {{ font-size: {SMALL_PX}px; font-weight: 600; color: {t.second_text}; }}
QLabel[role="second"] {{ color: {t.second_text}; }}
QLabel[role="small"] {{ font-size: {SMALL_PX}px; color: {t.second_text}; }}
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
QPushButton[kind="primary"] {{ background: {t.accent}; color: {t.panel}; padding: 4px 16px; font-weight: 600; }}
QPushButton[kind="primary"]:hover {{ background: #095A7D; }}
QPushButton[kind="primary"]:disabled {{ background: {t.line}; color: {t.second_text}; }}
QPushButton[kind="outline"] {{ border-color: {t.line}; background: {t.panel}; padding: 4px 12px; }}
QPushButton[kind="outline"]:hover {{ background: {t.hover}; }}
QPushButton[kind="outline"]:focus {{ border-color: {t.accent}; }}
QPushButton[kind="link"] {{ color: {t.accent}; padding: 0 2px; min-height: 18px; text-align: left; }}

QComboBox, QLineEdit, QSpinBox, QDoubleSpinBox {{
    background: {t.panel}; border: 1px solid {t.line}; border-radius: {RADIUS_PX}px;
    padding: 3px 8px; min-height: 20px; selection-background-color: {t.accent}; selection-color: {t.panel};
}}
QComboBox:focus, QLineEdit:focus, QSpinBox:focus, QDoubleSpinBox:focus {{ border-color: {t.accent}; }}
QAbstractSpinBox {{ padding-left: 4px; }}
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button {{ width: 0; border: none; }}
QComboBox::drop-down {{ border: none; width: 24px; }}
QComboBox::down-arrow {{ image: url("{_picture("chevron-down")}"); width: 16px; height: 16px; }}
QComboBox QAbstractItemView {{ background: {t.panel}; border: 1px solid {t.line}; outline: none; padding: 4px; }}

QMenu {{ background: {t.panel}; border: 1px solid {t.line}; padding: 4px; }}
QMenu::item {{ padding: 6px 24px 6px 12px; border-radius: 4px; }}
QMenu::item:selected {{ background: {t.accent_pale}; color: {t.text}; }}
QMenu::item:disabled {{ color: #98A3AE; }}
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
QScrollBar::handle {{ background: #C3CBD3; border-radius: 4px; min-height: 24px; min-width: 24px; margin: 1px; }}
QScrollBar::handle:hover {{ background: #98A3AE; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QScrollArea {{ background: {t.panel}; border: none; }}
QSplitter::handle {{ background: {t.line}; }}
QStatusBar {{ background: {t.panel}; border-top: 1px solid {t.line}; }}
QStatusBar::item {{ border: none; }}
QStatusBar QLabel {{ font-size: {SMALL_PX}px; color: {t.second_text}; padding: 0 8px; }}
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
#messageBar QPushButton, #messageBar QToolButton {{ color: #BFE3F2; font-weight: 600; }}
#messageBar QPushButton:hover, #messageBar QToolButton:hover {{ background: #33414F; }}
#messageBar[severity="error"] {{ background: {t.negative}; }}
#messageBar[severity="error"] QPushButton {{ color: {t.panel}; }}
#card {{ background: {t.panel}; border: 1px solid {t.line}; border-radius: 10px; }}
#card:hover, #card:focus {{ border-color: {t.accent}; }}
#directionQuestion, #styleEditor {{ background: {t.panel}; border: 1px solid {t.line}; border-radius: 10px; }}
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
