"""The map as one HTML file that fetches nothing."""

import json
import re
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from small_city import CRS, SOUTH, WEST, small_project, stand, unknown

from cityplanner.coverage import engine_for
from cityplanner.coverage.engine import Engine
from cityplanner.coverage.outlines import outlines
from cityplanner.documents.web_map import write_web_map
from cityplanner.errors import InputError
from cityplanner.facts.focus import Focus
from cityplanner.model import BASELINE, Device, Layer, Project

WIFI = "public-wifi-access-point"
HOSTILE = "<script>alert(1)</script>{% endraw %}{{ 7 * 7 }}`${alert(2)}`"


class Page(HTMLParser):
    """What a browser would do with the file: what it would fetch, which scripts it would run, what it would show."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.fetched: list[str] = []
        self.scripts: list[str] = []
        self.texts: list[str] = []
        self._inside = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._inside = tag
        if tag == "script":
            self.scripts.append("")
        self.fetched += [value or "" for name, value in attrs if name in ("src", "srcset", "data", "poster")]
        if tag in ("link", "iframe", "object", "embed", "img", "base"):
            self.fetched.append(tag)
        self.fetched += [value or "" for name, value in attrs if name == "style" and "url(" in (value or "")]

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside == "script":
            self.scripts[-1] += data
        elif self._inside == "style":
            # Internet Explorer's own drawing language, which is no address.
            self.fetched += [
                u for u in re.findall(r"url\(([^)]*)", data) if not u.startswith(("data:", "#default#VML"))
            ]
        else:
            self.texts.append(data)


def page_of(project: Project, folder: Path, focus: str = WIFI, *, area: bool = True) -> tuple[Page, str]:
    engine = Engine(project.city, project.people, project.scenarios[BASELINE], project.device_types)
    file = folder / "map.html"
    write_web_map(project, BASELINE, Focus(focus), engine.table(focus, area=area), file, day=date(2026, 11, 23))
    assert list(folder.iterdir()) == [file]
    text = file.read_text(encoding="utf-8")
    return Page(text), text


def collections(page: Page) -> list[dict]:
    """The GeoJSON data in the last script."""
    found = re.findall(r'_add\((\{"features".*?\})\);', page.scripts[-1])
    return [json.loads(text) for text in found]


def test_nothing_is_fetched(tmp_path):
    page, text = page_of(small_project(), tmp_path)
    assert page.fetched == []
    assert not re.search(r"@import|sourceMappingURL|importScripts|XMLHttpRequest\(|fetch\(", text)
    addresses = set(re.findall(r"https?://[^\s\"'<>)`]+", "".join(page.scripts)))
    # Leaflet's own link, and the name that SVG elements are made with.
    assert addresses <= {"https://leafletjs.com", "http://www.w3.org/2000/svg"}
    assert "leaflet" in page.scripts[0][:1000].lower() or "L_NO_TOUCH" in page.scripts[0]
    assert page.scripts[-1].index("L.map(") > 0


def test_the_page_says_what_the_map_shows(tmp_path):
    page, text = page_of(small_project(), tmp_path)
    words = " ".join(" ".join(page.texts).split())
    assert text.startswith("<!DOCTYPE html>")
    assert '<html lang="en">' in text
    for needed in (
        "Public Wi-Fi access point: who is served – Vila Pequena",
        "Vila Pequena · Baseline · 23 November 2026",
        "Residents served",
        "80–100 %",
        "No residents",
        "Wi-Fi (3)",
        "lives within 100 m of one",
        "Data: Nobody (CC0).",
        "Parque <Norte>",
        "nobody lives here",
    ):
        assert needed in words


def test_neighbourhoods_have_the_classes_of_their_shares_and_lie_where_they_are(tmp_path):
    project = small_project()
    page, _text = page_of(project, tmp_path)
    features = collections(page)[0]["features"]
    # Up to 20 %, up to 20 %, no one served, and no residents, as the map in the window numbers them.
    assert [feature["properties"]["class"] for feature in features] == [3, 3, 2, 1]
    expected = gpd.GeoSeries(project.city.neighbourhoods.geometry).to_crs(4326)
    for feature, shape in zip(features, expected, strict=True):
        made = shapely.geometry.shape(feature["geometry"])
        assert made.symmetric_difference(shape).area < 1e-3 * shape.area
        for place in shapely.get_coordinates(made).ravel():
            assert round(place, 6) == place


def test_what_is_not_known_is_neither_nobody_nor_nothing(tmp_path):
    page, _text = page_of(unknown(small_project(), [1]), tmp_path)
    features = collections(page)[0]["features"]
    assert [feature["properties"]["f1"] for feature in features] == [
        "10.0\N{NO-BREAK SPACE}%",
        "not known",
        "0.0\N{NO-BREAK SPACE}%",
        "nobody lives here",
    ]
    assert [feature["properties"]["f2"] for feature in features] == ["1,000", "not known", "250", "0"]
    words = " ".join(" ".join(page.texts).split())
    assert "Not known" in words
    assert "São João not known not known" in words


def test_a_study_without_residents_shows_the_ground_in_range(tmp_path):
    page, _text = page_of(unknown(small_project(), range(4)), tmp_path)
    features = collections(page)[0]["features"]
    assert [feature["properties"]["f1"] for feature in features] == [
        f"{share}\N{NO-BREAK SPACE}%" for share in ("6.3", "3.1", "0.0", "0.0")
    ]
    assert {feature["properties"]["f2"] for feature in features} == {"not known"}
    words = " ".join(" ".join(page.texts).split()).replace("\N{NO-BREAK SPACE}", " ")
    assert "nobody lives here" not in words
    assert "2.4 % It is not known how many people live here. 2.4 % of the ground is in range. Ground in range" in words
    assert "Neighbourhood Ground in range Residents" in words
    assert "La Loma 6.3 % not known" in words


def test_a_group_of_which_nobody_lives_somewhere_does_not_empty_the_place(tmp_path):
    project = small_project()
    weights = project.people.weights.copy()
    weights[project.people.neighbourhood == 0, 1] = 0.0
    project.people = replace(project.people, weights=weights)
    frame = project.city.neighbourhoods.assign(age_65_plus=[0.0, 100.0, 50.0, 0.0])
    project.city = replace(project.city, neighbourhoods=frame)
    page, _text = page_of(project, tmp_path)
    told = [feature["properties"]["f4"] for feature in collections(page)[0]["features"]]
    assert told[0] == "nobody"
    assert told[1].endswith("%")


@pytest.mark.parametrize("where", ["neighbourhood", "city", "device", "group", "scenario", "credit"])
def test_names_are_never_run(tmp_path, where):
    project = small_project()
    city = project.city
    if where == "neighbourhood":
        frame = city.neighbourhoods.copy()
        frame.loc[0, "name"] = HOSTILE
        project.city = replace(city, neighbourhoods=frame)
    elif where == "city":
        project.city = replace(city, name=HOSTILE)
    elif where == "group":
        frame = city.neighbourhoods.rename(columns={"age_65_plus": HOSTILE})
        project.city = replace(city, neighbourhoods=frame, groups=(HOSTILE,))
        project.people = replace(project.people, groups=(HOSTILE,))
    elif where == "scenario":
        project.scenarios = {BASELINE: replace(project.scenarios[BASELINE], name=HOSTILE)}
    elif where == "credit":
        project.city = replace(city, sources=(replace(city.sources[0], credit=HOSTILE),))
    else:
        stand(project, replace(project.scenarios[BASELINE].devices["ap-1"], name=HOSTILE))
    plain_folder, folder = tmp_path / "plain", tmp_path / "hostile"
    plain_folder.mkdir()
    folder.mkdir()
    plain, _text = page_of(small_project(), plain_folder)
    page, text = page_of(project, folder)
    assert len(page.scripts) == len(plain.scripts)
    assert "<script>alert(1)" not in text
    assert "49" not in "".join(page.texts)
    if where in ("neighbourhood", "group"):
        # Escaped twice over: for JavaScript, and for the table that a tooltip is set in.
        assert "\\u0026lt;script\\u0026gt;alert(1)" in text
        assert "\\u0026#123;\\u0026#123; 7 * 7" in text
    for properties in (feature["properties"] for feature in collections(page)[0]["features"]):
        assert not any("<" in str(value) for value in properties.values())


def test_thousands_of_devices_make_a_small_file_on_one_canvas(tmp_path):
    project = small_project()
    rng = np.random.default_rng(1)
    places = enumerate(rng.uniform(0, 1000, (14_000, 2)))
    stand(project, *(Device(f"s{n}", "siren", WEST + x, SOUTH + y, f"Siren {n}") for n, (x, y) in places))
    page, text = page_of(project, tmp_path, "siren", area=False)
    assert len(text) < 1_500_000
    assert "many = true" in page.scripts[-1]
    assert "Siren 77" not in text
    rows = json.loads(re.search(r"of (\[\[.*?\]\]) ?\)", page.scripts[-1]).group(1))
    assert len(rows) == 14_000


def test_water_and_main_streets_help_to_find_ones_way(tmp_path):
    project = small_project()
    lake = gpd.GeoDataFrame(geometry=[shapely.box(WEST, SOUTH, WEST + 300, SOUTH + 300), None], crs=CRS)
    line = shapely.LineString([(WEST, SOUTH), (WEST + 500, SOUTH + 500)])
    lanes = gpd.GeoDataFrame({"class": ["service", "primary"]}, geometry=[line, line], crs=CRS)
    project.layers = [Layer("w", "Water", "water", lake), Layer("s", "Streets", "streets", lanes)]
    page, _text = page_of(project, tmp_path)
    shapes = [[feature["geometry"]["type"] for feature in data["features"]] for data in collections(page)]
    assert shapes[1:] == [["MultiPolygon"], ["MultiLineString"]]
    project.layers = [replace(layer, visible=False) for layer in project.layers]
    (tmp_path / "map.html").unlink()
    assert len(collections(page_of(project, tmp_path)[0])) == 1


@pytest.mark.parametrize(("code", "date_line_x"), [("EPSG:32760", 819_724.0), ("EPSG:32701", 180_276.0)])
def test_a_city_on_both_sides_of_the_date_line_stays_in_one_piece(tmp_path, code, date_line_x):
    project = small_project()
    move = {"xoff": date_line_x - 2000 - WEST, "yoff": 8_141_000 - SOUTH}
    frame = project.city.neighbourhoods.set_crs(code, allow_override=True)
    frame = frame.set_geometry(frame.geometry.translate(**move))
    project.city = replace(project.city, crs=code, neighbourhoods=frame, boundary=None)
    streets = project.layers[0].frame.set_crs(code, allow_override=True)
    project.layers[0] = replace(project.layers[0], frame=streets.set_geometry(streets.geometry.translate(**move)))
    project.people = replace(project.people, xy=project.people.xy + list(move.values()))
    devices = project.scenarios[BASELINE].devices.values()
    stand(project, *(replace(one, x=one.x + move["xoff"], y=one.y + move["yoff"]) for one in devices))
    page, _text = page_of(project, tmp_path)
    drawn = [shapely.geometry.shape(one["geometry"]) for data in collections(page) for one in data["features"]]
    west, _south, east, _north = shapely.total_bounds(drawn)
    assert min(abs(180 - west), abs(-180 - west)) < 0.1
    assert east - west == pytest.approx(4.0 / 111.3 / np.cos(np.radians(16.8)), rel=0.02)
    assert (west < 180 < east) or (west < -180 < east)
    rows = json.loads(re.search(r"of (\[\[.*?\]\]) ?\)", page.scripts[-1]).group(1))
    assert len(rows) == 3
    assert all(west < row[1] < east for row in rows)
    corners = json.loads(re.search(r"fitBounds\((\[\[.*?\]\])", page.scripts[-1]).group(1))
    assert [corners[0][1], corners[1][1]] == pytest.approx([west, east], abs=1e-3)


def test_what_cannot_be_written_is_told(tmp_path):
    project = small_project()
    engine = Engine(project.city, project.people, project.scenarios[BASELINE], project.device_types)
    table = engine.table(WIFI)
    with pytest.raises(InputError, match=r"map\.pdf; give it the ending \.html"):
        write_web_map(project, BASELINE, Focus(WIFI), table, tmp_path / "map.pdf")
    with pytest.raises(InputError, match="There is no scenario plan-b"):
        write_web_map(project, "plan-b", Focus(WIFI), table, tmp_path / "map.html")
    assert list(tmp_path.iterdir()) == []


def reach_of(page: Page) -> shapely.Geometry | None:
    found = re.search(r"const shape = (\{.*?\}), style = ", page.scripts[-1])
    return None if found is None else shapely.geometry.shape(json.loads(found.group(1)))


def test_what_devices_reach_is_one_shape_with_a_switch_and_a_name(tmp_path):
    project = small_project()
    page, text = page_of(project, tmp_path)
    shape = reach_of(page)
    devices = [one for one in project.scenarios[BASELINE].devices.values() if one.type_id == WIFI]
    expected = shapely.union_all(outlines(devices, project.device_types))
    ours = gpd.GeoSeries([shape], crs=4326).to_crs(CRS).iloc[0]
    assert ours.symmetric_difference(expected).area < 0.005 * expected.area
    assert "L.control.layers(" in page.scripts[-1]
    assert page.scripts[-1].count('"Reach: Public Wi-Fi access point"') == 1
    assert "Reach: Public Wi-Fi access point" in " ".join(page.texts)
    (tmp_path / "map.html").unlink()
    table = engine_for(project, BASELINE).table(WIFI, area=True)
    write_web_map(project, BASELINE, Focus(WIFI), table, tmp_path / "map.html", hidden=frozenset({"ranges"}))
    bare = (tmp_path / "map.html").read_text(encoding="utf-8")
    assert reach_of(Page(bare)) is None
    assert "Reach:" not in bare
    assert len(bare) < len(text)


def test_devices_that_reach_nothing_leave_no_trouble(tmp_path):
    project = small_project()
    kind = project.device_types[WIFI]
    project.device_types[WIFI] = replace(kind, coverage=replace(kind.coverage, parameters={"range_m": 0.0}))
    page, _text = page_of(project, tmp_path)
    shape = reach_of(page)
    assert shape is None or shape.is_empty
