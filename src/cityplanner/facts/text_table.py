"""A study's figures as text for a terminal."""

import math
from collections.abc import Sequence

import numpy as np

from cityplanner.coverage import CoverageTable
from cityplanner.equity.breakdown import Breakdown
from cityplanner.equity.targets import TargetResult, target_outcome, target_title
from cityplanner.facts.headline import fifth_sentence, ground_sentence, headline
from cityplanner.facts.people_origin import origin_sentence
from cityplanner.facts.statistics import ServiceStatistics, Statistics
from cityplanner.i18n import _, format_number, format_share, ngettext
from cityplanner.model import Problem
from cityplanner.people.groups import group_label

_MANY = 100
"""A city with more neighbourhoods than this shows the worst served only."""
_WORST = 20
_UNKNOWN = "–"


def statistics_text(statistics: Statistics, *, targets: bool = False) -> str:
    """All results, one under the other, with their ``targets`` if asked for, and then what to know about the data."""
    heading = f"{_heading(statistics)}\n{origin_sentence(statistics.people)}"
    parts = [heading, *(_result(result, targets=targets) for result in statistics.results)]
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
            _index(result.equity.coverage.gini),
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


def _result(result: ServiceStatistics, *, targets: bool) -> str:
    table = result.table
    people, served, share = table.city_people, table.city_served, table.city_share
    devices = ngettext("{count} device", "{count} devices", table.devices)
    lines = [
        f"{result.title} ({result.family.value}): {devices.format(count=format_number(table.devices))}",
        " ".join(filter(None, (headline(table), fifth_sentence(result.equity.poorest_fifth)))),
    ]
    if people[0] > 0:
        lines.append(
            _("{served} of {people} residents are served ({share}), {alone} of them by one device alone.").format(
                served=_count(served[0]),
                people=_count(people[0]),
                share=_share(share[0]),
                alone=_count(table.city_by_one[0]),
            )
        )
    if ground := ground_sentence(table):
        lines.append(ground)
    groups = [
        [
            group_label(group),
            _count(people[column]),
            _count(served[column]),
            _share(share[column]),
            _points(share[column] - share[0]),
        ]
        for column, group in enumerate(table.groups, start=1)
    ]
    if groups:
        lines += ["", text_columns([_("Group"), _("people"), _("served"), _("share"), _("on all")], groups)]
    if targets:
        lines += ["", *_targets(result.targets)]
    if result.by is not None:
        lines += ["", *_by(result.by)]
    return "\n".join([*lines, "", *_equity(result), "", *_neighbourhoods(table)])


def _targets(results: Sequence[TargetResult]) -> list[str]:
    verdicts = {True: _("met"), False: _("missed"), None: _("unknown")}
    rows = [[target_title(one.target), verdicts[one.met], target_outcome(one)] for one in results]
    return [text_columns([_("Target"), "", ""], rows, left=3)]


def _by(by: Breakdown) -> list[str]:
    rows = [
        [
            _("(without a value)") if part.name is None else part.name,
            format_number(len(part.rows)),
            *(_UNKNOWN if count is None else _count(count) for count in (part.people, part.served)),
            _share(part.share),
        ]
        for part in by.parts
    ]
    lines = [text_columns([by.field, _("neighbourhoods"), _("people"), _("served"), _("share")], rows)]
    between, _within, total = by.theil_t
    if total > 0:
        sentence = _("{share} of the inequality (Theil T) lies between them, the rest within.")
        lines.append(sentence.format(share=format_share(between / total, 0)))
    return lines


def _equity(result: ServiceStatistics) -> list[str]:
    equity = result.equity
    coverage = {
        "Gini": equity.coverage.gini,
        "Theil T": equity.coverage.theil_t,
        "Theil L": equity.coverage.theil_l,
        "Atkinson 0.5": equity.coverage.atkinson_05,
        "Hoover": equity.coverage.hoover,
        "Palma": equity.coverage.palma,
        "20:20": equity.coverage.twenty_twenty,
        "Kolm-Pollak": equity.coverage.kolm_pollak_ede,
    }
    shortfall = equity.shortfall
    others = [
        shortfall.gini,
        shortfall.theil_t,
        shortfall.theil_l,
        shortfall.atkinson_05,
        shortfall.hoover,
        shortfall.palma,
        shortfall.twenty_twenty,
        shortfall.kolm_pollak_ede,
    ]
    who = _("all residents") if result.group is None else group_label(result.group)
    lines = [
        text_columns(
            [_("Fairness among {who}").format(who=who), *coverage],
            [
                [_("of the share served"), *map(_index, coverage.values())],
                [_("of the share not served"), *map(_index, others)],
            ],
        )
    ]
    if equity.concentration_index is not None or equity.slope_index is not None:
        by_rank = {
            _("Concentration"): _index(equity.concentration_index),
            "Erreygers": _index(equity.erreygers_index),
            _("Slope, in points"): _points(equity.slope_index),
            _("poorest fifth"): _share(equity.poorest_fifth),
            _("richest fifth"): _share(equity.richest_fifth),
        }
        lines += ["", text_columns([_("By deprivation"), *by_rank], [["", *by_rank.values()]])]
    return [*lines, *equity.flags]


def _points(value: float | None) -> str:
    """A difference of shares in points: ``+4.1``."""
    if value is None or math.isnan(value):
        return _UNKNOWN
    sign = "+" if value >= 0 else "\N{MINUS SIGN}"
    return f"{sign}{format_number(abs(value) * 100, 1)}"


def _neighbourhoods(table: CoverageTable) -> list[str]:
    rows = list(range(len(table.ids)))
    note = []
    if len(rows) > _MANY:
        residents, order = table.people[:, 0], table.share
        if np.isnan(residents).all() and table.area_share is not None:
            order = table.area_share
        rows = np.lexsort((-residents, order))[:_WORST].tolist()
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
