"""People from a file of points."""

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from cityplanner.errors import InputError
from cityplanner.i18n import _, format_number, ngettext
from cityplanner.io.features.place_in_city import file_of, layer_for_city
from cityplanner.io.layer_roles import role
from cityplanner.io.wording import first_few
from cityplanner.model import City, Layer, People, Problem, Severity
from cityplanner.people.from_areas import weights_of
from cityplanner.people.groups import group_label

_PARTS_OF_ONE = 2.0**20
"""People are shared in parts of this size, so that the parts of a whole number add up to it to the last digit."""

_FloatArray = npt.NDArray[np.float64]
_RowArray = npt.NDArray[np.int32]


def people_from_points(layer: Layer, city: City) -> tuple[People, list[Problem]]:
    """A weighted point a feature.

    Points with a ``population`` column carry it, and their groups where they have them. Points without one, whose ids
    are those of neighbourhoods, carry the neighbourhoods' people, in equal parts where several share an id. An id
    decides the neighbourhood, else the place does. Raises :class:`InputError` where neither is there.
    """
    placed, problems = layer_for_city(layer, city)
    where = file_of(layer)
    xy = shapely.get_coordinates(shapely.centroid(placed.frame.geometry.to_numpy()))
    by_id = _rows_by_id(placed.frame, city)
    if "population" in placed.frame and placed.frame["population"].notna().any():
        people, found = _own_people(placed.frame, city, xy, by_id, where)
    elif (by_id >= 0).any():
        people, found = _shared_people(placed.frame, city, xy, by_id, where)
    else:
        raise InputError(
            _("{file} has no column of residents, and its codes are not those of the neighbourhoods.").format(
                file=where
            )
        )
    return people, problems + found


def _rows_by_id(frame: pd.DataFrame, city: City) -> _RowArray:
    """(n,) the neighbourhood whose id a point bears, -1 where there is none."""
    if "id" not in frame:
        return np.full(len(frame), -1, dtype=np.int32)
    found = pd.Index(city.neighbourhoods["id"]).get_indexer(frame["id"])
    return np.asarray(found, dtype=np.int32)


def _rows_by_place(xy: _FloatArray, city: City) -> _RowArray:
    """(n,) the first neighbourhood that a point lies in, -1 outside all of them."""
    rows = np.full(len(xy), -1, dtype=np.int32)
    points, areas = shapely.STRtree(city.neighbourhoods.geometry.to_numpy()).query(
        shapely.points(xy), predicate="intersects"
    )
    # From the last to the first, so that the first stays where a point lies on a shared edge.
    order = np.lexsort((-areas, points))
    rows[points[order]] = areas[order]
    return rows


# Points that say how many live there


def _own_people(
    frame: pd.DataFrame, city: City, xy: _FloatArray, by_id: _RowArray, where: str
) -> tuple[People, list[Problem]]:
    groups = groups_counted(frame, city)
    weights = frame[["population", *groups]].to_numpy(dtype=np.float64)
    rows = np.where(by_id >= 0, by_id, _rows_by_place(xy, city)).astype(np.int32)
    problems = unknown_counts(weights, groups, where)
    if missing := [group_label(group) for group in city.groups if group not in groups]:
        message = _(
            "The points do not say how many belong to these groups, so there are no figures for them: {groups}."
        )
        problems.append(Problem(Severity.WARNING, where, message.format(groups=", ".join(missing))))
    weights = np.nan_to_num(weights)
    problems += _outside(weights[rows < 0, 0], where)
    method = _("{count} points with their own number of residents.").format(count=format_number(len(xy)))
    return People(xy, weights, rows, groups, method), problems


def groups_counted(frame: pd.DataFrame, city: City) -> tuple[str, ...]:
    """The groups that the points count: the city's first, then others that the role knows."""
    others = (field.name for field in role("people").groups if field.name not in city.groups)
    return tuple(group for group in (*city.groups, *others) if group in frame)


def unknown_counts(weights: _FloatArray, groups: tuple[str, ...], where: str) -> list[Problem]:
    problems = []
    for column, key in enumerate(("population", *groups)):
        count = int(np.isnan(weights[:, column]).sum())
        if count:
            message = ngettext(
                "{count} point has no figure for “{group}” and counts as none.",
                "{count} points have no figure for “{group}” and count as none.",
                count,
            )
            text = message.format(count=format_number(count), group=group_label(key))
            problems.append(Problem(Severity.WARNING, where, text))
    return problems


def _outside(population: _FloatArray, where: str) -> list[Problem]:
    if not len(population):
        return []
    message = ngettext(
        "{count} point with {people} residents lies outside all neighbourhoods and is not counted.",
        "{count} points with {people} residents lie outside all neighbourhoods and are not counted.",
        len(population),
    )
    text = message.format(count=format_number(len(population)), people=format_number(population.sum()))
    return [Problem(Severity.WARNING, where, text)]


# Points that stand for their neighbourhood


def _shared_people(
    frame: pd.DataFrame, city: City, xy: _FloatArray, by_id: _RowArray, where: str
) -> tuple[People, list[Problem]]:
    known = by_id >= 0
    rows = by_id[known]
    counts = np.bincount(rows, minlength=len(city.neighbourhoods))
    problems = [
        *_without_neighbourhood(frame.loc[~known, "id"].fillna(""), where),
        *_without_point(city.neighbourhoods[counts == 0], where),
    ]
    weights = _equal_parts(weights_of(city), counts, rows)
    method = _("{count} points that carry the people of their neighbourhoods.").format(count=format_number(len(rows)))
    return People(xy[known], weights, rows, city.groups, method), problems


def _equal_parts(whole: _FloatArray, counts: npt.NDArray[np.intp], rows: _RowArray) -> _FloatArray:
    """(points, 1 + groups) each neighbourhood's people shared by its points; the first gets what does not divide."""
    shared = np.maximum(counts, 1)[:, None]
    part = np.floor(whole * _PARTS_OF_ONE / shared) / _PARTS_OF_ONE
    weights = part[rows]
    neighbourhoods, first = np.unique(rows, return_index=True)
    weights[first] += (whole - part * shared)[neighbourhoods]
    return weights


def _without_neighbourhood(codes: pd.Series, where: str) -> list[Problem]:
    if codes.empty:
        return []
    message = ngettext(
        "{count} point has a code that no neighbourhood has and was left out: {codes}.",
        "{count} points have codes that no neighbourhood has and were left out: {codes}.",
        len(codes),
    )
    listed = first_few(code or _("no code") for code in codes)
    return [Problem(Severity.WARNING, where, message.format(count=format_number(len(codes)), codes=listed))]


def _without_point(neighbourhoods: pd.DataFrame, where: str) -> list[Problem]:
    if neighbourhoods.empty:
        return []
    message = ngettext(
        "{count} neighbourhood with {people} residents has no point, so they are not counted: {codes}.",
        "{count} neighbourhoods with {people} residents have no point, so they are not counted: {codes}.",
        len(neighbourhoods),
    )
    text = message.format(
        count=format_number(len(neighbourhoods)),
        people=format_number(neighbourhoods["population"].sum()),
        codes=first_few(neighbourhoods["id"]),
    )
    return [Problem(Severity.WARNING, where, text)]
