"""Who has how much of the service: the Lorenz curve, and the concentration curve where deprivation is known."""

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from cityplanner.equity import Curve
from cityplanner.gui.painting import paint_event
from cityplanner.gui.theme import COLOURS, SMALL_PX
from cityplanner.i18n import _, format_share

_LEFT_PX, _TOP_PX, _RIGHT_PX, _BOTTOM_PX = 40.0, 6.0, 8.0, 34.0
_BY_DEPRIVATION = "#7F74B5"


@dataclass(frozen=True, eq=False, slots=True)
class LorenzContent:
    """``order`` (n,) are the ids of the neighbourhoods along ``lorenz``, worst served first."""

    lorenz: Curve
    order: tuple[str, ...]
    by_deprivation: Curve | None
    before: Curve | None
    empty: str = ""
    """What to say where there is no curve."""


class LorenzChart(QWidget):
    """A click on the curve chooses the neighbourhood there; the selected ones are marked on it."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__(objectName="lorenz", mouseTracking=True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._content: LorenzContent | None = None
        self._selected: frozenset[str] = frozenset()

    @property
    def content(self) -> LorenzContent | None:
        return self._content

    def sizeHint(self) -> QSize:
        return QSize(220, 216)

    def show_content(self, content: LorenzContent, gini: float | None) -> None:
        """Paint these curves; ``gini`` is for those who cannot see them."""
        self._content = content
        self.setAccessibleName(
            _("Lorenz curve") if gini is None else _("Lorenz curve; Gini index {gini}").format(gini=f"{gini:.2f}")
        )
        self.update()

    def show_selected(self, ids: frozenset[str]) -> None:
        """Mark these neighbourhoods on the curve."""
        self._selected = ids
        self.update()

    def _frame(self) -> QRectF:
        return QRectF(_LEFT_PX, _TOP_PX, self.width() - _LEFT_PX - _RIGHT_PX, self.height() - _TOP_PX - _BOTTOM_PX)

    # Painting

    @paint_event
    def paintEvent(self, painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = painter.font()
        font.setPixelSize(SMALL_PX)
        painter.setFont(font)
        frame = self._frame()
        self._paint_axes(painter, frame)
        content = self._content
        if content is None or not len(content.lorenz.people):
            painter.setPen(QColor(COLOURS.second_text))
            words = "" if content is None else content.empty
            painter.drawText(frame, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, words)
            return
        if content.before is not None:
            painter.setPen(QPen(QColor(COLOURS.second_text), 1, Qt.PenStyle.DashLine))
            painter.drawPolyline(_line(content.before, frame))
        if content.by_deprivation is not None:
            painter.setPen(QPen(QColor(_BY_DEPRIVATION), 1.5))
            painter.drawPolyline(_line(content.by_deprivation, frame))
        curve = _line(content.lorenz, frame)
        shade = QColor(COLOURS.accent)
        shade.setAlpha(26)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(shade)
        painter.drawPolygon(curve)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(COLOURS.accent), 2))
        painter.drawPolyline(curve)
        painter.setPen(QPen(QColor(COLOURS.text), 4))
        for place, id_ in enumerate(content.order):
            if id_ in self._selected:
                painter.drawLine(curve.at(place), curve.at(place + 1))

    def _paint_axes(self, painter: QPainter, frame: QRectF) -> None:
        painter.setPen(QPen(QColor(COLOURS.line), 1))
        painter.drawRect(frame)
        painter.drawLine(frame.bottomLeft(), frame.topRight())
        painter.setPen(QColor(COLOURS.second_text))
        right, middle = Qt.AlignmentFlag.AlignRight, Qt.AlignmentFlag.AlignHCenter
        for share in (0.0, 0.5, 1.0):
            y = frame.bottom() - share * frame.height()
            label = QRectF(0, min(max(y - 8, 0), frame.bottom() - 12), _LEFT_PX - 6, 16)
            painter.drawText(label, right | Qt.AlignmentFlag.AlignVCenter, format_share(share, 0))
        for share, align in ((0.0, Qt.AlignmentFlag.AlignLeft), (0.5, middle), (1.0, right)):
            x = frame.left() + share * frame.width()
            left = {0.0: x, 0.5: x - 30, 1.0: x - 60}[share]
            painter.drawText(QRectF(left, frame.bottom() + 2, 60, 14), align, format_share(share, 0))
        painter.drawText(QRectF(0, frame.bottom() + 17, self.width(), 15), middle, _("residents, worst served first"))

    # The pointer

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        place = self._place_at(event.position())
        if place is None or self._content is None:
            QToolTip.hideText()
            return
        curve = self._content.lorenz
        text = _("The worst served {people} of residents have {service} of the service.").format(
            people=format_share(float(curve.people[place + 1]), 0),
            service=format_share(float(curve.service[place + 1])),
        )
        QToolTip.showText(event.globalPosition().toPoint(), text, self)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        place = self._place_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and place is not None and self._content is not None:
            self.chosen.emit(self._content.order[place])

    def _place_at(self, at: QPointF) -> int | None:
        """The neighbourhood whose part of the residents lies under the pointer."""
        frame = self._frame()
        if self._content is None or not len(self._content.lorenz.people) or not frame.contains(at):
            return None
        part = (at.x() - frame.left()) / frame.width()
        place = int(np.searchsorted(self._content.lorenz.people, part, side="left")) - 1
        return min(max(place, 0), len(self._content.order) - 1)


def _line(curve: Curve, frame: QRectF) -> QPolygonF:
    x = frame.left() + curve.people * frame.width()
    y = frame.bottom() - curve.service * frame.height()
    return QPolygonF([QPointF(*point) for point in zip(x.tolist(), y.tolist(), strict=True)])
