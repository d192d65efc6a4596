"""What to paint, in order, as plain data. Screen and paper paint the same list, so a legend cannot differ from its map.

Two kinds of items: *world* items hold metres and go through a viewport; *page* items hold pixels of 1/96 inch from
the top left. All sizes and widths are such pixels in both. Colours are ``#RRGGBB`` or ``#RRGGBBAA``.
"""

from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from cityplanner.carto.viewport import Viewport

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]


class Shape(StrEnum):
    """Symbol shapes; each device family has its own, so that colour never speaks alone."""

    CIRCLE = "circle"
    SQUARE = "square"
    DIAMOND = "diamond"
    TRIANGLE = "triangle"
    PENTAGON = "pentagon"
    HEXAGON = "hexagon"
    STAR = "star"


class Align(StrEnum):
    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class AreaStyle:
    fill: str | None = None
    hatch: str | None = None
    """Colour of diagonal lines over the fill."""
    stroke: str | None = None
    stroke_px: float = 1.0
    dash: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class LineStyle:
    colour: str
    width_px: float
    casing: str | None = None
    """Colour of a wider line underneath."""
    casing_px: float = 0.0
    """How far the casing looks out on each side."""
    dash: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class SymbolStyle:
    shape: Shape
    size_px: float
    fill: str
    stroke: str | None = "#FFFFFF"
    stroke_px: float = 1.0


# World items


@dataclass(frozen=True, eq=False, slots=True)
class Areas:
    """Polygons. ``xy`` (v, 2); ``rings`` (r + 1,) offsets into ``xy``; ``features`` (f + 1,) offsets into ``rings``;
    ``style`` (f,) indexes ``styles``. Rings are closed; outer ones run counter-clockwise and holes clockwise, so that
    overlapping features of one style join."""

    xy: FloatArray
    rings: IntArray
    features: IntArray
    style: IntArray
    styles: tuple[AreaStyle, ...]


@dataclass(frozen=True, eq=False, slots=True)
class Lines:
    """Polylines. ``xy`` (v, 2); ``parts`` (p + 1,) offsets into ``xy``; ``style`` (p,) indexes ``styles``.
    Later styles are painted over earlier ones, all casings before any line."""

    xy: FloatArray
    parts: IntArray
    style: IntArray
    styles: tuple[LineStyle, ...]


@dataclass(frozen=True, eq=False, slots=True)
class Symbols:
    """Point symbols. ``xy`` (n, 2); ``style`` (n,) indexes ``styles``."""

    xy: FloatArray
    style: IntArray
    styles: tuple[SymbolStyle, ...]


@dataclass(frozen=True, slots=True)
class Label:
    """Text centred on a place, turned by ``angle_deg`` clockwise."""

    text: str
    x: float
    y: float
    size_px: float = 11.0
    colour: str = "#6B6459"
    halo: str | None = "#FFFFFFCC"
    bold: bool = False
    angle_deg: float = 0.0


@dataclass(frozen=True, eq=False, slots=True)
class Raster:
    """A picture that fills ``bounds``: ``rgba`` (h, w, 4) bytes, the first row in the north."""

    bounds: tuple[float, float, float, float]
    rgba: npt.NDArray[np.uint8]
    opacity: float = 1.0


@dataclass(frozen=True, eq=False, slots=True)
class Outlines:
    """Shapes painted as one however they overlap: filled once, and a line around what they cover together.

    ``shapes`` (d,) are valid polygons or multipolygons in metres; None and empty ones cover nothing.
    """

    shapes: npt.NDArray[np.object_]
    style: AreaStyle
    casing: str | None = None
    """Colour of a wider line underneath."""
    casing_px: float = 0.0
    """How far the casing looks out on the outside."""


WorldItem = Areas | Lines | Symbols | Outlines | Label | Raster

# Page items


@dataclass(frozen=True, slots=True)
class Box:
    x: float
    y: float
    width: float
    height: float
    style: AreaStyle
    radius: float = 0.0


@dataclass(frozen=True, slots=True)
class Text:
    """One line of text; ``y`` is its baseline."""

    text: str
    x: float
    y: float
    size_px: float
    colour: str = "#1B2733"
    bold: bool = False
    align: Align = Align.LEFT


@dataclass(frozen=True, slots=True)
class Outline:
    """A closed outline on the page, for arrows and swatches: ((x, y), ...)."""

    points: tuple[tuple[float, float], ...]
    style: AreaStyle


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line on the page."""

    points: tuple[tuple[float, float], ...]
    style: LineStyle


@dataclass(frozen=True, slots=True)
class Mark:
    """A point symbol on the page, for legends."""

    x: float
    y: float
    style: SymbolStyle


@dataclass(frozen=True, eq=False, slots=True)
class MapFrame:
    """A map on the page: world items seen through ``viewport``, clipped to the frame at (``x``, ``y``)."""

    x: float
    y: float
    viewport: Viewport
    items: tuple[WorldItem, ...] = field(default_factory=tuple)


PageItem = Box | Text | Outline | Stroke | Mark | MapFrame
