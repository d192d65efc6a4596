"""Areas that would count ground and people twice: parts of one, copies, totals over others, and overlaps."""

from collections.abc import Mapping, Sequence

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from cityplanner.errors import InputError
from cityplanner.i18n import _, format_number, format_share, ngettext
from cityplanner.io.tables.numbers import codes
from cityplanner.io.tables.years import latest_year, years_of
from cityplanner.io.wording import first_few
from cityplanner.model import Problem, Severity

_SAME_GROUND = 0.98
"""Two areas of which this share of what they cover together is covered by both lie on the same ground."""
_INSIDE = 0.95
"""An area of which this share lies in another one lies in it; and areas that cover so much of another make it up."""
_MOST = 0.5
"""What lies around all other areas is their total where they cover so much of it; the rest may be water."""
_OVERLAP = 0.02
"""Borders that were drawn twice overlap by less than this share of the smaller area."""
_ROW_NUMBERS = ("gid", "objectid", "fid", "ogcfid")
"""Columns that number the rows, so that they differ between the parts of one area."""

_FloatArray = npt.NDArray[np.float64]


def each_area_once(
    frame: gpd.GeoDataFrame, chosen: Mapping[str, str], where: str
) -> tuple[gpd.GeoDataFrame, list[Problem]]:
    """``frame`` of areas with canonical columns, so that nobody is counted twice, and what was done to it.

    Rows with the same code or name and the same residents are parts of one area, and become one; of areas on the same
    ground one is kept; an area that others make up is their total and left out; those that overlap are told.
    ``chosen`` says from which columns of the file ``id`` and ``name`` are. Raises :class:`InputError` where areas on
    the same ground have different residents, so that nobody can know which are right.
    """
    frame, problems = _parts_together(frame, chosen, where)
    pairs = _Pairs(frame)
    drop, found = _copies(frame, pairs, where)
    problems += found
    totals, found = _totals(frame, pairs, drop, where)
    problems += found
    drop |= totals
    problems += _overlaps(frame, pairs, drop, where)
    return frame[~drop].reset_index(drop=True), problems


def each_point_once(frame: gpd.GeoDataFrame, where: str) -> tuple[gpd.GeoDataFrame, list[Problem]]:
    """``frame`` of points of people without those that stand twice: the same place, code and residents."""
    ids = np.array(_known(frame, "id"), dtype=object)
    place = shapely.get_coordinates(frame.geometry.to_numpy())
    rows = pd.DataFrame({"x": place[:, 0], "y": place[:, 1], "id": ids, "people": _population(frame)})
    twice = (rows.duplicated() & (rows["id"] != "")).to_numpy()
    count = int(twice.sum())
    if not count:
        return frame, []
    message = ngettext(
        "{count} point stands in the file twice, with the same code and residents, and was counted once: {areas}.",
        "{count} points stand in the file twice, with the same code and residents, and were counted once: {areas}.",
        count,
    )
    text = message.format(count=format_number(count), areas=_labels(frame, np.flatnonzero(twice).tolist()))
    return frame[~twice].reset_index(drop=True), [Problem(Severity.WARNING, where, text)]


class _Pairs:
    """Two areas each that have ground in common: ``one`` and ``other`` by row, and the ground that ``both`` cover."""

    def __init__(self, frame: gpd.GeoDataFrame) -> None:
        shapes = np.asarray(frame.geometry.array, dtype=object)
        self.area: _FloatArray = np.asarray(shapely.area(shapes), dtype=np.float64)
        one, other = shapely.STRtree(shapes).query(shapes, predicate="intersects")
        first = one < other
        one, other = one[first], other[first]
        bounds = shapely.bounds(shapes)
        sides = np.minimum(bounds[one, 2:], bounds[other, 2:]) - np.maximum(bounds[one, :2], bounds[other, :2])
        smaller = np.minimum(self.area[one], self.area[other])
        near = (np.prod(np.maximum(sides, 0), axis=1) > _OVERLAP * smaller) & ~shapely.touches(
            shapes[one], shapes[other]
        )
        one, other = one[near], other[near]
        both = shapely.area(shapely.intersection(shapes[one], shapes[other]))
        much = both > _OVERLAP * np.minimum(self.area[one], self.area[other])
        self.one, self.other, self.both = one[much], other[much], both[much]

    def same_ground(self, frame: gpd.GeoDataFrame) -> list[tuple[int, int]]:
        """Areas on the same ground, or on most of it under the same name with as many residents."""
        together = self.area[self.one] + self.area[self.other] - self.both
        names, residents = np.array(_known(frame, "name"), dtype=object), _population(frame)
        alike = (names[self.one] == names[self.other]) & (names[self.one] != "")
        alike &= residents[self.one] == residents[self.other]
        same = self.both >= np.where(alike, _MOST, _SAME_GROUND) * together
        return list(zip(self.one[same].tolist(), self.other[same].tolist(), strict=True))


def _known(frame: gpd.GeoDataFrame, name: str) -> list[str]:
    return codes(frame[name]) if name in frame else [""] * len(frame)


def _population(frame: gpd.GeoDataFrame) -> _FloatArray:
    if "population" not in frame:
        return np.full(len(frame), np.nan)
    return np.asarray(frame["population"], dtype=np.float64)


def _labels(frame: gpd.GeoDataFrame, rows: Sequence[int]) -> str:
    names, ids = _known(frame, "name"), _known(frame, "id")
    return first_few(names[row] or ids[row] or _("row {number}").format(number=row + 1) for row in rows)


# Parts of one area


def _parts_together(
    frame: gpd.GeoDataFrame, chosen: Mapping[str, str], where: str
) -> tuple[gpd.GeoDataFrame, list[Problem]]:
    names, residents = _known(frame, "name"), _population(frame)
    numbered = "".join(c for c in chosen.get("id", "").lower() if c.isalnum()) in _ROW_NUMBERS
    ids = [""] * len(frame) if numbered else _known(frame, "id")
    rows_of: dict[tuple[str, str, float | None], list[int]] = {}
    for row, (id_, name, people) in enumerate(zip(ids, names, residents.tolist(), strict=True)):
        counted = None if np.isnan(people) else people
        # A code alone may be that of the district; with the name, or with people of whom there are as many, it is not.
        if (id_ and name) or ((id_ or name) and counted):
            rows_of.setdefault((id_, name, counted), []).append(row)
    several = [rows for rows in rows_of.values() if len(rows) > 1 and _agree(frame, rows)]
    if not several:
        return frame, []
    shapes = np.array(frame.geometry.array, dtype=object)
    keep = np.ones(len(frame), dtype=bool)
    for rows in several:
        shapes[rows[0]] = shapely.union_all(shapes[rows])
        keep[rows[1:]] = False
    frame = frame.set_geometry(gpd.GeoSeries(shapes, index=frame.index, crs=frame.crs))
    message = ngettext(
        "{count} area stands in several rows with the same code or name and the same figures, which were put together: "
        "{areas}.",
        "{count} areas stand in several rows each with the same code or name and the same figures, which were put "
        "together: {areas}.",
        len(several),
    )
    text = message.format(count=format_number(len(several)), areas=_labels(frame, [rows[0] for rows in several]))
    return frame[keep].reset_index(drop=True), [Problem(Severity.WARNING, where, text)]


def _agree(frame: gpd.GeoDataFrame, rows: Sequence[int]) -> bool:
    """Whether the figures that the program knows are the same in all ``rows``, and none is of another year."""
    figures = frame.drop(columns=frame.geometry.name).iloc[list(rows)]
    numbers = [column for column in figures.columns if pd.api.types.is_float_dtype(figures[column])]
    known = [column for column in numbers if column in ("population", "deprivation") or "age_" in str(column)]
    return all(figures[column].nunique(dropna=False) == 1 for column in known) and _year_column(figures) is None


# Copies


def _copies(frame: gpd.GeoDataFrame, pairs: _Pairs, where: str) -> tuple[npt.NDArray[np.bool_], list[Problem]]:
    """(n,) which areas lie where another does that is kept."""
    drop = np.zeros(len(frame), dtype=bool)
    same = pairs.same_ground(frame)
    if not same:
        return drop, []
    rows = sorted({row for pair in same for row in pair})
    years = _year_column(frame.iloc[rows])
    if years is not None:
        return _older(frame, same, years, where)
    residents = _population(frame)
    differ = []
    for one, other in same:
        if drop[one] or drop[other]:
            continue
        if not np.isnan(residents[[one, other]]).any() and residents[one] != residents[other]:
            differ += [one, other]
            continue
        drop[one if np.isnan(residents[one]) and not np.isnan(residents[other]) else other] = True
    if differ:
        message = _(
            "Areas in {file} lie on the same ground with different residents ({areas}), so it cannot be told which are "
            "right; keep one of each and try again."
        )
        raise InputError(message.format(file=where, areas=_labels(frame, differ)))
    count = int(drop.sum())
    message = ngettext(
        "{count} area lies exactly where another one does and was left out: {areas}.",
        "{count} areas lie exactly where others do and were left out: {areas}.",
        count,
    )
    text = message.format(count=format_number(count), areas=_labels(frame, np.flatnonzero(drop).tolist()))
    return drop, [Problem(Severity.WARNING, where, text)]


def _year_column(frame: pd.DataFrame) -> str | None:
    """The column that says of which year a row is, where they are of several."""
    for column in frame.columns:
        if column == "geometry" or column in ("id", "name", "population"):
            continue
        years = years_of(frame[column], str(column))
        if years is not None and len(set(years)) > 1:
            return str(column)
    return None


def _older(
    frame: gpd.GeoDataFrame, same: Sequence[tuple[int, int]], column: str, where: str
) -> tuple[npt.NDArray[np.bool_], list[Problem]]:
    """(n,) which areas are of another year than the one that is taken, where one is of that year on the same ground."""
    years = years_of(frame[column], column)
    drop = np.zeros(len(frame), dtype=bool)
    if years is None:
        return drop, []
    latest = latest_year(years)
    for one, other in same:
        drop[one] |= years[one] != latest and years[other] == latest
        drop[other] |= years[other] != latest and years[one] == latest
    message = _("Areas stand in the file once a year ({column}: {years}); those of {latest} were taken.")
    text = message.format(column=column, years=first_few(map(str, sorted(set(years)))), latest=str(latest))
    return drop, [Problem(Severity.WARNING, where, text)]


# Totals


def _totals(
    frame: gpd.GeoDataFrame, pairs: _Pairs, dropped: npt.NDArray[np.bool_], where: str
) -> tuple[npt.NDArray[np.bool_], list[Problem]]:
    """(n,) which areas are made up by two or more smaller ones: the city among its districts."""
    inside: dict[int, list[tuple[int, float]]] = {}
    for one, other, both in zip(pairs.one.tolist(), pairs.other.tolist(), pairs.both.tolist(), strict=True):
        small, large = (one, other) if pairs.area[one] < pairs.area[other] else (other, one)
        if not (dropped[small] or dropped[large]) and both >= _INSIDE * pairs.area[small]:
            inside.setdefault(large, []).append((small, both))
    totals = np.zeros(len(frame), dtype=bool)
    residents = _population(frame)
    problems: list[Problem] = []
    # The smallest first, so that districts are known when the city is looked at, and only the finest make it up.
    for large in sorted(inside, key=lambda row: pairs.area[row]):
        parts = [(small, both) for small, both in inside[large] if not totals[small]]
        covered = sum(both for _small, both in parts) / pairs.area[large]
        around_all = len(inside[large]) == int((~dropped).sum()) - 1 and covered >= _MOST
        same_people = _same_people(residents, large, [small for small, _both in parts])
        totals[large] = len(parts) > 1 and (covered >= _INSIDE or around_all or same_people)
        if totals[large]:
            problems += _other_sum(frame, large, [small for small, _both in parts], where)
    count = int(totals.sum())
    if not count:
        return totals, []
    message = ngettext(
        "{count} area lies over others that make it up, and was left out so that nobody is counted twice: {areas}.",
        "{count} areas lie over others that make them up, and were left out so that nobody is counted twice: {areas}.",
        count,
    )
    text = message.format(count=format_number(count), areas=_labels(frame, np.flatnonzero(totals).tolist()))
    return totals, [Problem(Severity.WARNING, where, text), *problems]


def _same_people(residents: _FloatArray, large: int, parts: Sequence[int]) -> bool:
    """Whether an area has the residents of its ``parts``, all of which are known, so that only water is left over."""
    together = float(residents[list(parts)].sum())
    return bool(together > 0 and abs(residents[large] - together) <= max(0.001 * together, 1.0))


def _other_sum(frame: gpd.GeoDataFrame, large: int, parts: Sequence[int], where: str) -> list[Problem]:
    residents = _population(frame)
    total, together = float(residents[large]), float(np.nansum(residents[list(parts)]))
    if np.isnan(total) or abs(total - together) <= max(0.01 * total, 1.0):
        return []
    message = _("{area} says {total} residents, and the areas that make it up have {sum} together.")
    text = message.format(area=_labels(frame, [large]), total=format_number(total), sum=format_number(together))
    return [Problem(Severity.WARNING, where, text)]


# Overlaps


def _overlaps(frame: gpd.GeoDataFrame, pairs: _Pairs, dropped: npt.NDArray[np.bool_], where: str) -> list[Problem]:
    left = ~(dropped[pairs.one] | dropped[pairs.other])
    if not left.any():
        return []
    rows = np.unique(np.concatenate([pairs.one[left], pairs.other[left]])).tolist()
    share = float(pairs.both[left].sum()) / float(pairs.area[~dropped].sum())
    message = ngettext(
        "{count} area overlaps others, so {share} of the ground is counted twice: {areas}.",
        "{count} areas overlap others, so {share} of the ground is counted twice: {areas}.",
        len(rows),
    )
    text = message.format(
        count=format_number(len(rows)), share=format_share(min(share, 1.0)), areas=_labels(frame, rows)
    )
    return [Problem(Severity.WARNING, where, text)]
