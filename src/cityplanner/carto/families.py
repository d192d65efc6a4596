"""How devices look: a colour and a shape of its own for each family, hollow where nothing stands yet."""

from collections.abc import Iterable, Mapping

import numpy as np
import numpy.typing as npt

from cityplanner.carto.display_list import Shape, Symbols, SymbolStyle
from cityplanner.carto.symbol_size import Medium, symbol_sizes
from cityplanner.carto.viewport import Viewport
from cityplanner.model import Device, DeviceStatus, DeviceType, Family

FAMILY_COLOURS: Mapping[Family, str] = {
    Family.WIFI: "#0072B2",
    Family.LIGHTING: "#E69F00",
    Family.CAMERA: "#D55E00",
    Family.ENVIRONMENT: "#009E73",
    Family.TRAFFIC: "#56B4E9",
    Family.ALERT: "#CC79A7",
    Family.SERVICE: "#6A4C93",
}
"""Okabe and Ito's colours, which people with any kind of colour vision tell apart, and a violet."""

FAMILY_SHAPES: Mapping[Family, Shape] = {
    Family.WIFI: Shape.CIRCLE,
    Family.LIGHTING: Shape.DIAMOND,
    Family.CAMERA: Shape.TRIANGLE,
    Family.ENVIRONMENT: Shape.SQUARE,
    Family.TRAFFIC: Shape.HEXAGON,
    Family.ALERT: Shape.STAR,
    Family.SERVICE: Shape.PENTAGON,
}

_STANDING = (DeviceStatus.EXISTING,)
_EDGED_FROM_PX = 5.0
_FEW, _CROWDING = 200, 0.2
_ORDER = [(family, hollow) for family in Family for hollow in (False, True)]


def family_symbol(family: Family, *, size_px: float, hollow: bool = False) -> SymbolStyle:
    """The symbol of a family's devices; ``hollow`` is that of planned and proposed ones."""
    colour = FAMILY_COLOURS[family]
    if size_px < _EDGED_FROM_PX:
        return SymbolStyle(FAMILY_SHAPES[family], size_px, "#FFFFFF" if hollow else colour, colour if hollow else None)
    if hollow:
        width = max(size_px / 6, 1.2)
        return SymbolStyle(FAMILY_SHAPES[family], size_px - width, "#FFFFFF", colour, width)
    return SymbolStyle(FAMILY_SHAPES[family], size_px, colour, "#FFFFFF", max(size_px / 11, 0.5))


def crowding(counts: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """How much smaller symbols are where there are ``counts`` of them: thousands are a texture and hide no map."""
    return np.minimum((_FEW / np.maximum(counts, 1)) ** _CROWDING, 1.0)


def device_symbols(
    devices: Iterable[Device], types: Mapping[str, DeviceType], viewport: Viewport, medium: Medium
) -> Symbols:
    """Symbols of ``devices``, in their order, as large as they are on ``medium`` at this view.

    Retired ones and those of an unknown type are left out.
    """
    xy, drawn = _placed(devices, types)
    return Symbols(xy, drawn, _styles(symbol_sizes(xy, drawn // 2, viewport, medium)))


def symbols_of_size(
    devices: Iterable[Device], types: Mapping[str, DeviceType], sizes_px: Mapping[Family, float]
) -> Symbols:
    """The same with the size of each family's given."""
    xy, drawn = _placed(devices, types)
    return Symbols(xy, drawn, _styles(sizes_px))


def _placed(
    devices: Iterable[Device], types: Mapping[str, DeviceType]
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.int64]]:
    """(n, 2) where they stand and (n,) which of the styles they have."""
    index: dict[tuple[str, DeviceStatus], int] = {
        (type_.id, status): _ORDER.index((type_.family, status not in _STANDING))
        for type_ in types.values()
        for status in DeviceStatus
        if status is not DeviceStatus.RETIRED
    }
    shown = [
        (device.x, device.y, style)
        for device in devices
        if (style := index.get((device.type_id, device.status))) is not None
    ]
    rows = np.array(shown, dtype=np.float64).reshape(-1, 3)
    return rows[:, :2], rows[:, 2].astype(np.int64)


def _styles(sizes_px: Mapping[Family, float]) -> tuple[SymbolStyle, ...]:
    return tuple(family_symbol(family, size_px=sizes_px[family], hollow=hollow) for family, hollow in _ORDER)
