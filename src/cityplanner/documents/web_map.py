"""The map as one HTML file that opens in any browser and fetches nothing: Leaflet and all data are inside."""

import re
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

import branca.element
import folium
import numpy as np
import shapely
import xstatic.pkg.leaflet

from cityplanner import __version__
from cityplanner.carto.display_list import Outlines, WorldItem
from cityplanner.carto.legend import LegendGroup, colour_entries, device_entries, reach_entries
from cityplanner.carto.map_stack import ABOVE, BORDERS, COVERAGE, DEVICES, RANGES, MapContent, map_slice, map_stack
from cityplanner.carto.neighbourhood_colours import MapMode, neighbourhood_colours
from cityplanner.carto.palette import SURROUND
from cityplanner.carto.share_classes import SHARE_CLASSES
from cityplanner.carto.streets import STREET_CLASSES, street_rank
from cityplanner.carto.symbol_size import Medium
from cityplanner.carto.viewport import Viewport
from cityplanner.coverage.table import CoverageTable
from cityplanner.documents.templates import fill_html
from cityplanner.documents.web_layers import FirstView, elements, facts_of, in_degrees
from cityplanner.errors import InputError
from cityplanner.facts.credits import credit_line
from cityplanner.facts.focus import Focus
from cityplanner.facts.headline import ground_sentence, headline, poorest_fifth_sentence
from cityplanner.facts.measured import scenario_of, served_when
from cityplanner.i18n import _, format_date, format_share, language_tag
from cityplanner.io.atomic import atomic_write
from cityplanner.model import City, DeviceStatus, Layer, Project, Scenario

_ROLES = ("water", "public-space", "streets")
_SLICES = (COVERAGE, ABOVE, RANGES, DEVICES)
"""Without the ground, which the neighbourhoods hide, and names, which the pointer tells."""
_SCREEN_PX = (1000.0, 700.0)
"""What a browser's window usually has for a map."""
_MAIN_STREETS_FROM = STREET_CLASSES.index("tertiary")
_CLOSER = 8.0
_PANEL_MARK = "<!-- panel -->"


def write_web_map(
    project: Project,
    scenario_id: str,
    focus: Focus,
    table: CoverageTable,
    path: Path | str,
    *,
    day: date | None = None,
    hidden: frozenset[str] = frozenset(),
) -> None:
    """Write who is served by ``focus`` to ``path``, an .html file.

    ``day`` is the date in it, today by default; ``hidden`` may hold ``ranges``, which leaves out what devices reach.
    Raises :class:`InputError` for an unknown scenario, for another ending, and where the file cannot be written.
    """
    path = Path(path)
    if path.suffix.lower() not in (".html", ".htm"):
        raise InputError(_("A web map cannot be written as {file}; give it the ending .html.").format(file=path.name))
    scenario = scenario_of(project, scenario_id)
    page = _page(project, scenario, focus, table, day or datetime.now().astimezone().date(), hidden)
    with atomic_write(path) as temporary:
        temporary.write_text(page, encoding="utf-8")


def _page(
    project: Project, scenario: Scenario, focus: Focus, table: CoverageTable, day: date, hidden: frozenset[str]
) -> str:
    measured = [item.id for item in focus.types(project.device_types)]
    devices = [
        device
        for device in scenario.devices.values()
        if device.type_id in measured and device.status is not DeviceStatus.RETIRED
    ]
    colours = neighbourhood_colours(MapMode.SHARE, table, project.city)
    content = MapContent(_seen_on_the_web(project), devices, measured, colours, hidden | {BORDERS})
    web_map = folium.Map(tiles=None, zoom_control="topright", zoom_snap=0.25)
    web_map.default_js, web_map.default_css = [], []
    root: Any = web_map.get_root()
    root.html.add_child(branca.element.Element(_PANEL_MARK))
    for name, items in map_stack(content, _whole(project.city), Medium.SCREEN, _SLICES):
        shown = _finer(items, content) if name == RANGES else items
        for element in elements(name, shown, content, table):
            element.add_to(web_map)
    shapes = in_degrees(project.city.neighbourhoods.geometry, project.city)
    west, south, east, north = shapely.total_bounds(shapes).tolist()
    FirstView([[south, west], [north, east]]).add_to(web_map)
    # Put in after rendering, because branca would take braces in a name for a template.
    title = f"{_title(project, focus)} – {project.city.name}"
    head = f"<title>{escape(title)}</title>\n{_leaflet()}"
    panel = _panel(project, scenario, focus, table, content, day)
    page = str(root.render()).replace("<head>", f"<head>\n{head}", 1)
    return page.replace("<html>", f'<html lang="{escape(language_tag())}">', 1).replace(_PANEL_MARK, panel, 1)


def _seen_on_the_web(project: Project) -> Project:
    """With water, parks, and streets of the greater classes alone: enough to find one's way, and a small file."""
    layers = [_main_streets(layer) if layer.role == "streets" else layer for layer in project.layers]
    return replace(project, layers=[layer for layer in layers if layer.visible and layer.role in _ROLES])


def _main_streets(layer: Layer) -> Layer:
    if "class" not in layer.frame:
        return replace(layer, visible=False)
    ranks = np.array([street_rank(kind) for kind in layer.frame["class"]], dtype=np.int64)
    return replace(layer, frame=layer.frame[ranks >= _MAIN_STREETS_FROM])


def _finer(items: Sequence[WorldItem], content: MapContent) -> list[WorldItem]:
    """Outlines as they look from afar, with the corners that are seen close by: readers zoom in."""
    view = _whole(content.project.city)
    width_px, height_px = _CLOSER * view.width_px, _CLOSER * view.height_px
    closer = replace(view, metres_per_pixel=view.metres_per_pixel / _CLOSER, width_px=width_px, height_px=height_px)
    fine = map_slice(RANGES, content, closer, Medium.SCREEN)
    return [
        replace(far, shapes=near.shapes)
        for far, near in zip(items, fine, strict=True)
        if isinstance(far, Outlines) and isinstance(near, Outlines)
    ]


def _whole(city: City) -> Viewport:
    west, south, east, north = city.neighbourhoods.total_bounds.tolist()
    return Viewport.fit((west, south, east, north), *_SCREEN_PX)


def _title(project: Project, focus: Focus) -> str:
    return _("{what}: who is served").format(what=focus.name(project.device_types))


# What is around it


def _panel(
    project: Project,
    scenario: Scenario,
    focus: Focus,
    table: CoverageTable,
    content: MapContent,
    day: date,
) -> str:
    colours = neighbourhood_colours(MapMode.SHARE, table, project.city) if content.colours is None else content.colours
    shares = table.area_share if colours.ground and table.area_share is not None else table.share
    order = sorted(range(len(table.ids)), key=lambda row: (np.nan_to_num(shares[row], nan=2.0), table.names[row]))
    (_name, what, lived_in, *_others), facts = facts_of(table, colours)
    share = table.city_area_share if colours.ground else float(table.city_share[0])
    sentences = (headline(table), ground_sentence(table), poorest_fifth_sentence(table, project.city))
    return fill_html(
        "web_map_panel.html",
        surround=SURROUND,
        none_served=SHARE_CLASSES[0].style,
        title=_title(project, focus),
        subtitle=" · ".join((project.city.name, scenario.name, format_date(day))),
        figure="–" if share is None or np.isnan(share) else format_share(share),
        sentence=" ".join(filter(None, sentences)),
        legend=LegendGroup(colours.title, tuple(colour_entries(colours))),
        devices=device_entries(content.devices, project.device_types),
        reaches=reach_entries(content),
        columns=(what, lived_in),
        rows=[facts[row][:3] for row in order],
        notes=[*served_when(project, scenario, focus), credit_line(project), f"CityPlanner {__version__}"],
    )


@cache
def _leaflet() -> str:
    """Leaflet's style and script, with the pictures that the style asks for inside."""
    folder = Path(xstatic.pkg.leaflet.BASE_DIR)
    style = (folder / "leaflet.css").read_text(encoding="utf-8")
    style = re.sub(r"url\((images/[\w.-]+)\)", lambda match: f"url({_data_uri(folder / match.group(1))})", style)
    script = (folder / "leaflet.js").read_text(encoding="utf-8")
    script = re.sub(r"//# sourceMappingURL=\S+", "", script)
    return f"<style>\n{style}</style>\n<script>\n{script}</script>"


def _data_uri(file: Path) -> str:
    return f"data:image/png;base64,{b64encode(file.read_bytes()).decode()}"
