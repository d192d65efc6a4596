"""Files in a zip: the one that is meant is read, and a zip that could do harm is refused."""

import re
import stat
import struct
import zipfile
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from cityplanner.errors import InputError
from cityplanner.intake.describe_file import describe_file
from cityplanner.intake.look import look_at
from cityplanner.io import read_layer
from cityplanner.io.archive.names import unpacked_name
from cityplanner.model import Severity


def shapefile(folder: Path, name: str = "parks") -> list[Path]:
    folder.mkdir(exist_ok=True)
    frame = gpd.GeoDataFrame({"code": ["01"]}, geometry=[shapely.box(430000, 690000, 431000, 691000)], crs="EPSG:32618")
    frame.to_file(folder / f"{name}.shp")
    return sorted(folder.glob(f"{name}.*"))


def packed(path: Path, files: dict[str, bytes | Path]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content.read_bytes() if isinstance(content, Path) else content)
    return path


def test_a_shapefile_in_a_folder_of_a_zip(tmp_path: Path) -> None:
    parts = {f"data/{part.name}": part for part in shapefile(tmp_path / "in")}
    file = packed(tmp_path / "parks.zip", {**parts, "read me.pdf": b"%PDF", "__MACOSX/data/._parks.shp": b"x"})
    layer, _problems = read_layer(file, "context")
    assert len(layer.frame) == 1
    assert layer.frame.crs == "EPSG:32618"
    assert layer.source.file == "parks.zip"
    description = describe_file(file)
    assert (description.format, description.layers, description.features) == ("Shapefile (zip)", ("data/parks.shp",), 1)


def test_of_several_files_one_is_named(tmp_path: Path) -> None:
    parts = [*shapefile(tmp_path / "in"), *shapefile(tmp_path / "in", "lots")]
    file = packed(tmp_path / "two.zip", {part.name: part for part in parts})
    with pytest.raises(InputError, match=r"say which one with --layer: parks\.shp, lots\.shp"):
        read_layer(file, "context")
    layer, _problems = read_layer(file, "context", layer="parks.shp")
    assert len(layer.frame) == 1
    with pytest.raises(InputError, match=r"has no file other\.shp"):
        read_layer(file, "context", layer="other.shp")
    assert describe_file(file).layers == ("parks.shp", "lots.shp")


def test_a_public_transport_feed_gives_its_stops(tmp_path: Path) -> None:
    stops = "stop_id,stop_name,stop_lat,stop_lon\nA,Mercado,-30.02,-51.22\nB,Canoas,-29.92,-51.18\n"
    others = dict.fromkeys(("routes.txt", "trips.txt", "stop_times.txt"), b"id\n1\n")
    file = packed(tmp_path / "feed.zip", {"stops.txt": stops.encode(), **others})
    layer, _problems = read_layer(file)
    assert layer.role == "transit-stops"
    assert layer.frame["name"].tolist() == ["Mercado", "Canoas"]


def unsafe(path: Path, kind: str) -> Path:
    match kind:
        case "outside":
            return packed(path, {"../../parks.geojson": b"{}"})
        case "absolute":
            return packed(path, {"/etc/parks.geojson": b"{}"})
        case "drive":
            return packed(path, {"C:\\parks.geojson": b"{}"})
        case "bomb":
            return packed(path, {"parks.geojson": b" " * 300_000_000})
        case "damaged":
            whole = packed(path, {"parks.geojson": b"{}" * 1000}).read_bytes()
            path.write_bytes(whole[: len(whole) // 2])
        case "nothing":
            return packed(path, {"read me.pdf": b"%PDF"})
        case "many":
            return packed(path, {f"{number}.csv": b"x" for number in range(10_001)})
        case "broken inside":
            return packed(path, {"parks.geojson": b"{"})
    return path


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("outside", "not safe"),
        ("absolute", "not safe"),
        ("drive", "not safe"),
        ("bomb", "would grow to 0.3 GB"),
        ("damaged", "cannot be unpacked"),
        ("nothing", "holds no map or table that can be read"),
        ("many", "holds 10,001 files"),
        ("broken inside", "parks.geojson is not valid GeoJSON"),
    ],
)
def test_what_is_wrong_with_a_zip_is_said_and_nothing_is_left(tmp_path: Path, kind: str, words: str) -> None:
    file = unsafe(tmp_path / "city.zip", kind)
    with pytest.raises(InputError, match=words):
        read_layer(file, "context")
    problems = describe_file(file).problems
    assert any(words in problem.message for problem in problems if problem.severity is Severity.ERROR)
    assert [entry.name for entry in tmp_path.iterdir()] == ["city.zip"]


def test_the_lamp_posts_of_newcastle(shared_data: Path) -> None:
    layer, _problems = read_layer(shared_data / "cities/newcastle/newcastle_lamp_posts.zip", "devices")
    assert len(layer.frame) == 40_112


def test_the_stops_of_porto_alegre(shared_data: Path) -> None:
    counts = [
        len(read_layer(shared_data / f"cities/porto_alegre/{name}.zip")[0].frame)
        for name in ("poa_eptc", "poa_trensurb")
    ]
    assert counts == [3_986, 24]


PARK = (
    b'{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"name": "Leazes"}, '
    b'"geometry": {"type": "Point", "coordinates": [-1.62, 54.98]}}]}'
)
FOLDERS = (
    b'<kml xmlns="http://www.opengis.net/kml/2.2"><Document><Folder><name>trees</name><Placemark><name>a</name><Point>'
    b"<coordinates>-1.62,54.97</coordinates></Point></Placemark></Folder><Folder><name>paths</name><Placemark>"
    b"<LineString><coordinates>-1.62,54.97 -1.6,54.98</coordinates></LineString></Placemark></Folder>"
    b"<Folder><name>later</name></Folder></Document></kml>"
)


def patched(file: Path, at: int, value: int, width: str) -> Path:
    """The first entry in the list at the end of a zip with ``value`` written over its byte ``at``."""
    content = bytearray(file.read_bytes())
    struct.pack_into(width, content, content.index(b"PK\x01\x02") + at, value)
    file.write_bytes(content)
    return file


def odd(path: Path, kind: str) -> Path:
    match kind:
        case "link":
            entry = zipfile.ZipInfo("parks.geojson")
            entry.create_system, entry.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
            with zipfile.ZipFile(path, "w") as archive:
                archive.writestr(entry, "/etc/passwd")
        case "twice":
            with zipfile.ZipFile(path, "w") as archive:
                archive.writestr("parks.geojson", PARK)
                with pytest.warns(UserWarning, match="Duplicate name"):
                    archive.writestr("parks.geojson", b"{}")
        case "zip in it":
            return packed(path, {"inner.zip": packed(path, {"p.geojson": PARK}).read_bytes()})
        case "more than it says":
            return patched(packed(path, {"parks.geojson": PARK + b" " * 1_000_000}), 24, 50, "<I")
        case "unknown packing":
            return patched(packed(path, {"parks.geojson": PARK}), 10, 97, "<H")
    return path


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("link", r"parks\.geojson in city\.zip is only a link"),
        ("twice", r"city\.zip holds 2 files of the name parks\.geojson"),
        ("zip in it", r"city\.zip holds only another zip, inner\.zip"),
        ("more than it says", "cannot be unpacked: it is damaged"),
        ("unknown packing", "packed in a way that is not known here"),
    ],
)
def test_an_odd_zip_is_refused_in_a_sentence(tmp_path: Path, kind: str, words: str) -> None:
    file = odd(tmp_path / "city.zip", kind)
    with pytest.raises(InputError, match=words):
        read_layer(file, "context")
    problems = describe_file(file).problems
    assert [problem.severity for problem in problems] == [Severity.ERROR]
    assert re.search(words, problems[0].message)
    assert [entry.name for entry in tmp_path.iterdir()] == ["city.zip"]


def test_entries_that_share_their_bytes_do_not_pass_as_loosely_packed(tmp_path: Path) -> None:
    file = packed(tmp_path / "city.zip", {f"{number}.geojson": b" " * 15_000_000 for number in range(2)})
    content = bytearray(file.read_bytes())
    # Each claims to be packed into far more than the whole file has.
    start = -1
    while (start := content.find(b"PK\x01\x02", start + 1)) >= 0:
        struct.pack_into("<I", content, start + 20, 50_000_000)
    file.write_bytes(content)
    with pytest.raises(InputError, match="would grow to"):
        read_layer(file, "context", layer="0.geojson")


@pytest.mark.parametrize(
    "name",
    [
        *("CON.geojson", "aux/parks.geojson", "COM1.geojson", "a\\parks.geojson", "parks?.geojson"),
        *("n" * 300 + ".geojson", "/".join(["folder" * 9] * 90) + "/parks.geojson", "pa\nrks.geojson", "árbol.geojson"),
    ],
)
def test_a_file_is_read_whatever_its_name_in_the_zip(tmp_path: Path, name: str) -> None:
    file = packed(tmp_path / "city.zip", {name: PARK})
    layer, _problems = read_layer(file, "context")
    assert layer.frame["name"].tolist() == ["Leazes"]
    shown = describe_file(file).layers
    assert len(shown) == 1
    assert "\n" not in shown[0]
    again, _problems = read_layer(file, "context", layer=shown[0])
    assert len(again.frame) == 1


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        *(("nul.csv", "_nul.csv"), ("lpt9", "_lpt9"), ("console.csv", "console.csv"), ("../../x.shp", "x.shp")),
        *(("C:\\x.shp", "x.shp"), ("a:b.csv", "a_b.csv"), (".csv", "_.csv"), ("x.csv. .", "x.csv"), ("..", "_")),
        *(("par\u202ekml.csv", "par_kml.csv"), ("a\x1b[31m.csv", "a_[31m.csv")),
    ],
)
def test_names_that_are_safe_on_every_system(name: str, plain: str) -> None:
    assert unpacked_name(name) == plain


@given(st.text(max_size=400))
def test_every_name_can_be_written_in_a_folder(name: str) -> None:
    plain = unpacked_name(name)
    assert plain not in ("", ".", "..")
    assert not set(plain) & set('/\\:<>"|?*\0\n')
    assert len(plain.encode()) <= 255
    assert plain == plain.rstrip(". ")


def test_the_layers_of_the_files_in_a_zip_are_chosen_by_name(tmp_path: Path) -> None:
    one = packed(tmp_path / "one.zip", {"map.kml": FOLDERS})
    assert describe_file(one).layers == ("trees", "paths")
    with pytest.raises(InputError, match=r"say which one with --layer: trees, paths\b"):
        read_layer(one, "context")
    assert read_layer(one, "context", layer="paths")[0].frame.geom_type.tolist() == ["LineString"]
    two = packed(tmp_path / "two.zip", {"a/map.kml": FOLDERS, "parks.geojson": PARK})
    assert describe_file(two).layers == ("a/map.kml/trees", "a/map.kml/paths", "parks.geojson")
    for name in ("a/map.kml/paths", "map.kml/paths"):
        assert len(read_layer(two, "context", layer=name)[0].frame) == 1
    with pytest.raises(InputError, match=r"has no file lanes.*FILE/LAYER"):
        read_layer(two, "context", layer="lanes")
    with pytest.raises(InputError, match=r"map\.kml has no layer lanes"):
        read_layer(two, "context", layer="map.kml/lanes")
    found = {finding.layer: finding for finding in look_at([two])}
    assert found["a/map.kml/paths"].kind == "line"
    # A folder without features is a heading.
    assert "a/map.kml/later" not in found


def test_a_file_geodatabase_in_a_zip(tmp_path: Path) -> None:
    folder = tmp_path / "city.gdb"
    points = gpd.GeoDataFrame({"name": ["a"]}, geometry=[shapely.Point(-1.62, 54.98)], crs="EPSG:4326")
    for name in ("lamps", "trees"):
        points.to_file(folder, layer=name, driver="OpenFileGDB", mode="a" if folder.exists() else "w")
    file = packed(tmp_path / "city.zip", {f"data/city.gdb/{part.name}": part for part in folder.iterdir()})
    assert describe_file(file).layers == ("lamps", "trees")
    assert len(read_layer(file, "context", layer="trees")[0].frame) == 1


def test_tables_beside_the_layers_of_a_database_are_told(tmp_path: Path) -> None:
    file = tmp_path / "city.gpkg"
    points = gpd.GeoDataFrame({"name": ["a"]}, geometry=[shapely.Point(-1.62, 54.98)], crs="EPSG:4326")
    points.to_file(file, layer="lamps")
    pyogrio.write_dataframe(pd.DataFrame({"code": ["1"]}), file, layer="census")
    messages = [problem.message for problem in describe_file(file).problems]
    assert any("passed over: census" in message for message in messages)


def test_the_trains_of_porto_alegre_stop_at_24_stations(shared_data: Path) -> None:
    """The list says 23, which is what one gets by counting the ends of lines: the last line has none."""
    with zipfile.ZipFile(shared_data / "cities/porto_alegre/poa_trensurb.zip") as archive:
        text = archive.read("stops.txt")
    assert text.count(b"\n") - 1 == 23
    assert not text.endswith(b"\n")
    assert len({line.partition(b",")[0] for line in text.splitlines()[1:]}) == 24
