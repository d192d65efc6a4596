"""Our own line icons, drawn in the colour that is asked for, sharp on every screen and in every theme."""

from functools import cache

from PySide6.QtCore import QByteArray, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from cityplanner.data_files import data_folder
from cityplanner.gui.painting import paint_part
from cityplanner.gui.theme import COLOURS
from cityplanner.render.painting import painter_on

_UNKNOWN = "device"
"""The drawing of what nobody knows."""


class _LineIcon(QIconEngine):
    """Drawn anew each time, so that a change of theme changes it too."""

    def __init__(self, name: str, colour: str) -> None:
        super().__init__()
        self._name, self._colour = name, colour

    @paint_part
    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        colour = "disabled" if mode == QIcon.Mode.Disabled else self._colour
        side = min(rect.width(), rect.height())
        ratio = painter.device().devicePixelRatioF() if painter.device() is not None else 1.0
        picture = pixmap(self._name, round(side * ratio), colour)
        place = QRect(0, 0, side, side)
        place.moveCenter(rect.center())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawPixmap(place, picture)

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        picture = QPixmap(size)
        picture.fill(Qt.GlobalColor.transparent)
        with painter_on(picture) as painter:
            self.paint(painter, QRect(0, 0, size.width(), size.height()), mode, state)
        return picture


@cache
def icon(name: str, colour: str = "text") -> QIcon:
    """The icon ``name`` from ``resources/icons``; ``colour`` is ``#RRGGBB`` or a role of the theme.

    A name that we have no drawing for, as in a project from elsewhere, gives a plain mark.
    """
    return QIcon(_LineIcon(name, colour))


def pixmap(name: str, size_px: int, colour: str = "text") -> QPixmap:
    """The icon as a square picture of ``size_px``, in a colour or a role of the theme in use."""
    return _picture(name, size_px, colour if colour.startswith("#") else str(getattr(COLOURS, colour)))


@cache
def _picture(name: str, size_px: int, colour: str) -> QPixmap:
    """``currentColor`` in the drawing becomes ``colour``."""
    renderer = QSvgRenderer(QByteArray(_drawing(name).replace("currentColor", colour).encode()))
    picture = QPixmap(QSize(size_px, size_px))
    picture.fill(Qt.GlobalColor.transparent)
    with painter_on(picture) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        renderer.render(painter, QRectF(0, 0, size_px, size_px))
    return picture


@cache
def _drawing(name: str) -> str:
    """Only files of the folder itself: a name that somebody else chose opens nothing else."""
    drawings = {file.stem: file for file in (data_folder("resources") / "icons").glob("*.svg")}
    return drawings.get(name, drawings[_UNKNOWN]).read_text(encoding="utf-8")
