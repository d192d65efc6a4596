"""Outlines of what devices reach: one shape however they overlap, on pixels and as vectors."""

import re
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
import shapely
from PySide6.QtGui import QColor, QImage, QPainter

from cityplanner.carto.display_list import AreaStyle, MapFrame, Outlines
from cityplanner.carto.viewport import Viewport
from cityplanner.render.mass import paint_into
from cityplanner.render.page_files import page_svg, write_page
from cityplanner.render.painter import paint_world

VIEW = Viewport(100, 100, 1.0, 200, 200)
"""World (0, 0) is the bottom left corner, a metre is a pixel."""
STYLE = AreaStyle(fill="#0072B280", stroke="#D55E00", stroke_px=2.0)
Paint = Callable[[QImage, list[Outlines], Viewport], None]


def by_qt(image: QImage, items: list[Outlines], view: Viewport) -> None:
    painter = QPainter(image)
    paint_world(painter, items, view)
    painter.end()


both = pytest.mark.parametrize("paint", [by_qt, paint_into], ids=["one by one", "in bulk"])


def outlines(shapes: Sequence[object], style: AreaStyle = STYLE) -> Outlines:
    array = np.empty(len(shapes), dtype=object)
    array[:] = shapes
    return Outlines(array, style)


def picture(paint: Paint, shapes: Sequence[object], style: AreaStyle = STYLE) -> QImage:
    image = QImage(200, 200, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(QColor("#ffffff"))
    paint(image, [outlines(shapes, style)], VIEW)
    return image


def at(image: QImage, x: float, y: float) -> tuple[int, int, int]:
    red, green, blue, _alpha = image.pixelColor(int(x), int(200 - y)).getRgb()
    return red, green, blue


def disc(x: float, y: float, radius: float = 40.0) -> shapely.Polygon:
    return shapely.Point(x, y).buffer(radius)


@both
def test_where_shapes_overlap_is_as_inside_one_and_outside_is_nothing(paint: Paint) -> None:
    image = picture(paint, [disc(80, 100), disc(110, 100), disc(95, 120)])
    inside = at(image, 50.5, 100.5)
    assert inside not in ((255, 255, 255), (0xD5, 0x5E, 0))
    for x, y in ((95.5, 100.5), (90.5, 95.5), (95.5, 110.5), (140.5, 100.5)):
        assert at(image, x, y) == inside
    for x, y in ((10.5, 10.5), (190.5, 100.5), (95.5, 180.5)):
        assert at(image, x, y) == (255, 255, 255)


@both
def test_the_line_runs_around_all_and_through_none(paint: Paint) -> None:
    image = picture(paint, [disc(80, 100), disc(110, 100)])
    rim = [at(image, x + 0.5, 100.5) for x in range(37, 43)]
    assert any(red > 200 and blue < 60 for red, _green, blue in rim)
    crossed = {at(image, x + 0.5, 100.5) for x in range(46, 144)}
    assert len(crossed) == 1


@both
def test_holes_parts_sectors_and_what_is_empty(paint: Paint) -> None:
    ring = disc(60, 60).difference(disc(60, 60, 20))
    parts = shapely.MultiPolygon([shapely.box(120, 20, 140, 40), shapely.box(160, 20, 180, 40)])
    sector = shapely.Polygon([(60, 130), (100, 190), (20, 190)])
    image = picture(paint, [ring, parts, sector, None, shapely.Polygon(), shapely.MultiPolygon()])
    inside = at(image, 60.5, 90.5)
    assert at(image, 130.5, 30.5) == at(image, 170.5, 30.5) == at(image, 60.5, 170.5) == inside
    for x, y in ((60.5, 60.5), (150.5, 30.5), (60.5, 120.5)):
        assert at(image, x, y) == (255, 255, 255)


@both
def test_a_hole_is_filled_by_what_lies_over_it(paint: Paint) -> None:
    ring = disc(100, 100, 60).difference(disc(100, 100, 30))
    image = picture(paint, [ring, disc(100, 100, 40)])
    assert at(image, 100.5, 100.5) == at(image, 155.5, 100.5) == at(image, 131.5, 100.5)


@both
def test_nothing_but_the_line_where_there_is_no_fill(paint: Paint) -> None:
    image = picture(paint, [disc(80, 100), disc(110, 100)], AreaStyle(stroke="#D55E00", stroke_px=2.0))
    assert at(image, 95.5, 100.5) == (255, 255, 255)
    assert any(at(image, x + 0.5, 100.5) != (255, 255, 255) for x in range(37, 43))


@both
def test_a_casing_lies_outside_the_line_and_not_within(paint: Paint) -> None:
    image = QImage(200, 200, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(QColor("#224488"))
    shapes = outlines([disc(80, 100), disc(110, 100)]).shapes
    paint(image, [Outlines(shapes, AreaStyle(stroke="#D55E00", stroke_px=2.0), "#FFFFFF", 3.0)], VIEW)
    rim = [at(image, x + 0.5, 100.5) for x in range(30, 46)]
    assert any(min(colour) > 240 for colour in rim[:10])
    assert any(red > 200 and blue < 60 for red, _green, blue in rim)
    assert {at(image, x + 0.5, 100.5) for x in range(50, 140)} == {(0x22, 0x44, 0x88)}
    assert at(image, 20.5, 100.5) == (0x22, 0x44, 0x88)


@both
def test_no_shapes_paint_nothing(paint: Paint) -> None:
    empty = picture(paint, [])
    assert {at(empty, x, y) for x in range(0, 200, 7) for y in range(1, 200, 7)} == {(255, 255, 255)}
    assert picture(paint, [None, disc(900, 900)]) == empty


def test_in_bulk_and_one_by_one_are_alike_but_for_the_line_itself() -> None:
    rng = np.random.default_rng(4)
    shapes = [disc(x, y, radius) for x, y, radius in rng.uniform((0, 0, 4), (200, 200, 25), (60, 3))]
    one, other = picture(by_qt, shapes), picture(paint_into, shapes)
    rim = shapely.union_all(shapes).boundary
    places = [(x + 0.5, y + 0.5) for x in range(200) for y in range(1, 200)]
    apart = [at(one, x, y) != at(other, x, y) for x, y in places]
    far = shapely.distance(shapely.points(places), rim) > 3.0
    assert not np.any(np.array(apart) & far)


def test_on_paper_it_is_one_vector_path_without_a_picture(tmp_path: Path) -> None:
    page = [MapFrame(0, 0, VIEW, (outlines([disc(80, 100), disc(110, 100)]),))]
    svg = page_svg(page, 200, 200, "Reach").decode()
    assert "<image" not in svg
    filled = [tag for tag in re.findall(r"<g[^>]*>\s*<path[^>]*>", svg) if "#0072b2" in tag]
    assert len(filled) == 1
    assert filled[0].count("M") == 1
    file = tmp_path / "reach.pdf"
    write_page(file, page, 200, 200, "Reach")
    assert b"/Subtype /Image" not in file.read_bytes()


def test_a_polygon_of_many_corners_keeps_its_hole_where_paths_are_cut() -> None:
    shapes = [disc(100, 100, 60).segmentize(0.3).difference(disc(100, 100, 30).segmentize(0.3))]
    image = picture(by_qt, shapes, AreaStyle(fill="#0072B2"))
    assert at(image, 100.5, 100.5) == (255, 255, 255)
