"""A row that is as wide as what it holds, and scrolls where there is less room."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QWidget

_LEAST_PX, _BESIDE_PX = 96, 24


class ScrollRow(QScrollArea):
    """Without scroll bars: the wheel moves it, and what ``chosen`` names is kept in sight."""

    def __init__(self, row: QWidget, chosen: Callable[[], QWidget | None]) -> None:
        super().__init__(widgetResizable=True, frameShape=QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Expanding)
        self._row, self._chosen = row, chosen
        self.setWidget(row)
        # It stands on what is below it.
        for widget in (row, self.viewport()):
            widget.setAutoFillBackground(False)

    def sizeHint(self) -> QSize:
        return self._row.sizeHint()

    def minimumSizeHint(self) -> QSize:
        hint = self.sizeHint()
        return QSize(min(hint.width(), _LEAST_PX), hint.height())

    def show_chosen(self) -> None:
        """Scroll to what is chosen."""
        chosen = self._chosen()
        if chosen is not None:
            self.ensureWidgetVisible(chosen, _BESIDE_PX, 0)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        handled = super().eventFilter(watched, event)
        if watched is self._row and event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Resize):
            # The row holds other things now.
            self.updateGeometry()
            self.show_chosen()
        return handled

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.show_chosen()

    def wheelEvent(self, event: QWheelEvent) -> None:
        way = event.angleDelta()
        bar = self.horizontalScrollBar()
        bar.setValue(bar.value() - (way.x() or way.y()))
        event.accept()
