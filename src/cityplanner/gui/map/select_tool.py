"""Selects, moves and turns devices."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPen

from cityplanner.gui.map.tool import DRAG_STARTS_AFTER_PX, Tool
from cityplanner.gui.map.tool_painting import paint_box, paint_tag
from cityplanner.gui.map.turning import angle_text, azimuth_towards, can_turn, handle_offset, turn_devices
from cityplanner.gui.theme import LIGHT
from cityplanner.model import Device
from cityplanner.model.device_edits import move_devices
from cityplanner.session.hand import Hold

if TYPE_CHECKING:
    from cityplanner.gui.map.canvas import MapCanvas

_HANDLE_CATCH_PX = 9


class SelectTool(Tool):
    """Click selects a device or else a neighbourhood; a device is dragged with live figures; a box on the empty map."""

    name = "select"
    cursor = Qt.CursorShape.ArrowCursor

    def __init__(self, canvas: "MapCanvas") -> None:
        super().__init__(canvas)
        self._pressed_at: QPointF | None = None
        self._pressed_device: Device | None = None
        self._hold: Hold | None = None
        """From the press on; when it ends, the devices are put down, and nothing is dragged until the next press."""
        self._turning: Device | None = None
        self._box: QRectF | None = None

    @property
    def in_hand(self) -> Sequence[Device]:
        return () if self._hold is None or self._turning is not None else tuple(self._hold.devices.values())

    @property
    def dragging(self) -> bool:
        return bool(self.in_hand) or self._turning is not None

    @property
    def busy(self) -> bool:
        return self.dragging

    def press(self, event: QMouseEvent) -> None:
        study, device = self._canvas.study, self._with_handle()
        if study is not None and device is not None and self._on_handle(device, event.position()):
            self._turning = device
            self._hold = study.take(self._on_hold_ended)
            return
        self._pressed_at = event.position()
        self._pressed_device = self._canvas.device_at(event.position())
        if study is not None and self._pressed_device is not None and self._hold is None:
            self._hold = study.take(self._on_hold_ended)

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
        if not self.in_hand and self._box is None and way.manhattanLength() < DRAG_STARTS_AFTER_PX:
            return
        if self._pressed_device is not None:
            self._drag_devices(way, event.modifiers())
        else:
            self._box = QRectF(self._pressed_at, event.position()).normalized()
            self._canvas.update()

    def _with_handle(self) -> Device | None:
        """The one device that is selected, as it is in the hand, where it can be turned."""
        study = self._canvas.study
        if study is None or len(study.selection.devices) != 1 or self.in_hand:
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
        if self._hold is None:
            return
        way = at - QPointF(*self._canvas.view.point_to_screen(device.x, device.y))
        self._turning = replace(device, azimuth_deg=azimuth_towards(way.x(), way.y()))
        self._hold.show([self._turning])
        self._canvas.update()

    def _drag_devices(self, way: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        study, device = self._canvas.study, self._pressed_device
        if study is None or device is None or self._hold is None:
            return
        if not self.in_hand:
            if device.id not in study.selection.devices:
                study.selection.select(devices=[device.id])
            self._canvas.take_in_hand(study.selection.devices)
        scale = self._canvas.view.metres_per_pixel
        devices = study.scenario.devices
        x, y = self._canvas.snapped(
            device.x + way.x() * scale, device.y - way.y() * scale, modifiers, study.selection.devices
        )
        self._hold.show(
            replace(devices[id_], x=devices[id_].x + x - device.x, y=devices[id_].y + y - device.y)
            for id_ in study.selection.devices
        )

    def release(self, event: QMouseEvent) -> None:
        study = self._canvas.study
        if study is not None and self._turning is not None:
            device = self._turning
            if device.azimuth_deg is not None:
                study.do(turn_devices(study.scenario, {device.id: device.azimuth_deg}))
            self._forget()
            return
        if study is None or self._pressed_at is None:
            return
        if self.in_hand or self._box is not None:
            self.move(event)
        moved, box = self.in_hand, self._box
        if moved:
            places = {device.id: (device.x, device.y) for device in moved}
            study.do(move_devices(study.scenario, places, study.project.device_types))
        self._forget()
        if moved:
            return
        if box is not None:
            self._select_in_box(box)
        else:
            self._select_at(event.position(), event.modifiers())

    def _select_at(self, at: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        """Select what is under the pointer; with Shift or Ctrl add to the selection or take away from it."""
        study = self._canvas.study
        assert study is not None
        selection, device = study.selection, self._canvas.device_at(at)
        more = bool(modifiers & (Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.ControlModifier))
        if device is not None:
            selection.select(devices=selection.devices ^ {device.id} if more else [device.id])
            return
        neighbourhood = self._canvas.neighbourhood_at(at)
        if neighbourhood is None:
            selection.clear()
        else:
            selection.select(neighbourhoods=selection.neighbourhoods ^ {neighbourhood} if more else [neighbourhood])

    def _select_in_box(self, box: QRectF) -> None:
        """Select the shown devices inside ``box``, in pixels."""
        study = self._canvas.study
        assert study is not None
        study.selection.select(devices=self._canvas.places.in_box(self._canvas.world_box(box)))

    def double_click(self, event: QMouseEvent) -> None:
        """On the empty map, closer."""
        if self._canvas.device_at(event.position()) is None:
            self._canvas.zoom_by(2.0, event.position())
        else:
            self.press(event)

    def cancel(self) -> None:
        self._forget()
        self._canvas.update()

    def _forget(self) -> None:
        """Nothing is pressed, held or drawn any more."""
        if self._hold is not None:
            self._hold.drop()
        self._box = None
        self._on_hold_ended()

    def _on_hold_ended(self) -> None:
        """Put down what is held; a button that is still down does nothing."""
        held, self._hold = self.in_hand, None
        self._pressed_at = self._pressed_device = self._turning = None
        self._canvas.unsnap()
        if held:
            self._canvas.put_down()

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
