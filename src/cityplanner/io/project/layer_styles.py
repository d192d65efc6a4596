"""Styles of layers as JSON: in a project file, and in a person's settings."""

import re
from collections.abc import Mapping
from dataclasses import asdict
from math import isfinite
from typing import Any

from cityplanner.io.project.stored_texts import from_plain, to_plain
from cityplanner.model import BreakMethod, LayerStyle, StyleClass, StyleKind
from cityplanner.model.layer_style import OTHER_COLOUR

_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")


def style_to_json(style: LayerStyle) -> dict[str, Any]:
    """What :func:`style_from_json` reads back as ``style``."""
    classes = [{"key": one.key, "colour": one.colour, "label": to_plain(one.label)} for one in style.classes]
    return {**asdict(style), "classes": classes}


def style_from_json(entry: object) -> LayerStyle | None:
    """The style, or None where there is none that this version can show: the layer then looks like its role."""
    if not isinstance(entry, Mapping):
        return None
    try:
        return LayerStyle(
            kind=StyleKind(entry["kind"]),
            field=_text(entry.get("field")),
            classes=tuple(
                StyleClass(_key(item["key"]), _colour(item["colour"]), from_plain(item["label"]))
                for item in entry.get("classes", ())
            ),
            palette=_text(entry.get("palette")),
            reversed=bool(entry.get("reversed", False)),
            method=BreakMethod(entry.get("method", BreakMethod.NATURAL)),
            colour=None if entry.get("colour") is None else _colour(entry["colour"]),
            other_colour=_colour(entry.get("other_colour", OTHER_COLOUR)),
            width_px=_pixels(entry.get("width_px")),
            size_px=_pixels(entry.get("size_px")),
        )
    except (KeyError, TypeError, ValueError):
        return None


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _key(value: object) -> str | float:
    if isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value):
        return float(value)
    if isinstance(value, str):
        return value
    raise ValueError(value)


def _colour(value: object) -> str:
    if isinstance(value, str) and _COLOUR.fullmatch(value):
        return value
    raise ValueError(value)


def _pixels(value: object) -> float | None:
    if value is None:
        return None
    if isinstance(value, int | float) and 0 <= value <= 200:
        return float(value)
    raise ValueError(value)
