"""The demands by name: what is to be served, as weighted points in neighbourhoods. Each is one entry here."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

from cityplanner.coverage.demand import Demand, people_demand
from cityplanner.coverage.ground_grid import ground_demand
from cityplanner.coverage.surroundings import Surroundings
from cityplanner.i18n import Text, text
from cityplanner.model import City, People

RESIDENTS = "residents"
GROUND = "ground"


@dataclass(frozen=True, eq=False, slots=True)
class Place:
    """Of what a demand may be made. ``shapes`` (n,) are the neighbourhoods, valid, and ``area_m2`` (n,) how large."""

    city: City
    people: People
    shapes: npt.NDArray[np.object_]
    area_m2: npt.NDArray[np.float64]
    surroundings: Surroundings


def place_in(city: City, people: People, surroundings: Surroundings) -> Place:
    """Where demands are made of; shapes that cannot be cut, as a project file that was edited elsewhere may hold, are
    made valid."""
    shapes = city.neighbourhoods.geometry.to_numpy()
    shapes = np.where(shapely.is_valid(shapes), shapes, shapely.make_valid(shapes))
    return Place(city, people, shapes, np.asarray(shapely.area(shapes), dtype=np.float64), surroundings)


@dataclass(frozen=True, eq=False, slots=True)
class DemandKind:
    """``unit`` is that of the weights: ``people``, ``m2``, ``m`` ...; ``of`` makes the points."""

    name: Text
    unit: str
    of: Callable[[Place], Demand]


DEMANDS = {
    RESIDENTS: DemandKind(text("Residents"), "people", lambda place: people_demand(place.city, place.people)),
    GROUND: DemandKind(text("Ground"), "m2", lambda place: ground_demand(place.shapes, place.area_m2)),
}
