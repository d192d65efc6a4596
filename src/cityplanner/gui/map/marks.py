"""What is painted over the pictures at every frame: the selection, and devices in the hand."""

from collections.abc import Mapping, Sequence

import shapely
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen

from cityplanner.carto.display_list import WorldItem
from cityplanner.carto.families import symbols_of_size
from cityplanner.carto.reaches import reaches_in_hand
from cityplanner.carto.viewport import Viewport
from cityplanner.coverage.engines import surroundings_for
from cityplanner.coverage.models import coverage_models
from cityplanner.gui.theme import LIGHT
from cityplanner.model import Device, Family
from cityplanner.render.mass import paint_into
from cityplanner.render.painter import paint_world
from cityplanner.session.study import Study

_FEW = 30


class NeighbourhoodOutlines:
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
    painter: QPainter,
    study: Study,
    view: Viewport,
    sizes_px: Mapping[Family, float],
    moving: Mapping[str, Device],
) -> None:
    """A ring around each; around those that are ``moving``, by id, where they are now."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    types = study.project.device_types
    for id_ in study.selection.devices:
        device = moving.get(id_) or study.scenario.devices.get(id_)
        if device is None:
            continue
        centre = QPointF(*view.point_to_screen(device.x, device.y))
        size_px = sizes_px[types[device.type_id].family] if device.type_id in types else max(sizes_px.values())
        radius = size_px / 2 + 4
        for width, colour in ((4.0, LIGHT.panel), (2.0, LIGHT.accent)):
            painter.setPen(QPen(QColor(colour), width))
            painter.drawEllipse(centre, radius, radius)


def paint_devices_in_hand(
    painter: QPainter, study: Study, view: Viewport, sizes_px: Mapping[Family, float], devices: Sequence[Device]
) -> None:
    """Devices that are being moved or placed, and what they reach where their model can follow the hand."""
    models = coverage_models()
    types = {
        item.id: item
        for item in study.focus_types
        if item.coverage.model in models and models[item.coverage.model].quick
    }
    reaches = reaches_in_hand(devices, types, view, surroundings_for(study.project, types))
    items: list[WorldItem] = [*reaches, symbols_of_size(devices, study.project.device_types, sizes_px)]
    if len(devices) <= _FEW:
        paint_world(painter, items, view)
        return
    # Hundreds at once would take longer than a frame one by one.
    ratio = painter.device().devicePixelRatio()
    image = QImage(
        round(view.width_px * ratio), round(view.height_px * ratio), QImage.Format.Format_ARGB32_Premultiplied
    )
    image.setDevicePixelRatio(ratio)
    image.fill(Qt.GlobalColor.transparent)
    paint_into(image, items, view)
    painter.drawImage(0, 0, image)
