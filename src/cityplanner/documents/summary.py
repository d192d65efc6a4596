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
from cityplanner.carto.neighbourhood_colours import MapMode, NeighbourhoodColours, neighbourhood_colours
from cityplanner.carto.page_text import printable
from cityplanner.coverage.table import CoverageTable
from cityplanner.data_files import data_folder
from cityplanner.equity import equity_basis, equity_profile
from cityplanner.errors import InputError
from cityplanner.facts.credits import credit_line
from cityplanner.facts.focus import Focus
from cityplanner.facts.headline import ground_sentence, headline, poorest_fifth_sentence
from cityplanner.facts.measured import scenario_of, served_when
from cityplanner.i18n import _, format_date, format_number, format_share, language_tag
from cityplanner.io.atomic import atomic_write
from cityplanner.model import Project
from cityplanner.people.groups import group_label

_WORST = 5
_MOST_GROUPS = 8
_UNKNOWN = "–"


def write_summary(
    path: Path | str,
    *,
    project: Project,
    scenario_id: str,
    focus: Focus,
    table: CoverageTable,
    map_svg: bytes,
    day: date | None = None,
    paper: str = "a4",
) -> None:
    """Write a tagged PDF of one page about who is served by ``focus``.

    ``map_svg`` is the map, as :func:`.export_map.map_svg` paints it; ``paper`` is a name that typst
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
            sys_inputs={"data": json.dumps(_set(values))},
            pdf_standards=["ua-1"],
            timestamp=datetime(day.year, day.month, day.day, tzinfo=UTC),
        )


def _set(value: Any) -> Any:
    """``value`` with all its words fit for a page."""
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, dict):
        return {key: _set(one) for key, one in value.items()}
    return [_set(one) for one in value] if isinstance(value, list | tuple) else value


def _content(project: Project, scenario_id: str, focus: Focus, table: CoverageTable, day: date) -> dict[str, Any]:
    """Everything that the template sets, as words."""
    city, scenario = project.city, scenario_of(project, scenario_id)
    what = focus.name(project.device_types)
    heading = _("{what}: who is served").format(what=what)
    colours = neighbourhood_colours(MapMode.SHARE, table, city)
    share, second = table.city_share[0], poorest_fifth_sentence(table, city)
    if colours.ground:
        share, second = table.city_area_share, ground_sentence(table)
    return {
        "title": f"{heading} – {city.name}",
        "heading": heading,
        "subtitle": " · ".join((city.name, _("Scenario: {name}").format(name=scenario.name), format_date(day))),
        "program": f"CityPlanner {__version__}",
        "day": {"year": day.year, "month": day.month, "day": day.day},
        "language": language_tag().split("-")[0],
        "share": _share(share),
        "sentences": [headline(table), *([second] if second else [])],
        "figures": _figures(project, table),
        "colour": FAMILY_COLOURS[focus.family(project.device_types)],
        "groups": _groups(table),
        "worst": _worst(table, colours),
        "classes": _classes(table, colours),
        "how": _how(project, scenario_id, focus, colours),
        "notes": [
            credit_line(project),
            _("Coordinate system: {crs}. Written by CityPlanner {version} on {date}.").format(
                crs=city.crs, version=__version__, date=format_date(day)
            ),
        ],
        "map_alt": _map_alt(colours).format(city=city.name),
        "words": {
            "figure": _("Figure"),
            "value": _("Value"),
            "groups": _("By group"),
            "group": _("Group"),
            "share": _("Served"),
            "measured": _("In range") if colours.ground else _("Served"),
            "worst": _("Where least ground is in range") if colours.ground else _("Where fewest are served"),
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
    if table.city_area_share is not None:
        rows.append((_("Ground served"), format_share(table.city_area_share)))
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
            "share": format_share(served[number] / people[number]),
        }
        for number in known
    ]


def _worst(table: CoverageTable, colours: NeighbourhoodColours) -> list[dict[str, str]]:
    """Where the smallest share is served; of equals the one with most residents."""
    share, residents = table.share, table.people[:, 0]
    if colours.ground and table.area_share is not None:
        share = table.area_share
    known = np.flatnonzero(~np.isnan(share))
    order = known[np.lexsort((-residents[known], share[known]))][:_WORST]
    return [
        {"name": table.names[row], "residents": _number(residents[row]), "share": format_share(share[row])}
        for row in order
    ]


def _classes(table: CoverageTable, colours: NeighbourhoodColours) -> list[dict[str, str]]:
    """The classes of the map, the highest first, with how many neighbourhoods and residents are in each."""
    rows = []
    for shown in colours.shown_classes:
        chosen = colours.codes == colours.classes.index(shown)
        rows.append(
            {
                "label": shown.label,
                "neighbourhoods": format_number(int(chosen.sum())),
                "residents": _number(table.people[chosen, 0].sum()),
            }
        )
    return rows


def _map_alt(colours: NeighbourhoodColours) -> str:
    if colours.ground:
        return _("Map of {city}: the share of the ground in range in each neighbourhood, and the devices.")
    return _("Map of {city}: the share of residents served in each neighbourhood, and the devices.")


def _how(project: Project, scenario_id: str, focus: Focus, colours: NeighbourhoodColours) -> list[str]:
    sentences = served_when(project, project.scenarios[scenario_id], focus)
    if colours.ground:
        return [*sentences, _("The share is the ground in range divided by all the ground.")]
    if project.people.method:
        sentences.append(project.people.method)
    sentences.append(_("The share is the number of residents served divided by the number of residents."))
    return sentences


def _number(value: float) -> str:
    return _UNKNOWN if np.isnan(value) else format_number(float(value))


def _share(value: float | None) -> str:
    return _UNKNOWN if value is None or np.isnan(value) else format_share(float(value))
