"""A small map of where files come to lie: all of them pale, the one that is looked at in the accent colour."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from cityplanner.data_files import data_folder
from cityplanner.gui.painting import paint_event
from cityplanner.gui.theme import COLOURS, RADIUS_PX, SMALL_PX
from cityplanner.i18n import _
from cityplanner.intake.landing import degrees_of, in_words
from cityplanner.intake.plan import Bounds, ImportPlan, PlanItem

_MARGIN_PX = 14
_WORLD_PX = 84
_MOST_DOTS = 1_500
_MANY = 150
"""Outlines of more shapes than this are thin, so that they do not run together."""


@dataclass(frozen=True, eq=False, slots=True)
class Drawing:
    """A layer's sketch in degrees, its kind, and whether it is to be imported."""

    kind: str
    parts: tuple[npt.NDArray[np.float64], ...]
    bounds: Bounds
    taken: bool
    ground: bool
    """Whether it is the neighbourhoods, which the others lie on."""


def draw(plan: ImportPlan) -> dict[str, Drawing]:
    """The layers of ``plan`` whose place is known, by key. Call it on a worker."""
    return {item.key: drawing for item in plan.items if (drawing := _drawing(item)) is not None}


def _drawing(item: PlanItem) -> Drawing | None:
    sketch, crs = item.finding.sketch, item.crs or item.finding.crs
    if item.landing is None or sketch is None or crs is None:
        return None
    parts = [degrees_of(part, crs) for part in sketch.parts]
    kept = tuple(part[np.isfinite(part).all(axis=1)] for part in parts)
    return Drawing(sketch.kind, kept, item.landing.bounds, item.taken, item.role == "neighbourhoods")


@cache
def _land() -> tuple[tuple[tuple[float, float], ...], ...]:
    """Outlines of the continents in whole degrees."""
    content = json.loads((data_folder("resources") / "world.json").read_text(encoding="utf-8"))
    return tuple(tuple((float(lon), float(lat)) for lon, lat in ring) for ring in content["rings"])


class PlaceMap(QWidget):
    """The shapes themselves, and in a corner where on Earth that is."""

    def __init__(self) -> None:
        super().__init__(objectName="placeMap")
        self._drawings: Mapping[str, Drawing] = {}
        self._chosen: str | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(200, 150)

    def sizeHint(self) -> QSize:
        return QSize(280, 190)

    def show_drawings(self, drawings: Mapping[str, Drawing], chosen: str | None) -> None:
        """Paint ``drawings``, the ``chosen`` one on top."""
        self._drawings, self._chosen = drawings, chosen
        one = drawings.get(chosen or "")
        where = in_words(one.bounds) if one is not None else _("not known")
        self.setAccessibleName(_("Where it lies: {place}").format(place=where))
        self.update()

    @property
    def caption(self) -> str:
        """Where the chosen layer lies, in words."""
        one = self._drawings.get(self._chosen or "")
        return in_words(one.bounds) if one is not None else ""

    @paint_event
    def paintEvent(self, painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(COLOURS.line), 1))
        painter.setBrush(QColor(COLOURS.window))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS_PX, RADIUS_PX)
        chosen = self._drawings.get(self._chosen or "")
        shown = [one for one in self._drawings.values() if one.taken and one is not chosen]
        if chosen is None and not shown:
            self._say(painter, _("Where it lies is not known."))
            return
        view = _View.around([one.bounds for one in (*shown, chosen) if one is not None], QRectF(self.rect()))
        for one in sorted(shown, key=lambda one: not one.ground):
            self._paint(painter, one, view, QColor(COLOURS.handle), filled=one.ground)
        if chosen is not None:
            self._paint(painter, chosen, view, QColor(COLOURS.accent), filled=True)
            self._paint_world(painter, chosen.bounds)

    def _paint_world(self, painter: QPainter, bounds: Bounds) -> None:
        """Where on Earth that is, in a corner: a wrong coordinate system is seen at once."""
        place = QRectF(self.width() - _WORLD_PX - 7, self.height() - _WORLD_PX / 2 - 7, _WORLD_PX, _WORLD_PX / 2)
        painter.setPen(QPen(QColor(COLOURS.line), 1))
        painter.setBrush(QColor(COLOURS.panel))
        painter.drawRoundedRect(place, 3, 3)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(COLOURS.handle))

        def pixel(lon: float, lat: float) -> QPointF:
            return QPointF(place.x() + (lon + 180) / 360 * _WORLD_PX, place.y() + (90 - lat) / 360 * _WORLD_PX)

        for ring in _land():
            painter.drawPolygon(QPolygonF([pixel(lon, lat) for lon, lat in ring]))
        painter.setBrush(QColor(COLOURS.accent))
        painter.setPen(QPen(QColor(COLOURS.panel), 1.2))
        painter.drawEllipse(pixel((bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2), 3.6, 3.6)

    def _say(self, painter: QPainter, text: str) -> None:
        font = self.font()
        font.setPixelSize(SMALL_PX)
        painter.setFont(font)
        painter.setPen(QColor(COLOURS.second_text))
        painter.drawText(
            self.rect().adjusted(12, 0, -12, 0), Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, text
        )

    def _paint(self, painter: QPainter, one: Drawing, view: "_View", colour: QColor, *, filled: bool) -> None:
        if one.kind == "point":
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour)
            for part in one.parts:
                for x, y in view.pixels(part[:: max(len(part) // _MOST_DOTS, 1)]).tolist():
                    painter.drawEllipse(QPointF(x, y), 1.8, 1.8)
            return
        painter.setPen(QPen(colour, 1.0 if len(one.parts) < _MANY else 0.5))
        fill = QColor(colour)
        fill.setAlpha(38)
        painter.setBrush(fill if filled and one.kind == "polygon" else Qt.BrushStyle.NoBrush)
        for part in one.parts:
            points = QPolygonF([QPointF(x, y) for x, y in view.pixels(part).tolist()])
            if one.kind == "polygon":
                painter.drawPolygon(points)
            else:
                painter.drawPolyline(points)


@dataclass(frozen=True, slots=True)
class _View:
    """Degrees to pixels, east and north equally long in the middle."""

    lon: float
    lat: float
    x: float
    y: float
    scale: float
    squeeze: float

    @classmethod
    def around(cls, bounds: list[Bounds], rect: QRectF) -> "_View":
        wests, souths, easts, norths = zip(*bounds, strict=True)
        west, south, east, north = min(wests), min(souths), max(easts), max(norths)
        lon, lat = (west + east) / 2, (south + north) / 2
        squeeze = max(float(np.cos(np.radians(lat))), 0.05)
        wide, high = max((east - west) * squeeze, 1e-6), max(north - south, 1e-6)
        scale = min((rect.width() - 2 * _MARGIN_PX) / wide, (rect.height() - 2 * _MARGIN_PX) / high)
        return cls(lon, lat, rect.center().x(), rect.center().y(), scale, squeeze)

    def pixels(self, degrees: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        x = self.x + (degrees[:, 0] - self.lon) * self.squeeze * self.scale
        y = self.y - (degrees[:, 1] - self.lat) * self.scale
        return np.column_stack([x, y])
