"""Local streets, laid out quarter by quarter between the avenues, and the net that all streets make together."""

import itertools
from dataclasses import dataclass

import contourpy
import numpy as np
import shapely

from altavega.frame import SOUTH, WEST
from altavega.noise import noise_field, sample
from altavega.plan import CENTRE, MainLine, Plan, Quarter, quarter_of
from altavega.terrain import Terrain, cell_centres

_CLASSES = ("motorway", "primary", "secondary", "tertiary", "residential", "service", "path")
_SHORTEST_M = 12.0
_LANE_RISE_M, _LANE_SPACING_M = 3.5, 42.0


@dataclass(frozen=True, eq=False)
class StreetNet:
    """Segments between crossings, with class and name, and the faces that they enclose."""

    lines: np.ndarray
    classes: np.ndarray
    names: np.ndarray
    faces: np.ndarray
    """Polygons that tile the city: blocks up to the middle of their streets."""


def make_streets(plan: Plan, terrain: Terrain, rng: np.random.Generator) -> StreetNet:
    superblocks = _superblocks(plan)
    local: list[tuple[shapely.LineString, str]] = []
    for block in superblocks:
        local += _local_streets(block, plan, terrain, rng)
    return _net(plan, local, rng)


def _superblocks(plan: Plan) -> np.ndarray:
    """What the main lines, the river and the outline cut the city into."""
    lines = [plan.outline.exterior, *(main.line for main in plan.main)]
    noded = shapely.union_all(lines)
    return np.array(
        [
            face
            for face in shapely.get_parts(shapely.polygonize([noded]))
            if plan.outline.covers(face.representative_point())
        ]
    )


def _local_streets(
    block: shapely.Polygon, plan: Plan, terrain: Terrain, rng: np.random.Generator
) -> list[tuple[shapely.LineString, str]]:
    """Streets inside one superblock, which may hold several kinds of quarters."""
    streets = []
    west, south, east, north = block.bounds
    step = 40.0
    x, y = np.meshgrid(np.arange(west, east, step) + step / 2, np.arange(south, north, step) + step / 2)
    cells = np.column_stack([x.ravel(), y.ravel()])
    cells = cells[shapely.contains_xy(block, cells)]
    if not len(cells):
        return []
    kinds = quarter_of(cells, terrain)
    free = block.difference(plan.water.buffer(6)).difference(plan.hill_park)
    for kind in sorted(set(kinds)):
        part = shapely.union_all(
            shapely.box(*(cells[kinds == kind] - step / 2).T, *(cells[kinds == kind] + step / 2).T)
        )
        # Rounded, so that no quarter ends in a staircase, and reaching over the seam, so that the streets of two
        # quarters meet.
        part = part.buffer(25).buffer(5).intersection(free)
        if part.area > 4_000:
            streets += _LAYOUTS[kind](part, terrain, rng)
    return streets


# Layouts. Each gives lines across the part's box; what lies outside is cut off.


def _warp(xy: np.ndarray, fields: tuple[np.ndarray, np.ndarray], reach_m: float) -> np.ndarray:
    return xy + reach_m * np.column_stack([sample(fields[0], xy), sample(fields[1], xy)])


_FINE = (noise_field(31, 260.0), noise_field(32, 260.0))
_WIDE = (noise_field(33, 900.0), noise_field(34, 900.0))


def _grid(
    part: shapely.Geometry,
    angle: float,
    along_m: float,
    across_m: float,
    rng: np.random.Generator,
    *,
    bend_m: float = 0.0,
    wide_bend_m: float = 0.0,
    missing: float = 0.0,
    offset: bool = False,
) -> list[shapely.LineString]:
    """Two families of parallel streets about the city's own origin, so that neighbouring parts line up."""
    centre = np.array(CENTRE)
    west, south, east, north = part.bounds
    corners = np.array([(west, south), (west, north), (east, south), (east, north)]) - centre
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    u, v = (corners @ turn.T).T
    reach = bend_m * 3 + wide_bend_m * 3 + 200
    lines = []
    us = np.arange(np.floor((u.min() - reach) / across_m), np.ceil((u.max() + reach) / across_m) + 1) * across_m
    vs = np.arange(np.floor((v.min() - reach) / along_m), np.ceil((v.max() + reach) / along_m) + 1) * along_m

    def bent(points: np.ndarray) -> shapely.LineString:
        xy = points @ turn + centre
        xy = _warp(_warp(xy, _WIDE, wide_bend_m), _FINE, bend_m)
        return shapely.simplify(shapely.LineString(xy), 1.2)

    for level in vs:
        if rng.random() >= missing:
            run = np.arange(us[0], us[-1], 18.0)
            lines.append(bent(np.column_stack([run, np.full(len(run), level)])))
    for level in us:
        cuts = vs if offset else np.array([vs[0], vs[-1]])
        for low, high in itertools.pairwise(cuts):
            if rng.random() < missing:
                continue
            shift = rng.uniform(-0.22, 0.22) * across_m if offset else 0.0
            # A little too long, so that it surely meets the streets that it joins; what sticks out is cut off.
            run = np.linspace(low - 3.0, high + 3.0, max(int((high - low) / 18.0), 3))
            lines.append(bent(np.column_stack([np.full(len(run), level + shift), run])))
    return lines


def _cut(lines: list[shapely.LineString], part: shapely.Geometry) -> list[shapely.LineString]:
    pieces = shapely.get_parts(shapely.intersection(np.array(lines), part))
    return [piece for piece in pieces if piece.geom_type == "LineString" and piece.length > _SHORTEST_M]


def _streets(
    lines: list[shapely.LineString], part: shapely.Geometry, klass: str
) -> list[tuple[shapely.LineString, str]]:
    return [(line, klass) for line in _cut(lines, part)]


def _old_town(part, _terrain, rng):
    lines = _grid(part, 0.18, 70.0, 82.0, rng, bend_m=11.0, wide_bend_m=24.0, missing=0.08, offset=True)
    return _streets(lines, part, "residential")


def _ensanche(part, _terrain, rng):
    return _streets(_grid(part, 0.21, 112.0, 124.0, rng), part, "residential")


def _suburb(part, _terrain, rng):
    lines = _grid(part, -0.25, 88.0, 190.0, rng, bend_m=9.0, wide_bend_m=70.0, missing=0.06, offset=True)
    return _streets(lines, part, "residential")


def _estate(part, _terrain, rng):
    return _streets(_grid(part, 0.05, 165.0, 190.0, rng, wide_bend_m=20.0, missing=0.05), part, "residential")


def _industry(part, _terrain, rng):
    return _streets(_grid(part, 0.14, 170.0, 230.0, rng, missing=0.04), part, "service")


def _campus(part, _terrain, rng):
    return _streets(_grid(part, 0.30, 190.0, 210.0, rng, bend_m=14.0), part, "service")


def _hillside(part, terrain, rng):
    """Lanes along the slope, joined by stairs and alleys down it."""
    x, y = cell_centres()
    west, south, east, north = part.bounds
    columns = (x[0] > west - 30) & (x[0] < east + 30)
    rows = (y[:, 0] > south - 30) & (y[:, 0] < north + 30)
    height = terrain.smooth_height_m[np.ix_(rows, columns)]
    levels = contourpy.contour_generator(x[0][columns], y[:, 0][rows], height)
    lanes = []
    for number in range(int(height.min() / _LANE_RISE_M), int(height.max() / _LANE_RISE_M) + 1):
        # Where the slope is steeper, only every second, fourth or eighth contour bears a lane.
        skipped = number & -number if number else 8
        steepest = min(skipped, 8) * _LANE_RISE_M / _LANE_SPACING_M
        for line in levels.lines(number * _LANE_RISE_M):
            lanes += _gentle_parts(line, terrain, steepest)
    streets = _streets(lanes, part, "residential")
    streets = [(line, "residential" if rng.random() < 0.55 else "service") for line, _klass in streets]
    stairs = [_stairs(point, terrain) for point in _seeds(part, 120.0, rng)]
    return streets + _streets(stairs, part, "path")


def _gentle_parts(line: np.ndarray, terrain: Terrain, steepest: float) -> list[shapely.LineString]:
    gentle = terrain.slope_at(line) <= steepest
    cuts = np.flatnonzero(np.diff(gentle)) + 1
    parts = np.split(line, cuts)
    keep = np.split(gentle, cuts)
    return [
        shapely.LineString(_rough(part)) for part, flat in zip(parts, keep, strict=True) if flat[0] and len(part) > 6
    ]


def _rough(line: np.ndarray) -> np.ndarray:
    return shapely.get_coordinates(shapely.simplify(shapely.LineString(_warp(line, _FINE, 3.0)), 1.5))


def _seeds(part: shapely.Geometry, spacing_m: float, rng: np.random.Generator) -> np.ndarray:
    west, south, east, north = part.bounds
    x, y = np.meshgrid(np.arange(west, east, spacing_m), np.arange(south, north, spacing_m))
    xy = np.column_stack([x.ravel(), y.ravel()]) + rng.uniform(-0.35, 0.35, (x.size, 2)) * spacing_m
    return xy[shapely.contains_xy(part, xy)]


def _stairs(start: np.ndarray, terrain: Terrain) -> shapely.LineString:
    """Straight down the slope for about a hundred metres, from lane to lane."""
    points = [start]
    for _ in range(9):
        x, y = points[-1]
        angle = terrain.contour_angle(x, y) - np.pi / 2
        points.append(points[-1] - 12.0 * np.array([np.cos(angle), np.sin(angle)]))
    return shapely.simplify(shapely.LineString(points), 1.0)


_LAYOUTS = {
    Quarter.OLD: _old_town,
    Quarter.GRID: _ensanche,
    Quarter.SUBURB: _suburb,
    Quarter.ESTATE: _estate,
    Quarter.INDUSTRY: _industry,
    Quarter.CAMPUS: _campus,
    Quarter.HILLSIDE: _hillside,
}


# The net


def _net(plan: Plan, local: list[tuple[shapely.LineString, str]], rng: np.random.Generator) -> StreetNet:
    main = [MainLine(_longest_inside(item.line, plan.outline), item.street_class, item.name) for item in plan.main]
    lines = np.array([item.line for item in main] + [line for line, _klass in local])
    classes = [item.street_class for item in main] + [klass for _line, klass in local]
    names = [item.name for item in main] + [""] * len(local)
    noded = shapely.get_parts(shapely.line_merge(shapely.union_all(lines, grid_size=0.25)))
    segments = _split_at_crossings(noded)
    ranks = np.array([_CLASSES.index(klass) for klass in classes])
    order = np.argsort(ranks, kind="stable")
    tree = shapely.STRtree(lines[order])
    middles = shapely.line_interpolate_point(segments, 0.5, normalized=True)
    found = np.full(len(segments), len(lines) - 1)
    pairs = tree.query(middles, predicate="dwithin", distance=0.6)
    # The first of the best class wins where two streets run together.
    for segment, line in zip(*pairs[:, np.argsort(-pairs[1], kind="stable")], strict=True):
        found[segment] = order[line]
    kept = _without_stubs(segments)
    segments, found = segments[kept], found[kept]
    klass = np.array(classes, dtype=object)[found]
    name = np.array(names, dtype=object)[found]
    enclosing = shapely.union_all([*noded, plan.outline.exterior], grid_size=0.25)
    faces = shapely.get_parts(shapely.polygonize([enclosing]))
    faces = faces[plan.outline.covers(shapely.point_on_surface(faces))]
    return StreetNet(segments, klass, _named(segments, klass, name, rng), faces)


def _longest_inside(line: shapely.LineString, outline: shapely.Polygon) -> shapely.LineString:
    return max(shapely.get_parts(line.intersection(outline)), key=shapely.length)


def _split_at_crossings(lines: np.ndarray) -> np.ndarray:
    """``line_merge`` stops at crossings of three and more already; closed loops stay whole."""
    return lines[shapely.length(lines) > 0.5]


def _without_stubs(segments: np.ndarray) -> np.ndarray:
    """(n,) False for dead ends too short to be a street."""
    ends = np.concatenate(
        [
            shapely.get_coordinates(shapely.get_point(segments, 0)),
            shapely.get_coordinates(shapely.get_point(segments, -1)),
        ]
    )
    _unique, index, count = np.unique(np.round(ends * 4), axis=0, return_inverse=True, return_counts=True)
    degree = count[index].reshape(2, -1)
    return ~((degree.min(axis=0) == 1) & (shapely.length(segments) < 22))


def _named(segments: np.ndarray, classes: np.ndarray, names: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Calles run east to west and are numbered northward, carreras cross them; stairs have no name."""
    start = shapely.get_coordinates(shapely.get_point(segments, 0))
    end = shapely.get_coordinates(shapely.get_point(segments, -1))
    middle = (start + end) / 2
    level = np.abs(end[:, 0] - start[:, 0]) >= np.abs(end[:, 1] - start[:, 1])
    named = names.copy()
    for row in range(len(segments)):
        if named[row] or classes[row] == "path":
            continue
        if level[row]:
            named[row] = f"Calle {int((middle[row, 1] - SOUTH) // 90)}"
        else:
            named[row] = f"Carrera {int((middle[row, 0] - WEST) // 95)}"
        if rng.random() < 0.08:
            named[row] += "A"
    return named
