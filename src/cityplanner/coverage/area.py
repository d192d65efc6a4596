"""How much ground is served, neighbourhood by neighbourhood; where ranges overlap it counts once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from cityplanner.i18n import _
from cityplanner.progress import CancelToken, Progress, no_progress

Shapes = npt.NDArray[np.object_]


@dataclass(frozen=True, eq=False, slots=True)
class Grounds:
    """The ground each device of a type reaches, (d,) polygons; served is what at least ``minimum`` of them reach."""

    shapes: Shapes
    minimum: int = 1


def area_served(
    grounds: Sequence[Grounds],
    neighbourhoods: Shapes,
    rows: Iterable[int] | None = None,
    *,
    progress: Progress = no_progress,
    cancel: CancelToken | None = None,
) -> npt.NDArray[np.float64]:
    """(n,) square metres served by any of ``grounds`` in each of ``neighbourhoods`` (n,).

    Only ``rows`` are worked out where they are given; the others are 0. Takes about 1 s for 14,000 discs.
    """
    wanted = range(len(neighbourhoods)) if rows is None else list(rows)
    trees = [shapely.STRtree(one.shapes) for one in grounds]
    area = np.zeros(len(neighbourhoods))
    for done, row in enumerate(wanted):
        if cancel is not None:
            cancel.raise_if_cancelled()
        progress(done / len(wanted), _("Working out the ground served …"))
        place = neighbourhoods[row]
        if place is None:
            continue
        near = [
            _reached(one.shapes[tree.query(place, predicate="intersects")], one.minimum)
            for one, tree in zip(grounds, trees, strict=True)
        ]
        # A union of what overlaps only, apart by apart, is several times faster than of everything at once.
        union = shapely.disjoint_subset_union_all(np.concatenate(near)) if near else shapely.Polygon()
        area[row] = shapely.area(shapely.intersection(union, place))
    progress(1.0, _("Working out the ground served …"))
    return area


def _reached(shapes: Shapes, minimum: int) -> Shapes:
    """Polygons that make up the ground that at least ``minimum`` of ``shapes`` reach."""
    if minimum <= 1:
        return shapes
    if len(shapes) < minimum:
        return shapes[:0]
    faces: Any = shapely.get_parts(shapely.polygonize([shapely.unary_union(shapely.boundary(shapes))]))
    inner = shapely.point_on_surface(faces)
    face, _shape = shapely.STRtree(shapes).query(inner, predicate="within")
    return np.asarray(faces[np.bincount(face, minlength=len(faces)) >= minimum], dtype=object)
