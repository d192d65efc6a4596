"""Where a file puts people, and who has the last word on how many: the file, or the neighbourhoods."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import shapely

from cityplanner.errors import InputError
from cityplanner.i18n import _, format_number, ngettext
from cityplanner.io.wording import first_few
from cityplanner.model import City, People, Problem, Severity
from cityplanner.people.from_areas import weights_of
from cityplanner.people.groups import group_label
from cityplanner.people.inner_points import points_each, spread
from cityplanner.people.shares import share_out

_FEW = 0.9
"""A neighbourhood less of which than this is covered by the file may have more people than the file knows."""

_FloatArray = npt.NDArray[np.float64]
_IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False, slots=True)
class Places:
    """Points ``xy`` (n, 2) with ``weights`` (n, 1 + groups) in ``neighbourhood`` (n,), a row each, none outside.

    ``covered`` (m,) is the share of each neighbourhood of which the file says how many live there.
    """

    xy: _FloatArray
    neighbourhood: _IntArray
    weights: _FloatArray
    groups: tuple[str, ...]
    covered: _FloatArray


def as_the_file_counts(city: City, places: Places, method: str, where: str) -> tuple[City, People, list[Problem]]:
    """The neighbourhoods' counts are the sums of the file's people in them; what the file does not cover is unknown.

    Groups that only the neighbourhoods count keep their share of the residents there.
    """
    frame = city.neighbourhoods
    rows, count = places.neighbourhood, len(frame)
    known = places.covered > 0
    sums: _FloatArray = np.zeros((count, places.weights.shape[1]))
    np.add.at(sums, rows, places.weights)
    sums[~known] = np.nan
    problems = [*_uncovered(city, places.covered, where), *_compared(city, sums[:, 0], where)]
    carried = [group for group in city.groups if group not in places.groups]
    shares = _group_shares(city, carried)
    problems += _told_carried(carried, shares, where)
    given = np.flatnonzero(~np.isnan(shares).all(axis=0)).tolist()
    carried, shares = [carried[place] for place in given], shares[:, given]
    weights = np.column_stack([places.weights, places.weights[:, :1] * shares[rows]])
    groups = (*places.groups, *carried)
    columns = {"population": sums[:, 0]}
    columns |= {group: sums[:, 1 + place] for place, group in enumerate(places.groups)}
    columns |= {group: sums[:, 0] * share for group, share in zip(carried, shares.T, strict=True)}
    order = ["id", "name", "population", *groups]
    changed = frame.assign(**columns)
    changed = changed[[*order, *(column for column in changed.columns if column not in order)]]
    after = replace(city, neighbourhoods=changed, groups=groups)
    return after, People(places.xy, weights, rows.astype(np.int32), groups, method), problems


def _nobody_there(count: int) -> str:
    return ngettext(
        "The file has nobody in {count} neighbourhood with {people} residents, who were spread evenly: {names}.",
        "The file has nobody in {count} neighbourhoods with {people} residents, who were spread evenly: {names}.",
        count,
    )


def as_the_neighbourhoods_count(
    city: City,
    places: Places,
    method: str,
    where: str,
    sentence: Callable[[int], str] = _nobody_there,
    spacing_m: float = 50.0,
) -> tuple[City, People, list[Problem]]:
    """The neighbourhoods' own people, placed as the file says; where it knows of nobody, spread evenly and told.

    ``sentence`` tells it of so many neighbourhoods. Raises :class:`InputError` where the neighbourhoods count nobody.
    """
    whole = weights_of(city)
    if not (whole > 0).any():
        raise InputError(
            _(
                "The neighbourhoods do not say how many live there, so {file} cannot place anybody; join a table."
            ).format(file=where)
        )
    weight = places.weights[:, 0]
    lived_in = np.bincount(places.neighbourhood, weight, minlength=len(whole)) > 0
    kept = np.flatnonzero((weight > 0) & (whole[places.neighbourhood] > 0).any(axis=1))
    rows = places.neighbourhood[kept]
    weights = share_out(whole, rows, weight[kept])
    bare = np.flatnonzero((whole > 0).any(axis=1) & ~lived_in)
    xy, own_rows, own_weights = evenly(city.neighbourhoods.geometry.to_numpy()[bare], whole[bare], spacing_m)
    people = People(
        np.concatenate([places.xy[kept], xy]),
        np.concatenate([weights, own_weights]),
        np.concatenate([rows, bare[own_rows]]).astype(np.int32),
        city.groups,
        method,
    )
    return city, people, _spread_evenly_instead(city, bare, where, sentence)


def evenly(
    shapes: npt.NDArray[np.object_], whole: _FloatArray, spacing_m: float, fewest: int = 16
) -> tuple[_FloatArray, _IntArray, _FloatArray]:
    """(n, 2) points about ``spacing_m`` apart in ``shapes`` (m,), (n,) the shape of each, (n, k) its part of ``whole``.

    There are no points in shapes where nobody lives.
    """
    inhabited = np.flatnonzero((whole > 0).any(axis=1))
    counts = points_each(shapely.area(shapes[inhabited]), spacing_m, fewest)
    xy = spread(shapes[inhabited], counts)
    rows = np.repeat(inhabited, counts)
    return xy, rows, whole[rows] / np.repeat(counts, counts)[:, None]


def _spread_evenly_instead(
    city: City, rows: npt.NDArray[np.integer], where: str, sentence: Callable[[int], str]
) -> list[Problem]:
    """Told: neighbourhoods whose people were spread evenly, for want of anything better."""
    if not len(rows):
        return []
    found = city.neighbourhoods.iloc[rows]
    text = sentence(len(rows)).format(
        count=format_number(len(rows)),
        people=format_number(float(found["population"].sum())),
        names=first_few(found["name"]),
    )
    return [Problem(Severity.WARNING, where, text)]


def _uncovered(city: City, covered: _FloatArray, where: str) -> list[Problem]:
    names = city.neighbourhoods["name"]
    problems = []
    if (covered <= 0).any():
        missing = names[covered <= 0]
        message = ngettext(
            "The file says nothing of {count} neighbourhood, whose residents are not known: {names}.",
            "The file says nothing of {count} neighbourhoods, whose residents are not known: {names}.",
            len(missing),
        )
        text = message.format(count=format_number(len(missing)), names=first_few(missing))
        problems.append(Problem(Severity.WARNING, where, text))
    partly = names[(covered > 0) & (covered < _FEW)]
    if len(partly):
        message = ngettext(
            "The file covers only a part of {count} neighbourhood, where more people may live: {names}.",
            "The file covers only a part of {count} neighbourhoods, where more people may live: {names}.",
            len(partly),
        )
        text = message.format(count=format_number(len(partly)), names=first_few(partly))
        problems.append(Problem(Severity.WARNING, where, text))
    return problems


def _compared(city: City, counted: _FloatArray, where: str) -> list[Problem]:
    """What the neighbourhoods said themselves, where they did."""
    own = city.neighbourhoods["population"].to_numpy(dtype=np.float64)
    both = ~np.isnan(own) & ~np.isnan(counted)
    differ = both & (np.abs(own - counted) > np.maximum(0.5, 0.001 * own))
    if not differ.any() or not own[both].any():
        return []
    message = ngettext(
        "The file counts {counted} residents where the neighbourhoods' own figures say {own}, and differs from them in "
        "{count} neighbourhood; the file's were taken.",
        "The file counts {counted} residents where the neighbourhoods' own figures say {own}, and differs from them in "
        "{count} neighbourhoods; the file's were taken.",
        int(differ.sum()),
    )
    text = message.format(
        counted=format_number(float(counted[both].sum())),
        own=format_number(float(own[both].sum())),
        count=format_number(int(differ.sum())),
    )
    return [Problem(Severity.INFO, where, text)]


def _group_shares(city: City, groups: Sequence[str]) -> _FloatArray:
    """(m, groups) the share of the residents who belong to a group; NaN where it is not known."""
    counts = city.neighbourhoods[["population", *groups]].to_numpy(dtype=np.float64)
    shares: _FloatArray = np.full((len(counts), len(groups)), np.nan)
    np.divide(counts[:, 1:], counts[:, :1], out=shares, where=counts[:, :1] > 0)
    return np.minimum(shares, 1.0, out=shares)


def _told_carried(groups: Sequence[str], shares: _FloatArray, where: str) -> list[Problem]:
    problems = []
    kept = [group_label(group) for place, group in enumerate(groups) if not np.isnan(shares[:, place]).all()]
    lost = [group_label(group) for place, group in enumerate(groups) if np.isnan(shares[:, place]).all()]
    if kept:
        message = _("The file does not count these groups; they keep their share of each neighbourhood: {groups}.")
        problems.append(Problem(Severity.INFO, where, message.format(groups=", ".join(kept))))
    if lost:
        message = _("The file does not count these groups, so there are no figures for them: {groups}.")
        problems.append(Problem(Severity.WARNING, where, message.format(groups=", ".join(lost))))
    return problems
