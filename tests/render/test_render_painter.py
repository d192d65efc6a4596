"""The painter, judged by the pixels that it leaves."""

import threading

import numpy as np
import pytest
import shapely
from counted_work import calls_of
from PySide6.QtGui import QColor, QImage, QPainter

from cityplanner.carto.display_list import (
    Align,
    Areas,
    AreaStyle,
    Box,
    Label,
    Lines,
    LineStyle,
    MapFrame,
    Mark,
    Outline,
    PageItem,
    Shape,
    Stroke,
    Symbols,
    SymbolStyle,
    Text,
    WorldItem,
)
from cityplanner.carto.geometry import areas_from, lines_from
from cityplanner.carto.viewport import Viewport
from cityplanner.render.painter import paint_page, paint_world
from cityplanner.render.paths import path_of, paths_of

VIEW = Viewport(50, 50, 1.0, 100, 100)
"""World (0, 0) is the bottom left corner, a metre is a pixel."""
RED, BLUE, WHITE = "#ff0000", "#0000ff", "#ffffff"


def picture(items: list[WorldItem], view: Viewport = VIEW, ratio: float = 1.0) -> QImage:
    image = QImage(
        round(view.width_px * ratio), round(view.height_px * ratio), QImage.Format.Format_ARGB32_Premultiplied
    )
    image.setDevicePixelRatio(ratio)
    image.fill(QColor(WHITE))
    painter = QPainter(image)
    paint_world(painter, items, view)
    painter.end()
    return image


def page(items: list[PageItem], scale: float = 1.0) -> QImage:
    image = QImage(round(100 * scale), round(100 * scale), QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(QColor(WHITE))
    painter = QPainter(image)
    painter.scale(scale, scale)
    paint_page(painter, items)
    painter.end()
    return image


def at(image: QImage, x: float, y: float) -> str:
    """The colour at a place in the world of ``VIEW``."""
    return image.pixelColor(round(x), round(100 - y)).name()


def pixels(image: QImage) -> np.ndarray:
    """(h, w, 4) blue, green, red, alpha."""
    data = np.frombuffer(image.constBits(), np.uint8)
    return data.reshape(image.height(), image.bytesPerLine() // 4, 4)[:, : image.width()].copy()


def ink(image: QImage) -> int:
    return int((pixels(image)[..., :3] != 255).any(axis=2).sum())


def test_areas_are_filled_but_for_their_holes():
    shape = shapely.box(10, 10, 60, 60).difference(shapely.box(20, 20, 30, 30))
    image = picture([areas_from([shape], 0, [AreaStyle(fill=RED)])])
    assert at(image, 15, 15) == RED
    assert at(image, 25, 25) == WHITE
    assert at(image, 70, 15) == WHITE


def test_overlapping_areas_of_one_style_join():
    areas = areas_from([shapely.box(10, 10, 60, 60), shapely.box(40, 40, 90, 90)], 0, [AreaStyle(fill=RED + "80")])
    image = picture([areas])
    assert at(image, 50, 50) == at(image, 20, 20) == at(image, 80, 80) != WHITE


def test_the_last_two_digits_of_a_colour_are_its_opacity():
    image = picture([areas_from([shapely.box(10, 10, 60, 60)], 0, [AreaStyle(fill="#ff000080")])])
    assert at(image, 30, 30) in ("#ff7f7f", "#ff7e7e")


def test_each_area_has_its_own_style_and_may_have_only_an_outline():
    shapes = [shapely.box(0, 0, 30, 30), shapely.box(40, 0, 70, 30)]
    image = picture([areas_from(shapes, [1, 0], [AreaStyle(stroke=RED, stroke_px=4), AreaStyle(fill=BLUE)])])
    assert at(image, 15, 15) == BLUE
    assert at(image, 55, 15) == WHITE
    assert at(image, 40, 15) == RED


def test_hatching_leaves_part_of_the_ground_and_stays_where_it_is_when_the_map_moves():
    areas = areas_from([shapely.box(-200, -200, 300, 300)], 0, [AreaStyle(hatch=RED)])
    here = pixels(picture([areas]))
    share = (here[..., 0] < 200).mean()
    assert 0.05 < share < 0.5
    moved = pixels(picture([areas], Viewport(53, 50, 1.0, 100, 100)))
    assert np.abs(here[:, 3:].astype(int) - moved[:, :-3].astype(int)).max() <= 8


def test_a_city_far_larger_than_the_view_is_cut_at_its_edge():
    huge = shapely.box(-1e7, 20, 1e7, 1e7)
    image = picture([areas_from([huge], 0, [AreaStyle(fill=RED, stroke=BLUE, stroke_px=2)])])
    assert at(image, 50, 60) == RED
    assert at(image, 50, 10) == WHITE
    assert at(image, 50, 20) != RED
    assert at(image, 0, 60) == RED  # no outline where the area was only cut


def test_lines_are_painted_over_all_casings_and_later_styles_over_earlier_ones():
    styles = [LineStyle(RED, 6, casing="#000000", casing_px=3), LineStyle(BLUE, 6, casing="#000000", casing_px=3)]
    cross = [shapely.LineString([(0, 50), (100, 50)]), shapely.LineString([(50, 0), (50, 100)])]
    image = picture([lines_from(cross, [1, 0], styles)])
    assert at(image, 50, 50) == BLUE
    assert at(image, 42, 50) == BLUE
    assert at(image, 50, 58) == RED
    assert at(image, 20, 55) == "#000000"
    assert at(image, 50, 55) != "#000000"


def test_lines_are_dashed():
    image = picture([lines_from([shapely.LineString([(0, 50), (100, 50)])], 0, [LineStyle(RED, 2, dash=(10, 20))])])
    row = pixels(image)[49, :, 0] < 128
    assert 0.2 < row.mean() < 0.6


@pytest.mark.parametrize("shape", Shape)
def test_symbols_stand_on_their_place_alone_or_in_a_crowd(shape):
    style = SymbolStyle(shape, 12, RED, stroke=None)
    few = Symbols(np.array([[30.0, 70.0]]), np.zeros(1, np.int64), (style,))
    many = Symbols(np.repeat([[30.0, 70.0]], 400, axis=0), np.zeros(400, np.int64), (style,))
    for symbols in (few, many):
        image = picture([symbols])
        assert at(image, 30, 70) == RED
        rows, columns = np.nonzero(pixels(image)[..., 0] < 128)
        assert abs(columns.mean() - 30) < 1.2
        assert abs(rows.mean() - 30) < 2
        assert 60 < len(rows) < 150


@pytest.mark.parametrize("shape", [Shape.CIRCLE, Shape.DIAMOND])
def test_symbols_without_an_edge_and_those_with_one_are_all_painted(shape):
    styles = (SymbolStyle(shape, 12, RED, stroke=None), SymbolStyle(shape, 12, BLUE, stroke="#000000"))
    xy = np.array([[20.0, 50.0], [50.0, 50.0], [52.0, 50.0], [80.0, 50.0]])
    image = picture([Symbols(xy, np.array([0, 0, 0, 1]), styles)])
    assert at(image, 20, 50) == at(image, 51, 50) == RED
    assert at(image, 80, 50) == BLUE


def test_a_crowd_is_sharp_on_a_dense_screen():
    style = SymbolStyle(Shape.SQUARE, 12, RED, stroke=None)
    many = Symbols(np.repeat([[30.0, 70.0]], 400, axis=0), np.zeros(400, np.int64), (style,))
    image = picture([many], ratio=2.0)
    rows, _ = np.nonzero(pixels(image)[..., 0] < 128)
    assert len(rows) == pytest.approx(4 * 12 * 12 * 0.745, rel=0.15)
    assert image.pixelColor(60, 60).name() == RED


def test_labels_have_a_halo():
    dark = areas_from([shapely.box(0, 0, 100, 100)], 0, [AreaStyle(fill="#203040")])
    image = picture([dark, Label("Sants", 50, 50, 20, "#000000", "#ffffff")])
    data = pixels(image)[..., :3].astype(int).sum(axis=2)
    rows, columns = np.nonzero(data > 700)
    assert len(rows) > 100
    assert abs(columns.mean() - 50) < 4
    assert abs(rows.mean() - 50) < 4
    assert (data[rows.min() : rows.max(), columns.min() : columns.max()] < 60).sum() > 50


def test_what_is_out_of_view_costs_nothing_and_leaves_nothing():
    far = Viewport(1e6, 1e6, 1.0, 100, 100)
    items: list[WorldItem] = [
        areas_from([shapely.box(0, 0, 9, 9), None], 0, [AreaStyle(fill=RED, hatch=RED, stroke=RED)]),
        lines_from([shapely.LineString([(0, 0), (9, 9)])], 0, [LineStyle(RED, 2)]),
        Symbols(np.zeros((500, 2)), np.zeros(500, np.int64), (SymbolStyle(Shape.STAR, 9, RED),)),
        Areas(np.empty((0, 2)), np.zeros(1, np.int64), np.zeros(1, np.int64), np.empty(0, np.int64), ()),
        Lines(np.empty((0, 2)), np.zeros(1, np.int64), np.empty(0, np.int64), ()),
    ]
    assert ink(picture(items, far)) == 0


def test_everything_on_a_page():
    view = Viewport(0, 0, 1.0, 30, 30)
    huge = areas_from([shapely.box(-1e6, -1e6, 1e6, 1e6)], 0, [AreaStyle(fill=BLUE)])
    items: list[PageItem] = [
        Box(5, 5, 20, 10, AreaStyle(fill=RED)),
        MapFrame(60, 60, view, (huge,)),
        Outline(((40, 5), (60, 5), (50, 25)), AreaStyle(fill=RED)),
        Stroke(((5, 40), (45, 40)), LineStyle(RED, 4)),
        Mark(20, 70, SymbolStyle(Shape.CIRCLE, 16, RED)),
        Box(5, 85, 20, 10, AreaStyle(fill=WHITE, hatch=BLUE)),
    ]
    for scale in (1.0, 3.125):
        image = page(items, scale)

        def colour(x: float, y: float, image: QImage = image, scale: float = scale) -> str:
            return image.pixelColor(round(x * scale), round(y * scale)).name()

        assert colour(15, 10) == colour(50, 10) == colour(20, 40) == colour(20, 70) == RED
        assert colour(75, 75) == BLUE
        assert colour(58, 75) == colour(92, 75) == colour(75, 92) == WHITE
        assert (
            pixels(image)[round(86 * scale) : round(94 * scale), round(6 * scale) : round(24 * scale), 2] < 128
        ).any()


def test_text_is_aligned_where_it_is_wanted():
    for align, low, high in ((Align.LEFT, 50, 95), (Align.CENTRE, 25, 75), (Align.RIGHT, 5, 50)):
        columns = np.nonzero(pixels(page([Text("Figure", 50, 50, 14, align=align)]))[..., 1] < 200)[1]
        assert len(columns) > 20
        assert low - 1 <= columns.min() < columns.max() <= high + 1


def test_painting_works_on_another_thread():
    images = []
    worker = threading.Thread(
        target=lambda: images.append(picture([areas_from([shapely.box(0, 0, 60, 60)], 0, [AreaStyle(fill=RED)])]))
    )
    worker.start()
    worker.join()
    assert at(images[0], 30, 30) == RED


def test_paths_from_arrays_have_every_point():
    xy = np.arange(24, dtype=np.float64).reshape(-1, 2)
    offsets = np.array([0, 3, 8, 12])
    path = path_of(xy, offsets)
    assert [(path.elementAt(i).x, path.elementAt(i).y) for i in range(12)] == [tuple(point) for point in xy]
    assert [path.elementAt(i).isMoveTo() for i in range(12)] == [i in (0, 3, 8) for i in range(12)]
    for points_each in (1, 4, 100):
        pieces = list(paths_of(xy, offsets, points_each))
        assert sum(piece.elementCount() for piece in pieces) == 12
        assert all(piece.elementAt(0).isMoveTo() for piece in pieces)
    assert path_of(np.empty((0, 2)), np.zeros(1, np.int64)).isEmpty()
    assert list(paths_of(np.empty((0, 2)), np.zeros(1, np.int64), 5)) == []


def test_a_city_is_painted_without_going_through_its_buildings_one_by_one():
    rng = np.random.default_rng(1)
    x, y = rng.uniform(0, 19_200, 35_000), rng.uniform(0, 10_800, 35_000)
    buildings = areas_from(shapely.box(x, y, x + 15, y + 12), 0, [AreaStyle(fill="#E6E1DA")])
    start = rng.uniform(0, 10_000, (9_000, 1, 2))
    ways = shapely.linestrings(start + np.cumsum(rng.normal(0, 60, (9_000, 7, 2)), axis=1))
    streets = lines_from(
        ways, rng.choice([0, 0, 0, 1], 9_000), [LineStyle(WHITE, 0.8), LineStyle(WHITE, 1.6, "#D8D2C8", 0.6)]
    )
    view = Viewport(9_600, 5_400, 10.0, 1920, 1080)
    assert calls_of(lambda: picture([buildings, streets], view)) < 35_000
