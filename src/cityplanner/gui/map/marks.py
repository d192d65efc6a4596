"""What is painted over the pictures at every frame: the selection, and devices in the hand."""

from collections.abc import Mapping, Sequence

import shapely
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from cityplanner.carto.families import device_symbols
from cityplanner.carto.viewport import Viewport
from cityplanner.gui.map.picture_stack import ranges_of
from cityplanner.gui.map.pictures import Ranges
from cityplanner.gui.theme import LIGHT
from cityplanner.model import Device
from cityplanner.render.painter import paint_world
from cityplanner.session.study import Study


class Outlines:
    """Outlines of neighbourhoods in pixels, made once a view."""

    def __init__(self) -> None:
        self._paths: dict[str, QPainterPath] = {}

    def forget(self) -> None:
        """The view or the city is another now."""
        self._paths.clear()

    def paint_selected(self, painter: QPainter, study: Study, view: Viewport) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for width, colour in ((5.0, LIGHT.panel), (2.5, LIGHT.accent)):
            pen = QPen(QColor(colour), width)
            pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
            painter.setPen(pen)
            for id_ in study.selection.neighbourhoods:
                painter.drawPath(self._path(id_, study, view))

    def _path(self, id_: str, study: Study, view: Viewport) -> QPainterPath:
        if id_ not in self._paths:
            neighbourhoods = study.project.city.neighbourhoods
            path = QPainterPath()
            for geometry in neighbourhoods.geometry[neighbourhoods["id"] == id_]:
                for ring in shapely.get_rings(geometry):
                    points = view.to_screen(shapely.get_coordinates(ring))
                    path.addPolygon([QPointF(x, y) for x, y in points.tolist()])
            self._paths[id_] = path
        return self._paths[id_]


def paint_selected_devices(
    painter: QPainter, study: Study, view: Viewport, symbol_px: float, moving: Mapping[str, Device]
) -> None:
    """A ring around each; around those that are ``moving``, by id, where they are now."""
    radius = symbol_px / 2 + 4
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for id_ in study.selection.devices:
        device = moving.get(id_) or study.scenario.devices.get(id_)
        if device is None:
            continue
        centre = QPointF(*view.point_to_screen(device.x, device.y))
        for width, colour in ((4.0, LIGHT.panel), (2.0, LIGHT.accent)):
            painter.setPen(QPen(QColor(colour), width))
            painter.drawEllipse(centre, radius, radius)


def paint_devices_in_hand(
    painter: QPainter, study: Study, view: Viewport, symbol_px: float, devices: Sequence[Device]
) -> None:
    """Devices that are being moved or placed, with the ground that they reach."""
    _paint_ranges_over(painter, ranges_of(study, devices), view)
    paint_world(painter, [device_symbols(devices, study.project.device_types, size_px=symbol_px)], view)


def _paint_ranges_over(painter: QPainter, ranges: Ranges, view: Viewport) -> None:
    """Over what is there already."""
    colour = QColor(ranges.colour)
    fill = QColor(ranges.colour)
    fill.setAlpha(46)
    painter.setPen(QPen(colour, 1.5))
    painter.setBrush(fill)
    for (x, y), radius in zip(view.to_screen(ranges.xy).tolist(), ranges.radius_m.tolist(), strict=True):
        painter.drawEllipse(QPointF(x, y), radius / view.metres_per_pixel, radius / view.metres_per_pixel)
