"""Rows of a name, a share and its bar, with a line where the city as a whole stands."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from cityplanner.gui.painting import paint_event
from cityplanner.gui.theme import COLOURS, SMALL_PX
from cityplanner.i18n import format_share

_ROW_PX = 32


@dataclass(frozen=True, slots=True)
class BarRow:
    """``before`` is the share in the scenario that this one is compared with; ``key`` is what a click is about."""

    name: str
    share: float
    before: float | None = None
    key: str = ""


class ShareBars(QWidget):
    """With ``clickable`` rows a click, or the arrow keys and Enter, choose a row."""

    chosen = Signal(str)

    def __init__(self, name: str, *, clickable: bool = False) -> None:
        super().__init__(objectName=name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._rows: Sequence[BarRow] = ()
        self._city: float | None = None
        self._colour = COLOURS.accent
        self._selected: frozenset[str] = frozenset()
        self._current = 0
        self._clickable = clickable
        if clickable:
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            self.setCursor(Qt.CursorShape.PointingHandCursor)

    @property
    def rows(self) -> Sequence[BarRow]:
        return self._rows

    def show_rows(self, rows: Sequence[BarRow], city: float | None, colour: str) -> None:
        """``city`` is the share of all residents."""
        height_changed = len(rows) != len(self._rows)
        self._rows, self._city, self._colour = rows, city, colour
        self._current = min(self._current, max(len(rows) - 1, 0))
        self.setAccessibleName("; ".join(f"{row.name}: {format_share(row.share)}" for row in rows))
        if height_changed:
            self.updateGeometry()
        self.update()

    def show_selected(self, keys: frozenset[str]) -> None:
        """Mark the rows of these keys."""
        self._selected = keys
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, _ROW_PX * len(self._rows) + 2)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        row = int(event.position().y() // _ROW_PX)
        if self._clickable and event.button() == Qt.MouseButton.LeftButton and 0 <= row < len(self._rows):
            self._current = row
            self.chosen.emit(self._rows[row].key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._clickable or not self._rows:
            super().keyPressEvent(event)
            return
        match event.key():
            case Qt.Key.Key_Down:
                self._current = min(self._current + 1, len(self._rows) - 1)
            case Qt.Key.Key_Up:
                self._current = max(self._current - 1, 0)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter | Qt.Key.Key_Space:
                self.chosen.emit(self._rows[self._current].key)
            case _:
                super().keyPressEvent(event)
                return
        self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    @paint_event
    def paintEvent(self, painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = painter.font()
        font.setPixelSize(SMALL_PX + 1)
        painter.setFont(font)
        for index, row in enumerate(self._rows):
            self._paint_row(painter, index, row)

    def _paint_row(self, painter: QPainter, index: int, row: BarRow) -> None:
        top, width = index * _ROW_PX, float(self.width())
        if self._clickable and (row.key in self._selected or (self.hasFocus() and index == self._current)):
            painter.setPen(QColor(COLOURS.accent) if self.hasFocus() and index == self._current else Qt.PenStyle.NoPen)
            painter.setBrush(QColor(COLOURS.accent_pale) if row.key in self._selected else Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(-3.5, top - 0.5, width + 7, _ROW_PX - 2), 4, 4)
        figure_px = 60
        painter.setPen(QColor(COLOURS.text))
        name = painter.fontMetrics().elidedText(row.name, Qt.TextElideMode.ElideRight, int(width) - figure_px)
        painter.drawText(QRectF(0, top, width - figure_px, 18), Qt.AlignmentFlag.AlignVCenter, name)
        painter.drawText(
            QRectF(width - figure_px, top, figure_px, 18),
            Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight,
            format_share(row.share),
        )
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(COLOURS.hover))
        painter.drawRoundedRect(QRectF(0, top + 19, width, 6), 3, 3)
        painter.setBrush(QColor(self._colour))
        painter.drawRoundedRect(QRectF(0, top + 19, max(width * min(row.share, 1), 2), 6), 3, 3)
        if row.before is not None and row.before < row.share:
            lighter = QColor(self._colour)
            lighter.setAlpha(120)
            painter.setBrush(QColor(COLOURS.panel))
            start, end = width * row.before, width * min(row.share, 1)
            painter.drawRect(QRectF(start, top + 19, end - start, 6))
            painter.setBrush(lighter)
            painter.drawRect(QRectF(start, top + 19, end - start, 6))
        if self._city is not None:
            painter.setBrush(QColor(COLOURS.text))
            painter.drawRect(QRectF(min(max(width * self._city, 1), width - 1) - 1, top + 17, 2, 10))
