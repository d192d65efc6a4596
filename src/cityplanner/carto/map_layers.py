"""A project as things to paint: what lies under the measured shares, the shares, and what lies over them."""

from dataclasses import replace
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import shapely

from cityplanner.carto.display_list import Areas, AreaStyle, Label, Lines, LineStyle, Symbols, SymbolStyle, WorldItem
from cityplanner.carto.geometry import areas_from, lines_from
from cityplanner.carto.labels import Place, place_labels
from cityplanner.carto.layer_style import area_style, line_style, symbol_style
from cityplanner.carto.neighbourhood_colours import NeighbourhoodColours
from cityplanner.carto.palette import LAND, SURROUND, translucent
from cityplanner.carto.streets import shown_streets, street_rank
from cityplanner.model import City, Layer, Project

__all__ = [
    "SURROUND",
    "base_above",
    "base_below",
    "drawn_layers",
    "layer_swatch",
    "neighbourhood_areas",
    "neighbourhood_names",
]

_NOT_DRAWN = {"boundary", "neighbourhoods", "people", "elevation", "basemap"}
_OVER_SHARES = {"water", "public-space", "hazard"}
"""Painted over the shares: nobody lives on water and in parks, and a hazard must not be hidden."""
_BUILDINGS_TO_M = 7.0
"""Buildings are left out where a pixel is wider than this: they could not be told apart."""
_BUILDING_TONE_TO_M = 2.2
_BUILDING_TONE = "#4A3B2A17"
"""Close by, buildings darken what lies over them a little, or the shares would hide the city."""
_OUTLINE_M_PER_PX = 8.0
_SHARE_OPACITY = 0.82


def base_below(project: Project, metres_per_pixel: float) -> list[WorldItem]:
    """Land and buildings: what the shares are laid over, bottom first."""
    drawn = drawn_layers(project, metres_per_pixel)
    areas = [
        _plain(_areas(layer)) if layer.role == "buildings" and metres_per_pixel > _BUILDING_TONE_TO_M else _areas(layer)
        for layer in drawn
        if layer.role not in _OVER_SHARES
    ]
    return [_land(project.city), *(item for item in areas if len(item.xy))]


def base_above(project: Project, metres_per_pixel: float, *, names: bool = True) -> list[WorldItem]:
    """Water, parks and hazards, streets and other lines, outlines of neighbourhoods, places, names: bottom first."""
    drawn = drawn_layers(project, metres_per_pixel)
    items: list[WorldItem] = []
    for layer in drawn:
        if layer.role == "buildings" and metres_per_pixel <= _BUILDING_TONE_TO_M:
            items.append(replace(_areas(layer), styles=(AreaStyle(fill=_BUILDING_TONE),)))
        if layer.role in _OVER_SHARES and len((areas := _areas(layer)).xy):
            items.append(areas)
    for layer in drawn:
        if len((lines := _lines(layer)).xy):
            items.append(shown_streets(lines, metres_per_pixel) if layer.role == "streets" else lines)
    items.append(_outlines(project.city, metres_per_pixel))
    items += [symbols for layer in drawn if len((symbols := _points(layer)).xy)]
    if names:
        items += neighbourhood_names(project.city, metres_per_pixel)
    return items


def neighbourhood_names(city: City, metres_per_pixel: float) -> list[Label]:
    """The names of the neighbourhoods that have room for theirs at this scale; none touches another."""
    return place_labels(_places(city), metres_per_pixel)


def _plain(areas: Areas) -> Areas:
    """Without outlines, which are lost on small things and take as long as the fill."""
    return replace(areas, styles=tuple(replace(style, stroke=None) for style in areas.styles))


def drawn_layers(project: Project, metres_per_pixel: float) -> list[Layer]:
    """The layers that can be seen at this scale, bottom first."""
    return [
        layer
        for layer in project.layers
        if layer.visible
        and layer.role not in _NOT_DRAWN
        and (layer.role != "buildings" or metres_per_pixel <= _BUILDINGS_TO_M)
        and len(layer.frame)
    ]


def layer_swatch(layer: Layer) -> AreaStyle | LineStyle | SymbolStyle | None:
    """What stands for a layer in a legend: its areas, else its lines, else its points; None where it is empty."""
    if len(_areas(layer).xy):
        return area_style(layer.role)
    if len(_lines(layer).xy):
        return line_style(layer.role, "primary")
    return symbol_style(layer.role) if len(_points(layer).xy) else None


def neighbourhood_areas(city: City, colours: NeighbourhoodColours) -> Areas:
    """The neighbourhoods in their ``colours``, which let streets and blocks show through."""
    areas = _neighbourhoods(city)
    return replace(areas, style=colours.codes, styles=_see_through(tuple(one.style for one in colours.classes)))


@lru_cache(maxsize=16)
def _see_through(styles: tuple[AreaStyle, ...]) -> tuple[AreaStyle, ...]:
    return tuple(
        AreaStyle(fill=translucent(style.fill, _SHARE_OPACITY) if style.fill else None, hatch=style.hatch)
        for style in styles
    )


# A city and a layer's features never change once they are made, so what was worked out for them holds.


@lru_cache(maxsize=4)
def _neighbourhoods(city: City) -> Areas:
    return areas_from(city.neighbourhoods.geometry.array)


@lru_cache(maxsize=4)
def _land(city: City) -> Areas:
    shapes = list(city.neighbourhoods.geometry.array)
    if city.boundary is not None:
        shapes.append(city.boundary)
    return areas_from(shapes, 0, [AreaStyle(fill=LAND)])


def _outlines(city: City, metres_per_pixel: float) -> Lines:
    """Outlines that get thinner where the neighbourhoods get small."""
    outlines, style = _outlines_of(city), line_style("neighbourhoods")
    thinner = min(max((_OUTLINE_M_PER_PX / metres_per_pixel) ** 0.5, 0.5), 1.0)
    return replace(outlines, styles=(replace(style, width_px=style.width_px * thinner),))


@lru_cache(maxsize=4)
def _outlines_of(city: City) -> Lines:
    return lines_from(city.neighbourhoods.geometry.array)


@lru_cache(maxsize=4)
def _places(city: City) -> tuple[Place, ...]:
    """Where each neighbourhood's name has most room: the middle of the largest circle in its largest part."""
    frame = city.neighbourhoods
    places = []
    for name, shape in zip(frame["name"], frame.geometry.array, strict=True):
        if shape is None or shape.is_empty:
            continue
        parts = shapely.get_parts(shape)
        largest = parts[np.argmax(shapely.area(parts))]
        west, south, east, north = largest.bounds
        coarse = largest.simplify(max(east - west, north - south) / 200)
        circle = shapely.maximum_inscribed_circle(coarse, tolerance=max(east - west, north - south) / 50)
        middle = shapely.get_point(circle, 0)
        places.append(Place(str(name), middle.x, middle.y, east - west, north - south))
    return tuple(places)


class _Features:
    """A layer's features, the same whether the layer is shown, hidden or renamed."""

    def __init__(self, layer: Layer) -> None:
        self.frame = layer.frame

    def __hash__(self) -> int:
        return id(self.frame)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Features) and other.frame is self.frame

    def of_dimension(self, dimension: int) -> npt.NDArray[np.object_]:
        """(n,) the geometries of one dimension, None in place of the others."""
        shapes = np.array(self.frame.geometry.array, dtype=object)
        shapes[shapely.get_dimensions(shapes) != dimension] = None
        return shapes


def _areas(layer: Layer) -> Areas:
    return _areas_of(_Features(layer), layer.role)


def _lines(layer: Layer) -> Lines:
    return _lines_of(_Features(layer), layer.role)


def _points(layer: Layer) -> Symbols:
    return _points_of(_Features(layer), layer.role)


@lru_cache(maxsize=64)
def _areas_of(features: _Features, role: str) -> Areas:
    return areas_from(features.of_dimension(2), 0, [area_style(role)])


@lru_cache(maxsize=64)
def _lines_of(features: _Features, role: str) -> Lines:
    shapes = features.of_dimension(1)
    if role == "streets":
        kinds = features.frame["class"] if "class" in features.frame else ["residential"] * len(shapes)
        return lines_from(shapes, [street_rank(kind) for kind in kinds])
    return lines_from(shapes, 0, [line_style(role)])


@lru_cache(maxsize=64)
def _points_of(features: _Features, role: str) -> Symbols:
    xy = shapely.get_coordinates(features.of_dimension(0))
    return Symbols(xy, np.zeros(len(xy), dtype=np.int64), (symbol_style(role),))
