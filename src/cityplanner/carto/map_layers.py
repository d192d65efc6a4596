"""A project as things to paint: what lies under the measured shares, the shares, and what lies over them."""

from functools import lru_cache

import numpy as np
import numpy.typing as npt
import shapely

from cityplanner.carto.display_list import (
    Areas,
    AreaStyle,
    Lines,
    Symbols,
    WorldItem,
)
from cityplanner.carto.geometry import areas_from, lines_from
from cityplanner.carto.labels import Place, place_labels
from cityplanner.carto.layer_style import area_style, line_style, symbol_style
from cityplanner.carto.palette import LAND, SURROUND, translucent
from cityplanner.carto.share_classes import NO_RESIDENTS, SHARE_CLASSES, class_of
from cityplanner.carto.streets import shown_streets, street_rank
from cityplanner.model import City, Layer, Project

__all__ = ["SURROUND", "base_above", "base_below", "coverage_areas"]

_NOT_DRAWN = {"boundary", "neighbourhoods", "people", "elevation", "basemap"}
_BUILDINGS_TO_M = 7.0
"""Buildings are left out where a pixel is wider than this: they could not be told apart."""
_SHARE_OPACITY = 0.82


def base_below(project: Project, metres_per_pixel: float) -> list[WorldItem]:
    """Land, water, green space, hazards and buildings: what the shares are laid over, bottom first."""
    items: list[WorldItem] = [_land(project.city)]
    for layer in _drawn(project):
        if layer.role == "buildings" and metres_per_pixel > _BUILDINGS_TO_M:
            continue
        areas = _areas(layer)
        if len(areas.style):
            items.append(areas)
    return items


def base_above(project: Project, metres_per_pixel: float, *, names: bool = True) -> list[WorldItem]:
    """Streets, lines and places of other layers, the neighbourhoods' outlines and names."""
    items: list[WorldItem] = []
    for layer in _drawn(project):
        lines = _lines(layer)
        if len(lines.style):
            items.append(shown_streets(lines, metres_per_pixel) if layer.role == "streets" else lines)
    items.append(_outlines(project.city))
    for layer in _drawn(project):
        symbols = _points(layer)
        if len(symbols.style):
            items.append(symbols)
    if names:
        items += place_labels(_places(project.city), metres_per_pixel)
    return items


def coverage_areas(city: City, share: npt.NDArray[np.float64]) -> Areas:
    """The neighbourhoods in the colours of their (n,) shares, which let streets and blocks show through."""
    areas = _neighbourhoods(city)
    return Areas(areas.xy, areas.rings, areas.features, class_of(share), _share_styles())


@lru_cache(maxsize=1)
def _share_styles() -> tuple[AreaStyle, ...]:
    entries = [entry.style for entry in (*SHARE_CLASSES, NO_RESIDENTS)]
    return tuple(
        AreaStyle(fill=translucent(style.fill, _SHARE_OPACITY) if style.fill else None, hatch=style.hatch)
        for style in entries
    )


def _drawn(project: Project) -> list[Layer]:
    return [layer for layer in project.layers if layer.visible and layer.role not in _NOT_DRAWN]


# A layer and a city never change once they are made, so what was worked out for one of them holds as long as it lives.


@lru_cache(maxsize=4)
def _neighbourhoods(city: City) -> Areas:
    return areas_from(city.neighbourhoods.geometry.array)


@lru_cache(maxsize=4)
def _land(city: City) -> Areas:
    shapes = list(city.neighbourhoods.geometry.array)
    if city.boundary is not None:
        shapes.append(city.boundary)
    return areas_from(shapes, 0, [AreaStyle(fill=LAND)])


@lru_cache(maxsize=4)
def _outlines(city: City) -> Lines:
    return lines_from(city.neighbourhoods.geometry.array, 0, [line_style("neighbourhoods")])


@lru_cache(maxsize=4)
def _places(city: City) -> tuple[Place, ...]:
    """Where each neighbourhood's name has most room: the middle of the largest circle in its largest part."""
    frame = city.neighbourhoods
    places = []
    for name, shape in zip(frame["name"], frame.geometry.array, strict=True):
        parts = shapely.get_parts(shape)
        if shape is None or shape.is_empty:
            continue
        largest = parts[np.argmax(shapely.area(parts))]
        west, south, east, north = largest.bounds
        coarse = largest.simplify(max(east - west, north - south) / 200)
        circle = shapely.maximum_inscribed_circle(coarse, tolerance=max(east - west, north - south) / 50)
        middle = shapely.get_point(circle, 0)
        places.append(Place(str(name), middle.x, middle.y, east - west, north - south))
    return tuple(places)


@lru_cache(maxsize=64)
def _areas(layer: Layer) -> Areas:
    return areas_from(_of_dimension(layer, 2), 0, [area_style(layer.role)])


@lru_cache(maxsize=64)
def _lines(layer: Layer) -> Lines:
    shapes = _of_dimension(layer, 1)
    if layer.role == "streets":
        values = layer.frame["class"] if "class" in layer.frame else ["residential"] * len(shapes)
        ranks = [street_rank(value) for value in values]
        return lines_from(shapes, ranks)
    return lines_from(shapes, 0, [line_style(layer.role)])


@lru_cache(maxsize=64)
def _points(layer: Layer) -> Symbols:
    xy = shapely.get_coordinates(_of_dimension(layer, 0))
    return Symbols(xy, np.zeros(len(xy), dtype=np.int64), (symbol_style(layer.role),))


def _of_dimension(layer: Layer, dimension: int) -> npt.NDArray[np.object_]:
    """(n,) the layer's geometries of one dimension, None in place of the others."""
    shapes = np.array(layer.frame.geometry.array, dtype=object)
    shapes[shapely.get_dimensions(shapes) != dimension] = None
    return shapes
