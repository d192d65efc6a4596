"""What a person chooses about people: where they are put, and who says how many they are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

import numpy as np

from cityplanner.errors import InputError
from cityplanner.i18n import _, format_number
from cityplanner.io import read_layer
from cityplanner.io.features.geometry_repair import kinds_of
from cityplanner.io.features.place_in_city import file_of
from cityplanner.io.raster.people_raster import RasterUnit, read_people_grid
from cityplanner.io.raster.raster import is_raster
from cityplanner.io.tables.options import TableChoices, options_for
from cityplanner.model import City, Layer, People, Problem, Source
from cityplanner.people.dwellings import dwellings, people_in_buildings
from cityplanner.people.from_area_layer import places_of_areas
from cityplanner.people.from_areas import people_from_areas, people_from_centroids
from cityplanner.people.from_points import people_from_points
from cityplanner.people.from_raster import places_of_grid
from cityplanner.people.places import Places, as_the_file_counts, as_the_neighbourhoods_count
from cityplanner.progress import CancelToken, Progress, no_progress

Spread = Literal["areas", "centroids", "buildings"]
Counts = Literal["file", "neighbourhoods"]


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What the person says about a file where it does not say so itself.

    ``fields`` maps canonical names to the file's columns; ``crs`` is a code such as ``EPSG:27700``; ``layer`` names
    one of several layers. ``reading`` says how to read tables, by their file names; ``swapped`` that x stands
    where y should.
    """

    fields: Mapping[str, str] = field(default_factory=dict)
    crs: str | None = None
    layer: str | None = None
    reading: TableChoices = field(default_factory=dict)
    swapped: bool = False

    def read(self, file: Path, role: str, type_id: str | None = None) -> tuple[Layer, list[Problem]]:
        """``file`` as a layer of ``role``, read as is said here; devices without a type are of ``type_id``."""
        return read_layer(
            file,
            role,
            layer=self.layer,
            crs=self.crs,
            fields=dict(self.fields),
            type_id=type_id,
            reading=options_for(self.reading, file),
            swapped=self.swapped,
        )


@dataclass(frozen=True, slots=True)
class PeopleChoice:
    """Where residents are put, and from which file.

    ``spread`` says where in their neighbourhood, or in the areas of ``file``, they are put: all over it, in its middle
    (neighbourhoods only) or in buildings by floor area: those of the file ``buildings``, else of the project's layer.
    ``file`` holds points, areas or a raster of people; None leaves the neighbourhoods' own counts. ``counts`` says who
    has the last word on how many live in a neighbourhood where a file is given; None is the neighbourhoods where a
    raster and they both count, else the file. ``raster_unit`` None is told from the raster.
    """

    spread: Spread = "areas"
    file: Path | None = None
    options: ReadOptions = field(default_factory=ReadOptions)
    buildings: Path | None = None
    counts: Counts | None = None
    raster_unit: RasterUnit | None = None


def place_people(
    city: City,
    choice: PeopleChoice,
    layers: Sequence[Layer] = (),
    progress: Progress = no_progress,
    cancel: CancelToken | None = None,
) -> tuple[City, People, list[Problem]]:
    """The people as chosen, and ``city`` with the counts and the sources that go with them.

    ``layers`` are the project's, for its buildings. Raises :class:`InputError` where a file cannot be used.
    """
    if choice.file is not None and is_raster(choice.file):
        _no_buildings(choice, choice.file)
    token = cancel or CancelToken()
    progress(0.1, _("Reading buildings …") if choice.buildings is not None else "")
    buildings, problems = _buildings(choice, layers)
    token.raise_if_cancelled()
    progress(0.3, "" if choice.file is None else _("Reading {file} …").format(file=choice.file.name))
    if choice.file is None:
        city, people, found = _without_file(city, choice, buildings)
    elif is_raster(choice.file):
        city, people, found = _from_raster(city, choice, choice.file)
    else:
        city, people, found = _from_features(city, choice, choice.file, buildings)
    token.raise_if_cancelled()
    progress(0.9, "")
    if buildings is not None and buildings.source is not None:
        city = with_source(city, buildings.source)
    return city, people, [*problems, *found]


def with_source(city: City, source: Source | None, *, instead: bool = False) -> City:
    """``city`` with one more source, once; ``instead`` of those that said before how many live where."""
    if instead:
        city = replace(city, sources=tuple(one for one in city.sources if one.role not in ("people", "buildings")))
    known = source is None or any((one.file, one.sha256) == (source.file, source.sha256) for one in city.sources)
    return city if known or source is None else replace(city, sources=(*city.sources, source))


def _buildings(choice: PeopleChoice, layers: Sequence[Layer]) -> tuple[Layer | None, list[Problem]]:
    if choice.buildings is not None:
        return read_layer(choice.buildings, "buildings")
    if choice.spread != "buildings":
        return None, []
    known = [layer for layer in layers if layer.role == "buildings" and layer.raster is None]
    if not known:
        raise InputError(
            _("There are no buildings to put people in; give a file of them (in a terminal: --buildings).")
        )
    return known[-1], []


def _no_buildings(choice: PeopleChoice, file: Path) -> None:
    if choice.buildings is not None or choice.spread == "buildings":
        raise InputError(_("{file} says by itself where people are; leave the buildings out.").format(file=file.name))


def _without_file(city: City, choice: PeopleChoice, buildings: Layer | None) -> tuple[City, People, list[Problem]]:
    if buildings is not None:
        return people_in_buildings(city, buildings)
    people, problems = people_from_centroids(city) if choice.spread == "centroids" else people_from_areas(city)
    return city, people, problems


def _from_raster(city: City, choice: PeopleChoice, file: Path) -> tuple[City, People, list[Problem]]:
    grid, problems = read_people_grid(file, city, choice.raster_unit)
    places, found = places_of_grid(grid, city)
    counted = bool((city.neighbourhoods["population"] > 0).any())
    counts = choice.counts or ("neighbourhoods" if counted else "file")
    city, people, more = _settled(city, places, counts, file.name, _("the cells of {file}"))
    return with_source(city, grid.source, instead=counts == "file"), people, [*problems, *found, *more]


def _from_features(
    city: City, choice: PeopleChoice, file: Path, buildings: Layer | None
) -> tuple[City, People, list[Problem]]:
    layer, problems = choice.options.read(file, "people")
    kinds = kinds_of(layer.frame.geometry.to_numpy())
    if len(kinds) > 1:
        raise InputError(
            _("{file} holds points and areas; keep those that say who lives where.").format(file=file.name)
        )
    if kinds == ("point",):
        _no_buildings(choice, file)
        people, found = people_from_points(layer, city)
        if choice.counts == "neighbourhoods":
            inside = people.neighbourhood >= 0
            places = Places(
                people.xy[inside],
                people.neighbourhood[inside].astype(np.int64),
                people.weights[inside],
                people.groups,
                np.ones(len(city.neighbourhoods)),
            )
            city, people, more = _settled(city, places, "neighbourhoods", file_of(layer), _("the points of {file}"))
            found = [*found, *more]
        instead = choice.counts != "neighbourhoods"
        return with_source(city, layer.source, instead=instead), people, [*problems, *found]
    homes = None
    if buildings is not None:
        homes, more = dwellings(buildings, city)
        problems = [*problems, *more]
    places, found = places_of_areas(layer, city, homes)
    by = _("the areas of {file}") if homes is None else _("the areas of {file}, in buildings by their floor area")
    counts: Counts = choice.counts or "file"
    city, people, more = _settled(city, places, counts, file_of(layer), by)
    return with_source(city, layer.source, instead=counts == "file"), people, [*problems, *found, *more]


def _settled(city: City, places: Places, counts: Counts, file: str, by: str) -> tuple[City, People, list[Problem]]:
    where = by.format(file=file)
    number = format_number(len(places.xy))
    if counts == "neighbourhoods":
        method = _("{count} points placed by {where}; how many live in a neighbourhood is as it says itself.")
        return as_the_neighbourhoods_count(city, places, method.format(count=number, where=where), file)
    method = _("{count} points with the residents of {where}.").format(count=number, where=where)
    return as_the_file_counts(city, places, method, file)
