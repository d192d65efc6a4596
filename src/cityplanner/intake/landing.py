"""Where coordinates come to lie on Earth, and in which system they might be where the file does not say."""

from collections.abc import Iterable
from functools import cache

import numpy as np
import numpy.typing as npt
import pyproj
from pyproj.aoi import AreaOfInterest
from pyproj.database import query_crs_info
from pyproj.enums import PJType
from pyproj.exceptions import CRSError, ProjError

from cityplanner.i18n import _, format_number
from cityplanner.intake.plan import Bounds

FAR_KM = 5.0
"""What lies farther from a city than this is not of it."""
_KM_PER_DEGREE = 111.2
_MOST_TRIED = 400
_MOST_PROPOSED = 4
_WORLD = "EPSG:4326"
_OF_TODAY = ("WGS 84", "ETRS89", "SIRGAS", "NAD83", "GDA", "NZGD2000", "OSGB36", "JGD2011", "POSGAR 2007")


def in_degrees(bounds: Bounds) -> bool:
    """Whether ``bounds`` can be longitude and latitude."""
    west, south, east, north = bounds
    return -180 <= west <= east <= 180 and -90 <= south <= north <= 90


def land(bounds: Bounds, crs: str) -> Bounds | None:
    """``bounds`` in degrees of WGS 84; None where they are nowhere on Earth, or ``crs`` is not known."""
    if not all(np.isfinite(bounds)):
        return None
    try:
        west, south, east, north = _to_degrees(crs).transform_bounds(*bounds)
    except (CRSError, ProjError):
        return None
    landed = (float(west), float(south), float(east), float(north))
    return landed if all(np.isfinite(landed)) and in_degrees(landed) else None


def degrees_of(xy: npt.NDArray[np.float64], crs: str) -> npt.NDArray[np.float64]:
    """(n, 2) longitude and latitude of ``xy`` (n, 2) in ``crs``; not finite where there is none."""
    if not len(xy):
        return xy
    return np.column_stack(_to_degrees(crs).transform(xy[:, 0], xy[:, 1]))


@cache
def _to_degrees(crs: str) -> pyproj.Transformer:
    return pyproj.Transformer.from_crs(crs, _WORLD, always_xy=True)


def distance_km(one: Bounds, other: Bounds) -> float:
    """How far apart two rectangles in degrees are, 0 where they touch."""
    # Once around the Earth is nowhere else.
    across = min(max(one[0] - other[2] - turn, other[0] + turn - one[2], 0.0) for turn in (-360, 0, 360))
    along = max(one[1] - other[3], other[1] - one[3], 0.0)
    at = np.cos(np.radians((one[1] + one[3] + other[1] + other[3]) / 4))
    return float(np.hypot(across * at, along) * _KM_PER_DEGREE)


def overlap(one: Bounds, other: Bounds) -> float:
    """The share of what both rectangles cover together that both cover."""
    both = _area((max(one[0], other[0]), max(one[1], other[1]), min(one[2], other[2]), min(one[3], other[3])))
    together = _area(one) + _area(other) - both
    return both / together if together > 0 else float(one == other)


def covered(one: Bounds, other: Bounds) -> float:
    """The share of the rectangle ``one`` that ``other`` covers."""
    both = _area((max(one[0], other[0]), max(one[1], other[1]), min(one[2], other[2]), min(one[3], other[3])))
    return both / _area(one) if _area(one) > 0 else 0.0


def _area(bounds: Bounds) -> float:
    return max(bounds[2] - bounds[0], 0.0) * max(bounds[3] - bounds[1], 0.0)


def in_words(bounds: Bounds) -> str:
    """The middle of ``bounds``, such as ``55.0° N, 1.6° W``."""
    lon, lat = (bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2
    return "{lat}° {ns}, {lon}° {ew}".format(
        lat=format_number(abs(lat), 1),
        lon=format_number(abs(lon), 1),
        ns=_("N") if lat >= 0 else _("S"),
        ew=_("E") if lon >= 0 else _("W"),
    )


@cache
def system_title(code: str) -> str:
    """``EPSG:27700  British National Grid``; the code alone where it has no name of its own."""
    try:
        name = pyproj.CRS.from_user_input(code).name
    except CRSError:
        return code
    return code if name == code else f"{code}  {name.split(' / ')[-1]}"


@cache
def all_systems() -> tuple[str, ...]:
    """Every projected system that is in use, ``EPSG:27700  British National Grid, United Kingdom``, to search in."""
    listed = query_crs_info("EPSG", PJType.PROJECTED_CRS)
    rows = {_WORLD: "WGS 84"}
    for info in listed:
        if not info.deprecated:
            place = (info.area_of_use.name or "") if info.area_of_use is not None else ""
            rows.setdefault(f"EPSG:{info.code}", f"{info.name}, {place.split(' - ')[0].rstrip('.')}")
    return tuple(f"{code}  {text}" for code, text in rows.items())


def proposals(bounds: Bounds, near: Bounds | None, first: Iterable[str] = ()) -> list[str]:
    """Codes of systems in which ``bounds`` lie where the other files do (``near``, in degrees), best first.

    Those of ``first`` are tried before all others that are in use there. Without ``near`` only degrees can be told.
    """
    found = [_WORLD] if in_degrees(bounds) and (near is None or distance_km(bounds, near) < 20) else []
    if near is None:
        return found
    tried = list(dict.fromkeys([*first, *_systems_in_use(near)]))[:_MOST_TRIED]
    fits = []
    for code in tried:
        landed = land(bounds, code)
        if landed is not None and distance_km(landed, near) == 0.0:
            fits.append((code not in first, -round(overlap(landed, near), 1), not _of_today(code), code))
    fits.sort(key=lambda fit: fit[:3])
    return [*found, *(fit[3] for fit in fits if fit[3] not in found)][:_MOST_PROPOSED]


def metres_apart(bounds: Bounds, one: str, other: str) -> float | None:
    """How far the middle of ``bounds`` lies in the system ``other`` from where it lies in ``one``; None for nowhere."""
    middle = np.array([[(bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2]])
    try:
        here, there = degrees_of(middle, one)[0], degrees_of(middle, other)[0]
    except (CRSError, ProjError):
        return None
    if not (np.isfinite(here).all() and np.isfinite(there).all()):
        return None
    return float(pyproj.Geod(ellps="WGS84").inv(*here, *there)[2])


@cache
def _of_today(code: str) -> bool:
    """Whether the system stands on a datum that new maps are made on."""
    return any(word in pyproj.CRS.from_user_input(code).name for word in _OF_TODAY)


@cache
def _systems_in_use(near: Bounds) -> tuple[str, ...]:
    """Projected systems made for the place, those for the smallest area first."""
    area = AreaOfInterest(*near)
    listed = query_crs_info("EPSG", PJType.PROJECTED_CRS, area_of_interest=area, contains=True)

    def size(info: object) -> float:
        use = getattr(info, "area_of_use", None)
        return 360.0 * 180.0 if use is None else abs(use.east - use.west) * abs(use.north - use.south)

    return tuple(f"EPSG:{info.code}" for info in sorted(listed, key=size))
