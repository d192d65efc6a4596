"""Latitude before longitude in files of features, and coordinates that were rounded too far."""

import json
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely

from cityplanner.intake.look import look_at
from cityplanner.intake.plan import Answer
from cityplanner.intake.planning import make_plan
from cityplanner.io import read_layer
from cityplanner.io.features.rounded import rounded_told
from cityplanner.model import Problem, Severity

_CITIES = {"Barcelona": (2.17, 41.38), "Bogotá": (-74.08, 4.61), "Berlin": (13.4, 52.5), "Lima": (-77.03, -12.05)}


def _areas(lon: float, lat: float, crs: str = "EPSG:4326") -> gpd.GeoDataFrame:
    """Nine squares of 1 km around a place."""
    utm = gpd.GeoSeries([shapely.Point(lon, lat)], crs="EPSG:4326").estimate_utm_crs()
    middle = gpd.GeoSeries([shapely.Point(lon, lat)], crs="EPSG:4326").to_crs(utm).iloc[0]
    boxes = [
        shapely.box(middle.x + x, middle.y + y, middle.x + x + 1000, middle.y + y + 1000)
        for x in (-1500, -500, 500)
        for y in (-1500, -500, 500)
    ]
    codes = [f"0{number}" for number in range(1, 10)]
    frame = gpd.GeoDataFrame({"code": codes, "name": [f"Ward {code}" for code in codes]}, geometry=boxes, crs=utm)
    return frame.to_crs(crs)


def _geojson(path: Path, frame: gpd.GeoDataFrame, *, latitude_first: bool, urn: str | None = None) -> Path:
    shapes = frame.geometry.to_numpy()
    if latitude_first:
        shapes = shapely.transform(shapes, lambda xy: xy[:, ::-1])
    features = [
        {
            "type": "Feature",
            "properties": {"code": code, "name": name},
            "geometry": shapely.geometry.mapping(shape),
        }
        for code, name, shape in zip(frame["code"], frame["name"], shapes, strict=True)
    ]
    content: dict[str, object] = {"type": "FeatureCollection", "features": features}
    if urn is not None:
        content["crs"] = {"type": "name", "properties": {"name": urn}}
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def _in_doubt(problems: list[Problem]) -> bool:
    return any("--swap-xy" in one.message for one in problems if one.severity is Severity.WARNING)


@pytest.mark.parametrize("urn", ["urn:ogc:def:crs:EPSG::4326", "urn:ogc:def:crs:EPSG::4258"])
@pytest.mark.parametrize("city", ["Barcelona", "Berlin"])
def test_latitude_first_as_the_name_of_the_system_says_is_asked(tmp_path: Path, city: str, urn: str) -> None:
    path = _geojson(tmp_path / "areas.geojson", _areas(*_CITIES[city]), latitude_first=True, urn=urn)
    layer, problems = read_layer(path, "neighbourhoods")
    assert _in_doubt(problems)
    layer, problems = read_layer(path, "neighbourhoods", swapped=True)
    assert not _in_doubt(problems)
    middle = shapely.union_all(layer.frame.geometry.to_numpy()).centroid
    assert (middle.x, middle.y) == pytest.approx(_CITIES[city], abs=0.01)


@pytest.mark.parametrize("urn", ["urn:ogc:def:crs:EPSG::4326", "urn:ogc:def:crs:OGC:1.3:CRS84", None])
@pytest.mark.parametrize("city", list(_CITIES))
def test_longitude_first_is_read_without_a_word(tmp_path: Path, city: str, urn: str | None) -> None:
    path = _geojson(tmp_path / "areas.geojson", _areas(*_CITIES[city]), latitude_first=False, urn=urn)
    layer, problems = read_layer(path, "neighbourhoods")
    assert not _in_doubt(problems)
    assert layer.frame.total_bounds[:2] == pytest.approx(np.array(_CITIES[city]), abs=0.05)


def test_what_lies_at_sea_and_on_land_the_other_way_round_is_asked(tmp_path: Path) -> None:
    # Lima with latitude first lies off Antarctica.
    path = _geojson(tmp_path / "areas.geojson", _areas(*_CITIES["Lima"]), latitude_first=True)
    assert _in_doubt(read_layer(path, "neighbourhoods")[1])


def test_latitudes_beyond_the_poles_are_put_right_and_told(tmp_path: Path) -> None:
    frame = _areas(121.0, 14.6)
    path = _geojson(tmp_path / "areas.geojson", frame, latitude_first=True)
    for swapped in (False, True):
        layer, problems = read_layer(path, "neighbourhoods", swapped=swapped)
        assert layer.frame.total_bounds == pytest.approx(frame.total_bounds)
        assert any("goes beyond 90" in one.message for one in problems)
    shapes = [f"{place};POLYGON(({y} {x}, {y + 0.01} {x}, {y} {x + 0.01}, {y} {x}))" for place, (x, y) in enumerate(
        [(121.0, 14.6), (121.01, 14.6), (121.02, 14.6)]
    )]  # fmt: skip
    (tmp_path / "shapes.csv").write_text("\n".join(["code;wkt", *shapes]), encoding="utf-8")
    layer, problems = read_layer(tmp_path / "shapes.csv", "neighbourhoods")
    assert layer.frame.total_bounds[:2].tolist() == [121.0, 14.6]
    assert any("goes beyond 90" in one.message for one in problems)


def test_the_doubt_is_a_question_in_a_plan(tmp_path: Path) -> None:
    urn = "urn:ogc:def:crs:EPSG::4326"
    path = _geojson(tmp_path / "areas.geojson", _areas(*_CITIES["Barcelona"]), latitude_first=True, urn=urn)
    found = look_at([path])
    (item,) = make_plan(found).items
    assert _in_doubt(list(item.problems))
    assert [fix.answer.swapped for fix in item.fixes] == [True, False]
    for swapped, lat in ((True, 41.38), (False, 2.17)):
        (item,) = make_plan(found, {item.key: Answer(swapped=swapped)}).items
        assert not _in_doubt(list(item.problems))
        assert item.landing is not None
        assert item.landing.bounds[1] == pytest.approx(lat, abs=0.05)


@pytest.mark.parametrize(
    ("xy", "crs", "told"),
    [
        ([(2.17, 41.38), (2.18, 41.38), (2.19, 41.37), (2.2, 41.39)], "EPSG:4326", "2 decimals"),
        ([(2.1, 41.4), (2.2, 41.3), (2.3, 41.4), (2.2, 41.4)], "EPSG:4326", "1 decimal "),
        (
            [(430e3, 4580e3), (431e3, 4581e3), (433e3, 4580e3), (434e3, 4582e3)],
            "EPSG:25831",
            "1,000",
        ),
        (
            [(430.1e3, 4580e3), (431e3, 4581.2e3), (433e3, 4580e3), (434e3, 4582e3)],
            "EPSG:25831",
            "100 m",
        ),
        ([(2.171, 41.38), (2.18, 41.38), (2.19, 41.37), (2.2, 41.39)], "EPSG:4326", None),
        ([(2.17, 41.38), (2.18, 41.38), (2.19, 41.37)], "EPSG:4326", None),
        (
            [(430012.5, 4580e3), (431e3, 4581e3), (433e3, 4580e3), (434e3, 4582e3)],
            "EPSG:25831",
            None,
        ),
    ],
)
def test_coordinates_that_were_rounded_too_far_are_told(
    xy: list[tuple[float, float]], crs: str, told: str | None
) -> None:
    frame = gpd.GeoDataFrame(geometry=gpd.points_from_xy(*zip(*xy, strict=True)), crs=crs)
    problems = rounded_told(frame, "wifi.csv")
    assert [told in one.message for one in problems if told] == [True] * bool(told)
    assert bool(problems) == (told is not None)
