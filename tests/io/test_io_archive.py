"""Files in a zip: the one that is meant is read, and a zip that could do harm is refused."""

import zipfile
from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from cityplanner.errors import InputError
from cityplanner.io import read_layer
from cityplanner.io.describe_file import describe_file
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
