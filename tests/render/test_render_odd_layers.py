"""Layers that hold what no city has do not keep the others from being painted."""

import numpy as np
import pytest
import shapely
from odd_layers import ROLES, million, odd_geometries, odd_layer
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage, QPainter
from small_city import SOUTH, WEST, small_project

from cityplanner.carto.map_layers import base_above, base_below, map_names
from cityplanner.carto.viewport import Viewport
from cityplanner.model import Layer, Project
from cityplanner.render.mass import paint_into
from cityplanner.render.painter import paint_world

VIEW = Viewport(WEST + 2000, SOUTH + 500, 5.0, 800, 220)
CLOSE = Viewport(WEST + 100, SOUTH + 100, 0.5, 400, 300)


def painted(layers: list[Layer], view: Viewport) -> tuple[QImage, QImage]:
    """By the kernels, and by Qt as on paper."""
    project: Project = small_project()
    project.layers += layers
    scale = view.metres_per_pixel
    items = [*base_below(project, scale, view), *base_above(project, scale), *map_names(project, view)]
    images = []
    for _way in range(2):
        image = QImage(int(view.width_px), int(view.height_px), QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(Qt.GlobalColor.white)
        images.append(image)
    paint_into(images[0], items, view)
    painter = QPainter(images[1])
    paint_world(painter, items, view)
    painter.end()
    return images[0], images[1]


def colours(image: QImage) -> np.ndarray:
    return np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4).astype(int)


@pytest.mark.parametrize("view", [VIEW, CLOSE], ids=["far off", "close"])
@pytest.mark.parametrize("kind", odd_geometries())
def test_the_others_look_as_without_it(kind: str, view: Viewport) -> None:
    shapes = odd_geometries()[kind]
    with_it = painted([odd_layer(kind, shapes, role) for role in ROLES], view)
    without = painted([], view)
    for one, other in zip(with_it, without, strict=True):
        # What lies in view of it is small; the rest of the picture is as it was.
        assert (np.abs(colours(one) - colours(other)).max(axis=2) > 2).mean() < 0.01


@pytest.mark.parametrize("role", ["public-space", "buildings"])
def test_a_shape_of_a_million_points_is_seen(role: str) -> None:
    project_with = painted([odd_layer("million", [million()], role)], VIEW)
    without = painted([], VIEW)
    inside = VIEW.point_to_screen(WEST + 1500, SOUTH + 600)
    outside = VIEW.point_to_screen(WEST + 3500, SOUTH + 600)
    for one, other in zip(project_with, without, strict=True):
        assert QColor(one.pixel(*map(int, inside))) != QColor(other.pixel(*map(int, inside)))
        assert QColor(one.pixel(*map(int, outside))) == QColor(other.pixel(*map(int, outside)))


def test_both_ways_of_painting_agree_about_a_million_points() -> None:
    kernels, qt = painted([odd_layer("million", [million()], "public-space")], VIEW)
    assert np.abs(colours(kernels) - colours(qt)).mean() < 2


def test_a_line_across_the_world_is_seen_where_it_passes() -> None:
    line = shapely.LineString([(WEST - 1e12, SOUTH + 800), (WEST + 1e12, SOUTH + 800)])
    on, beside = VIEW.point_to_screen(WEST + 700, SOUTH + 800), VIEW.point_to_screen(WEST + 700, SOUTH + 850)
    kernels, qt = painted([odd_layer("line", [line], "context")], VIEW)
    empty, _same = painted([], VIEW)
    for image in (kernels, qt):
        column = [image.pixel(int(on[0]), int(on[1]) + step) for step in (-1, 0, 1)]
        assert column != [empty.pixel(int(on[0]), int(on[1]) + step) for step in (-1, 0, 1)]
        assert image.pixelColor(*map(int, beside)) == empty.pixelColor(*map(int, beside))
