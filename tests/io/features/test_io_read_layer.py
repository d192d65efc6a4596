"""Files become layers with canonical columns, and everything that was done on the way is told."""

import hashlib
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely

from cityplanner.errors import InputError
from cityplanner.io import read_layer
from cityplanner.model import Problem, Severity

CRS = "EPSG:25831"


def _write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def _squares(path: Path, **columns: object) -> Path:
    shapes = [shapely.box(x, 4_580_000, x + 900, 4_580_900) for x in (430_000, 431_000, 432_000)]
    gpd.GeoDataFrame(columns, geometry=shapes, crs=CRS).to_file(path)
    return path


def _warnings(problems: list[Problem]) -> list[str]:
    return [problem.message for problem in problems if problem.severity is not Severity.INFO]


@pytest.mark.parametrize("ending", ["gpkg", "shp", "geojson", "fgb"])
def test_every_format_comes_to_the_same(tmp_path: Path, ending: str) -> None:
    path = _squares(
        tmp_path / f"els_barris.{ending}", CODI=["01", "02", "03"], NOM=["Raval", "Gòtic", "Sants"], web=["a", "b", "c"]
    )
    layer, problems = read_layer(path, "neighbourhoods")
    assert list(layer.frame.columns) == ["id", "name", "web", "geometry"]
    frame = layer.frame.sort_values("id")  # a FlatGeobuf has an order of its own
    assert frame["id"].tolist() == ["01", "02", "03"]
    assert frame["name"].tolist() == ["Raval", "Gòtic", "Sants"]
    assert layer.frame.index.tolist() == [0, 1, 2]
    assert layer.guesses == {"id": "CODI", "name": "NOM"}
    assert (layer.role, layer.name) == ("neighbourhoods", "els barris")
    (told,) = problems
    assert told.severity is Severity.INFO
    assert "CODI → id" in told.message
    assert frame.to_crs(CRS).geometry.iloc[0].centroid.distance(shapely.Point(430_450, 4_580_450)) < 0.1


def test_the_source_can_be_checked_and_says_nothing_of_the_person(tmp_path: Path) -> None:
    path = _squares(tmp_path / "barris.gpkg", id=["1", "2", "3"])
    source = read_layer(path, "neighbourhoods")[0].source
    assert source is not None
    assert (source.file, source.role) == ("barris.gpkg", "neighbourhoods")
    assert source.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


def test_columns_that_are_named_go_before_those_that_are_recognised(tmp_path: Path) -> None:
    path = _squares(tmp_path / "b.gpkg", id=["x", "y", "z"], CODI=["1", "2", "3"], POB=[5, 6, 7], kids=[1, 2, 3])
    layer, problems = read_layer(path, "neighbourhoods", fields={"id": "codi", "population": "POB", "infants": "kids"})
    assert layer.frame["id"].tolist() == ["1", "2", "3"]
    assert layer.frame["id_2"].tolist() == ["x", "y", "z"]
    assert layer.frame["population"].tolist() == [5, 6, 7]
    assert layer.frame["infants"].tolist() == [1, 2, 3]
    assert problems == []
    with pytest.raises(InputError, match=r"b\.gpkg has no column nothere; it has: id, CODI"):
        read_layer(path, "neighbourhoods", fields={"id": "nothere"})
    with pytest.raises(InputError, match="have no field speed"):
        read_layer(path, "boundary", fields={"speed": "POB"})


def test_figures_that_are_none_are_missing_and_told_with_their_row(tmp_path: Path) -> None:
    path = _squares(tmp_path / "b.gpkg", id=["1", "2", "3"], poblacion=["1.846", "lots", "-5"])
    layer, problems = read_layer(path, "neighbourhoods")
    assert np.array_equal(layer.frame["population"], [1846, np.nan, np.nan], equal_nan=True)
    assert any("1.846" in problem.message and "1,846" in problem.message for problem in problems)
    text, negative = _warnings(problems)
    assert "2: “lots”" in text
    assert "3: -5" in negative


def test_codes_that_became_numbers_are_codes_again(tmp_path: Path) -> None:
    path = _squares(tmp_path / "b.gpkg", codigo=[1.0, 2.0, np.nan], area=[1.5, 2.5, 3.5])
    layer, _problems = read_layer(path, "neighbourhoods")
    assert layer.frame["id"].tolist()[:2] == ["1", "2"]
    assert layer.frame["id"].isna().tolist() == [False, False, True]
    assert layer.frame["area"].tolist() == [1.5, 2.5, 3.5]


def test_single_years_of_age_become_groups(tmp_path: Path) -> None:
    ages = {str(year): [1, 2, 3] for year in range(91)}
    layer, _problems = read_layer(_squares(tmp_path / "b.gpkg", id=["a", "b", "c"], **ages), "neighbourhoods")
    assert layer.frame["age_0_14"].tolist() == [15, 30, 45]
    assert layer.frame["age_65_plus"].tolist() == [26, 52, 78]
    assert list(layer.frame.columns) == ["id", "age_0_14", "age_15_64", "age_65_plus", "geometry"]


@pytest.mark.parametrize("names", ["lon,lat", "Longitud,Latitud", "lng,lat", "long,latitude", "LON,LAT"])
def test_columns_of_degrees_are_known_by_name(tmp_path: Path, names: str) -> None:
    layer, problems = read_layer(_write(tmp_path / "p.csv", f"id,{names}\n007,2.17,41.38\n008,2.2,41.4\n"), "devices")
    assert shapely.get_coordinates(layer.frame.geometry.array).tolist() == [[2.17, 41.38], [2.2, 41.4]]
    assert layer.frame.crs == "EPSG:4326"
    assert layer.frame["id"].tolist() == ["007", "008"]
    assert problems == []


@pytest.mark.parametrize(
    "names", ["x;y", "X;Y", "este;norte", "Easting;Northing", "coord_x;coord_y", "ETRS89_COORD_X;ETRS89_COORD_Y"]
)
def test_columns_of_metres_need_a_system(tmp_path: Path, names: str) -> None:
    path = _write(tmp_path / "p.csv", f"{names};nom\n430000,5;4580000,25;Sants\n")
    with pytest.raises(InputError, match=r"p\.csv .*--crs"):
        read_layer(path, "devices")
    layer, _problems = read_layer(path, "devices", crs="25831")
    assert shapely.get_coordinates(layer.frame.geometry.array).tolist() == [[430_000.5, 4_580_000.25]]
    assert layer.frame["name"].tolist() == ["Sants"]


def test_of_two_pairs_of_columns_the_system_that_is_given_decides(tmp_path: Path) -> None:
    path = _write(tmp_path / "p.csv", "x,y,lon,lat\n430000,4580000,2.163,41.369\n")
    assert read_layer(path, "devices")[0].frame.crs == "EPSG:4326"
    layer, problems = read_layer(path, "devices", crs=CRS)
    assert layer.frame.geometry.iloc[0].x == 430_000
    assert problems == []


def test_columns_of_coordinates_can_be_named(tmp_path: Path) -> None:
    path = _write(tmp_path / "p.csv", "a,b,lon,lat\n430000,4580000,0,0\n")
    layer, _problems = read_layer(path, "devices", crs=CRS, fields={"x": "A", "y": "b"})
    assert layer.frame.geometry.iloc[0].y == 4_580_000
    with pytest.raises(InputError, match="nothere"):
        read_layer(path, "devices", crs=CRS, fields={"x": "nothere", "y": "b"})


def test_shapes_as_text_make_areas(tmp_path: Path) -> None:
    path = _write(tmp_path / "b.csv", "barrio;wkt\nBoca;POLYGON ((2 41,2.1 41,2.1 41.1,2 41))\nPalermo;POLYGON ((\n")
    layer, problems = read_layer(path, "neighbourhoods")
    assert layer.frame["name"].tolist() == ["Boca"]
    assert layer.frame.geometry.iloc[0].geom_type == "Polygon"
    assert any("cannot be understood: row 3" in message for message in _warnings(problems))


def test_rows_without_coordinates_are_told_by_their_row(tmp_path: Path) -> None:
    path = _write(tmp_path / "p.csv", "nom,lon,lat\na,2,41\nb,,\nc,two,41\nd,2,41\n")
    layer, problems = read_layer(path, "context")
    assert layer.frame["name"].tolist() == ["a", "d"]
    bad, gone = _warnings(problems)
    assert "row 4" in bad
    assert "b, c" in gone


def test_degrees_that_are_metres_are_refused(tmp_path: Path) -> None:
    path = _write(tmp_path / "p.csv", "longitud,latitud\n430000,4580000\n")
    with pytest.raises(InputError, match=r"metres.*--crs"):
        read_layer(path, "devices")
    assert read_layer(path, "devices", crs=CRS)[0].frame.crs == CRS


def test_an_old_geojson_says_its_own_system(tmp_path: Path) -> None:
    crs = '"crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::25831"}},'
    feature = '{"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":[430000,4580000]}}'
    text = '{"type":"FeatureCollection",%s"features":[' + feature + "]}"
    assert read_layer(_write(tmp_path / "old.geojson", text % crs), "devices")[0].frame.crs == CRS
    with pytest.raises(InputError, match="--crs"):
        read_layer(_write(tmp_path / "new.geojson", text % ""), "devices")


@pytest.mark.parametrize(
    ("role", "text"),
    [
        ("people", "id,lon,lat,population\n1,2,41,5\n"),
        ("devices", "id,lon,lat,equipament\n1,2,41,x\n"),
        ("transit-stops", "stop_id,lon,lat\n1,2,41\n"),
        (
            "neighbourhoods",
            'codi,wkt\n1,"POLYGON ((2 41,2.1 41,2.1 41.1,2 41))"\n2,"POLYGON ((2 41,2.1 41,2.1 41.1,2 41))"\n',
        ),
        ("boundary", 'nom,wkt\nBcn,"POLYGON ((2 41,2.1 41,2.1 41.1,2 41))"\n'),
        ("buildings", 'building,wkt\nyes,"POLYGON ((2 41,2.1 41,2.1 41.1,2 41))"\n'),
        ("streets", 'highway,wkt\nprimary,"LINESTRING (2 41,2.1 41)"\n'),
        ("context", 'tooltip,wkt\nx,"LINESTRING (2 41,2.1 41)"\n'),
    ],
)
def test_what_a_file_is_is_guessed_and_told(tmp_path: Path, role: str, text: str) -> None:
    layer, problems = read_layer(_write(tmp_path / "f.csv", text))
    assert layer.role == role
    assert problems[0].severity is Severity.INFO


def test_the_wrong_kind_of_file_is_refused(tmp_path: Path) -> None:
    table = _write(tmp_path / "t.csv", "code,people\n1,2\n")
    with pytest.raises(InputError, match=r"t\.csv has no columns of coordinates"):
        read_layer(table)
    points = _write(tmp_path / "p.csv", "lon,lat\n2,41\n")
    with pytest.raises(InputError, match=r"p\.csv holds points, but polygons are needed"):
        read_layer(points, "neighbourhoods")
    with pytest.raises(InputError, match="neighbourhoods"):
        read_layer(points, "castles")
    with pytest.raises(InputError, match=r"letter\.docx"):
        read_layer(_write(tmp_path / "letter.docx", "Dear planner"))
    with pytest.raises(InputError, match=r"empty\.geojson is empty"):
        read_layer(_write(tmp_path / "empty.geojson", ""))
    with pytest.raises(InputError, match=r"nowhere\.shp"):
        read_layer(tmp_path / "nowhere.shp")
    with pytest.raises(InputError, match="folder"):
        read_layer(tmp_path)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("wards.dbf", r"wards\.dbf is a part of a Shapefile; choose wards\.shp beside it"),
        ("wards.PRJ", r"wards\.PRJ is a part of a Shapefile; choose wards\.shp beside it"),
        ("alone.dbf", r"alone\.dbf is of a kind that cannot be read; use GeoPackage"),
        ("wards.7z", r"wards\.7z is packed; unpack it and choose a file in it"),
        ("wards.csv.gz", r"wards\.csv\.gz is packed"),
    ],
)
def test_what_is_beside_or_around_a_file_leads_to_it(tmp_path: Path, name: str, sentence: str) -> None:
    for file in ("wards.shp", name):
        (tmp_path / file).write_bytes(b"something")
    with pytest.raises(InputError, match=sentence):
        read_layer(tmp_path / name)
