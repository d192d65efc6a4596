"""Coordinate systems: which one a person means, which one a file is in, and which one a city is measured in."""

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pyproj
import shapely
from pyproj.aoi import AreaOfInterest
from pyproj.database import query_utm_crs_info
from pyproj.exceptions import CRSError, ProjError

from cityplanner.errors import InputError
from cityplanner.i18n import _, format_number, ngettext
from cityplanner.io.features.geometry_repair import make_valid
from cityplanner.model import Problem, Severity

TRUE_TO_SCALE = 0.003
"""Lengths may be off by at most this share, as they are at the far ends of a national grid. Web Mercator, in metres by
name, is off by 70 % in Newcastle and by 0.6 % in Medellín."""
_DEGREES = np.array([-360.0, -90.0, 360.0, 90.0])
"""Degrees lie within: a longitude may be counted on beyond 180, a latitude ends at the pole."""
_NAMELESS = ("", "unnamed", "unknown")
_FARTHEST = 1e9
"""No coordinate on Earth is larger, in any unit that is in use."""

_LARGEST_KM = 1000.0
"""Farther apart than this, lengths in one UTM zone are off by up to 1 %. The longest municipality on Earth, Altamira in
Brazil, is 750 km long."""
_KM_PER_DEGREE = 111.2

_Bounds = tuple[float, float, float, float]


def parse_crs(text: str) -> pyproj.CRS:
    """The coordinate system of a code such as ``EPSG:27700`` or ``27700``.

    Raises :class:`InputError` where there is no such system, or it is not one for maps.
    """
    code = text.strip()
    try:
        crs = horizontal_crs(pyproj.CRS.from_user_input(f"EPSG:{code}" if code.isdigit() else code))
    except CRSError as error:
        raise InputError(
            _("There is no coordinate system {crs}; give a code such as EPSG:4326 or EPSG:32618.").format(crs=code)
        ) from error
    if crs is None:
        raise InputError(
            _("{crs} is not a coordinate system for maps; give a code such as EPSG:4326 or EPSG:32618.").format(
                crs=code
            )
        )
    return crs


def horizontal_crs(crs: pyproj.CRS | None) -> pyproj.CRS | None:
    """The part of ``crs`` that says where things are on a map, without heights; None where it says nothing of that."""
    if crs is None:
        return None
    if crs.is_compound:
        return horizontal_crs(crs.sub_crs_list[0])
    return crs.to_2d() if crs.is_geographic or crs.is_projected else None


def crs_name(crs: pyproj.CRS) -> str:
    """``EPSG:n`` where there is a code, else the system's name."""
    code = _epsg(crs)
    if code is not None:
        return f"EPSG:{code}"
    return _("a system without a name") if crs.name in _NAMELESS else str(crs.name)


def _epsg(crs: pyproj.CRS) -> int | None:
    # Some files wrap their system in a shift to WGS 84; the code is that of what is wrapped.
    base = crs.source_crs if crs.is_bound and crs.source_crs is not None else crs
    code: int | None = base.to_epsg()
    return code


# The city's


def metric_crs(crs: pyproj.CRS, bounds: _Bounds, tolerance: float = TRUE_TO_SCALE) -> str:
    """The code of the system in which a city within ``bounds`` (in ``crs``) is measured.

    Its own where that is projected, in metres, true to scale there (``tolerance`` is the share by which lengths may be
    off) and known by a code; else the UTM zone of its centre on WGS 84. Raises :class:`InputError` where the bounds are
    nowhere on Earth.
    """
    west, south, east, north = bounds
    to_degrees = pyproj.Transformer.from_crs(crs, "EPSG:4326", always_xy=True)
    lon, lat = to_degrees.transform((west + east) / 2, (south + north) / 2)
    lon = (lon + 180) % 360 - 180
    zones = []
    if -180 <= lon <= 180 and -90 <= lat <= 90:
        area = AreaOfInterest(lon, lat, lon, lat)
        zones = query_utm_crs_info(datum_name="WGS 84", area_of_interest=area)
    if not zones:
        raise InputError(
            _("The coordinates do not fit {crs}; choose the right one (in a terminal: --crs).").format(
                crs=crs_name(crs)
            )
        )
    code = _epsg(crs)
    if code is not None and _in_metres(crs) and _true_to_scale(crs, lon, lat, tolerance):
        return f"EPSG:{code}"
    return f"EPSG:{zones[0].code}"


def city_bounds(frame: gpd.GeoDataFrame) -> _Bounds:
    """West, south, east and north of ``frame`` in its own system; east is beyond 180° where it crosses that line."""
    west, south, east, north = frame.total_bounds.tolist()
    if pyproj.CRS(frame.crs).is_geographic and east - west > 180:
        eastward = shapely.get_coordinates(frame.geometry.to_numpy())[:, 0] % 360
        # What winds around the whole Earth is no narrower from here.
        if 0 < np.ptp(eastward) < east - west:
            west, east = float(eastward.min()), float(eastward.max())
    return west, south, east, north


def check_size(crs: pyproj.CRS, bounds: _Bounds, where: str) -> None:
    """Raise :class:`InputError` where ``bounds`` (in ``crs``) are too large for a map on which one can measure."""
    to_degrees = pyproj.Transformer.from_crs(crs, "EPSG:4326", always_xy=True)
    west, south, east, north = bounds if crs.is_geographic else to_degrees.transform_bounds(*bounds)
    width = (east - west if east >= west else east - west + 360) * np.cos(np.radians((south + north) / 2))
    size_km = max(width, north - south) * _KM_PER_DEGREE
    if size_km > _LARGEST_KM:
        raise InputError(
            _(
                "The neighbourhoods in {file} reach over {size} km, which is too far to measure on one map "
                "(at most {largest} km); keep those of one city."
            ).format(file=where, size=format_number(size_km), largest=format_number(_LARGEST_KM))
        )


def _in_metres(crs: pyproj.CRS) -> bool:
    return bool(crs.is_projected) and all(axis.unit_conversion_factor == 1.0 for axis in crs.axis_info[:2])


def _true_to_scale(crs: pyproj.CRS, lon: float, lat: float, tolerance: float) -> bool:
    try:
        factors = pyproj.Proj(crs).get_factors(lon, lat)
    except ProjError:
        return False
    scales = (factors.meridional_scale, factors.parallel_scale)
    return all(abs(scale - 1) < tolerance for scale in scales)


def swap_axes(shapes: gpd.GeoSeries) -> gpd.GeoSeries:
    """``shapes`` with x and y of every coordinate changed for each other."""
    return gpd.GeoSeries(shapely.transform(shapes.to_numpy(), lambda xy: xy[:, ::-1]), shapes.index, crs=shapes.crs)


def to_city_crs(frame: gpd.GeoDataFrame, crs: str, where: str) -> tuple[gpd.GeoDataFrame, list[Problem]]:
    """``frame`` in the city's ``crs``; features that have no place there are left out and told."""
    moved = frame.to_crs(crs)
    shapes = np.array(moved.geometry.array, dtype=object)
    lost = ~np.isfinite(shapely.bounds(shapes)).all(axis=1)
    # Rounding can make the sides of a narrow shape cross.
    crossed = ~(lost | shapely.is_valid(shapes))
    if crossed.any():
        shapes[crossed] = make_valid(shapes[crossed])
        moved = moved.set_geometry(gpd.GeoSeries(shapes, index=moved.index, crs=crs))
        lost |= shapely.is_missing(shapes)
    if not lost.any():
        return moved, []
    return moved[~lost].reset_index(drop=True), [_left_out(int(lost.sum()), crs, where)]


def _left_out(count: int, crs: str, where: str) -> Problem:
    message = ngettext(
        "{count} feature has no place in {crs} and was left out.",
        "{count} features have no place in {crs} and were left out.",
        count,
    )
    return Problem(Severity.WARNING, where, message.format(count=format_number(count), crs=crs))


# The file's


def settle_crs(frame: gpd.GeoDataFrame, given: str | None, where: str) -> tuple[gpd.GeoDataFrame, list[Problem]]:
    """``frame`` with the coordinate system that was ``given``, or its own, or WGS 84 where only that can be meant.

    Features whose coordinates are not on Earth are left out and told; the index is kept. Raises :class:`InputError`
    where the system is not known, or most coordinates cannot be in it.
    """
    own = horizontal_crs(None if frame.crs is None else pyproj.CRS(frame.crs))
    bounds = shapely.bounds(frame.geometry.to_numpy())
    in_degrees = ((bounds >= np.tile(_DEGREES[:2], 2)) & (bounds <= np.tile(_DEGREES[2:], 2))).all(axis=1)
    problems: list[Problem] = []
    if given is not None:
        crs = parse_crs(given)
        if own is not None and not own.equals(crs, ignore_axis_order=True):
            message = _("The file says {own}; {given} was taken, as asked.")
            problems.append(Problem(Severity.WARNING, where, message.format(own=crs_name(own), given=crs_name(crs))))
    elif own is not None:
        crs = own
        try:
            pyproj.Transformer.from_crs(crs, "EPSG:4326", always_xy=True)
        except ProjError as error:
            raise InputError(
                _(
                    "The coordinate system that {file} states cannot be used; choose it (in a "
                    "terminal: --crs EPSG:4326)."
                ).format(file=where)
            ) from error
    elif in_degrees.all():
        crs = parse_crs("EPSG:4326")
        message = _(
            "The file does not say in which coordinate system it is; its coordinates look like longitude and latitude, "
            "so EPSG:4326 (WGS 84) was taken."
        )
        problems.append(Problem(Severity.WARNING, where, message))
    else:
        raise InputError(
            _(
                "{file} does not say in which coordinate system it is; choose it (in a terminal: --crs EPSG:4326)."
            ).format(file=where)
        )
    on_earth = in_degrees if crs.is_geographic else (np.abs(bounds) <= _FARTHEST).all(axis=1)
    _check_fits(crs, in_degrees, on_earth, bounds, where)
    if not on_earth.all():
        problems.append(_left_out(int((~on_earth).sum()), crs_name(crs), where))
    return frame.set_crs(crs, allow_override=True)[on_earth], problems


def _check_fits(
    crs: pyproj.CRS,
    in_degrees: npt.NDArray[np.bool_],
    on_earth: npt.NDArray[np.bool_],
    bounds: npt.NDArray[np.float64],
    where: str,
) -> None:
    """Raise :class:`InputError` where the coordinates are plainly in another system than ``crs``."""
    if on_earth.mean() < 0.5:
        raise InputError(
            _(
                "{file} cannot be in {crs}: it has coordinates such as {x}, {y}; choose the "
                "right one (in a terminal: --crs)."
            ).format(file=where, crs=crs_name(crs), x=f"{bounds[0, 0]:.6g}", y=f"{bounds[0, 1]:.6g}")
        )
    if crs.is_projected and in_degrees.all():
        raise InputError(
            _(
                "{file} cannot be in {crs}: its coordinates look like longitude and latitude; "
                "choose EPSG:4326 (in a terminal: --crs EPSG:4326)."
            ).format(file=where, crs=crs_name(crs))
        )
