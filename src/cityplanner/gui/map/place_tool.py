"""Places devices."""

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QMouseEvent, QPainter

from cityplanner.facts.headline import area_text
from cityplanner.gui.map.tool import Tool
from cityplanner.gui.map.tool_painting import paint_tag
from cityplanner.i18n import _, format_number, ngettext
from cityplanner.model import Device, DeviceStatus
from cityplanner.model.device_edits import add_devices, new_device_ids
from cityplanner.model.scenario import BASELINE
from cityplanner.session.hand import Hold

if TYPE_CHECKING:
    from cityplanner.gui.map.canvas import MapCanvas


class PlaceTool(Tool):
    """A ghost of the device follows the pointer and says how many more people it would serve; a click places it."""

    name = "place"
    cursor = Qt.CursorShape.BlankCursor

    def __init__(self, canvas: "MapCanvas", type_id: str) -> None:
        super().__init__(canvas)
        self.type_id = type_id
        self._at: QPointF | None = None
        self._hold: Hold | None = None

    @property
    def ghost(self) -> Device | None:
        """The device that is in the hand, and not yet placed."""
        return None if self._hold is None else next(iter(self._hold.devices.values()), None)

    def press(self, event: QMouseEvent) -> None:
        study = self._canvas.study
        if study is None:
            return
        self._follow(event)
        ghost = self.ghost
        if ghost is not None:
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
        ghost = self.ghost
        if self._hold is None:
            self._hold = study.take(self._on_hold_ended)
        if ghost is None:
            status = DeviceStatus.EXISTING if study.scenario.id == BASELINE else DeviceStatus.PROPOSED
            id_ = new_device_ids(study.scenario, self.type_id)[0]
            ghost = Device(id_, self.type_id, x, y, status=status)
        self._hold.show([replace(ghost, x=x, y=y)])

    def _on_hold_ended(self) -> None:
        """There is no ghost until the pointer moves again."""
        self._hold = None
        self._canvas.unsnap()
        self._canvas.update()

    def leave(self) -> None:
        """The ghost no longer counts."""
        if self._hold is not None:
            self._hold.drop()

    def cancel(self) -> None:
        self.leave()

    def paint(self, painter: QPainter) -> None:
        ghost = self.ghost
        if self._hold is None or ghost is None or self._at is None:
            return
        self._canvas.paint_in_hand(painter, [ghost])
        text = _gain_text(self._hold)
        if text:
            paint_tag(painter, self._at + QPointF(18, 22), text)


def _gain_text(hold: Hold) -> str:
    """How many more people are served; where none are known, how much more ground is in range."""
    gain = hold.gain
    if gain is not None:
        count = round(gain)
        text = ngettext("{count} more person", "{count} more people", abs(count))
        return text.format(count=f"+{format_number(count)}")
    ground_m2 = hold.ground_gain_m2
    return "" if ground_m2 is None else _("about +{area} of ground").format(area=area_text(max(ground_m2, 0.0)))
