"""Selects the devices inside a line drawn by hand."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPen, QPolygonF

from cityplanner.gui.map.tool import Tool
from cityplanner.gui.theme import LIGHT

if TYPE_CHECKING:
    from cityplanner.gui.map.canvas import MapCanvas

_STEP_PX = 3


class LassoTool(Tool):
    """Drag around the devices; with Shift or Ctrl they are added to those selected before."""

    name = "lasso"
    cursor = Qt.CursorShape.CrossCursor
    draws_by_dragging = True

    def __init__(self, canvas: "MapCanvas") -> None:
        super().__init__(canvas)
        self._line: list[QPointF] = []

    def press(self, event: QMouseEvent) -> None:
        self._line = [event.position()]

    def move(self, event: QMouseEvent) -> None:
        if self._line and (event.position() - self._line[-1]).manhattanLength() >= _STEP_PX:
            self._line.append(event.position())
            self._canvas.update()

    def release(self, event: QMouseEvent) -> None:
        line = [*self._line, event.position()]
        self.cancel()
        if len(line) > 2:
            more = event.modifiers() & (Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.ControlModifier)
            corners = [self._canvas.view.to_world(point.x(), point.y()) for point in line]
            self._select_inside(corners, add=bool(more))

    def _select_inside(self, corners: Sequence[tuple[float, float]], *, add: bool) -> None:
        """Select the shown devices inside a line through ``corners`` in metres, beside those selected where ``add``."""
        study = self._canvas.study
        assert study is not None
        devices = self._canvas.places.inside(corners)
        study.selection.select(devices=devices | study.selection.devices if add else devices)

    def cancel(self) -> None:
        self._line = []
        self._canvas.update()

    def paint(self, painter: QPainter) -> None:
        if len(self._line) > 1:
            inside = QColor(LIGHT.accent)
            inside.setAlpha(28)
            painter.setPen(QPen(QColor(LIGHT.accent), 1.5, Qt.PenStyle.DashLine))
            painter.setBrush(inside)
            painter.drawPolygon(QPolygonF(self._line))
