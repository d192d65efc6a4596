"""The map as one HTML file that opens in any browser and fetches nothing: Leaflet and all data are inside."""

import re
from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

import branca.element
import folium
import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pyproj
import shapely
import xstatic.pkg.leaflet
from folium.template import Template
from shapely.geometry.base import BaseGeometry

from cityplanner import __version__
from cityplanner.carto.display_list import Areas, AreaStyle, Lines, Outlines, Symbols, SymbolStyle, WorldItem
from cityplanner.carto.geometry import joined, lines_of, polygons_of
from cityplanner.carto.layer_style import area_style
from cityplanner.carto.legend import LegendGroup, colour_entries, device_entries, reach_entries
from cityplanner.carto.map_stack import ABOVE, BORDERS, COVERAGE, DEVICES, RANGES, MapContent, map_stack
from cityplanner.carto.neighbourhood_colours import MapMode, NeighbourhoodColours, neighbourhood_colours
from cityplanner.carto.palette import SURROUND
from cityplanner.carto.reaches import WIDTH_PX
from cityplanner.carto.share_classes import SHARE_CLASSES
from cityplanner.carto.streets import STREET_CLASSES, street_rank
from cityplanner.carto.symbol_size import Medium
from cityplanner.carto.viewport import Viewport
from cityplanner.coverage.engine import types_of
from cityplanner.coverage.table import CoverageTable, FloatArray
from cityplanner.documents.templates import fill_html
from cityplanner.errors import InputError
from cityplanner.facts.credits import credit_line
from cityplanner.facts.headline import ground_sentence, headline, known_share, poorest_fifth_sentence
from cityplanner.facts.measured import measured_name, scenario_of, served_when
from cityplanner.i18n import _, format_date, format_number, format_share, language_tag
from cityplanner.io.atomic import atomic_write
from cityplanner.model import City, Device, DeviceStatus, DeviceType, Layer, Project, Scenario
from cityplanner.people.groups import group_label

_DEGREES = "OGC:CRS84"
_DECIMALS = 6
_DETAIL = 4000
"""Corners closer together than this part of the city's extent are left out."""
_MANY_DEVICES = 1500
_MANY_CORNERS, _FEWEST_CORNERS = 60_000, 9
_ROLES = ("water", "public-space", "streets")
_SLICES = (COVERAGE, ABOVE, RANGES, DEVICES)
"""Without the ground, which the neighbourhoods hide, and names, which the pointer tells."""
_SCREEN_PX = (1000.0, 700.0)
"""What a browser's window usually has for a map."""
_MAIN_STREETS_FROM = STREET_CLASSES.index("tertiary")
_PANEL_MARK = "<!-- panel -->"


def write_web_map(
    project: Project,
    scenario_id: str,
    focus: str,
    table: CoverageTable,
    path: Path | str,
    *,
    day: date | None = None,
    hidden: frozenset[str] = frozenset(),
) -> None:
    """Write who is served by the type or family ``focus`` to ``path``, an .html file.

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
    project: Project, scenario: Scenario, focus: str, table: CoverageTable, day: date, hidden: frozenset[str]
) -> str:
    measured = types_of(focus, project.device_types)
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
        for element in _elements(name, items, content, table):
            element.add_to(web_map)
    shapes = _in_degrees(project.city.neighbourhoods.geometry, project.city)
    west, south, east, north = shapely.total_bounds(shapes).tolist()
    _FirstView([[south, west], [north, east]]).add_to(web_map)
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


def _whole(city: City) -> Viewport:
    west, south, east, north = city.neighbourhoods.total_bounds.tolist()
    return Viewport.fit((west, south, east, north), *_SCREEN_PX)


def _elements(
    name: str, items: Sequence[WorldItem], content: MapContent, table: CoverageTable
) -> Iterator[folium.MacroElement]:
    """A slice of the map as Leaflet draws it."""
    project = content.project
    if name == COVERAGE and content.colours is not None:
        yield _neighbourhoods(project, table, content.colours)
        return
    for item in items:
        match item:
            case Areas() | Lines():
                yield from _context(item, project.city)
            case Outlines():
                yield _Reaches(item, reach_entries(content)[0].label, project.city)
            case Symbols():
                yield _Devices(item, content.devices, project.device_types, project.city)


def _title(project: Project, focus: str) -> str:
    return _("{what}: who is served").format(what=measured_name(focus, project.device_types))


def _safe(text: str) -> str:
    """Text for a tooltip, which is HTML; without braces too, because branca takes its own output for a template."""
    return escape(text).replace("{", "&#123;").replace("}", "&#125;")


# What is on the map


def _neighbourhoods(project: Project, table: CoverageTable, colours: NeighbourhoodColours) -> folium.GeoJson:
    frame = project.city.neighbourhoods
    simple = shapely.coverage_simplify(np.asarray(frame.geometry.array), _tolerance_m(project.city))
    fields, rows = _facts(table, colours)
    features = []
    for row, shape in enumerate(_in_degrees(simple, project.city)):
        properties = {f"f{number}": _safe(value) for number, value in enumerate(rows[row])}
        features.append(_feature(shape, {**properties, "class": int(colours.codes[row])}, str(row)))
    keys = [f"f{number}" for number in range(len(fields))]
    labels = [_safe(field) for field in fields]
    return folium.GeoJson(
        {"type": "FeatureCollection", "features": features},
        style_function=lambda feature: _neighbourhood_look(colours.classes[feature["properties"]["class"]].style),
        highlight_function=lambda _feature: {"weight": 3, "color": "#1B2733"},
        tooltip=folium.GeoJsonTooltip(keys[:2], labels[:2]),
        popup=folium.GeoJsonPopup(keys, labels),
        smooth_factor=0.6,
    )


def _facts(table: CoverageTable, colours: NeighbourhoodColours) -> tuple[list[str], list[tuple[str, ...]]]:
    """What is told of the neighbourhoods: titles, and the values of each, in words where there is no number.

    The name comes first, then what the colours show.
    """
    residents, *groups = table.people.T
    named = (_("Neighbourhood"), list(table.names))
    served = (_("Residents served"), _shares(table.share, residents, _("nobody lives here")))
    lived_in = (_("Residents"), [_("not known") if np.isnan(count) else format_number(count) for count in residents])
    by_group = [
        (group_label(group), _shares(share, people, _("nobody")))
        for group, share, people in zip(table.groups, table.group_share.T, groups, strict=True)
    ]
    unmeasured = np.full(len(table.ids), np.nan)
    ground_share = unmeasured if table.area_share is None else table.area_share
    ground = (_("Ground in range"), [known_share(share) for share in ground_share])
    facts = [named, *((ground, lived_in) if colours.ground else (served, lived_in, ground)), *by_group]
    titles, columns = zip(*facts, strict=True)
    return list(titles), list(zip(*columns, strict=True))


def _shares(shares: FloatArray, people: FloatArray, nobody: str) -> list[str]:
    return [nobody if count == 0 else known_share(share) for share, count in zip(shares, people, strict=True)]


def _neighbourhood_look(style: AreaStyle) -> dict[str, Any]:
    fill = "url(#none-served)" if style.hatch is not None else style.fill
    outline = area_style("neighbourhoods").stroke
    return {"fillColor": fill, "fillOpacity": 1.0, "color": outline, "weight": 0.8, "opacity": 0.9}


def _context(item: Areas | Lines, city: City) -> Iterator[folium.GeoJson]:
    """Areas or lines of one style after the other."""
    if isinstance(item, Areas):
        for number, area in enumerate(item.styles):
            look = {"fillColor": area.fill, "fillOpacity": 1.0, "color": area.fill, "weight": 1.0}
            yield from _merged(polygons_of(item, number), city, look)
        return
    for number, line in enumerate(item.styles):
        yield from _merged(
            lines_of(item, number), city, {"color": line.colour, "weight": line.width_px, "opacity": 0.9}
        )


def _merged(shapes: npt.NDArray[np.object_], city: City, look: dict[str, Any]) -> Iterator[folium.GeoJson]:
    """Many geometries as one feature that lets the pointer through; nothing of none."""
    if not len(shapes):
        return
    parts = shapely.simplify(shapely.get_parts(shapes), _tolerance_m(city))
    kept = parts[~shapely.is_empty(parts)]
    (whole,) = _in_degrees([shapely.GeometryCollection(list(kept))], city)
    polygonal = [part for part in whole.geoms if part.geom_type == "Polygon"]
    linear = [part for part in whole.geoms if part.geom_type == "LineString"]
    merged = [shapely.MultiPolygon(polygonal)] * bool(polygonal) + [shapely.MultiLineString(linear)] * bool(linear)
    features = [_feature(shape, {}, str(number)) for number, shape in enumerate(merged)]
    collection = {"type": "FeatureCollection", "features": features}
    yield folium.GeoJson(collection, style_function=lambda _feature: look, interactive=False)


def _feature(shape: Any, properties: dict[str, Any], id_: str) -> dict[str, Any]:
    return {"type": "Feature", "id": id_, "properties": properties, "geometry": shapely.geometry.mapping(shape)}


def _in_degrees(shapes: Iterable[Any], city: City) -> list[Any]:
    """From the city's system to longitude and latitude, to a tenth of a metre.

    Longitudes are counted on beyond 180° where the city lies on both sides of that line, or it would be drawn around
    the whole world.
    """
    turned = gpd.GeoSeries(list(shapes), crs=city.crs).to_crs(_DEGREES)
    middle = _middle_longitude(city)

    def continued(xy: FloatArray) -> FloatArray:
        xy[:, 0] = middle + (xy[:, 0] - middle + 180.0) % 360.0 - 180.0
        return np.round(xy, _DECIMALS)

    return list(shapely.transform(np.asarray(turned.array), continued))


def _middle_longitude(city: City) -> float:
    west, south, east, north = city.neighbourhoods.total_bounds.tolist()
    to_degrees = pyproj.Transformer.from_crs(city.crs, _DEGREES, always_xy=True)
    longitude, _latitude = to_degrees.transform((west + east) / 2, (south + north) / 2)
    return float(longitude)


def _tolerance_m(city: City) -> float:
    west, south, east, north = city.neighbourhoods.total_bounds.tolist()
    return float(max(east - west, north - south) / _DETAIL)


class _Devices(folium.MacroElement):
    """Devices as circles. Many are painted on one canvas, which is fast and tells no names."""

    _template = Template(
        """{% macro script(this, kwargs) %}
        (function () {
            const map = {{ this._parent.get_name() }}, many = {{ this.many | tojson }};
            const pane = map.createPane("devices");
            pane.style.zIndex = 450;
            if (many) pane.style.pointerEvents = "none";
            const renderer = many ? L.canvas({pane: "devices"}) : L.svg({pane: "devices"});
            const styles = {{ this.styles | tojson }};
            for (const [latitude, longitude, style, name] of {{ this.rows | tojson }}) {
                const options = Object.assign({pane: "devices", renderer: renderer, interactive: !many}, styles[style]);
                const marker = L.circleMarker([latitude, longitude], options).addTo(map);
                if (!many) marker.bindTooltip(name);
            }
        })();
        {% endmacro %}"""
    )

    def __init__(
        self, symbols: Symbols, devices: Sequence[Device], types: Mapping[str, DeviceType], city: City
    ) -> None:
        """``devices`` are those that ``symbols`` stand for, in their order."""
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "Devices"
        self.many = len(devices) > _MANY_DEVICES
        degrees = shapely.get_coordinates(_in_degrees(shapely.points(symbols.xy), city)).tolist()
        names = ["" if self.many else _safe(device.name or types[device.type_id].name) for device in devices]
        self.rows = [
            [latitude, longitude, style, name]
            for (longitude, latitude), style, name in zip(degrees, symbols.style.tolist(), names, strict=True)
        ]
        self.styles = [_circle(style) for style in symbols.styles]


class _Reaches(folium.MacroElement):
    """What devices reach as one shape under them, with a switch. Its line grows with the zoom up to its width."""

    _template = Template(
        """{% macro script(this, kwargs) %}
        (function () {
            const map = {{ this._parent.get_name() }};
            const pane = map.createPane("reaches");
            pane.style.zIndex = 440;
            pane.style.pointerEvents = "none";
            const options = {pane: "reaches", renderer: L.canvas({pane: "reaches"}), interactive: false};
            const style = {{ this.style | tojson }}, widest = {{ this.widest_px }};
            const layer = L.geoJSON({{ this.shape | tojson }}, Object.assign(options, {style: style})).addTo(map);
            let first = null;
            map.on("zoomend", function () {
                if (first === null) first = map.getZoom();
                layer.setStyle({weight: Math.min(widest, style.weight * 2 ** (map.getZoom() - first))});
            });
            L.control.layers(null, {{ this.named | tojson }}.reduce((all, name) => ({...all, [name]: layer}), {}),
                {collapsed: false}).addTo(map);
        })();
        {% endmacro %}"""
    )

    def __init__(self, outlines: Outlines, label: str, city: City) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "Reaches"
        (whole,) = _in_degrees([_one_shape(outlines.shapes)], city)
        self.shape = shapely.geometry.mapping(whole)
        look = outlines.style
        colour, opacity = _solid(look.stroke or "#000000")
        fill, fill_opacity = _solid(look.fill or "#00000000")
        self.style = {
            "color": colour,
            "opacity": opacity,
            "weight": look.stroke_px,
            "fill": look.fill is not None,
            "fillColor": fill,
            "fillOpacity": fill_opacity,
        }
        self.widest_px = WIDTH_PX
        self.named = [_safe(label)]


def _one_shape(shapes: npt.NDArray[np.object_]) -> BaseGeometry:
    """All of them as one; with fewer corners where there are very many."""
    parts, simpler_m = joined(shapes), 0.0
    corners = shapely.get_num_coordinates(parts)
    while corners.sum() > max(_MANY_CORNERS, _FEWEST_CORNERS * len(parts)):
        simpler_m = max(2 * simpler_m, float(np.median(np.sqrt(shapely.area(parts)))) / _DETAIL)
        parts = shapely.simplify(parts, simpler_m)
        corners = shapely.get_num_coordinates(parts)
    return shapely.MultiPolygon(list(parts))


def _solid(colour: str) -> tuple[str, float]:
    """``#RRGGBB`` and the opacity, 0 to 1, of ``#RRGGBB`` or ``#RRGGBBAA``."""
    return colour[:7], int(colour[7:9], 16) / 255 if len(colour) == 9 else 1.0


def _circle(style: SymbolStyle) -> dict[str, Any]:
    return {
        "radius": style.size_px / 2,
        "fillColor": style.fill,
        "fillOpacity": 1.0,
        "stroke": style.stroke is not None,
        "color": style.stroke,
        "weight": style.stroke_px,
    }


class _FirstView(folium.MacroElement):
    """Shows the whole city beside the panel, with a scale."""

    _template = Template(
        """{% macro script(this, kwargs) %}
        {{ this._parent.get_name() }}.attributionControl.setPrefix("Leaflet");
        L.control.scale({position: "bottomright", imperial: false}).addTo({{ this._parent.get_name() }});
        {{ this._parent.get_name() }}.fitBounds({{ this.corners | tojson }}, window.innerWidth > 700
            ? {paddingTopLeft: [328, 16], paddingBottomRight: [16, 16]}
            : {paddingTopLeft: [8, 8], paddingBottomRight: [8, window.innerHeight * 0.45]});
        {% endmacro %}"""
    )

    def __init__(self, corners: list[list[float]]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "FirstView"
        self.corners = corners


# What is around it


def _panel(
    project: Project,
    scenario: Scenario,
    focus: str,
    table: CoverageTable,
    content: MapContent,
    day: date,
) -> str:
    colours = neighbourhood_colours(MapMode.SHARE, table, project.city) if content.colours is None else content.colours
    shares = table.area_share if colours.ground and table.area_share is not None else table.share
    order = sorted(range(len(table.ids)), key=lambda row: (np.nan_to_num(shares[row], nan=2.0), table.names[row]))
    (_name, what, lived_in, *_others), facts = _facts(table, colours)
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
