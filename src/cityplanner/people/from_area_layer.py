"""People from other areas than the neighbourhoods: census tracts, blocks, hexagons, squares of a grid."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import shapely

from cityplanner.errors import InputError
from cityplanner.i18n import _, format_number, format_share, ngettext
from cityplanner.io.features.place_in_city import file_of, layer_for_city
from cityplanner.io.tables.age_groups import AGE_GROUPS
from cityplanner.io.tables.census_checks import check_census
from cityplanner.model import City, Layer, Problem, Severity
from cityplanner.people.dwellings import LEAST_FLOOR_M2, Dwellings, rows_of
from cityplanner.people.from_points import groups_counted, unknown_counts
from cityplanner.people.groups import group_label
from cityplanner.people.overlap import Pieces, inside_shares, overlaps
from cityplanner.people.places import Places, evenly
from cityplanner.people.shares import share_out

_LYING_OVER = 1.05
"""Areas that cover this many times their ground lie over each other by more than their edges."""
_FEWEST = 4

_FloatArray = npt.NDArray[np.float64]


def places_of_areas(
    layer: Layer, city: City, homes: Dwellings | None = None, spacing_m: float = 50.0
) -> tuple[Places, list[Problem]]:
    """The people of the areas in ``layer`` where these overlap the neighbourhoods, by area or by their ``homes``.

    Everybody in an area of the city is placed once: the parts of an area in several neighbourhoods add up to its people
    exactly. Of an area that lies mostly outside, those who live outside are left out and told. Raises
    :class:`InputError` where there are no counts or nothing overlaps.
    """
    placed, problems = layer_for_city(layer, city)
    where = file_of(layer)
    frame = placed.frame.copy()
    if "population" not in frame and set(AGE_GROUPS) <= set(frame.columns):
        frame["population"] = frame[list(AGE_GROUPS)].sum(axis=1, skipna=False)
        message = _("There is no column of residents; the sum of all ages was taken.")
        problems.append(Problem(Severity.INFO, where, message))
    if "population" not in frame or not frame["population"].notna().any():
        raise InputError(
            _("{file} has no column of residents; say which it is (in a terminal: --field population=COLUMN).").format(
                file=where
            )
        )
    groups = groups_counted(frame, city)
    counts = frame[["population", *groups]].to_numpy(dtype=np.float64)
    problems += unknown_counts(counts, groups, where)
    problems += check_census(frame, groups, where)
    problems += _groups_too_large(counts, groups, where)
    known = ~np.isnan(counts[:, 0])
    areas = frame.geometry.to_numpy()
    pieces = overlaps(areas, city.neighbourhoods.geometry.to_numpy())
    of_city = np.isin(np.arange(len(areas)), pieces.source)
    problems += _lying_over_each_other(areas[known & of_city], where)
    if not len(pieces.source):
        raise InputError(_("No area of {file} overlaps a neighbourhood; is it of this city?").format(file=where))
    counts = np.nan_to_num(counts)
    inside = inside_shares(areas, counts[:, 0], pieces)
    problems += _left_outside(counts[:, 0], inside, where)
    covered = _covered(city, pieces, known)
    xy, rows, weights = _placed(areas, counts * inside[:, None], pieces, homes, city, spacing_m)
    return Places(xy, rows, weights, groups, covered), problems


def _groups_too_large(counts: _FloatArray, groups: Sequence[str], where: str) -> list[Problem]:
    problems = []
    for place, group in enumerate(groups, start=1):
        larger = int((counts[:, place] > counts[:, 0] * (1 + 1e-9)).sum())
        if larger:
            message = ngettext(
                "In {count} area {group} counts more people than live there.",
                "In {count} areas {group} counts more people than live there.",
                larger,
            )
            text = message.format(count=format_number(larger), group=group_label(group))
            problems.append(Problem(Severity.WARNING, where, text))
    return problems


def _placed(
    areas: npt.NDArray[np.object_],
    whole: _FloatArray,
    pieces: Pieces,
    homes: Dwellings | None,
    city: City,
    spacing_m: float,
) -> tuple[_FloatArray, npt.NDArray[np.int64], _FloatArray]:
    """Points, the neighbourhood of each and its people: in homes where an area has enough, else all over its pieces."""
    xy, rows, weights = np.empty((0, 2)), np.empty(0, dtype=np.int64), np.empty((0, whole.shape[1]))
    in_homes = np.zeros(len(areas), dtype=bool)
    if homes is not None:
        target = rows_of(homes.xy, city.neighbourhoods.geometry.to_numpy())
        home, area = shapely.STRtree(areas).query(shapely.points(homes.xy), predicate="intersects")
        inside = target[home] >= 0
        home, area = home[inside], area[inside]
        floor = np.bincount(area, homes.floor_m2[home], minlength=len(areas))
        roomy = whole[area, 0] * LEAST_FLOOR_M2 <= floor[area]
        home, area = home[roomy], area[roomy]
        xy, rows = homes.xy[home], target[home]
        weights = share_out(whole, area, homes.floor_m2[home])
        in_homes[area] = True
    over = np.flatnonzero(~in_homes[pieces.source])
    parts = share_out(whole, pieces.source[over], pieces.area_m2[over])
    own_xy, piece, own = evenly(pieces.shape[over], parts, spacing_m, _FEWEST)
    return (
        np.concatenate([xy, own_xy]),
        np.concatenate([rows, pieces.target[over][piece]]),
        np.concatenate([weights, own]),
    )


def _covered(city: City, pieces: Pieces, known: npt.NDArray[np.bool_]) -> _FloatArray:
    """(m,) the share of each neighbourhood that lies in areas whose people are known."""
    counted = known[pieces.source]
    ground = np.bincount(pieces.target[counted], pieces.area_m2[counted], minlength=len(city.neighbourhoods))
    area = city.neighbourhoods.geometry.area.to_numpy()
    return np.asarray(np.clip(ground / np.where(area > 0, area, 1.0), 0.0, 1.0))


def _lying_over_each_other(areas: npt.NDArray[np.object_], where: str) -> list[Problem]:
    """Told where people would be counted twice, as in a file that has districts and also their total."""
    first, second = shapely.STRtree(areas).query(areas, predicate="intersects")
    apart = first < second
    common = shapely.area(shapely.intersection(areas[first[apart]], areas[second[apart]])).sum()
    ground = shapely.area(areas).sum() - common
    if ground <= 0 or common <= (_LYING_OVER - 1) * ground:
        return []
    message = _(
        "Areas of the file lie over each other ({share} of their ground), so people there are counted twice; is there "
        "a total, or a larger unit, among them?"
    )
    return [Problem(Severity.WARNING, where, message.format(share=format_share(min(common / ground, 1.0))))]


def _left_outside(people: _FloatArray, inside: _FloatArray, where: str) -> list[Problem]:
    lost = float((people * (1.0 - inside)).sum())
    if round(lost) < 1:
        return []
    count = int(((inside < 1.0) & (people > 0)).sum())
    message = ngettext(
        "{count} area lies mostly or all outside the neighbourhoods; its {people} residents there are not counted.",
        "{count} areas lie mostly or all outside the neighbourhoods; their {people} residents there are not counted.",
        count,
    )
    text = message.format(count=format_number(count), people=format_number(lost))
    return [Problem(Severity.INFO, where, text)]
