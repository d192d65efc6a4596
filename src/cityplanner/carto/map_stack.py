"""The one composition of a map, for screen, paper and web: what lies over what, as named slices, bottom up."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cityplanner.carto.display_list import WorldItem
from cityplanner.carto.families import device_symbols
from cityplanner.carto.map_layers import Damaged, base_above, base_below, map_names, neighbourhood_areas
from cityplanner.carto.neighbourhood_colours import NeighbourhoodColours
from cityplanner.carto.reaches import reach_outlines
from cityplanner.carto.symbol_size import Medium
from cityplanner.carto.viewport import Viewport
from cityplanner.coverage.engines import surroundings_for
from cityplanner.model import Device, Project

BELOW, COVERAGE, ABOVE, RANGES, DEVICES, NAMES = "below", "coverage", "above", "ranges", "devices", "names"
STACK = (BELOW, COVERAGE, ABOVE, RANGES, DEVICES, NAMES)
OF_LAYERS = (BELOW, ABOVE, NAMES)
"""The slices that the project's layers are in."""
SERVED, BORDERS = "served", "borders"
"""What hides the shares, and the lines between neighbourhoods; ranges and names are hidden by their own names."""


@dataclass(frozen=True, eq=False, slots=True)
class MapContent:
    """What a map is made of.

    ``devices`` are those with a symbol; those of the types ``measured``, by id and all of one family, have the outline
    of their reach too. ``colours`` are the neighbourhoods', None where these have none. ``hidden`` may hold
    ``served``, ``borders``, ``ranges`` and ``names``.
    """

    project: Project
    devices: Sequence[Device]
    measured: Sequence[str]
    colours: NeighbourhoodColours | None
    hidden: frozenset[str] = frozenset()


def map_slice(
    name: str, content: MapContent, viewport: Viewport, medium: Medium, damaged: Damaged | None = None
) -> list[WorldItem]:
    """One slice of the map as ``viewport`` shows it; empty where it is hidden.

    ``damaged`` is told of base maps that cannot be read in all their parts.
    """
    project, scale = content.project, viewport.metres_per_pixel
    hidden = SERVED if name == COVERAGE else name
    if hidden in content.hidden:
        return []
    if name == BELOW:
        return base_below(project, scale, viewport, damaged)
    if name == COVERAGE:
        return [] if content.colours is None else [neighbourhood_areas(project.city, content.colours)]
    if name == ABOVE:
        return base_above(project, scale, names=False, borders=BORDERS not in content.hidden)
    if name == RANGES:
        types = {id_: project.device_types[id_] for id_ in content.measured if id_ in project.device_types}
        filled = SERVED in content.hidden
        surroundings = surroundings_for(project, types)
        return list(reach_outlines(content.devices, types, project.city, viewport, surroundings, filled=filled))
    if name == DEVICES:
        return [device_symbols(content.devices, project.device_types, viewport, medium)]
    # Names stand over everything, ranges and symbols too.
    return list(map_names(project, viewport))


def map_stack(
    content: MapContent, viewport: Viewport, medium: Medium, names: Iterable[str] = STACK
) -> list[tuple[str, list[WorldItem]]]:
    """The slices of these ``names``, bottom up, each with its name."""
    wanted = set(names)
    return [(name, map_slice(name, content, viewport, medium)) for name in STACK if name in wanted]
