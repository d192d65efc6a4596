"""Licence and credit from lists beside the files and from the files themselves."""

import json
from pathlib import Path

from cityplanner.intake.provenance import known_sources, with_facts
from cityplanner.io.source_file import source_of


def _told(folder: Path, file: Path) -> tuple[str, str]:
    source = with_facts(source_of(file, "context"), file, known_sources([folder], [file]))
    return source.licence, source.credit


def _file(folder: Path, name: str = "wards.csv", text: str = "a\n1\n") -> Path:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def test_a_table_of_files_with_licences(tmp_path: Path) -> None:
    file = _file(tmp_path, "deep/wards.csv")
    (tmp_path / "SOURCES.md").write_text(
        "# Sources\n\n| File | Licence | Credit |\n|---|:--|---|\n| `deep/wards.csv` | CC BY 4.0 | City of X |\n"
    )
    assert _told(tmp_path, file) == ("CC BY 4.0", "City of X")


def test_files_that_name_where_they_come_from(tmp_path: Path) -> None:
    one, two = _file(tmp_path, "a.csv"), _file(tmp_path, "b.csv")
    (tmp_path / "sources.md").write_text(
        "| repo | licence |\n|---|---|\n| ons/data | OGL v3 |\n| city/open | CC0 |\n\n"
        "| file | upstream path |\n|---|---|\n| a.csv | ons/data:x/a.csv |\n| b.csv | city/open:b.csv |\n"
    )
    assert _told(tmp_path, one) == ("OGL v3", "ons/data")
    assert _told(tmp_path, two) == ("CC0", "city/open")


def test_a_data_package(tmp_path: Path) -> None:
    file = _file(tmp_path)
    content = {
        "licenses": [{"name": "ODC-BY-1.0"}],
        "sources": [{"title": "Statistics Office"}],
        "resources": [{"path": "wards.csv"}],
    }
    (tmp_path / "datapackage.json").write_text(json.dumps(content))
    assert _told(tmp_path, file) == ("ODC-BY-1.0", "Statistics Office")


def test_what_a_geojson_says_of_itself_and_not_what_its_features_say(tmp_path: Path) -> None:
    features = '"features": [{"type": "Feature", "properties": {"license": "no"}, "geometry": null}]'
    head = _file(tmp_path, "a.geojson", '{"type": "FeatureCollection", "attribution": "Caf\\u00e9", ' + features + "}")
    tail = _file(tmp_path, "b.geojson", '{"type": "FeatureCollection", ' + features + ', "license": "CC0"}')
    assert _told(tmp_path, head) == ("", "Café")
    assert _told(tmp_path, tail) == ("CC0", "")


def test_the_metadata_beside_a_shapefile_without_the_words_of_its_form(tmp_path: Path) -> None:
    file = _file(tmp_path, "a.shp")
    (tmp_path / "a.shp.xml").write_text(
        "<m><idCredit>Cadastre</idCredit><useconst>REQUIRED: Restrictions</useconst></m>"
    )
    assert _told(tmp_path, file) == ("", "Cadastre")


def test_openstreetmap_is_known(tmp_path: Path) -> None:
    expected = ("ODbL 1.0", "© OpenStreetMap contributors")
    assert _told(tmp_path, _file(tmp_path, "city.osm", "<osm/>")) == expected
    text = '{"type": "FeatureCollection", "attribution": "Data from OpenStreetMap.org", "features": []}'
    assert _told(tmp_path, _file(tmp_path, "a.geojson", text)) == expected


def test_broken_lists_say_nothing(tmp_path: Path) -> None:
    file = _file(tmp_path)
    (tmp_path / "datapackage.json").write_text("{")
    (tmp_path / "SOURCES.md").write_bytes(b"| file | licence |\n|---|---|\n| \xff.csv | x |\n")
    assert _told(tmp_path, file) == ("", "")


def test_a_list_outside_the_folder_that_was_given_is_not_read(tmp_path: Path) -> None:
    file = _file(tmp_path, "inner/wards.csv")
    (tmp_path / "SOURCES.md").write_text("| file | licence |\n|---|---|\n| inner/wards.csv | CC0 |\n")
    assert _told(tmp_path / "inner", file) == ("", "")
    assert _told(tmp_path, file) == ("CC0", "")
