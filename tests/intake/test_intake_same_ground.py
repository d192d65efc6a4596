"""A layer is another one's copy where its shapes lie on the same ground, not where there are as many."""

from pathlib import Path

import geopandas as gpd
import pytest
import shapely
from city_folder import CRS, make_folder, wards

from cityplanner.intake.look import look_at
from cityplanner.intake.plan import LEFT_OUT
from cityplanner.intake.planning import make_plan


def _roles(folder: Path) -> dict[str, str]:
    return {item.key: item.role for item in make_plan(look_at([folder])).items}


def _strips(count: int, *, down: bool = False) -> list[shapely.Geometry]:
    west, south, east, north = wards().total_bounds
    wide, high = (east - west) / count, (north - south) / count
    if down:
        return [shapely.box(west, south + place * high, east, south + (place + 1) * high) for place in range(count)]
    return [shapely.box(west + place * wide, south, west + (place + 1) * wide, north) for place in range(count)]


@pytest.mark.parametrize(
    ("name", "columns", "role"),
    [
        ("flood_hazard.gpkg", {"level": list("abcdefghijkl")}, "hazard"),
        ("zonas.gpkg", {"codigo": list("abcdefghijkl"), "nombre": list("ABCDEFGHIJKL")}, "context"),
        ("parques.gpkg", {"leisure": ["park"] * 12}, "public-space"),
    ],
)
def test_as_many_other_areas_in_the_same_box_are_kept(
    tmp_path: Path, name: str, columns: dict[str, list[str]], role: str
) -> None:
    folder = make_folder(tmp_path / "villa")
    for down in (False, True):
        gpd.GeoDataFrame(columns, geometry=_strips(12, down=down), crs=CRS).to_file(folder / name)
        roles = _roles(folder)
        assert roles["barrios.gpkg"] == "neighbourhoods"
        assert roles[name] == role


def test_as_many_other_lines_in_the_same_box_are_kept(tmp_path: Path) -> None:
    folder = make_folder(tmp_path / "villa")
    for name, down in (("calles.gpkg", False), ("rios.gpkg", True)):
        lines = [shape.boundary for shape in _strips(6, down=down)]
        gpd.GeoDataFrame({"nombre": list("abcdef")}, geometry=lines, crs=CRS).to_file(folder / name)
    roles = _roles(folder)
    assert LEFT_OUT not in (roles["calles.gpkg"], roles["rios.gpkg"])


@pytest.mark.parametrize("crs", ["EPSG:25830", "EPSG:4326", "EPSG:3857"])
def test_a_copy_in_another_order_and_another_system_is_left_out(tmp_path: Path, crs: str) -> None:
    folder = make_folder(tmp_path / "villa")
    wards().iloc[::-1].to_crs(crs).to_file(folder / "copia.geojson" if crs == "EPSG:4326" else folder / "copia.gpkg")
    roles = _roles(folder)
    assert sorted(roles[key] for key in roles if key.startswith(("barrios", "copia"))) == [LEFT_OUT, "neighbourhoods"]
