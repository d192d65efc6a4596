"""A city from its neighbourhoods and the tables about them."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

import geopandas as gpd
import numpy as np
import pyproj

from cityplanner.errors import InputError
from cityplanner.i18n import _, format_number, ngettext
from cityplanner.intake.join import join
from cityplanner.io.features.crs import check_size, city_bounds, metric_crs, parse_crs, to_city_crs
from cityplanner.io.features.geometry_repair import kinds_of
from cityplanner.io.features.place_in_city import file_of
from cityplanner.io.layer_roles import role
from cityplanner.io.source_file import source_of
from cityplanner.io.tables.age_groups import AGE_GROUPS
from cityplanner.io.tables.census_checks import check_census
from cityplanner.io.tables.numbers import codes
from cityplanner.io.tables.options import TableChoices, options_for
from cityplanner.io.wording import first_few
from cityplanner.model import City, Layer, Problem, Severity
from cityplanner.people.deprivation import looks_ranked, ranked_told

_TOLERATED = 0.01
"""Lengths may be off by this share in a system that the person chose, such as the next UTM zone."""
_FEWEST_COUNTED, _LIKE_POPULATION = 20, 0.1
"""Whole numbers up to 20 may be classes; a rank correlation with the residents of more than a tenth, and more than
four times what chance gives, is that of a count."""
"""Ranks and their classes begin with the most deprived area (as those of England's index do)."""


def build_city(
    name: str,
    neighbourhoods: Layer,
    tables: Sequence[tuple[Path, str | None]] = (),
    crs: str | None = None,
    *,
    counted_elsewhere: bool = False,
    reading: TableChoices = MappingProxyType({}),
    table_fields: Mapping[str, Mapping[str, str]] = MappingProxyType({}),
) -> tuple[City, list[Problem]]:
    """A city from a layer of neighbourhoods and tables (path, column to join on) about them.

    ``counted_elsewhere`` says that another file knows how many live where, so that neighbourhoods without a column of
    residents need not be told; ``reading`` says how to read the tables, and ``table_fields`` (file name -> field ->
    column) which of their columns are meant. Its CRS is ``crs`` where one is given, else the layer's own where one can
    measure in it, else the UTM zone. Raises :class:`InputError` where the layer holds no areas, a table matches nothing
    or the CRS cannot be used.
    """
    where = file_of(neighbourhoods)
    if kinds_of(neighbourhoods.frame.geometry.to_numpy()) != ("polygon",):
        raise InputError(_("Neighbourhoods must be areas, and {file} holds other shapes.").format(file=where))
    frame, problems = _with_ids(neighbourhoods.frame.reset_index(drop=True), where)
    sources = [neighbourhoods.source] if neighbourhoods.source else []
    fields = dict(neighbourhoods.guesses)
    for path, on in tables:
        joined = join(frame, Path(path), on, options_for(reading, Path(path)), table_fields.get(Path(path).name, {}))
        frame = joined.frame
        problems += joined.problems
        fields = {**joined.fields, **fields}
        sources.append(source_of(Path(path), "neighbourhoods"))
    frame["name"] = _names(frame)
    groups = _groups(neighbourhoods, frame)
    of_residents = _with_population(frame, where)
    if not (counted_elsewhere and frame["population"].isna().all()):
        problems += of_residents
    problems += _groups_too_large(frame, groups, where)
    problems += check_census(frame, groups, where)
    high_is_poor, found = _deprivation_direction(frame, fields, where)
    problems += found
    code = _crs_code(frame, crs, where)
    frame, found = to_city_crs(frame, code, where)
    problems += found
    first = ["id", "name", "population", *groups, *(["deprivation"] if "deprivation" in frame else [])]
    frame = frame[[*first, *(column for column in frame.columns if column not in first)]]
    return City(name, code, frame, groups, None, high_is_poor, tuple(sources)), problems


# Codes and names


def _with_ids(frame: gpd.GeoDataFrame, where: str) -> tuple[gpd.GeoDataFrame, list[Problem]]:
    """``frame`` with an id for every row, each id once."""
    frame, problems = frame.copy(), []
    names = codes(frame["name"]) if "name" in frame else []
    if "id" in frame:
        ids = codes(frame["id"])
    elif names and all(names) and len(set(names)) == len(names):
        ids = names
    else:
        ids = [""] * len(frame)
    if without := [row for row, id_ in enumerate(ids) if not id_]:
        message = ngettext(
            "{count} neighbourhood has no code; its row number was taken.",
            "{count} neighbourhoods have no code; their row numbers were taken.",
            len(without),
        )
        problems.append(Problem(Severity.WARNING, where, message.format(count=format_number(len(without)))))
    unique, repeated = _each_once([id_ or str(row + 1) for row, id_ in enumerate(ids)])
    if repeated:
        message = ngettext(
            "{count} code stands more than once ({codes}); a number was added to it.",
            "{count} codes stand more than once ({codes}); a number was added to them.",
            len(repeated),
        )
        text = message.format(count=format_number(len(repeated)), codes=first_few(repeated))
        problems.append(Problem(Severity.WARNING, where, text))
    frame["id"] = unique
    return frame, problems


def _each_once(ids: Sequence[str]) -> tuple[list[str], list[str]]:
    """``ids`` with `` (2)`` and so on behind those that were there before, and which these were."""
    everybody = set(ids)
    taken: set[str] = set()
    counts: dict[str, int] = {}
    unique = []
    for id_ in ids:
        name = id_
        while name in taken or (name != id_ and name in everybody):
            counts[id_] = counts.get(id_, 1) + 1
            name = f"{id_} ({counts[id_]})"
        taken.add(name)
        unique.append(name)
    return unique, list(counts)


def _names(frame: gpd.GeoDataFrame) -> list[str]:
    names = codes(frame["name"]) if "name" in frame else [""] * len(frame)
    return [name or id_ for name, id_ in zip(names, frame["id"], strict=True)]


# People


def _groups(layer: Layer, frame: gpd.GeoDataFrame) -> tuple[str, ...]:
    """The columns that count people of a group: those of the role, and those that the person named."""
    meaning = role("neighbourhoods")
    known = [field.name for field in meaning.groups if field.name in frame]
    fields = {field.name for field in meaning.fields}
    named = [name for name in layer.guesses if name not in fields and name not in known and name in frame]
    return (*known, *named)


def _with_population(frame: gpd.GeoDataFrame, where: str) -> list[Problem]:
    """Make sure that there is a column of residents, and tell where it has no figure."""
    if "population" not in frame and set(AGE_GROUPS) <= set(frame.columns):
        frame["population"] = frame[list(AGE_GROUPS)].sum(axis=1, skipna=False)
        message = _("There is no column of residents; the sum of all ages was taken.")
        return [Problem(Severity.INFO, where, message)]
    if "population" not in frame or frame["population"].isna().all():
        frame["population"] = np.nan
        message = _("No column of residents was found, so nobody can be counted; join a table that has one.")
        return [Problem(Severity.WARNING, where, message)]
    return _flagged(
        frame,
        frame["population"].isna().to_numpy(),
        where,
        lambda n: ngettext(
            "The residents of {count} neighbourhood are not known: {codes}.",
            "The residents of {count} neighbourhoods are not known: {codes}.",
            n,
        ),
    )


def _groups_too_large(frame: gpd.GeoDataFrame, groups: Sequence[str], where: str) -> list[Problem]:
    problems = []
    for group in groups:
        larger = (frame[group] > frame["population"] * (1 + 1e-9)).to_numpy()
        found = _flagged(
            frame,
            larger,
            where,
            lambda n: ngettext(
                "In {count} neighbourhood {group} counts more people than live there: {codes}.",
                "In {count} neighbourhoods {group} counts more people than live there: {codes}.",
                n,
            ),
            group=group,
        )
        problems += found
    return problems


def _flagged(
    frame: gpd.GeoDataFrame, rows: np.ndarray, where: str, message: Callable[[int], str], **facts: str
) -> list[Problem]:
    listed = frame.loc[rows, "id"].tolist()
    if not listed:
        return []
    text = message(len(listed)).format(count=format_number(len(listed)), codes=first_few(listed), **facts)
    return [Problem(Severity.WARNING, where, text)]


def _deprivation_direction(
    frame: gpd.GeoDataFrame, fields: Mapping[str, str], where: str
) -> tuple[bool, list[Problem]]:
    """Whether high values of deprivation mean poor."""
    column = fields.get("deprivation")
    if "deprivation" not in frame or column is None:
        return True, []
    values = frame["deprivation"].to_numpy(dtype=np.float64)
    if not looks_ranked(column, values):
        return True, _count_for_a_rate(frame, column, where)
    if not looks_ranked(column):
        return False, [Problem(Severity.WARNING, where, ranked_told(column, values))]
    message = _("{column} was taken to begin with the most deprived neighbourhood, as ranks do.")
    return False, [Problem(Severity.INFO, where, message.format(column=column))]


def _count_for_a_rate(frame: gpd.GeoDataFrame, column: str, where: str) -> list[Problem]:
    """Told where deprivation looks like a number of people or homes, which makes large neighbourhoods look poor."""
    known = frame[frame["deprivation"].notna() & frame["population"].notna()]
    figures = known["deprivation"].to_numpy()
    whole = len(known) > 2 and (figures == np.round(figures)).all() and figures.max() > _FEWEST_COUNTED
    least = max(_LIKE_POPULATION, 4 / len(known) ** 0.5) if len(known) else 1.0
    if not whole or not known["deprivation"].rank().corr(known["population"].rank()) > least:
        return []
    message = _(
        "{column} grows with the number of residents, so it seems to be a count; a rate tells more. "
        "Divide it by the homes or people it counts (in a terminal: --field deprivation={column}/TOTAL)."
    )
    return [Problem(Severity.WARNING, where, message.format(column=column))]


# Coordinates


def _crs_code(frame: gpd.GeoDataFrame, crs: str | None, where: str) -> str:
    own, bounds = pyproj.CRS(frame.crs), city_bounds(frame)
    found = metric_crs(own, bounds)
    check_size(own, bounds, where)
    if crs is None:
        return found
    wanted = parse_crs(crs)
    west, south, east, north = frame.to_crs(wanted).total_bounds.tolist()
    code = metric_crs(wanted, (west, south, east, north), _TOLERATED)
    if not parse_crs(code).equals(wanted, ignore_axis_order=True):
        raise InputError(
            _("One cannot measure in {crs} here; give a projected system in metres, such as {better}.").format(
                crs=crs, better=code
            )
        )
    return code
