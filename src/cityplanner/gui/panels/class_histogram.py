"""How the values of a field are spread, with the breaks between the classes as lines that can be dragged."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPalette, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from cityplanner.carto.classification import decimals_for
from cityplanner.gui.painting import paint_event
from cityplanner.gui.theme import SMALL_PX
from cityplanner.i18n import _, format_number, ngettext

_SIDE_PX, _TOP_PX, _BOTTOM_PX = 6.0, 16.0, 18.0
_CATCH_PX = 6.0
_BARS = 60


class ClassHistogram(QWidget):
    """Drag a line with the mouse, or choose it with Up and Down and move it with Left and Right."""

    breaks_moved = Signal(object)
    """All upper ends, the last included."""

    def __init__(self) -> None:
        super().__init__(objectName="classHistogram", mouseTracking=True, focusPolicy=Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setToolTip(_("Drag a line to move the break between two classes"))
        self._counts: npt.NDArray[np.int64] = np.zeros(1, dtype=np.int64)
        self._low, self._high = 0.0, 1.0
        self._uppers: list[float] = []
        self._colours: Sequence[str] = ()
        self._current = 0
        self._held: int | None = None

    def sizeHint(self) -> QSize:
        return QSize(240, 108)

    def show_values(self, values: npt.NDArray[np.float64], uppers: Sequence[float], colours: Sequence[str]) -> None:
        """(n,) values, NaN left out; the upper end and the colour of each class."""
        known = values[np.isfinite(values)]
        self._low, self._high = (float(known.min()), float(known.max())) if len(known) else (0.0, 1.0)
        if self._high == self._low:
            self._high = self._low + 1.0
        self._counts = np.histogram(known, bins=_BARS, range=(self._low, self._high))[0]
        self._uppers, self._colours = list(uppers), colours
        self._current = min(self._current, max(len(uppers) - 2, 0))
        count = len(uppers)
        self.setAccessibleName(
            ngettext("Spread of the values in {count} class", "Spread of the values in {count} classes", count).format(
                count=count
            )
        )
        self.update()

    # Painting

    def _frame(self) -> QRectF:
        return QRectF(_SIDE_PX, _TOP_PX, self.width() - 2 * _SIDE_PX, self.height() - _TOP_PX - _BOTTOM_PX)

    def x_of(self, value: float) -> float:
        """Where a value is, in pixels."""
        frame = self._frame()
        return frame.left() + (value - self._low) / (self._high - self._low) * frame.width()

    @paint_event
    def paintEvent(self, painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = painter.font()
        font.setPixelSize(SMALL_PX)
        painter.setFont(font)
        frame, palette = self._frame(), self.palette()
        text, second = palette.color(QPalette.ColorRole.Text), palette.color(QPalette.ColorRole.PlaceholderText)
        # The square root lets rare values be seen beside very frequent ones.
        heights = np.sqrt(self._counts / max(self._counts.max(), 1))
        middles = self._low + (np.arange(_BARS) + 0.5) * (self._high - self._low) / _BARS
        classes = np.searchsorted(self._uppers[:-1], middles, side="left").tolist()
        width = frame.width() / _BARS
        edge = QPen(second, 0.5)
        for number, (height, code) in enumerate(zip(heights.tolist(), classes, strict=True)):
            if height:
                colour = QColor(self._colours[code]) if code < len(self._colours) else second
                bar = QRectF(frame.left() + number * width, frame.bottom() - height * frame.height(), width, 0)
                bar.setBottom(frame.bottom())
                painter.setPen(edge)
                painter.setBrush(colour)
                painter.drawRect(bar)
        painter.setPen(QPen(second, 1))
        painter.drawLine(frame.bottomLeft(), frame.bottomRight())
        decimals = decimals_for([self._low, *self._uppers]) if self._uppers else 0
        below = QRectF(0, frame.bottom() + 2, self.width(), _BOTTOM_PX - 2)
        painter.drawText(below, Qt.AlignmentFlag.AlignLeft, format_number(self._low, decimals))
        painter.drawText(below, Qt.AlignmentFlag.AlignRight, format_number(self._high, decimals))
        for number, upper in enumerate(self._uppers[:-1]):
            x = self.x_of(upper)
            chosen = number == self._held or (self.hasFocus() and number == self._current)
            colour = palette.color(QPalette.ColorRole.Highlight) if chosen else text
            painter.setPen(QPen(colour, 2.0 if chosen else 1.2))
            painter.drawLine(QPointF(x, frame.top() - 2), QPointF(x, frame.bottom()))
            painter.setBrush(colour)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.drawEllipse(QPointF(x, frame.top() - 2), 3, 3)
            if chosen:
                painter.setPen(colour)
                left = min(max(x - 40, 0.0), self.width() - 80.0)
                painter.drawText(QRectF(left, -1, 80, 13), Qt.AlignmentFlag.AlignCenter, format_number(upper, decimals))

    # Moving

    def _break_at(self, x: float) -> int | None:
        distance = [abs(self.x_of(upper) - x) for upper in self._uppers[:-1]]
        nearest = int(np.argmin(distance)) if distance else None
        return nearest if nearest is not None and distance[nearest] <= _CATCH_PX else None

    def _move(self, number: int, value: float) -> None:
        """Between its neighbours, on a round number."""
        step = 10.0 ** np.floor(np.log10((self._high - self._low) / 100))
        low = self._low if number == 0 else self._uppers[number - 1]
        high = self._uppers[number + 1]
        moved = float(round(value / step) * step)
        moved = float(np.round(moved, 12))
        if low < moved < high or (number == 0 and moved == low):
            self._uppers[number] = moved
            self.update()
            self.breaks_moved.emit(list(self._uppers))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._held = self._break_at(event.position().x())
            if self._held is not None:
                self._current = self._held
            self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._held is None:
            near = self._break_at(event.position().x()) is not None
            self.setCursor(Qt.CursorShape.SplitHCursor if near else Qt.CursorShape.ArrowCursor)
            return
        frame = self._frame()
        part = (event.position().x() - frame.left()) / frame.width()
        self._move(self._held, self._low + part * (self._high - self._low))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._held is not None:
            self._held = None
            self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        breaks = len(self._uppers) - 1
        step = (self._high - self._low) / 100
        match event.key():
            case Qt.Key.Key_Up if breaks > 0:
                self._current = min(self._current + 1, breaks - 1)
                self.update()
            case Qt.Key.Key_Down if breaks > 0:
                self._current = max(self._current - 1, 0)
                self.update()
            case Qt.Key.Key_Left if breaks > 0:
                self._move(self._current, self._uppers[self._current] - step)
            case Qt.Key.Key_Right if breaks > 0:
                self._move(self._current, self._uppers[self._current] + step)
            case _:
                super().keyPressEvent(event)
