"""A part of a file that holds many kinds of things, as a study may take it."""

from dataclasses import dataclass

import geopandas as gpd

from cityplanner.i18n import text_fields
from cityplanner.model import Problem


@text_fields("title")
@dataclass(frozen=True, eq=False, slots=True)
class Part:
    """``role`` is what it can be, or ``among`` the few things; ``guess`` is what a set of areas looks like.

    ``layer`` is the name of a set of areas. What is ``offered`` is left out unless the person wants it.
    """

    title: str
    frame: gpd.GeoDataFrame
    problems: tuple[Problem, ...] = ()
    role: str | None = None
    type_id: str | None = None
    layer: str | None = None
    guess: str | None = None
    among: tuple[str, ...] = ()
    offered: bool = False
