"""Paints point symbols with Qt, one by one or as pictures of them."""

from math import cos, pi, sin

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QBrush, QImage, QPaintEngine, QPainter, QPainterPath, QPen, QPolygonF, QTransform

from cityplanner.carto.display_list import Symbols, SymbolStyle
from cityplanner.carto.ragged import FloatArray, IntArray
from cityplanner.carto.symbol_shapes import shape_outline
from cityplanner.carto.viewport import Viewport
from cityplanner.render.painting import painter_on
from cityplanner.render.paths import paths_of
from cityplanner.render.pens import colour_of, device_scale

_STAMPS_FROM = 300
_POINTS = 600
_ROUND = tuple((cos(k * pi / 12) / 2, sin(k * pi / 12) / 2) for k in range(24))
_UNSTRETCHED = (QTransform.TransformationType.TxNone, QTransform.TransformationType.TxTranslate)


class SymbolDrawing:
    """A symbol ready to be drawn anywhere."""

    def __init__(self, style: SymbolStyle) -> None:
        outline = shape_outline(style.shape)
        size = style.size_px
        self._path = QPainterPath()
        if outline is None:
            self._path.addEllipse(QPointF(0, 0), size / 2, size / 2)
        else:
            self._path.addPolygon(QPolygonF([QPointF(x * size, y * size) for x, y in outline]))
            self._path.closeSubpath()
        self._pen = QPen(Qt.PenStyle.NoPen)
        if style.stroke is not None:
            self._pen = QPen(colour_of(style.stroke), style.stroke_px)
            self._pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin if outline else Qt.PenJoinStyle.RoundJoin)
        self._brush = QBrush(colour_of(style.fill))

    def draw(self, painter: QPainter, x: float, y: float) -> None:
        painter.setPen(self._pen)
        painter.setBrush(self._brush)
        painter.translate(x, y)
        painter.drawPath(self._path)
        painter.translate(-x, -y)

    def stamp(self, scale: float, right_px: float = 0.0, down_px: float = 0.0, side: int | None = None) -> QImage:
        """A picture of the symbol for a device of ``scale`` device pixels to a pixel.

        The symbol is in the middle, moved by parts of a device pixel; ``side`` is the picture's in device pixels.
        """
        if side is None:
            reach = self._path.boundingRect()
            widest = max(abs(v) for v in (reach.left(), reach.right(), reach.top(), reach.bottom()))
            side = int(np.ceil(2 * (widest + self._pen.widthF()) * scale)) + 2
        image = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
        image.setDevicePixelRatio(scale)
        image.fill(Qt.GlobalColor.transparent)
        with painter_on(image) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self.draw(painter, (side / 2 + right_px) / scale, (side / 2 + down_px) / scale)
        return image


def symbol_stamp(style: SymbolStyle, scale: float, right_px: float, down_px: float, side: int | None = None) -> QImage:
    """A picture of a symbol of ``style``; see :meth:`SymbolDrawing.stamp`."""
    return SymbolDrawing(style).stamp(scale, right_px, down_px, side)


def paint_symbols(painter: QPainter, symbols: Symbols, viewport: Viewport) -> None:
    xy = viewport.to_screen(symbols.xy)
    reach = max((style.size_px for style in symbols.styles), default=0.0)
    seen = np.flatnonzero(
        (xy[:, 0] > -reach)
        & (xy[:, 1] > -reach)
        & (xy[:, 0] < viewport.width_px + reach)
        & (xy[:, 1] < viewport.height_px + reach)
    )
    seen = _paint_plain_symbols(painter, symbols, xy, seen)
    styles = symbols.style[seen]
    used = np.unique(styles).tolist()
    drawings = {number: SymbolDrawing(symbols.styles[number]) for number in used}
    places = zip(xy[seen, 0].tolist(), xy[seen, 1].tolist(), styles.tolist(), strict=True)
    if len(seen) < _STAMPS_FROM or not _takes_stamps(painter):
        for x, y, number in places:
            drawings[number].draw(painter, x, y)
        return
    scale = device_scale(painter)
    stamps = {number: drawing.stamp(scale) for number, drawing in drawings.items()}
    half = {number: stamp.width() / scale / 2 for number, stamp in stamps.items()}
    for x, y, number in places:
        painter.drawImage(QPointF(x - half[number], y - half[number]), stamps[number])


def _paint_plain_symbols(painter: QPainter, symbols: Symbols, xy: FloatArray, seen: IntArray) -> IntArray:
    """Paint the ``seen`` symbols that have no edge, all of a style as one shape, and return the others.

    Thousands of lamps make a small file and a quick picture that way.
    """
    styles = symbols.style[seen]
    for number in np.unique(styles).tolist():
        style = symbols.styles[number]
        if style.stroke is None:
            outline = np.array(shape_outline(style.shape) or _ROUND) * style.size_px
            closed = np.concatenate((outline, outline[:1]))
            places = xy[seen[styles == number]]
            points = (places[:, None] + closed).reshape(-1, 2)
            rings = np.arange(len(places) + 1, dtype=np.int64) * len(closed)
            brush = QBrush(colour_of(style.fill))
            for path in paths_of(points, rings, _POINTS):
                painter.fillPath(path, brush)
    edged = np.array([style.stroke is not None for style in symbols.styles], dtype=bool)
    return np.asarray(seen[edged[styles]], dtype=np.int64)


def _takes_stamps(painter: QPainter) -> bool:
    """Whether pictures of symbols look like symbols: on pixels that the painter does not stretch."""
    on_pixels = painter.paintEngine().type() == QPaintEngine.Type.Raster
    return on_pixels and painter.worldTransform().type() in _UNSTRETCHED
