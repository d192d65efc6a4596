"""Measures along clicks: each leg, the whole way, and the area inside where there is one."""

from itertools import pairwise
from typing import TYPE_CHECKING

import shapely
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPen, QPolygonF

from cityplanner.gui.map.points_tool import PointsTool, paint_points
from cityplanner.gui.map.tool_painting import paint_tag, tag_size
from cityplanner.gui.theme import LIGHT
from cityplanner.i18n import _, format_number

if TYPE_CHECKING:
    from cityplanner.gui.map.canvas import MapCanvas


class MeasureTool(PointsTool):
    """A click sets a point; a double click or Enter ends, Backspace takes the last point back."""

    name = "measure"

    def __init__(self, canvas: "MapCanvas") -> None:
        super().__init__(canvas)
        self._ended = False

    @property
    def length_m(self) -> float:
        """The way along all points, the pointer included while the line is being drawn."""
        return float(shapely.length(shapely.LineString(way))) if len(way := self._way()) > 1 else 0.0

    @property
    def area_m2(self) -> float | None:
        """The area inside if the line were closed; None for fewer than three points or a line that crosses itself."""
        ring = shapely.Polygon(way) if len(way := self._way()) > 2 else None
        return float(ring.area) if ring is not None and ring.is_valid else None

    def _way(self) -> list[tuple[float, float]]:
        return list(self.points) if self._ended else super()._way()

    def press(self, event: QMouseEvent) -> None:
        if self._ended:
            self.points, self._ended = [], False
        super().press(event)

    def end(self) -> bool:
        """Leave the line as it is; the next click begins another."""
        self._ended = True
        self._canvas.update()
        return True

    def take_back(self) -> bool:
        """Take the last point back, and go on from there."""
        self._ended = False
        return super().take_back()

    def cancel(self) -> None:
        self._ended = False
        super().cancel()

    def paint(self, painter: QPainter) -> None:
        way = self._way()
        if not way:
            return
        screen = self._on_screen(way)
        area = self.area_m2
        if area is not None:
            inside = QColor(LIGHT.accent)
            inside.setAlpha(28)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(inside)
            painter.drawPolygon(QPolygonF(screen))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for width, colour in ((4.5, LIGHT.panel), (2.0, LIGHT.accent)):
            painter.setPen(QPen(QColor(colour), width))
            painter.drawPolyline(QPolygonF(screen))
        paint_points(painter, screen)
        for (a, b), (p, q) in zip(pairwise(way), pairwise(screen), strict=True):
            if len(way) > 2 and (q - p).manhattanLength() > 90:
                paint_tag(painter, (p + q) / 2 + QPointF(6, 6), length_text(shapely.LineString([a, b]).length))
        text = length_text(self.length_m)
        if area is not None:
            text += "   " + _("inside {area}").format(area=area_text(area))
        paint_tag(painter, screen[-1] + _beyond(painter, screen, text), text)


def _beyond(painter: QPainter, line: list[QPointF], text: str) -> QPointF:
    """From the end of ``line`` to where a tag hides none of its last leg."""
    way = line[-1] - line[-2] if len(line) > 1 else QPointF(1, 1)
    size = tag_size(painter, text)
    return QPointF(14 if way.x() >= 0 else -14 - size.width(), 14 if way.y() >= 0 else -14 - size.height())


def length_text(metres: float) -> str:
    """``412 m`` or ``3.46 km``."""
    if metres < 1_000:
        return _("{metres} m").format(metres=format_number(metres, 1 if metres < 10 else 0))
    return _("{kilometres} km").format(kilometres=format_number(metres / 1_000, 2))


def area_text(square_metres: float) -> str:
    """``840 m²``, ``2.4 ha`` or ``3.46 km²``."""
    if square_metres < 10_000:
        return _("{area} m²").format(area=format_number(square_metres))
    if square_metres < 1_000_000:
        return _("{area} ha").format(area=format_number(square_metres / 10_000, 1))
    return _("{area} km²").format(area=format_number(square_metres / 1_000_000, 2))
