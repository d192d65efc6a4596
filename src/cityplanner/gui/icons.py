"""Our own line icons, drawn in the colour that is asked for, sharp on every screen."""

from functools import cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from cityplanner.data_files import data_folder
from cityplanner.gui.theme import LIGHT


@cache
def icon(name: str, colour: str = LIGHT.text, disabled_colour: str = "#B4BCC4") -> QIcon:
    """The icon ``name`` from ``resources/icons``."""
    result = QIcon()
    for mode, shade in ((QIcon.Mode.Normal, colour), (QIcon.Mode.Disabled, disabled_colour)):
        for size in (20, 40, 80):
            result.addPixmap(pixmap(name, size, shade), mode)
    return result


@cache
def pixmap(name: str, size_px: int, colour: str = LIGHT.text) -> QPixmap:
    """The icon as a square picture of ``size_px``; ``currentColor`` in the drawing becomes ``colour``."""
    drawing = (data_folder("resources") / "icons" / f"{name}.svg").read_text(encoding="utf-8")
    renderer = QSvgRenderer(QByteArray(drawing.replace("currentColor", colour).encode()))
    picture = QPixmap(QSize(size_px, size_px))
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    renderer.render(painter, QRectF(0, 0, size_px, size_px))
    painter.end()
    return picture
