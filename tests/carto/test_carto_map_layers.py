"""A project as things to paint."""

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pytest
import shapely
from coverage_tables import coverage_table
from small_city import CRS, SOUTH, WEST, small_project

from cityplanner.carto.display_list import Areas, Label, Lines, Symbols
from cityplanner.carto.map_layers import base_above, base_below, layer_swatch, neighbourhood_areas
from cityplanner.carto.neighbourhood_colours import MapMode, neighbourhood_colours
from cityplanner.carto.streets import STREET_CLASSES, street_rank
from cityplanner.model import Layer, Project


def layer(role: str, *shapes: shapely.Geometry, **columns: list[str]) -> Layer:
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
    kinds = [Areas, Areas, Lines, Lines, Lines, Symbols]
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
    assert areas.style.tolist() == [1, 2, 6, 0]
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
    first = base_above(project, 2.0)[0]
    project.layers[1] = replace(water, name="Rivers")
    assert base_above(project, 2.0)[0] is first


def test_an_empty_layer_has_no_swatch():
    assert layer_swatch(layer("context")) is None
