"""What a printed map shows at a known place has the colour of its class, and the legend lists what is there."""

from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from odd_layers import odd_geometries, odd_layer
from PySide6.QtGui import QColor, QImage, QPainter
from small_city import CRS, SOUTH, WEST, small_project

from cityplanner.carto.display_list import MapFrame, PageItem, Text
from cityplanner.carto.legend import map_legend
from cityplanner.carto.map_layers import layer_swatch
from cityplanner.carto.neighbourhood_colours import MapMode, neighbourhood_colours
from cityplanner.coverage.engine import Engine
from cityplanner.documents import export_map as exporting
from cityplanner.facts.focus import Focus
from cityplanner.model import BASELINE, Layer, LayerStyle, Project, StyleClass, StyleKind
from cityplanner.render.painter import paint_page

WIFI = "public-wifi-access-point"
_SCALE = 2.0


class Page:
    """A page as it would be printed, at ``_SCALE`` pixels to a pixel of the layout."""

    def __init__(self, items: list[PageItem], width: float, height: float) -> None:
        self.words = [item.text for item in items if isinstance(item, Text)]
        (self.frame,) = [item for item in items if isinstance(item, MapFrame)]
        self.image = QImage(round(width * _SCALE), round(height * _SCALE), QImage.Format.Format_RGB32)
        painter = QPainter(self.image)
        painter.scale(_SCALE, _SCALE)
        paint_page(painter, items)
        painter.end()

    def colours(self, x: float, y: float, around_px: int = 0) -> list[tuple[int, ...]]:
        """Red, green and blue at a place in the world, and of all pixels at most ``around_px`` away."""
        left, top = self.frame.viewport.point_to_screen(x, y)
        column, row = round((self.frame.x + left) * _SCALE), round((self.frame.y + top) * _SCALE)
        steps = range(-around_px, around_px + 1)
        return [self.image.pixelColor(column + i, row + j).getRgb()[:3] for i in steps for j in steps]


@pytest.fixture
def printed(monkeypatch, tmp_path: Path):
    def print_page(project: Project, mode: MapMode = MapMode.SHARE, *, landscape: bool = True) -> Page:
        pages: list[Page] = []

        def keep(_path: Path, items: list[PageItem], width: float, height: float, _title: str) -> None:
            pages.append(Page(items, width, height))

        monkeypatch.setattr(exporting, "write_page", keep)
        exporting.export_map(project, BASELINE, tmp_path / "map.png", focus=Focus(WIFI), mode=mode, landscape=landscape)
        return pages[0]

    return print_page


def near(one: tuple[int, ...], colour: str, tolerance: int = 3) -> bool:
    wanted = QColor(colour).getRgb()[:3]
    return max(abs(a - b) for a, b in zip(one, wanted, strict=True)) <= tolerance


@pytest.mark.parametrize("landscape", [True, False])
@pytest.mark.parametrize("mode", MapMode)
def test_every_neighbourhood_has_the_colour_of_its_class_on_paper(qapp, printed, mode, landscape):
    project = small_project()
    engine = Engine(project.city, project.people, project.scenarios[BASELINE], project.device_types)
    colours = neighbourhood_colours(mode, engine.table(WIFI), project.city)
    page = printed(project, mode, landscape=landscape)
    for number, code in enumerate(colours.codes.tolist()):
        one = colours.classes[code]
        seen = page.colours(WEST + 1000 * number + 850, SOUTH + 150, around_px=12)
        if one.style.hatch is None:
            assert near(seen[len(seen) // 2], one.style.fill), (number, one.label)
        else:
            # Lines with the ground between them.
            assert any(near(colour, one.style.fill) for colour in seen), (number, one.label)
            darkest = min(seen, key=sum)
            assert sum(darkest) < sum(QColor(one.style.fill).getRgb()[:3]) - 60, (number, one.label)
        if colours.square is None:
            assert one.label.split()[0] in " ".join(page.words)


def areas_layer(name: str, role: str, *boxes: tuple[float, float, float, float], **columns: list[object]) -> Layer:
    shapes = [shapely.box(WEST + w, SOUTH + s, WEST + e, SOUTH + n) for w, s, e, n in boxes]
    return Layer(name, name, role, gpd.GeoDataFrame(columns, geometry=shapes, crs=CRS))


def test_what_lies_over_the_shares_has_its_own_colour_and_is_in_the_legend(qapp, printed):
    project = small_project()
    lake = areas_layer("Lake", "water", (100, 700, 400, 950))
    park = areas_layer("Park", "public-space", (1100, 700, 1400, 950))
    style = LayerStyle(
        StyleKind.CATEGORISED,
        field="zone",
        classes=(StyleClass("centre", "#AA3377", "Centre"), StyleClass("edge", "#117733", "Edge")),
    )
    zones = areas_layer("Zones", "context", (2100, 700, 2400, 950), (3100, 700, 3400, 950), zone=["centre", "edge"])
    project.layers += [lake, park, replace(zones, style=style)]
    page = printed(project)
    for layer, x in ((lake, 250), (park, 1250)):
        (colour,) = page.colours(WEST + x, SOUTH + 900)
        assert near(colour, layer_swatch(layer).fill)
        assert layer.name in page.words
    for x, colour, word in ((2250, "#AA3377", "Centre"), (3250, "#117733", "Edge")):
        (seen,) = page.colours(WEST + x, SOUTH + 900)
        assert near(seen, colour)
        assert word in page.words


def listed(project: Project, metres_per_pixel: float, bounds=None) -> set[str]:
    legend = map_legend(project, [], metres_per_pixel, bounds=bounds)
    return {entry.label for group in legend.groups for entry in group.entries}


def test_the_legend_lists_nothing_that_leaves_no_mark(qapp, printed):
    project = small_project()
    shown = areas_layer("Lake", "water", (100, 700, 400, 950))
    lane = project.layers[0].frame.assign(**{"class": "path"})
    project.layers += [
        shown,
        replace(areas_layer("Hidden", "water", (1100, 700, 1400, 950)), visible=False),
        replace(areas_layer("Faded away", "water", (1100, 700, 1400, 950)), opacity=0.0),
        Layer("Empty", "Empty", "context", gpd.GeoDataFrame(geometry=[], crs=CRS)),
        Layer("No shapes", "No shapes", "context", gpd.GeoDataFrame(geometry=[None, shapely.Point()], crs=CRS)),
        Layer("Lanes", "Lanes", "streets", lane),
        areas_layer("Far off", "context", (90_000, 0, 91_000, 1000)),
    ]
    page = printed(project)
    assert {"Lake", "Streets"} <= set(page.words)
    assert not {"Hidden", "Faded away", "Empty", "No shapes", "Far off"} & set(page.words)
    assert listed(project, 2.0) == {"Lake", "Streets", "Lanes", "Far off", "Neighbourhood"}
    # Paths are too thin to be seen with the whole city in view.
    assert listed(project, 40.0) == {"Lake", "Streets", "Far off", "Neighbourhood"}
    # A view inside a lake has none of its corners and shows it all the same.
    inside = (WEST + 200, SOUTH + 800, WEST + 300, SOUTH + 900)
    assert listed(project, 0.2, inside) == {"Lake", "Neighbourhood"}


def test_classes_without_a_feature_are_not_listed(qapp):
    project = small_project()
    classes = tuple(StyleClass(key, "#AA3377", key.title()) for key in ("bus", "tram", "ferry"))
    stops = gpd.GeoDataFrame(
        {"kind": ["bus", "tram", "bus"]}, geometry=shapely.points(np.full((3, 2), [WEST + 10, SOUTH + 10])), crs=CRS
    )
    style = LayerStyle(StyleKind.CATEGORISED, field="kind", classes=classes)
    project.layers.append(Layer("stops", "Stops", "transit-stops", stops, style=style))
    assert listed(project, 2.0) == {"Bus", "Tram", "Streets", "Neighbourhood"}


def test_layers_of_no_place_are_not_listed(qapp):
    bounds = (WEST, SOUTH, WEST + 4000, SOUTH + 1000)
    for kind in ("empty", "without shapes", "far", "not numbers"):
        project = small_project()
        project.layers.append(odd_layer(kind, odd_geometries()[kind]))
        assert listed(project, 5.0, bounds) == {"Streets", "Neighbourhood"}, kind


def test_five_hundred_classes_are_drawn_and_the_legend_says_how_many_it_leaves_out(qapp, printed):
    project = small_project()
    colours = [f"#{40 + number % 180:02X}{200 - number // 4:02X}{number % 97:02X}" for number in range(500)]
    classes = tuple(StyleClass(f"k{number}", colour, f"Kind {number}") for number, colour in enumerate(colours))
    kinds = [f"k{number}" for number in range(500)]
    cells = [(8 * number, 700.0, 8 * number + 8, 950.0) for number in range(500)]
    plots = areas_layer("Plots", "context", *cells, kind=kinds)
    style = LayerStyle(StyleKind.CATEGORISED, field="kind", width_px=0.0, classes=classes)
    project.layers.append(replace(plots, style=style))
    page = printed(project)
    for number in (0, 133, 250, 499):
        seen = page.colours(WEST + 8 * number + 4, SOUTH + 900, around_px=1)
        assert any(near(colour, colours[number], 12) for colour in seen), number
    listed_kinds = [word for word in page.words if word.startswith("Kind ")]
    (left_out,) = [word for word in page.words if word.startswith("and ") and word.endswith(" more")]
    assert listed_kinds[0] == "Kind 0"
    assert 500 - len(listed_kinds) <= int(left_out.split()[1])
