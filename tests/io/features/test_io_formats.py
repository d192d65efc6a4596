"""Formats that offices hand over beside the usual ones, and files that only look like them."""

import json
from pathlib import Path

import geopandas as gpd
import pyogrio
import pytest
import shapely

from cityplanner.errors import InputError
from cityplanner.intake.describe_file import describe_file
from cityplanner.io import read_layer

PLACES = gpd.GeoDataFrame(
    {"name": ["Biblioteca", "Mercado"]}, geometry=shapely.points([[-75.5, 6.2], [-75.6, 6.3]]), crs="EPSG:4326"
)
NOWHERE = (
    'PROJCS["ETRS_1989_UTM_Zone_31N",GEOGCS["GCS_ETRS_1989",DATUM["D_ETRS_1989",SPHEROID["GRS_1'
    '980",6378137.0,298.257222101]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],'
    'PROJECTION["Tr9nsverse_Mercator"],PARAMETER["False_Easting",500000.0],PARAMETER["False_Nor'
    'thing",0.0],PARAMETER["Central_Meridian",3.0],PARAMETER["Scale_Factor",0.9996],PARAMETER["'
    'Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]'
)
"""A projection with a damaged word."""
TOPOLOGY = {
    "type": "Topology",
    "objects": {"lots": {"type": "Polygon", "arcs": [[0]], "properties": {"name": "Lote 1"}}},
    "arcs": [[[-75.5, 6.2], [-75.4, 6.2], [-75.4, 6.3], [-75.5, 6.2]]],
}


@pytest.mark.parametrize(
    ("ending", "driver"),
    [("kml", "KML"), ("kmz", "LIBKML"), ("geojsonl", "GeoJSONSeq"), ("ndjson", "GeoJSONSeq"), ("gdb", "OpenFileGDB")],
)
def test_points_with_names(tmp_path: Path, ending: str, driver: str) -> None:
    file = tmp_path / f"places.{ending}"
    pyogrio.write_dataframe(PLACES, file, driver=driver)
    layer, _problems = read_layer(file, "context")
    assert layer.frame["name"].tolist() == ["Biblioteca", "Mercado"]
    assert layer.frame.crs == "EPSG:4326"
    assert layer.source.file == file.name
    assert len(layer.source.sha256) == 64


def test_waypoints_and_tracks_of_a_gpx_are_layers_and_empty_ones_are_not(tmp_path: Path) -> None:
    file = tmp_path / "walk.gpx"
    pyogrio.write_dataframe(PLACES, file, driver="GPX", layer="waypoints")
    layer, _problems = read_layer(file, "context")
    assert layer.frame["name"].tolist() == ["Biblioteca", "Mercado"]
    assert describe_file(file).layers == ("waypoints",)


def test_a_drawing_has_no_coordinate_system_until_somebody_says_one(tmp_path: Path) -> None:
    file = tmp_path / "plan.dxf"
    line = gpd.GeoDataFrame({"Layer": ["0"]}, geometry=[shapely.LineString([(430000, 690000), (430500, 690000)])])
    with pytest.warns(UserWarning, match="crs"):
        pyogrio.write_dataframe(line, file, driver="DXF")
    layer, _problems = read_layer(file, "context", crs="EPSG:32618")
    assert layer.frame.crs == "EPSG:32618"
    assert layer.frame.geometry.length.iloc[0] == pytest.approx(500)


def test_a_topology(tmp_path: Path) -> None:
    file = tmp_path / "lots.topojson"
    file.write_text(json.dumps(TOPOLOGY))
    layer, _problems = read_layer(file, "context")
    assert layer.frame["name"].tolist() == ["Lote 1"]


@pytest.mark.parametrize("ending", ["kml", "gpx"])
def test_markup_with_entities_is_refused(tmp_path: Path, ending: str) -> None:
    file = tmp_path / f"evil.{ending}"
    file.write_text('<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><kml><Document>&a;</Document></kml>')
    with pytest.raises(InputError, match="not safe: it defines entities"):
        read_layer(file, "context")


@pytest.mark.parametrize("ending", ["kml", "gpx", "geojson", "fgb", "gpkg", "topojson", "dxf", "shp"])
def test_a_list_of_other_files_is_not_opened_whatever_it_is_called(tmp_path: Path, ending: str) -> None:
    secret = tmp_path / "secret.geojson"
    PLACES.to_file(secret)
    file = tmp_path / f"map.{ending}"
    file.write_text(
        f'<OGRVRTDataSource><OGRVRTLayer name="secret"><SrcDataSource>{secret}</SrcDataSource></OGRVRTLayer>'
        "</OGRVRTDataSource>"
    )
    with pytest.raises(InputError) as told:
        read_layer(file, "context")
    assert "map" in str(told.value)
    assert describe_file(file).features is None


def test_a_folder_that_is_no_geodatabase(tmp_path: Path) -> None:
    folder = tmp_path / "city.gdb"
    folder.mkdir()
    with pytest.raises(InputError, match="is a folder"):
        read_layer(folder, "context")
    (folder / "a00000001.gdbtable").write_bytes(b"nothing")
    with pytest.raises(InputError, match="cannot be read as a File Geodatabase"):
        read_layer(folder, "context")


def test_a_damaged_projection_is_called_so(tmp_path: Path) -> None:
    file = tmp_path / "places.shp"
    PLACES.to_file(file)
    file.with_suffix(".prj").write_bytes(b'GEOGCS["\x9f\x84"]')
    with pytest.raises(InputError, match=r"places\.prj is damaged"):
        read_layer(file, "context")


def test_a_column_that_is_called_geometry_stays_beside_the_shapes(tmp_path: Path) -> None:
    file = tmp_path / "places.shp"
    PLACES.rename(columns={"name": "geometri"}).to_file(file)
    table = file.with_suffix(".dbf")
    table.write_bytes(table.read_bytes().replace(b"geometri", b"geometry"))
    layer, _problems = read_layer(file, "context")
    assert len(layer.frame) == 2
    assert (layer.frame.geom_type == "Point").all()


def test_columns_without_names_get_some(tmp_path: Path) -> None:
    file = tmp_path / "places.shp"
    PLACES.assign(other=["x", "y"], third=["p", "q"]).to_file(file)
    table = file.with_suffix(".dbf")
    table.write_bytes(table.read_bytes().replace(b"other", b"\0" * 5).replace(b"third", b"\0" * 5))
    layer, _problems = read_layer(file, "context")
    assert layer.frame["name"].tolist() == ["Biblioteca", "Mercado"]
    assert {"column_2", "column_3"} <= set(layer.frame.columns)


def test_a_geopackage_whose_schema_is_no_text(tmp_path: Path) -> None:
    file = tmp_path / "places.gpkg"
    PLACES.to_file(file)
    file.write_bytes(file.read_bytes().replace(b"PRIMARY", b"\xedRIMARY", 1))
    with pytest.raises(InputError, match=r"places\.gpkg cannot be read as a GeoPackage"):
        read_layer(file, "context")
    assert describe_file(file).features is None


def test_a_coordinate_system_that_leads_nowhere(tmp_path: Path) -> None:
    file = tmp_path / "places.shp"
    PLACES.to_file(file)
    file.with_suffix(".prj").write_text(NOWHERE)
    with pytest.raises(InputError, match=r"coordinate system that places\.shp states cannot be used"):
        read_layer(file, "context")
    layer, _problems = read_layer(file, "context", crs="EPSG:4326")
    assert layer.frame.crs == "EPSG:4326"
