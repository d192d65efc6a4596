"""A scenario's map as a page to print or to send."""

from dataclasses import replace
from datetime import date, datetime
from math import sqrt
from pathlib import Path

import shapely
from pyproj import CRS
from shapely.geometry.base import BaseGeometry

from cityplanner import __version__
from cityplanner.carto.display_list import PageItem, WorldItem
from cityplanner.carto.families import device_symbols
from cityplanner.carto.legend import Legend, fit_legend, legend_items, map_legend
from cityplanner.carto.map_layers import base_above, base_below, map_names, neighbourhood_areas
from cityplanner.carto.neighbourhood_colours import MapMode, mode_name, neighbourhood_colours
from cityplanner.carto.page import PageText, framed, map_page, page_size, scale_and_north
from cityplanner.carto.viewport import Bounds, Viewport
from cityplanner.coverage import engine_for
from cityplanner.coverage.engine import types_of
from cityplanner.coverage.table import CoverageTable
from cityplanner.facts.credits import credit_line
from cityplanner.facts.headline import headline, poorest_fifth_sentence
from cityplanner.facts.measured import measured_name, scenario_of, served_when
from cityplanner.i18n import _, format_date, format_share
from cityplanner.model import City, Device, Project, Scenario
from cityplanner.render.page_files import page_svg, write_page

_SYMBOL_PX, _SYMBOL_TO_SPACING, _LEAST_SYMBOL_PX = 8.0, 1.15, 3.0
_LEGEND_PX, _GAP_PX, _SCALE_PX = 180.0, 14.0, 44.0


def export_map(
    project: Project,
    scenario_id: str,
    path: Path | str,
    *,
    focus: str,
    mode: MapMode = MapMode.SHARE,
    title: str | None = None,
    paper: str = "A4",
    landscape: bool = True,
    table: CoverageTable | None = None,
    day: date | None = None,
    bounds: Bounds | None = None,
    inset: bool = True,
) -> None:
    """Write the map of who is served by the type or family ``focus`` to ``path``, as .png (300 dpi), .svg or .pdf.

    ``mode`` says what the neighbourhoods are coloured by; a change is measured against the scenario that this one was
    copied from. ``table`` spares working it out again; ``day`` is the date on the page, today by default.
    ``bounds`` is what to print, in metres of the city's CRS, the whole city by default; with ``inset`` a map of a part
    has an overview of the city in its corner. Raises
    :class:`InputError` for an unknown scenario, focus, paper or ending, and where the file cannot be written.
    """
    scenario = scenario_of(project, scenario_id)
    if table is None:
        table = engine_for(project, scenario).table(focus)
    size = page_size(paper, landscape)
    if title is None and mode is not MapMode.SHARE:
        title = f"{measured_name(focus, project.device_types)}: {mode_name(mode)}"
    text = _page_text(project, scenario, focus, table, title, day or datetime.now().astimezone().date())
    content = _MapContent(project, scenario, focus, table, mode)
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
    focus: str,
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
    return page_svg(items, width_px, height_px, measured_name(focus, project.device_types))


class _MapContent:
    """What the map of a scenario shows, at any view."""

    def __init__(
        self,
        project: Project,
        scenario: Scenario,
        focus: str,
        table: CoverageTable,
        mode: MapMode = MapMode.SHARE,
    ) -> None:
        self._project = project
        before = None
        if mode is MapMode.CHANGE and scenario.parent is not None and scenario.parent in project.scenarios:
            parent = project.scenarios[scenario.parent]
            before = engine_for(project, parent).table(focus)
        self._colours = neighbourhood_colours(mode, table, project.city, before)
        measured = set(types_of(focus, project.device_types))
        self._devices: list[Device] = [item for item in scenario.devices.values() if item.type_id in measured]

    @property
    def bounds(self) -> Bounds:
        west, south, east, north = self._project.city.neighbourhoods.total_bounds.tolist()
        return west, south, east, north

    def _symbol_px(self, metres_per_pixel: float) -> float:
        """Small enough to leave ground between the devices, were they evenly spread."""
        west, south, east, north = self.bounds
        spacing_m = sqrt((east - west) * (north - south) / max(len(self._devices), 1))
        return min(_SYMBOL_PX, max(spacing_m / metres_per_pixel * _SYMBOL_TO_SPACING, _LEAST_SYMBOL_PX))

    def draw(self, viewport: Viewport) -> tuple[list[WorldItem], Legend]:
        scale = viewport.metres_per_pixel
        items: list[WorldItem] = [
            *base_below(self._project, scale, viewport),
            neighbourhood_areas(self._project.city, self._colours),
            *base_above(self._project, scale, names=False),
            device_symbols(self._devices, self._project.device_types, size_px=self._symbol_px(scale)),
            *map_names(self._project, viewport),
        ]
        west, south, east, north = viewport.bounds
        seen = [item for item in self._devices if west <= item.x <= east and south <= item.y <= north]
        shapes = self._project.city.neighbourhoods.geometry.array
        inside = shapely.intersects(shapes, shapely.box(west, south, east, north))
        # The steps of the run stay together on paper; what is apart from them is told only where it is seen.
        colours = replace(self._colours, codes=self._colours.codes[inside])
        return items, map_legend(self._project, seen, scale, colours=colours, bounds=viewport.bounds)


def _page_text(
    project: Project, scenario: Scenario, focus: str, table: CoverageTable, title: str | None, day: date
) -> PageText:
    city, what = project.city, measured_name(focus, project.device_types)
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
