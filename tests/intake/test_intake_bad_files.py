"""One bad file does not end the folder: it is named, left out, and the others become the study."""

import json
import zipfile
from pathlib import Path

import numpy as np
import pytest
import rasterio
import shapely
from city_folder import CRS, make_folder
from rasterio.transform import from_bounds

from cityplanner.intake import look
from cityplanner.intake.bring_in import planned_project
from cityplanner.intake.look import look_at
from cityplanner.intake.plan import LEFT_OUT, ImportPlan
from cityplanner.intake.planning import make_plan
from cityplanner.model import Project, Severity

_KML = '<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document>{}</Document></kml>'
_POINT = "<Placemark><name>{}</name><Point><coordinates>-3.705,40.382</coordinates></Point></Placemark>"


def _study(folder: Path) -> tuple[ImportPlan, Project]:
    plan = make_plan(look_at([folder]), name="Villa")
    assert plan.problem is None
    return plan, planned_project(plan)


def _told(project: Project, file: str) -> list[str]:
    return [one.message for one in project.problems if one.where == file and one.severity is Severity.WARNING]


def _raster(path: Path, values: np.ndarray) -> None:
    west, south, east, north = shapely.box(440_000, 4_470_000, 442_000, 4_471_500).bounds
    high, wide = values.shape
    options = {"tiled": True, "blockxsize": 16, "blockysize": 16, "compress": "deflate", "dtype": "float32", "count": 1}
    with rasterio.open(
        path, "w", driver="GTiff", height=high, width=wide, crs=CRS,
        transform=from_bounds(west, south, east, north, wide, high), **options,
    ) as raster:  # fmt: skip
        raster.write(values.astype(np.float32), 1)


def _damage(path: Path, blocks: int) -> None:
    """Overwrite the packed bytes of the last ``blocks`` blocks."""
    with rasterio.open(path) as raster:
        across, down = raster.width // 16, raster.height // 16
        places = [(column, row) for row in range(down) for column in range(across)][-blocks:]
        spans = [
            [int(raster.get_tag_item(f"BLOCK_{what}_{column}_{row}", "TIFF", bidx=1)) for what in ("OFFSET", "SIZE")]
            for column, row in places
        ]
    content = bytearray(path.read_bytes())
    for start, size in spans:
        content[start : start + size] = b"\xff" * size
    path.write_bytes(content)


@pytest.mark.parametrize(
    "cells",
    [
        [[1.5, 2.0], [], [3.0]],
        [["a", "b"], ["c"], []],
        [{"east": 1, "west": 2}, {}, None],
        [[{"type": "phone"}], [[1], [2]], "plain"],
    ],
)
def test_cells_that_are_lists_harm_nobody(tmp_path: Path, cells: list[object]) -> None:
    features = [
        {
            "type": "Feature",
            "properties": {"code": f"0{place}", "name": f"Ward {place}", "more": cell},
            "geometry": shapely.geometry.mapping(shapely.box(place / 100, 0, (place + 1) / 100, 0.01)),
        }
        for place, cell in enumerate(cells)
    ]
    (tmp_path / "areas.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    (tmp_path / "people.csv").write_text("code,population\n00,100\n01,200\n02,300\n")
    _plan, project = _study(tmp_path)
    assert project.city.neighbourhoods["population"].tolist() == [100, 200, 300]
    assert all(cell is None or isinstance(cell, str | float) for cell in project.city.neighbourhoods["more"])


@pytest.mark.parametrize(
    "placemarks",
    [
        "<Placemark><name>North</name><address>1 High Street</address></Placemark>",
        "<Placemark><name>A</name></Placemark><Placemark><name>B</name><description>x</description></Placemark>",
        "<Folder><name>Empty</name><Folder><name>Emptier</name></Folder></Folder>",
        "<NetworkLink><name>More</name><Link><href>http://127.0.0.1/x.kml</href></Link></NetworkLink>",
    ],
)
def test_markup_without_shapes_is_left_out(tmp_path: Path, placemarks: str) -> None:
    folder = make_folder(tmp_path / "villa")
    (folder / "libraries.kml").write_text(_KML.format(placemarks), encoding="utf-8")
    plan, project = _study(folder)
    assert all(item.role == LEFT_OUT for item in plan.items if item.finding.path.name == "libraries.kml")
    assert _told(project, "libraries.kml")
    assert project.city.neighbourhoods["population"].sum() == sum(100 + 10 * number for number in range(12))


def test_folders_in_folders_of_markup_are_the_layers_that_have_something(tmp_path: Path) -> None:
    inner = f"<Folder><name>Places</name>{_POINT.format('A')}</Folder>"
    markup = f"<Folder><name>North</name>{inner}</Folder><Folder><name>South</name>{inner}{_POINT.format('B')}</Folder>"
    file = tmp_path / "wifi.kml"
    file.write_text(_KML.format(markup), encoding="utf-8")
    with zipfile.ZipFile(tmp_path / "wifi.kmz", "w") as packed:
        packed.write(file, "doc.kml")
    for path in (file, tmp_path / "wifi.kmz"):
        findings = look_at([path])
        assert [finding.layer for finding in findings] == ["Places", "South", "Places (#2)"]
        assert not any(one.severity is Severity.ERROR for finding in findings for one in finding.description.problems)


def test_a_raster_with_broken_blocks_is_told_by_a_look(tmp_path: Path) -> None:
    _raster(tmp_path / "heights.tif", np.arange(48 * 48, dtype=float).reshape(48, 48))
    _damage(tmp_path / "heights.tif", 3)
    (finding,) = look_at([tmp_path / "heights.tif"])
    assert [(one.severity, "33" in one.message) for one in finding.description.problems] == [(Severity.WARNING, True)]


@pytest.mark.parametrize(("name", "blocks"), [("population.tif", 1), ("population.tif", 9), ("heights.tif", 9)])
def test_a_raster_that_cannot_be_used_is_left_out(tmp_path: Path, name: str, blocks: int) -> None:
    folder = make_folder(tmp_path / "villa")
    _raster(folder / name, np.full((48, 48), 7.0) + np.arange(48))
    _damage(folder / name, blocks)
    plan, project = _study(folder)
    assert next(item.role for item in plan.items if item.key == name) == LEFT_OUT
    assert "left out" in plan.problems[0].message
    assert ["damaged" in message for message in _told(project, name)] == [True]
    assert len(project.scenarios["baseline"].devices) == 2


def test_a_layer_that_is_nowhere_on_earth_is_left_out(tmp_path: Path) -> None:
    folder = make_folder(tmp_path / "villa")
    square = shapely.geometry.mapping(shapely.box(1e7, 1e7, 2e7, 2e7))
    feature = {"type": "Feature", "properties": {"leisure": "park"}, "geometry": square}
    layer = {"type": "FeatureCollection", "features": [feature]}
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4258"}}
    (folder / "parks.geojson").write_text(json.dumps({**layer, "crs": crs}))
    plan, project = _study(folder)
    assert next(item.role for item in plan.items if item.key == "parks.geojson") == LEFT_OUT
    assert _told(project, "parks.geojson")


def test_a_fault_in_a_reader_costs_one_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = make_folder(tmp_path / "villa")
    sound = look._look_at_file

    def faulty(path: Path, name: str) -> object:
        if path.suffix == ".csv":
            raise ZeroDivisionError
        return sound(path, name)

    monkeypatch.setattr(look, "_look_at_file", faulty)
    _plan, project = _study(folder)
    assert _told(project, "poblacion.csv") == [
        "It was left out: poblacion.csv cannot be read; something in it is not as it should be."
    ]
    assert len(project.city.neighbourhoods) == 12
