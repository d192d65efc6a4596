"""Areas of OpenStreetMap whose rings are broken: what can be kept of them, and what is left of those that cannot."""

import struct
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import shapely

_METRES_A_DEGREE = 111_320.0
_Geometries = npt.NDArray[np.object_]
_Ring = npt.NDArray[np.float64]


def mended_areas(areas: _Geometries, wkb: _Geometries) -> tuple[_Geometries, _Geometries]:
    """(n,) the areas, and (n,) what is left of those that enclose nothing.

    ``areas`` are as GEOS understood ``wkb``, None where it could not. A ring of which an extract has only one point or
    two encloses nothing: a hole like that is left off, and an area like that is None, its points or its line in the
    second array.
    """
    areas, remains = areas.copy(), np.full(len(areas), None, dtype=object)
    for place in np.flatnonzero(shapely.is_missing(areas) | (shapely.area(areas) == 0)).tolist():
        polygons = list(_polygons(wkb[place])) if wkb[place] is not None else []
        sound = [
            shapely.Polygon(rings[0], [hole for hole in rings[1:] if _encloses(hole)])
            for rings in polygons
            if rings and _encloses(rings[0])
        ]
        areas[place] = shapely.multipolygons(sound) if sound else None
        if not sound:
            remains[place] = _line_or_point([ring for rings in polygons for ring in rings[:1]])
    return areas, remains


def outline(remains: shapely.Geometry, metres: float) -> shapely.Geometry:
    """The ground within ``metres`` of a point or a line, all in degrees."""
    x, y = shapely.get_coordinates(shapely.centroid(remains))[0].tolist()
    scale = np.array([_METRES_A_DEGREE * np.cos(np.radians(y)), _METRES_A_DEGREE])
    plane = shapely.transform(remains, lambda xy: (xy - [x, y]) * scale)
    return shapely.transform(shapely.buffer(plane, metres, cap_style="square"), lambda xy: xy / scale + [x, y])


def _encloses(ring: _Ring) -> bool:
    return len(ring) > 3 and shapely.area(shapely.polygons(ring)) > 0


def _line_or_point(rings: list[_Ring]) -> shapely.Geometry | None:
    parts = []
    for ring in rings:
        points = np.unique(ring[np.isfinite(ring).all(axis=1)], axis=0)
        if len(points):
            parts.append(shapely.Point(points[0]) if len(points) == 1 else shapely.LineString(points))
    return shapely.union_all(parts) if parts else None


def _polygons(wkb: bytes) -> Iterator[list[_Ring]]:
    """The rings, each (k, 2), of each polygon of a polygon or multipolygon in the WKB that GDAL writes."""
    kind, place = struct.unpack_from("<I", wkb, 1)[0], 5
    count = int(kind == shapely.GeometryType.POLYGON)
    if kind == shapely.GeometryType.MULTIPOLYGON:
        count, place = struct.unpack_from("<I", wkb, 5)[0], 9 + 5
    for _polygon in range(count):
        rings = []
        (number,) = struct.unpack_from("<I", wkb, place)
        place += 4
        for _ring in range(number):
            (points,) = struct.unpack_from("<I", wkb, place)
            rings.append(np.frombuffer(wkb, dtype="<f8", count=2 * points, offset=place + 4).reshape(-1, 2))
            place += 4 + 16 * points
        yield rings
        place += 5
