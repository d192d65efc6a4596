"""A project as things to paint."""

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pytest
import shapely
from coverage_tables import coverage_table
from small_city import CRS, SOUTH, WEST, small_project

from cityplanner.carto.display_list import Areas, Label, Lines, Symbols
from cityplanner.carto.legend import map_legend
from cityplanner.carto.map_layers import (
    base_above,
    base_below,
    layer_swatch,
    layer_swatches,
    neighbourhood_areas,
    neighbourhood_names,
)
from cityplanner.carto.neighbourhood_colours import MapMode, neighbourhood_colours
from cityplanner.carto.streets import STREET_CLASSES, street_rank
from cityplanner.model import Layer, LayerStyle, Project, StyleClass, StyleKind


def layer(role: str, *shapes: shapely.Geometry, **columns: list) -> Layer:
    return Layer(role, role.title(), role, gpd.GeoDataFrame(columns, geometry=list(shapes), crs=CRS))


def square(x: float, y: float, side: float = 20.0) -> shapely.Polygon:
    return shapely.box(WEST + x, SOUTH + y, WEST + x + side, SOUTH + y + side)


@pytest.fixture
def project() -> Project:
    made = small_project()
    road = shapely.LineString([(WEST, SOUTH), (WEST + 900, SOUTH + 900)])
    made.layers += [
        layer("water", square(0, 0, 300)),
        layer("public-space", square(400, 0, 300)),
        layer("buildings", square(100, 600), square(200, 600)),
        layer("streets", road, road, **{"class": ["service", "trunk"]}),
        layer("sensitive-places", shapely.Point(WEST + 5, SOUTH + 5)),
    ]
    return made


def test_shares_lie_over_land_and_buildings_and_under_water_parks_and_streets(project):
    below = base_below(project, 2.0)
    assert [item.styles[0].fill for item in below if isinstance(item, Areas)] == ["#F7F5F1", "#E6E1DA"]
    above = base_above(project, 5.0)
    kinds = [Lines, Areas, Areas, Lines, Lines, Symbols]
    assert [type(item) for item in above if not isinstance(item, Label)] == kinds
    assert [item.styles[0].fill for item in above if isinstance(item, Areas)] == ["#CFE0EA", "#E3ECDC"]
    assert {item.text for item in above if isinstance(item, Label)} == {
        "La Loma",
        "São João",
        "l'Eixample",
        "Parque <Norte>",
    }


def test_buildings_and_small_streets_come_only_close_by(project):
    assert len(base_below(project, 2.0)) == len(base_below(project, 20.0)) + 1
    near, far = ([i for i in base_above(project, scale) if isinstance(i, Lines)][1] for scale in (2.0, 20.0))
    assert near.style.tolist() == [STREET_CLASSES.index("service"), STREET_CLASSES.index("motorway")]
    assert far.style.tolist() == [STREET_CLASSES.index("motorway")]
    assert near.styles[-1].width_px > far.styles[-1].width_px > far.styles[0].width_px


def test_buildings_darken_the_shares_close_by_and_have_outlines_only_there(project):
    def tones(scale: float) -> list[str | None]:
        return [item.styles[0].fill for item in base_above(project, scale) if isinstance(item, Areas)]

    assert len(tones(1.0)) == len(tones(5.0)) + 1
    near, far = ([i for i in base_below(project, scale) if isinstance(i, Areas)][-1] for scale in (1.0, 5.0))
    assert near.styles[0].stroke is not None
    assert far.styles[0].stroke is None


def test_hidden_layers_are_not_painted_and_names_can_be_left_out(project):
    shown = len(base_above(project, 2.0))
    project.layers = [replace(item, visible=item.role != "water") for item in project.layers]
    assert len(base_above(project, 2.0)) == shown - 1
    assert not any(isinstance(item, Label) for item in base_above(project, 2.0, names=False))


def test_a_neighbourhoods_colour_follows_its_share():
    city = small_project().city
    table = coverage_table([100, 100, 100, 0], [0, 15, 100, 0])
    areas = neighbourhood_areas(city, neighbourhood_colours(MapMode.SHARE, table, city))
    assert areas.style.tolist() == [2, 3, 7, 1]
    assert np.diff(areas.features).tolist() == [1, 1, 1, 1]
    fills = [areas.styles[number].fill for number in areas.style]
    assert len(set(fills)) == 4
    assert all(len(fill) == 9 for fill in fills)  # translucent: streets and blocks show through


def test_street_classes_of_other_makers_are_known_and_the_rest_is_residential():
    assert street_rank("Footway") == STREET_CLASSES.index("path")
    assert street_rank("trunk_link") == STREET_CLASSES.index("motorway")
    assert street_rank(None) == street_rank("calle") == STREET_CLASSES.index("residential")


def test_a_layer_is_worked_out_once_however_it_is_renamed_or_hidden(project):
    water = project.layers[1]
    first = base_above(project, 2.0)[1]
    project.layers[1] = replace(water, name="Rivers")
    assert base_above(project, 2.0)[1] is first


def test_an_empty_layer_has_no_swatch():
    assert layer_swatch(layer("context")) is None


# Styles


def categorised(field: str, **colours: str) -> LayerStyle:
    classes = tuple(StyleClass(key, colour, key.title()) for key, colour in colours.items())
    return LayerStyle(StyleKind.CATEGORISED, field, classes)


def graduated(field: str, *steps: tuple[float, str]) -> LayerStyle:
    return LayerStyle(StyleKind.GRADUATED, field, tuple(StyleClass(up, colour, f"to {up}") for up, colour in steps))


def test_areas_points_and_lines_have_the_colours_of_their_classes():
    style = graduated("height", (5.0, "#112233"), (9.0, "#445566"))
    values = [1.0, 5.0, 5.1, 99.0, np.nan]
    squares = layer("context", *(square(50 * i, 0) for i in range(5)), height=values)
    project = small_project()
    project.layers = [replace(squares, style=style)]
    (areas,) = (item for item in base_above(project, 2.0) if isinstance(item, Areas))
    fills = [areas.styles[code].fill for code in areas.style]
    assert fills == ["#112233", "#112233", "#445566", "#445566", "#E7E8EA"]
    points = layer("context", *(shapely.Point(WEST + i, SOUTH) for i in range(5)), height=values)
    project.layers = [replace(points, style=style)]
    (symbols,) = (item for item in base_above(project, 2.0) if isinstance(item, Symbols))
    assert [symbols.styles[code].fill for code in symbols.style] == fills
    two = shapely.MultiLineString([[(WEST, SOUTH), (WEST + 9, SOUTH)], [(WEST, SOUTH + 5), (WEST + 9, SOUTH + 5)]])
    project.layers = [replace(layer("context", two, two, height=[9.0, 1.0]), style=style)]
    lines = next(item for item in base_above(project, 2.0) if isinstance(item, Lines))
    assert [lines.styles[code].colour for code in lines.style] == ["#445566", "#445566", "#112233", "#112233"]


def test_points_of_which_there_are_thousands_are_small_unless_a_size_was_chosen():
    project = small_project()

    def size(count: int, style: LayerStyle | None) -> float:
        stops = layer("transit-stops", *(shapely.Point(WEST + i, SOUTH) for i in range(count)))
        project.layers = [replace(stops, style=style)]
        (symbols,) = (item for item in base_above(project, 2.0) if isinstance(item, Symbols))
        return symbols.styles[0].size_px

    assert size(3_200, None) == pytest.approx(size(10, None) * 0.574, abs=0.01)  # (200 / 3,200) ** 0.2
    assert size(150, None) == size(10, None)
    assert size(3_200, LayerStyle(size_px=9.0)) == 9.0


def test_what_a_planner_styled_lies_over_the_shares_and_its_classes_are_in_the_legend(project):
    buildings = replace(project.layers[3], style=LayerStyle(colour="#AA0000"))
    project.layers[3] = buildings
    assert [item.styles[0].fill for item in base_below(project, 2.0) if isinstance(item, Areas)] == ["#F7F5F1"]
    assert "#AA0000" in [item.styles[0].fill for item in base_above(project, 2.0) if isinstance(item, Areas)]
    street = replace(project.layers[0], style=categorised("class", primary="#00AA00", path="#0000AA"))
    assert [label for label, _ in layer_swatches(street)] == ["Primary"]
    project.layers[0] = street
    legend = map_legend(project, [], 2.0)
    titles = {group.title: [entry.label for entry in group.entries] for group in legend.groups}
    assert titles["Streets, by class"] == ["Primary"]
    # The other layer of streets, without classes of its own, stays with the rest of the map.
    assert titles["Map"].count("Streets") == 1


def test_streets_told_apart_keep_the_widths_of_their_ranks(project):
    roads = replace(project.layers[4], style=categorised("class", service="#00AA00"))
    project.layers = [roads]
    lines = next(item for item in base_above(project, 2.0) if isinstance(item, Lines))
    looks = [lines.styles[code] for code in lines.style]
    assert [look.colour for look in looks] == ["#00AA00", "#C9CDD2"]
    assert looks[1].width_px > 2 * looks[0].width_px
    assert [line.style.tolist() for line in base_above(project, 20.0)[:1]] == [lines.style[1:].tolist()]
    project.layers = [replace(roads, style=replace(roads.style, width_px=4.0))]
    wider = next(item for item in base_above(project, 2.0) if isinstance(item, Lines))
    assert wider.styles[wider.style[0]].width_px == pytest.approx(2 * looks[0].width_px)


def test_opacity_fades_every_colour_of_a_layer(project):
    project.layers = [replace(item, opacity=0.5) for item in project.layers]
    for item in (*base_below(project, 5.0)[1:], *base_above(project, 5.0, names=False)):
        for style in item.styles:
            colours = [getattr(style, part, None) for part in ("fill", "hatch", "stroke", "colour", "casing")]
            if item.styles != line_styles_of_outlines(project):
                assert {len(colour) for colour in colours if colour} <= {9}


def line_styles_of_outlines(project: Project) -> tuple[object, ...]:
    """The outlines of neighbourhoods are no layer, and stay as they are."""
    alone = replace(project, layers=[])
    return base_above(alone, 5.0, names=False)[0].styles


def test_a_number_is_shown_by_size_inside_areas_the_largest_below():
    style = LayerStyle(StyleKind.PROPORTIONAL, "beds", size_px=32.0)
    values = [100.0, 25.0, 0.0, -5.0, np.nan, 400.0]
    squares = layer("sensitive-places", *(square(50 * i, 0) for i in range(6)), beds=values)
    project = small_project()
    project.layers = [replace(squares, style=style)]
    above = base_above(project, 2.0, names=False)
    (symbols,) = (item for item in above if isinstance(item, Symbols))
    # The area of a symbol goes with the value.
    assert [symbols.styles[code].size_px for code in symbols.style] == [32.0, 16.0, 8.0]
    assert np.floor((symbols.xy[:, 0] - WEST) / 50).tolist() == [5, 0, 1]
    assert len(next(item for item in above if isinstance(item, Areas)).features) == 7
    labels = [label for label, _ in layer_swatches(project.layers[0])]
    assert labels == ["25", "100", "400"]


def test_another_style_of_the_same_features_reads_their_shapes_once(project):
    water = project.layers[1]
    first = base_above(project, 2.0)[1]
    project.layers[1] = replace(water, style=LayerStyle(colour="#336699"), opacity=0.7)
    again = base_above(project, 2.0)[1]
    assert again.xy is first.xy
    assert again.styles[0].fill == "#336699B2"


def test_a_style_whose_field_is_gone_shows_no_value():
    style = graduated("height", (5.0, "#112233"))
    bare = replace(layer("context", square(0, 0)), style=style)
    assert [label for label, _ in layer_swatches(bare)] == ["No value"]
    hidden = replace(bare, style=LayerStyle(StyleKind.PROPORTIONAL, "height"))
    assert layer_swatches(hidden) == []


def test_great_streets_stay_told_apart_when_the_whole_city_is_in_view():
    line = shapely.LineString([(WEST, SOUTH), (WEST + 1000, SOUTH)])
    kinds = ["motorway", "primary", "secondary", "path"]
    frame = gpd.GeoDataFrame({"class": kinds}, geometry=[line] * 4, crs=CRS)
    project = replace(small_project(), layers=[Layer("s", "Streets", "streets", frame)])
    (streets, *_outlines) = [item for item in base_above(project, 23.0, names=False) if isinstance(item, Lines)]
    widths = [streets.styles[code].width_px for code in sorted(set(streets.style.tolist()), reverse=True)]
    assert len(widths) == 3
    assert widths[0] > widths[1] + 0.5 > widths[2] + 1.0
    assert all(style.casing_px < style.width_px / 2 for style in streets.styles)


def test_outlines_of_small_neighbourhoods_are_no_net_over_the_map():
    project = small_project()

    def outline_px(metres_per_pixel: float) -> float:
        *_streets, outlines = [
            item for item in base_above(project, metres_per_pixel, names=False) if isinstance(item, Lines)
        ]
        return outlines.styles[0].width_px

    assert outline_px(2.0) > 3 * outline_px(60.0)
    assert outline_px(60.0) < 0.4


def test_an_unnamed_neighbourhoods_number_is_a_code():
    project = small_project()
    frame = project.city.neighbourhoods.assign(id=["E00042595", "2", "3", "4"], name=["E00042595", "2", "Sud", "4"])
    labels = neighbourhood_names(replace(project.city, neighbourhoods=frame), 5.0)
    assert {label.text: round(label.size_px, 1) for label in labels} == {
        "E00042595": 9.3, "2": 11.0, "Sud": 11.0, "4": 11.0
    }  # fmt: skip
