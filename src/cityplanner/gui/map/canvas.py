"""The map: pictures in the right order, devices in the hand, and tools."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Protocol

import numpy as np
import shapely
from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from cityplanner.carto.display_list import WorldItem
from cityplanner.carto.families import FAMILY_COLOURS, device_symbols
from cityplanner.carto.map_layers import (
    SURROUND,
    base_above,
    base_below,
    drawn_layers,
    map_names,
    neighbourhood_areas,
)
from cityplanner.carto.neighbourhood_colours import NeighbourhoodColours
from cityplanner.carto.viewport import Bounds, Viewport
from cityplanner.gui.map.decorations import paint_decorations
from cityplanner.gui.map.key_pointer import ARROWS, KeyPointer
from cityplanner.gui.map.pictures import (
    Content,
    Picture,
    PicturePainter,
    Ranges,
    joined_pictures,
    paint_picture,
    picture_viewport,
)
from cityplanner.gui.map.snapping import WITHIN_M, WITHIN_PX, Lamps, SnapTarget, snap_target
from cityplanner.gui.map.tool import Tool
from cityplanner.gui.map.tool_painting import paint_snap
from cityplanner.gui.map.turning import can_turn, turn_devices
from cityplanner.gui.map.view_history import ViewHistory
from cityplanner.gui.study import Study
from cityplanner.gui.theme import LIGHT
from cityplanner.i18n import _
from cityplanner.model import Changed, Device, DeviceStatus
from cityplanner.model.device_edits import move_devices
from cityplanner.render.painter import paint_world

_BELOW, _COVERAGE, _ABOVE, _RANGES, _DEVICES, _NAMES = "below", "coverage", "above", "ranges", "devices", "names"
_STACK = (_BELOW, _COVERAGE, _ABOVE, _RANGES, _DEVICES, _NAMES)
_PROJECTOR = 1.6
"""How much larger lines, symbols and names are on the map for a projector."""
_CATCH_PX = 9.0
_WHEEL_STEP = 1.25
_SETTLE_MS = 60
_RUN_MS = 600
"""So long after a turn of the wheel the next one still belongs to the same step back."""
_BAR_PX = 64
"""What the place bar takes of the map's lower edge."""
_NUDGE_M, _BIG_NUDGE_M = 1.0, 10.0


class Overlay(Protocol):
    """Something on the map that is not part of the project, such as a proposal."""

    def press(self, at: QPointF) -> bool:
        """Whether a click at ``at``, in pixels, was for it and for no tool."""

    def paint(self, painter: QPainter) -> None:
        """Paint it, in pixels."""


class MapCanvas(QWidget):
    """Shows a study. Wheel zooms at the cursor, the middle button or Space pans, double click on the map zooms in."""

    pointer_moved = Signal(float, float)
    """Where the pointer is, in metres in the city's CRS."""
    view_changed = Signal()
    resized = Signal()
    tool_changed = Signal(str)

    def __init__(self, make_tool: "Callable[[MapCanvas, str], Tool]", parent: QWidget | None = None) -> None:
        """``make_tool`` gives the tool of a name."""
        super().__init__(parent, objectName="map", mouseTracking=True, focusPolicy=Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(_("Map"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.study: Study | None = None
        self.view = Viewport(0.0, 0.0, 10.0, 100.0, 100.0)
        self._make_tool = make_tool
        self.key_pointer = KeyPointer(self)
        self.overlays: list[Overlay] = []
        """What stands above the devices, in the order in which it is painted."""
        self.tool = make_tool(self, "select")
        self._pictures: dict[str, Picture] = {}
        self._painter = PicturePainter(self)
        self._painter.painted.connect(self._on_painted)
        self._settle = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self._settle.timeout.connect(self._on_settled)
        self._views = ViewHistory()
        self._run = QTimer(self, singleShot=True, interval=_RUN_MS)
        self._run.timeout.connect(self._visit)
        self._pan_from: QPointF | None = None
        self._space_held = False
        self._in_hand: frozenset[str] = frozenset()
        self.snapping = True
        self.snap: SnapTarget | None = None
        """What the device in the hand is caught by."""
        self._lamps: Lamps | None = None
        self.projector = False
        self._painted_pictures: list[Picture] = []
        self._joined: list[Picture] | None = None
        self._colours: NeighbourhoodColours | None = None
        self._fitted = False
        self._neighbourhood_tree: shapely.STRtree | None = None
        self._outlines: dict[str, QPainterPath] = {}
        self._device_ids: list[str] = []
        self._device_xy = np.empty((0, 2))

    def sizeHint(self) -> QSize:
        return QSize(800, 600)

    # The study

    def show_study(self, study: Study) -> None:
        """Show ``study`` from now on, whole."""
        self.study = study
        study.project_changed.connect(self._on_project_changed)
        study.figures_changed.connect(self._on_figures_changed)
        study.focus_changed.connect(lambda: self._request((_RANGES,)))
        study.scenario_changed.connect(self._on_scenario_changed)
        study.shown_changed.connect(self._on_shown_changed)
        study.mode_changed.connect(self._on_figures_changed)
        study.selection.changed.connect(self._on_selection_changed)
        self._pictures.clear()
        self._colours = None
        self._read_city()
        self._read_devices()
        self.use_tool("select")
        self.zoom_full()

    def _read_city(self) -> None:
        assert self.study is not None
        geometries = self.study.project.city.neighbourhoods.geometry.array
        self._neighbourhood_tree = shapely.STRtree(np.asarray(geometries))
        self._outlines.clear()

    def _read_devices(self) -> None:
        assert self.study is not None
        self._lamps = None
        devices = [device for device in self.study.shown_devices() if device.id not in self._in_hand]
        self._device_ids = [device.id for device in devices]
        self._device_xy = np.array([(device.x, device.y) for device in devices], dtype=np.float64).reshape(-1, 2)

    def _on_project_changed(self, changed: Changed) -> None:
        if changed.city:
            self._read_city()
            self._request(_STACK)
        if changed.devices or changed.scenarios:
            self._read_devices()
            self._request((_RANGES, _DEVICES))
        if changed.layers:
            self._request((_BELOW, _ABOVE, _NAMES))
        if changed.device_types:
            self._request((_RANGES,))

    def _on_selection_changed(self) -> None:
        self.update()

    def _on_scenario_changed(self) -> None:
        self._read_devices()
        self._request((_RANGES, _DEVICES))

    def _on_shown_changed(self) -> None:
        self._read_devices()
        self._request((_COVERAGE, _RANGES, _DEVICES, _NAMES))

    def _on_figures_changed(self) -> None:
        """Repaint the shares only where a neighbourhood changed its class."""
        assert self.study is not None
        colours = self.study.colours
        if self._colours is None or not colours.same_as(self._colours):
            self._colours = colours
            self._painter.forget((_COVERAGE,))
            self._pictures[_COVERAGE] = paint_picture(self._shares(), *self._paper())
        self.update()

    # Pictures

    def _request(self, names: Sequence[str]) -> None:
        if self.study is None or not self._fitted:
            return
        for name in names:
            self._painter.request(name, self._gatherer(name), *self._paper())

    def _gatherer(self, name: str) -> Callable[[], Content]:
        """What makes the content of a picture on the worker, out of data that no edit changes meanwhile."""
        assert self.study is not None
        study, (paper, _ratio) = self.study, self._paper()
        scale = paper.metres_per_pixel
        hidden = study.hidden
        if name in (_BELOW, _ABOVE, _NAMES):
            project = replace(study.project, layers=list(study.project.layers))
            if name == _BELOW:
                around = picture_viewport(paper)
                return lambda: base_below(project, scale, around)
            if name == _ABOVE:
                return lambda: base_above(project, scale, names=False)
            # Names stand over everything, ranges and symbols too.
            around = picture_viewport(paper)
            return lambda: [] if "names" in hidden else map_names(project, around)
        if name == _COVERAGE:
            shares = self._shares()
            return lambda: shares
        kept = [device for device in study.shown_devices() if device.id not in self._in_hand]
        if name == _RANGES:
            ranges: Content = self._ranges(kept) if "ranges" not in hidden else []
            return lambda: ranges
        types, size_px = dict(study.project.device_types), self._symbol_px()
        return lambda: [device_symbols(kept, types, size_px=size_px)]

    def _paper(self) -> tuple[Viewport, float]:
        """The view as pictures are painted for, and device pixels to a pixel of theirs.

        For the projector the picture is smaller and its pixels are larger, and with them lines, symbols and names.
        """
        factor = _PROJECTOR if self.projector else 1.0
        view = self.view
        paper = replace(
            view,
            metres_per_pixel=view.metres_per_pixel * factor,
            width_px=view.width_px / factor,
            height_px=view.height_px / factor,
        )
        return paper, self.devicePixelRatioF() * factor

    def use_projector(self, on: bool) -> None:
        """Larger symbols, lines and names, for people at the back of a room."""
        self.projector = on
        self._pictures.clear()
        self._request(_STACK)
        self.update()

    def _shares(self) -> list[WorldItem]:
        """The neighbourhoods in the colours of their classes."""
        assert self.study is not None
        if "served" in self.study.hidden:
            return []
        return [neighbourhood_areas(self.study.project.city, self.study.colours)]

    def _symbol_px(self) -> float:
        """Symbols shrink when the whole city is in view, and the more of them there are: 14,000 lamps are dots."""
        west, south, east, north = self.view.bounds
        x, y = self._device_xy[:, 0], self._device_xy[:, 1]
        seen = np.count_nonzero((x > west) & (x < east) & (y > south) & (y < north))
        largest = np.interp(np.log2(self.view.metres_per_pixel), [0, 4.5], [15, 10])
        return float(largest * np.interp(np.log10(seen + 1), [2.4, 4.0], [1.0, 0.33]))

    def _ranges(self, devices: Iterable[Device]) -> Ranges:
        assert self.study is not None
        radius_m = {item.id: item.coverage.parameters["range_m"] for item in self.study.focus_types}
        serving = [
            (device.x, device.y, radius_m[device.type_id])
            for device in devices
            if device.type_id in radius_m and device.status is not DeviceStatus.RETIRED
        ]
        rows = np.array(serving, dtype=np.float64).reshape(-1, 3)
        return Ranges(rows[:, :2], rows[:, 2], FAMILY_COLOURS[self.study.focus_family])

    def _on_painted(self, name: str, picture: Picture) -> None:
        self._pictures[name] = picture
        self.update()

    @property
    def painting(self) -> bool:
        """Whether a picture is still to come."""
        return self._settle.isActive() or self._painter.busy

    def wait_for_pictures(self) -> None:
        """Stop painting; called when the window closes."""
        self._settle.stop()
        self._painter.wait()

    # The view

    def look(self, view: Viewport) -> None:
        """Show ``view``; the pictures follow when it stays for a moment."""
        self.view = view
        self._outlines.clear()
        self._settle.start()
        self.update()
        self.view_changed.emit()

    def _on_settled(self) -> None:
        self._request(_STACK)
        if self._pan_from is None and not self._run.isActive():
            self._visit()

    def _visit(self) -> None:
        """Remember where the map has come to rest; a run of the wheel or a drag is one place."""
        self._run.stop()
        if self._fitted:
            self._views.visit(self.view)

    def look_back(self) -> None:
        """Go to the view before this one."""
        self._visit()
        self._look_again(self._views.back())

    def look_forward(self) -> None:
        """Go to the view that one came back from."""
        self._look_again(self._views.forward())

    def _look_again(self, view: Viewport | None) -> None:
        if view is not None:
            self.look(view.resized(max(self.width(), 1), max(self.height(), 1)))

    def zoom_full(self) -> None:
        """Show the whole city."""
        if self.study is not None:
            west, south, east, north = self.study.project.city.neighbourhoods.total_bounds.tolist()
            self.zoom_to((west, south, east, north))

    def zoom_to(self, bounds: Bounds) -> None:
        """Show ``bounds`` above the place bar."""
        self._fitted = True
        width, height = max(self.width(), 1), max(self.height(), 1)
        room = Viewport.fit(bounds, width, max(height - _BAR_PX, height / 2), margin_px=20)
        self.look(room.panned(0, -_BAR_PX / 2).resized(width, height))

    def zoom_to_box(self, box: QRectF) -> None:
        west, north = self.view.to_world(box.left(), box.top())
        east, south = self.view.to_world(box.right(), box.bottom())
        self.zoom_to((west, south, east, north))

    def zoom_by(self, factor: float, at: QPointF | None = None) -> None:
        """Closer by ``factor`` about the pointer, or about the middle."""
        point = at or self.key_pointer.at or QPointF(self.width() / 2, self.height() / 2)
        self.look(self.view.zoomed(factor, point.x(), point.y(), closest=0.05, widest=2_000.0))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.look(self.view.resized(max(self.width(), 1), max(self.height(), 1)))
        self.resized.emit()

    # Tools

    def use_tool(self, name: str) -> None:
        """``select``, ``hand``, ``box-zoom``, ``measure``, ``lasso``, ``identify``, ``area``, or the id of a type."""
        self.tool.cancel()
        self.tool = self._make_tool(self, name)
        self.setCursor(self.tool.cursor)
        self.update()
        self.tool_changed.emit(name)

    def begin_pan(self, at: QPointF) -> None:
        if self._run.isActive():
            self._visit()
        self._pan_from = at
        self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def device_at(self, at: QPointF) -> Device | None:
        """The shown device nearest to the pointer, within reach of it."""
        if self.study is None or not len(self._device_xy):
            return None
        x, y = self.view.to_world(at.x(), at.y())
        distance = np.hypot(self._device_xy[:, 0] - x, self._device_xy[:, 1] - y)
        nearest = int(np.argmin(distance))
        if distance[nearest] > _CATCH_PX * self.view.metres_per_pixel:
            return None
        return self.study.scenario.devices[self._device_ids[nearest]]

    def neighbourhood_at(self, at: QPointF) -> str | None:
        if self.study is None or self._neighbourhood_tree is None:
            return None
        found = self._neighbourhood_tree.query(
            shapely.Point(*self.view.to_world(at.x(), at.y())), predicate="intersects"
        )
        return self.study.project.city.neighbourhoods["id"].iloc[int(found[0])] if len(found) else None

    def select_at(self, at: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        """Select what is under the pointer; with Shift or Ctrl add to the selection or take away from it."""
        if self.study is None:
            return
        selection, device = self.study.selection, self.device_at(at)
        more = bool(modifiers & (Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.ControlModifier))
        if device is not None:
            selection.select(devices=selection.devices ^ {device.id} if more else [device.id])
            return
        neighbourhood = self.neighbourhood_at(at)
        if neighbourhood is None:
            selection.clear()
        else:
            selection.select(neighbourhoods=selection.neighbourhoods ^ {neighbourhood} if more else [neighbourhood])

    def select_in_box(self, box: QRectF) -> None:
        """Select the shown devices inside ``box``, in pixels."""
        if self.study is None:
            return
        west, north = self.view.to_world(box.left(), box.top())
        east, south = self.view.to_world(box.right(), box.bottom())
        x, y = self._device_xy[:, 0], self._device_xy[:, 1]
        inside = np.flatnonzero((x >= west) & (x <= east) & (y >= south) & (y <= north))
        self.study.selection.select(devices=[self._device_ids[index] for index in inside])

    def select_inside(self, corners: Sequence[tuple[float, float]], *, add: bool = False) -> None:
        """Select the shown devices inside a line through ``corners`` in metres, beside those selected where ``add``."""
        if self.study is None:
            return
        drawn = shapely.Polygon(corners)
        shape = drawn if drawn.is_valid else shapely.make_valid(drawn)
        found = np.flatnonzero(shapely.contains_xy(shape, self._device_xy[:, 0], self._device_xy[:, 1]))
        devices = {self._device_ids[index] for index in found}
        self.study.selection.select(devices=devices | self.study.selection.devices if add else devices)

    def snapped(
        self, x: float, y: float, modifiers: Qt.KeyboardModifier, leave_out: frozenset[str] = frozenset()
    ) -> tuple[float, float]:
        """Where a device at ``x``, ``y`` in metres is caught: there itself where nothing is near, or with Alt."""
        self.snap = None
        if self.study is not None and self.snapping and not modifiers & Qt.KeyboardModifier.AltModifier:
            if self._lamps is None:
                self._lamps = Lamps(self.study.scenario.devices.values(), self.study.project.device_types)
            scale = self.view.metres_per_pixel
            layers = drawn_layers(self.study.project, scale)
            self.snap = snap_target(layers, self._lamps, x, y, min(WITHIN_PX * scale, WITHIN_M), leave_out)
        return (x, y) if self.snap is None else (self.snap.x, self.snap.y)

    def unsnap(self) -> None:
        """Nothing is in the hand that could be caught."""
        self.snap = None

    def turn(self, degrees: float) -> None:
        """Turn the cameras that are selected clockwise; a run of turns is one step."""
        study = self.study
        if study is None:
            return
        devices, types = study.scenario.devices, study.project.device_types
        azimuths = {
            id_: ((devices[id_].azimuth_deg or 0.0) + degrees) % 360
            for id_ in sorted(study.selection.devices)
            if can_turn(devices[id_], types)
        }
        if azimuths:
            study.do(turn_devices(study.scenario, azimuths, "turn " + " ".join(azimuths)))

    def take_in_hand(self, ids: frozenset[str]) -> None:
        """Paint these devices live, not in the picture, until they are put down."""
        self._in_hand = ids
        self._request((_RANGES, _DEVICES))

    def put_down(self) -> None:
        self._in_hand = frozenset()
        self._read_devices()
        self._request((_RANGES, _DEVICES))

    # Events

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus()
        if event.button() == Qt.MouseButton.BackButton:
            self.look_back()
            return
        if event.button() == Qt.MouseButton.ForwardButton:
            self.look_forward()
            return
        if event.button() == Qt.MouseButton.MiddleButton or self._space_held:
            self.begin_pan(event.position())
        elif (
            event.button() == Qt.MouseButton.LeftButton
            and self.study is not None
            and not any(overlay.press(event.position()) for overlay in self.overlays)
        ):
            self.tool.press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.study is None:
            return
        self.key_pointer.hide()
        x, y = self.view.to_world(event.position().x(), event.position().y())
        self.pointer_moved.emit(x, y)
        if self._pan_from is not None:
            way = event.position() - self._pan_from
            self._pan_from = event.position()
            self.look(self.view.panned(way.x(), way.y()))
        else:
            self.tool.move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._pan_from is not None:
            self._pan_from = None
            self._visit()
            self.setCursor(self.tool.cursor)
        elif event.button() == Qt.MouseButton.LeftButton and self.study is not None:
            self.tool.release(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.study is not None and not self._space_held:
            self.tool.double_click(event)
        else:
            self.mousePressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        steps = event.angleDelta().y() / 120
        if steps:
            self._run.start()
            self.zoom_by(_WHEEL_STEP**steps, event.position())
        event.accept()

    def leaveEvent(self, event) -> None:
        self.tool.leave()
        super().leaveEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.study is not None and self.key_pointer.key(event):
            return
        if event.key() == Qt.Key.Key_Escape:
            self._escape()
        elif event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self._space_held = True
            self.setCursor(Qt.CursorShape.OpenHandCursor)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.tool.end():
            return
        elif event.key() in ARROWS:
            self._arrow(ARROWS[Qt.Key(event.key())], event.modifiers())
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self._space_held = False
            self.setCursor(self.tool.cursor)
        else:
            super().keyReleaseEvent(event)

    def _escape(self) -> None:
        if self.tool.busy:
            self.tool.cancel()
        elif self.tool.name != "select":
            self.use_tool("select")
        elif self.study is not None:
            self.study.selection.clear()

    def _arrow(self, direction: tuple[int, int], modifiers: Qt.KeyboardModifier) -> None:
        """Nudge what is selected, or else pan."""
        study = self.study
        if study is not None and study.selection.devices:
            step = _BIG_NUDGE_M if modifiers & Qt.KeyboardModifier.ShiftModifier else _NUDGE_M
            devices = study.scenario.devices
            places = {
                id_: (devices[id_].x + direction[0] * step, devices[id_].y + direction[1] * step)
                for id_ in study.selection.devices
            }
            key = "nudge " + " ".join(sorted(places))
            study.do(move_devices(study.scenario, places, study.project.device_types, merge_key=key))
        else:
            self.look(self.view.panned(-direction[0] * 80, direction[1] * 80))

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self.study is None:
            painter.fillRect(self.rect(), QColor(SURROUND))
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        self._paint_pictures(painter)
        self._paint_selected_neighbourhoods(painter)
        if self.tool.in_hand:
            self.paint_in_hand(painter, self.tool.in_hand)
        self._paint_selected_devices(painter)
        for overlay in self.overlays:
            overlay.paint(painter)
        self.tool.paint(painter)
        if self.snap is not None:
            paint_snap(painter, QPointF(*self.view.point_to_screen(self.snap.x, self.snap.y)), self.snap.name)
        paint_decorations(painter, self.view, self.study.north_deg)
        self.key_pointer.paint(painter)
        # Not left to the collector: while somebody looks at this frame, the next painter could not begin.
        painter.end()

    def _paint_pictures(self, painter: QPainter) -> None:
        """The pictures over each other. Those painted for one view become one image, which is sooner stretched."""
        pictures = [self._pictures[name] for name in _STACK if name in self._pictures]
        if not _are(pictures, self._painted_pictures):
            self._painted_pictures, self._joined = pictures, None
            if all(picture.fits(self.view) for picture in pictures):
                # In the next frame one of them may be another again: a device is in the hand.
                painter.fillRect(self.rect(), QColor(SURROUND))
                for picture in pictures:
                    picture.draw(painter, self.view)
                return
        if self._joined is None:
            self._joined = joined_pictures(pictures, SURROUND)
        if not self._joined or not self._joined[0].covers(self.view):
            painter.fillRect(self.rect(), QColor(SURROUND))
        for picture in self._joined:
            picture.draw(painter, self.view)

    def paint_in_hand(self, painter: QPainter, devices: Sequence[Device]) -> None:
        """Devices that are being moved or placed, with the ground that they reach."""
        assert self.study is not None
        paint_ranges_over(painter, self._ranges(devices), self.view)
        symbols = device_symbols(
            devices,
            self.study.project.device_types,
            size_px=(self._symbol_px() + 3) * (_PROJECTOR if self.projector else 1.0),
        )
        paint_world(painter, [symbols], self.view)

    def _paint_selected_neighbourhoods(self, painter: QPainter) -> None:
        assert self.study is not None
        selected = self.study.selection.neighbourhoods
        if not selected:
            return
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for width, colour in ((5.0, LIGHT.panel), (2.5, LIGHT.accent)):
            pen = QPen(QColor(colour), width)
            pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
            painter.setPen(pen)
            for id_ in selected:
                painter.drawPath(self._outline(id_))

    def _outline(self, id_: str) -> QPainterPath:
        """The neighbourhood's outline in pixels, made once a view."""
        if id_ not in self._outlines:
            assert self.study is not None
            neighbourhoods = self.study.project.city.neighbourhoods
            path = QPainterPath()
            for geometry in neighbourhoods.geometry[neighbourhoods["id"] == id_]:
                for ring in shapely.get_rings(geometry):
                    points = self.view.to_screen(shapely.get_coordinates(ring))
                    path.addPolygon([QPointF(x, y) for x, y in points.tolist()])
            self._outlines[id_] = path
        return self._outlines[id_]

    def _paint_selected_devices(self, painter: QPainter) -> None:
        assert self.study is not None
        moving = {device.id: device for device in self.tool.in_hand}
        radius = self._symbol_px() / 2 + 4
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for id_ in self.study.selection.devices:
            device = moving.get(id_) or self.study.scenario.devices.get(id_)
            if device is None:
                continue
            centre = QPointF(*self.view.point_to_screen(device.x, device.y))
            for width, colour in ((4.0, LIGHT.panel), (2.0, LIGHT.accent)):
                painter.setPen(QPen(QColor(colour), width))
                painter.drawEllipse(centre, radius, radius)

    def screen_point(self, x: float, y: float) -> QPoint:
        """Where a place in the city is on this widget."""
        return QPointF(*self.view.point_to_screen(x, y)).toPoint()


def _are(pictures: list[Picture], others: list[Picture]) -> bool:
    """Whether they are the same pictures, not only alike."""
    return len(pictures) == len(others) and all(a is b for a, b in zip(pictures, others, strict=True))


def paint_ranges_over(painter: QPainter, ranges: Ranges, view: Viewport) -> None:
    """Like :func:`paint_ranges`, over what is there already."""
    colour = QColor(ranges.colour)
    fill = QColor(ranges.colour)
    fill.setAlpha(46)
    painter.setPen(QPen(colour, 1.5))
    painter.setBrush(fill)
    for (x, y), radius in zip(view.to_screen(ranges.xy).tolist(), ranges.radius_m.tolist(), strict=True):
        painter.drawEllipse(QPointF(x, y), radius / view.metres_per_pixel, radius / view.metres_per_pixel)
