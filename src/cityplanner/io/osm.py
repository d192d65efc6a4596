"""OpenStreetMap extracts (``.osm``, ``.osm.pbf``, packed too): each role's features picked by their tags."""

import re
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio
import shapely

from cityplanner.errors import InputError
from cityplanner.i18n import _, ngettext
from cityplanner.io.numbers import as_text
from cityplanner.io.osm_packed import unpacked_extract
from cityplanner.model import Problem, Severity

_ENDINGS = (".osm", ".pbf", ".osm.gz", ".osm.bz2")
BASE_MAP = ("public-space", "water", "buildings", "streets", "context")
"""The roles that make a base map together, bottom first."""
CREDIT = "© OpenStreetMap contributors"
LICENCE = "ODbL 1.0"

_TAG = re.compile(r'"((?:[^"\\]|\\.)*)"=>"((?:[^"\\]|\\.)*)"')
_NUMBER = re.compile(r"\s*(\d+(?:[.,]\d+)?)\s*m?\s*$")
_GREEN = {
    "leisure": {"park", "garden", "playground", "pitch", "recreation_ground", "nature_reserve", "common", "dog_park"},
    "landuse": {"grass", "forest", "recreation_ground", "cemetery", "meadow", "village_green", "allotments"},
    "natural": {"wood", "grassland", "scrub", "heath", "beach"},
    "place": {"square"},
}
_WATER = {"natural": {"water", "bay"}, "landuse": {"reservoir", "basin"}, "waterway": {"riverbank", "dock"}}
_STREAMS = {"river", "canal", "stream"}
_RAIL = {"rail", "light_rail", "subway", "tram", "narrow_gauge", "funicular"}
_SENSITIVE = {"school", "kindergarten", "university", "college", "hospital", "clinic", "library", "place_of_worship"}
_NO_STREETS = {"construction", "proposed", "abandoned", "platform", "raceway", "corridor", "elevator", "razed"}
_DEVICES: Mapping[str, tuple[tuple[str, str], ...]] = {
    "led-street-light": (("highway", "street_lamp"),),
    "fixed-camera": (("man_made", "surveillance"),),
    "public-wifi-access-point": (("internet_access", "wlan"),),
    "ev-charger": (("amenity", "charging_station"),),
    "smart-bin": (("amenity", "waste_basket"),),
    "siren": (("emergency", "siren"),),
    "emergency-call-point": (("emergency", "phone"),),
    "information-kiosk": (("information", "terminal"),),
    "air-quality-sensor": (("monitoring:air_quality", "yes"),),
    "noise-sensor": (("monitoring:noise", "yes"),),
    "weather-station": (("monitoring:weather", "yes"),),
    "river-level-sensor": (("monitoring:water_level", "yes"),),
    "traffic-counter": (("monitoring:traffic", "yes"),),
}

Tags = Mapping[str, str]
Pick = Callable[[Tags], dict[str, object] | None]
"""The canonical columns of a feature, or None where it is not of the role."""


@dataclass(frozen=True, slots=True)
class _Source:
    """Which of the driver's layers to look through, and what to take."""

    layer: str
    pick: Pick


def is_osm(path: Path) -> bool:
    """Whether ``path`` is an extract of OpenStreetMap by its ending."""
    return path.name.lower().endswith(_ENDINGS)


def osm_contents(path: Path) -> dict[str, int]:
    """What an extract holds: how many features of each role, and how many devices of each type; without the others.

    Raises :class:`InputError` where the file cannot be read.
    """
    counts: dict[str, int] = {}
    for name, sources in [*_ROLES.items(), *((type_id, _device_sources(path, type_id)) for type_id in _DEVICES)]:
        count = sum(len(_read(path, source, [])) for source in sources)
        if count:
            counts[name] = count
    return counts


def read_osm(path: Path, role: str | None, *, type_id: str | None = None) -> tuple[gpd.GeoDataFrame, list[Problem]]:
    """The features of ``role`` with its canonical columns, in WGS 84; devices are those of the type ``type_id``.

    Raises :class:`InputError` where the file cannot be read, holds nothing of the role, or the role is not among
    those that OpenStreetMap can give.
    """
    sources = _device_sources(path, type_id) if role == "devices" else _ROLES.get(role or "")
    if sources is None:
        text = _("{file} holds many kinds of things; say which with --as: {roles}, or basemap for a whole base map.")
        raise InputError(text.format(file=path.name, roles=", ".join((*_ROLES, "devices"))))
    problems: list[Problem] = []
    frames = [_read(path, source, problems) for source in sources]
    frame = pd.concat([one for one in frames if len(one)] or frames[:1], ignore_index=True)
    if not len(frame):
        raise InputError(_("{file} holds nothing that could be taken as {role}.").format(file=path.name, role=role))
    return gpd.GeoDataFrame(frame, geometry="geometry", crs="EPSG:4326"), problems


def _read(path: Path, source: _Source, problems: list[Problem]) -> gpd.GeoDataFrame:
    frame = _read_driver_layer(path, source.layer)
    picked: list[dict[str, object]] = []
    rows: list[int] = []
    columns = [str(column) for column in frame.columns if column not in ("geometry", "other_tags")]
    values = [frame[column].tolist() for column in columns]
    others = frame["other_tags"].tolist() if "other_tags" in frame else [None] * len(frame)
    for row, cells in enumerate(zip(*values, strict=True)):
        tags = {name: value for name, value in zip(columns, cells, strict=True) if isinstance(value, str)}
        other = others[row]
        if isinstance(other, str):
            tags.update((_plain(name), _plain(value)) for name, value in _TAG.findall(other))
        taken = source.pick(tags)
        if taken is not None:
            picked.append(taken)
            rows.append(row)
    shapes = frame.geometry.to_numpy()[rows]
    lost = int(shapely.is_missing(shapes).sum())
    if lost:
        message = ngettext(
            "{count} feature has a shape that cannot be understood and was left out.",
            "{count} features have shapes that cannot be understood and were left out.",
            lost,
        )
        problems.append(Problem(Severity.WARNING, path.name, message.format(count=lost)))
    result = gpd.GeoDataFrame(pd.DataFrame(picked), geometry=shapes, crs="EPSG:4326")
    return result[~shapely.is_missing(shapes)]


def _read_driver_layer(path: Path, layer: str) -> gpd.GeoDataFrame:
    """One of GDAL's five layers of an extract; a broken shape is None and does not lose the others."""
    stat = path.stat()
    return _kept_layer(path, layer, stat.st_size, stat.st_mtime_ns)


@lru_cache(maxsize=5)
def _kept_layer(path: Path, layer: str, _size: int, _changed_ns: int) -> gpd.GeoDataFrame:
    """Kept, for the roles of an extract are asked for one after the other."""
    with unpacked_extract(path) as file:
        return _read_by_driver(file, path.name, layer)


def _read_by_driver(file: Path, name: str, layer: str) -> gpd.GeoDataFrame:
    errors = []
    for indexing in ("YES", "NO"):
        # Without an index of its own the driver also reads files whose ids are in no order, more slowly.
        pyogrio.set_gdal_config_options({"OSM_USE_CUSTOM_INDEXING": indexing})
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return pyogrio.read_dataframe(file, layer=layer, on_invalid="ignore")
        except (pyogrio.errors.DataSourceError, pyogrio.errors.FeatureError, ValueError, OverflowError) as error:
            errors.append(error)
        finally:
            pyogrio.set_gdal_config_options({"OSM_USE_CUSTOM_INDEXING": None})
    raise InputError(
        _("{file} cannot be read as an extract of OpenStreetMap; download it again.").format(file=name)
    ) from errors[-1]


def _plain(text: str) -> str:
    return text.replace('\\"', '"').replace("\\\\", "\\")


# What is taken


def _named(tags: Tags, **columns: object) -> dict[str, object]:
    return {"id": tags.get("osm_id") or tags.get("osm_way_id"), "name": tags.get("name"), **columns}


def _street(tags: Tags) -> dict[str, object] | None:
    kind = tags.get("highway")
    if kind is None or kind in _NO_STREETS:
        return None
    return _named(tags, **{"class": kind, "lit": tags.get("lit")})


def _rail(tags: Tags) -> dict[str, object] | None:
    return _named(tags, kind=tags["railway"]) if tags.get("railway") in _RAIL else None


def _building(tags: Tags) -> dict[str, object] | None:
    kind = tags.get("building")
    if kind is None or kind == "no":
        return None
    use = tags.get("amenity") or tags.get("shop") or tags.get("office") or (None if kind == "yes" else kind)
    return _named(tags, height_m=_metres(tags.get("height")), levels=_metres(tags.get("building:levels")), use=use)


def _metres(text: str | None) -> float | None:
    found = _NUMBER.match(text) if text is not None else None
    return float(found.group(1).replace(",", ".")) if found else None


def _of(kinds: Mapping[str, set[str]]) -> Pick:
    def pick(tags: Tags) -> dict[str, object] | None:
        kind = next((tags[key] for key, values in kinds.items() if tags.get(key) in values), None)
        return None if kind is None else _named(tags, kind=kind)

    return pick


def _stop(tags: Tags) -> dict[str, object] | None:
    stops = tags.get("highway") == "bus_stop" or tags.get("railway") in ("station", "halt", "tram_stop")
    return _named(tags, line=tags.get("route_ref")) if stops else None


def _sensitive(tags: Tags) -> dict[str, object] | None:
    return _named(tags, kind=tags["amenity"]) if tags.get("amenity") in _SENSITIVE else None


def _quarter(tags: Tags) -> dict[str, object] | None:
    kind = tags.get("place")
    level = tags.get("admin_level", "")
    if kind in ("suburb", "quarter", "neighbourhood", "city_block") or (
        tags.get("boundary") == "administrative" and level.isdigit() and int(level) >= 9
    ):
        return _named(tags, level=level or None)
    return None


def _boundary(tags: Tags) -> dict[str, object] | None:
    level = tags.get("admin_level", "")
    if tags.get("boundary") == "administrative" and level.isdigit() and int(level) <= _LOWEST_OF_CITIES:
        return _named(tags, level=level)
    return None


_LOWEST_OF_CITIES = 8
"""Administrative levels above this are parts of a city."""
_ROLES: Mapping[str, tuple[_Source, ...]] = {
    "boundary": (_Source("multipolygons", _boundary),),
    "streets": (_Source("lines", _street),),
    "buildings": (_Source("multipolygons", _building),),
    "public-space": (_Source("multipolygons", _of(_GREEN)),),
    "water": (_Source("multipolygons", _of(_WATER)), _Source("lines", _of({"waterway": _STREAMS}))),
    "context": (_Source("lines", _rail),),
    "transit-stops": (_Source("points", _stop),),
    "sensitive-places": (_Source("points", _sensitive), _Source("multipolygons", _sensitive)),
    "neighbourhoods": (_Source("multipolygons", _quarter),),
}


def _device_sources(path: Path, type_id: str | None) -> tuple[_Source, ...]:
    wanted = _DEVICES.get(type_id or "")
    if wanted is None:
        raise InputError(
            _("{file} holds devices of these types: {types}; say which with --type.").format(
                file=path.name, types=", ".join(_DEVICES)
            )
        )

    def pick(tags: Tags) -> dict[str, object] | None:
        if not any(tags.get(key) == value for key, value in wanted):
            return None
        return {"id": tags.get("osm_id"), "name": as_text(tags.get("name")) or None}

    return (_Source("points", pick),)
