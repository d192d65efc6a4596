"""Paints display lists: the one painter for the screen, pictures, SVG and PDF.

Works on any thread on any paint device of that thread. The caller scales the painter so that one unit is a pixel of
1/96 inch.
"""

from collections.abc import Iterable
from math import cos, pi, sin, sqrt

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QFontMetricsF,
    QImage,
    QPaintEngine,
    QPainter,
    QPainterPath,
    QPen,
    QPolygonF,
    QTransform,
)

from cityplanner.carto.clip import Frame, clip_lines, clip_rings
from cityplanner.carto.display_list import (
    Align,
    Areas,
    AreaStyle,
    Box,
    Label,
    Lines,
    LineStyle,
    MapFrame,
    Mark,
    Outline,
    PageItem,
    Raster,
    Stroke,
    Symbols,
    SymbolStyle,
    Text,
    WorldItem,
)
from cityplanner.carto.hatching import hatch_lines
from cityplanner.carto.ragged import FloatArray, IntArray, bounds, keep, take
from cityplanner.carto.symbol_shapes import shape_outline
from cityplanner.carto.viewport import Viewport
from cityplanner.render.fonts import ensure_fonts
from cityplanner.render.paths import path_of, paths_of

_SNAP_PX = 0.25
"""Points closer than this on the device become one; neighbours that share a border keep sharing it."""
_FINEST_PX = 0.04
_FILL_POINTS, _STROKE_POINTS, _JOINED_POINTS = 600, 60, 20_000
_STAMPS_FROM = 300
_ROUND_FROM_PX = 4.0
_HATCH_PX, _HATCH_WIDTH_PX = 9.0 / sqrt(2), 0.9
"""Nine whole pixels from line to line along a row, so that all lines of a hatch look the same."""
_HALO_PX = 2.6
_ROUND = tuple((cos(k * pi / 12) / 2, sin(k * pi / 12) / 2) for k in range(24))
_UNSTRETCHED = (QTransform.TransformationType.TxNone, QTransform.TransformationType.TxTranslate)


def paint_world(painter: QPainter, items: Iterable[WorldItem], viewport: Viewport) -> None:
    """Paint ``items`` as ``viewport`` sees them, its top left corner at the painter's origin."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for item in items:
        match item:
            case Areas():
                _paint_areas(painter, item, viewport)
            case Lines():
                _paint_lines(painter, item, viewport)
            case Symbols():
                _paint_symbols(painter, item, viewport)
            case Raster():
                _paint_raster(painter, item, viewport)
            case Label():
                x, y = viewport.point_to_screen(item.x, item.y)
                _paint_label(painter, item, x, y)
    painter.restore()


def paint_page(painter: QPainter, items: Iterable[PageItem]) -> None:
    """Paint ``items``, the page's top left corner at the painter's origin."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for item in items:
        match item:
            case Box():
                _paint_box(painter, item)
            case Text():
                _paint_text(painter, item)
            case Outline(points, style):
                xy = np.array(points, dtype=np.float64)
                xy = np.concatenate((xy, xy[:1]))
                _paint_style(painter, xy, np.array([0, len(xy)]), np.array([0, 1]), style, 0.0)
            case Stroke(points, style):
                xy = np.array(points, dtype=np.float64)
                for pen in _pens(style):
                    painter.strokePath(path_of(xy, np.array([0, len(xy)])), pen)
            case Mark(x, y, style):
                _SymbolDrawing(style).draw(painter, x, y)
            case MapFrame(x, y, viewport, world):
                painter.save()
                painter.translate(x, y)
                painter.setClipRect(QRectF(0, 0, viewport.width_px, viewport.height_px))
                paint_world(painter, world, viewport)
                painter.restore()
    painter.restore()


def _paint_raster(painter: QPainter, raster: Raster, viewport: Viewport) -> None:
    west, south, east, north = raster.bounds
    left, top = viewport.point_to_screen(west, north)
    right, bottom = viewport.point_to_screen(east, south)
    pixels = np.ascontiguousarray(raster.rgba)
    height, width = pixels.shape[:2]
    image = QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_RGBA8888)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.setOpacity(raster.opacity)
    painter.drawImage(QRectF(left, top, right - left, bottom - top), image)
    painter.restore()


# Areas and lines


def _paint_areas(painter: QPainter, areas: Areas, viewport: Viewport) -> None:
    widest = max((style.stroke_px for style in areas.styles), default=0.0)
    every = bounds(areas.xy, areas.rings[areas.features])
    seen = _seen(every, viewport, widest)
    frame = _frame(viewport, widest)
    snap = _snap_px(painter)
    for number, style in enumerate(areas.styles):
        chosen = np.flatnonzero(seen & (areas.style == number))
        if not len(chosen):
            continue
        ring_rows, features = take(areas.features, chosen)
        vertices, rings = take(areas.rings, ring_rows)
        xy, rings = _thinned(viewport.to_screen(areas.xy[vertices]), rings, snap)
        if not _within(every[chosen], viewport):
            xy, rings = clip_rings(xy, rings, frame)
        solid = np.diff(rings) > 3
        features = keep(features, solid)
        vertices, rings = take(rings, np.flatnonzero(solid))
        _paint_style(painter, xy[vertices], rings, features, style, _hatch_phase(viewport))


def _paint_style(
    painter: QPainter, xy: FloatArray, rings: IntArray, features: IntArray, style: AreaStyle, hatch_phase: float
) -> None:
    """Fill, hatch and stroke rings that are in pixels."""
    if style.fill is not None:
        colour = _colour(style.fill)
        brush = QBrush(colour)
        # What is not opaque shows where two paths meet or overlap, so it is one long path where time allows.
        joined = colour.alpha() < 255 and len(xy) <= _JOINED_POINTS
        for path in paths_of(xy, rings, _JOINED_POINTS if joined else _FILL_POINTS):
            painter.fillPath(path, brush)
    if style.hatch is not None:
        lines = hatch_lines(xy, rings, features, _HATCH_PX, hatch_phase)
        pen = _pen(style.hatch, _HATCH_WIDTH_PX)
        for path in paths_of(lines.reshape(-1, 2), 2 * np.arange(len(lines) + 1), _stroke_points(painter, pen)):
            painter.strokePath(path, pen)
    if style.stroke is not None:
        pen = _pen(style.stroke, style.stroke_px, style.dash)
        for path in paths_of(xy, rings, _stroke_points(painter, pen)):
            painter.strokePath(path, pen)


def _paint_lines(painter: QPainter, lines: Lines, viewport: Viewport) -> None:
    widest = max((style.width_px + 2 * style.casing_px for style in lines.styles), default=0.0)
    every = bounds(lines.xy, lines.parts)
    seen = _seen(every, viewport, widest)
    snap = _snap_px(painter)
    drawn: list[tuple[LineStyle, FloatArray, IntArray]] = []
    for number, style in enumerate(lines.styles):
        chosen = np.flatnonzero(seen & (lines.style == number))
        if not len(chosen):
            continue
        vertices, parts = take(lines.parts, chosen)
        xy, parts = _thinned(viewport.to_screen(lines.xy[vertices]), parts, snap)
        if not _within(every[chosen], viewport):
            xy, parts, _ = clip_lines(xy, parts, _frame(viewport, widest))
        vertices, parts = take(parts, np.flatnonzero(np.diff(parts) > 1))
        drawn.append((style, xy[vertices], parts))
    for style, xy, parts in drawn:
        if style.casing is not None:
            _stroke_all(painter, xy, parts, _pens(style)[0])
    for style, xy, parts in drawn:
        _stroke_all(painter, xy, parts, _pens(style)[-1])


def _stroke_all(painter: QPainter, xy: FloatArray, parts: IntArray, pen: QPen) -> None:
    if pen.style() == Qt.PenStyle.SolidLine and pen.widthF() * _device_scale(painter) < _ROUND_FROM_PX:
        # Nobody sees how these end and bend, and round takes twice as long.
        pen.setCapStyle(Qt.PenCapStyle.SquareCap)
        pen.setJoinStyle(Qt.PenJoinStyle.BevelJoin)
    for path in paths_of(xy, parts, _stroke_points(painter, pen)):
        painter.strokePath(path, pen)


def _stroke_points(painter: QPainter, pen: QPen) -> int:
    """How many points to stroke at once: hair lines go a fast way, and where colours mix all must be one path."""
    thin = pen.widthF() * _device_scale(painter) <= 1.0
    return _JOINED_POINTS if thin or pen.color().alpha() < 255 else _STROKE_POINTS


def _seen(boxes: FloatArray, viewport: Viewport, margin_px: float) -> npt.NDArray[np.bool_]:
    west, south, east, north = viewport.bounds
    margin = margin_px * viewport.metres_per_pixel
    return np.asarray(
        (boxes[:, 0] <= east + margin)
        & (boxes[:, 2] >= west - margin)
        & (boxes[:, 1] <= north + margin)
        & (boxes[:, 3] >= south - margin)
    )


def _within(boxes: FloatArray, viewport: Viewport) -> bool:
    west, south, east, north = viewport.bounds
    return bool(
        boxes[:, 0].min() >= west
        and boxes[:, 1].min() >= south
        and boxes[:, 2].max() <= east
        and boxes[:, 3].max() <= north
    )


def _frame(viewport: Viewport, margin_px: float) -> Frame:
    """The frame in pixels to cut at: far enough out that a line along the cut stays out of sight."""
    return (-margin_px, -margin_px, viewport.width_px + margin_px, viewport.height_px + margin_px)


def _thinned(xy: FloatArray, offsets: IntArray, snap: float) -> tuple[FloatArray, IntArray]:
    """Points on a grid of ``snap`` pixels, each only once in a row."""
    xy = np.rint(xy / snap)
    kept = np.ones(len(xy), dtype=bool)
    kept[1:] = (xy[1:, 0] != xy[:-1, 0]) | (xy[1:, 1] != xy[:-1, 1])
    kept[offsets[:-1][np.diff(offsets) > 0]] = True
    return xy[kept] * snap, keep(offsets, kept)


def _hatch_phase(viewport: Viewport) -> float:
    """Ties the hatch to the ground, so that it does not swim when the map is moved."""
    west, _, _, north = viewport.bounds
    phase = np.fmod((north - west) / viewport.metres_per_pixel, _HATCH_PX * sqrt(2))
    # Between two diagonals of pixels, where a line is smooth; along one it would be a dark row of dots.
    return float(np.floor(phase) + 0.5)


# Symbols


class _SymbolDrawing:
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
            self._pen = QPen(_colour(style.stroke), style.stroke_px)
            self._pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin if outline else Qt.PenJoinStyle.RoundJoin)
        self._brush = QBrush(_colour(style.fill))

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
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.draw(painter, (side / 2 + right_px) / scale, (side / 2 + down_px) / scale)
        painter.end()
        return image


def symbol_stamp(style: SymbolStyle, scale: float, right_px: float, down_px: float, side: int | None = None) -> QImage:
    """A picture of a symbol of ``style``; see :meth:`_SymbolDrawing.stamp`."""
    return _SymbolDrawing(style).stamp(scale, right_px, down_px, side)


def _paint_symbols(painter: QPainter, symbols: Symbols, viewport: Viewport) -> None:
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
    drawings = {number: _SymbolDrawing(symbols.styles[number]) for number in used}
    places = zip(xy[seen, 0].tolist(), xy[seen, 1].tolist(), styles.tolist(), strict=True)
    if len(seen) < _STAMPS_FROM or not _takes_stamps(painter):
        for x, y, number in places:
            drawings[number].draw(painter, x, y)
        return
    scale = _device_scale(painter)
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
            brush = QBrush(_colour(style.fill))
            for path in paths_of(points, rings, _FILL_POINTS):
                painter.fillPath(path, brush)
    edged = np.array([style.stroke is not None for style in symbols.styles], dtype=bool)
    return np.asarray(seen[edged[styles]], dtype=np.int64)


def _takes_stamps(painter: QPainter) -> bool:
    """Whether pictures of symbols look like symbols: on pixels that the painter does not stretch."""
    on_pixels = painter.paintEngine().type() == QPaintEngine.Type.Raster
    return on_pixels and painter.worldTransform().type() in _UNSTRETCHED


# Text and boxes


def _font(size_px: float, bold: bool) -> QFont:
    font = QFont(ensure_fonts())
    font.setPixelSize(max(round(size_px), 1))
    font.setBold(bold)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font


def _paint_label(painter: QPainter, label: Label, x: float, y: float) -> None:
    font = _font(label.size_px, label.bold)
    metrics = QFontMetricsF(font)
    painter.save()
    painter.translate(x, y)
    painter.rotate(label.angle_deg)
    origin = QPointF(-metrics.horizontalAdvance(label.text) / 2, metrics.capHeight() / 2)
    if label.halo is not None:
        glyphs = QPainterPath()
        glyphs.addText(origin, font, label.text)
        painter.strokePath(glyphs, QPen(_colour(label.halo), _HALO_PX, j=Qt.PenJoinStyle.RoundJoin))
    painter.setFont(font)
    painter.setPen(_colour(label.colour))
    painter.drawText(origin, label.text)
    painter.restore()


def _paint_text(painter: QPainter, text: Text) -> None:
    font = _font(text.size_px, text.bold)
    part = {Align.LEFT: 0.0, Align.CENTRE: 0.5, Align.RIGHT: 1.0}[text.align]
    left = text.x - part * QFontMetricsF(font).horizontalAdvance(text.text) if part else text.x
    painter.setFont(font)
    painter.setPen(_colour(text.colour))
    painter.drawText(QPointF(left, text.y), text.text)


def _paint_box(painter: QPainter, box: Box) -> None:
    style = box.style
    rect = QRectF(box.x, box.y, box.width, box.height)
    corners = np.array(
        [
            (rect.left(), rect.top()),
            (rect.left(), rect.bottom()),
            (rect.right(), rect.bottom()),
            (rect.right(), rect.top()),
            (rect.left(), rect.top()),
        ]
    )
    if style.hatch is not None:
        # Hatched boxes are legend patches; their rounded corners are too small to be cut out of the lines.
        _paint_style(painter, corners, np.array([0, 5]), np.array([0, 1]), AreaStyle(style.fill, style.hatch), 0.0)
    painter.setBrush(QBrush(_colour(style.fill)) if style.fill and not style.hatch else QBrush())
    painter.setPen(_pen(style.stroke, style.stroke_px, style.dash) if style.stroke else QPen(Qt.PenStyle.NoPen))
    painter.drawRoundedRect(rect, box.radius, box.radius)


# Pens and colours


def _colour(colour: str) -> QColor:
    """``#RRGGBB`` or ``#RRGGBBAA``, which Qt would read as ``#AARRGGBB``."""
    if len(colour) == 9:
        result = QColor(colour[:7])
        result.setAlpha(int(colour[7:], 16))
        return result
    return QColor(colour)


def _pen(
    colour: str, width_px: float, dash: tuple[float, ...] = (), cap: Qt.PenCapStyle = Qt.PenCapStyle.FlatCap
) -> QPen:
    pen = QPen(_colour(colour), width_px, Qt.PenStyle.SolidLine, cap, Qt.PenJoinStyle.RoundJoin)
    if dash:
        pen.setDashPattern([length / width_px for length in dash])
    return pen


def _pens(style: LineStyle) -> list[QPen]:
    """The casing's pen, where there is one, and the line's."""
    ends = Qt.PenCapStyle.FlatCap if style.dash else Qt.PenCapStyle.RoundCap
    line = _pen(style.colour, style.width_px, style.dash, ends)
    if style.casing is None:
        return [line]
    return [_pen(style.casing, style.width_px + 2 * style.casing_px, cap=Qt.PenCapStyle.RoundCap), line]


def _device_scale(painter: QPainter) -> float:
    """Device pixels to a pixel."""
    return abs(painter.deviceTransform().m11()) or 1.0


def _snap_px(painter: QPainter) -> float:
    return max(_SNAP_PX / _device_scale(painter), _FINEST_PX)
