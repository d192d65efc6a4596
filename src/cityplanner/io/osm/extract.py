"""Extracts of OpenStreetMap (``.osm``, ``.osm.pbf``, packed too): what each role is given of them."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import geopandas as gpd

from cityplanner.errors import InputError
from cityplanner.i18n import _
from cityplanner.io.osm.areas import AreaSet, area_set, area_sets, best_boundary, best_neighbourhoods
from cityplanner.io.osm.pick import picked
from cityplanner.io.osm.tags import TagRule, load_osm_tags
from cityplanner.model import Problem, Severity

_ENDINGS = (".osm", ".pbf", ".osm.gz", ".osm.bz2")
BASE_MAP = ("public-space", "water", "buildings", "streets", "context")
"""The roles that make a base map together, bottom first."""
CREDIT = "© OpenStreetMap contributors"
LICENCE = "ODbL 1.0"


def is_osm(path: Path) -> bool:
    """Whether ``path`` is an extract of OpenStreetMap by its ending."""
    return path.name.lower().endswith(_ENDINGS)


def osm_contents(path: Path) -> tuple[dict[str, int], list[Problem]]:
    """How many features of each role an extract has, and devices of each type, without the others; and its problems.

    Raises :class:`InputError` where the file cannot be read.
    """
    table = load_osm_tags()
    counts: dict[str, int] = {}
    problems: list[Problem] = []
    for role, rules in table.roles.items():
        frame, found = picked(path, role, rules)
        counts[role] = len(frame)
        problems += found
    sets = area_sets(path)
    for role, best in _BEST.items():
        chosen = best(sets)
        counts[role] = 0 if chosen is None else len(chosen.frame)
    for type_id, rules in table.devices.items():
        counts[type_id] = len(picked(path, "devices", rules)[0])
    return {name: count for name, count in counts.items() if count}, problems


def read_osm(
    path: Path, role: str | None, *, type_id: str | None = None, layer: str | None = None
) -> tuple[gpd.GeoDataFrame, list[Problem]]:
    """The features of ``role`` with its canonical columns, in WGS 84; devices are those of the type ``type_id``.

    ``layer`` names a set of areas, such as ``admin_level=10``; neighbourhoods and a boundary without one are those that
    fit best. Raises :class:`InputError` where the file cannot be read, holds nothing of the role, or the role is not
    among those that OpenStreetMap can give.
    """
    table = load_osm_tags()
    if role in (*_BEST, "context") and layer is not None:
        named = area_set(path, layer)
        return named.frame, list(named.problems) if role == "neighbourhoods" else []
    if role is not None and role in _BEST:
        frame, problems = _best_areas(path, role)
    else:
        rules = _device_rules(path, type_id) if role == "devices" else table.roles.get(role or "")
        if rules is None or role is None:
            text = _(
                "{file} holds many kinds of things; say which with --as: {roles}, or basemap for a whole base map."
            )
            raise InputError(text.format(file=path.name, roles=", ".join((*table.roles, *_BEST, "devices"))))
        frame, problems = picked(path, role, rules)
    if not len(frame):
        raise InputError(_("{file} holds nothing that could be taken as {role}.").format(file=path.name, role=role))
    return frame, problems


def _best_areas(path: Path, role: str) -> tuple[gpd.GeoDataFrame, list[Problem]]:
    sets = area_sets(path)
    best = _BEST[role](sets)
    if best is None:
        return gpd.GeoDataFrame(geometry=[]), []
    others = [one for one in sets if one is not best]
    problems = list(best.problems) if role == "neighbourhoods" else []
    if not others:
        return best.frame, problems
    message = _("{title} was taken ({layer}); say another with --layer: {others}.")
    text = message.format(title=best.title, layer=best.layer, others=", ".join(one.layer for one in others))
    return best.frame, [*problems, Problem(Severity.INFO, path.name, text)]


def _device_rules(path: Path, type_id: str | None) -> tuple[TagRule, ...]:
    devices = load_osm_tags().devices
    if type_id is None or type_id not in devices:
        text = _("{file} holds devices of these types: {types}; say which with --type.")
        raise InputError(text.format(file=path.name, types=", ".join(devices)))
    return devices[type_id]


_BEST: Mapping[str, Callable[[Sequence[AreaSet]], AreaSet | None]] = {
    "boundary": best_boundary,
    "neighbourhoods": best_neighbourhoods,
}
