"""Every act with its keys, out of the one registry, and the habits of the map."""

from collections.abc import Callable, Iterable

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QGraphicsDropShadowEffect,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from cityplanner.gui.icons import icon
from cityplanner.gui.widget_parts import host_of
from cityplanner.i18n import _

Row = tuple[str, str]
"""What one can do, and how."""


def map_habits() -> tuple[Row, ...]:
    """What the mouse does on the map."""
    return (
        (_("Zoom at the pointer"), _("Wheel")),
        (_("Move the map"), _("Middle button, or Space and drag; arrow keys")),
        (_("Select"), _("Click; with Shift or Ctrl, more")),
        (_("Select devices in a box"), _("Drag on the empty map")),
        (_("Move a device"), _("Drag it; arrow keys nudge by a metre, with Shift by ten")),
        (_("Place or move without being caught"), _("Hold Alt")),
        (_("Turn a camera"), _("Drag its handle")),
        (_("Back to the view before, and forward again"), _("The side buttons of the mouse")),
        (_("Drop what is in the hand"), _("Esc")),
        (_("Point with the keyboard"), _("Arrow keys while a tool is in use, or F6; with Shift far, with Ctrl finely")),
        (_("Click with the keyboard"), _("Enter; a second time at the same place ends")),
        (_("Drag with the keyboard"), _("Space picks up, the arrow keys move, Space puts down")),
    )


class HelpPage(QFrame):
    """Opens over the window; the field at the top leaves only what has its letters."""

    def __init__(self, parent: QWidget, parts: Callable[[], Iterable[tuple[str, Iterable[Row]]]]) -> None:
        """``parts`` gives titles and the rows under each; it is asked anew each time the page opens."""
        super().__init__(parent, objectName="helpPage")
        self._parts = parts
        title = QLabel(_("Keys and mouse"))
        title.setProperty("role", "title")
        close = QToolButton(icon=icon("close"), toolTip=_("Close"), objectName="helpClose")
        close.setAccessibleName(_("Close"))
        close.clicked.connect(self.hide)
        self.field = QLineEdit(placeholderText=_("Find"), clearButtonEnabled=True, objectName="helpField")
        self.field.setAccessibleName(_("Find"))
        self.field.textChanged.connect(self._filter)
        head = QHBoxLayout()
        head.addWidget(title, 1)
        head.addWidget(self.field)
        head.addWidget(close)
        self._scroll = QScrollArea(widgetResizable=True, frameShape=QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 16, 12, 16)
        column.setSpacing(12)
        column.addLayout(head)
        column.addWidget(self._scroll, 1)
        self._rows: list[tuple[str, list[QWidget]]] = []
        self.setGraphicsEffect(
            QGraphicsDropShadowEffect(self, blurRadius=48, color=QColor(0, 0, 0, 90), offset=QPointF(0, 8))
        )
        self.hide()

    def _fill(self) -> None:
        body = QWidget()
        body.setProperty("role", "panel")
        grid = QGridLayout(body)
        grid.setContentsMargins(0, 0, 12, 0)
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(0, 1)
        self._rows.clear()
        line = 0
        for title, rows in self._parts():
            head = QLabel(title)
            head.setProperty("role", "section")
            grid.addWidget(head, line, 0, 1, 2)
            line += 1
            for what, how in rows:
                widgets = [QLabel(what, wordWrap=True), QLabel(how, wordWrap=True)]
                widgets[1].setProperty("role", "second")
                grid.addWidget(widgets[0], line, 0)
                grid.addWidget(widgets[1], line, 1)
                self._rows.append((f"{what} {how}".casefold(), list(widgets)))
                line += 1
        grid.setRowStretch(line, 1)
        self._scroll.setWidget(body)

    def shown_rows(self) -> list[str]:
        """What stands there, for tests."""
        return [text for text, widgets in self._rows if not widgets[0].isHidden()]

    def open(self) -> None:
        self._fill()
        self.field.clear()
        self.place()
        self.show()
        self.raise_()
        self.field.setFocus()

    def place(self) -> None:
        """Stand in the middle of the window."""
        parent = host_of(self)
        self.setFixedSize(min(640, parent.width() - 32), min(600, parent.height() - 32))
        self.move((parent.width() - self.width()) // 2, (parent.height() - self.height()) // 2)

    def _filter(self, typed: str) -> None:
        for text, widgets in self._rows:
            for widget in widgets:
                widget.setVisible(typed.casefold() in text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
        else:
            super().keyPressEvent(event)
