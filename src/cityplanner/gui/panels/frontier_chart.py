"""What can be had at best for every price: a curve of proposals, each of which can be opened."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from cityplanner.gui.painting import paint_event
from cityplanner.gui.theme import COLOURS, SMALL_PX
from cityplanner.i18n import _

_LEFT_PX, _TOP_PX, _RIGHT_PX, _BOTTOM_PX = 40.0, 10.0, 14.0, 34.0
_DOT_PX = 4.0
_NEAR_PX = 14.0
_ROOM = 0.06
"""The curve keeps this part of its extent free on each side."""


@dataclass(frozen=True, slots=True)
class FrontierContent:
    """The points of the curve from left to right, and how they are to be read.

    ``words`` says a point in a sentence; ``x_text`` and ``y_text`` write a value for its axis.
    """

    points: tuple[tuple[float, float], ...]
    words: tuple[str, ...]
    x_title: str
    x_text: Callable[[float], str]
    y_text: Callable[[float], str]
    now: tuple[float, float] | None = None
    """Where the scenario stands as it is."""


class FrontierChart(QWidget):
    """A click on a point, or the arrow keys and Enter, ask for its proposal."""

    wanted = Signal(int)
    """The number of a point."""

    def __init__(self) -> None:
        super().__init__(objectName="frontier", mouseTracking=True, focusPolicy=Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._content: FrontierContent | None = None
        self._at: int | None = None

    @property
    def content(self) -> FrontierContent | None:
        return self._content

    def sizeHint(self) -> QSize:
        return QSize(240, 190)

    def show_content(self, content: FrontierContent | None) -> None:
        """Paint this curve from now on."""
        self._content, self._at = content, None
        self.setAccessibleName("" if content is None else " ".join(content.words))
        self.update()

    def show_chosen(self, number: int | None) -> None:
        """Mark the point whose proposal is on the map."""
        self._at = number
        self.update()

    def place_of(self, number: int) -> QPointF:
        """Where a point is on this widget."""
        assert self._content is not None
        return self._place(*self._content.points[number])

    # Painting

    def _frame(self) -> QRectF:
        return QRectF(_LEFT_PX, _TOP_PX, self.width() - _LEFT_PX - _RIGHT_PX, self.height() - _TOP_PX - _BOTTOM_PX)

    def _extent(self) -> tuple[float, float, float, float]:
        """Lowest and highest x, lowest and highest y of what is shown, with room around it."""
        assert self._content is not None
        shown = [*self._content.points, *([] if self._content.now is None else [self._content.now])]
        xs, ys = [x for x, _y in shown], [y for _x, y in shown]
        return *_with_room(min(xs), max(xs)), *_with_room(min(ys), max(ys))

    def _place(self, x: float, y: float) -> QPointF:
        low_x, high_x, low_y, high_y = self._extent()
        frame = self._frame()
        return QPointF(
            frame.left() + (x - low_x) / (high_x - low_x) * frame.width(),
            frame.bottom() - (y - low_y) / (high_y - low_y) * frame.height(),
        )

    @paint_event
    def paintEvent(self, painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = painter.font()
        font.setPixelSize(SMALL_PX)
        painter.setFont(font)
        frame, content = self._frame(), self._content
        painter.setPen(QPen(QColor(COLOURS.accent if self.hasFocus() else COLOURS.line), 1))
        painter.drawRect(frame)
        if content is None or not content.points:
            return
        self._paint_axes(painter, frame, content)
        places = [self._place(*point) for point in content.points]
        painter.setPen(QPen(QColor(COLOURS.accent), 2))
        painter.drawPolyline(QPolygonF(places))
        for number, place in enumerate(places):
            here = number == self._at
            painter.setBrush(QColor(COLOURS.accent if here else COLOURS.panel))
            painter.setPen(QPen(QColor(COLOURS.accent), 2))
            painter.drawEllipse(place, _DOT_PX + 2 * here, _DOT_PX + 2 * here)
        if content.now is not None:
            self._paint_now(painter, frame, self._place(*content.now))

    def _paint_axes(self, painter: QPainter, frame: QRectF, content: FrontierContent) -> None:
        low_x, high_x, low_y, high_y = self._extent()
        painter.setPen(QColor(COLOURS.second_text))
        right, left, middle = Qt.AlignmentFlag.AlignRight, Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignHCenter
        for value, top in ((high_y, frame.top()), (low_y, frame.bottom() - 14)):
            painter.drawText(QRectF(0, top, _LEFT_PX - 6, 14), right, content.y_text(value))
        below = QRectF(frame.left(), frame.bottom() + 2, frame.width(), 14)
        painter.drawText(below, left, content.x_text(low_x))
        painter.drawText(below, right, content.x_text(high_x))
        painter.drawText(QRectF(0, frame.bottom() + 17, self.width(), 15), middle, content.x_title)

    def _paint_now(self, painter: QPainter, frame: QRectF, at: QPointF) -> None:
        """A cross where the scenario stands, with its name on the side where there is room."""
        painter.setPen(QPen(QColor(COLOURS.second_text), 2))
        for dx, dy in ((4, 4), (4, -4)):
            painter.drawLine(at - QPointF(dx, dy), at + QPointF(dx, dy))
        room_right = frame.right() - at.x() > frame.width() / 3
        box = QRectF(at.x() + 8, at.y() - 8, 90, 16) if room_right else QRectF(at.x() - 98, at.y() - 8, 90, 16)
        align = Qt.AlignmentFlag.AlignLeft if room_right else Qt.AlignmentFlag.AlignRight
        painter.drawText(box, align | Qt.AlignmentFlag.AlignVCenter, _("today"))

    # Pointer and keys

    def _nearest(self, at: QPointF) -> int | None:
        if self._content is None or not self._content.points:
            return None
        away = [(self._place(*point) - at).manhattanLength() for point in self._content.points]
        number = min(range(len(away)), key=away.__getitem__)
        return number if away[number] <= _NEAR_PX else None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        number = self._nearest(event.position())
        self.setCursor(Qt.CursorShape.ArrowCursor if number is None else Qt.CursorShape.PointingHandCursor)
        if number is None or self._content is None:
            QToolTip.hideText()
        else:
            QToolTip.showText(event.globalPosition().toPoint(), self._content.words[number], self)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        number = self._nearest(event.position())
        if event.button() == Qt.MouseButton.LeftButton and number is not None:
            self._at = number
            self.update()
            self.wanted.emit(number)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        count = 0 if self._content is None else len(self._content.points)
        match event.key():
            case Qt.Key.Key_Right if count:
                self._at = 0 if self._at is None else min(self._at + 1, count - 1)
            case Qt.Key.Key_Left if count:
                self._at = count - 1 if self._at is None else max(self._at - 1, 0)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter | Qt.Key.Key_Space if self._at is not None:
                self.wanted.emit(self._at)
            case _:
                super().keyPressEvent(event)
                return
        self.update()


def _with_room(low: float, high: float) -> tuple[float, float]:
    room = (high - low) * _ROOM or max(abs(low), 1.0) * _ROOM
    return low - room, high + room
