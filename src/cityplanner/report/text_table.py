"""A study's figures as text for a terminal."""

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
    parts = [f"{statistics.project} · {statistics.scenario} · {statistics.crs}"]
    parts += [_result(result) for result in statistics.results]
    if statistics.problems:
        parts.append(problems_text(statistics.problems))
    return "\n\n".join(parts)


def problems_text(problems: Sequence[Problem]) -> str:
    """Notes about the data, one a line."""
    title = ngettext("{count} note about the data:", "{count} notes about the data:", len(problems))
    lines = [f"  {problem.where}: {problem.message}" for problem in problems]
    return "\n".join([title.format(count=len(problems)), *lines])


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


def _result(result: ServiceStatistics) -> str:
    table = result.table
    people, served = table.city_people, table.city_served
    devices = ngettext("{count} device", "{count} devices", table.devices)
    lines = [f"{result.title} ({result.family.value}): {devices.format(count=format_number(table.devices))}"]
    lines.append(headline(table))
    if people[0] > 0:
        lines.append(
            _("{served} of {people} residents are served ({share}).").format(
                served=format_number(served[0]),
                people=format_number(people[0]),
                share=format_share(served[0] / people[0]),
            )
        )
    if table.area_served_m2 is not None and table.area_m2.sum() > 0:
        share = format_share(float(table.area_served_m2.sum() / table.area_m2.sum()))
        lines.append(_("{share} of the ground is in range.").format(share=share))
    groups = [
        [
            group_label(group),
            format_number(people[column]),
            format_number(served[column]),
            format_share(served[column] / people[column]),
        ]
        for column, group in enumerate(table.groups, start=1)
        if people[column] > 0
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
    row = [_UNKNOWN if value is None else format_number(value, 3) for value in figures.values()]
    return [text_columns(list(figures), [row], left=0), *equity.flags]


def _neighbourhoods(table: CoverageTable) -> list[str]:
    rows = range(len(table.ids))
    note = []
    if len(rows) > _MANY:
        rows = np.lexsort((-table.people[:, 0], table.share))[:_WORST].tolist()
        note = [
            _(
                "These are the {shown} worst served of {count} neighbourhoods; `cityplanner export table` has all."
            ).format(shown=_WORST, count=format_number(len(table.ids)))
        ]
    ground = np.full(len(table.ids), np.nan) if table.area_share is None else table.area_share
    columns = [table.people[:, 0], table.served[:, 0], table.share, ground]
    formats = [format_number, format_number, format_share, format_share]
    cells = [
        [table.names[row]]
        + [
            _UNKNOWN if np.isnan(column[row]) else show(column[row])
            for column, show in zip(columns, formats, strict=True)
        ]
        for row in rows
    ]
    header = [_("Neighbourhood"), _("residents"), _("served"), _("share"), _("ground")]
    return [text_columns(header, cells), *note]
