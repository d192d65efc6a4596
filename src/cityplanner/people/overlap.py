"""Where areas of one kind lie on those of another, and how much of an area on the edge of the city belongs to it.

The words are those of areal interpolation: an area's people go to what it overlaps, by the share of its area.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

_SPECK = 1e-4
"""Overlaps of less than this share of an area are what rounding leaves of a common edge."""
_FLUSH_M = 1.0
"""Areas this close touch each other, however their edges were drawn."""

_FloatArray = npt.NDArray[np.float64]
_IntArray = npt.NDArray[np.int64]
_BoolArray = npt.NDArray[np.bool_]
_Shapes = npt.NDArray[np.object_]


@dataclass(frozen=True, eq=False, slots=True)
class Pieces:
    """Where ``source`` (n,) lies on ``target`` (n,): ``shape`` (n,) polygons of ``area_m2`` (n,), by source.

    ``whole`` (n,) says which are their source as it is.
    """

    source: _IntArray
    target: _IntArray
    shape: _Shapes
    area_m2: _FloatArray
    whole: _BoolArray


def overlaps(sources: _Shapes, targets: _Shapes) -> Pieces:
    """Every piece that an area of ``sources`` has in common with one of ``targets``, specks left out."""
    shapely.prepare(targets)
    # What lies in one target altogether need not be cut, and most does.
    tree = shapely.STRtree(sources)
    whole = tree.query(targets, predicate="contains_properly")
    crossing = tree.query(targets, predicate="intersects")
    width = np.int64(max(len(sources), 1))
    crossing = crossing[:, ~np.isin(crossing[0] * width + crossing[1], whole[0] * width + whole[1])]
    cut = shapely.intersection(sources[crossing[1]], targets[crossing[0]])
    target, source = np.concatenate([whole, crossing], axis=1).astype(np.int64)
    shape = np.concatenate([sources[whole[1]], cut])
    area = shapely.area(shape)
    kept = np.flatnonzero(area > _SPECK * shapely.area(sources)[source])
    order = kept[np.lexsort((target[kept], source[kept]))]
    uncut = np.arange(len(source)) < whole.shape[1]
    return Pieces(source[order], target[order], shape[order], area[order], uncut[order])


def inside_shares(sources: _Shapes, people: _FloatArray, pieces: Pieces) -> _FloatArray:
    """(n,) the part of each area's ``people`` (n,) that lives in the targets.

    An area most of which lies inside is taken to be of the city, whatever its edge does on a shore or along a river.
    Of the others, what lies beyond is weighed by the density of the areas beside it that are altogether outside; where
    there are none, nobody lives there and all its people are inside.
    """
    area = shapely.area(sources)
    share = np.bincount(pieces.source, pieces.area_m2, minlength=len(sources)) / np.where(area > 0, area, 1.0)
    share = np.clip(share, 0.0, 1.0)
    edge = np.flatnonzero((share > 0) & (share < 0.5))
    outside = np.flatnonzero((share == 0) & (people > 0))
    inside = np.where(share > 0, 1.0, 0.0)
    if len(edge) and len(outside):
        row, near = shapely.STRtree(sources[outside]).query(sources[edge], predicate="dwithin", distance=_FLUSH_M)
        beside = outside[near]
        there = np.bincount(row, area[beside], minlength=len(edge))
        lives = np.bincount(row, people[beside], minlength=len(edge))
        beyond = np.divide(lives, there, out=np.zeros(len(edge)), where=there > 0)
        inside[edge] = part_inside(share[edge], people[edge] / area[edge], beyond)
    return inside


def part_inside(share: _FloatArray, density: _FloatArray, beyond: _FloatArray) -> _FloatArray:
    """(n,) the part of the people of an area on the edge that lives inside.

    ``share`` (n,) of its area lies inside, where people are taken to live as densely as in the area (``density``); in
    the rest as densely as ``beyond`` it. All of them where nobody lives beyond.
    """
    here = share * density
    there = (1.0 - share) * beyond
    return np.divide(here, here + there, out=np.ones(len(share)), where=there > 0)
