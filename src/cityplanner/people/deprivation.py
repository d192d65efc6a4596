"""Deprivation of neighbourhoods from finer areas that have figures of it, such as census tracts."""

import re
from dataclasses import replace

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from cityplanner.i18n import _, format_number
from cityplanner.io.features.place_in_city import file_of, layer_for_city
from cityplanner.io.tables.figures import read_figures
from cityplanner.model import City, Layer, Problem, Severity
from cityplanner.people.dwellings import rows_of

_RANKED = re.compile(r"rank|(?<![a-z])rang(?![a-z])|rango|decile|decil|dezil|quintil|posicion|posicao", re.IGNORECASE)
_COUNTS = re.compile(
    r"hogares|viviend|homes|househ|domicil|menages|haushalt|nbi|people|persons|personas", re.IGNORECASE
)
_INDEX = re.compile(r"w?s?imd\d*", re.IGNORECASE)
_FEWEST_RANKED, _HARDLY_TWICE = 3, 0.9
_LARGEST_RATE, _DECILES = 100, 10

_FloatArray = npt.NDArray[np.float64]


def looks_ranked(column: str, values: _FloatArray | None = None) -> bool:
    """Whether a column of deprivation begins with the most deprived: its name says so, or its ``values`` (n,) do.

    Scores and rates end at 100 or are no whole numbers; whole numbers beyond that, hardly any twice, are ranks, unless
    the name says that they count homes or people.
    """
    if _RANKED.search(column):
        return True
    if values is None or _COUNTS.search(column):
        return False
    known = values[np.isfinite(values)]
    if len(known) < _FEWEST_RANKED or not (known == np.round(known)).all() or known.min() < 1:
        return False
    if _INDEX.fullmatch(column.strip()) and known.max() <= _DECILES:
        return True
    return bool(known.max() > _LARGEST_RATE and len(np.unique(known)) >= _HARDLY_TWICE * len(known))


def ranked_told(column: str, values: _FloatArray | None) -> str:
    """What is told where only the values say that they are ranks."""
    message = _(
        "{column} holds whole numbers up to {largest}, so it was taken for ranks, of which 1 is the poorest; say so if "
        "high figures mean poor."
    )
    largest = 0.0 if values is None else float(np.nanmax(values))
    return message.format(column=column, largest=format_number(largest))


def figures_of(frame: pd.DataFrame | None, column: str) -> _FloatArray | None:
    """(n,) the plain numbers of a column of a file as it stands; None where it is no such column."""
    if frame is None or column not in frame.columns:
        return None
    return np.asarray(pd.to_numeric(frame[column], errors="coerce"), dtype=np.float64)


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
