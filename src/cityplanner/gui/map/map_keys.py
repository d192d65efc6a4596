"""The map's keys: Escape, Space to pan, arrows to nudge what is selected or to pan, and the keyboard's pointer."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from cityplanner.gui.map.arranging import nudge_selected
from cityplanner.gui.map.key_pointer import ARROWS

if TYPE_CHECKING:
    from cityplanner.gui.map.canvas import MapCanvas

_PAN_PX = 80


class MapKeys:
    """What a key does on the map."""

    def __init__(self, canvas: "MapCanvas") -> None:
        self._canvas = canvas
        self.space_held = False

    def press(self, event: QKeyEvent) -> bool:
        """Whether the key means something here, which is then done."""
        canvas = self._canvas
        if canvas.study is not None and canvas.key_pointer.key(event):
            return True
        if event.key() == Qt.Key.Key_Escape:
            self._escape()
        elif event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self.space_held = True
            canvas.setCursor(Qt.CursorShape.OpenHandCursor)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and canvas.tool.end():
            return True
        elif event.key() in ARROWS:
            self._arrow(ARROWS[Qt.Key(event.key())], event.modifiers())
        else:
            return False
        return True

    def release(self, event: QKeyEvent) -> bool:
        """Whether the key that is let go means something here."""
        if event.key() != Qt.Key.Key_Space or event.isAutoRepeat():
            return False
        self.space_held = False
        self._canvas.setCursor(self._canvas.tool.cursor)
        return True

    def _escape(self) -> None:
        canvas = self._canvas
        if canvas.tool.busy:
            canvas.tool.cancel()
        elif canvas.tool.name != "select":
            canvas.use_tool("select")
        elif canvas.study is not None:
            canvas.study.selection.clear()

    def _arrow(self, direction: tuple[int, int], modifiers: Qt.KeyboardModifier) -> None:
        """Nudge what is selected, or else pan."""
        canvas = self._canvas
        if canvas.study is not None and canvas.study.selection.devices:
            nudge_selected(canvas.study, direction, big=bool(modifiers & Qt.KeyboardModifier.ShiftModifier))
        else:
            canvas.look(canvas.view.panned(-direction[0] * _PAN_PX, direction[1] * _PAN_PX))
