"""Paints display lists: the one painter for the screen, pictures, SVG and PDF.

Works on any thread on any paint device of that thread. The caller scales the painter so that one unit is a pixel of
1/96 inch.
"""

from collections.abc import Iterable
from math import sqrt

import numpy as np
import numpy.typing as npt
import shapely
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QBrush,
    QFont,
    QFontMetricsF,
    QImage,
    QPainter,
    QPainterPath,
    QPen,
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
    Outlines,
    PageItem,
    Raster,
    Stroke,
    Symbols,
    Text,
    WorldItem,
)
from cityplanner.carto.geometry import areas_from, joined
from cityplanner.carto.hatching import hatch_lines
from cityplanner.carto.ragged import FloatArray, IntArray, bounds, keep, take
from cityplanner.carto.viewport import Viewport
from cityplanner.render.fonts import ensure_fonts
from cityplanner.render.paths import path_of, paths_of
from cityplanner.render.pens import colour_of, device_scale, pen_of, pens_of
from cityplanner.render.symbols import SymbolDrawing, paint_symbols

_SNAP_PX = 0.25
"""Points closer than this on the device become one; neighbours that share a border keep sharing it."""
_FINEST_PX = 0.04
_FILL_POINTS, _STROKE_POINTS, _JOINED_POINTS = 600, 60, 20_000
_ROUND_FROM_PX = 4.0
_HATCH_PX, _HATCH_WIDTH_PX = 9.0 / sqrt(2), 0.9
"""Nine whole pixels from line to line along a row, so that all lines of a hatch look the same."""
_HALO_PX = 2.6


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
                paint_symbols(painter, item, viewport)
            case Outlines():
                _paint_outlines(painter, item, viewport)
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
                for pen in pens_of(style):
                    painter.strokePath(path_of(xy, np.array([0, len(xy)])), pen)
            case Mark(x, y, style):
                SymbolDrawing(style).draw(painter, x, y)
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
        colour = colour_of(style.fill)
        brush = QBrush(colour)
        # What is not opaque shows where two paths meet or overlap, so it is one long path where time allows.
        joined = colour.alpha() < 255 and len(xy) <= _JOINED_POINTS
        for path in paths_of(xy, rings, _JOINED_POINTS if joined else _FILL_POINTS, features):
            painter.fillPath(path, brush)
    if style.hatch is not None:
        lines = hatch_lines(xy, rings, features, _HATCH_PX, hatch_phase)
        pen = pen_of(style.hatch, _HATCH_WIDTH_PX)
        for path in paths_of(lines.reshape(-1, 2), 2 * np.arange(len(lines) + 1), _stroke_points(painter, pen)):
            painter.strokePath(path, pen)
    if style.stroke is not None:
        pen = pen_of(style.stroke, style.stroke_px, style.dash)
        for path in paths_of(xy, rings, _stroke_points(painter, pen)):
            painter.strokePath(path, pen)


def _paint_outlines(painter: QPainter, outlines: Outlines, viewport: Viewport) -> None:
    """As one shape, since paper knows no other way to paint what overlaps only once."""
    style = outlines.style
    width_px = style.stroke_px + 2 * outlines.casing_px
    seen = _seen(shapely.bounds(outlines.shapes), viewport, width_px)
    styles = [style] if outlines.casing is None else [AreaStyle(stroke=outlines.casing, stroke_px=width_px), style]
    parts = joined(outlines.shapes[seen])
    for one in styles:
        _paint_areas(painter, areas_from(parts, 0, [one]), viewport)


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
            _stroke_all(painter, xy, parts, pens_of(style)[0])
    for style, xy, parts in drawn:
        _stroke_all(painter, xy, parts, pens_of(style)[-1])


def _stroke_all(painter: QPainter, xy: FloatArray, parts: IntArray, pen: QPen) -> None:
    if pen.style() == Qt.PenStyle.SolidLine and pen.widthF() * device_scale(painter) < _ROUND_FROM_PX:
        # Nobody sees how these end and bend, and round takes twice as long.
        pen.setCapStyle(Qt.PenCapStyle.SquareCap)
        pen.setJoinStyle(Qt.PenJoinStyle.BevelJoin)
    for path in paths_of(xy, parts, _stroke_points(painter, pen)):
        painter.strokePath(path, pen)


def _stroke_points(painter: QPainter, pen: QPen) -> int:
    """How many points to stroke at once: hair lines go a fast way, and where colours mix all must be one path."""
    thin = pen.widthF() * device_scale(painter) <= 1.0
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


def _snap_px(painter: QPainter) -> float:
    return max(_SNAP_PX / device_scale(painter), _FINEST_PX)


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
        painter.strokePath(glyphs, QPen(colour_of(label.halo), _HALO_PX, j=Qt.PenJoinStyle.RoundJoin))
    painter.setFont(font)
    painter.setPen(colour_of(label.colour))
    painter.drawText(origin, label.text)
    painter.restore()


def _paint_text(painter: QPainter, text: Text) -> None:
    font = _font(text.size_px, text.bold)
    part = {Align.LEFT: 0.0, Align.CENTRE: 0.5, Align.RIGHT: 1.0}[text.align]
    left = text.x - part * QFontMetricsF(font).horizontalAdvance(text.text) if part else text.x
    painter.setFont(font)
    painter.setPen(colour_of(text.colour))
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
    painter.setBrush(QBrush(colour_of(style.fill)) if style.fill and not style.hatch else QBrush())
    painter.setPen(pen_of(style.stroke, style.stroke_px, style.dash) if style.stroke else QPen(Qt.PenStyle.NoPen))
    painter.drawRoundedRect(rect, box.radius, box.radius)
