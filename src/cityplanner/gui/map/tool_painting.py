"""What tools paint alike: rubber bands, labels beside the pointer, and what a device is caught by."""

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from cityplanner.gui.theme import LIGHT


def paint_box(painter: QPainter, box: QRectF) -> None:
    """A rubber band."""
    fill = QColor(LIGHT.accent)
    fill.setAlpha(28)
    painter.setPen(QPen(QColor(LIGHT.accent), 1.5))
    painter.setBrush(fill)
    painter.drawRoundedRect(box, 2, 2)


def tag_size(painter: QPainter, text: str) -> QSizeF:
    """How much room a label takes."""
    metrics = painter.fontMetrics()
    return QSizeF(metrics.horizontalAdvance(text) + 16, metrics.height() + 8)


def paint_tag(painter: QPainter, at: QPointF, text: str) -> None:
    """A small dark label beside the pointer."""
    box = QRectF(at, tag_size(painter, text))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(LIGHT.text))
    painter.drawRoundedRect(box, 4, 4)
    painter.setPen(QColor(LIGHT.panel))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)


def paint_snap(painter: QPainter, at: QPointF, name: str) -> None:
    """A marker around what a device is caught by, and its name above."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for width, colour in ((4.5, LIGHT.panel), (2.0, LIGHT.accent)):
        painter.setPen(QPen(QColor(colour), width))
        painter.drawRect(QRectF(at.x() - 8, at.y() - 8, 16, 16))
    paint_tag(painter, at + QPointF(14, -34), name)
