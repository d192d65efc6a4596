"""Where people live, counted to the last one: points of neighbouring homes, and neighbourhoods as their sums."""

from dataclasses import dataclass

import numpy as np
import shapely

from altavega.buildings import Buildings
from altavega.neighbourhoods import COUNT, Neighbourhoods
from altavega.plan import Quarter

POPULATION = 320_000
GROUPS = ("age_0_14", "age_15_64", "age_65_plus", "disability", "no_internet", "low_income")
_CLUSTER_M = 55.0
_M2_EACH = {
    Quarter.OLD: 20.0,
    Quarter.GRID: 24.0,
    Quarter.SUBURB: 36.0,
    Quarter.ESTATE: 24.0,
    Quarter.HILLSIDE: 15.0,
    Quarter.INDUSTRY: 60.0,
    Quarter.CAMPUS: 60.0,
}
"""Floor space a head."""


@dataclass(frozen=True, eq=False)
class Residents:
    """``xy`` (n, 2) local metres, ``counts`` (n, 1 + 6) whole people, ``neighbourhood`` (n,)."""

    xy: np.ndarray
    counts: np.ndarray
    neighbourhood: np.ndarray


def home_space(buildings: Buildings) -> np.ndarray:
    """(n,) how many people a building would hold, before the total is known."""
    each = np.array([_M2_EACH[quarter] for quarter in buildings.quarters])
    homes = np.where(buildings.uses == "residential", 1.0, 0.0)
    return homes * shapely.area(buildings.shapes) * buildings.levels / each


def make_residents(
    buildings: Buildings, space: np.ndarray, areas: Neighbourhoods, rng: np.random.Generator
) -> Residents:
    middle = shapely.get_coordinates(shapely.centroid(buildings.shapes))
    cell = np.floor(middle / _CLUSTER_M).astype(np.int64)
    homes = np.flatnonzero(space > 0)
    keys = np.column_stack([areas.of_building[homes], cell[homes]])
    _unique, first, cluster = np.unique(keys, axis=0, return_index=True, return_inverse=True)
    cluster = cluster.ravel()
    held = np.bincount(cluster, space[homes])
    xy = np.column_stack([np.bincount(cluster, space[homes] * middle[homes, axis]) / held for axis in range(2)])
    neighbourhood = areas.of_building[homes][first]
    people = _whole(held / held.sum() * POPULATION)
    counts = np.column_stack([people, *_groups(people, areas.hardship[neighbourhood], rng)])
    lived_in = people > 0
    return Residents(xy[lived_in], counts[lived_in], neighbourhood[lived_in])


def _whole(shares: np.ndarray) -> np.ndarray:
    """Whole numbers with the same sum: the largest remainders are rounded up (Hamilton's method)."""
    floor = np.floor(shares).astype(np.int64)
    missing = round(shares.sum()) - floor.sum()
    floor[np.argsort(floor - shares, kind="stable")[:missing]] += 1
    return floor


def _groups(people: np.ndarray, hardship: np.ndarray, rng: np.random.Generator) -> list[np.ndarray]:
    """Poorer quarters are younger, less often online and more often of low income."""
    young = rng.binomial(people, np.clip(0.135 + 0.17 * hardship, 0, 1))
    old = rng.binomial(people - young, np.clip(0.185 - 0.125 * hardship, 0, 1))
    disability = rng.binomial(people, np.clip(0.055 + 0.035 * hardship, 0, 1))
    offline = rng.binomial(people, np.clip(0.04 + 0.58 * hardship**1.3, 0, 1))
    poor = rng.binomial(people, np.clip(0.03 + 0.66 * hardship**1.4, 0, 1))
    return [young, people - young - old, old, disability, offline, poor]


def totals(residents: Residents) -> np.ndarray:
    """(48, 1 + 6) the people of every neighbourhood."""
    return np.column_stack(
        [np.bincount(residents.neighbourhood, column, minlength=COUNT) for column in residents.counts.T]
    ).astype(np.int64)
