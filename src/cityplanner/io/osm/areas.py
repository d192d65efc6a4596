"""Sets of areas in an extract of OpenStreetMap that may be neighbourhoods or a boundary: one administrative level, or
one kind of place, at a time.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely

from cityplanner.errors import InputError
from cityplanner.i18n import _, format_number, ngettext, text_fields
from cityplanner.io.features.role_guess import FEWEST_NEIGHBOURHOODS, MOST_NEIGHBOURHOODS
from cityplanner.io.osm.driver import read_shapes
from cityplanner.io.osm.pick import picked
from cityplanner.io.osm.tags import load_osm_tags
from cityplanner.io.wording import first_few
from cityplanner.model import Problem, Severity

_LOWEST_OF_CITIES = 8
"""Administrative levels above this are parts of a city."""
_BLOCKS = "place=city_block"
_PATCHY = 0.5
"""Sets that cover less than this share of the ground that another covers are here and there only."""


@text_fields("title")
@dataclass(frozen=True, eq=False, slots=True)
class AreaSet:
    """``layer`` names it to a program, ``title`` to a person; ``level`` is the administrative level, where it is one.

    ``inside`` is how many of its areas lie where the extract has streets, ``ground`` how much these cover, in square
    degrees. ``fits`` is whether it could be the neighbourhoods of a study.
    """

    layer: str
    title: str
    frame: gpd.GeoDataFrame
    level: int | None
    inside: int
    ground: float
    fits: bool = False
    problems: tuple[Problem, ...] = ()


def area_sets(path: Path) -> list[AreaSet]:
    """The sets that the extract at ``path`` has, from the whole to its parts. Raises :class:`InputError`."""
    stat = path.stat()
    return list(_kept(path, stat.st_size, stat.st_mtime_ns))


@lru_cache(maxsize=1)
def _kept(path: Path, _size: int, _changed_ns: int) -> list[AreaSet]:
    """Kept, for several ask for the sets of the same extract."""
    box = _ground(path)
    known = read_shapes(path, "areas").tags
    found = []
    for key, rules in load_osm_tags().sets.items():
        (rule,) = rules
        for value in (value for value in rule.tags[key] if value in known[key].values):
            frame, _problems = picked(path, "context", [replace(rule, tags={key: (value,)})])
            if len(frame):
                found.append(_set_of(key, value, frame.dropna(axis="columns", how="all"), box))
    most = max((one.ground for one in found if _could_be(one)), default=0.0)
    fitting = [_could_be(one) and one.ground >= _PATCHY * most for one in found]
    return [
        replace(one, fits=True, problems=_names_without_area(path, one.frame, box)) if fits else one
        for one, fits in zip(found, fitting, strict=True)
    ]


def area_set(path: Path, layer: str) -> AreaSet:
    """The set called ``layer``. Raises :class:`InputError` with those that there are where there is none."""
    sets = area_sets(path)
    found = next((one for one in sets if one.layer == layer), None)
    if found is not None:
        return found
    if not sets:
        raise InputError(_("{file} holds no areas of administration, suburbs or quarters.").format(file=path.name))
    raise InputError(
        _("{file} has no layer {layer}; it has: {layers}.").format(
            file=path.name, layer=layer, layers=", ".join(one.layer for one in sets)
        )
    )


def best_neighbourhoods(sets: Sequence[AreaSet]) -> AreaSet | None:
    """The finest of those that could be neighbourhoods, or else whatever parts of a city there are."""
    parts = [one for one in sets if one.level is None or one.level > _LOWEST_OF_CITIES]
    return (
        max(sets, key=lambda one: (one.fits, one in parts, one.inside)) if parts or any(s.fits for s in sets) else None
    )


def best_boundary(sets: Sequence[AreaSet]) -> AreaSet | None:
    """The lowest level of those that are whole cities or more."""
    cities = [one for one in sets if one.level is not None and one.level <= _LOWEST_OF_CITIES]
    return max(cities, key=lambda one: one.level or 0, default=None)


def _could_be(one: AreaSet) -> bool:
    return one.layer != _BLOCKS and FEWEST_NEIGHBOURHOODS <= one.inside <= MOST_NEIGHBOURHOODS


def _set_of(key: str, value: str, frame: gpd.GeoDataFrame, box: shapely.Geometry) -> AreaSet:
    shapes = frame.geometry.to_numpy()
    middles = shapely.point_on_surface(shapes)
    inside = shapely.intersects(middles, box)
    return AreaSet(
        layer=f"{key}={value}",
        title=_title(key, value),
        frame=frame,
        level=int(value) if key == "admin_level" else None,
        inside=int(np.count_nonzero(inside)),
        ground=float(shapely.area(shapes[inside]).sum()),
    )


def _names_without_area(path: Path, frame: gpd.GeoDataFrame, box: shapely.Geometry) -> tuple[Problem, ...]:
    """Told where the extract names suburbs or quarters that lie in none of the areas: theirs are not whole in it."""
    places, _problems = picked(path, "context", load_osm_tags().names)
    points = places.geometry.to_numpy()
    areas = shapely.STRtree(frame.geometry.to_numpy())
    alone = shapely.intersects(points, box)
    alone[areas.query(points, predicate="intersects")[0]] = False
    names = sorted({str(name) for name in places["name"][alone] if isinstance(name, str)})
    if not names:
        return ()
    message = ngettext(
        "{count} suburb or quarter that the extract names lies in none of these areas: {names}. "
        "Its border may reach beyond the extract; a larger one would have it.",
        "{count} suburbs or quarters that the extract names lie in none of these areas: {names}. "
        "Their borders may reach beyond the extract; a larger one would have them.",
        len(names),
    )
    text = message.format(count=format_number(len(names)), names=first_few(names))
    return (Problem(Severity.WARNING, path.name, text),)


def _title(key: str, value: str) -> str:
    if key == "admin_level":
        return _("Administrative level {level}").format(level=value)
    titles = {
        "borough": _("Boroughs"),
        "suburb": _("Suburbs"),
        "quarter": _("Quarters"),
        "neighbourhood": _("Neighbourhoods"),
        "city_block": _("City blocks"),
    }
    return titles.get(value, value)


def _ground(path: Path) -> shapely.Geometry:
    """The box around the streets of the extract: its areas often reach further. Everywhere where there are none."""
    lines = read_shapes(path, "lines")
    shapes = lines.geometry[lines.tags["highway"].codes >= 0]
    shapes = shapes[~shapely.is_missing(shapes)]
    return shapely.box(*(shapely.total_bounds(shapes) if len(shapes) else (-180.0, -90.0, 180.0, 90.0)))
