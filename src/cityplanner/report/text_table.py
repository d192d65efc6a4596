"""A study's figures as text for a terminal."""

import math
from collections.abc import Sequence

import numpy as np

from cityplanner.coverage import CoverageTable
from cityplanner.equity import EquityProfile
from cityplanner.i18n import _, format_number, format_share, ngettext
from cityplanner.model import Problem
from cityplanner.people.groups import group_label
from cityplanner.report.headline import headline
from cityplanner.report.statistics import ServiceStatistics, Statistics

_MANY = 100
"""A city with more neighbourhoods than this shows the worst served only."""
_WORST = 20
_UNKNOWN = "–"


def statistics_text(statistics: Statistics) -> str:
    """All results, one under the other, and then what to know about the data."""
    parts = [_heading(statistics), *map(_result, statistics.results)]
    if statistics.problems:
        parts.append(problems_text(statistics.problems))
    return "\n\n".join(parts)


def summary_text(statistics: Statistics) -> str:
    """A line a result: devices, residents served, ground in range, and one index of fairness."""
    rows = [
        [
            result.title,
            format_number(result.table.devices),
            _count(result.table.city_served[0]),
            _share(result.table.city_share[0]),
            _share(result.table.city_area_share),
            _index(result.equity.gini),
        ]
        for result in statistics.results
    ]
    header = ["", _("devices"), _("residents served"), _("share"), _("ground"), "Gini"]
    return f"{_heading(statistics)}\n\n{text_columns(header, rows)}"


def problems_text(problems: Sequence[Problem]) -> str:
    """Notes about the data, one a line."""
    title = ngettext("{count} note about the data:", "{count} notes about the data:", len(problems))
    lines = [f"  {problem.where}: {problem.message}" for problem in problems]
    return "\n".join([title.format(count=format_number(len(problems))), *lines])


def text_columns(header: Sequence[str], rows: Sequence[Sequence[str]], left: int = 1) -> str:
    """Aligned columns, the first ``left`` to the left and the others, which are figures, to the right."""
    widths = [max(map(len, column)) for column in zip(header, *rows, strict=True)]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if place < left else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in (header, *rows)
    )


def _heading(statistics: Statistics) -> str:
    return f"{statistics.project} · {statistics.scenario} · {statistics.crs}"


def _result(result: ServiceStatistics) -> str:
    table = result.table
    people, served, share = table.city_people, table.city_served, table.city_share
    devices = ngettext("{count} device", "{count} devices", table.devices)
    lines = [
        f"{result.title} ({result.family.value}): {devices.format(count=format_number(table.devices))}",
        headline(table),
    ]
    if people[0] > 0:
        lines.append(
            _("{served} of {people} residents are served ({share}).").format(
                served=_count(served[0]), people=_count(people[0]), share=_share(share[0])
            )
        )
    if table.city_area_share is not None:
        lines.append(_("{share} of the ground is in range.").format(share=_share(table.city_area_share)))
    groups = [
        [group_label(group), _count(people[column]), _count(served[column]), _share(share[column])]
        for column, group in enumerate(table.groups, start=1)
    ]
    if groups:
        lines += ["", text_columns([_("Group"), _("people"), _("served"), _("share")], groups)]
    return "\n".join([*lines, "", *_equity(result.equity), "", *_neighbourhoods(table)])


def _equity(equity: EquityProfile) -> list[str]:
    figures = {
        "Gini": equity.gini,
        "Theil T": equity.theil_t,
        "Theil L": equity.theil_l,
        "Atkinson 0.5": equity.atkinson_05,
        "Hoover": equity.hoover,
        "Palma": equity.palma,
        _("Concentration"): equity.concentration_index,
        "Kolm-Pollak": equity.kolm_pollak_ede,
    }
    return [text_columns(list(figures), [[_index(value) for value in figures.values()]], left=0), *equity.flags]


def _neighbourhoods(table: CoverageTable) -> list[str]:
    rows = list(range(len(table.ids)))
    note = []
    if len(rows) > _MANY:
        rows = np.lexsort((-table.people[:, 0], table.share))[:_WORST].tolist()
        text = _("These are the {shown} worst served of {count} neighbourhoods; `cityplanner export table` has all.")
        note = [text.format(shown=format_number(_WORST), count=format_number(len(table.ids)))]
    share, area_share = table.share, table.area_share
    cells = [
        [
            table.names[row],
            _count(table.people[row, 0]),
            _count(table.served[row, 0]),
            _share(share[row]),
            _share(None if area_share is None else area_share[row]),
        ]
        for row in rows
    ]
    header = [_("Neighbourhood"), _("residents"), _("served"), _("share"), _("ground")]
    return [text_columns(header, cells), *note]


def _count(value: float) -> str:
    return _UNKNOWN if math.isnan(value) else format_number(value)


def _share(value: float | None) -> str:
    return _UNKNOWN if value is None or math.isnan(value) else format_share(value)


def _index(value: float | None) -> str:
    return _UNKNOWN if value is None else format_number(value, 3)
