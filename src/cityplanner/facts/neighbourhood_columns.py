"""The neighbourhood table as columns with a name, a meaning and a kind, for every file that it is written to."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum, auto

from cityplanner.coverage.table import CoverageTable
from cityplanner.facts.statistics import neighbourhood_flags
from cityplanner.i18n import _
from cityplanner.model import City
from cityplanner.people.groups import group_label

Value = str | float | None

_RESERVED = {
    *("id", "name", "residents", "served", "share", "area_km2", "area_served_km2", "area", "area_share"),
    *("deprivation", "notes", "fid", "geom", "geometry"),
}


class Kind(Enum):
    """What a column holds: how a program should show it."""

    TEXT = auto()
    COUNT = auto()
    SHARE = auto()
    AREA = auto()
    SCORE = auto()


@dataclass(frozen=True, slots=True)
class Column:
    """``key`` for programs, ``title`` for people; ``values`` one a neighbourhood, None where there is no value."""

    key: str
    title: str
    meaning: str
    kind: Kind
    values: tuple[Value, ...]


def neighbourhood_columns(table: CoverageTable, city: City) -> list[Column]:
    """All that is known of the neighbourhoods, in the order of ``table``; shares between 0 and 1, areas in km²."""
    columns = [
        Column("id", _("Id"), _("The neighbourhood's id in the data."), Kind.TEXT, tuple(map(str, table.ids))),
        Column("name", _("Neighbourhood"), _("The neighbourhood's name."), Kind.TEXT, tuple(map(str, table.names))),
        _column("residents", _("Residents"), _("How many people live there."), Kind.COUNT, table.people[:, 0]),
        _column("served", _("Served"), _("How many of them are served."), Kind.COUNT, table.served[:, 0]),
        _column("share", _("Share served"), _("Served divided by residents."), Kind.SHARE, table.share),
    ]
    for number, group in enumerate(table.groups, start=1):
        label = group_label(group)
        key = f"group_{group}" if group.lower() in _RESERVED else group
        columns += [
            _column(
                key,
                _("{group}: residents").format(group=label),
                _("How many residents are of this group: {group}.").format(group=label),
                Kind.COUNT,
                table.people[:, number],
            ),
            _column(
                f"{key}_served",
                _("{group}: served").format(group=label),
                _("How many of this group are served: {group}.").format(group=label),
                Kind.COUNT,
                table.served[:, number],
            ),
            _column(
                f"{key}_share",
                _("{group}: share served").format(group=label),
                _("Served of this group divided by its residents: {group}.").format(group=label),
                Kind.SHARE,
                table.group_share[:, number - 1],
            ),
        ]
    columns.append(_column("area_km2", _("Area (km²)"), _("The ground, in km²."), Kind.AREA, table.area_m2 / 1e6))
    if table.area_served_m2 is not None and table.area_share is not None:
        served_km2 = table.area_served_m2 / 1e6
        columns += [
            _column(
                "area_served_km2",
                _("Area served (km²)"),
                _("The ground that is served, in km²."),
                Kind.AREA,
                served_km2,
            ),
            _column(
                "area_share", _("Share of area served"), _("Area served divided by area."), Kind.SHARE, table.area_share
            ),
        ]
    if "deprivation" in city.neighbourhoods:
        meaning = (
            _("The deprivation score in the data; higher is poorer.")
            if city.deprivation_high_is_poor
            else _("The deprivation score in the data; lower is poorer.")
        )
        scores = city.neighbourhoods["deprivation"].astype(float)
        columns.append(_column("deprivation", _("Deprivation"), meaning, Kind.SCORE, scores))
    notes = tuple(" ".join(neighbourhood_flags(table, row)) or None for row in range(len(table.ids)))
    columns.append(Column("notes", _("Notes"), _("Why a value is missing."), Kind.TEXT, notes))
    return columns


def _column(key: str, title: str, meaning: str, kind: Kind, values: Iterable[float]) -> Column:
    return Column(key, title, meaning, kind, tuple(None if math.isnan(v) else float(v) for v in values))
