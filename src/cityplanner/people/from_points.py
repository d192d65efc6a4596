"""People from a file of points."""

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from cityplanner.errors import InputError
from cityplanner.i18n import _, format_number, ngettext
from cityplanner.io.build_city import layer_for_city
from cityplanner.io.read_features import some
from cityplanner.model import City, Layer, People, Problem, Severity
from cityplanner.people.from_areas import weights_of


def people_from_points(layer: Layer, city: City) -> tuple[People, list[Problem]]:
    """A weighted point a feature.

    Points with a ``population`` column carry it, and their groups where they have them. Points without one, whose ids
    are those of neighbourhoods, carry the neighbourhoods' people, in equal parts where several share an id. An id
    decides the neighbourhood, else the place does. Raises :class:`InputError` where neither is there.
    """
    placed, problems = layer_for_city(layer, city)
    where = layer.source.file if layer.source else layer.name
    xy = shapely.get_coordinates(shapely.centroid(placed.frame.geometry.to_numpy()))
    by_id = _rows_by_id(placed.frame, city)
    if "population" in placed.frame:
        people, found = _own_people(placed, city, xy, by_id, where)
    elif (by_id >= 0).any():
        people, found = _shared_people(placed, city, xy, by_id, where)
    else:
        raise InputError(
            _("{file} has no column of residents, and its codes are not those of the neighbourhoods.").format(
                file=where
            )
        )
    return people, problems + found


def _rows_by_id(frame: pd.DataFrame, city: City) -> npt.NDArray[np.int32]:
    """(n,) the neighbourhood whose id a point bears, -1 where there is none."""
    if "id" not in frame:
        return np.full(len(frame), -1, dtype=np.int32)
    found = pd.Index(city.neighbourhoods["id"]).get_indexer(frame["id"])
    return np.asarray(found, dtype=np.int32)


def _rows_by_place(xy: npt.NDArray[np.float64], city: City) -> npt.NDArray[np.int32]:
    """(n,) the first neighbourhood that a point lies in, -1 outside all of them."""
    rows = np.full(len(xy), -1, dtype=np.int32)
    points, areas = shapely.STRtree(city.neighbourhoods.geometry.to_numpy()).query(
        shapely.points(xy), predicate="intersects"
    )
    first, index = np.unique(points, return_index=True)
    rows[first] = areas[index]
    return rows


def _own_people(
    layer: Layer, city: City, xy: npt.NDArray[np.float64], by_id: npt.NDArray[np.int32], where: str
) -> tuple[People, list[Problem]]:
    frame = layer.frame
    groups = tuple(group for group in city.groups if group in frame)
    weights = frame[["population", *groups]].to_numpy(dtype=np.float64)
    problems = []
    unknown = int(np.isnan(weights[:, 0]).sum())
    if unknown:
        message = ngettext(
            "{count} point has no number of residents and counts as empty.",
            "{count} points have no number of residents and count as empty.",
            unknown,
        ).format(count=format_number(unknown))
        problems.append(Problem(Severity.WARNING, where, message))
    missing = tuple(group for group in city.groups if group not in groups)
    if missing:
        message = _("The points do not say how many belong to: {groups}; there are no figures for them.").format(
            groups=", ".join(missing)
        )
        problems.append(Problem(Severity.WARNING, where, message))
    weights = np.nan_to_num(weights)
    rows = np.where(by_id >= 0, by_id, _rows_by_place(xy, city)).astype(np.int32)
    problems += _lost(weights[rows < 0, 0], where)
    method = _("{count} points with their own number of residents.").format(count=format_number(len(xy)))
    return People(xy, weights, rows, groups, method), problems


def _lost(population: npt.NDArray[np.float64], where: str) -> list[Problem]:
    if not len(population):
        return []
    message = ngettext(
        "{count} point with {people} residents lies outside all neighbourhoods and is not counted.",
        "{count} points with {people} residents lie outside all neighbourhoods and are not counted.",
        len(population),
    ).format(count=format_number(len(population)), people=format_number(population.sum()))
    return [Problem(Severity.WARNING, where, message)]


def _shared_people(
    layer: Layer, city: City, xy: npt.NDArray[np.float64], by_id: npt.NDArray[np.int32], where: str
) -> tuple[People, list[Problem]]:
    problems = []
    known = by_id >= 0
    if not known.all():
        codes = layer.frame.loc[~known, "id"]
        message = ngettext(
            "{count} point has a code that no neighbourhood has ({codes}) and was left out.",
            "{count} points have codes that no neighbourhood has ({codes}) and were left out.",
            len(codes),
        ).format(count=format_number(len(codes)), codes=some(codes))
        problems.append(Problem(Severity.WARNING, where, message))
    rows = by_id[known]
    counts = np.bincount(rows, minlength=len(city.neighbourhoods))
    without = city.neighbourhoods[counts == 0]
    if len(without):
        message = ngettext(
            "{count} neighbourhood with {people} residents has no point ({codes}); its people are not counted.",
            "{count} neighbourhoods with {people} residents have no point ({codes}); their people are not counted.",
            len(without),
        ).format(
            count=format_number(len(without)),
            people=format_number(without["population"].sum()),
            codes=some(without["id"]),
        )
        problems.append(Problem(Severity.WARNING, where, message))
    weights = weights_of(city)[rows] / counts[rows][:, None]
    method = _("{count} points that carry the people of their neighbourhoods.").format(count=format_number(len(rows)))
    return People(xy[known], weights, rows, city.groups, method), problems
