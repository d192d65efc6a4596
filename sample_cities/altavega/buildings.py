"""Houses on the blocks, each quarter in its own way."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import shapely

from altavega.blocks import Blocks, cut_into_lots
from altavega.plan import CENTRE, Quarter


@dataclass(frozen=True, eq=False)
class Buildings:
    """``shapes``, ``levels``, ``uses`` and ``quarters``, each (n,)."""

    shapes: np.ndarray
    levels: np.ndarray
    uses: np.ndarray
    quarters: np.ndarray


Shapes = Iterator[shapely.Polygon]
_SMALLEST_M2 = 16.0


def make_buildings(blocks: Blocks, rng: np.random.Generator) -> Buildings:
    shapes: list[shapely.Polygon] = []
    quarters: list[Quarter] = []
    for block, quarter in zip(blocks.shapes, blocks.quarters, strict=True):
        built = [
            house for house in _WAYS[quarter](block, rng) if house.geom_type == "Polygon" and house.area > _SMALLEST_M2
        ]
        shapes += built
        quarters += [quarter] * len(built)
    found = np.array(shapes)
    kinds = np.array(quarters, dtype=object)
    uses = _uses(found, kinds, rng)
    return Buildings(found, _levels(found, kinds, uses, rng), uses, kinds)


def _perimeter(block: shapely.Polygon, depth_m: float, lot_m2: float, rng: np.random.Generator, gap: float) -> Shapes:
    """Row houses around a block, with the yards inside left open."""
    yard = shapely.simplify(block.buffer(-depth_m, join_style="mitre"), 1.0)
    for lot in cut_into_lots(block, lot_m2, rng):
        if rng.random() < gap:
            continue
        house = lot.difference(yard) if not yard.is_empty else lot
        if lot.area > 2.2 * lot_m2 or house.area < 0.25 * lot.area:
            continue
        yield max(shapely.get_parts(house), key=shapely.area)


def _old(block: shapely.Polygon, rng: np.random.Generator) -> Shapes:
    return _perimeter(block, 19.0, 290.0, rng, gap=0.03)


def _grid(block: shapely.Polygon, rng: np.random.Generator) -> Shapes:
    """Blocks with cut corners, houses around a green court."""
    chamfered = block.buffer(-9.0, join_style="mitre").buffer(9.0, join_style="bevel").intersection(block)
    for part in shapely.get_parts(chamfered):
        yield from _perimeter(part, 17.0, 480.0, rng, gap=0.04)


def _free_standing(lot: shapely.Polygon, share: float, rng: np.random.Generator) -> Shapes:
    """A rectangle or an L in the middle of a lot, square to its longer side."""
    frame = shapely.oriented_envelope(lot)
    if frame.geom_type != "Polygon":
        return
    corners = shapely.get_coordinates(frame)
    centre = shapely.get_coordinates(lot.centroid)[0]
    u, v = (corners[1] - corners[0]) / 2, (corners[2] - corners[1]) / 2
    side = np.sqrt(share) * rng.uniform(0.88, 1.06, 2)
    u, v = u * side[0], v * side[1]
    if rng.random() < 0.32:
        notch_u, notch_v = rng.uniform(0.0, 0.35, 2)
        outline = [-u - v, u - v, u + notch_v * v, notch_u * u + notch_v * v, notch_u * u + v, -u + v]
    else:
        outline = [-u - v, u - v, u + v, -u + v]
    turned = centre + np.array(outline) * (1 if rng.random() < 0.5 else -1)
    house = shapely.Polygon(turned).intersection(lot.buffer(-1.2, join_style="mitre"))
    if house.geom_type == "Polygon" and house.area > 0.5 * share * lot.area:
        yield house


def _suburb(block: shapely.Polygon, rng: np.random.Generator) -> Shapes:
    for lot in cut_into_lots(block, 790.0, rng):
        if rng.random() < 0.94:
            yield from _free_standing(lot, 0.40, rng)


def _hillside(block: shapely.Polygon, rng: np.random.Generator) -> Shapes:
    """Small houses wall to wall, with gaps where the slope is too steep."""
    for lot in cut_into_lots(block, 270.0, rng):
        if rng.random() < 0.86:
            yield from shapely.get_parts(lot.buffer(-rng.uniform(0.5, 1.5), join_style="mitre"))


def _estate(block: shapely.Polygon, rng: np.random.Generator) -> Shapes:
    """Slabs in rows on open ground."""
    frame = shapely.get_coordinates(shapely.oriented_envelope(block))
    if len(frame) < 4:
        return
    first, second = frame[1] - frame[0], frame[2] - frame[1]
    along, across = (first, second) if np.hypot(*first) > np.hypot(*second) else (second, first)
    length, width = np.hypot(*along), np.hypot(*across)
    u, v = along / length, across / width
    origin = frame[0] if np.hypot(*first) > np.hypot(*second) else frame[1]
    inner = block.buffer(-7)
    for row in np.arange(14.0, width - 8.0, 34.0):
        place = 10.0
        while place < length - 20:
            slab = rng.uniform(34.0, 62.0)
            corner = origin + u * place + v * row
            house = shapely.Polygon([corner, corner + u * slab, corner + u * slab + v * 12.5, corner + v * 12.5])
            if inner.contains(house):
                yield house
            place += slab + rng.uniform(11.0, 20.0)


def _industry(block: shapely.Polygon, rng: np.random.Generator) -> Shapes:
    for lot in cut_into_lots(block, 4200.0, rng):
        if rng.random() < 0.9:
            yield from _free_standing(lot, 0.58, rng)


def _campus(block: shapely.Polygon, rng: np.random.Generator) -> Shapes:
    for lot in cut_into_lots(block, 5200.0, rng):
        if rng.random() < 0.8:
            yield from _free_standing(lot, 0.3, rng)


_WAYS: dict[Quarter, Callable[[shapely.Polygon, np.random.Generator], Shapes]] = {
    Quarter.OLD: _old,
    Quarter.GRID: _grid,
    Quarter.SUBURB: _suburb,
    Quarter.HILLSIDE: _hillside,
    Quarter.ESTATE: _estate,
    Quarter.INDUSTRY: _industry,
    Quarter.CAMPUS: _campus,
}

_HOMES = {
    Quarter.OLD: 0.62,
    Quarter.GRID: 0.78,
    Quarter.SUBURB: 0.95,
    Quarter.HILLSIDE: 0.97,
    Quarter.ESTATE: 0.95,
    Quarter.INDUSTRY: 0.0,
    Quarter.CAMPUS: 0.0,
}


def _uses(shapes: np.ndarray, quarters: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    homes = np.array([_HOMES[quarter] for quarter in quarters])
    uses = np.where(rng.random(len(shapes)) < homes, "residential", "commercial").astype(object)
    uses[quarters == Quarter.INDUSTRY] = "industrial"
    uses[quarters == Quarter.CAMPUS] = "public"
    # The largest houses of each quarter hold its schools and clinics.
    area = shapely.area(shapes)
    for use, share in (("school", 0.003), ("health", 0.001), ("public", 0.0012)):
        large = np.flatnonzero((area > 260) & np.isin(uses, ["residential", "commercial"]))
        uses[rng.choice(large, int(share * len(shapes)), replace=False)] = use
    return uses


def _levels(shapes: np.ndarray, quarters: np.ndarray, uses: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    middle = shapely.get_coordinates(shapely.centroid(shapes))
    central = np.exp(-np.hypot(*(middle - CENTRE).T) / 1300.0)
    typical = {
        Quarter.OLD: 3.0,
        Quarter.GRID: 4.5,
        Quarter.SUBURB: 1.7,
        Quarter.HILLSIDE: 1.6,
        Quarter.ESTATE: 6.0,
        Quarter.INDUSTRY: 1.3,
        Quarter.CAMPUS: 3.0,
    }
    base = np.array([typical[quarter] for quarter in quarters])
    levels = base * rng.lognormal(0.0, 0.28, len(shapes)) * (1 + 0.9 * central)
    levels[np.isin(uses, ["school", "health"])] = 2.4
    return np.clip(np.round(levels), 1, 22).astype(np.int64)
