"""Draws an area, which becomes a layer of the project."""

import geopandas as gpd
import shapely
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from cityplanner.gui.map.measure_tool import area_text
from cityplanner.gui.map.points_tool import PointsTool, paint_points
from cityplanner.gui.map.tool_painting import paint_tag
from cityplanner.gui.theme import LIGHT
from cityplanner.i18n import _
from cityplanner.model import Edit, Layer, LayerChange, Project
from cityplanner.model.layer_style import LayerStyle, StyleKind

_FEWEST_CORNERS = 3
_COLOUR = "#7A3E9D"
"""Hatched in a colour that no share served has, so that the area is seen and what lies below it too."""


class AreaTool(PointsTool):
    """A click sets a corner; a double click or Enter closes the area, Backspace takes the last corner back."""

    name = "area"

    def end(self) -> bool:
        """Make the layer; nothing happens before there is an area."""
        study = self._canvas.study
        area = shapely.Polygon(self.points) if len(self.points) >= _FEWEST_CORNERS else shapely.Polygon()
        if study is not None and area.is_valid and area.area > 0:
            study.do(draw_area(study.project, area))
            self._canvas.use_tool("select")
        return True

    def paint(self, painter: QPainter) -> None:
        if not self.points:
            return
        corners = self._way()
        screen = self._on_screen(corners)
        inside = QColor(LIGHT.accent)
        inside.setAlpha(40)
        painter.setPen(QPen(QColor(LIGHT.accent), 2.0))
        painter.setBrush(inside)
        painter.drawPolygon(QPolygonF(screen))
        paint_points(painter, screen)
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
