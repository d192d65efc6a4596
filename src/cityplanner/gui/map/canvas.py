"""The map: pictures in the right order, devices in the hand, and tools."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from cityplanner.carto.map_layers import SURROUND, drawn_layers
from cityplanner.carto.map_stack import ABOVE, BELOW, COVERAGE, DEVICES, NAMES, RANGES, STACK
from cityplanner.carto.neighbourhood_colours import NeighbourhoodColours
from cityplanner.carto.viewport import Bounds, Viewport
from cityplanner.gui.map.arranging import turn_selected
from cityplanner.gui.map.decorations import paint_decorations
from cityplanner.gui.map.device_places import DevicePlaces
from cityplanner.gui.map.key_pointer import KeyPointer
from cityplanner.gui.map.legend_card import LegendCard
from cityplanner.gui.map.map_keys import MapKeys
from cityplanner.gui.map.marks import NeighbourhoodOutlines, paint_devices_in_hand, paint_selected_devices
from cityplanner.gui.map.neighbourhood_places import NeighbourhoodPlaces
from cityplanner.gui.map.picture_stack import PROJECTOR, Paper, PictureStack, paper_for
from cityplanner.gui.map.pictures import picture_viewport
from cityplanner.gui.map.snapping import WITHIN_M, WITHIN_PX, Lamps, SnapTarget, snap_target
from cityplanner.gui.map.tool import Overlay, Tool
from cityplanner.gui.map.tool_painting import paint_snap
from cityplanner.gui.map.view_history import ViewHistory
from cityplanner.gui.painting import paint_event
from cityplanner.gui.subscriptions import Subscriptions
from cityplanner.i18n import _
from cityplanner.model import Changed, Device, Family
from cityplanner.session.study import Study

_CATCH_PX = 9.0
_LIFTED_PX = 3.0
"""So much larger is a device in the hand."""
_WHEEL_STEP = 1.25
_SETTLE_MS = 60
_RUN_MS = 600
"""So long after a turn of the wheel the next one still belongs to the same step back."""
_BAR_PX = 64
"""What the place bar takes of the map's lower edge."""


class MapCanvas(QWidget):
    """Shows a study. Wheel zooms at the cursor, the middle button or Space pans, double click on the map zooms in."""

    pointer_moved = Signal(float, float)
    """Where the pointer is, in metres in the city's CRS."""
    view_changed = Signal()
    resized = Signal()
    tool_changed = Signal(str)
    layer_damaged = Signal(object)
    """The raster layer that cannot be read in all its parts."""
    painting_failed = Signal(object)
    """The :class:`~cityplanner.gui.map.pictures.Failure` of a layer or a picture that is left out."""

    def __init__(self, make_tool: "Callable[[MapCanvas, str], Tool]", parent: QWidget | None = None) -> None:
        """``make_tool`` gives the tool of a name."""
        super().__init__(parent, objectName="map", mouseTracking=True, focusPolicy=Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(_("Map"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.study: Study | None = None
        self._heard = Subscriptions()
        self.view = Viewport(0.0, 0.0, 10.0, 100.0, 100.0)
        self._make_tool = make_tool
        self.key_pointer = KeyPointer(self)
        self.overlays: list[Overlay] = []
        """What stands above the devices, in the order in which it is painted."""
        self.tool = make_tool(self, "select")
        self._stack = PictureStack(self)
        self._stack.changed.connect(self.update)
        self._stack.damaged.connect(self.layer_damaged)
        self._stack.failed.connect(self.painting_failed)
        self._settle = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self._settle.timeout.connect(self._on_settled)
        self._views = ViewHistory()
        self._run = QTimer(self, singleShot=True, interval=_RUN_MS)
        self._run.timeout.connect(self._visit)
        self._pan_from: QPointF | None = None
        self._keys = MapKeys(self)
        self._in_hand: frozenset[str] = frozenset()
        self.snapping = True
        self.snap: SnapTarget | None = None
        """What the device in the hand is caught by."""
        self._lamps: Lamps | None = None
        self.projector = False
        self._colours: NeighbourhoodColours | None = None
        self._fitted = self._whole = False
        self._neighbourhoods: NeighbourhoodPlaces | None = None
        self._outlines = NeighbourhoodOutlines()
        self.legend_card = LegendCard(self)
        self.legend_card.resized.connect(self._fit_again)
        self.places = DevicePlaces()
        """Where the devices stand that are shown and not in the hand."""

    def sizeHint(self) -> QSize:
        return QSize(800, 600)

    # The study

    def bind(self, study: Study) -> None:
        """Show ``study`` from now on, whole."""
        self.study = study
        study.use_few_classes(self.projector)
        self._heard.renew(
            (study.project_changed, self._on_project_changed),
            (study.figures_changed, self._on_figures_changed),
            (study.focus_changed, lambda: self._request((RANGES,))),
            (study.scenario_changed, self._on_scenario_changed),
            (study.shown_changed, self._on_shown_changed),
            (study.mode_changed, self._on_figures_changed),
            (study.selection.changed, lambda: self.update()),
        )
        self._stack.clear()
        self._colours = None
        self._read_city()
        self._read_devices()
        self.legend_card.bind(study)
        self.use_tool("select")
        self.zoom_full()

    def unbind(self) -> None:
        """Let go of the study."""
        self._heard.end()
        self.legend_card.unbind()
        self.study = self._colours = None

    def _read_city(self) -> None:
        assert self.study is not None
        self._neighbourhoods = NeighbourhoodPlaces(self.study.project.city)
        self._outlines.forget()

    def _read_devices(self) -> None:
        assert self.study is not None
        self._lamps = None
        shown = (device for device in self.study.shown_devices() if device.id not in self._in_hand)
        self.places = DevicePlaces(shown, self.study.project.device_types)

    def _on_project_changed(self, changed: Changed) -> None:
        if changed.city:
            self._read_city()
            self._request(STACK)
        if changed.devices or changed.scenarios:
            self._read_devices()
            self._request((RANGES, DEVICES))
        if changed.layers:
            # What a device reaches may depend on buildings, streets and the ground.
            self._request((BELOW, ABOVE, RANGES, NAMES))
        if changed.device_types:
            self._request((RANGES,))

    def _on_scenario_changed(self) -> None:
        self._read_devices()
        self._request((RANGES, DEVICES))

    def _on_shown_changed(self) -> None:
        self._read_devices()
        self._request((COVERAGE, RANGES, DEVICES, NAMES))

    def _on_figures_changed(self) -> None:
        """Repaint the shares only where a neighbourhood changed its class."""
        assert self.study is not None
        colours = self.study.colours
        if self._colours is None or not colours.same_as(self._colours):
            self._colours = colours
            self._stack.paint_shares(self.study, self._paper())
        self.update()

    # Pictures

    def _request(self, names: Sequence[str]) -> None:
        if self.study is None or not self._fitted:
            return
        self._stack.request(names, self.study, self._paper())

    def _paper(self) -> Paper:
        return paper_for(self.view, self.devicePixelRatioF(), self._in_hand, projector=self.projector)

    def _symbol_sizes(self) -> dict[Family, float]:
        """In pixels of this widget."""
        paper = self._paper()
        sizes = self.places.symbol_sizes(picture_viewport(paper.view), paper.medium)
        factor = PROJECTOR if self.projector else 1.0
        return {family: factor * size for family, size in sizes.items()}

    def use_projector(self, on: bool) -> None:
        """Larger symbols, lines and names, few classes and a large legend, for people at the back of a room."""
        self.projector = on
        self.legend_card.setVisible(on)
        self._stack.clear()
        if self.study is not None:
            self.study.use_few_classes(on)
        # Beside the legend, or in its place.
        self._fit_again()
        self._request(STACK)
        self.update()

    @property
    def painting(self) -> bool:
        """Whether a picture is still to come."""
        return self._settle.isActive() or self._stack.busy

    def stop_painting(self) -> None:
        """Begin no picture any more; called when the window closes."""
        self._settle.stop()
        self._stack.stop()

    def wait_for_pictures(self) -> None:
        """Stop painting, and wait until it has stopped; for the end of the program."""
        self.stop_painting()
        self._stack.wait()

    # The view

    def look(self, view: Viewport) -> None:
        """Show ``view``; the pictures follow when it stays for a moment."""
        self.view, self._whole = view, False
        self._outlines.forget()
        self.legend_card.look(view)
        self._settle.start()
        self.update()
        self.view_changed.emit()

    def _on_settled(self) -> None:
        self._request(STACK)
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
        """Show the whole city, also when the map's size changes, until something else is looked at."""
        if self.study is not None:
            west, south, east, north = self.study.project.city.neighbourhoods.total_bounds.tolist()
            self.zoom_to((west, south, east, north))
            self._whole = True

    def zoom_to(self, bounds: Bounds) -> None:
        """Show ``bounds`` above the place bar, and beside the large legend."""
        self._fitted = True
        width, height = max(self.width(), 1), max(self.height(), 1)
        beside = min(self.legend_card.geometry().right(), width / 2) if self.legend_card.isVisible() else 0
        room = Viewport.fit(bounds, width - beside, max(height - _BAR_PX, height / 2), margin_px=20)
        self.look(room.panned(beside / 2, -_BAR_PX / 2).resized(width, height))

    def world_box(self, box: QRectF) -> Bounds:
        """West, south, east and north of a box in pixels."""
        west, north = self.view.to_world(box.left(), box.top())
        east, south = self.view.to_world(box.right(), box.bottom())
        return west, south, east, north

    def zoom_by(self, factor: float, at: QPointF | None = None) -> None:
        """Closer by ``factor`` about the pointer, or about the middle."""
        point = at or self.key_pointer.at or QPointF(self.width() / 2, self.height() / 2)
        self.look(self.view.zoomed(factor, point.x(), point.y(), closest=0.05, widest=2_000.0))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        whole = self._whole
        self.look(self.view.resized(max(self.width(), 1), max(self.height(), 1)))
        self._whole = whole
        self._fit_again()
        self.resized.emit()

    def _fit_again(self) -> None:
        if self._whole:
            self.zoom_full()

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
        if self.study is None:
            return None
        x, y = self.view.to_world(at.x(), at.y())
        found = self.places.nearest(x, y, _CATCH_PX * self.view.metres_per_pixel)
        return None if found is None else self.study.scenario.devices[found]

    def neighbourhood_at(self, at: QPointF) -> str | None:
        if self.study is None or self._neighbourhoods is None:
            return None
        return self._neighbourhoods.at(*self.view.to_world(at.x(), at.y()))

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
        if self.study is not None:
            turn_selected(self.study, degrees)

    def take_in_hand(self, ids: frozenset[str]) -> None:
        """Paint these devices live, not in the picture, until they are put down."""
        self._in_hand = ids
        self._request((RANGES, DEVICES))

    def put_down(self) -> None:
        self._in_hand = frozenset()
        self._read_devices()
        self._request((RANGES, DEVICES))

    # Events

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus()
        if event.button() == Qt.MouseButton.BackButton:
            self.look_back()
            return
        if event.button() == Qt.MouseButton.ForwardButton:
            self.look_forward()
            return
        if event.button() == Qt.MouseButton.MiddleButton or self._keys.space_held:
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
        if event.button() == Qt.MouseButton.LeftButton and self.study is not None and not self._keys.space_held:
            self.tool.double_click(event)
        else:
            self.mousePressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        steps = event.angleDelta().y() / 120
        if steps:
            self._run.start()
            self.zoom_by(_WHEEL_STEP**steps, event.position())
        event.accept()

    def leaveEvent(self, event: QEvent) -> None:
        self.tool.leave()
        super().leaveEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._keys.press(event):
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if not self._keys.release(event):
            super().keyReleaseEvent(event)

    # Painting

    @paint_event
    def paintEvent(self, painter: QPainter) -> None:
        if self.study is None:
            painter.fillRect(self.rect(), QColor(SURROUND))
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        self._stack.draw(painter, self.view, self.rect())
        self._outlines.paint_selected(painter, self.study, self.view)
        if self.tool.in_hand:
            self.paint_in_hand(painter, self.tool.in_hand)
        moving = {device.id: device for device in self.tool.in_hand}
        if self.study.selection.devices:
            paint_selected_devices(painter, self.study, self.view, self._symbol_sizes(), moving)
        for overlay in self.overlays:
            overlay.paint(painter)
        self.tool.paint(painter)
        if self.snap is not None:
            paint_snap(painter, QPointF(*self.view.point_to_screen(self.snap.x, self.snap.y)), self.snap.name)
        paint_decorations(painter, self.view, self.study.north_deg)
        self.key_pointer.paint(painter)

    def paint_in_hand(self, painter: QPainter, devices: Sequence[Device]) -> None:
        """Devices that are being moved or placed, with the ground that they reach."""
        assert self.study is not None
        sizes = {family: size + _LIFTED_PX for family, size in self._symbol_sizes().items()}
        paint_devices_in_hand(painter, self.study, self.view, sizes, devices)

    def screen_point(self, x: float, y: float) -> QPoint:
        """Where a place in the city is on this widget."""
        return QPointF(*self.view.point_to_screen(x, y)).toPoint()
