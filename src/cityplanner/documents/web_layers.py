"""The slices of a map as Leaflet draws them: a part of a page each, with the data inside."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from typing import Any

import folium
import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pyproj
import shapely
from folium.template import Template
from shapely.geometry.base import BaseGeometry

from cityplanner.carto.display_list import Areas, AreaStyle, Lines, Outlines, Symbols, SymbolStyle, WorldItem
from cityplanner.carto.geometry import joined, lines_of, polygons_of
from cityplanner.carto.layer_style import area_style
from cityplanner.carto.legend import reach_entries
from cityplanner.carto.map_stack import COVERAGE, MapContent
from cityplanner.carto.neighbourhood_colours import NeighbourhoodColours
from cityplanner.carto.reaches import CASING, WIDTH_PX
from cityplanner.coverage.table import CoverageTable, FloatArray
from cityplanner.facts.headline import known_share
from cityplanner.i18n import _, format_number
from cityplanner.model import City, Device, DeviceType, Project
from cityplanner.people.groups import group_label

_DEGREES = "OGC:CRS84"
_DECIMALS = 6
_DETAIL = 4000
"""Corners closer together than this part of the city's extent are left out."""
_MANY_DEVICES = 1500
_CASING_PX = 0.75
"""How far the casing of a reach looks out on each side; Leaflet draws it within too."""
_MANY_CORNERS, _FEWEST_CORNERS = 60_000, 9


def elements(
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


def _safe(text: str) -> str:
    """Text for a tooltip, which is HTML; without braces too, because branca takes its own output for a template."""
    return escape(text).replace("{", "&#123;").replace("}", "&#125;")


def _neighbourhoods(project: Project, table: CoverageTable, colours: NeighbourhoodColours) -> folium.GeoJson:
    frame = project.city.neighbourhoods
    simple = shapely.coverage_simplify(np.asarray(frame.geometry.array), _tolerance_m(project.city))
    fields, rows = facts_of(table, colours)
    features = []
    for row, shape in enumerate(in_degrees(simple, project.city)):
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


def facts_of(table: CoverageTable, colours: NeighbourhoodColours) -> tuple[list[str], list[tuple[str, ...]]]:
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
    (whole,) = in_degrees([shapely.GeometryCollection(list(kept))], city)
    polygonal = [part for part in whole.geoms if part.geom_type == "Polygon"]
    linear = [part for part in whole.geoms if part.geom_type == "LineString"]
    merged = [shapely.MultiPolygon(polygonal)] * bool(polygonal) + [shapely.MultiLineString(linear)] * bool(linear)
    features = [_feature(shape, {}, str(number)) for number, shape in enumerate(merged)]
    collection = {"type": "FeatureCollection", "features": features}
    yield folium.GeoJson(collection, style_function=lambda _feature: look, interactive=False)


def _feature(shape: Any, properties: dict[str, Any], id_: str) -> dict[str, Any]:
    return {"type": "Feature", "id": id_, "properties": properties, "geometry": shapely.geometry.mapping(shape)}


def in_degrees(shapes: Iterable[Any], city: City) -> list[Any]:
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
        degrees = shapely.get_coordinates(in_degrees(shapely.points(symbols.xy), city)).tolist()
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
            const shape = {{ this.shape | tojson }}, style = {{ this.style | tojson }}, widest = {{ this.widest_px }};
            const options = {pane: "reaches", renderer: L.canvas({pane: "reaches"}), interactive: false, style: style};
            // Corners that are left out here would show: a small circle has few.
            const drawn = (looks) => L.geoJSON(shape, {...options, smoothFactor: 0.2, style: {...style, ...looks}});
            const casing = drawn({{ this.casing | tojson }}), line = drawn({});
            const layer = L.layerGroup([casing, line]).addTo(map);
            let first = null;
            map.on("zoomend", function () {
                if (first === null) first = map.getZoom();
                const weight = Math.min(widest, style.weight * 2 ** (map.getZoom() - first));
                line.setStyle({weight: weight, opacity: Math.min(0.9, style.opacity * weight / style.weight)});
                casing.setStyle({weight: weight + {{ this.casing_px }}, stroke: weight >= 1});
            });
            L.control.layers(null, {{ this.named | tojson }}.reduce((all, name) => ({...all, [name]: layer}), {}),
                {collapsed: false}).addTo(map);
        })();
        {% endmacro %}"""
    )

    def __init__(self, outlines: Outlines, label: str, city: City) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "Reaches"
        (whole,) = in_degrees([_one_shape(outlines.shapes)], city)
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
        pale, pale_opacity = _solid(CASING)
        self.casing = {"color": pale, "opacity": pale_opacity, "fill": False, "stroke": outlines.casing is not None}
        self.widest_px, self.casing_px = WIDTH_PX, 2 * _CASING_PX
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


class FirstView(folium.MacroElement):
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
