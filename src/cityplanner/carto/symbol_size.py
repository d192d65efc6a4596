"""How large the symbols of devices are: the one rule for screen, projector and paper."""

from collections.abc import Mapping
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from cityplanner.carto.viewport import Viewport
from cityplanner.model import Family

_FAMILIES = tuple(Family)
_CLOSE_M, _FAR_M = 1.0, 22.6
"""Metres to a pixel at which symbols have the size of a map of streets, and of a whole city."""
_LEAST_PX = 1.0


class Medium(StrEnum):
    """What a map is looked at on."""

    SCREEN = "screen"
    PROJECTOR = "projector"
    PAPER = "paper"


_LARGEST_PX: Mapping[Medium, tuple[float, float]] = {
    Medium.SCREEN: (15.0, 10.0),
    Medium.PROJECTOR: (16.0, 11.0),
    Medium.PAPER: (9.0, 7.0),
}
"""Close by and from afar. Paper is held nearer to the eye; a projector enlarges the whole map."""
_OF_SPACING: Mapping[Medium, float] = {Medium.SCREEN: 0.36, Medium.PROJECTOR: 0.5, Medium.PAPER: 0.36}
"""So much of the way from one to the next, were they evenly spread, is symbol: the rest is ground. A room sees it from
afar, though the city is no larger."""


def symbol_size_px(count: int, viewport: Viewport, extent_px: tuple[float, float], medium: Medium) -> float:
    """The size of ``count`` symbols that are in view and lie in an extent of this width and height.

    Few are large, smaller where the whole city is in view; many leave ground between them: 14,000 lamps are dots.
    """
    largest = np.interp(np.log2(viewport.metres_per_pixel), [np.log2(_CLOSE_M), np.log2(_FAR_M)], _LARGEST_PX[medium])
    if count < 2:
        return float(largest)
    # Devices along one street lie in an extent without height, but have room on both sides of it.
    width, height = (max(side, float(largest)) for side in extent_px)
    spacing = np.sqrt(width * height / count)
    return float(min(largest, max(spacing * _OF_SPACING[medium], _LEAST_PX)))


def symbol_sizes(
    xy: npt.NDArray[np.float64], families: npt.NDArray[np.int64], viewport: Viewport, medium: Medium
) -> dict[Family, float]:
    """The size of each family's symbols, in pixels: by how many of them are in view, and how close together.

    ``xy`` (n, 2) in metres, ``families`` (n,) their numbers in the order of :class:`Family`.
    """
    west, south, east, north = viewport.bounds
    seen = (xy[:, 0] >= west) & (xy[:, 0] <= east) & (xy[:, 1] >= south) & (xy[:, 1] <= north)
    sizes = {}
    for number, family in enumerate(_FAMILIES):
        places = xy[seen & (families == number)]
        extent = (0.0, 0.0)
        if len(places):
            width, height = ((places.max(axis=0) - places.min(axis=0)) / viewport.metres_per_pixel).tolist()
            extent = width, height
        sizes[family] = symbol_size_px(len(places), viewport, extent, medium)
    return sizes
