"""What the reader of GeoJSON leaves out or does not follow is told."""

import json
from pathlib import Path

import pytest

from cityplanner.io.features.read_features import choose_layer, read_features

POINT = {"type": "Point", "coordinates": [1.0, 2.0]}


def told(path: Path, geometry: object, **more: object) -> list[str]:
    feature = {"type": "Feature", "properties": {"name": "a"}, "geometry": geometry}
    path.write_text(json.dumps({"type": "FeatureCollection", **more, "features": [feature]}), encoding="utf-8")
    frame, problems = read_features(path, choose_layer(path, None))
    assert len(frame) == 1
    return [problem.message for problem in problems]


@pytest.mark.parametrize("part", [{"type": "Point"}, {"coordinates": [1, 2]}, "no shape", {"type": "Circle", "r": 1}])
def test_a_part_of_a_collection_that_is_no_shape_is_told(tmp_path: Path, part: object) -> None:
    collection = {"type": "GeometryCollection", "geometries": [POINT, part]}
    assert told(tmp_path / "map.geojson", collection) == [
        "1 feature consists of several shapes, of which some cannot be understood and were left out: feature 1."
    ]


def test_a_whole_collection_is_not(tmp_path: Path) -> None:
    inner = {"type": "GeometryCollection", "geometries": [POINT, POINT]}
    assert not told(tmp_path / "map.geojson", {"type": "GeometryCollection", "geometries": [POINT, inner]})


@pytest.mark.parametrize("kind", ["link", "name"])
def test_a_system_on_the_internet_is_told_and_a_named_one_is_not(tmp_path: Path, kind: str) -> None:
    known = {"link": {"href": "http://127.0.0.1:1/crs.wkt"}, "name": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}
    messages = told(tmp_path / "map.geojson", POINT, crs={"type": kind, "properties": known[kind]})
    assert [message.startswith("It names a page on the internet") for message in messages] == [True] * (kind == "link")
