"""The sites that a search proposes, on the map before anything is placed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPen
from shapely.geometry.base import BaseGeometry

from cityplanner.carto.display_list import AreaStyle, Outlines
from cityplanner.carto.geometry import joined
from cityplanner.gui.theme import LIGHT
from cityplanner.render.painter import paint_world

if TYPE_CHECKING:
    from cityplanner.gui.map.canvas import MapCanvas

_DOT_PX, _CATCH_PX = 11.0, 13.0
_NUMBER_PX = 11
_FILL = "28"
"""How opaque the ground in reach is, in hexadecimal."""


class SiteState(Enum):
    """What the person has said of a site."""

    PROPOSED = "proposed"
    PINNED = "pinned"
    VETOED = "vetoed"


@dataclass(frozen=True, slots=True)
class ProposedSite:
    """One site on the map; ``text`` is the figure inside its dot, ``outline`` is the ground that it reaches,
    in metres; None where none is to be drawn."""

    id: str
    x: float
    y: float
    text: str
    outline: BaseGeometry | None = None
    state: SiteState = SiteState.PROPOSED


class ProposalOverlay(QObject):
    """Numbered dots with their reach, above the devices; a click chooses one."""

    chosen = Signal(str)

    def __init__(self, canvas: "MapCanvas") -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self.sites: Sequence[ProposedSite] = ()
        self._colour = ""
        self._current: str | None = None
        self._joined = np.empty(0, dtype=object)
        canvas.overlays.append(self)

    def show_sites(self, sites: Sequence[ProposedSite], colour: str) -> None:
        """Show these from now on; an empty list takes them away. ``colour`` is the family's."""
        self.sites, self._colour = sites, colour
        outlines = [site.outline for site in sites if site.outline is not None and site.state is not SiteState.VETOED]
        self._joined = joined(np.array(outlines, dtype=object))
        self._canvas.update()

    def show_current(self, id_: str | None) -> None:
        """Set one apart."""
        self._current = id_
        self._canvas.update()

    def press(self, at: QPointF) -> bool:
        """Whether a click at ``at`` was on a site, which is then chosen."""
        for site in reversed(self.sites):
            if (self._place(site) - at).manhattanLength() <= _CATCH_PX:
                self.chosen.emit(site.id)
                return True
        return False

    def _place(self, site: ProposedSite) -> QPointF:
        return QPointF(*self._canvas.view.point_to_screen(site.x, site.y))

    def paint(self, painter: QPainter) -> None:
        self._paint_reaches(painter)
        font = painter.font()
        font.setPixelSize(_NUMBER_PX)
        font.setBold(True)
        painter.setFont(font)
        for site in self.sites:
            self._paint_site(painter, site)

    def _paint_reaches(self, painter: QPainter) -> None:
        """As one shape, which is made once, and that of the current one over it."""
        view = self._canvas.view
        style = AreaStyle(fill=f"{self._colour}{_FILL}", stroke=self._colour, stroke_px=2.0)
        items = [Outlines(self._joined, replace(style, stroke_px=1.0))]
        for site in self.sites:
            if site.id == self._current and site.outline is not None and site.state is not SiteState.VETOED:
                items.append(Outlines(np.array([site.outline], dtype=object), style))
        paint_world(painter, items, view)

    def _paint_site(self, painter: QPainter, site: ProposedSite) -> None:
        """Filled while it is proposed, dark with a ring where it stays, a grey cross where it is ruled out."""
        place = self._place(site)
        if site.state is SiteState.VETOED:
            for width, colour in ((5.0, LIGHT.panel), (2.0, LIGHT.second_text)):
                painter.setPen(QPen(QColor(colour), width))
                for way in (QPointF(5, 5), QPointF(5, -5)):
                    painter.drawLine(place - way, place + way)
            return
        pinned = site.state is SiteState.PINNED
        painter.setBrush(QColor(LIGHT.text if pinned else self._colour))
        painter.setPen(QPen(QColor(LIGHT.panel), 2))
        painter.drawEllipse(place, _DOT_PX, _DOT_PX)
        if pinned or site.id == self._current:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(LIGHT.text if pinned else LIGHT.accent), 2))
            painter.drawEllipse(place, _DOT_PX + 3, _DOT_PX + 3)
        painter.setPen(QColor(LIGHT.panel))
        box = QRectF(place.x() - _DOT_PX, place.y() - _DOT_PX, 2 * _DOT_PX, 2 * _DOT_PX)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, site.text)
