"""What every tool is: how the map hands it the pointer, and what it may paint."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QMouseEvent, QPainter

from cityplanner.model import Device

if TYPE_CHECKING:
    from cityplanner.gui.map.canvas import MapCanvas

DRAG_STARTS_AFTER_PX = 4


class Tool:
    """What the pointer does on the map. A tool says only what it does otherwise than nothing."""

    name = ""
    cursor = Qt.CursorShape.ArrowCursor
    draws_by_dragging = False
    """Whether a click does nothing and a drag everything; the keyboard's Enter then begins and ends a drag."""

    def __init__(self, canvas: "MapCanvas") -> None:
        self._canvas = canvas

    @property
    def busy(self) -> bool:
        """Whether Escape has something to drop before it leaves the tool."""
        return False

    @property
    def dragging(self) -> bool:
        """Whether a device is in the hand."""
        return False

    @property
    def in_hand(self) -> Sequence[Device]:
        """The devices that are being moved, where they are now."""
        return ()

    def press(self, event: QMouseEvent) -> None:
        """The left button went down."""

    def move(self, event: QMouseEvent) -> None:
        """The pointer moved, whether a button is down or not."""

    def release(self, event: QMouseEvent) -> None:
        """The left button came up."""

    def double_click(self, event: QMouseEvent) -> None:
        """The second click of two; like any other unless the tool knows better."""
        self.press(event)

    def end(self) -> bool:
        """Finish what has been drawn so far; False where there is nothing that ends."""
        return False

    def take_back(self) -> bool:
        """Undo the last step of what is being drawn; False where the tool has no steps."""
        return False

    def leave(self) -> None:
        """The pointer left the map."""

    def cancel(self) -> None:
        """Drop what is in the hand, or leave the tool."""

    def paint(self, painter: QPainter) -> None:
        """Paint over the map, in pixels."""


class Overlay(Protocol):
    """Something on the map that is not part of the project, such as a proposal."""

    def press(self, at: QPointF) -> bool:
        """Whether a click at ``at``, in pixels, was for it and for no tool."""

    def paint(self, painter: QPainter) -> None:
        """Paint it, in pixels."""
