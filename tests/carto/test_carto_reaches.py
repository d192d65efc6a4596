"""What devices reach, as an item for a map."""

from dataclasses import replace

import numpy as np
import pytest
import shapely
from small_city import SOUTH, WEST, small_project

from cityplanner.carto import reaches
from cityplanner.carto.reaches import reach_outlines, reach_style, reaches_in_hand
from cityplanner.carto.viewport import Viewport
from cityplanner.coverage.outlines import outlines
from cityplanner.model import Device, DeviceStatus, Family

WIFI, SIREN = "public-wifi-access-point", "siren"
CLOSE = Viewport(WEST + 500, SOUTH + 500, 0.5, 2000, 2000)


@pytest.fixture(autouse=True)
def _nothing_known():
    reaches._KNOWN.clear()


def device(id_: str, x: float, y: float, **other: object) -> Device:
    return Device(id_, WIFI, WEST + x, SOUTH + y, **other)


def types_of(project, *ids: str):
    return {id_: project.device_types[id_] for id_ in ids}


def test_shapes_are_true_to_a_quarter_of_a_pixel_and_have_no_more_corners_than_that_takes():
    project = small_project()
    devices = [device("a", 300, 500), device("b", 600, 500)]
    (exact, _other) = outlines(devices, project.device_types)
    corners = []
    for scale in (0.5, 2.0, 8.0, 32.0, 500.0):
        view = replace(CLOSE, metres_per_pixel=scale)
        (item,) = reach_outlines(devices, types_of(project, WIFI), project.city, view)
        assert len(item.shapes) == 2
        apart = shapely.hausdorff_distance(item.shapes[0], exact) / scale
        assert apart <= 0.75
        corners.append(shapely.get_num_coordinates(item.shapes[0]))
        assert item.shapes[0].is_valid
        assert not item.shapes[0].is_empty
    assert corners == sorted(corners, reverse=True)
    assert corners[-1] <= 5


def test_only_what_is_in_view_is_listed_and_only_who_serves():
    project = small_project()
    devices = [
        device("a", 300, 500),
        device("far", 90_000, 500),
        device("gone", 320, 500, status=DeviceStatus.RETIRED),
        Device("siren", SIREN, WEST + 400, SOUTH + 500),
        Device("odd", "unheard-of", WEST + 400, SOUTH + 500),
    ]
    (item,) = reach_outlines(devices, types_of(project, WIFI), project.city, CLOSE)
    assert len(item.shapes) == 1
    assert item.shapes[0].contains(shapely.Point(WEST + 300, SOUTH + 500))
    assert reach_outlines(devices[2:], types_of(project, WIFI), project.city, CLOSE) == []


def test_the_outline_of_a_device_that_has_not_changed_is_kept(monkeypatch):
    project = small_project()
    asked: list[str] = []

    def counted(devices, types, surroundings=None):
        asked.extend(one.id for one in devices)
        return outlines(devices, types, surroundings)

    monkeypatch.setattr(reaches, "outlines", counted)
    types = types_of(project, WIFI)
    devices = [device("a", 300, 500), device("b", 600, 500)]
    (first,) = reach_outlines(devices, types, project.city, CLOSE)
    assert asked == ["a", "b"]
    (again,) = reach_outlines(devices, types, project.city, CLOSE.panned(1, 1))
    assert again.shapes is first.shapes
    moved = [devices[0], replace(devices[1], x=devices[1].x + 50)]
    (after,) = reach_outlines(moved, types, project.city, CLOSE)
    assert asked == ["a", "b", "b"]
    assert after.shapes[0] is first.shapes[0]
    assert after.shapes[1].centroid.x == pytest.approx(first.shapes[1].centroid.x + 50)
    # From afar nothing is asked of the model again; another type asks for all.
    reach_outlines(moved, types, project.city, replace(CLOSE, metres_per_pixel=8.0))
    assert asked == ["a", "b", "b"]
    wider = replace(types[WIFI], coverage=replace(types[WIFI].coverage, parameters={"range_m": 10.0}))
    (small,) = reach_outlines(moved, {WIFI: wider}, project.city, CLOSE)
    assert asked[3:] == ["a", "b"]
    assert shapely.area(small.shapes) == pytest.approx(np.pi * 100, rel=0.05)


def test_over_colours_and_where_much_of_the_city_is_in_reach_there_is_a_line_alone():
    project = small_project()
    types = types_of(project, WIFI)
    few = [device("a", 300, 500)]
    many = [device(f"{x} {y}", x, y) for x in range(0, 4000, 100) for y in range(0, 1000, 100)]
    (pale,) = reach_outlines(few, types, project.city, CLOSE, filled=True)
    (bare,) = reach_outlines(many, types, project.city, CLOSE, filled=True)
    (over,) = reach_outlines(few, types, project.city, CLOSE)
    assert int(pale.style.fill[7:9], 16) <= 0.1 * 255 + 1
    assert bare.style.fill is over.style.fill is None
    assert bare.style.stroke == over.style.stroke == pale.style.stroke


def test_empty_reaches_are_no_trouble(monkeypatch):
    project = small_project()

    def empty(devices, types, surroundings=None):
        return np.array([shapely.Polygon()] * len(devices), dtype=object)

    monkeypatch.setattr(reaches, "outlines", empty)
    (item,) = reach_outlines([device("a", 300, 500)], types_of(project, WIFI), project.city, CLOSE)
    assert len(item.shapes) == 0
    (item,) = reaches_in_hand([device("a", 300, 500)], types_of(project, WIFI), CLOSE)
    assert item.shapes[0].is_empty


def test_the_hand_shows_what_is_in_it_more_strongly():
    project = small_project()
    (item,) = reaches_in_hand([device("a", 300, 500)], types_of(project, WIFI), CLOSE)
    kept = reach_style(Family.WIFI, filled=True)
    assert int(item.style.fill[7:9], 16) > int(kept.fill[7:9], 16)
    assert reaches_in_hand([Device("s", SIREN, WEST, SOUTH)], types_of(project, WIFI), CLOSE) == []
