"""Tools that change what is looked at, and nothing else."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QMouseEvent, QPainter

from cityplanner.gui.map.tool import DRAG_STARTS_AFTER_PX, Tool
from cityplanner.gui.map.tool_painting import paint_box

if TYPE_CHECKING:
    from cityplanner.gui.map.canvas import MapCanvas


class HandTool(Tool):
    """Drag the map."""

    name = "hand"
    cursor = Qt.CursorShape.OpenHandCursor

    def press(self, event: QMouseEvent) -> None:
        self._canvas.begin_pan(event.position())


class BoxZoomTool(Tool):
    """Drag a box to look at it closely."""

    name = "box-zoom"
    cursor = Qt.CursorShape.CrossCursor
    draws_by_dragging = True

    def __init__(self, canvas: "MapCanvas") -> None:
        super().__init__(canvas)
        self._start: QPointF | None = None
        self._box: QRectF | None = None

    def press(self, event: QMouseEvent) -> None:
        self._start = event.position()

    def move(self, event: QMouseEvent) -> None:
        if self._start is not None:
            self._box = QRectF(self._start, event.position()).normalized()
            self._canvas.update()

    def release(self, event: QMouseEvent) -> None:
        self.move(event)
        box = self._box
        self.cancel()
        if box is not None and box.width() > DRAG_STARTS_AFTER_PX and box.height() > DRAG_STARTS_AFTER_PX:
            self._canvas.zoom_to(self._canvas.world_box(box))
            self._canvas.use_tool("select")

    def cancel(self) -> None:
        self._start = self._box = None
        self._canvas.update()

    def paint(self, painter: QPainter) -> None:
        if self._box is not None:
            paint_box(painter, self._box)
