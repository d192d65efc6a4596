"""What an extract of OpenStreetMap offers to a study, part by part: a base map, places, devices, and sets of areas."""

from pathlib import Path

from cityplanner.coverage.catalogue import load_catalogue
from cityplanner.errors import InputError
from cityplanner.io.file_part import Part
from cityplanner.io.layer_roles import role as role_of
from cityplanner.io.osm.areas import AreaSet, area_sets
from cityplanner.io.osm.extract import BASE_MAP, read_osm
from cityplanner.io.osm.tags import load_osm_tags

_PLACES = ("transit-stops", "sensitive-places")
_OFFERED = ("buildings",)
"""Layers that the base map has too."""


def parts_of(path: Path) -> list[Part]:
    """The parts of the extract at ``path``, the base map first. Raises :class:`InputError` where it cannot be read."""
    found = [_part_of_set(one) for one in area_sets(path)]
    for role in (*_PLACES, *_OFFERED):
        found += _part(path, role)
    for type_id in load_osm_tags().devices:
        found += _part(path, "devices", type_id)
    return [*_base_map(path), *found]


def _base_map(path: Path) -> list[Part]:
    """Shown by its streets, or what else it has; its problems are those of all its layers."""
    layers = [part for role in BASE_MAP for part in _part(path, role)]
    if not layers:
        return []
    shown = next((part for part in layers if part.role == "streets"), layers[-1])
    problems = tuple(problem for part in layers for problem in part.problems)
    return [Part("", shown.frame, problems, "basemap")]


def _part(path: Path, role: str, type_id: str | None = None) -> list[Part]:
    try:
        frame, problems = read_osm(path, role, type_id=type_id)
    except InputError:
        return []
    title = role_of(role).title if type_id is None else load_catalogue()[type_id].name
    return [Part(title, frame, tuple(problems), role, type_id, offered=role in _OFFERED)]


def _part_of_set(one: AreaSet) -> Part:
    return Part(
        title=one.title,
        frame=one.frame,
        problems=one.problems,
        layer=one.layer,
        guess="neighbourhoods" if one.fits else "context",
        among=("neighbourhoods", "boundary", "context"),
    )
