"""Public transport feeds: stops with their lines, and the lines, from a zip or a folder, whatever is wrong."""

import zipfile
from pathlib import Path

import pytest
import shapely

from cityplanner.errors import InputError
from cityplanner.intake.describe_file import describe_file
from cityplanner.intake.find_files import files_in
from cityplanner.intake.look import look_at
from cityplanner.io import read_layer
from cityplanner.io.transit.gtfs import feed_parts, is_feed, read_feed

STOPS = """stop_id,stop_name,stop_lat,stop_lon,location_type,parent_station
A,Plaza,43.0,7.0,0,S
A2,Plaza otro lado,43.0001,7.0001,,S
B,Mercado,43.01,7.01,0,
C,Hospital,43.02,7.02,,
S,Estación Plaza,43.0,7.0,1,
E,Entrada,43.0,7.0,2,S
T,Terminal,43.03,7.03,1,
"""
ROUTES = """route_id,route_short_name,route_long_name,route_type,route_color
r1,10,Plaza - Hospital,3,ff8800
r2,,Tranvía,0,
r3,2,,900,
"""
TRIPS = """trip_id,route_id,shape_id,direction_id
t1,r1,s1,0
t2,r1,s2,0
t3,r1,s1,0
t4,r2,,0
t5,r3,,0
"""
STOP_TIMES = """trip_id,arrival_time,departure_time,stop_id,stop_sequence
t1,8:00:00,8:00:00,A,10
t1,8:10:00,8:10:00,B,20
t4,8:00:00,8:00:00,C,3
t4,8:00:00,8:00:00,B,1
t4,8:00:00,8:00:00,A2,2
t5,8:00:00,8:00:00,B,1
t5,8:00:00,8:00:00,C,2
"""
SHAPES = """shape_id,shape_pt_lat,shape_pt_lon,shape_pt_sequence
s1,43.0,7.0,1
s1,43.02,7.02,3
s1,43.01,7.0,2
s2,43.0,7.0,1
s2,44.0,8.0,2
"""


def tables(**changed: str) -> dict[str, str]:
    whole = {"stops": STOPS, "routes": ROUTES, "trips": TRIPS, "stop_times": STOP_TIMES, "shapes": SHAPES}
    return {f"{name}.txt": text for name, text in {**whole, **changed}.items() if text}


def zipped(tmp_path: Path, within: str = "", **changed: str) -> Path:
    path = tmp_path / "feed.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in tables(**changed).items():
            archive.writestr(f"{within}{name}", text)
    return path


def folder(tmp_path: Path) -> Path:
    place = tmp_path / "feed"
    place.mkdir()
    for name, text in {**tables(), "agency.txt": "agency_id\n1\n"}.items():
        (place / name).write_text(text, encoding="utf-8")
    return place


def messages(path: Path) -> list[str]:
    return [problem.message for problem in read_feed(path).problems]


def test_stops_say_which_lines_serve_them(tmp_path: Path) -> None:
    stops = read_feed(zipped(tmp_path)).stops
    # A station counts by its stops, or by itself where it has none; entrances do not.
    assert stops["id"].tolist() == ["A", "A2", "B", "C", "T"]
    assert dict(zip(stops["id"], stops["line"].fillna(""), strict=True)) == {
        "A": "10",
        "A2": "Tranvía",
        "B": "Tranvía, 2, 10",
        "C": "Tranvía, 2",
        "T": "",
    }
    assert stops.crs.to_epsg() == 4326


def test_lines_take_the_way_of_most_trips_or_go_from_stop_to_stop(tmp_path: Path) -> None:
    routes = read_feed(zipped(tmp_path)).routes.set_index("line")
    assert routes["name"].to_dict() == {"10": "Plaza - Hospital", "Tranvía": "Tranvía", "2": "2"}
    assert routes["kind"].to_dict() == {"10": "bus", "Tranvía": "tram", "2": "tram"}
    assert routes.loc["10", "colour"] == "#FF8800"
    drawn = shapely.get_coordinates(routes.loc["10", "geometry"]).tolist()
    assert drawn == [[7.0, 43.0], [7.0, 43.01], [7.02, 43.02]]
    by_stops = shapely.get_coordinates(routes.loc["Tranvía", "geometry"]).tolist()
    assert by_stops == [[7.01, 43.01], [7.0001, 43.0001], [7.02, 43.02]]


def test_a_folder_is_a_feed_as_a_zip_is(tmp_path: Path) -> None:
    place = folder(tmp_path)
    assert files_in([place]) == [place / "stops.txt"]
    assert is_feed(place / "stops.txt")
    from_folder, from_zip = read_feed(place / "stops.txt"), read_feed(zipped(tmp_path))
    assert from_folder.stops.equals(from_zip.stops)
    assert from_folder.routes["line"].tolist() == from_zip.routes["line"].tolist()


def test_a_study_is_offered_both(tmp_path: Path) -> None:
    found = {finding.role: finding for finding in look_at([folder(tmp_path)])}
    assert set(found) == {"transit-stops", "transit-lines"}
    assert (found["transit-lines"].layer, found["transit-lines"].kind) == ("routes", "line")
    packed = zipped(tmp_path, within="gtfs/")
    assert [part.title for part in feed_parts(packed)] == ["Transit stops", "Transit lines"]
    layer, _problems = read_layer(packed, layer="routes")
    assert layer.role == "transit-lines"
    layer, _problems = read_layer(packed)
    assert layer.role == "transit-stops"
    description = describe_file(packed)
    assert (description.format, description.contents) == ("GTFS", {"transit-stops": 5, "transit-lines": 3})
    with pytest.raises(InputError, match="has no layer trips; it has: stops, routes"):
        read_layer(packed, layer="trips")


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        (
            {"stops": STOPS + "X,Nowhere,0,0,,\nY,Beyond,95,7,,\nZ,No figure,north,7,,\n"},
            "3 stops have no usable coord",
        ),
        ({"stop_times": STOP_TIMES + "t1,,,GONE,30\n"}, "1 stop of the timetable is not among the stops: GONE"),
        ({"stop_times": ""}, "no stop_times.txt, so which lines serve a stop is not known"),
        (
            {"routes": ROUTES + "r9,9,Nowhere,3,\n"},
            "1 line has no trips with stops or a way, and is not on the map: r9",
        ),
        ({"stops": STOPS + "D,Plaza, Norte,43,7,0,\n"}, "1 stop has no usable coordinates and was left out: D"),
    ],
)
def test_what_is_wrong_with_a_feed_is_told(tmp_path: Path, changed: dict[str, str], says: str) -> None:
    assert any(says in message for message in messages(zipped(tmp_path, **changed)))


def test_odd_writing_is_read_all_the_same(tmp_path: Path) -> None:
    odd = "\ufeff" + STOPS.replace("\n", "\r\n").replace("stop_name", " stop_name ").replace("B,", " B , ")
    stops = read_feed(zipped(tmp_path, stops=odd)).stops
    assert stops["name"].tolist() == ["Plaza", "Plaza otro lado", "Mercado", "Hospital", "Terminal"]
    assert not messages(zipped(tmp_path, stops=odd))


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"stops": "stop_id,stop_name\nA,Plaza\n"}, "feed.zip has no stops with coordinates"),
        ({"stops": ""}, "holds several files|holds no map|no file"),
        ({"trips": 'trip_id,route_id\n"open'}, "trips.txt in feed.zip cannot be read as a table"),
    ],
)
def test_what_is_no_feed_is_a_sentence(tmp_path: Path, changed: dict[str, str], says: str) -> None:
    with pytest.raises(InputError, match=says):
        read_layer(zipped(tmp_path, **changed))


def test_real_feeds(shared_data: Path) -> None:
    place = shared_data / "cities" / "porto_alegre"
    buses, trains = read_feed(place / "poa_eptc.zip"), read_feed(place / "poa_trensurb.zip")
    assert (len(buses.stops), len(buses.routes), buses.problems) == (3986, 115, ())
    # The last of the 24 stops stands in a line without an end, which one who counts line ends misses.
    assert (len(trains.stops), trains.routes["kind"].tolist()) == (24, ["rail", "rail"])
    assert trains.stops["line"].notna().all()
    for feed in ("transitfeed/good_feed.zip", "transitfeed/bad_eol.zip"):
        assert len(read_feed(shared_data / "gtfs" / feed).stops) == 9
    sample = read_feed(shared_data / "gtfs" / "graphhopper" / "sample-feed" / "stops.txt")
    assert len(sample.stops) == 10


def test_digits_that_are_no_numbers_are_no_trouble(tmp_path: Path) -> None:
    routes = ROUTES.replace("10,Plaza - Hospital,3,", "M²,Plaza - Hospital,²,")
    found = read_feed(zipped(tmp_path, routes=routes)).routes
    assert found.loc[found["id"] == "r1", "line"].tolist() == ["M²"]
    assert found.loc[found["id"] == "r1", "kind"].isna().all()


def test_stops_listed_twice_and_letters_of_another_encoding_are_told(tmp_path: Path) -> None:
    twice = zipped(tmp_path, stops=STOPS + "B,Mercado,43.5,7.5,0,\n")
    assert any("1 stop is listed more than once" in message and "B" in message for message in messages(twice))
    assert read_feed(twice).stops.set_index("id").geometry["B"].y == pytest.approx(43.01)
    file = tmp_path / "latin.zip"
    with zipfile.ZipFile(file, "w") as archive:
        for name, text in tables(stops=STOPS.replace("Mercado", "Mercado Águas")).items():
            archive.writestr(name, text.encode("latin-1"))
    assert any("2 names of stops have letters" in message for message in messages(file)), messages(file)
