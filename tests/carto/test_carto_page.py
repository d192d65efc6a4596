"""The printed page: everything on it, nothing over another, nothing outside."""

import math
from dataclasses import replace

import geopandas as gpd
import pytest
import shapely
from coverage_tables import coverage_table
from pyproj import Proj
from small_city import CRS, SOUTH, WEST, small_project

from cityplanner.carto.display_list import Align, Box, Label, MapFrame, Mark, Outline, PageItem, Stroke, Text
from cityplanner.carto.legend import (
    Legend,
    LegendEntry,
    LegendGroup,
    fit_legend,
    legend_height,
    legend_items,
    map_legend,
)
from cityplanner.carto.map_layers import base_above, base_below
from cityplanner.carto.neighbourhood_colours import MapMode, neighbourhood_colours
from cityplanner.carto.north_arrow import north_arrow_items, true_north_deg
from cityplanner.carto.page import PageSize, PageText, map_page, page_size
from cityplanner.carto.scale_bar import round_scale, scale_bar
from cityplanner.carto.text_width import text_width
from cityplanner.errors import InputError
from cityplanner.model import DeviceStatus, Layer

Rect = tuple[float, float, float, float]


def rect_of(item: PageItem) -> Rect:
    """Left, top, right, bottom."""
    match item:
        case Box():
            return item.x, item.y, item.x + item.width, item.y + item.height
        case MapFrame():
            return item.x, item.y, item.x + item.viewport.width_px, item.y + item.viewport.height_px
        case Text():
            width = text_width(item.text, item.size_px, bold=item.bold)
            left = item.x - {Align.LEFT: 0, Align.CENTRE: width / 2, Align.RIGHT: width}[item.align]
            return left, item.y - item.size_px * 0.75, left + width, item.y + item.size_px * 0.22
        case Mark():
            half = item.style.size_px / 2
            return item.x - half, item.y - half, item.x + half, item.y + half
        case Outline(points, _) | Stroke(points, _):
            x, y = zip(*points, strict=True)
            return min(x), min(y), max(x), max(y)


def meet(a: Rect, b: Rect) -> bool:
    return a[0] < b[2] - 0.01 and b[0] < a[2] - 0.01 and a[1] < b[3] - 0.01 and b[1] < a[3] - 0.01


LONG = PageText(
    title="Public Wi-Fi access points in the neighbourhoods of the metropolitan area: who is served and who is not yet",
    subtitle="Santiago de los Caballeros de la Vega Real · Scenario: After the second phase of works · 1 January 2027",
    figure="100.0 %",
    sentences=(
        "Fewer than 1 in 100 residents is served, and nobody in most of the city.",
        "In the poorest fifth: none.",
    ),
    footnotes=("Map: " + "words " * 60, "Data: " + "Statistics Office of Somewhere (CC BY 4.0); " * 30),
    program="CityPlanner 10.11.12",
)
SHORT = PageText("Wi-Fi", "Vila Pequena", "3.4 %", ("1 in 3 residents is served.",), ("Map", "Data"), "CityPlanner 1")


def made_page(size: PageSize, text: PageText, layers: int = 0) -> list[PageItem]:
    project = small_project()
    frame = gpd.GeoDataFrame(geometry=[shapely.box(WEST, SOUTH, WEST + 50, SOUTH + 50)], crs=CRS)
    project.layers += [
        Layer(f"l{n}", f"A layer with quite a long name, number {n}", "context", frame) for n in range(layers)
    ]
    devices = list(project.scenarios["baseline"].devices.values())
    devices.append(replace(devices[0], id="new", status=DeviceStatus.PROPOSED))

    def draw(viewport):
        scale = viewport.metres_per_pixel
        table = coverage_table([100, 100, 100, 0], [10, 50, 0, 0])
        colours = neighbourhood_colours(MapMode.SHARE, table, project.city)
        return [*base_below(project, scale), *base_above(project, scale)], map_legend(
            project, devices, scale, colours=colours
        )

    west, south, east, north = project.city.neighbourhoods.total_bounds.tolist()
    return map_page(size, text, (west, south, east, north), CRS, draw)


@pytest.mark.parametrize("landscape", [True, False])
@pytest.mark.parametrize("paper", ["A4", "a3", "Letter"])
@pytest.mark.parametrize(("text", "layers"), [(SHORT, 0), (LONG, 0), (LONG, 40)])
def test_everything_is_on_the_page_and_nothing_overlaps(paper, landscape, text, layers):
    size = page_size(paper, landscape)
    items = made_page(size, text, layers)
    margin = 40.0
    for item in items[1:]:
        left, top, right, bottom = rect_of(item)
        assert left >= margin, item
        assert top >= margin, item
        assert right <= size.width_px - margin, item
        assert bottom <= size.height_px - margin, item
    (frame,) = [item for item in items if isinstance(item, MapFrame)]
    texts = [item for item in items if isinstance(item, Text)]
    beside = [item for item in items if isinstance(item, Text | Mark | Outline | Stroke)]
    for item in beside:
        assert not meet(rect_of(item), rect_of(frame)), item
    for number, one in enumerate(texts):
        for other in texts[number + 1 :]:
            assert not meet(rect_of(one), rect_of(other)), (one, other)
        for mark in beside:
            if not isinstance(mark, Text):
                assert not meet(rect_of(one), rect_of(mark)), (one, mark)
    assert frame.viewport.width_px * frame.viewport.height_px > 0.4 * size.width_px * size.height_px


def test_the_whole_city_is_in_the_frame_at_a_round_scale():
    items = made_page(page_size("A4", True), SHORT)
    (frame,) = [item for item in items if isinstance(item, MapFrame)]
    city = small_project().city.neighbourhoods.total_bounds
    west, south, east, north = frame.viewport.bounds
    assert west < city[0]
    assert south < city[1]
    assert east > city[2]
    assert north > city[3]
    denominator = frame.viewport.scale_denominator()
    words = [item.text for item in items if isinstance(item, Text)]
    assert f"1:{denominator:,.0f}" in words
    assert float(f"{denominator:.3g}") == pytest.approx(denominator)
    for needed in (
        "Wi-Fi",
        "Vila Pequena",
        "3.4 %",
        "1 in 3 residents is served.",
        "Map",
        "Data",
        "CityPlanner 1",
        "N",
    ):
        assert needed in words


def test_names_that_the_frame_would_cut_are_left_out():
    project = small_project()
    inside, cut = Label("Inside", WEST + 2000, SOUTH + 500), Label("At the very edge", WEST - 300, SOUTH + 500)
    west, south, east, north = project.city.neighbourhoods.total_bounds.tolist()
    page = map_page(
        page_size("A4", True), SHORT, (west, south, east, north), CRS, lambda _: ([inside, cut], Legend(()))
    )
    (frame,) = [item for item in page if isinstance(item, MapFrame)]
    assert frame.items == (inside,)


def test_an_unknown_paper_is_told():
    with pytest.raises(InputError, match="no paper size B7; choose one of: A4, A3, Letter"):
        page_size("B7", False)


@pytest.mark.parametrize(
    ("metres_per_pixel", "length"), [(1.0, 100), (2.6, 200), (0.011, 1), (55.0, 5000), (5.01, 500)]
)
def test_scale_bars_are_round_and_fit(metres_per_pixel, length):
    bar = scale_bar(metres_per_pixel, 120)
    assert bar.length_m == length
    assert bar.width_px == pytest.approx(length / metres_per_pixel)
    assert bar.width_px <= 120


def test_scale_bar_labels_have_the_unit_that_reads_best():
    assert scale_bar(1.0, 120).label == "100 m"
    assert scale_bar(55.0, 120).label == "5 km"


@pytest.mark.parametrize(("fitting", "n"), [(17_312, 17_500), (100_000, 100_000), (100_001, 110_000), (9_900, 10_000)])
def test_scales_are_rounded_up(fitting, n):
    assert round_scale(fitting) == pytest.approx(n)


@pytest.mark.parametrize(
    ("crs", "x", "y"),
    [
        ("EPSG:25831", 430_000, 4_580_000),
        ("EPSG:27700", 425_000, 565_000),
        ("EPSG:32618", 800_000, 690_000),
        ("EPSG:31983", 300_000, 6_670_000),
    ],
)
def test_true_north_is_minus_the_grid_convergence(crs, x, y):
    projection = Proj(crs)
    longitude, latitude = projection(x, y, inverse=True)
    convergence = projection.get_factors(longitude, latitude).meridian_convergence
    assert true_north_deg(crs, x, y) == pytest.approx(-convergence, abs=0.01)
    assert abs(convergence) > 0.1


def test_the_arrow_turns_clockwise():
    tip = north_arrow_items(0, 0, 40, 90)[0]
    assert isinstance(tip, Outline)
    assert tip.points[0] == pytest.approx((8.4, 0))
    for turned in range(0, 360, 15):
        for item in north_arrow_items(0, 0, 40, turned):
            if isinstance(item, Outline):
                assert all(math.hypot(*point) <= 21 for point in item.points)


def test_the_legend_names_only_what_is_on_the_map():
    project = small_project()
    devices = list(project.scenarios["baseline"].devices.values())
    devices[0] = replace(devices[0], status=DeviceStatus.PLANNED)
    devices[1] = replace(devices[1], status=DeviceStatus.RETIRED)
    table = coverage_table([100, 100, 100, 100], [10, 50, 90, 20])
    legend = map_legend(project, devices, 5.0, colours=neighbourhood_colours(MapMode.SHARE, table, project.city))
    assert [group.title for group in legend.groups] == ["Residents served", "Devices", "Map"]
    labels = [[entry.label for entry in group.entries] for group in legend.groups]
    assert [label.replace("\N{NO-BREAK SPACE}", " ") for label in labels[0]] == [
        "80–100 %",
        "60–80 %",
        "40–60 %",
        "20–40 %",
        "Up to 20 %",
    ]
    assert labels[1] == ["Wi-Fi (1)", "Wi-Fi, planned or proposed (1)"]
    assert labels[2] == ["Streets", "Neighbourhood"]
    project.layers = [replace(layer, visible=False) for layer in project.layers]
    bare = map_legend(project, [], 5.0)
    assert [[entry.label for entry in group.entries] for group in bare.groups] == [["Neighbourhood"]]


def test_a_legend_that_is_too_long_says_how_much_is_left_out():
    entries = tuple(LegendEntry(f"Entry {n}", None) for n in range(30))
    legend = Legend((LegendGroup("First", entries[:5]), LegendGroup("Second", entries)))
    fitted = fit_legend(legend, 200, 300)
    assert legend_height(fitted, 200) <= 300
    shown = [item.text for item in legend_items(fitted, 0, 0, 200) if isinstance(item, Text)]
    left_out = 35 - (len(shown) - 3)
    assert shown[-1] == f"and {left_out} more"
    assert fit_legend(legend, 200, 5000) == legend
    assert fit_legend(legend, 200, 1) == Legend(())
