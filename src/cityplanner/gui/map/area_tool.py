"""Draws an area, which becomes a layer of the project."""

from typing import TYPE_CHECKING

import geopandas as gpd
import shapely
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPen, QPolygonF

from cityplanner.gui.map.measure_tool import area_text
from cityplanner.gui.map.tool import Tool
from cityplanner.gui.map.tool_painting import paint_tag
from cityplanner.gui.theme import LIGHT
from cityplanner.i18n import _
from cityplanner.model import Edit, Layer, LayerChange, Project
from cityplanner.model.layer_style import LayerStyle, StyleKind

if TYPE_CHECKING:
    from cityplanner.gui.map.canvas import MapCanvas

_FEWEST_CORNERS = 3
_COLOUR = "#7A3E9D"
"""Hatched in a colour that no share served has, so that the area is seen and what lies below it too."""


class AreaTool(Tool):
    """A click sets a corner; a double click or Enter closes the area, Backspace takes the last corner back."""

    name = "area"
    cursor = Qt.CursorShape.CrossCursor

    def __init__(self, canvas: "MapCanvas") -> None:
        super().__init__(canvas)
        self.points: list[tuple[float, float]] = []
        """In metres in the city's CRS."""
        self._pointer: tuple[float, float] | None = None

    def press(self, event: QMouseEvent) -> None:
        at = self._canvas.view.to_world(event.position().x(), event.position().y())
        if not self.points or at != self.points[-1]:
            self.points.append(at)
        self._canvas.update()

    def move(self, event: QMouseEvent) -> None:
        self._pointer = self._canvas.view.to_world(event.position().x(), event.position().y())
        self._canvas.update()

    @property
    def busy(self) -> bool:
        return bool(self.points)

    def double_click(self, event: QMouseEvent) -> None:
        self.end()

    def end(self) -> bool:
        """Make the layer; nothing happens before there is an area."""
        study = self._canvas.study
        area = shapely.Polygon(self.points) if len(self.points) >= _FEWEST_CORNERS else shapely.Polygon()
        if study is not None and area.is_valid and area.area > 0:
            study.do(draw_area(study.project, area))
            self._canvas.use_tool("select")
        return True

    def take_back(self) -> bool:
        """Take the last corner back."""
        if self.points:
            self.points.pop()
            self._canvas.update()
        return True

    def cancel(self) -> None:
        self.points, self._pointer = [], None
        self._canvas.update()

    def paint(self, painter: QPainter) -> None:
        if not self.points:
            return
        more = [] if self._pointer is None or self._pointer == self.points[-1] else [self._pointer]
        corners = [*self.points, *more]
        screen = [QPointF(*self._canvas.view.point_to_screen(x, y)) for x, y in corners]
        inside = QColor(LIGHT.accent)
        inside.setAlpha(40)
        painter.setPen(QPen(QColor(LIGHT.accent), 2.0))
        painter.setBrush(inside)
        painter.drawPolygon(QPolygonF(screen))
        painter.setPen(QPen(QColor(LIGHT.panel), 1.5))
        painter.setBrush(QColor(LIGHT.accent))
        for point in screen:
            painter.drawEllipse(point, 4, 4)
        if len(corners) >= _FEWEST_CORNERS:
            area = shapely.Polygon(corners)
            text = area_text(area.area) if area.is_valid else _("The outline crosses itself")
            paint_tag(painter, screen[-1] + QPointF(14, 14), text)


def draw_area(project: Project, area: shapely.Polygon) -> Edit:
    """Add ``area``, in the city's CRS, as a layer of its own on top: ``Area 1``, ``Area 2`` ..."""
    ids, number = {layer.id for layer in project.layers}, 1
    while f"area-{number}" in ids:
        number += 1
    name = _("Area {number}").format(number=number)
    frame = gpd.GeoDataFrame({"name": [name]}, geometry=[area], crs=project.city.crs)
    layer = Layer(f"area-{number}", name, "context", frame, style=LayerStyle(StyleKind.HATCH, colour=_COLOUR))
    return Edit(_("Draw {name}").format(name=name), (LayerChange(None, layer),))
