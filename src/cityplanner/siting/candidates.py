"""Where a device could stand: points of a layer, along streets, on lamp posts, on public buildings, on a grid."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from cityplanner.errors import InputError
from cityplanner.i18n import _, format_number, ngettext
from cityplanner.io.layer_roles import normalise
from cityplanner.model import DeviceStatus, Family, Layer, Problem, Project, Scenario, Severity

FloatArray = npt.NDArray[np.float64]

_MOST = 50_000
"""More than these take longer than a planner waits, and are closer together than anybody can tell apart."""
_PUBLIC_USES = frozenset(
    {"public", "civic", "government", "townhall", "school", "university", "college", "kindergarten", "health"}
    | {"hospital", "clinic", "library", "community_centre", "fire_station", "police", "sports", "sports_hall"}
)
_COST_COLUMNS = ("costusd", "cost", "price", "costo", "coste", "custo", "cout")
_SAME_PLACE_M = 0.01


class CandidateKind(StrEnum):
    GRID = "grid"
    STREETS = "streets"
    LAMPS = "lamps"
    """Where devices of the lighting family stand."""
    BUILDINGS = "buildings"
    """Public buildings."""
    LAYER = "layer"
    """The features of a layer of the project, or of a file."""


@dataclass(frozen=True, slots=True)
class CandidateSource:
    """``layer`` is the id of a layer for LAYER; ``spacing_m`` is for GRID and STREETS; only those inside ``area``."""

    kind: CandidateKind = CandidateKind.GRID
    spacing_m: float = 250.0
    layer: str = ""
    area: BaseGeometry | None = None


@dataclass(frozen=True, eq=False, slots=True)
class Candidates:
    """``xy`` (k, 2) metres in the city's CRS; ``ids`` (k,) without repeats; ``problems`` what was left out and why."""

    ids: tuple[str, ...]
    xy: FloatArray
    problems: tuple[Problem, ...] = ()
    costs: FloatArray | None = None
    """(k,) what a device costs there, NaN where it is not said; None where it is not said of any."""

    def only(self, rows: npt.NDArray[np.int64]) -> "Candidates":
        """Those of ``rows``."""
        costs = None if self.costs is None else self.costs[rows]
        return Candidates(tuple(self.ids[row] for row in rows.tolist()), self.xy[rows], self.problems, costs)


def candidates(project: Project, scenario: Scenario, source: CandidateSource) -> Candidates:
    """The candidates of ``source``, inside its area. Raises :class:`InputError` where there are none, or too many."""
    if source.kind is CandidateKind.LAYER:
        return inside(candidates_of_layer(_layer(project, source.layer)), source.area)
    match source.kind:
        case CandidateKind.GRID:
            ids, xy = _grid(project, _spacing(source))
        case CandidateKind.STREETS:
            ids, xy = _along_streets(project, _spacing(source))
        case CandidateKind.LAMPS:
            ids, xy = _lamps(project, scenario)
        case CandidateKind.BUILDINGS:
            ids, xy = _public_buildings(project)
    return inside(_apart(ids, xy, source.kind.value), source.area)


def candidates_of_layer(layer: Layer) -> Candidates:
    """The features of a layer in the city's CRS: points as they are, others by a point on them."""
    frame = layer.frame
    shapes = frame.geometry.to_numpy()
    xy = shapely.get_coordinates(shapely.point_on_surface(shapes))
    texts = [name for name in frame.columns if name != "geometry" and pd.api.types.is_string_dtype(frame[name])]
    named = [name for name in ("id", "code", "name", *texts) if name in frame]
    column = next((name for name in named if frame[name].notna().all() and frame[name].is_unique), None)
    ids = [str(value) for value in frame[column]] if column else [f"{layer.id}-{row + 1}" for row in range(len(frame))]
    return _apart(ids, xy, layer.name, _costs_of(frame))


def _costs_of(frame: pd.DataFrame) -> FloatArray | None:
    by_name = {normalise(str(name)): name for name in frame.columns}
    column = next((by_name[name] for name in _COST_COLUMNS if name in by_name), None)
    if column is None:
        return None
    costs = pd.to_numeric(frame[column], errors="coerce").to_numpy(dtype=np.float64)
    return np.where(costs >= 0, costs, np.nan)


def _layer(project: Project, layer_id: str) -> Layer:
    for layer in project.layers:
        if layer.id == layer_id:
            return layer
    raise InputError(
        _("There is no layer {layer} to take candidates from; the project has: {known}.").format(
            layer=layer_id, known=", ".join(layer.id for layer in project.layers) or _("none")
        )
    )


def _spacing(source: CandidateSource) -> float:
    if not 1 <= source.spacing_m < 1e6:
        raise InputError(_("Candidates must be at least 1 m apart."))
    return source.spacing_m


def _city_shape(project: Project) -> Any:
    shape = shapely.union_all(shapely.make_valid(project.city.neighbourhoods.geometry.to_numpy()))
    shapely.prepare(shape)
    return shape


def _grid(project: Project, spacing_m: float) -> tuple[list[str], FloatArray]:
    city = _city_shape(project)
    left, bottom, right, top = shapely.bounds(city).tolist()
    count = ((right - left) / spacing_m + 1) * ((top - bottom) / spacing_m + 1)
    if count > 20 * _MOST:
        raise _too_many(int(count))
    # On whole multiples of the spacing, so that a boundary that grows moves no candidate.
    columns = np.arange(np.ceil(left / spacing_m), np.floor(right / spacing_m) + 1).astype(int)
    lines = np.arange(np.ceil(bottom / spacing_m), np.floor(top / spacing_m) + 1).astype(int)
    column, line = (part.ravel() for part in np.meshgrid(columns, lines))
    xy = np.column_stack([column, line]) * spacing_m
    inside = shapely.contains_xy(city, xy)
    if not inside.any():
        raise InputError(
            _("No point of a grid of {spacing} m lies in the city; ask for a finer one.").format(
                spacing=format_number(spacing_m)
            )
        )
    ids = [f"{x}/{y}" for x, y in zip(column[inside], line[inside], strict=True)]
    return ids, xy[inside]


def _along_streets(project: Project, spacing_m: float) -> tuple[list[str], FloatArray]:
    layers = [layer for layer in project.layers if layer.role == "streets"]
    if not layers:
        raise InputError(_("The project has no streets; add them with the role streets, or take a grid."))
    points: list[FloatArray] = []
    for layer in layers:
        lines = shapely.get_parts(layer.frame.geometry.to_numpy())
        lines = lines[shapely.get_type_id(lines) == 1]
        steps = np.floor(shapely.length(lines) / spacing_m).astype(int) + 1
        along = np.concatenate([np.arange(count) for count in steps]) * spacing_m if len(steps) else np.zeros(0)
        points.append(shapely.get_coordinates(shapely.line_interpolate_point(np.repeat(lines, steps), along)))
    xy = np.concatenate(points)
    xy = xy[shapely.contains_xy(_city_shape(project), xy)]
    # Ends of streets meet at crossings: one candidate a square of the spacing is kept.
    _cells, first = np.unique(np.floor(xy / spacing_m).astype(np.int64), axis=0, return_index=True)
    xy = xy[np.sort(first)]
    return [f"street-{number + 1}" for number in range(len(xy))], xy


def _lamps(project: Project, scenario: Scenario) -> tuple[list[str], FloatArray]:
    types = {item.id for item in project.device_types.values() if item.family is Family.LIGHTING}
    lamps = [
        device
        for device in scenario.devices.values()
        if device.type_id in types and device.status is not DeviceStatus.RETIRED
    ]
    if not lamps:
        raise InputError(_("There are no lights in the scenario whose posts could carry devices."))
    return [device.id for device in lamps], np.array([(device.x, device.y) for device in lamps])


def _public_buildings(project: Project) -> tuple[list[str], FloatArray]:
    shapes: list[Any] = []
    for layer in project.layers:
        if layer.role == "buildings" and "use" in layer.frame:
            public = layer.frame["use"].astype(str).str.lower().isin(_PUBLIC_USES)
            shapes.extend(layer.frame.geometry[public])
    if not shapes:
        raise InputError(_("No building of the project is known to be public; take another kind of candidates."))
    xy = shapely.get_coordinates(shapely.point_on_surface(np.array(shapes, dtype=object)))
    return [f"building-{number + 1}" for number in range(len(xy))], xy


def _apart(ids: list[str], xy: FloatArray, where: str, costs: FloatArray | None = None) -> Candidates:
    """Without those on top of each other, which are told."""
    if len(xy) > _MOST:
        raise _too_many(len(xy))
    _places, first = np.unique(np.rint(xy / _SAME_PLACE_M).astype(np.int64), axis=0, return_index=True)
    kept = np.sort(first)
    problems: tuple[Problem, ...] = ()
    if twice := len(xy) - len(kept):
        message = ngettext(
            "{count} candidate stands where another one does and was left out.",
            "{count} candidates stand where others do and were left out.",
            twice,
        )
        problems = (Problem(Severity.INFO, where, message.format(count=format_number(twice))),)
    return Candidates(tuple(ids), xy, problems, costs).only(kept)


def inside(found: Candidates, area: BaseGeometry | None) -> Candidates:
    """Those of ``found`` inside ``area``; raises :class:`InputError` where there are none."""
    if area is not None:
        shapely.prepare(area)
        kept = np.flatnonzero(shapely.intersects_xy(area, found.xy))
        found = found.only(kept)
    if not len(found.xy):
        raise InputError(_("There are no candidates here: no place where a device could stand."))
    return found


def _too_many(count: int) -> InputError:
    return InputError(
        _("{count} candidates are too many; take them further apart or from a part of the city.").format(
            count=format_number(count)
        )
    )
