"""Names along streets, where these are straight and long enough for them."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import atan2, cos, degrees, hypot, radians, sin

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
from shapely.ops import substring

from cityplanner.carto.display_list import Label
from cityplanner.carto.palette import HALO, NAME
from cityplanner.carto.streets import STREET_CLASSES, street_rank
from cityplanner.carto.text_width import text_width
from cityplanner.carto.viewport import Bounds

_SIZE_PX = 10.0
_GAP_PX = 4.0
_STRAIGHT = 0.97
"""The chord over the arc: what bends more would leave its name."""
_MOST = 120
_FROM_M_PER_PX = {STREET_CLASSES.index("primary"): 9.0, STREET_CLASSES.index("tertiary"): 4.0, 0: 2.2}
"""Class of a street and above -> the scale from which on it is named."""
_PLACES = (0.5, 0.3, 0.7, 0.15, 0.85)

Box = tuple[float, float, float, float]


@dataclass(frozen=True, eq=False, slots=True)
class NamedStreets:
    """``lines`` (n,) with a ``name`` and a ``rank`` each; parts of a street that meet are one line."""

    lines: npt.NDArray[np.object_]
    names: tuple[str, ...]
    ranks: npt.NDArray[np.int64]


def named_streets(frame: gpd.GeoDataFrame) -> NamedStreets:
    """The streets of a layer that have a name, joined where parts of the same name and class meet."""
    if "name" not in frame:
        return NamedStreets(np.empty(0, dtype=object), (), np.empty(0, dtype=np.int64))
    shapes = np.asarray(frame.geometry.array, dtype=object)
    # Where a coordinate is no number, neither is the length.
    lines = (shapely.get_dimensions(shapes) == 1) & np.isfinite(shapely.length(shapes))
    known = frame["name"].notna().to_numpy() & lines
    named = frame[known]
    kinds = named["class"] if "class" in named else ["residential"] * len(named)
    ranks = [street_rank(kind) for kind in kinds]
    keys = list(zip(named["name"].astype(str), ranks, strict=True))
    codes = {key: code for code, key in enumerate(dict.fromkeys(keys))}
    parts, owners = shapely.get_parts(shapes[known], return_index=True)
    owner = np.array([codes[key] for key in keys], dtype=np.int64)[owners]
    order = np.argsort(owner, kind="stable")
    whole = shapely.multilinestrings(parts[order], indices=owner[order])
    merged, of = shapely.get_parts(shapely.line_merge(whole), return_index=True)
    unique = list(codes)
    return NamedStreets(
        merged, tuple(unique[code][0] for code in of), np.array([unique[code][1] for code in of], dtype=np.int64)
    )


def street_names(
    streets: NamedStreets, bounds: Bounds, metres_per_pixel: float, taken: Iterable[Label] = ()
) -> list[Label]:
    """Labels of the streets within ``bounds``, the greater streets first; none touches another, or one of ``taken``."""
    least = min((rank for rank, scale in _FROM_M_PER_PX.items() if metres_per_pixel <= scale), default=None)
    if least is None or not len(streets.lines):
        return []
    seen = np.flatnonzero((streets.ranks >= least) & shapely.intersects(streets.lines, shapely.box(*bounds)))
    pieces, of = shapely.get_parts(shapely.clip_by_rect(streets.lines[seen], *bounds), return_index=True)
    rows = seen[of]
    length_px = shapely.length(pieces) / metres_per_pixel
    order = np.lexsort((-length_px, -streets.ranks[rows]))
    boxes = [_box(label, metres_per_pixel) for label in taken]
    labels: list[Label] = []
    shown: set[str] = set()
    for number in order.tolist():
        name = streets.names[rows[number]]
        width = text_width(name, _SIZE_PX)
        # A street that is cut by the edge or by another is named once, but a long one again further on.
        if name in shown or length_px[number] < width + 2 * _GAP_PX:
            continue
        label = _along(pieces[number], name, width, metres_per_pixel, boxes)
        if label is not None:
            labels.append(label)
            boxes.append(_box(label, metres_per_pixel))
            shown.add(name)
            if len(labels) == _MOST:
                break
    return labels


def _along(
    line: shapely.LineString, name: str, width_px: float, metres_per_pixel: float, boxes: list[Box]
) -> Label | None:
    """A label at the first place along ``line`` where it is straight enough and touches nothing."""
    length, half = line.length, (width_px / 2 + _GAP_PX) * metres_per_pixel
    for part in _PLACES:
        middle = min(max(length * part, half), length - half)
        piece = substring(line, middle - half, middle + half)
        (x0, y0), (x1, y1) = piece.coords[0], piece.coords[-1]
        chord = hypot(x1 - x0, y1 - y0)
        if piece.length <= 0 or chord < _STRAIGHT * piece.length:
            continue
        angle = -degrees(atan2(y1 - y0, x1 - x0))
        angle = angle + 180 if angle < -90 else angle - 180 if angle > 90 else angle
        label = Label(name, (x0 + x1) / 2, (y0 + y1) / 2, _SIZE_PX, NAME, HALO, angle_deg=angle)
        box = _box(label, metres_per_pixel)
        if not any(box[0] < o[2] and o[0] < box[2] and box[1] < o[3] and o[1] < box[3] for o in boxes):
            return label
    return None


def _box(label: Label, metres_per_pixel: float) -> Box:
    """What a label covers, turned as it is, in pixels from the origin of the world."""
    wide, high = text_width(label.text, label.size_px) / 2 + _GAP_PX, label.size_px * 0.7 + _GAP_PX / 2
    turn = radians(label.angle_deg)
    across = abs(wide * cos(turn)) + abs(high * sin(turn))
    up = abs(wide * sin(turn)) + abs(high * cos(turn))
    x, y = label.x / metres_per_pixel, label.y / metres_per_pixel
    return x - across, y - up, x + across, y + up
