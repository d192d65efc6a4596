"""How a layer looks: the style that ``layers/<role>.toml`` gives its role, or the one that a planner gave it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import cast

import geopandas as gpd
import numpy as np

from cityplanner.carto.classification import IntArray, class_of_category, class_of_number, numbers_of
from cityplanner.carto.display_list import AreaStyle, LineStyle, Shape, SymbolStyle
from cityplanner.carto.palette import rgb
from cityplanner.i18n import _, text_fields
from cityplanner.io.layer_roles import load_roles
from cityplanner.model import LayerStyle, StyleKind

_SYMBOL_PX = 6.0
_PLAIN = "context"
_NO_VALUE = "#E7E8EA"
LARGEST_PX, WIDEST_PX = 24.0, 8.0
"""The largest symbol and the widest line of a proportional style that does not say."""
SIZE_STEPS = 16
"""A proportional style has so many sizes; the eye tells fewer apart."""

# Roles


def area_style(role: str) -> AreaStyle:
    """The style of a role's polygons."""
    style = _style(role)
    return AreaStyle(
        fill=_colour(style, "fill"),
        hatch=_colour(style, "hatch"),
        stroke=_colour(style, "stroke"),
        stroke_px=_number(style, "stroke_px", 1.0),
    )


def line_style(role: str, kind: str | None = None) -> LineStyle:
    """The style of a role's lines; ``kind`` is one of the classes that the style tells apart."""
    style = dict(_style(role))
    kinds = cast(Mapping[str, Mapping[str, object]], style.get("class", {}))
    style.update(kinds.get(kind or "", {}))
    return LineStyle(
        colour=_colour(style, "colour") or _colour(style, "stroke") or _colour(_style(_PLAIN), "colour") or "#000000",
        width_px=_number(style, "width_px", 1.2),
        casing=_colour(style, "casing"),
        casing_px=_number(style, "casing_px", 0.0),
    )


def symbol_style(role: str) -> SymbolStyle:
    """The style of a role's points: small, so that devices stand out from them."""
    style = _style(role)
    fill = _colour(style, "fill") or _colour(style, "colour") or _colour(_style(_PLAIN), "stroke") or "#000000"
    return SymbolStyle(Shape.CIRCLE, _SYMBOL_PX, fill, "#FFFFFF", 0.8)


def _style(role: str) -> Mapping[str, object]:
    roles = load_roles()
    return roles[role if role in roles else _PLAIN].style


def _colour(style: Mapping[str, object], key: str) -> str | None:
    value = style.get(key)
    return value if isinstance(value, str) else None


def _number(style: Mapping[str, object], key: str, default: float) -> float:
    value = style.get(key)
    return float(value) if isinstance(value, int | float) else default


# Layers


@text_fields("label")
@dataclass(frozen=True, slots=True)
class LookClass:
    """What the features of one class look like, whichever of the three they are."""

    label: str
    area: AreaStyle
    line: LineStyle
    symbol: SymbolStyle


@lru_cache(maxsize=256)
def look_classes(role: str, style: LayerStyle | None, opacity: float) -> tuple[LookClass, ...]:
    """The looks that :func:`class_codes` numbers.

    One where all features are alike; the style's classes, *other* and *no value* where they are told apart;
    ``SIZE_STEPS`` from the smallest up where a number is shown by size.
    """
    plain = LookClass("", area_style(role), line_style(role), symbol_style(role))
    style = style or LayerStyle()
    match style.kind:
        case StyleKind.SINGLE:
            looks = [plain if style.colour is None else _coloured(plain, style.colour)]
        case StyleKind.HATCH:
            looks = [_hatched(plain, style.colour or plain.area.hatch or plain.symbol.fill)]
        case StyleKind.PROPORTIONAL:
            sized = _coloured(plain, style.colour or plain.symbol.fill)
            looks = [_sized(sized, style, (step + 1) / SIZE_STEPS) for step in range(SIZE_STEPS)]
        case _:
            looks = [replace(_coloured(plain, one.colour), label=one.label) for one in style.classes]
            looks.append(replace(_coloured(plain, style.other_colour), label=_("Other")))
            looks.append(replace(_coloured(plain, _NO_VALUE), label=_("No value")))
    if style.kind is not StyleKind.PROPORTIONAL:
        looks = [_wide(look, style) for look in looks]
    return tuple(_faded(look, opacity) for look in looks)


def class_codes(style: LayerStyle | None, frame: gpd.GeoDataFrame) -> IntArray:
    """(n,) index into :func:`look_classes`; −1 for features that a proportional style has no size for."""
    if style is None or style.kind in (StyleKind.SINGLE, StyleKind.HATCH):
        return np.zeros(len(frame), dtype=np.int64)
    if style.field is None or style.field not in frame.columns:
        nothing = -1 if style.kind is StyleKind.PROPORTIONAL else len(style.classes) + 1
        return np.full(len(frame), nothing, dtype=np.int64)
    column = frame[style.field]
    if style.kind is StyleKind.CATEGORISED:
        return class_of_category(column, [str(one.key) for one in style.classes])
    values = numbers_of(column)
    if style.kind is StyleKind.GRADUATED:
        return class_of_number(values, [float(one.key) for one in style.classes])
    part = np.nan_to_num(values) / largest_value(style, frame)
    steps = np.ceil(SIZE_STEPS * (part if _by_width(frame) else np.sqrt(np.maximum(part, 0.0)))) - 1
    return np.asarray(np.clip(steps, -1, SIZE_STEPS - 1), dtype=np.int64)


def largest_value(style: LayerStyle, frame: gpd.GeoDataFrame) -> float:
    """The value that has the largest size in a proportional style; 1 where there is none above 0."""
    if style.field is None or style.field not in frame.columns:
        return 1.0
    largest = float(np.nanmax(numbers_of(frame[style.field]), initial=0.0))
    return largest if largest > 0 else 1.0


def value_of_step(style: LayerStyle, frame: gpd.GeoDataFrame, step: int) -> float:
    """The highest value of a size of a proportional style."""
    part = (step + 1) / SIZE_STEPS
    return largest_value(style, frame) * (part if _by_width(frame) else part**2)


def street_styles(classes: tuple[str, ...], style: LayerStyle | None, opacity: float) -> tuple[LineStyle, ...]:
    """Line styles of streets, ``classes`` from the least to the greatest, each in every look: rank x looks + look."""
    looks = look_classes("streets", style, opacity)
    if style is not None and style.kind is StyleKind.PROPORTIONAL:
        return tuple(look.line for _class in classes for look in looks)
    wider = 1.0 if style is None or style.width_px is None else style.width_px / line_style("streets").width_px
    styles = []
    for name in classes:
        usual = line_style("streets", name)
        casing = None if usual.casing is None else faded(usual.casing, opacity)
        for look in looks:
            width = usual.width_px * wider
            line = replace(usual, colour=look.line.colour, width_px=width, casing=casing, dash=look.line.dash)
            styles.append(line if not look.line.dash else replace(line, casing=None))
    return tuple(styles)


def faded(colour: str, opacity: float) -> str:
    """``colour`` with ``opacity`` (0 to 1) on top of its own."""
    if opacity >= 1:
        return colour
    own = int(colour[7:], 16) if len(colour) == 9 else 255
    return f"{colour[:7]}{round(own * max(opacity, 0.0)):02X}"


def darker(colour: str, part: float = 0.22) -> str:
    """``colour`` with some black, for an outline."""
    return "#" + "".join(f"{round(channel * (1 - part)):02X}" for channel in rgb(colour))


def _by_width(frame: gpd.GeoDataFrame) -> bool:
    """Lines show a number by their width, points and areas by the area of a symbol."""
    kinds = frame.geometry.geom_type
    return bool(kinds.isin(("LineString", "MultiLineString")).any()) and not bool(
        kinds.isin(("Point", "MultiPoint", "Polygon", "MultiPolygon")).any()
    )


def _coloured(look: LookClass, colour: str) -> LookClass:
    return replace(
        look,
        area=replace(look.area, fill=colour, hatch=None, stroke=darker(colour)),
        line=replace(look.line, colour=colour),
        symbol=replace(look.symbol, fill=colour),
    )


def _hatched(look: LookClass, colour: str) -> LookClass:
    """Lines across areas; dashed lines; hollow symbols."""
    dash = (3 * look.line.width_px, 2 * look.line.width_px)
    return replace(
        look,
        area=replace(look.area, fill=None, hatch=colour, stroke=colour),
        line=replace(look.line, colour=colour, casing=None, dash=dash),
        symbol=replace(look.symbol, fill="#FFFFFF", stroke=colour, stroke_px=1.5),
    )


def _wide(look: LookClass, style: LayerStyle) -> LookClass:
    area, line, symbol = look.area, look.line, look.symbol
    if style.width_px is not None:
        area = replace(area, stroke_px=style.width_px, stroke=area.stroke if style.width_px else None)
        dash = tuple(length / line.width_px * style.width_px for length in line.dash)
        line = replace(line, width_px=max(style.width_px, 0.3), dash=dash if style.width_px else ())
    if style.size_px is not None:
        symbol = replace(symbol, size_px=style.size_px)
    return replace(look, area=area, line=line, symbol=symbol)


def _sized(look: LookClass, style: LayerStyle, part: float) -> LookClass:
    """``part`` of the largest size."""
    return replace(
        look,
        line=replace(look.line, width_px=part * (style.width_px or WIDEST_PX), casing=None),
        symbol=replace(look.symbol, size_px=part * (style.size_px or LARGEST_PX)),
    )


def _faded(look: LookClass, opacity: float) -> LookClass:
    if opacity >= 1:
        return look

    def fade(colour: str | None) -> str | None:
        return None if colour is None else faded(colour, opacity)

    area, line, symbol = look.area, look.line, look.symbol
    return replace(
        look,
        area=replace(area, fill=fade(area.fill), hatch=fade(area.hatch), stroke=fade(area.stroke)),
        line=replace(line, colour=faded(line.colour, opacity), casing=fade(line.casing)),
        symbol=replace(symbol, fill=faded(symbol.fill, opacity), stroke=fade(symbol.stroke)),
    )
