"""Qt's pens and colours for those of a display list, and how many device pixels a pixel is."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPen

from cityplanner.carto.display_list import LineStyle


def colour_of(colour: str) -> QColor:
    """``#RRGGBB`` or ``#RRGGBBAA``, which Qt would read as ``#AARRGGBB``."""
    if len(colour) == 9:
        result = QColor(colour[:7])
        result.setAlpha(int(colour[7:], 16))
        return result
    return QColor(colour)


def pen_of(
    colour: str, width_px: float, dash: tuple[float, ...] = (), cap: Qt.PenCapStyle = Qt.PenCapStyle.FlatCap
) -> QPen:
    pen = QPen(colour_of(colour), width_px, Qt.PenStyle.SolidLine, cap, Qt.PenJoinStyle.RoundJoin)
    if dash:
        pen.setDashPattern([length / width_px for length in dash])
    return pen


def pens_of(style: LineStyle) -> list[QPen]:
    """The casing's pen, where there is one, and the line's."""
    ends = Qt.PenCapStyle.FlatCap if style.dash else Qt.PenCapStyle.RoundCap
    line = pen_of(style.colour, style.width_px, style.dash, ends)
    if style.casing is None:
        return [line]
    return [pen_of(style.casing, style.width_px + 2 * style.casing_px, cap=Qt.PenCapStyle.RoundCap), line]


def device_scale(painter: QPainter) -> float:
    """Device pixels to a pixel."""
    return abs(painter.deviceTransform().m11()) or 1.0
