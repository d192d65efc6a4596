"""Paints display lists into pictures: whole cities of polygons, lines and symbols by compiled kernels.

Looks like :func:`~cityplanner.render.painter.paint_world` on the same picture, many times sooner and without the
interpreter's lock. What is hatched or dashed, and text, is left to Qt.
"""

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from threading import Lock

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QImage

from cityplanner.carto.display_list import (
    Areas,
    AreaStyle,
    Lines,
    LineStyle,
    Outlines,
    Symbols,
    SymbolStyle,
    WorldItem,
)
from cityplanner.carto.ragged import FloatArray, IntArray, take
from cityplanner.carto.viewport import Viewport
from cityplanner.getting_ready import ready
from cityplanner.render import band_kernels, kernels
from cityplanner.render.near_order import NearOrder, near_areas, near_lines, near_outlines
from cityplanner.render.painter import paint_world
from cityplanner.render.painting import painter_on
from cityplanner.render.symbols import symbol_stamp

_STEPS = 4
"""Symbols stand on quarters of a pixel, so that they do not jump while the map is zoomed."""
_FEW_SYMBOLS = 30
_THREADS = min(os.cpu_count() or 1, 4)
_BAND_ROWS = 160
"""So many rows of pixels fit in what a processor keeps close at hand."""
_MOST_KEPT = 8 * _THREADS
_POOL = ThreadPoolExecutor(_THREADS, thread_name_prefix="bands")

Pixels = npt.NDArray[np.uint32]


def paint_into(image: QImage, items: Iterable[WorldItem], viewport: Viewport) -> None:
    """Paint ``items`` as ``viewport`` sees them over what ``image`` shows. Safe on any thread.

    ``image`` is ``ARGB32_Premultiplied`` and as large as the viewport times its device pixel ratio.
    """
    if image.isNull():
        return
    if not ready("render"):
        # The first time on a computer: a map now, drawn the slow way, rather than a blank one until they are compiled.
        with painter_on(image) as painter:
            paint_world(painter, items, viewport)
        return
    canvas = _Canvas(image, viewport)
    for item in items:
        match item:
            case Areas():
                _paint_areas(canvas, item)
            case Lines():
                _paint_lines(canvas, item)
            case Outlines():
                _paint_outlines(canvas, item)
            case Symbols() if len(item.xy) > _FEW_SYMBOLS:
                _paint_symbols(canvas, item)
            case _:
                canvas.paint_by_qt(item)


class _Buffers:
    """Where coverage is gathered; the kernels leave them as empty as they were."""

    def __init__(self, width: int) -> None:
        self.width = width
        self.share = np.zeros((_BAND_ROWS, width + kernels.PAD), dtype=np.float32)
        self.spans = np.empty((_BAND_ROWS, 2), dtype=np.int64)
        self.spans[:] = width + kernels.PAD, 0


class _Shelf:
    """Buffers of the width last used, kept for the next band: making them takes as long as painting a quarter."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._width = 0
        self._kept: list[_Buffers] = []

    @contextmanager
    def lend(self, width: int, count: int = 1) -> Iterator[list[_Buffers]]:
        """They do not come back where painting failed and may have left something in them."""
        with self._lock:
            if width != self._width:
                self._width, self._kept = width, []
            lent = [self._kept.pop() for _ in range(min(count, len(self._kept)))]
        lent += [_Buffers(width) for _ in range(count - len(lent))]
        yield lent
        with self._lock:
            if width == self._width:
                self._kept += lent[: _MOST_KEPT - len(self._kept)]


_SHELF = _Shelf()


@dataclass(frozen=True, slots=True)
class _Seen:
    """Rows of one style that can be seen, by bands."""

    rows: IntArray
    offsets: IntArray

    def __bool__(self) -> bool:
        return len(self.rows) > 0

    def in_band(self, band: "_Band") -> IntArray:
        return self.rows[self.offsets[band.number] : self.offsets[band.number + 1]]


@dataclass(frozen=True, slots=True)
class _Stroke:
    """Lines to be drawn, once, as wide as the casing; without a colour only the casing is painted."""

    seen: _Seen
    width_px: float
    colour: str | None
    casing_px: float = 0.0
    casing: str | None = None


class _Band:
    """Some rows of the picture, painted on one thread."""

    def __init__(self, number: int, picture: Pixels, west: float, north: float, scale: float) -> None:
        self.number, self.picture = number, picture
        self.place = (west, north, scale)

    def fill(self, shapes: NearOrder, seen: _Seen, colour: str) -> None:
        chosen = seen.in_band(self)
        if not len(chosen):
            return
        with _SHELF.lend(self.picture.shape[1]) as (buffers,):
            kernels.add_rings(
                buffers.share, buffers.spans, shapes.xy, shapes.parts, shapes.features, chosen, *self.place
            )
            kernels.fill_from_area(self.picture, buffers.share, buffers.spans, *_pixel(colour))

    def outline(self, shapes: NearOrder, stroke: _Stroke) -> None:
        rings, _offsets = take(shapes.features, stroke.seen.in_band(self))
        if len(rings):
            self._stroke(shapes, [(stroke, rings)])

    def stroke(self, shapes: NearOrder, strokes: Sequence[_Stroke]) -> None:
        work = [(stroke, stroke.seen.in_band(self)) for stroke in strokes]
        self._stroke(shapes, [(stroke, chosen) for stroke, chosen in work if len(chosen)])

    def joined(self, shapes: NearOrder, seen: _Seen, outlines: Outlines, ratio: float) -> None:
        """Shapes as one: what is inside any is filled once, and of the lines only what lies outside all is left."""
        chosen = seen.in_band(self)
        if not len(chosen):
            return
        style, rings = outlines.style, take(shapes.features, chosen)[0]
        with _SHELF.lend(self.picture.shape[1], 2) as (inside, rim):
            kernels.add_rings(inside.share, inside.spans, shapes.xy, shapes.parts, shapes.features, chosen, *self.place)
            if style.stroke is not None:
                casing_px = outlines.casing_px * ratio if outlines.casing is not None else 0.0
                width_px = 2 * style.stroke_px * ratio
                drawn_px = width_px + 2 * casing_px
                kernels.add_lines(rim.share, rim.spans, shapes.xy, shapes.parts, rings, drawn_px, *self.place)
                _keep_outside(rim.share, inside.share, 1 + 2 * casing_px)
                if outlines.casing is not None:
                    self._blend(rim, outlines.casing, drawn_px, drawn_px)
                self._blend(rim, style.stroke, width_px, drawn_px)
                kernels.clear(rim.share, rim.spans)
            if style.fill is not None:
                kernels.fill_from_area(self.picture, inside.share, inside.spans, *_pixel(style.fill))
            else:
                kernels.clear(inside.share, inside.spans)

    def stamp(self, symbols: Symbols, stamps: Pixels, seen: _Seen) -> None:
        kernels.stamp_symbols(self.picture, stamps, symbols.xy, symbols.style, seen.in_band(self), *self.place)

    def _stroke(self, shapes: NearOrder, work: list[tuple[_Stroke, IntArray]]) -> None:
        """Every casing before any line; both from one drawing, since they differ in width alone."""
        with _SHELF.lend(self.picture.shape[1], len(work)) as lent:
            for (stroke, chosen), buffers in zip(work, lent, strict=True):
                drawn_px = stroke.width_px + 2 * stroke.casing_px
                kernels.add_lines(buffers.share, buffers.spans, shapes.xy, shapes.parts, chosen, drawn_px, *self.place)
                if stroke.casing is not None:
                    self._blend(buffers, stroke.casing, drawn_px, drawn_px)
            for (stroke, _chosen), buffers in zip(work, lent, strict=True):
                if stroke.colour is not None:
                    self._blend(buffers, stroke.colour, stroke.width_px, stroke.width_px + 2 * stroke.casing_px)
                kernels.clear(buffers.share, buffers.spans)

    def _blend(self, buffers: _Buffers, colour: str, width_px: float, drawn_px: float) -> None:
        kernels.fill_from_cover(
            self.picture, buffers.share, buffers.spans, *_pixel(colour), width_px=width_px, drawn_px=drawn_px
        )


def _keep_outside(cover: npt.NDArray[np.float32], area: npt.NDArray[np.float32], most: float) -> None:
    """Take away of the ``cover`` of lines, cut at ``most``, what lies inside shapes of the signed areas ``area``."""
    inside = np.cumsum(area, axis=1)
    np.abs(inside, out=inside)
    np.minimum(inside, 1.0, out=inside)
    np.clip(cover, 0.0, most, out=cover)
    np.subtract(1.0, inside, out=inside)
    np.multiply(cover, inside, out=cover)


class _Canvas:
    """The picture in bands, which are painted at the same time."""

    def __init__(self, image: QImage, viewport: Viewport) -> None:
        self.image, self.viewport = image, viewport
        self.ratio = image.devicePixelRatio()
        west, _, _, north = viewport.bounds
        scale = self.ratio / viewport.metres_per_pixel
        self._band_m = _BAND_ROWS / scale
        # Lines of pictures of 32 bits have no bytes to spare.
        picture: Pixels = np.frombuffer(image.bits(), dtype=np.uint32).reshape(image.height(), image.width())
        self._bands = [
            _Band(number, picture[first : first + _BAND_ROWS], west, north - number * self._band_m, scale)
            for number, first in enumerate(range(0, image.height(), _BAND_ROWS))
        ]

    def paint(self, work: Callable[[_Band], None]) -> None:
        """Do ``work`` on every band, and wait for all. Whoever has done one takes the next."""
        waiting = deque(self._bands)

        def run(_thread: int) -> None:
            while True:
                try:
                    band = waiting.popleft()
                except IndexError:
                    return
                work(band)

        list(_POOL.map(run, range(_THREADS)))

    def seen(self, boxes: npt.NDArray[np.float32], styles: IntArray, style: int, margin_px: float) -> _Seen:
        """The rows of a style that can be seen, with lines ``margin_px`` wide around them."""
        margin = (margin_px + 1) * self.viewport.metres_per_pixel
        return _Seen(
            *band_kernels.in_bands(boxes, styles, style, self.viewport.bounds, self._band_m, len(self._bands), margin)
        )

    def seen_points(self, xy: FloatArray, margin_px: float) -> _Seen:
        margin = margin_px * self.viewport.metres_per_pixel
        return _Seen(*band_kernels.points_in_bands(xy, self.viewport.bounds, self._band_m, len(self._bands), margin))

    def paint_by_qt(self, item: WorldItem) -> None:
        with painter_on(self.image) as painter:
            paint_world(painter, [item], self.viewport)


def _paint_areas(canvas: _Canvas, areas: Areas) -> None:
    shapes, styles = near_areas(areas)
    for number, style in enumerate(areas.styles):
        if style.hatch is not None or style.dash:
            chosen = areas.style == number
            if chosen.any():
                # Only this style, so that the others do not appear twice.
                nothing = AreaStyle()
                only = tuple(style if place == number else nothing for place in range(len(areas.styles)))
                canvas.paint_by_qt(replace(areas, styles=only))
            continue
        seen = canvas.seen(shapes.boxes, styles, number, style.stroke_px)
        if style.fill is not None and seen:
            canvas.paint(partial(_Band.fill, shapes=shapes, seen=seen, colour=style.fill))
        if style.stroke is not None and seen:
            stroke = _Stroke(seen, style.stroke_px * canvas.ratio, style.stroke)
            canvas.paint(partial(_Band.outline, shapes=shapes, stroke=stroke))


def _paint_outlines(canvas: _Canvas, outlines: Outlines) -> None:
    style = outlines.style
    if style.hatch is not None or style.dash:
        canvas.paint_by_qt(outlines)
        return
    shapes = near_outlines(outlines)
    widest_px = 2 * (style.stroke_px + outlines.casing_px)
    seen = canvas.seen(shapes.boxes, np.zeros(len(shapes.boxes), dtype=np.int64), 0, widest_px)
    if seen:
        canvas.paint(partial(_Band.joined, shapes=shapes, seen=seen, outlines=outlines, ratio=canvas.ratio))


def _paint_lines(canvas: _Canvas, lines: Lines) -> None:
    shapes, styles = near_lines(lines)
    strokes = []
    for number, style in enumerate(lines.styles):
        casing_px = style.casing_px if style.casing is not None else 0.0
        seen = canvas.seen(shapes.boxes, styles, number, style.width_px + 2 * casing_px)
        width_px, casing_px = style.width_px * canvas.ratio, casing_px * canvas.ratio
        strokes.append(_Stroke(seen, width_px, style.colour, casing_px, style.casing))
    if not any(style.dash for style in lines.styles):
        canvas.paint(partial(_Band.stroke, shapes=shapes, strokes=strokes))
        return
    # Dashes are Qt's, in their turn among the lines.
    cased = [replace(stroke, colour=None) for stroke in strokes if stroke.casing is not None]
    canvas.paint(partial(_Band.stroke, shapes=shapes, strokes=cased))
    for number, (style, stroke) in enumerate(zip(lines.styles, strokes, strict=True)):
        if style.dash and stroke.seen:
            nothing = LineStyle("#00000000", 0.0)
            plain = replace(style, casing=None)
            only = tuple(plain if place == number else nothing for place in range(len(lines.styles)))
            canvas.paint_by_qt(replace(lines, styles=only))
        elif not style.dash:
            bare = replace(stroke, casing=None, casing_px=0.0)
            canvas.paint(partial(_Band.stroke, shapes=shapes, strokes=[bare]))


def _paint_symbols(canvas: _Canvas, symbols: Symbols) -> None:
    stamps = _stamps(symbols.styles, canvas.ratio)
    seen = canvas.seen_points(symbols.xy, stamps.shape[3] / canvas.ratio)
    canvas.paint(partial(_Band.stamp, symbols=symbols, stamps=stamps, seen=seen))


@lru_cache(maxsize=32)
def _stamps(styles: tuple[SymbolStyle, ...], ratio: float) -> Pixels:
    """(styles, steps, steps, side, side) each symbol moved by quarters of a pixel down and to the right."""
    side = max(symbol_stamp(style, ratio, 0.0, 0.0).width() for style in styles)
    stamps = np.zeros((len(styles), _STEPS, _STEPS, side, side), dtype=np.uint32)
    for number, style in enumerate(styles):
        for down in range(_STEPS):
            for right in range(_STEPS):
                image = symbol_stamp(style, ratio, right / _STEPS, down / _STEPS, side)
                stamps[number, down, right] = np.frombuffer(image.constBits(), dtype=np.uint32).reshape(side, side)
    return stamps


def _pixel(colour: str) -> tuple[int, int]:
    """The opaque pixel of ``#RRGGBB`` or ``#RRGGBBAA``, and the alpha, 0 to 255."""
    return 0xFF000000 | int(colour[1:7], 16), int(colour[7:9], 16) if len(colour) == 9 else 255
