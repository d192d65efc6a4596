"""What devices reach, as one item for a map: no finer than can be seen, and only what is in view."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from math import floor, log2
from threading import Lock
from typing import TypeVar

import numpy as np
import numpy.typing as npt
import shapely

from cityplanner.carto.display_list import AreaStyle, Outlines
from cityplanner.carto.families import FAMILY_COLOURS
from cityplanner.carto.viewport import Bounds, Viewport
from cityplanner.coverage.outlines import outlines
from cityplanner.coverage.surroundings import Surroundings
from cityplanner.model import City, Device, DeviceStatus, DeviceType, Family

_FINENESS_PX = 0.25
"""Shapes are true to a quarter of a pixel; thousands of lamps seen from afar have a few corners each."""
_FINEST_LEVEL = -6
WIDTH_PX, _WIDTH_OF_REACH, _THINNEST_PX = 1.6, 0.1, 0.35
"""Seen from afar the outlines of thousands of small reaches would hide the map. What were thinner than the thinnest is
paler instead: programs that show PDF draw no line thinner than a pixel of theirs."""
_CASED_FROM_PX, CASING, CASING_PX = 1.0, "#FFFFFFC8", 1.25
"""Lines of this width have a pale one underneath, or blue would be lost on the blue of a class."""
_LINE, _FILL, _FILL_IN_HAND = 0xE0, 0x1A, 0x2E
"""How opaque, of 255."""
_FILLED_TO_SHARE = 0.3
"""Where more of the city is in reach than this, a fill would tell nothing apart."""
_SAMPLE = 40
_AT_ONCE = 2_000
_SPARE = 20_000

_Item = TypeVar("_Item")
ShapeArray = npt.NDArray[np.object_]
Around = Surroundings | None


def reach_style(family: Family, *, filled: bool, width_px: float = WIDTH_PX) -> AreaStyle:
    """The look of what a family's devices reach. Not ``filled`` over coloured neighbourhoods: even a tenth of another
    colour makes the palest of their classes look like the next."""
    colour = FAMILY_COLOURS[family]
    opacity = round(_LINE * min(width_px / _THINNEST_PX, 1.0))
    return AreaStyle(
        fill=f"{colour}{_FILL:02X}" if filled else None,
        stroke=f"{colour}{opacity:02X}",
        stroke_px=max(width_px, _THINNEST_PX),
    )


def reach_outlines(
    devices: Iterable[Device],
    types: Mapping[str, DeviceType],
    city: City,
    viewport: Viewport,
    surroundings: Around = None,
    *,
    filled: bool = False,
) -> list[Outlines]:
    """What those of ``devices`` that are of ``types``, by id and all of one family, reach within ``viewport``.

    ``filled`` with a pale colour, if less than a third of the city is in reach. Empty where none of them serves.
    Shapes are kept, so that of one device that has moved only its own is made anew.
    """
    serving = _serving(devices, types)
    if not serving:
        return []
    level = _level(viewport)
    with _LOCK:
        reaches = _known(serving, types, surroundings, level)
        boxes = np.array([reach.box for reach in reaches])
        seen = np.flatnonzero(_within(boxes, viewport.bounds))
        shapes = _shapes([reaches[row] for row in seen.tolist()], types, surroundings, level)
        filled = filled and _share_in_reach(_Same(reaches), city) <= _FILLED_TO_SHARE
    widest_m = float(np.nanmax(boxes[:, 2:] - boxes[:, :2], initial=0.0)) / 2
    width_px = min(widest_m / viewport.metres_per_pixel * _WIDTH_OF_REACH, WIDTH_PX)
    family = types[serving[0].type_id].family
    casing = CASING if width_px >= _CASED_FROM_PX else None
    return [
        Outlines(shapes, reach_style(family, filled=filled, width_px=width_px), casing, CASING_PX if casing else 0.0)
    ]


def reaches_in_hand(
    devices: Iterable[Device],
    types: Mapping[str, DeviceType],
    viewport: Viewport,
    surroundings: Around = None,
) -> list[Outlines]:
    """The same of devices that are being moved or placed: with more colour, and nothing of them is kept."""
    serving = _serving(devices, types)
    if not serving:
        return []
    shapes = _simplified(outlines(serving, types, surroundings), _level(viewport))
    colour = FAMILY_COLOURS[types[serving[0].type_id].family]
    return [Outlines(shapes, AreaStyle(fill=f"{colour}{_FILL_IN_HAND:02X}", stroke=colour, stroke_px=1.5))]


def _serving(devices: Iterable[Device], types: Mapping[str, DeviceType]) -> list[Device]:
    return [item for item in devices if item.type_id in types and item.status is not DeviceStatus.RETIRED]


def _level(viewport: Viewport) -> int:
    """Shapes are true to two to the power of this, in metres; so a zoom by a little needs no others."""
    return max(floor(log2(_FINENESS_PX * viewport.metres_per_pixel)), _FINEST_LEVEL)


def _simplified(shapes: ShapeArray, level: int) -> ShapeArray:
    simple: ShapeArray = shapely.simplify(shapes, 2.0**level, preserve_topology=False)
    lost = shapely.is_empty(simple) & ~shapely.is_empty(shapes)
    simple[lost] = shapely.envelope(shapes[lost])
    return simple


# What is known of devices


@dataclass(frozen=True, eq=False, slots=True)
class _Reach:
    """What one device reaches: its ``box``, roughly its shape, and as fine as it was asked for, by level."""

    device: Device
    type: DeviceType
    surroundings: Around
    box: tuple[float, float, float, float]
    rough: object
    shapes: dict[int, object] = field(default_factory=dict)

    def holds(self, device: Device, type_: DeviceType, surroundings: Around) -> bool:
        return self.device is device and self.type is type_ and self.surroundings is surroundings


class _Same:
    """Reaches as a key: they are the same only where each is."""

    def __init__(self, reaches: Sequence[_Reach]) -> None:
        self.reaches = reaches

    def __hash__(self) -> int:
        return len(self.reaches)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, _Same) or len(self.reaches) != len(other.reaches):
            return False
        return all(a is b for a, b in zip(self.reaches, other.reaches, strict=True))


_LOCK = Lock()
_KNOWN: dict[str, _Reach] = {}


def _known(
    devices: Sequence[Device], types: Mapping[str, DeviceType], surroundings: Around, level: int
) -> list[_Reach]:
    unknown = [
        device
        for device in devices
        if (reach := _KNOWN.get(device.id)) is None or not reach.holds(device, types[device.type_id], surroundings)
    ]
    for some in _parts(unknown):
        shapes = outlines(some, types, surroundings)
        boxes = shapely.bounds(shapes)
        simple = _simplified(shapes, level)
        # Enough to tell how much of the city is in reach.
        rough = shapely.simplify(simple, np.nan_to_num(boxes[:, 2] - boxes[:, 0]) / 32, preserve_topology=False)
        for device, box, coarse, shape in zip(some, boxes.tolist(), rough, simple, strict=True):
            made_of = device, types[device.type_id], surroundings
            _KNOWN[device.id] = _Reach(*made_of, tuple(box), coarse, {level: shape})
    reaches = [_KNOWN[device.id] for device in devices]
    if len(_KNOWN) > len(reaches) + _SPARE:
        _KNOWN.clear()
        _KNOWN.update((reach.device.id, reach) for reach in reaches)
    return reaches


def _shapes(reaches: Sequence[_Reach], types: Mapping[str, DeviceType], surroundings: Around, level: int) -> ShapeArray:
    """(r,) as fine as ``level``; from those that are finer where there are any."""
    missing = [reach for reach in reaches if level not in reach.shapes]
    finer: dict[int, list[_Reach]] = {}
    for reach in missing:
        known = [one for one in reach.shapes if one < level]
        finer.setdefault(max(known, default=level), []).append(reach)
    for source, several in finer.items():
        for some in _parts(several):
            if source < level:
                shapes = _array([reach.shapes[source] for reach in some])
            else:
                shapes = outlines([reach.device for reach in some], types, surroundings)
            for reach, shape in zip(some, _simplified(shapes, level), strict=True):
                reach.shapes[level] = shape
    return _shape_array(_Same(reaches), level)


@lru_cache(maxsize=4)
def _shape_array(same: _Same, level: int) -> ShapeArray:
    """The same array for the same reaches, so that who has put it in order need not do it again."""
    return _array([reach.shapes[level] for reach in same.reaches])


def _parts(items: Sequence[_Item]) -> list[Sequence[_Item]]:
    """So many that what is made of them in between takes little room."""
    return [items[first : first + _AT_ONCE] for first in range(0, len(items), _AT_ONCE)]


def _array(shapes: Sequence[object]) -> ShapeArray:
    result = np.empty(len(shapes), dtype=object)
    result[:] = shapes
    return result


def _within(boxes: npt.NDArray[np.float64], bounds: Bounds) -> npt.NDArray[np.bool_]:
    west, south, east, north = bounds
    # What is empty has no box, and compares as false.
    inside = (boxes[:, 0] <= east) & (boxes[:, 2] >= west) & (boxes[:, 1] <= north) & (boxes[:, 3] >= south)
    return np.asarray(inside)


# How much of the city they reach


@lru_cache(maxsize=4)
def _share_in_reach(same: _Same, city: City) -> float:
    """The share of the city's ground that any of them reaches, told from some hundred places."""
    places = _sample(city)
    tree = shapely.STRtree(_array([reach.rough for reach in same.reaches]))
    reached = np.unique(tree.query(places, predicate="within")[0])
    return len(reached) / max(len(places), 1)


@lru_cache(maxsize=4)
def _sample(city: City) -> ShapeArray:
    """Points of a grid over the city that lie in a neighbourhood."""
    west, south, east, north = city.neighbourhoods.total_bounds.tolist()
    x, y = np.meshgrid(np.linspace(west, east, _SAMPLE), np.linspace(south, north, _SAMPLE))
    grid = shapely.points(x.ravel(), y.ravel())
    tree = shapely.STRtree(np.asarray(city.neighbourhoods.geometry.array))
    inside = np.unique(tree.query(grid, predicate="intersects")[0])
    return np.asarray(grid[inside], dtype=object)
