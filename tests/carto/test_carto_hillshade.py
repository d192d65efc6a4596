"""Light falls from the north-west."""

import numpy as np
import pytest

from cityplanner.carto.hillshade import hillshade, shade_picture


def plane(east: float, north: float) -> np.ndarray:
    """Heights that rise by ``east`` and ``north`` metres a metre; 40 cells of 10 m."""
    x, y = np.meshgrid(np.arange(40) * 10.0, np.arange(40)[::-1] * 10.0)
    return x * east + y * north


def middle(heights: np.ndarray) -> float:
    return float(hillshade(heights, 10.0, exaggeration=1.0)[20, 20])


def test_flat_ground_is_lit_alike_everywhere() -> None:
    light = hillshade(np.full((20, 30), 700.0), 10.0)
    assert light == pytest.approx(np.sin(np.radians(45)))


def test_a_slope_that_faces_the_light_is_brightest() -> None:
    facing, away = plane(0.5, -0.5), plane(-0.5, 0.5)
    assert middle(facing) > middle(np.zeros((40, 40))) > middle(away)
    turned = [middle(plane(-np.sin(a), -np.cos(a))) for a in np.radians(np.arange(0, 360, 15))]
    assert 285 <= np.argmax(turned) * 15 <= 345


def test_the_light_on_a_plane_is_the_cosine_to_its_normal() -> None:
    """By hand, for the main light alone: a plane that rises by half to the north-east."""
    dx = dy = 0.5
    normal = np.array([-dx, -dy, 1]) / np.sqrt(1 + dx * dx + dy * dy)
    lights = [(315, 0.55), (270, 0.15), (360, 0.15), (225, 0.15)]
    sun = [(np.sin(np.radians(a)), np.cos(np.radians(a))) for a, _part in lights]
    altitude = np.radians(45)
    expected = sum(
        part * max(0.0, float(normal @ np.array([e * np.cos(altitude), n * np.cos(altitude), np.sin(altitude)])))
        for (e, n), (_a, part) in zip(sun, lights, strict=True)
    )
    assert middle(plane(dx, dy)) == pytest.approx(expected)


def test_where_there_is_no_height_there_is_no_shade() -> None:
    heights = plane(0.2, 0.2)
    heights[5, 5] = np.nan
    light = hillshade(heights, 10.0)
    assert np.isnan(light[5, 5])
    assert shade_picture(light)[5, 5, 3] == 0
    assert (shade_picture(hillshade(np.zeros((5, 5)), 10.0))[..., 3] == 0).all()
