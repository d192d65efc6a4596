"""What tools that are clicked along have in common: the points so far, and the way on to the pointer."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPen

from cityplanner.gui.map.tool import Tool
from cityplanner.gui.theme import LIGHT

if TYPE_CHECKING:
    from cityplanner.gui.map.canvas import MapCanvas


class PointsTool(Tool):
    """A click sets a point, a double click ends, Backspace takes the last point back."""

    cursor = Qt.CursorShape.CrossCursor

    def __init__(self, canvas: "MapCanvas") -> None:
        super().__init__(canvas)
        self.points: list[tuple[float, float]] = []
        """In metres in the city's CRS."""
        self._pointer: tuple[float, float] | None = None

    @property
    def busy(self) -> bool:
        return bool(self.points)

    def _way(self) -> list[tuple[float, float]]:
        """The points, and the pointer where it is elsewhere than the last."""
        pointer = self._pointer
        if pointer is None or not self.points or pointer == self.points[-1]:
            return list(self.points)
        return [*self.points, pointer]

    def press(self, event: QMouseEvent) -> None:
        at = self._canvas.view.to_world(event.position().x(), event.position().y())
        if not self.points or at != self.points[-1]:
            self.points.append(at)
        self._canvas.update()

    def move(self, event: QMouseEvent) -> None:
        self._pointer = self._canvas.view.to_world(event.position().x(), event.position().y())
        self._canvas.update()

    def double_click(self, event: QMouseEvent) -> None:
        self.end()

    def take_back(self) -> bool:
        """Take the last point back."""
        if self.points:
            self.points.pop()
            self._canvas.update()
        return True

    def cancel(self) -> None:
        self.points, self._pointer = [], None
        self._canvas.update()

    def _on_screen(self, way: Sequence[tuple[float, float]]) -> list[QPointF]:
        return [QPointF(*self._canvas.view.point_to_screen(x, y)) for x, y in way]


def paint_points(painter: QPainter, screen: Sequence[QPointF]) -> None:
    """A dot at each of the points, in pixels."""
    painter.setPen(QPen(QColor(LIGHT.panel), 1.5))
    painter.setBrush(QColor(LIGHT.accent))
    for point in screen:
        painter.drawEllipse(point, 4, 4)
