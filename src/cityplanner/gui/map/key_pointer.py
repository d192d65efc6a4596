"""A pointer for the keyboard: arrows move it over the map, Enter clicks, Space picks up and puts down."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPen

from cityplanner.gui.map.tool_painting import paint_tag
from cityplanner.gui.theme import LIGHT
from cityplanner.i18n import _

if TYPE_CHECKING:
    from cityplanner.gui.map.canvas import MapCanvas

ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, 1),
    Qt.Key.Key_Down: (0, -1),
}
"""To the right and upwards."""

_STEP_PX, _LONG_STEP_PX, _FINE_STEP_PX = 10.0, 60.0, 1.0
_EDGE_PX = 24.0
_ARM_PX = 12.0
_NAMED_BY = ("select", "identify")
"""Tools that ask what lies under the pointer; the others paint a label of their own there."""
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class KeyPointer:
    """Sends the map the events that a mouse would, so that every tool works with it as it is."""

    def __init__(self, canvas: "MapCanvas") -> None:
        self._canvas = canvas
        self.at: QPointF | None = None
        """Where it is on the map, in pixels; None while the mouse or nothing points."""
        self._down = False
        self._clicked: QPointF | None = None
        self._sending = False

    def toggle(self) -> None:
        """Show it in the middle of the map, or take it away."""
        if self.at is None:
            self._show()
        else:
            self.hide()

    def _show(self) -> None:
        self._go_to(QPointF(self._canvas.rect().center()), Qt.KeyboardModifier.NoModifier)

    def hide(self) -> None:
        """The mouse points again, or nobody."""
        if self.at is not None and not self._sending:
            if self._down:
                self._canvas.tool.cancel()
            self.at, self._clicked, self._down = None, None, False
            self._canvas.tool.leave()
            self._canvas.setAccessibleDescription("")
            self._canvas.update()

    def key(self, event: QKeyEvent) -> bool:
        """Whether the pointer took the key."""
        key, modifiers = event.key(), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if key in ARROWS:
            return self._arrow(ARROWS[Qt.Key(key)], modifiers)
        if self.at is None:
            return False
        if key in _ENTER:
            self._enter(self.at, modifiers)
        elif key == Qt.Key.Key_Space:
            if not event.isAutoRepeat():
                self._hold(self.at, modifiers)
        elif key == Qt.Key.Key_Escape:
            return self._escape()
        else:
            return False
        return True

    def _arrow(self, direction: tuple[int, int], modifiers: Qt.KeyboardModifier) -> bool:
        if self.at is None:
            if self._canvas.tool.name in ("select", "hand"):
                return False
            self._show()
            return True
        step = _STEP_PX
        if modifiers & Qt.KeyboardModifier.ShiftModifier:
            step = _LONG_STEP_PX
        elif modifiers & Qt.KeyboardModifier.ControlModifier:
            step = _FINE_STEP_PX
        self._go_to(self.at + QPointF(direction[0] * step, -direction[1] * step), Qt.KeyboardModifier.NoModifier)
        return True

    def _go_to(self, to: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        canvas = self._canvas
        inside = QPointF(
            min(max(to.x(), _EDGE_PX), max(canvas.width() - _EDGE_PX, _EDGE_PX)),
            min(max(to.y(), _EDGE_PX), max(canvas.height() - _EDGE_PX, _EDGE_PX)),
        )
        beyond = inside - to
        if not beyond.isNull() and not self._down:
            canvas.look(canvas.view.panned(beyond.x(), beyond.y()))
        self.at = inside
        self._send(QEvent.Type.MouseMove, modifiers)
        canvas.setAccessibleDescription(self._words(inside))
        canvas.update()

    def _enter(self, at: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        tool = self._canvas.tool
        if self._down or tool.draws_by_dragging:
            self._hold(at, modifiers)
        elif self._clicked == at and tool.end():
            # A second time at the same place, as a double click.
            self._clicked = None
        else:
            self._send(QEvent.Type.MouseButtonPress, modifiers)
            self._send(QEvent.Type.MouseButtonRelease, modifiers)
            self._clicked = at
        self._canvas.setAccessibleDescription(self._words(at))

    def _hold(self, at: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        """Press, and keep pressed until the next time."""
        self._down = not self._down
        self._send(QEvent.Type.MouseButtonPress if self._down else QEvent.Type.MouseButtonRelease, modifiers)

    def _escape(self) -> bool:
        if self._down or self._canvas.tool.busy:
            self._down, self._clicked = False, None
            self._canvas.tool.cancel()
            return True
        selecting = self._canvas.tool.name == "select"
        self.hide()
        # Another tool is left by the same key.
        return selecting

    def _send(self, kind: QEvent.Type, modifiers: Qt.KeyboardModifier) -> None:
        assert self.at is not None
        canvas, left, none = self._canvas, Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
        event = QMouseEvent(
            kind,
            self.at,
            canvas.mapToGlobal(self.at),
            none if kind == QEvent.Type.MouseMove else left,
            left if self._down else none,
            modifiers,
        )
        self._sending = True
        try:
            match kind:
                case QEvent.Type.MouseButtonPress:
                    canvas.mousePressEvent(event)
                case QEvent.Type.MouseButtonRelease:
                    canvas.mouseReleaseEvent(event)
                case _:
                    canvas.mouseMoveEvent(event)
        finally:
            self._sending = False

    def _name_at(self, at: QPointF) -> str:
        """The device under the pointer, or the neighbourhood."""
        canvas = self._canvas
        study, device = canvas.study, canvas.device_at(at)
        if study is None:
            return ""
        if device is not None:
            item = study.project.device_types.get(device.type_id)
            return device.name or (item.name if item is not None else device.type_id)
        id_ = canvas.neighbourhood_at(at)
        return "" if id_ is None else study.table.names[study.table.ids.index(id_)]

    def _words(self, at: QPointF) -> str:
        """For those who do not see the map."""
        return self._name_at(at) or _("Outside every neighbourhood")

    def paint(self, painter: QPainter) -> None:
        """A cross with a free middle, and what it points at."""
        if self.at is None:
            return
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for width, colour in ((5.0, LIGHT.panel), (2.0, LIGHT.text)):
            painter.setPen(QPen(QColor(colour), width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
            for way in (QPointF(1, 0), QPointF(-1, 0), QPointF(0, 1), QPointF(0, -1)):
                painter.drawLine(self.at + way * 4, self.at + way * _ARM_PX)
            if self._down:
                painter.drawEllipse(self.at, _ARM_PX, _ARM_PX)
        if self._canvas.tool.name in _NAMED_BY and not self._down:
            name = self._name_at(self.at)
            if name:
                paint_tag(painter, self.at + QPointF(16, 14), name)
