"""One page for a council: the result in words, the map, who is left out, and how it was worked out."""

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import typst

from cityplanner import __version__
from cityplanner.carto.families import FAMILY_COLOURS
from cityplanner.carto.font_files import last_resort_fonts
from cityplanner.carto.share_classes import NO_RESIDENTS, SHARE_CLASSES, class_of
from cityplanner.coverage.table import CoverageTable
from cityplanner.data_files import data_folder
from cityplanner.equity import equity_basis, equity_profile
from cityplanner.errors import InputError
from cityplanner.i18n import _, format_date, format_number, format_share
from cityplanner.io.atomic import atomic_write
from cityplanner.model import Project
from cityplanner.people.groups import group_label
from cityplanner.report.credits import credit_line
from cityplanner.report.headline import headline, poorest_fifth_sentence
from cityplanner.report.measured import measured_family, measured_name, scenario_of, served_when

_WORST = 5
_MOST_GROUPS = 8
_UNKNOWN = "–"


def write_summary(
    path: Path | str,
    *,
    project: Project,
    scenario_id: str,
    focus: str,
    table: CoverageTable,
    map_svg: bytes,
    day: date | None = None,
    paper: str = "a4",
) -> None:
    """Write a tagged PDF of one page about who is served by the type or family ``focus``.

    ``map_svg`` is the map, as :func:`cityplanner.render.export_map.map_svg` paints it; ``paper`` is a name that typst
    knows (``a4``, ``us-letter``). Raises :class:`InputError` for an unknown scenario, another ending than .pdf, and
    where the file cannot be written.
    """
    path = Path(path)
    if path.suffix.lower() != ".pdf":
        raise InputError(_("A summary cannot be written as {file}; give it the ending .pdf.").format(file=path.name))
    day = day or datetime.now().astimezone().date()
    content = _content(project, scenario_id, focus, table, day)
    values = {**content, "map": map_svg.decode(), "paper": paper}
    with atomic_write(path) as temporary:
        typst.compile(
            data_folder("resources") / "templates" / "summary.typ",
            output=temporary,
            font_paths=sorted({file.parent for file in last_resort_fonts()}),
            sys_inputs={"data": json.dumps(values)},
            pdf_standards=["ua-1"],
            timestamp=datetime(day.year, day.month, day.day, tzinfo=UTC),
        )


def _content(project: Project, scenario_id: str, focus: str, table: CoverageTable, day: date) -> dict[str, Any]:
    """Everything that the template sets, as words."""
    city, scenario = project.city, scenario_of(project, scenario_id)
    what = measured_name(focus, project.device_types)
    heading = _("{what}: who is served").format(what=what)
    poorest = poorest_fifth_sentence(table, city)
    return {
        "title": f"{heading} – {city.name}",
        "heading": heading,
        "subtitle": " · ".join((city.name, _("Scenario: {name}").format(name=scenario.name), format_date(day))),
        "program": f"CityPlanner {__version__}",
        "day": {"year": day.year, "month": day.month, "day": day.day},
        "language": "en",
        "share": _share(table.city_served[0], table.city_people[0]),
        "sentences": [headline(table), *([poorest] if poorest else [])],
        "figures": _figures(project, table),
        "colour": FAMILY_COLOURS[measured_family(focus, project.device_types)],
        "groups": _groups(table),
        "worst": _worst(table),
        "classes": _classes(table),
        "how": _how(project, scenario_id, focus),
        "notes": [
            credit_line(project),
            _("Coordinate system: {crs}. Written by CityPlanner {version} on {date}.").format(
                crs=city.crs, version=__version__, date=format_date(day)
            ),
        ],
        "map_alt": _("Map of {city}: the share of residents served in each neighbourhood, and the devices.").format(
            city=city.name
        ),
        "words": {
            "figure": _("Figure"),
            "value": _("Value"),
            "groups": _("By group"),
            "group": _("Group"),
            "share": _("Served"),
            "worst": _("Where fewest are served"),
            "neighbourhood": _("Neighbourhood"),
            "residents": _("Residents"),
            "classes": _("How the neighbourhoods stand"),
            "neighbourhoods": _("Neighbourhoods"),
            "how": _("How this was worked out"),
        },
    }


def _figures(project: Project, table: CoverageTable) -> list[tuple[str, str]]:
    people, served = table.city_people[0], table.city_served[0]
    equity = equity_profile(table, equity_basis(project.city, table.people))
    rows = [
        (_("Residents"), _number(people)),
        (_("Residents served"), _number(served)),
        (_("Devices"), format_number(table.devices)),
    ]
    if table.area_served_m2 is not None:
        rows.append((_("Ground served"), _share(table.area_served_m2.sum(), table.area_m2.sum())))
    if equity.min_share is not None and equity.max_share is not None:
        shares = f"{format_share(equity.min_share)} – {format_share(equity.max_share)}"
        rows.append((_("Least and most served neighbourhood"), shares))
    if equity.coverage.gini is not None:
        rows.append((_("Gini index (0: the same share everywhere)"), format_number(equity.coverage.gini, 2)))
    return rows


def _groups(table: CoverageTable) -> list[dict[str, Any]]:
    people, served = table.city_people[1:], table.city_served[1:]
    known = [number for number in range(len(table.groups)) if people[number] > 0][:_MOST_GROUPS]
    return [
        {
            "label": group_label(table.groups[number]),
            "part": float(served[number] / people[number]),
            "share": _share(served[number], people[number]),
        }
        for number in known
    ]


def _worst(table: CoverageTable) -> list[dict[str, str]]:
    """Where the smallest share is served; of equals the one with most residents."""
    share, residents = table.share, table.people[:, 0]
    known = np.flatnonzero(~np.isnan(share))
    order = known[np.lexsort((-residents[known], share[known]))][:_WORST]
    return [
        {"name": table.names[row], "residents": _number(residents[row]), "share": format_share(share[row])}
        for row in order
    ]


def _classes(table: CoverageTable) -> list[dict[str, str]]:
    """The classes of the map, the highest first, with how many neighbourhoods and residents are in each."""
    classes = class_of(table.share)
    rows = []
    for number in reversed(range(len(SHARE_CLASSES))):
        chosen = classes == number
        rows.append((SHARE_CLASSES[number].label, int(chosen.sum()), float(table.people[chosen, 0].sum())))
    empty = int((classes == len(SHARE_CLASSES)).sum())
    told = [
        {"label": label, "neighbourhoods": format_number(count), "residents": format_number(people)}
        for label, count, people in rows
    ]
    if empty:
        told.append({"label": NO_RESIDENTS.label, "neighbourhoods": format_number(empty), "residents": _UNKNOWN})
    return told


def _how(project: Project, scenario_id: str, focus: str) -> list[str]:
    sentences = served_when(project, project.scenarios[scenario_id], focus)
    if project.people.method:
        sentences.append(project.people.method)
    sentences.append(_("The share is the number of residents served divided by the number of residents."))
    return sentences


def _number(value: float) -> str:
    return _UNKNOWN if np.isnan(value) else format_number(float(value))


def _share(part: float, whole: float) -> str:
    return format_share(float(part / whole)) if whole > 0 else _UNKNOWN
