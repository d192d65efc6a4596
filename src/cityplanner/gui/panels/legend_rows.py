"""Rows of the layer tree that tell what colours and symbols mean."""

from collections.abc import Sequence
from functools import lru_cache

from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap, QStandardItem

from cityplanner.carto.display_list import PageItem
from cityplanner.carto.legend import SQUARE_HEIGHT_PX, square_items, swatch_items
from cityplanner.carto.map_layers import Swatch
from cityplanner.carto.neighbourhood_colours import NeighbourhoodColours
from cityplanner.render.painter import paint_page
from cityplanner.render.painting import painter_on

_ICON_PX = 18
_SQUARE_WIDTH_PX = 170


def legend_labels(colours: NeighbourhoodColours) -> list[str]:
    """What the legend says in words; while it stays the same, so does the legend."""
    return [colours.title, *(entry.label for entry in colours.shown_classes)]


def square_item(colours: NeighbourhoodColours) -> QStandardItem:
    """Nine cells in one picture; hovering over them tells what the corners mean."""
    assert colours.square is not None
    items = square_items([entry.style for entry in colours.classes[:9]], colours.square, 0, 0)
    item = QStandardItem()
    item.setData(_picture(items, _SQUARE_WIDTH_PX, round(SQUARE_HEIGHT_PX)), Qt.ItemDataRole.DecorationRole)
    item.setToolTip("\n".join(entry.label for entry in reversed(colours.classes[:9])))
    item.setSelectable(False)
    return item


def class_item(label: str, style: Swatch) -> QStandardItem:
    """A class in the legend, which only tells."""
    item = QStandardItem(swatch_icon(style), label)
    item.setFlags(Qt.ItemFlag.ItemIsEnabled)
    return item


def fix(item: QStandardItem) -> None:
    """Let a row and those in it stay where they are, with the names they have."""
    flags = Qt.ItemFlag.ItemIsDragEnabled | Qt.ItemFlag.ItemIsDropEnabled | Qt.ItemFlag.ItemIsEditable
    for one in (item, *(item.child(number) for number in range(item.rowCount()))):
        one.setFlags(one.flags() & ~flags)


@lru_cache(maxsize=512)
def swatch_icon(style: Swatch) -> QIcon:
    """What stands for a style: a patch, a piece of line, or the symbol as large as there is room."""
    return _icon(swatch_items(style, 1, 3, 16, 12))


def _icon(items: Sequence[PageItem]) -> QIcon:
    result = QIcon()
    for ratio in (1.0, 2.0):
        picture = _picture(items, _ICON_PX, _ICON_PX, ratio)
        result.addPixmap(picture)
        # A selected row must not tint the colour that the legend tells.
        result.addPixmap(picture, QIcon.Mode.Selected)
    return result


def _picture(items: Sequence[PageItem], width: int, height: int, ratio: float = 1.0) -> QPixmap:
    picture = QPixmap(round(width * ratio), round(height * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    with painter_on(picture) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_page(painter, items)
    return picture
