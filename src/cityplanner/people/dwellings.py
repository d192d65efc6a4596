"""Buildings as places where people live: the floor area that is homes."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from cityplanner.data_files import data_folder
from cityplanner.errors import InputError
from cityplanner.i18n import _, format_number, ngettext
from cityplanner.io.features.place_in_city import file_of, layer_for_city
from cityplanner.io.layer_roles import normalise
from cityplanner.model import City, Layer, People, Problem, Severity
from cityplanner.people.places import Places, as_the_neighbourhoods_count

_STOREY_M = 3.0
"""From one floor to the next in a usual home."""
_MOST_LEVELS = 150.0
"""No home is higher; the tallest has 132 floors of them."""

LEAST_FLOOR_M2 = 3.0
"""Nobody has less floor than this; where it comes to that, most of the buildings are missing."""

_FloatArray = npt.NDArray[np.float64]
_BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False, slots=True)
class Dwellings:
    """``xy`` (n, 2) a point inside each building of homes, and its ``floor_m2`` (n,), above 0."""

    xy: _FloatArray
    floor_m2: _FloatArray


def dwellings(layer: Layer, city: City) -> tuple[Dwellings, list[Problem]]:
    """The buildings of ``layer`` in which people can live.

    Floor area is the footprint times the storeys: those that the file gives, else height by 3 m, else the median of
    the buildings that say so, else one. Buildings whose use is known not to be homes are left out, by the words of
    ``resources/buildings/uses.toml``. Raises :class:`InputError` where none is left.
    """
    placed, problems = layer_for_city(layer, city)
    where = file_of(layer)
    frame = placed.frame
    shapes = frame.geometry.to_numpy()
    homes = _homes(frame) & (shapely.area(shapes) > 0)
    if not homes.any():
        raise InputError(_("{file} holds no building in which people could live.").format(file=where))
    if not homes.all():
        message = ngettext(
            "{count} building is no home by its use and holds no residents.",
            "{count} buildings are no homes by their use and hold no residents.",
            int((~homes).sum()),
        )
        problems.append(Problem(Severity.INFO, where, message.format(count=format_number(int((~homes).sum())))))
    levels, found = _levels(frame[homes], where)
    floor = shapely.area(shapes[homes]) * levels
    xy = shapely.get_coordinates(shapely.point_on_surface(shapes[homes]))
    return Dwellings(xy, floor), [*problems, *found]


def people_in_buildings(city: City, layer: Layer) -> tuple[City, People, list[Problem]]:
    """The neighbourhoods' residents in its buildings, by floor area; evenly where a neighbourhood has none.

    Raises :class:`InputError` where no building is a home inside a neighbourhood.
    """
    homes, problems = dwellings(layer, city)
    where = file_of(layer)
    rows = rows_of(homes.xy, city.neighbourhoods.geometry.to_numpy())
    inside = rows >= 0
    if not inside.any():
        raise InputError(_("No building of {file} stands in a neighbourhood; is it of this city?").format(file=where))
    residents = city.neighbourhoods["population"].to_numpy(dtype=np.float64)
    floor = np.bincount(rows[inside], homes.floor_m2[inside], minlength=len(residents))
    roomy = ~(residents * LEAST_FLOOR_M2 > floor)
    inside[inside] = roomy[rows[inside]]
    places = Places(homes.xy[inside], rows[inside], homes.floor_m2[inside, None], (), np.ones(len(residents)))
    method = ngettext(
        "{count} building, by its floor area.", "{count} buildings, by their floor area.", int(inside.sum())
    ).format(count=format_number(int(inside.sum())))
    bare = int(((residents > 0) & ((floor <= 0) | ~roomy)).sum())
    if bare:
        elsewhere = ngettext(
            "{count} neighbourhood has too few buildings and points all over it.",
            "{count} neighbourhoods have too few buildings and points all over them.",
            bare,
        )
        method += " " + elsewhere.format(count=format_number(bare))
    after, people, found = as_the_neighbourhoods_count(city, places, method, where, _too_few)
    return after, people, [*problems, *found]


def _too_few(count: int) -> str:
    return ngettext(
        "{count} neighbourhood has no homes in the file, or less than {floor} m² for each resident; its {people} "
        "residents were spread evenly: {names}.",
        "{count} neighbourhoods have no homes in the file, or less than {floor} m² for each resident; their {people} "
        "residents were spread evenly: {names}.",
        count,
    ).replace("{floor}", format_number(LEAST_FLOOR_M2))


def rows_of(xy: _FloatArray, shapes: npt.NDArray[np.object_]) -> npt.NDArray[np.int64]:
    """(n,) the first of ``shapes`` that each point lies in, -1 where it lies in none."""
    rows = np.full(len(xy), -1, dtype=np.int64)
    points, areas = shapely.STRtree(shapes).query(shapely.points(xy), predicate="intersects")
    order = np.lexsort((-areas, points))
    rows[points[order]] = areas[order]
    return rows


def _homes(frame: gpd.GeoDataFrame) -> _BoolArray:
    """(n,) whether people may live in a building; one of no known use may."""
    if "use" not in frame:
        return np.ones(len(frame), dtype=bool)
    known = {use: not isinstance(use, str) or is_home(use) for use in pd.unique(frame["use"])}
    return np.array([known.get(use, True) for use in frame["use"]], dtype=bool)


def is_home(use: str) -> bool:
    """Whether people may live in a building of this use: where no word of it is another use, or one is homes.

    >>> [is_home(use) for use in ("apartments", "1_residential", "4_3_publicServices", "Industrial")]
    [True, True, False, False]
    """
    parts = re.split(r"[^\w]+|_|(?<=[a-z])(?=[A-Z])", use)
    words = {normalise(use), *(normalise(part) for part in parts)}
    return not words & _words("without_homes") or bool(words & _words("homes"))


@cache
def _words(kind: str) -> frozenset[str]:
    content = tomllib.loads((data_folder("resources") / "buildings" / "uses.toml").read_text(encoding="utf-8"))
    return frozenset(normalise(word) for words in content[kind].values() for word in words)


def _levels(frame: gpd.GeoDataFrame, where: str) -> tuple[_FloatArray, list[Problem]]:
    """(n,) storeys of each building, one or more."""
    levels = _figures(frame, "levels")
    levels = np.where(np.isnan(levels), np.maximum(np.round(_figures(frame, "height_m") / _STOREY_M), 1.0), levels)
    unknown = np.isnan(levels)
    usual = float(np.median(levels[~unknown])) if not unknown.all() else 1.0
    problems = []
    if unknown.any():
        message = ngettext(
            "{count} of {all} buildings gives neither storeys nor height; {levels} was taken.",
            "{count} of {all} buildings give neither storeys nor height; {levels} was taken.",
            int(unknown.sum()),
        )
        text = message.format(
            count=format_number(int(unknown.sum())),
            all=format_number(len(levels)),
            levels=ngettext("{count} storey", "{count} storeys", int(usual)).format(count=format_number(usual)),
        )
        problems.append(Problem(Severity.INFO, where, text))
    return np.where(unknown, usual, levels), problems


def _figures(frame: gpd.GeoDataFrame, column: str) -> _FloatArray:
    """(n,) figures above 0 and within reason; NaN for all others."""
    if column not in frame:
        return np.full(len(frame), np.nan)
    values = frame[column].to_numpy(dtype=np.float64)
    most = _MOST_LEVELS * (_STOREY_M if column == "height_m" else 1.0) * 2
    return np.where((values > 0) & (values < most), values, np.nan)
