"""Kernels paint what Qt paints, to within a few shades, and survive what files hold."""

import math
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest
import shapely
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter

from cityplanner.carto.display_list import (
    Areas,
    AreaStyle,
    Lines,
    LineStyle,
    Shape,
    Symbols,
    SymbolStyle,
    WorldItem,
)
from cityplanner.carto.geometry import areas_from, lines_from
from cityplanner.carto.viewport import Viewport
from cityplanner.render.mass import paint_into
from cityplanner.render.painter import paint_world

WIDTH, HEIGHT = 320, 240
VIEW = Viewport(1000.0, 1000.0, 2.0, WIDTH, HEIGHT)


def picture(ground: Qt.GlobalColor = Qt.GlobalColor.white, ratio: float = 1.0) -> QImage:
    image = QImage(round(WIDTH * ratio), round(HEIGHT * ratio), QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(ratio)
    image.fill(ground)
    return image


def pixels(image: QImage) -> npt.NDArray[np.int64]:
    return np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4).astype(np.int64)


def ours(items: list[WorldItem], ratio: float = 1.0, ground: Qt.GlobalColor = Qt.GlobalColor.white) -> np.ndarray:
    image = picture(ground, ratio)
    paint_into(image, items, VIEW)
    return pixels(image)


def by_qt(items: list[WorldItem], ratio: float = 1.0, ground: Qt.GlobalColor = Qt.GlobalColor.white) -> np.ndarray:
    image = picture(ground, ratio)
    painter = QPainter(image)
    paint_world(painter, items, VIEW)
    painter.end()
    return pixels(image)


def houses(count: int = 4000, seed: int = 0) -> list[shapely.Polygon]:
    rng = np.random.default_rng(seed)
    boxes = shapely.box(-6, -4, 6, 4)
    places = rng.uniform([600, 700], [1400, 1300], (count, 2))
    turned = [shapely.affinity.rotate(boxes, angle) for angle in rng.uniform(0, 180, count)]
    return [shapely.affinity.translate(shape, *place) for shape, place in zip(turned, places, strict=True)]


@pytest.mark.parametrize("ratio", [1.0, 2.0])
@pytest.mark.parametrize("fill", ["#B9A58F", "#3A639399"])
def test_houses_look_as_qt_fills_them(fill: str, ratio: float) -> None:
    # Apart from each other: where see-through houses overlap, Qt joins some and not others.
    shapes = [one for one in houses(1500) if fill == "#B9A58F"] or [
        shapely.box(x, y, x + 11.3, y + 7.9) for x in range(700, 1300, 17) for y in range(800, 1200, 13)
    ]
    areas = areas_from(shapes, 0, [AreaStyle(fill=fill)])
    difference = np.abs(ours([areas], ratio) - by_qt([areas], ratio))
    assert difference.mean() < 2
    assert np.percentile(difference, 99) <= 24


def test_thousands_in_any_order_keep_their_styles() -> None:
    """They are drawn in the order of the ground, and each in the colour it has, also when the colours change."""
    shapes = [shapely.box(x, y, x + 9, y + 7) for x in range(700, 1300, 11) for y in range(800, 1200, 10)]
    rng = np.random.default_rng(8)
    rng.shuffle(shapes)
    number = rng.integers(0, 3, len(shapes))
    colours = (AreaStyle(fill="#B9A58F"), AreaStyle(fill="#204060"), AreaStyle(fill="#E69F00", stroke="#806000"))
    first = areas_from(shapes, number, colours)
    assert np.abs(ours([first]) - by_qt([first])).mean() < 2
    again = replace(first, style=(number + 1) % 3)
    assert np.abs(ours([again]) - by_qt([again])).mean() < 2
    assert np.abs(ours([again]) - by_qt([first])).mean() > 10
    lines = lines_from(
        shapes[:1200], number[:1200], (LineStyle("#FF0000", 1.5), LineStyle("#00FF00", 2, "#000000", 1)) * 2
    )
    # Qt is given points on quarters of a pixel, which shows on so many small outlines.
    assert np.abs(ours([lines]) - by_qt([lines])).mean() < 4


@pytest.mark.parametrize("ground", [Qt.GlobalColor.white, Qt.GlobalColor.transparent])
def test_a_hole_stays_open_and_the_inside_has_the_colour(ground: Qt.GlobalColor) -> None:
    ring = shapely.Point(1000, 1000).buffer(150).difference(shapely.Point(1000, 1000).buffer(80))
    areas = areas_from([ring], 0, [AreaStyle(fill="#204060")])
    seen = ours([areas], ground=ground)
    assert seen[HEIGHT // 2, WIDTH // 2].tolist() == picture_of(ground)
    assert seen[HEIGHT // 2, WIDTH // 2 + 57].tolist() == [0x60, 0x40, 0x20, 255]
    assert np.abs(seen - by_qt([areas], ground=ground)).mean() < 0.5


def picture_of(ground: Qt.GlobalColor) -> list[int]:
    return pixels(picture(ground))[0, 0].tolist()


def test_neighbours_of_one_colour_leave_no_seam() -> None:
    """The share of a pixel on each side of the border adds up to all of it."""
    halves = [shapely.box(700, 800, 1000.7, 1200), shapely.box(1000.7, 800, 1300, 1200)]
    areas = areas_from(halves, 0, [AreaStyle(fill="#336699C0")])
    row = ours([areas])[HEIGHT // 2, 20:300]
    assert len(np.unique(row, axis=0)) == 1


def test_styles_are_painted_in_their_order() -> None:
    shapes = [shapely.box(900, 900, 1100, 1100), shapely.box(900, 900, 1100, 1100)]
    areas = areas_from(shapes, [1, 0], [AreaStyle(fill="#0000FF"), AreaStyle(fill="#FF0000")])
    assert ours([areas])[HEIGHT // 2, WIDTH // 2].tolist() == [0, 0, 255, 255]


def streets(count: int = 300) -> Lines:
    rng = np.random.default_rng(3)
    lines = [
        shapely.LineString(rng.uniform([600, 700], [1400, 1300], (1, 2)) + np.cumsum(rng.normal(0, 25, (8, 2)), axis=0))
        for _ in range(count)
    ]
    styles = [LineStyle("#FFFFFF", 3.0, "#C9BFAF", 1.0), LineStyle("#F4D58D", 6.0, "#B09060", 1.5)]
    return lines_from(lines, rng.integers(0, 2, count), styles)


@pytest.mark.parametrize("ratio", [1.0, 2.0])
def test_streets_look_as_qt_strokes_them(ratio: float) -> None:
    item = streets()
    difference = np.abs(ours([item], ratio) - by_qt([item], ratio))
    assert difference.mean() < 2


def test_a_line_has_its_width_and_its_casing() -> None:
    line = lines_from([shapely.LineString([(600, 1000), (1400, 1000)])], 0, [LineStyle("#FFFFFF", 4.0, "#000000", 2.0)])
    column = ours([line], ground=Qt.GlobalColor.gray)[:, WIDTH // 2, 0]
    assert (column == 255).sum() == 4
    assert (column == 0).sum() == 4


def test_a_hair_line_is_pale_and_not_gone() -> None:
    line = lines_from([shapely.LineString([(600, 1001), (1400, 1001)])], 0, [LineStyle("#000000", 0.4)])
    darkest = ours([line])[:, WIDTH // 2, 0].min()
    assert 255 * 0.55 < darkest < 255 * 0.8


@pytest.mark.parametrize("far", [1e5, 1e7, 1e9])
@pytest.mark.parametrize("slope", [0.0, 0.5, -2.0])
def test_a_line_from_far_away_passes_where_it_should(far: float, slope: float) -> None:
    middle, way = np.array([1000.0, 1000.0]), np.array([1.0, slope])
    through = lines_from([shapely.LineString([middle - far * way, middle + far * way])], 0, [LineStyle("#000000", 3.0)])
    # The same line no longer than the picture needs.
    near = lines_from([shapely.LineString([middle - 900 * way, middle + 900 * way])], 0, through.styles)
    assert np.abs(ours([through]) - ours([near])).max() <= 3


def test_a_line_that_passes_by_leaves_nothing() -> None:
    line = lines_from([shapely.LineString([(-1e8, 1e8), (1e8, 1e8 + 5)])], 0, [LineStyle("#000000", 3.0)])
    corner = lines_from([shapely.LineString([(0, -1e6), (1e6, 0)])], 0, [LineStyle("#000000", 3.0)])
    assert (ours([line, corner]) == 255).all()


def test_dashes_and_hatches_are_left_to_qt() -> None:
    line = lines_from([shapely.LineString([(600, 1000), (1400, 1000)])], 0, [LineStyle("#000000", 2.0, dash=(8, 8))])
    square = areas_from([shapely.box(900, 900, 1100, 1100)], 0, [AreaStyle(fill="#FFEEDD", hatch="#000000")])
    assert np.abs(ours([line]) - by_qt([line])).max() == 0
    assert np.abs(ours([square]) - by_qt([square])).max() == 0


@pytest.mark.parametrize("shape", Shape)
@pytest.mark.parametrize("stroke", [None, "#FFFFFF"])
def test_symbols_look_as_qt_draws_them(shape: Shape, stroke: str | None) -> None:
    rng = np.random.default_rng(5)
    # So few that Qt draws each of them where it stands, and not a picture of it on the next pixel.
    xy = rng.uniform([700, 800], [1300, 1200], (250, 2))
    symbols = Symbols(xy, np.zeros(250, dtype=np.int64), (SymbolStyle(shape, 9.0, "#D55E00", stroke),))
    assert np.abs(ours([symbols]) - by_qt([symbols])).mean() < 2


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, 1e12, -1e12, 1e300])
def test_coordinates_that_are_none_are_left_out_and_far_ones_do_no_harm(value: float) -> None:
    xy = np.array([[900.0, 900], [1100, 900], [1100, 1100], [900, 1100], [900, 900]])
    broken = xy.copy()
    broken[2] = value
    both = np.concatenate([broken, xy])
    offsets = np.array([0, 5, 10])
    styles = (AreaStyle(fill="#336699", stroke="#000000"),)
    areas = Areas(both, offsets, np.array([0, 1, 2]), np.zeros(2, dtype=np.int64), styles)
    lines = Lines(both, offsets, np.zeros(2, dtype=np.int64), (LineStyle("#FF0000", 2.0),))
    symbols = Symbols(
        np.repeat(broken, 10, axis=0), np.zeros(50, dtype=np.int64), (SymbolStyle(Shape.STAR, 9, "#00FF00"),)
    )
    seen = ours([areas, lines, symbols])
    assert seen[HEIGHT // 2, WIDTH // 2].tolist() == [0x99, 0x66, 0x33, 255]


def test_nothing_to_paint_paints_nothing() -> None:
    empty = areas_from([None, shapely.Polygon()], 0, [AreaStyle(fill="#000000", stroke="#000000")])
    point = areas_from([shapely.Polygon([(1000, 1000)] * 4)], 0, [AreaStyle(fill="#000000")])
    none = Symbols(np.empty((0, 2)), np.empty(0, dtype=np.int64), ())
    assert (ours([empty, point, none]) == 255).all()


@settings(max_examples=60)
@example(points=[(500.0, 500.0), (500.0, 743.0), (699.0, 763.0)])
@example(points=[(1301.0, 763.0), (1500.0, 500.0), (1500.0, 743.0)])
@given(points=st.lists(st.tuples(st.floats(500, 1500), st.floats(500, 1500)), min_size=3, max_size=8))
def test_the_area_painted_is_the_area_inside(points: list[tuple[float, float]]) -> None:
    """Exact coverage: the shares of all pixels add up to the polygon's area in the picture."""
    shape = shapely.convex_hull(shapely.MultiPoint(points))
    if shape.geom_type != "Polygon" or shape.area < 1:
        return
    frame = shapely.box(*VIEW.bounds)
    seen = ours([areas_from([shape], 0, [AreaStyle(fill="#000000")])], ground=Qt.GlobalColor.transparent)
    inside = shapely.area(shapely.intersection(shape, frame)) / VIEW.metres_per_pixel**2
    edge = shapely.length(shapely.intersection(shapely.boundary(shape), frame)) / VIEW.metres_per_pixel
    assert seen[:, :, 3].sum() / 255 == pytest.approx(inside, abs=0.02 * edge + 0.1)


def test_until_the_kernels_are_compiled_qt_draws_the_map(monkeypatch: pytest.MonkeyPatch) -> None:
    shapes = areas_from(houses(50), 0, [AreaStyle(fill="#336699", stroke="#000000")])
    asked: list[str] = []

    def ready(room: str) -> bool:
        asked.append(room)
        return False

    monkeypatch.setattr("cityplanner.render.mass.ready", ready)
    assert np.array_equal(ours([shapes]), by_qt([shapes]))
    assert asked == ["render"]
