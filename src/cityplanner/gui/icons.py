"""Our own line icons, drawn in the colour that is asked for, sharp on every screen and in every theme."""

from functools import cache

from PySide6.QtCore import QByteArray, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from cityplanner.data_files import data_folder
from cityplanner.gui.theme import COLOURS


class _LineIcon(QIconEngine):
    """Drawn anew each time, so that a change of theme changes it too."""

    def __init__(self, name: str, colour: str) -> None:
        super().__init__()
        self._name, self._colour = name, colour

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
        painter = QPainter(picture)
        self.paint(painter, QRect(0, 0, size.width(), size.height()), mode, state)
        painter.end()
        return picture


@cache
def icon(name: str, colour: str = "text") -> QIcon:
    """The icon ``name`` from ``resources/icons``; ``colour`` is ``#RRGGBB`` or a role of the theme."""
    return QIcon(_LineIcon(name, colour))


def pixmap(name: str, size_px: int, colour: str = "text") -> QPixmap:
    """The icon as a square picture of ``size_px``, in a colour or a role of the theme in use."""
    return _picture(name, size_px, colour if colour.startswith("#") else str(getattr(COLOURS, colour)))


@cache
def _picture(name: str, size_px: int, colour: str) -> QPixmap:
    """``currentColor`` in the drawing becomes ``colour``."""
    drawing = (data_folder("resources") / "icons" / f"{name}.svg").read_text(encoding="utf-8")
    renderer = QSvgRenderer(QByteArray(drawing.replace("currentColor", colour).encode()))
    picture = QPixmap(QSize(size_px, size_px))
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    renderer.render(painter, QRectF(0, 0, size_px, size_px))
    painter.end()
    return picture
