"""The overview in the corner of a printed part of a city."""

import pytest
import shapely
from small_city import CRS, SOUTH, WEST

from cityplanner.carto.display_list import Box, Label, MapFrame
from cityplanner.carto.inset import inset_of
from cityplanner.carto.legend import Legend
from cityplanner.carto.page import PageText, map_page, page_size
from cityplanner.carto.viewport import Viewport

CITY = (WEST, SOUTH, WEST + 4000.0, SOUTH + 1000.0)
WORDS = PageText("Title", "", "10 %", (), (), "CityPlanner")


@pytest.mark.parametrize("landscape", [True, False])
def test_the_frame_is_what_the_page_shows(landscape):
    size = page_size("A4", landscape)
    part = (WEST + 1000.0, SOUTH + 200.0, WEST + 2000.0, SOUTH + 600.0)
    page = map_page(size, WORDS, part, CRS, lambda _view: ([], Legend(())), outline=shapely.box(*CITY))
    large, small = [item for item in page if isinstance(item, MapFrame)]
    assert large.x < small.x
    assert small.x + small.viewport.width_px < large.x + large.viewport.width_px
    assert small.y > large.y
    assert small.y + small.viewport.height_px < large.y + large.viewport.height_px / 2
    west, south, east, north = large.viewport.bounds
    x0, y0 = small.viewport.point_to_screen(west, north)
    x1, _y1 = small.viewport.point_to_screen(east, south)
    boxes = [item for item in page if isinstance(item, Box)]
    frame = next(item for item in boxes if item.style.stroke == "#0B6E99")
    assert frame.x == pytest.approx(small.x + max(x0, 1.0))
    assert frame.y == pytest.approx(small.y + max(y0, 1.0))
    assert frame.x + frame.width == pytest.approx(small.x + x1)
    left, top = small.viewport.point_to_screen(WEST, SOUTH + 1000.0)
    right, bottom = small.viewport.point_to_screen(WEST + 4000.0, SOUTH)
    assert 0 < left < right < small.viewport.width_px
    assert 0 < top < bottom < small.viewport.height_px


def test_the_whole_city_needs_none():
    assert inset_of(CITY, 0, 0, Viewport.fit(CITY, 800, 500)) is None


def test_a_small_part_is_still_seen_and_one_far_away_is_at_the_edge():
    tiny = inset_of(CITY, 0, 0, Viewport(WEST + 500.0, SOUTH + 500.0, 0.05, 800, 500))
    assert tiny is not None
    assert min(tiny.frame[2:]) >= 5.0
    away = inset_of(CITY, 0, 0, Viewport(WEST + 1e6, SOUTH, 1.0, 800, 500))
    assert away is not None
    assert away.x <= away.frame[0]
    assert away.frame[0] + away.frame[2] <= away.x + away.viewport.width_px


def test_no_name_is_cut_by_it():
    part = (WEST, SOUTH, WEST + 1000.0, SOUTH + 600.0)
    size = page_size("A4", True)

    def draw(view):
        corner = view.to_world(view.width_px - 60, 40)
        return [Label("Under", *corner), Label("Free", view.centre_x, view.centre_y)], Legend(())

    def names(outline):
        page = map_page(size, WORDS, part, CRS, draw, outline=outline)
        large = next(item for item in page if isinstance(item, MapFrame))
        return [item.text for item in large.items if isinstance(item, Label)]

    assert names(None) == ["Under", "Free"]
    assert names(shapely.box(*CITY)) == ["Free"]
