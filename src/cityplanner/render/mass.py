"""Paints display lists into pictures: whole cities of polygons, lines and symbols by compiled kernels.

Looks like :func:`~cityplanner.render.painter.paint_world` on the same picture, many times sooner and without the
interpreter's lock. What is hatched or dashed, and text, is left to Qt.
"""

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache

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

Bytes = npt.NDArray[np.uint8]


def paint_into(image: QImage, items: Iterable[WorldItem], viewport: Viewport) -> None:
    """Paint ``items`` as ``viewport`` sees them over what ``image`` shows. Safe on any thread.

    ``image`` is ``ARGB32_Premultiplied`` and as large as the viewport times its device pixel ratio.
    """
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


class _Canvas:
    """The picture's bytes, and buffers of its size that are made when they are first needed."""

    def __init__(self, image: QImage, viewport: Viewport) -> None:
        self.image, self.viewport = image, viewport
        self.ratio = image.devicePixelRatio()
        west, _, _, north = viewport.bounds
        self.place = (west, north, self.ratio / viewport.metres_per_pixel)
        self.height, self.width = image.height(), image.width()
        lines = np.frombuffer(image.bits(), dtype=np.uint8).reshape(self.height, image.bytesPerLine())
        self.picture: Bytes = lines[:, : 4 * self.width].reshape(self.height, self.width, 4)
        self.spans = np.empty((self.height, 2), dtype=np.int64)
        self.spans[:] = self.width + 2, 0
        self._area: npt.NDArray[np.float32] | None = None
        self._cover: Bytes | None = None

    @property
    def area(self) -> npt.NDArray[np.float32]:
        if self._area is None:
            self._area = np.zeros((self.height, self.width + 2), dtype=np.float32)
        return self._area

    @property
    def cover(self) -> Bytes:
        if self._cover is None:
            self._cover = np.zeros((self.height, self.width), dtype=np.uint8)
        return self._cover

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
            kernels.add_rings(canvas.area, canvas.spans, areas.xy, areas.rings, areas.features, chosen, *canvas.place)
            kernels.fill_from_area(canvas.picture, canvas.area, canvas.spans, *_bytes_of(style.fill))
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
    kernels.add_lines(canvas.cover, canvas.spans, xy, parts, chosen, width_px * canvas.ratio, *canvas.place)
    kernels.fill_from_cover(canvas.picture, canvas.cover, canvas.spans, *_bytes_of(colour))


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
    kernels.stamp_symbols(
        canvas.picture, _stamps(symbols.styles, canvas.ratio), symbols.xy, symbols.style, *canvas.place
    )


@lru_cache(maxsize=32)
def _stamps(styles: tuple[SymbolStyle, ...], ratio: float) -> Bytes:
    """(styles, steps, steps, side, side, 4) each symbol moved by quarters of a pixel down and to the right."""
    side = max(symbol_stamp(style, ratio, 0.0, 0.0).width() for style in styles)
    stamps = np.zeros((len(styles), _STEPS, _STEPS, side, side, 4), dtype=np.uint8)
    for number, style in enumerate(styles):
        for down in range(_STEPS):
            for right in range(_STEPS):
                image = symbol_stamp(style, ratio, right / _STEPS, down / _STEPS, side)
                lines = np.frombuffer(image.constBits(), dtype=np.uint8).reshape(side, image.bytesPerLine())
                stamps[number, down, right] = lines[:, : 4 * side].reshape(side, side, 4)
    return stamps


def _bytes_of(colour: str) -> tuple[int, int, int, int]:
    """Blue, green, red and alpha of ``#RRGGBB`` or ``#RRGGBBAA``."""
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return blue, green, red, int(colour[7:9], 16) if len(colour) == 9 else 255
