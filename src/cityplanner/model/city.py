"""The city, and the people who live in it."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
from shapely.geometry.base import BaseGeometry

from cityplanner.i18n import text_fields
from cityplanner.model.layer import Source


@dataclass(frozen=True, eq=False, slots=True)
class City:
    """Neighbourhoods and boundary in one metric CRS.

    ``neighbourhoods`` has the columns ``id`` and ``name`` (text), ``population``, one column a group, ``deprivation``
    where it is known, and ``geometry``; its index is 0 ... n-1. ``groups`` are the columns that count people of a
    group. A count that the data does not give is NaN in the frame and absent in every answer.
    """

    name: str
    crs: str
    """An authority code such as ``EPSG:27700``; projected, in metres."""
    neighbourhoods: gpd.GeoDataFrame
    groups: tuple[str, ...] = ()
    boundary: BaseGeometry | None = None
    deprivation_high_is_poor: bool = True
    sources: tuple[Source, ...] = ()
    deprivation_confirmed: bool = False
    """Whether somebody has looked at the map and said which way deprivation runs."""


@text_fields("method")
@dataclass(frozen=True, eq=False, slots=True)
class People:
    """Where residents are: the demand surface.

    ``xy`` (n, 2) in metres in the city's CRS; ``weights`` (n, 1 + groups), residents first, then one column a group
    in the order of ``groups``; ``neighbourhood`` (n,) is the row in ``City.neighbourhoods``, -1 outside all of them.
    ``method`` says how the points were made, in a sentence.
    """

    xy: npt.NDArray[np.float64]
    weights: npt.NDArray[np.float64]
    neighbourhood: npt.NDArray[np.int32]
    groups: tuple[str, ...] = ()
    method: str = ""
