"""Map files as they are: text in its true encoding, shapes mended, and sentences for what cannot be read."""

from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from cityplanner.errors import InputError
from cityplanner.io.features.read_features import choose_layer, read_features

NAMES = ["la Sagrada Família", "Peñón – «São João»", "plain"]


def _shapefile(path: Path, encoding: str, names: list[str], *, declared: str | None) -> Path:
    """A shapefile whose text is in ``encoding`` and whose ``.cpg`` says ``declared``, or is not there."""
    frame = gpd.GeoDataFrame(
        {"nom": names, "año": range(len(names))}, geometry=[shapely.Point(2, 41)] * len(names), crs="EPSG:4326"
    )
    frame.to_file(path, encoding=encoding)
    if declared is None:
        path.with_suffix(".cpg").unlink()
    else:
        path.with_suffix(".cpg").write_text(declared, encoding="ascii")
    return path


@pytest.mark.parametrize("encoding", ["UTF-8", "CP1252"])
@pytest.mark.parametrize("declared", [None, "UTF-8", "ISO-8859-1", "CP1252"])
def test_accents_are_right_whatever_a_shapefile_says_of_its_encoding(
    tmp_path: Path, encoding: str, declared: str | None
) -> None:
    path = _shapefile(tmp_path / "barris.shp", encoding, NAMES, declared=declared)
    frame, problems = read_features(path, "barris")
    assert frame["nom"].tolist() == NAMES
    assert frame["año"].tolist() == [0, 1, 2]
    assert problems == []


def test_an_encoding_that_only_the_file_knows_is_believed(tmp_path: Path) -> None:
    path = _shapefile(tmp_path / "barrios.shp", "CP850", ["São João", "Peñón"], declared="CP850")
    assert read_features(path, "barrios")[0]["nom"].tolist() == ["São João", "Peñón"]


def test_a_letter_cut_in_two_by_the_width_of_its_field_is_left_out(tmp_path: Path) -> None:
    path = _shapefile(tmp_path / "barris.shp", "UTF-8", ["Famílies", "abcdéfgh"], declared=None)
    table = path.with_suffix(".dbf")
    content = table.read_bytes()
    table.write_bytes(content.replace("abcdéfgh".encode(), "abcdabcdé".encode()[:9]))
    assert read_features(path, "barris")[0]["nom"].tolist() == ["Famílies", "abcdabcd"]


def test_geojson_that_is_not_utf8_is_read_all_the_same(tmp_path: Path) -> None:
    path = tmp_path / "barris.geojson"
    feature = '{"type":"Feature","properties":{"nom":"Família"},"geometry":{"type":"Point","coordinates":[2,41]}}'
    path.write_bytes(f'{{"type":"FeatureCollection","features":[{feature}]}}'.encode("cp1252"))
    assert read_features(path, "barris")[0]["nom"].tolist() == ["Família"]


def test_an_open_ring_is_closed_and_told(tmp_path: Path) -> None:
    path = tmp_path / "open.geojson"
    path.write_text('{"type":"Polygon","coordinates":[[[0,0],[2,0],[2,2],[0,2]]]}', encoding="utf-8")
    frame, (problem,) = read_features(path, "open")
    assert frame.geometry.iloc[0].area == 4
    assert "closed: feature 1" in problem.message


def test_a_shapefile_without_its_parts(tmp_path: Path) -> None:
    path = _shapefile(tmp_path / "barris.shp", "UTF-8", NAMES, declared=None)
    path.with_suffix(".dbf").unlink()
    frame, (problem,) = read_features(path, "barris")
    assert list(frame.columns) == ["geometry"]
    assert "barris.dbf" in problem.message
    path.with_suffix(".shx").unlink()
    with pytest.raises(InputError, match=r"barris\.shx"):
        read_features(path, "barris")


def test_one_of_several_layers_must_be_named(tmp_path: Path) -> None:
    path = tmp_path / "city.gpkg"
    frame = gpd.GeoDataFrame({"a": [1]}, geometry=[shapely.Point(0, 0)], crs="EPSG:32618")
    frame.to_file(path, layer="lamps")
    assert choose_layer(path, None) == "lamps"
    frame.to_file(path, layer="trees")
    assert choose_layer(path, "trees") == "trees"
    with pytest.raises(InputError, match="lamps, trees"):
        choose_layer(path, None)
    with pytest.raises(InputError, match=r"no layer cats.*lamps, trees"):
        choose_layer(path, "cats")


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.geojson", b'{"type": "FeatureCollection",\n "features": [', "line 2"),
        ("a.geojson", b"nombre,lat,long\nx,1,2\n", "rename it to end in .csv"),
        ("a.geojson", b'{"type": "Banana"}', "not valid GeoJSON"),
        ("a.json", b"[" * 100_000, "a.json"),
        ("a.gpkg", b"SQLite format 3\x00 and then nothing", "damaged"),
        ("a.fgb", b"fgb\x03 nothing more", "no layer"),
    ],
)
def test_what_cannot_be_read_is_a_sentence_with_the_name(tmp_path: Path, name: str, content: bytes, says: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(InputError, match=name) as caught:
        read_features(path, choose_layer(path, None))
    assert says in str(caught.value)
    assert str(tmp_path) not in str(caught.value)
