"""Coordinate reference systems: what people type, and the one in which a city is measured."""

import warnings

import pyproj
from pyproj.aoi import AreaOfInterest
from pyproj.database import query_utm_crs_info
from pyproj.exceptions import CRSError

from cityplanner.errors import InputError
from cityplanner.i18n import _

_TRUE_TO_SCALE = 0.01
"""Lengths may be off by at most this share: Web Mercator, in metres by name, is off by 70 % in Newcastle."""


def parse_crs(text: str) -> pyproj.CRS:
    """``EPSG:27700`` or ``27700``. Raises :class:`InputError` where there is no such system."""
    plain = text.strip()
    try:
        return pyproj.CRS.from_user_input(int(plain) if plain.isdigit() else plain)
    except CRSError as error:
        raise InputError(
            _("There is no coordinate system {crs}; give a code such as EPSG:4326 or EPSG:32618.").format(crs=plain)
        ) from error


def metric_crs(crs: pyproj.CRS, bounds: tuple[float, float, float, float]) -> str:
    """The code of the system in which a city within ``bounds`` (in ``crs``) is measured.

    Its own where that is projected, in metres, true to scale there and known by a code; else the UTM zone of its
    centre on WGS 84.
    """
    lon, lat = _centre(crs, bounds)
    code = crs.to_epsg()
    if code is not None and _in_metres(crs) and _true_to_scale(crs, lon, lat):
        return f"EPSG:{code}"
    area = AreaOfInterest(lon, lat, lon, lat)
    zones = query_utm_crs_info(datum_name="WGS 84", area_of_interest=area)
    if not zones:
        raise InputError(_("The coordinates lie outside the world's mapped zones; are they in the right system?"))
    return f"EPSG:{zones[0].code}"


def crs_name(crs: pyproj.CRS) -> str:
    """``EPSG:n`` where there is a code, else the system's name."""
    code = crs.to_epsg()
    return f"EPSG:{code}" if code is not None else str(crs.name)


def _centre(crs: pyproj.CRS, bounds: tuple[float, float, float, float]) -> tuple[float, float]:
    west, south, east, north = bounds
    transformer = pyproj.Transformer.from_crs(crs, "EPSG:4326", always_xy=True)
    lon, lat = transformer.transform((west + east) / 2, (south + north) / 2)
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        raise InputError(
            _("The coordinates do not fit {crs}; give the right one with --crs.").format(crs=crs_name(crs))
        )
    return float(lon), float(lat)


def _in_metres(crs: pyproj.CRS) -> bool:
    return crs.is_projected and all(axis.unit_conversion_factor == 1.0 for axis in crs.axis_info[:2])


def _true_to_scale(crs: pyproj.CRS, lon: float, lat: float) -> bool:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # systems that lose their name on the way to a PROJ string still give factors
        factors = pyproj.Proj(crs).get_factors(lon, lat)
    scales = (factors.meridional_scale, factors.parallel_scale)
    return all(abs(scale - 1) < _TRUE_TO_SCALE for scale in scales)
