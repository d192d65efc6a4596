"""Layers brought into a city: into its coordinate system, with word of what lies elsewhere."""

from dataclasses import replace

import numpy as np
import shapely
from pyproj.exceptions import ProjError

from cityplanner.errors import InputError
from cityplanner.i18n import _, format_number, ngettext
from cityplanner.io.features.crs import swap_axes, to_city_crs
from cityplanner.io.wording import first_few
from cityplanner.model import City, Layer, Problem, Severity

_FAR_M = 5_000.0
"""Farther outside the neighbourhoods than this, coordinates are taken for wrong ones."""


def file_of(layer: Layer) -> str:
    """What to call a layer in a message: its file, else its name."""
    return layer.source.file if layer.source else layer.name


def layer_for_city(layer: Layer, city: City) -> tuple[Layer, list[Problem]]:
    """``layer`` in the city's CRS; features more than 5 km outside the neighbourhoods are kept and told.

    Raises :class:`InputError` where all of them are: then the coordinates are most likely in another system.
    """
    where = file_of(layer)
    frame, problems = to_city_crs(layer.frame, city.crs, where)
    around = shapely.convex_hull(shapely.union_all(shapely.convex_hull(city.neighbourhoods.geometry.to_numpy())))
    near = shapely.buffer(around, _FAR_M)
    shapely.prepare(near)
    far = ~shapely.intersects(near, frame.geometry.to_numpy())
    if far.all():
        if _fits_swapped(layer, city, near):
            raise InputError(
                _(
                    "{file} lies somewhere else than {city}, but in it where longitude and latitude change places; if "
                    "they were swapped, say so (in a terminal: --swap-xy)."
                ).format(file=where, city=city.name)
            )
        raise InputError(
            _(
                "{file} lies somewhere else than {city}; is its coordinate system right? Choose "
                "another (in a terminal: --crs)."
            ).format(file=where, city=city.name)
        )
    if far.any():
        count = int(far.sum())
        message = ngettext(
            "{count} feature lies more than 5 km outside the neighbourhoods; are its coordinates right?",
            "{count} features lie more than 5 km outside the neighbourhoods; are their coordinates right?",
            count,
        )
        problems.append(Problem(Severity.WARNING, where, message.format(count=format_number(count))))
    return replace(layer, frame=frame), problems


def _fits_swapped(layer: Layer, city: City, near: shapely.Geometry) -> bool:
    """Whether most of ``layer`` lies ``near`` the city where x and y change places."""
    swapped = layer.frame.set_geometry(swap_axes(layer.frame.geometry))
    try:
        moved = swapped.to_crs(city.crs).geometry.to_numpy()
    except (ProjError, ValueError):
        return False
    there = np.isfinite(shapely.bounds(moved)).all(axis=1) & shapely.intersects(near, moved)
    return bool(there.mean() > 0.5)


def set_boundary(city: City, layer: Layer) -> tuple[City, list[Problem]]:
    """``city`` with the union of the layer's polygons as its boundary; neighbourhoods beyond it are told."""
    placed, problems = layer_for_city(layer, city)
    boundary = shapely.union_all(placed.frame.geometry.to_numpy())
    shapely.prepare(boundary)
    middles = shapely.point_on_surface(city.neighbourhoods.geometry.to_numpy())
    beyond = city.neighbourhoods.loc[~np.asarray(shapely.intersects(boundary, middles)), "name"]
    if len(beyond) == len(city.neighbourhoods):
        raise InputError(
            _("No neighbourhood lies inside the boundary of {file}; is it the right file?").format(file=file_of(layer))
        )
    if len(beyond):
        message = ngettext(
            "{count} neighbourhood lies outside the boundary and still counts: {names}.",
            "{count} neighbourhoods lie outside the boundary and still count: {names}.",
            len(beyond),
        )
        text = message.format(count=format_number(len(beyond)), names=first_few(beyond))
        problems.append(Problem(Severity.WARNING, file_of(layer), text))
    sources = city.sources if layer.source is None else (*city.sources, layer.source)
    return replace(city, boundary=boundary, sources=sources), problems
