"""What the pointer does on the map. A tool is chosen in the place bar or with a key; Escape goes back to selecting."""

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPen

from cityplanner.gui.map.turning import angle_text, azimuth_towards, can_turn, handle_offset, turn_devices
from cityplanner.gui.theme import LIGHT
from cityplanner.i18n import _, format_number, ngettext
from cityplanner.model import Device, DeviceStatus
from cityplanner.model.device_edits import add_devices, move_devices, new_device_ids
from cityplanner.model.scenario import BASELINE

if TYPE_CHECKING:
    from cityplanner.gui.map.canvas import MapCanvas

_DRAG_STARTS_AFTER_PX = 4
_HANDLE_CATCH_PX = 9


class HandTool:
    """Drag the map."""

    name = "hand"
    cursor = Qt.CursorShape.OpenHandCursor

    def __init__(self, canvas: "MapCanvas") -> None:
        self._canvas = canvas

    def press(self, event: QMouseEvent) -> None:
        self._canvas.begin_pan(event.position())

    def move(self, event: QMouseEvent) -> None:
        pass

    def release(self, event: QMouseEvent) -> None:
        pass

    def cancel(self) -> None:
        pass

    def paint(self, painter: QPainter) -> None:
        pass


class SelectTool:
    """Click selects a device or else a neighbourhood; a device is dragged with live figures; a box on the empty map."""

    name = "select"
    cursor = Qt.CursorShape.ArrowCursor

    def __init__(self, canvas: "MapCanvas") -> None:
        self._canvas = canvas
        self._pressed_at: QPointF | None = None
        self._pressed_device: Device | None = None
        self._moving: list[Device] = []
        self._turning: Device | None = None
        self._box: QRectF | None = None

    @property
    def moving(self) -> list[Device]:
        """The devices in the hand, where they are now."""
        return self._moving

    @property
    def busy(self) -> bool:
        """Whether something is in the hand that can be dropped."""
        return bool(self._moving) or self._turning is not None

    def press(self, event: QMouseEvent) -> None:
        device = self._with_handle()
        if device is not None and self._on_handle(device, event.position()):
            self._turning = device
            return
        self._pressed_at = event.position()
        self._pressed_device = self._canvas.device_at(event.position())

    def move(self, event: QMouseEvent) -> None:
        if self._turning is not None:
            self._turn(self._turning, event.position())
            return
        if self._pressed_at is None:
            device = self._with_handle()
            handle = device is not None and self._on_handle(device, event.position())
            found = handle or self._canvas.device_at(event.position()) is not None
            self._canvas.setCursor(Qt.CursorShape.PointingHandCursor if found else self.cursor)
            return
        way = event.position() - self._pressed_at
        if not self._moving and self._box is None and way.manhattanLength() < _DRAG_STARTS_AFTER_PX:
            return
        if self._pressed_device is not None:
            self._drag_devices(way, event.modifiers())
        else:
            self._box = QRectF(self._pressed_at, event.position()).normalized()
            self._canvas.update()

    def _with_handle(self) -> Device | None:
        """The one device that is selected, as it is in the hand, where it can be turned."""
        study = self._canvas.study
        if study is None or len(study.selection.devices) != 1 or self._moving:
            return None
        (id_,) = study.selection.devices
        device = self._turning or study.scenario.devices.get(id_)
        return device if device is not None and can_turn(device, study.project.device_types) else None

    def _handle(self, device: Device) -> QPointF:
        centre = QPointF(*self._canvas.view.point_to_screen(device.x, device.y))
        return centre + QPointF(*handle_offset(device.azimuth_deg or 0.0))

    def _on_handle(self, device: Device, at: QPointF) -> bool:
        return (at - self._handle(device)).manhattanLength() <= _HANDLE_CATCH_PX

    def _turn(self, device: Device, at: QPointF) -> None:
        study = self._canvas.study
        if study is None:
            return
        way = at - QPointF(*self._canvas.view.point_to_screen(device.x, device.y))
        self._turning = replace(device, azimuth_deg=azimuth_towards(way.x(), way.y()))
        study.preview([self._turning])
        self._canvas.update()

    def _drag_devices(self, way: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        study, device = self._canvas.study, self._pressed_device
        if study is None or device is None:
            return
        if not self._moving:
            if device.id not in study.selection.devices:
                study.selection.select(devices=[device.id])
            self._canvas.take_in_hand(study.selection.devices)
        scale = self._canvas.view.metres_per_pixel
        devices = study.scenario.devices
        x, y = self._canvas.snapped(
            device.x + way.x() * scale, device.y - way.y() * scale, modifiers, study.selection.devices
        )
        self._moving = [
            replace(devices[id_], x=devices[id_].x + x - device.x, y=devices[id_].y + y - device.y)
            for id_ in study.selection.devices
        ]
        study.preview(self._moving)

    def release(self, event: QMouseEvent) -> None:
        study = self._canvas.study
        if study is not None and self._turning is not None:
            device = self._turning
            self._forget()
            if device.azimuth_deg is not None:
                study.do(turn_devices(study.scenario, {device.id: device.azimuth_deg}))
            return
        if study is None or self._pressed_at is None:
            return
        if self._moving or self._box is not None:
            self.move(event)
        moved, box = self._moving, self._box
        self._forget()
        if moved:
            places = {device.id: (device.x, device.y) for device in moved}
            study.do(move_devices(study.scenario, places, study.project.device_types))
            self._canvas.put_down()
        elif box is not None:
            self._canvas.select_in_box(box)
        else:
            self._canvas.select_at(event.position(), event.modifiers())

    def cancel(self) -> None:
        study = self._canvas.study
        if study is not None and self._moving:
            study.drop_preview()
            self._canvas.put_down()
        elif study is not None and self._turning is not None:
            study.drop_preview()
        self._forget()
        self._canvas.update()

    def _forget(self) -> None:
        self._pressed_at = self._pressed_device = self._box = self._turning = None
        self._moving = []
        self._canvas.unsnap()

    def paint(self, painter: QPainter) -> None:
        if self._box is not None:
            paint_box(painter, self._box)
        device = self._with_handle()
        if device is not None:
            self._paint_handle(painter, device)

    def _paint_handle(self, painter: QPainter, device: Device) -> None:
        """From the symbol to where the device looks, with the angle beside it; hollow where that is not known."""
        centre = QPointF(*self._canvas.view.point_to_screen(device.x, device.y))
        handle = self._handle(device)
        for width, colour in ((4.5, LIGHT.panel), (2.0, LIGHT.accent)):
            painter.setPen(QPen(QColor(colour), width))
            painter.drawLine(centre + (handle - centre) * 0.4, handle)
        painter.setPen(QPen(QColor(LIGHT.accent), 2.0))
        painter.setBrush(QColor(LIGHT.panel if device.azimuth_deg is None else LIGHT.accent))
        painter.drawEllipse(handle, 6, 6)
        if device.azimuth_deg is not None:
            paint_tag(painter, handle + QPointF(12, -10), angle_text(device.azimuth_deg))


class BoxZoomTool:
    """Drag a box to look at it closely."""

    name = "box-zoom"
    cursor = Qt.CursorShape.CrossCursor

    def __init__(self, canvas: "MapCanvas") -> None:
        self._canvas = canvas
        self._start: QPointF | None = None
        self._box: QRectF | None = None

    def press(self, event: QMouseEvent) -> None:
        self._start = event.position()

    def move(self, event: QMouseEvent) -> None:
        if self._start is not None:
            self._box = QRectF(self._start, event.position()).normalized()
            self._canvas.update()

    def release(self, event: QMouseEvent) -> None:
        self.move(event)
        box = self._box
        self.cancel()
        if box is not None and box.width() > _DRAG_STARTS_AFTER_PX and box.height() > _DRAG_STARTS_AFTER_PX:
            self._canvas.zoom_to_box(box)
            self._canvas.use_tool("select")

    def cancel(self) -> None:
        self._start = self._box = None
        self._canvas.update()

    def paint(self, painter: QPainter) -> None:
        if self._box is not None:
            paint_box(painter, self._box)


class PlaceTool:
    """A ghost of the device follows the pointer and says how many more people it would serve; a click places it."""

    name = "place"
    cursor = Qt.CursorShape.BlankCursor

    def __init__(self, canvas: "MapCanvas", type_id: str) -> None:
        self._canvas = canvas
        self.type_id = type_id
        self._at: QPointF | None = None
        self.ghost: Device | None = None

    def press(self, event: QMouseEvent) -> None:
        study = self._canvas.study
        if study is None:
            return
        self._follow(event)
        if self.ghost is not None:
            ghost, self.ghost = self.ghost, None
            self._canvas.unsnap()
            study.do(add_devices(study.scenario, [ghost], study.project.device_types))
            study.selection.select(devices=[ghost.id])

    def move(self, event: QMouseEvent) -> None:
        if event.buttons() == Qt.MouseButton.NoButton:
            self._follow(event)

    def release(self, event: QMouseEvent) -> None:
        self._follow(event)

    def _follow(self, event: QMouseEvent) -> None:
        study = self._canvas.study
        if study is None:
            return
        self._at = event.position()
        x, y = self._canvas.snapped(*self._canvas.view.to_world(self._at.x(), self._at.y()), event.modifiers())
        if self.ghost is None:
            status = DeviceStatus.EXISTING if study.scenario.id == BASELINE else DeviceStatus.PROPOSED
            id_ = new_device_ids(study.scenario, self.type_id)[0]
            self.ghost = Device(id_, self.type_id, x, y, status=status)
        else:
            self.ghost = replace(self.ghost, x=x, y=y)
        study.preview([self.ghost])

    def leave(self) -> None:
        """The pointer left the map: the ghost no longer counts."""
        if self.ghost is not None and self._canvas.study is not None:
            self.ghost = None
            self._canvas.unsnap()
            self._canvas.study.drop_preview()
            self._canvas.update()

    cancel = leave

    def paint(self, painter: QPainter) -> None:
        study = self._canvas.study
        if self.ghost is None or self._at is None or study is None:
            return
        self._canvas.paint_in_hand(painter, [self.ghost])
        gain = study.preview_gain
        if gain is not None:
            count = round(gain)
            text = ngettext("{count} more person", "{count} more people", abs(count)).format(
                count=f"+{format_number(count)}"
            )
            paint_tag(painter, self._at + QPointF(18, 22), text)


Tool = HandTool | SelectTool | BoxZoomTool | PlaceTool


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


TOOL_NAMES = {
    "select": lambda: _("Select and move"),
    "hand": lambda: _("Move the map"),
    "box-zoom": lambda: _("Zoom to a box"),
    "lasso": lambda: _("Select by drawing around"),
    "measure": lambda: _("Measure"),
    "identify": lambda: _("What is here?"),
    "area": lambda: _("Draw an area"),
}

TOOL_HINTS = {
    "select": lambda: _("Click selects, dragging moves; drag on the empty map for a box."),
    "hand": lambda: _("Drag the map."),
    "box-zoom": lambda: _("Drag a box to look at it closely."),
    "lasso": lambda: _("Draw around devices; with Shift they are added."),
    "measure": lambda: _("Click along the way. Enter ends, Backspace takes a point back, Esc drops it."),
    "identify": lambda: _("Click to see what is there. Esc closes the card."),
    "area": lambda: _("Click the corners. Enter closes the area, Backspace takes a corner back, Esc drops it."),
}


def place_hint() -> str:
    """What to do while a device is being placed."""
    return _("Click to place. It catches lamps, corners and streets; Alt places it freely. Esc ends.")


def paint_snap(painter: QPainter, at: QPointF, name: str) -> None:
    """A marker around what a device is caught by, and its name above."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for width, colour in ((4.5, LIGHT.panel), (2.0, LIGHT.accent)):
        painter.setPen(QPen(QColor(colour), width))
        painter.drawRect(QRectF(at.x() - 8, at.y() - 8, 16, 16))
    paint_tag(painter, at + QPointF(14, -34), name)
