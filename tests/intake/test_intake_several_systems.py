"""Where several coordinate systems fit a file that names none, it is told how far apart they put it, and asked."""

import json
from pathlib import Path

import geopandas as gpd
import pytest
import shapely
from city_folder import wards

from cityplanner.intake.answers import read_answers
from cityplanner.intake.bring_in import planned_project
from cityplanner.intake.look import look_at
from cityplanner.intake.plan import PlanItem
from cityplanner.intake.planning import make_plan


def _folder(folder: Path, crs: str, west: float, south: float, name: str, points: list[tuple[float, float]]) -> Path:
    """Wards in ``crs``, and devices in metres in a table that says no system."""
    frame = wards(west=west, south=south).set_crs(crs, allow_override=True)
    frame.to_crs("EPSG:4326").to_file(folder / "wards.geojson")
    rows = [f"{place};{x};{y}" for place, (x, y) in enumerate(points)]
    (folder / name).write_text("\n".join(["id;x;y", *rows]), encoding="utf-8")
    return folder


def _item(folder: Path, key: str, lines: tuple[str, ...] = ()) -> PlanItem:
    found = look_at([folder])
    return next(item for item in make_plan(found, read_answers(lines, found)).items if item.key == key)


@pytest.mark.parametrize(
    ("crs", "west", "south", "other", "metres"),
    [
        ("EPSG:25830", 440_000.0, 4_470_000.0, "EPSG:23030", (150, 300)),
        ("EPSG:25831", 430_000.0, 4_580_000.0, "EPSG:23031", (150, 300)),
        ("EPSG:31983", 330_000.0, 7_395_000.0, "EPSG:29193", (30, 90)),
    ],
)
def test_systems_that_lie_apart_are_a_question(
    tmp_path: Path, crs: str, west: float, south: float, other: str, metres: tuple[float, float]
) -> None:
    points = [(west + 300, south + 300), (west + 900, south + 900), (west + 1500, south + 700)]
    folder = _folder(tmp_path, crs, west, south, "camaras.csv", points)
    item = _item(folder, "camaras.csv")
    (doubt,) = item.doubts
    assert "several fit" in doubt.message
    assert item.landing is not None
    offered = [fix.answer.crs for fix in item.fixes]
    assert offered[0] == item.landing.crs
    assert len(offered) > 1
    said = _item(folder, "camaras.csv", (f"camaras.csv:crs={other}",))
    assert not said.doubts
    assert said.landing is not None
    here, there = (
        gpd.GeoSeries([shapely.Point(*one.landing.bounds[:2])], crs="EPSG:4326").to_crs(crs).iloc[0]
        for one in (_item(folder, "camaras.csv", (f"camaras.csv:crs={crs}",)), said)
        if one.landing is not None
    )
    assert metres[0] < here.distance(there) < metres[1]


def test_the_doubt_is_told_with_the_study(tmp_path: Path) -> None:
    points = [(440_300.0, 4_470_300.0), (440_900.0, 4_470_900.0), (441_500.0, 4_470_700.0)]
    folder = _folder(tmp_path, "EPSG:25830", 440_000.0, 4_470_000.0, "camaras.csv", points)
    project = planned_project(make_plan(look_at([folder]), name="Villa"))
    assert len(project.scenarios["baseline"].devices) == 3
    assert [one.where for one in project.problems if "several fit" in one.message] == ["camaras.csv"]
    found = look_at([folder])
    plan = make_plan(found, read_answers(["camaras.csv:crs=EPSG:25830"], found), name="Villa")
    assert not any("several fit" in one.message for one in planned_project(plan).problems)


def test_systems_that_lie_at_the_same_place_are_no_question(tmp_path: Path) -> None:
    points = [(440_300.0, 4_470_300.0), (440_900.0, 4_470_900.0)]
    folder = _folder(tmp_path, "EPSG:25830", 440_000.0, 4_470_000.0, "camaras.csv", points)
    item = _item(folder, "camaras.csv", ("camaras.csv:crs=EPSG:32630",))
    assert not item.doubts
    assert not item.fixes


def test_a_map_that_names_no_system_is_asked_too(tmp_path: Path) -> None:
    folder = _folder(tmp_path, "EPSG:25830", 440_000.0, 4_470_000.0, "camaras.csv", [(440_300.0, 4_470_300.0)])
    line = {"type": "LineString", "coordinates": [[440_100, 4_470_100], [441_200, 4_471_200]]}
    feature = {"type": "Feature", "properties": {"highway": "primary"}, "geometry": line}
    (folder / "calles.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    item = _item(folder, "calles.geojson")
    assert item.role == "streets"
    assert any("several fit" in one.message for one in item.problems)
