"""One field that finds commands, places, devices and scenarios by a few letters."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QPointF, Qt
from PySide6.QtGui import QColor, QIcon, QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QGraphicsDropShadowEffect,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from cityplanner.gui.fuzzy import best_matches
from cityplanner.gui.widget_parts import host_of
from cityplanner.i18n import _


@dataclass(frozen=True, slots=True)
class Entry:
    """Something to find: its text, what kind of thing it is or its keys, and what to do with it."""

    text: str
    hint: str
    act: Callable[[], object]
    icon: QIcon | None = None
    takes_away: bool = False
    """Whether something is gone afterwards: then nobody should meet it first who looks for something else."""


class CommandPalette(QFrame):
    """Opens over the window; Enter carries the marked entry out, Escape or a click elsewhere closes it."""

    def __init__(self, parent: QWidget, entries: Callable[[], Iterable[Entry]], chosen: Callable[[], object]) -> None:
        """``entries`` is asked anew each time it opens; ``chosen`` is called before what was chosen is carried out."""
        super().__init__(parent, objectName="palette")
        self._entries, self._chosen = entries, chosen
        self._known: list[tuple[str, Entry]] = []
        self.field = QLineEdit(
            placeholderText=_("Find a place, a device, a command"), clearButtonEnabled=True, objectName="paletteField"
        )
        self.field.setAccessibleName(_("Find a place, a device, a command"))
        self.field.textChanged.connect(self._fill)
        self.field.installEventFilter(self)
        self.list = QListWidget(objectName="paletteList")
        self.list.setAccessibleName(_("What was found"))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.itemClicked.connect(self._on_item)
        self._nothing = QLabel(_("Nothing has these letters in this order."), objectName="paletteNothing")
        self._nothing.setProperty("role", "second")
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(8)
        for widget in (self.field, self.list, self._nothing):
            column.addWidget(widget)
        self.setGraphicsEffect(
            QGraphicsDropShadowEffect(self, blurRadius=48, color=QColor(0, 0, 0, 90), offset=QPointF(0, 8))
        )
        self.hide()

    def open(self) -> None:
        """Show it, empty, ready to be typed into."""
        self._known = [(entry.text, entry) for entry in self._entries()]
        self.field.clear()
        self._fill()
        self.place()
        self.show()
        self.raise_()
        self.field.setFocus()

    def place(self) -> None:
        """Stand at the top of the window, in the middle."""
        parent = host_of(self)
        self.setFixedSize(min(560, parent.width() - 32), min(440, parent.height() - 24))
        self.move((parent.width() - self.width()) // 2, 8)

    def _fill(self) -> None:
        self.list.clear()
        typed = self.field.text()
        found = best_matches(typed, self._known)
        found.sort(key=lambda one: one[1].takes_away and not _begins(one[0], typed))
        for _text, entry in found:
            item = QListWidgetItem(f"{entry.text}    {entry.hint}" if entry.hint else entry.text)
            if entry.icon is not None:
                item.setIcon(entry.icon)
            item.setData(Qt.ItemDataRole.UserRole, entry)
            self.list.addItem(item)
        self.list.setVisible(bool(found))
        self._nothing.setVisible(not found)
        self.list.setCurrentRow(0)

    def _on_item(self, item: QListWidgetItem) -> None:
        entry = item.data(Qt.ItemDataRole.UserRole)
        self.close_and_return()
        # Where something is looked at or placed next; what opens a field of its own takes the keys from it.
        self._chosen()
        entry.act()

    def close_and_return(self) -> None:
        """Close it; the window goes on where it was, and nothing of the study is kept."""
        self.hide()
        self.list.clear()
        self._known = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress:
            return self._on_key(QKeyEvent(event))
        if event.type() == QEvent.Type.FocusOut and self.isVisible():
            self.close_and_return()
        return super().eventFilter(watched, event)

    def _on_key(self, event: QKeyEvent) -> bool:
        match event.key():
            case Qt.Key.Key_Down | Qt.Key.Key_Up:
                step = 1 if event.key() == Qt.Key.Key_Down else -1
                self.list.setCurrentRow(min(max(self.list.currentRow() + step, 0), self.list.count() - 1))
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                item = self.list.currentItem()
                if item is not None:
                    self._on_item(item)
            case Qt.Key.Key_Escape:
                self.close_and_return()
            case _:
                return False
        return True


def _begins(text: str, typed: str) -> bool:
    """Whether ``text`` begins with what was typed, and something was."""
    return bool(typed.strip()) and text.casefold().startswith(typed.strip().casefold())
