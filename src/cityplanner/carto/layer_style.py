"""How a layer looks: the style that ``layers/<role>.toml`` gives its role."""

from collections.abc import Mapping
from typing import cast

from cityplanner.carto.display_list import AreaStyle, LineStyle, Shape, SymbolStyle
from cityplanner.io.layer_roles import load_roles

_SYMBOL_PX = 6.0
_PLAIN = "context"


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
