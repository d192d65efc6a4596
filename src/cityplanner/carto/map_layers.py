"""A project as things to paint: what lies under the measured shares, the shares, and what lies over them."""

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache, partial

import numpy as np
import numpy.typing as npt
import shapely

from cityplanner.carto.classification import decimals_for
from cityplanner.carto.display_list import (
    Areas,
    AreaStyle,
    Label,
    Lines,
    LineStyle,
    Raster,
    Symbols,
    SymbolStyle,
    WorldItem,
)
from cityplanner.carto.families import crowding
from cityplanner.carto.geometry import areas_from, lines_from
from cityplanner.carto.hillshade import hillshade, shade_picture
from cityplanner.carto.labels import Place, place_labels
from cityplanner.carto.layer_style import (
    class_codes,
    faded,
    line_style,
    look_classes,
    street_styles,
    value_of_step,
)
from cityplanner.carto.neighbourhood_colours import NeighbourhoodColours
from cityplanner.carto.palette import LAND, SURROUND, translucent
from cityplanner.carto.ragged import IntArray, take
from cityplanner.carto.street_names import NamedStreets, named_streets, street_names
from cityplanner.carto.streets import STREET_CLASSES, shown_streets, street_rank
from cityplanner.carto.viewport import Bounds, Viewport
from cityplanner.errors import InputError
from cityplanner.i18n import format_number
from cityplanner.io.raster.raster import read_heights, read_picture
from cityplanner.model import City, Layer, LayerStyle, Project, StyleKind

__all__ = [
    "SURROUND",
    "base_above",
    "base_below",
    "base_rasters",
    "drawn_layers",
    "layer_swatch",
    "layer_swatches",
    "map_names",
    "neighbourhood_areas",
    "neighbourhood_names",
    "seen_layers",
]

_WIDEST_RASTER_PX = 4_000
_NOT_DRAWN = {"boundary", "neighbourhoods", "people", "elevation", "basemap"}
_OVER_SHARES = {"water", "public-space", "hazard"}
"""Painted over the shares: nobody lives on water and in parks, and a hazard must not be hidden. So is what a planner
has given a style: it is there to be read."""
_BUILDINGS_TO_M = 7.0
"""Buildings are left out where a pixel is wider than this: they could not be told apart."""
_BUILDING_TONE_TO_M = 2.2
_BUILDING_TONE = "#4A3B2A17"
"""Close by, buildings darken what lies over them a little, or the shares would hide the city."""
_OUTLINE_M_PER_PX = 8.0
_OUTLINE_OF_WIDTH = 1 / 60
"""Outlines are no wider than this part of the neighbourhoods, or a thousand small ones would be a net over the map."""
_DIGITS_OF_A_CODE = 5
_SHARE_OPACITY = 0.82
_STEPS_IN_LEGEND = (3, 7, 15)
"""A quarter, a half and all of the largest size."""

Swatch = AreaStyle | LineStyle | SymbolStyle


Damaged = Callable[[Layer], None]
"""Told of a raster layer that cannot be read, or not in all its parts."""


def base_below(
    project: Project, metres_per_pixel: float, viewport: Viewport | None = None, damaged: Damaged | None = None
) -> list[WorldItem]:
    """Land, rasters and buildings: what the shares are laid over, bottom first. Rasters need the ``viewport``."""
    drawn = drawn_layers(project, metres_per_pixel)
    areas = [
        _plain(_areas(layer)) if layer.role == "buildings" and metres_per_pixel > _BUILDING_TONE_TO_M else _areas(layer)
        for layer in drawn
        if not _over_shares(layer)
    ]
    rasters = [] if viewport is None else base_rasters(project, viewport, damaged)
    return [_land(project.city), *rasters, *(item for item in areas if len(item.xy))]


def base_rasters(project: Project, viewport: Viewport, damaged: Damaged | None = None) -> list[Raster]:
    """Base maps and the light and shade of the ground, as far as they lie in ``viewport`` and can be read."""
    width, height = (min(max(round(size), 1), _WIDEST_RASTER_PX) for size in (viewport.width_px, viewport.height_px))
    rasters = []
    for layer in project.layers:
        if not layer.visible or layer.raster is None:
            continue
        tell = None if damaged is None else partial(damaged, layer)
        try:
            if layer.role == "elevation":
                heights = read_heights(layer.raster, project.city.crs, viewport.bounds, width, height, tell)
                picture = shade_picture(hillshade(heights, (viewport.bounds[2] - viewport.bounds[0]) / width))
            else:
                picture = read_picture(layer.raster, project.city.crs, viewport.bounds, width, height, tell)
        except InputError:
            # The map goes on without it.
            if tell is not None:
                tell()
            continue
        rasters.append(Raster(viewport.bounds, picture, layer.opacity))
    return rasters


def base_above(
    project: Project, metres_per_pixel: float, *, names: bool = True, borders: bool = True
) -> list[WorldItem]:
    """Areas over the shares, streets and other lines, outlines of neighbourhoods, places, names: bottom first.

    Areas and lines lie as the list of layers has them; points lie above both.
    """
    drawn = drawn_layers(project, metres_per_pixel)
    items: list[WorldItem] = []
    for layer in drawn:
        if layer.role == "buildings" and metres_per_pixel <= _BUILDING_TONE_TO_M and not _over_shares(layer):
            tone = AreaStyle(fill=faded(_BUILDING_TONE, layer.opacity))
            items.append(replace(_areas(layer), styles=(tone,)))
        if _over_shares(layer) and len((areas := _areas(layer)).xy):
            thin = layer.role == "buildings" and metres_per_pixel > _BUILDING_TONE_TO_M
            items.append(_plain(areas) if thin else areas)
        if len((lines := _lines(layer)).xy):
            items.append(shown_streets(lines, metres_per_pixel) if layer.role == "streets" else lines)
    if borders:
        items.append(_outlines(project.city, metres_per_pixel))
    items += [symbols for layer in drawn if len((symbols := _points(layer)).xy)]
    if names:
        items += neighbourhood_names(project.city, metres_per_pixel)
    return items


def neighbourhood_names(city: City, metres_per_pixel: float) -> list[Label]:
    """The names of the neighbourhoods that have room for theirs at this scale; none touches another."""
    return place_labels(_places(city), metres_per_pixel)


def map_names(project: Project, viewport: Viewport) -> list[Label]:
    """The names of the neighbourhoods, and of the streets of visible layers between them, none touching another."""
    scale = viewport.metres_per_pixel
    labels = neighbourhood_names(project.city, scale)
    for layer in drawn_layers(project, scale):
        if layer.role == "streets":
            labels += street_names(_named_streets(_Features(layer)), viewport.bounds, scale, labels)
    return labels


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


def seen_layers(project: Project, metres_per_pixel: float, bounds: Bounds | None = None) -> list[Layer]:
    """Those of :func:`drawn_layers` that leave a mark at this scale, within ``bounds`` where these are given."""
    return [
        layer for layer in drawn_layers(project, metres_per_pixel) if _leaves_a_mark(layer, metres_per_pixel, bounds)
    ]


def _leaves_a_mark(layer: Layer, metres_per_pixel: float, bounds: Bounds | None) -> bool:
    features = _Features(layer)
    only_lines = layer.role == "streets" and _dimension(features) == 1
    # Paths are too thin to be seen from afar.
    if layer.opacity <= 0 or (only_lines and not len(shown_streets(_lines(layer), metres_per_pixel).xy)):
        return False
    shapes = features.frame.geometry.to_numpy()
    xy, of = shapely.get_coordinates(shapes, return_index=True)
    sound = _dimensions(features) >= 0
    sound[of[~np.isfinite(xy).all(axis=1)]] = False
    return bool(sound.any() if bounds is None else shapely.intersects(shapes[sound], shapely.box(*bounds)).any())


def _over_shares(layer: Layer) -> bool:
    return layer.role in _OVER_SHARES or layer.style is not None


def layer_swatch(layer: Layer) -> Swatch | None:
    """What stands for a layer in a legend: its areas, else its lines, else its points; None where it is empty.

    Where features are told apart, it is the first class, or the largest size, that is on the map.
    """
    classes = layer_swatches(layer)
    if classes:
        return classes[-1 if _sized(layer) else 0][1]
    return None if _dimension(_Features(layer)) is None else _swatches(layer)[0]


def layer_swatches(layer: Layer) -> list[tuple[str, Swatch]]:
    """The classes of a layer's style that are on the map, in words and as a swatch; none where all is alike."""
    style, features = layer.style, _Features(layer)
    if style is None or style.kind in (StyleKind.SINGLE, StyleKind.HATCH) or _dimension(features) is None:
        return []
    looks, swatches = look_classes(layer.role, style, layer.opacity), _swatches(layer)
    present = _present(features, style)
    if not _sized(layer):
        return [(looks[code].label, swatches[code]) for code in present]
    if present[-1] < 0:
        return []
    values = [value_of_step(style, layer.frame, step) for step in _STEPS_IN_LEGEND]
    words = [format_number(value, decimals_for(values)) for value in values]
    return [(word, swatches[step]) for word, step in zip(words, _STEPS_IN_LEGEND, strict=True)]


def _sized(layer: Layer) -> bool:
    return layer.style is not None and layer.style.kind is StyleKind.PROPORTIONAL


def _swatches(layer: Layer) -> list[Swatch]:
    """One for each of the layer's looks."""
    looks, dimension = look_classes(layer.role, layer.style, layer.opacity), _dimension(_Features(layer))
    if dimension == 1 and layer.role == "streets":
        return list(street_styles(("primary",), layer.style, layer.opacity))
    if dimension == 1:
        return [look.line for look in looks]
    if dimension == 0 or _sized(layer):
        return [look.symbol for look in looks]
    return [look.area for look in looks]


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
    finest = max(_usual_width_m(city) / metres_per_pixel * _OUTLINE_OF_WIDTH, 0.25)
    return replace(outlines, styles=(replace(style, width_px=min(style.width_px * thinner, finest)),))


@lru_cache(maxsize=4)
def _usual_width_m(city: City) -> float:
    """The side of a square as large as the middle one of the neighbourhoods."""
    areas = shapely.area(np.asarray(city.neighbourhoods.geometry.array))
    return float(np.sqrt(np.median(areas[areas > 0]))) if np.any(areas > 0) else 0.0


@lru_cache(maxsize=4)
def _outlines_of(city: City) -> Lines:
    return lines_from(city.neighbourhoods.geometry.array)


@lru_cache(maxsize=4)
def _places(city: City) -> tuple[Place, ...]:
    """Where each neighbourhood's name has most room: the middle of the largest circle in its largest part."""
    frame = city.neighbourhoods
    places = []
    for id_, name, shape in zip(frame["id"], frame["name"], frame.geometry.array, strict=True):
        if shape is None or shape.is_empty:
            continue
        parts = shapely.get_parts(shape)
        largest = parts[np.argmax(shapely.area(parts))]
        west, south, east, north = largest.bounds
        coarse = largest.simplify(max(east - west, north - south) / 200)
        circle = shapely.maximum_inscribed_circle(coarse, tolerance=max(east - west, north - south) / 50)
        middle = shapely.get_point(circle, 0)
        is_code = str(name) == str(id_) and sum(map(str.isdigit, str(name))) >= _DIGITS_OF_A_CODE
        places.append(Place(str(name), middle.x, middle.y, east - west, north - south, is_code))
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
        shapes[_dimensions(self) != dimension] = None
        return shapes


@lru_cache(maxsize=64)
def _dimensions(features: _Features) -> npt.NDArray[np.int32]:
    """(n,) 0 for points, 1 for lines, 2 for areas, less for what is missing or empty."""
    shapes = np.asarray(features.frame.geometry.array, dtype=object)
    return np.where(shapely.is_empty(shapes), -1, shapely.get_dimensions(shapes)).astype(np.int32)


def _dimension(features: _Features) -> int | None:
    """What a layer mostly is: areas where it has some, else lines, else points; None where it is empty."""
    highest = int(_dimensions(features).max(initial=-1))
    return highest if highest >= 0 else None


def _areas(layer: Layer) -> Areas:
    style = None if _sized(layer) else layer.style
    return _areas_in(_Features(layer), layer.role, style, layer.opacity)


def _lines(layer: Layer) -> Lines:
    return _lines_in(_Features(layer), layer.role, layer.style, layer.opacity)


def _points(layer: Layer) -> Symbols:
    return _points_in(_Features(layer), layer.role, layer.style, layer.opacity)


# A style changes more often than features do: what geometries become is kept apart from how they look.


@lru_cache(maxsize=64)
def _areas_in(features: _Features, role: str, style: LayerStyle | None, opacity: float) -> Areas:
    looks = look_classes(role, style, opacity)
    return replace(_areas_of(features), style=_codes(features, style), styles=tuple(look.area for look in looks))


@lru_cache(maxsize=64)
def _lines_in(features: _Features, role: str, style: LayerStyle | None, opacity: float) -> Lines:
    lines = _lines_of(features)
    codes = _codes(features, style)[lines.style]
    looks = look_classes(role, style, opacity)
    shown = np.flatnonzero(codes >= 0)
    if len(shown) < len(codes):
        vertices, parts = take(lines.parts, shown)
        lines, codes = replace(lines, xy=lines.xy[vertices], parts=parts, style=lines.style[shown]), codes[shown]
    if role == "streets":
        codes = _street_ranks(features)[lines.style] * len(looks) + codes
        return replace(lines, style=codes, styles=street_styles(STREET_CLASSES, style, opacity))
    return replace(lines, style=codes, styles=tuple(look.line for look in looks))


@lru_cache(maxsize=64)
def _points_in(features: _Features, role: str, style: LayerStyle | None, opacity: float) -> Symbols:
    sized = style is not None and style.kind is StyleKind.PROPORTIONAL
    xy, of = _places_of(features) if sized else _points_of(features)
    codes = _codes(features, style)[of]
    shown = np.flatnonzero(codes >= 0)
    if sized:
        # The largest first, so that none hides a smaller one.
        shown = shown[np.argsort(-codes[shown], kind="stable")]
    symbols = [look.symbol for look in look_classes(role, style, opacity)]
    if style is None or style.size_px is None:
        part = float(crowding(len(shown)))
        symbols = [replace(one, size_px=part * one.size_px, stroke_px=part * one.stroke_px) for one in symbols]
    return Symbols(xy[shown], codes[shown], tuple(symbols))


@lru_cache(maxsize=64)
def _codes(features: _Features, style: LayerStyle | None) -> IntArray:
    return class_codes(style, features.frame)


@lru_cache(maxsize=64)
def _present(features: _Features, style: LayerStyle) -> tuple[int, ...]:
    """The numbers of the looks that are on the map."""
    return tuple(np.unique(_codes(features, style)).tolist())


@lru_cache(maxsize=64)
def _areas_of(features: _Features) -> Areas:
    return areas_from(features.of_dimension(2))


@lru_cache(maxsize=64)
def _lines_of(features: _Features) -> Lines:
    """The style of a line is the number of its feature."""
    shapes = features.of_dimension(1)
    return lines_from(shapes, np.arange(len(shapes)))


@lru_cache(maxsize=64)
def _street_ranks(features: _Features) -> IntArray:
    if "class" not in features.frame:
        return np.full(len(features.frame), street_rank(None), dtype=np.int64)
    return np.array([street_rank(kind) for kind in features.frame["class"]], dtype=np.int64)


@lru_cache(maxsize=8)
def _named_streets(features: _Features) -> NamedStreets:
    return named_streets(features.frame)


@lru_cache(maxsize=64)
def _points_of(features: _Features) -> tuple[npt.NDArray[np.float64], IntArray]:
    """(m, 2) points and the (m,) number of the feature that each is of."""
    xy, of = shapely.get_coordinates(features.of_dimension(0), return_index=True)
    return xy, of


@lru_cache(maxsize=16)
def _places_of(features: _Features) -> tuple[npt.NDArray[np.float64], IntArray]:
    """Points, and for each area a point inside it, with the numbers of their features."""
    shapes = features.of_dimension(2)
    inside = shapely.point_on_surface(shapes)
    points = features.of_dimension(0)
    xy, of = shapely.get_coordinates(np.where(shapely.is_missing(points), inside, points), return_index=True)
    return xy, of
