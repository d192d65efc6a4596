"""How a person wants new layers of a role to look, kept in the settings folder."""

import json
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from cityplanner.carto.layer_classes import with_classes
from cityplanner.io.atomic import atomic_write
from cityplanner.io.project.layer_styles import style_from_json, style_to_json
from cityplanner.model import BreakMethod, Edit, Layer, LayerChange, LayerStyle, StyleKind
from cityplanner.own_folders import config_folder


def _file() -> Path:
    return config_folder() / "layer-styles.json"


def _entries() -> dict[str, Any]:
    try:
        entries = json.loads(_file().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return entries if isinstance(entries, dict) else {}


def remember_look(layer: Layer) -> bool:
    """New layers of the role of ``layer`` shall look like it; False where that cannot be written down."""
    entries = _entries()
    if layer.style is None and layer.opacity == 1.0:
        entries.pop(layer.role, None)
    else:
        style = None if layer.style is None else style_to_json(layer.style)
        entries[layer.role] = {"style": style, "opacity": layer.opacity}
    file = _file()
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        with atomic_write(file) as temporary:
            temporary.write_text(json.dumps(entries, ensure_ascii=False), encoding="utf-8")
        return True
    return False


def dressed(edit: Edit) -> Edit:
    """``edit``, the layers that it adds looking as it was asked for their role."""
    entries = _entries()
    changes = tuple(
        replace(change, after=_as_kept(change.after, entries.get(change.after.role)))
        if isinstance(change, LayerChange) and change.before is None and change.after is not None
        else change
        for change in edit.changes
    )
    return replace(edit, changes=changes)


def with_look_of(layer: Layer, pattern: Layer) -> Layer:
    """``layer`` looking like ``pattern``, as far as its fields allow."""
    return replace(layer, style=_fitted(pattern.style, layer), opacity=pattern.opacity)


def _as_kept(layer: Layer, entry: object) -> Layer:
    """``layer`` as ``entry`` has it, as far as its fields allow; breaks that were found are found anew."""
    if not isinstance(entry, dict):
        return layer
    opacity = entry.get("opacity", 1.0)
    fits = isinstance(opacity, int | float) and 0 <= opacity <= 1
    style = style_from_json(entry.get("style"))
    return replace(layer, style=_fitted(style, layer), opacity=float(opacity) if fits else 1.0)


def _fitted(style: LayerStyle | None, layer: Layer) -> LayerStyle | None:
    if style is None or (style.field is not None and style.field not in layer.frame.columns):
        return None
    if style.kind is StyleKind.GRADUATED and style.method is not BreakMethod.MANUAL:
        return with_classes(style, layer.frame, len(style.classes))[0]
    return style
