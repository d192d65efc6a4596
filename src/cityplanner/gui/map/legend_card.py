"""The legend over the map, large enough for the back of a room."""

import shapely
from PySide6.QtCore import QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QPainter, QPen, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from cityplanner.carto.legend import (
    Legend,
    fit_legend,
    legend_height,
    legend_items,
    legend_width,
    map_legend,
    reach_entries,
)
from cityplanner.carto.map_stack import RANGES
from cityplanner.carto.neighbourhood_colours import NeighbourhoodColours, seen_colours
from cityplanner.carto.palette import PAGE_LINE, PAPER
from cityplanner.carto.viewport import Viewport
from cityplanner.gui.map.decorations import scale_bar_room
from cityplanner.gui.map.picture_stack import map_content
from cityplanner.gui.painting import paint_event
from cityplanner.gui.subscriptions import Subscriptions
from cityplanner.i18n import _
from cityplanner.render.painter import paint_page
from cityplanner.session.study import Study

_ENLARGED = 2.4
"""How many times the letters of paper on a screen of 1080 pixels: the smallest are then 24 pixels high."""
_FULL_HEIGHT_PX = 1080.0
_LEAST = 1.6
_EDGE_PX, _PADDING_PX = 12, 14
_WIDEST_PART = 0.4
_LATER_MS = 80


class LegendCard(QWidget):
    """Stands at the upper left of the map, above the scale bar; lists what is seen, and lets the mouse through."""

    resized = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, objectName="legendCard")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAccessibleName(_("Legend"))
        self.legend = Legend(())
        self._study: Study | None = None
        self._heard = Subscriptions()
        self._view: Viewport | None = None
        self._later = QTimer(self, singleShot=True, interval=_LATER_MS)
        self._later.timeout.connect(self._fill)
        self.hide()

    def bind(self, study: Study) -> None:
        """List what ``study`` shows from now on."""
        self._study = study
        signals = (
            study.project_changed,
            study.figures_changed,
            study.scenario_changed,
            study.shown_changed,
            study.mode_changed,
        )
        self._heard.renew(*((signal, self._ask) for signal in signals))

    def unbind(self) -> None:
        """Let go of the study."""
        self._heard.end()
        self._study = None

    def look(self, view: Viewport) -> None:
        """The map shows ``view`` now."""
        self._view = view
        self._ask()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fill()

    @property
    def enlarged(self) -> float:
        """How many pixels to a pixel of the printed legend."""
        return max(_ENLARGED * min(self.window().height() / _FULL_HEIGHT_PX, 2.0), _LEAST)

    def _ask(self, *_changed: object) -> None:
        if self.isVisible() and not self._later.isActive():
            self._later.start()

    def _fill(self) -> None:
        study, view = self._study, self._view
        if study is None or view is None or not self.isVisible():
            return
        west, south, east, north = view.bounds
        devices = [
            device for device in study.shown_devices() if west <= device.x <= east and south <= device.y <= north
        ]
        legend = map_legend(
            study.project,
            devices,
            view.metres_per_pixel,
            colours=_colours_seen(study, view),
            bounds=view.bounds,
            reaches=reach_entries(map_content(study, RANGES)),
            layers=False,
        )
        factor = self.enlarged
        width = legend_width(legend, (view.width_px * _WIDEST_PART - 2 * _PADDING_PX) / factor)
        room_px = view.height_px - scale_bar_room() - 2 * _EDGE_PX - 2 * _PADDING_PX
        self.legend = fit_legend(legend, width, max(room_px, 0.0) / factor)
        height_px = legend_height(self.legend, width) * factor
        self._width = width
        self.setGeometry(
            _EDGE_PX, _EDGE_PX, round(width * factor) + 2 * _PADDING_PX, round(height_px) + 2 * _PADDING_PX
        )
        self.setAccessibleDescription("\n".join(entry.label for group in self.legend.groups for entry in group.entries))
        self.update()

    @paint_event
    def paintEvent(self, painter: QPainter) -> None:
        if not self.legend.groups:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(PAGE_LINE), 1.0))
        painter.setBrush(QColor(PAPER))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        painter.translate(_PADDING_PX, _PADDING_PX)
        painter.scale(self.enlarged, self.enlarged)
        paint_page(painter, legend_items(self.legend, 0.0, 0.0, self._width))


def _colours_seen(study: Study, view: Viewport) -> NeighbourhoodColours | None:
    """The classes of the neighbourhoods within ``view``; None where they are hidden or out of sight."""
    if "served" in study.hidden:
        return None
    seen = shapely.intersects(study.project.city.neighbourhoods.geometry.array, shapely.box(*view.bounds))
    return seen_colours(study.colours, seen) if seen.any() else None
