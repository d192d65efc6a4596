"""Which neighbourhood a place lies in. No Qt."""

import numpy as np
import shapely

from cityplanner.model import City


class NeighbourhoodPlaces:
    """A city's neighbourhoods, to be found by place."""

    def __init__(self, city: City) -> None:
        self._ids = city.neighbourhoods["id"]
        self._tree = shapely.STRtree(np.asarray(city.neighbourhoods.geometry.array))

    def at(self, x: float, y: float) -> str | None:
        """The id of the neighbourhood at a place, in metres; None outside all."""
        found = self._tree.query(shapely.Point(x, y), predicate="intersects")
        return str(self._ids.iloc[int(found[0])]) if len(found) else None
