"""A scenario's map as a page to print or to send."""

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import shapely
from pyproj import CRS
from shapely.geometry.base import BaseGeometry

from cityplanner import __version__
from cityplanner.carto.display_list import PageItem, WorldItem
from cityplanner.carto.legend import Legend, fit_legend, legend_items, map_legend, reach_entries
from cityplanner.carto.map_stack import MapContent, map_stack
from cityplanner.carto.neighbourhood_colours import MapMode, mode_name, neighbourhood_colours
from cityplanner.carto.page import PageText, framed, map_page, page_size, scale_and_north
from cityplanner.carto.symbol_size import Medium
from cityplanner.carto.viewport import Bounds, Viewport
from cityplanner.coverage import engine_for
from cityplanner.coverage.table import CoverageTable
from cityplanner.facts.credits import credit_line
from cityplanner.facts.focus import Focus
from cityplanner.facts.headline import headline, poorest_fifth_sentence
from cityplanner.facts.measured import scenario_of, served_when
from cityplanner.i18n import _, format_date, format_share
from cityplanner.model import City, Project, Scenario
from cityplanner.render.page_files import page_svg, write_page

_LEGEND_PX, _GAP_PX, _SCALE_PX = 180.0, 14.0, 44.0


def export_map(
    project: Project,
    scenario_id: str,
    path: Path | str,
    *,
    focus: Focus,
    mode: MapMode = MapMode.SHARE,
    title: str | None = None,
    paper: str = "A4",
    landscape: bool = True,
    table: CoverageTable | None = None,
    day: date | None = None,
    bounds: Bounds | None = None,
    inset: bool = True,
    hidden: frozenset[str] = frozenset(),
) -> None:
    """Write the map of who is served by ``focus`` to ``path``, as .png (300 dpi), .svg or .pdf.

    ``mode`` says what the neighbourhoods are coloured by; a change is measured against the scenario that this one was
    copied from. ``table`` spares working it out again; ``day`` is the date on the page, today by default.
    ``bounds`` is what to print, in metres of the city's CRS, the whole city by default; with ``inset`` a map of a part
    has an overview of the city in its corner. ``hidden`` is what is left out: ``ranges``, the outlines of what devices
    reach, ``names`` or ``served``, the neighbourhoods' colours. Raises
    :class:`InputError` for an unknown scenario, focus, paper or ending, and where the file cannot be written.
    """
    scenario = scenario_of(project, scenario_id)
    if table is None:
        table = engine_for(project, scenario).table(focus.id)
    size = page_size(paper, landscape)
    if title is None and mode is not MapMode.SHARE:
        title = f"{focus.name(project.device_types)}: {mode_name(mode)}"
    text = _page_text(project, scenario, focus, table, title, day or datetime.now().astimezone().date())
    content = _MapContent(project, scenario, focus, table, mode, hidden)
    outline = _outline(project.city) if inset and bounds is not None else None
    page = map_page(size, text, bounds or content.bounds, project.city.crs, content.draw, outline=outline)
    write_page(Path(path), page, size.width_px, size.height_px, f"{text.title} – {project.city.name}")


def _outline(city: City) -> BaseGeometry:
    """The city's boundary, or where there is none the neighbourhoods as one."""
    return city.boundary if city.boundary is not None else shapely.union_all(city.neighbourhoods.geometry.array)


def map_svg(
    project: Project,
    scenario_id: str,
    *,
    focus: Focus,
    table: CoverageTable,
    width_px: float = 680,
    height_px: float = 460,
) -> bytes:
    """The map alone with its legend beside it, as an SVG to put into a report."""
    content = _MapContent(project, scenario_of(project, scenario_id), focus, table)
    viewport = Viewport.fit(content.bounds, width_px - _LEGEND_PX - _GAP_PX, height_px, margin_px=10.0)
    world, legend = content.draw(viewport)
    x, y = viewport.width_px + _GAP_PX, height_px - _SCALE_PX
    items: list[PageItem] = [
        *framed(0.0, 0.0, viewport, world),
        *legend_items(fit_legend(legend, _LEGEND_PX, y - _GAP_PX), x, 0, _LEGEND_PX),
        *scale_and_north(viewport, project.city.crs, x, y, _LEGEND_PX, to_scale=False),
    ]
    return page_svg(items, width_px, height_px, focus.name(project.device_types))


class _MapContent:
    """What the map of a scenario shows, at any view."""

    def __init__(
        self,
        project: Project,
        scenario: Scenario,
        focus: Focus,
        table: CoverageTable,
        mode: MapMode = MapMode.SHARE,
        hidden: frozenset[str] = frozenset(),
    ) -> None:
        before = None
        if mode is MapMode.CHANGE and scenario.parent is not None and scenario.parent in project.scenarios:
            parent = project.scenarios[scenario.parent]
            before = engine_for(project, parent).table(focus.id)
        self._colours = neighbourhood_colours(mode, table, project.city, before)
        measured = [item.id for item in focus.types(project.device_types)]
        devices = [item for item in scenario.devices.values() if item.type_id in measured]
        self._content = MapContent(project, devices, measured, self._colours, hidden)

    @property
    def bounds(self) -> Bounds:
        west, south, east, north = self._content.project.city.neighbourhoods.total_bounds.tolist()
        return west, south, east, north

    def draw(self, viewport: Viewport) -> tuple[list[WorldItem], Legend]:
        content, city = self._content, self._content.project.city
        items = [item for _name, slice_ in map_stack(content, viewport, Medium.PAPER) for item in slice_]
        west, south, east, north = viewport.bounds
        seen = [item for item in content.devices if west <= item.x <= east and south <= item.y <= north]
        inside = shapely.intersects(city.neighbourhoods.geometry.array, shapely.box(west, south, east, north))
        # The steps of the run stay together on paper; what is apart from them is told only where it is seen.
        colours = replace(self._colours, codes=self._colours.codes[inside])
        legend = map_legend(
            content.project,
            seen,
            viewport.metres_per_pixel,
            colours=colours,
            bounds=viewport.bounds,
            reaches=reach_entries(content),
        )
        return items, legend


def _page_text(
    project: Project, scenario: Scenario, focus: Focus, table: CoverageTable, title: str | None, day: date
) -> PageText:
    city, what = project.city, focus.name(project.device_types)
    people, served = float(table.city_people[0]), float(table.city_served[0])
    crs = CRS.from_user_input(city.crs)
    how = " ".join(served_when(project, scenario, focus))
    parts = (city.name, _("Scenario: {name}").format(name=scenario.name), format_date(day))
    return PageText(
        title=title or _("{what}: who is served").format(what=what),
        subtitle=" · ".join(parts),
        figure=format_share(served / people) if people > 0 else "–",
        sentences=tuple(filter(None, (headline(table), poorest_fifth_sentence(table, city)))),
        footnotes=(
            _("Map: {code}, {name}; true north at the centre of the map. {how}").format(
                code=city.crs, name=crs.name, how=how
            ),
            credit_line(project),
        ),
        program=f"CityPlanner {__version__}",
    )
