"""The classes of a style, out of a field, a palette and a number of classes."""

from collections.abc import Sequence
from dataclasses import replace

import geopandas as gpd
import numpy as np

from cityplanner.carto.classification import (
    MOST_CLASSES,
    count_values,
    find_breaks,
    find_categories,
    holds_numbers,
    labels_of,
    numbers_of,
)
from cityplanner.carto.palettes import PaletteKind, palette
from cityplanner.i18n import _
from cityplanner.model import LayerStyle, StyleClass, StyleKind

USUAL_CLASSES = 5
_COUNTED = (StyleKind.GRADUATED, StyleKind.PROPORTIONAL)


def fields_for(frame: gpd.GeoDataFrame, kind: StyleKind) -> list[str]:
    """The fields that can decide a style of ``kind``: any for categories, those with numbers for the others."""
    fields = [str(column) for column in frame.columns if column != frame.geometry.name]
    if kind in _COUNTED:
        return [name for name in fields if holds_numbers(frame[name])]
    return fields if kind is StyleKind.CATEGORISED else []


def usual_field(frame: gpd.GeoDataFrame, kind: StyleKind) -> str | None:
    """The field to begin with: for categories the first with a few values that recur, else the first that fits."""
    fields = fields_for(frame, kind)
    if kind is StyleKind.CATEGORISED:
        for name in fields:
            if 1 < count_values(frame[name]) <= min(MOST_CLASSES, len(frame) - 1):
                return name
    return fields[0] if fields else None


def why_no_field(frame: gpd.GeoDataFrame, kind: StyleKind) -> str:
    """In a sentence, why :func:`fields_for` is empty."""
    if not len(frame):
        return _("The layer is empty, so there is nothing to colour by.")
    if kind in _COUNTED:
        return _("The layer has no field with numbers; colour it by its categories, or all alike.")
    return _("The layer has no fields but its shapes; it can be coloured all alike.")


def with_classes(
    style: LayerStyle, frame: gpd.GeoDataFrame, count: int = USUAL_CLASSES, uppers: Sequence[float] = ()
) -> tuple[LayerStyle, tuple[str, ...]]:
    """``style`` with classes made anew from its field, and sentences on what could not be done as asked.

    ``uppers`` are breaks set by hand. Without a field that fits there are no classes, and a sentence says why.
    """
    if style.kind not in (*_COUNTED, StyleKind.CATEGORISED):
        return replace(style, classes=()), ()
    if style.field not in fields_for(frame, style.kind):
        if style.field in frame.columns and style.kind in _COUNTED:
            sentence = _("{field} holds no numbers; choose another field, or colour by categories.")
            return replace(style, classes=()), (sentence.format(field=style.field),)
        return replace(style, classes=()), (why_no_field(frame, style.kind),)
    if style.kind is StyleKind.CATEGORISED:
        found = find_categories(frame[style.field])
        colours = palette(style.palette, PaletteKind.CATEGORIES).colours(len(found.values), reverse=style.reversed)
        classes = tuple(StyleClass(value, colour, value) for value, colour in zip(found.values, colours, strict=True))
        return replace(style, classes=classes), found.notes
    values = numbers_of(frame[style.field])
    if style.kind is StyleKind.PROPORTIONAL:
        notes = (_("Only values above 0 have a size; the others are not shown."),) if np.nanmin(values) <= 0 else ()
        return replace(style, classes=()), notes
    breaks = find_breaks(values, style.method, count, uppers)
    return graduated(style, breaks.uppers, float(np.nanmin(values))), breaks.notes


def graduated(style: LayerStyle, uppers: Sequence[float], lowest: float) -> LayerStyle:
    """``style`` with a class up to each of ``uppers``, in the colours of its palette."""
    colours = palette(style.palette).colours(len(uppers), reverse=style.reversed)
    labels = labels_of(uppers, lowest)
    classes = (StyleClass(*parts) for parts in zip(uppers, colours, labels, strict=True))
    return replace(style, classes=tuple(classes))


def recoloured(style: LayerStyle) -> LayerStyle:
    """The same classes in the colours of the style's palette."""
    kind = PaletteKind.CATEGORIES if style.kind is StyleKind.CATEGORISED else PaletteKind.STEPS
    colours = palette(style.palette, kind).colours(len(style.classes), reverse=style.reversed)
    classes = tuple(replace(one, colour=colour) for one, colour in zip(style.classes, colours, strict=True))
    return replace(style, classes=classes)
