"""Paints display lists into pictures: whole cities of polygons, lines and symbols by compiled kernels.

Looks like :func:`~cityplanner.render.painter.paint_world` on the same picture, many times sooner and without the
interpreter's lock. What is hatched or dashed, and text, is left to Qt.
"""

import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import lru_cache, partial
from itertools import pairwise
from threading import Lock

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QImage, QPainter

from cityplanner.carto.display_list import Areas, AreaStyle, Lines, LineStyle, Symbols, SymbolStyle, WorldItem
from cityplanner.carto.ragged import FloatArray, IntArray, take
from cityplanner.carto.viewport import Viewport
from cityplanner.render import kernels
from cityplanner.render.painter import paint_world, symbol_stamp

_STEPS = 4
"""Symbols stand on quarters of a pixel, so that they do not jump while the map is zoomed."""
_FEW_SYMBOLS = 30
_THREADS = min(os.cpu_count() or 1, 4)
_POOL = ThreadPoolExecutor(_THREADS, thread_name_prefix="bands")

Pixels = npt.NDArray[np.uint32]


def paint_into(image: QImage, items: Iterable[WorldItem], viewport: Viewport) -> None:
    """Paint ``items`` as ``viewport`` sees them over what ``image`` shows. Safe on any thread.

    ``image`` is ``ARGB32_Premultiplied`` and as large as the viewport times its device pixel ratio.
    """
    if image.isNull():
        return
    canvas = _Canvas(image, viewport)
    for item in items:
        match item:
            case Areas():
                _paint_areas(canvas, item)
            case Lines():
                _paint_lines(canvas, item)
            case Symbols() if len(item.xy) > _FEW_SYMBOLS:
                _paint_symbols(canvas, item)
            case _:
                canvas.paint_by_qt(item)
    canvas.put_back()


class _Buffers:
    """Where coverage is gathered; the kernels leave them as empty as they were."""

    def __init__(self, height: int, width: int) -> None:
        self.size = (height, width)
        self.share = np.zeros((height, width + kernels.PAD), dtype=np.float32)
        self.spans = np.empty((height, 2), dtype=np.int64)
        self.spans[:] = width + kernels.PAD, 0


class _Shelf:
    """Buffers of the size last used, kept for the next picture: making them takes as long as painting a quarter."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._size = (0, 0)
        self._kept: list[_Buffers] = []

    def take(self, height: int, width: int) -> _Buffers:
        with self._lock:
            if (height, width) == self._size and self._kept:
                return self._kept.pop()
        return _Buffers(height, width)

    def put_back(self, buffers: _Buffers) -> None:
        with self._lock:
            if buffers.size != self._size:
                self._size, self._kept = buffers.size, []
            if len(self._kept) < 2 * _THREADS:
                self._kept.append(buffers)


_SHELF = _Shelf()


class _Band:
    """Some rows of the picture, painted on one thread."""

    def __init__(self, picture: Pixels, west: float, north: float, scale: float) -> None:
        self.picture = picture
        self.place = (west, north, scale)
        self.buffers = _SHELF.take(*picture.shape)

    def fill(self, areas: Areas, chosen: IntArray, colour: str) -> None:
        buffers = self.buffers
        kernels.add_rings(buffers.share, buffers.spans, areas.xy, areas.rings, areas.features, chosen, *self.place)
        kernels.fill_from_area(self.picture, buffers.share, buffers.spans, *_pixel(colour))

    def stroke(self, xy: FloatArray, parts: IntArray, chosen: IntArray, width_px: float, colour: str) -> None:
        buffers = self.buffers
        kernels.add_lines(buffers.share, buffers.spans, xy, parts, chosen, width_px, *self.place)
        kernels.fill_from_cover(self.picture, buffers.share, buffers.spans, *_pixel(colour), width_px)


class _Canvas:
    """The picture in bands, which are painted at the same time."""

    def __init__(self, image: QImage, viewport: Viewport) -> None:
        self.image, self.viewport = image, viewport
        self.ratio = image.devicePixelRatio()
        west, _, _, north = viewport.bounds
        scale = self.ratio / viewport.metres_per_pixel
        # Lines of pictures of 32 bits have no bytes to spare.
        picture: Pixels = np.frombuffer(image.bits(), dtype=np.uint32).reshape(image.height(), image.width())
        cuts = np.linspace(0, image.height(), _THREADS + 1).astype(int).tolist()
        self._bands = [_Band(picture[first:last], west, north - first / scale, scale) for first, last in pairwise(cuts)]

    def put_back(self) -> None:
        """Keep the buffers for the next picture; not done where painting failed and may have left something in them."""
        for band in self._bands:
            _SHELF.put_back(band.buffers)

    def paint(self, work: Callable[[_Band], None]) -> None:
        """Do ``work`` on every band, and wait for all."""
        list(_POOL.map(work, self._bands))

    def seen(self, boxes: npt.NDArray[np.float32], styles: IntArray, style: int, margin_px: float) -> IntArray:
        """The rows of a style that can be seen, with lines ``margin_px`` wide around them."""
        west, south, east, north = self.viewport.bounds
        margin = (margin_px + 1) * self.viewport.metres_per_pixel
        return kernels.overlapping(boxes, styles, style, west - margin, south - margin, east + margin, north + margin)

    def paint_by_qt(self, item: WorldItem) -> None:
        painter = QPainter(self.image)
        paint_world(painter, [item], self.viewport)
        painter.end()


def _paint_areas(canvas: _Canvas, areas: Areas) -> None:
    for number, style in enumerate(areas.styles):
        if style.hatch is not None or style.dash:
            chosen = areas.style == number
            if chosen.any():
                # Only this style, so that the others do not appear twice.
                nothing = AreaStyle()
                only = tuple(style if place == number else nothing for place in range(len(areas.styles)))
                canvas.paint_by_qt(replace(areas, styles=only))
            continue
        chosen = canvas.seen(
            _boxes(_Shapes(areas.xy, areas.rings[areas.features])), areas.style, number, style.stroke_px
        )
        if style.fill is not None and len(chosen):
            canvas.paint(partial(_Band.fill, areas=areas, chosen=chosen, colour=style.fill))
        if style.stroke is not None and len(chosen):
            rings, _offsets = take(areas.features, chosen)
            _stroke(canvas, areas.xy, areas.rings, rings, style.stroke_px, style.stroke)


def _paint_lines(canvas: _Canvas, lines: Lines) -> None:
    boxes = _boxes(_Shapes(lines.xy, lines.parts))
    chosen = [
        canvas.seen(boxes, lines.style, number, style.width_px + 2 * style.casing_px)
        for number, style in enumerate(lines.styles)
    ]
    for style, rows in zip(lines.styles, chosen, strict=True):
        if style.casing is not None and len(rows):
            _stroke(canvas, lines.xy, lines.parts, rows, style.width_px + 2 * style.casing_px, style.casing)
    for number, (style, rows) in enumerate(zip(lines.styles, chosen, strict=True)):
        if not len(rows):
            continue
        if style.dash:
            nothing = LineStyle("#00000000", 0.0)
            plain = replace(style, casing=None)
            only = tuple(plain if place == number else nothing for place in range(len(lines.styles)))
            canvas.paint_by_qt(replace(lines, styles=only))
        else:
            _stroke(canvas, lines.xy, lines.parts, rows, style.width_px, style.colour)


def _stroke(canvas: _Canvas, xy: FloatArray, parts: IntArray, chosen: IntArray, width_px: float, colour: str) -> None:
    width = width_px * canvas.ratio
    canvas.paint(partial(_Band.stroke, xy=xy, parts=parts, chosen=chosen, width_px=width, colour=colour))


class _Shapes:
    """Points and their parts, the same as long as the points are: a city's never change once they are made."""

    def __init__(self, xy: FloatArray, parts: IntArray) -> None:
        self.xy, self.parts = xy, parts

    def __hash__(self) -> int:
        return id(self.xy)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Shapes) and other.xy is self.xy and len(other.parts) == len(self.parts)


@lru_cache(maxsize=64)
def _boxes(shapes: _Shapes) -> npt.NDArray[np.float32]:
    return kernels.boxes(shapes.xy, shapes.parts)


def _paint_symbols(canvas: _Canvas, symbols: Symbols) -> None:
    stamps = _stamps(symbols.styles, canvas.ratio)
    canvas.paint(lambda band: kernels.stamp_symbols(band.picture, stamps, symbols.xy, symbols.style, *band.place))


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
