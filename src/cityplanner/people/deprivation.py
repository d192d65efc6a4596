"""Deprivation of neighbourhoods from finer areas that have figures of it, such as census tracts."""

import re
from dataclasses import replace

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from cityplanner.i18n import _, format_number
from cityplanner.io.features.place_in_city import file_of, layer_for_city
from cityplanner.io.tables.figures import read_figures
from cityplanner.model import City, Layer, Problem, Severity
from cityplanner.people.dwellings import rows_of

_RANKED = re.compile(r"rank|decile|decil|quintil|rango", re.IGNORECASE)

_FloatArray = npt.NDArray[np.float64]


def looks_ranked(column: str) -> bool:
    """Whether the name of a column of deprivation says that it begins with the most deprived."""
    return bool(_RANKED.search(column))


def deprivation_from_areas(city: City, layer: Layer, column: str) -> tuple[City, list[Problem]]:
    """``city`` with the deprivation of each neighbourhood, from the areas of ``layer`` whose middle lies in it.

    ``column`` is a figure, averaged over the areas' residents, or one over another (``POOR_HOMES/HOMES``), summed above
    and below. A neighbourhood with no such area has none.
    """
    placed, problems = layer_for_city(layer, city)
    frame, where = placed.frame, file_of(layer)
    middles = shapely.get_coordinates(shapely.point_on_surface(frame.geometry.to_numpy()))
    rows = rows_of(middles, city.neighbourhoods.geometry.to_numpy())
    above, _slash, below = column.partition("/")
    part, found = _figures(frame, layer, above, where)
    if below:
        whole, more = _figures(frame, layer, below, where)
        found += more
    else:
        whole = frame["population"].to_numpy(dtype=np.float64)
        part = part * whole
    known = (rows >= 0) & np.isfinite(part) & np.isfinite(whole)
    count = len(city.neighbourhoods)
    sums = np.bincount(rows[known], part[known], minlength=count)
    wholes = np.bincount(rows[known], whole[known], minlength=count)
    rates = np.full(count, np.nan)
    np.divide(sums, wholes, out=rates, where=wholes > 0)
    neighbourhoods = city.neighbourhoods.copy()
    neighbourhoods.insert(3 + len(city.groups), "deprivation", rates)
    message = _("The deprivation of {count} neighbourhoods was taken from {column} of the areas that lie in them.")
    text = message.format(count=format_number(np.isfinite(rates).sum()), column=column)
    problems = [*problems, *found, Problem(Severity.INFO, where, text)]
    city = replace(
        city,
        neighbourhoods=gpd.GeoDataFrame(neighbourhoods, crs=city.crs),
        deprivation_high_is_poor=not looks_ranked(column),
        deprivation_confirmed=False,
    )
    return city, problems


def _figures(frame: gpd.GeoDataFrame, layer: Layer, column: str, where: str) -> tuple[_FloatArray, list[Problem]]:
    """The numbers of a column of the file, which bears another name where it was recognised."""
    name = next((name for name, taken in layer.guesses.items() if taken == column), column)
    return read_figures(frame[name], [""] * len(frame), column, where, counts_people=False)
