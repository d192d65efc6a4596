"""Scale bar and north arrow over the map, the same that are printed."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from cityplanner.carto.north_arrow import north_arrow_items
from cityplanner.carto.scale_bar import BAR_HEIGHT_PX, scale_bar, scale_bar_items, scale_bar_width
from cityplanner.carto.viewport import Viewport
from cityplanner.render.painter import paint_page

_WIDEST_PX = 120.0
_ARROW_PX = 40.0
_EDGE_PX = 12.0
_GROUND = QColor(255, 255, 255, 205)


def scale_bar_room() -> float:
    """How much of the map's lower edge the scale bar takes, in pixels."""
    return _EDGE_PX + BAR_HEIGHT_PX + 8


def paint_decorations(painter: QPainter, view: Viewport, north_deg: float) -> None:
    """The scale bar at the lower left, the arrow at the upper right, on pale grounds that keep them legible.

    ``north_deg`` is where true north is, clockwise from up.
    """
    bar = scale_bar(view.metres_per_pixel, _WIDEST_PX)
    width = scale_bar_width(bar)
    left, top = _EDGE_PX + 10, view.height_px - _EDGE_PX - BAR_HEIGHT_PX - 5
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(_GROUND)
    painter.drawRoundedRect(QRectF(left - 10, top - 3, width + 20, BAR_HEIGHT_PX + 8), 4, 4)
    centre_x, centre_y = view.width_px - _EDGE_PX - _ARROW_PX / 2 - 2, _EDGE_PX + _ARROW_PX / 2 + 2
    painter.drawEllipse(QRectF(centre_x - 22, centre_y - 22, 44, 44))
    arrow = north_arrow_items(centre_x, centre_y, _ARROW_PX, north_deg)
    paint_page(painter, [*scale_bar_items(bar, left, top), *arrow])
