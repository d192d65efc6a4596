"""One page for a council."""

import re
import xml.etree.ElementTree as ElementTree
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
import typst
from coverage_tables import coverage_table
from named_study import named_study
from small_city import small_city, small_project, unknown

from cityplanner.coverage.engine import Engine
from cityplanner.coverage.table import CoverageTable
from cityplanner.data_files import data_folder
from cityplanner.documents.export_map import map_svg
from cityplanner.documents.summary import _content, write_summary
from cityplanner.errors import InputError
from cityplanner.facts.focus import Focus
from cityplanner.facts.headline import poorest_fifth_sentence
from cityplanner.model import BASELINE, Project

WIFI = "public-wifi-access-point"
DAY = date(2026, 11, 23)
MAP = b"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 600 400">
<text x="9" y="30" font-family="Inter">Map</text></svg>"""


def table_of(project: Project) -> CoverageTable:
    engine = Engine(project.city, project.people, project.scenarios[BASELINE], project.device_types)
    return engine.table(WIFI, area=True)


def written(project: Project, file: Path, table: CoverageTable | None = None) -> bytes:
    write_summary(
        file,
        project=project,
        scenario_id=BASELINE,
        focus=Focus(WIFI),
        table=table_of(project) if table is None else table,
        map_svg=MAP,
        day=DAY,
    )
    assert list(file.parent.iterdir()) == [file]
    return file.read_bytes()


def pages(pdf: bytes) -> int:
    return max(int(count) for count in re.findall(rb"/Count (\d+)", pdf))


def test_the_summary_is_one_tagged_page_with_title_and_language(tmp_path):
    pdf = written(small_project(), tmp_path / "summary.pdf")
    assert pdf.startswith(b"%PDF-")
    assert pages(pdf) == 1
    for needed in (b"/StructTreeRoot", b"/MarkInfo", b"/Lang", b"pdfuaid:part", b"/Alt"):
        assert needed in pdf
    title = "Public Wi-Fi access point: who is served – Vila Pequena"
    assert title.encode() in pdf or title.encode("utf-16-be") in pdf


def test_the_same_study_gives_the_same_file(tmp_path):
    first, second = tmp_path / "a", tmp_path / "b"
    first.mkdir()
    second.mkdir()
    assert written(small_project(), first / "s.pdf") == written(small_project(), second / "s.pdf")


def test_it_stays_one_page_however_much_there_is_to_say(tmp_path):
    project = small_project()
    long = "A very long name of a place in a city that is far away from here"
    frame = project.city.neighbourhoods.copy()
    frame["name"] = [f"{long} {row}" for row in range(4)]
    groups = tuple(f"a_group_of_people_with_quite_a_long_name_{number}" for number in range(12))
    source = project.city.sources[0]
    sources = tuple(replace(source, file=f"{n}.gpkg", credit=f"The statistics office of region {n}") for n in range(20))
    project.city = replace(project.city, name=long, neighbourhoods=frame, sources=sources)
    project.people = replace(project.people, method="Where people live was worked out with much care. " * 6)
    table = table_of(project)
    many = np.tile(table.people[:, :1], 13)
    table = replace(table, names=tuple(frame["name"]), groups=groups, people=many, served=many / 3)
    assert pages(written(project, tmp_path / "summary.pdf", table)) == 1


def test_names_are_text_and_never_markup(tmp_path):
    project = small_project()
    hostile = '#eval("1/0") $x$ *bold* ]"] \\ <label> {{x}}'
    frame = project.city.neighbourhoods.copy()
    frame["name"] = [hostile] * 4
    project.city = replace(project.city, name=hostile, neighbourhoods=frame)
    project.scenarios = {BASELINE: replace(project.scenarios[BASELINE], name=hostile)}
    assert pages(written(project, tmp_path / "summary.pdf")) == 1


def test_a_city_without_people_groups_or_ground_is_told_as_it_is(tmp_path):
    project = small_project()
    table = table_of(project)
    nobody = np.zeros((4, 1))
    table = replace(table, groups=(), people=nobody, served=nobody, area_served_m2=None)
    content = _content(project, BASELINE, Focus(WIFI), table, DAY)
    assert content["share"] == "–"
    assert content["groups"] == content["worst"] == []
    assert content["sentences"] == ["Nobody lives here."]
    assert "Ground served" not in dict(content["figures"])
    assert pages(written(project, tmp_path / "summary.pdf", table)) == 1


def test_a_study_without_residents_tells_of_the_ground(tmp_path):
    project = unknown(small_project(), range(4))
    content = _content(project, BASELINE, Focus(WIFI), table_of(project), DAY)
    assert content["share"] == "2.4\N{NO-BREAK SPACE}%"
    assert content["sentences"] == [
        "It is not known how many people live here.",
        "2.4\N{NO-BREAK SPACE}% of the ground is in range.",
    ]
    assert dict(content["figures"])["Residents"] == "–"
    assert [(row["name"], row["residents"]) for row in content["worst"]][:3] == [
        ("l'Eixample", "–"),
        ("Parque <Norte>", "–"),
        ("São João", "–"),
    ]
    assert content["words"]["worst"] == "Where least ground is in range"
    assert {row["label"] for row in content["classes"]}.isdisjoint({"No residents", "No one served"})
    assert sum(int(row["neighbourhoods"]) for row in content["classes"]) == 4
    assert "residents" not in " ".join((content["how"][-1], content["map_alt"]))
    assert pages(written(project, tmp_path / "summary.pdf")) == 1


def test_where_the_residents_are_not_known_is_not_where_nobody_lives():
    project = unknown(small_project(), [1])
    content = _content(project, BASELINE, Focus(WIFI), table_of(project), DAY)
    assert [tuple(row.values()) for row in content["classes"]][-4:] == [
        ("Up to 20\N{NO-BREAK SPACE}%", "1", "1,000"),
        ("No one served", "1", "250"),
        ("No residents", "1", "0"),
        ("Not known", "1", "–"),
    ]


def test_figures_are_those_of_the_table():
    project = small_project()
    table = table_of(project)
    content = _content(project, BASELINE, Focus(WIFI), table, DAY)
    served = table.city_served[0]
    assert content["share"].replace("\N{NO-BREAK SPACE}", " ") == f"{served / 1750:.1%}".replace("%", " %")
    assert dict(content["figures"])["Residents"] == "1,750"
    assert [row["name"] for row in content["worst"]] == ["l'Eixample", "São João", "La Loma"]
    assert [tuple(row.values()) for row in content["classes"]][-3:] == [
        ("Up to 20\N{NO-BREAK SPACE}%", "2", "1,500"),
        ("No one served", "1", "250"),
        ("No residents", "1", "0"),
    ]
    (group,) = content["groups"]
    assert group["label"] == "Aged 65 and over"
    assert group["part"] == pytest.approx(table.city_served[1] / table.city_people[1])


def test_the_template_needs_no_font_of_this_machine(tmp_path):
    from cityplanner.carto.font_files import last_resort_fonts

    fonts = sorted({file.parent for file in last_resort_fonts()})
    source = tmp_path / "probe.typ"
    template = (data_folder("resources") / "templates" / "summary.typ").read_text(encoding="utf-8")
    (wanted,) = re.findall(r"#set text\(font: (\([^)]*\))", template)
    source.write_text(f"#set text(font: {wanted}, fallback: false)\nWords", encoding="utf-8")
    pdf = typst.compile(source, font_paths=fonts, ignore_system_fonts=True)
    assert b"DejaVuSans" in pdf


def test_the_poorest_fifth_is_counted_by_residents():
    city = small_city()
    people = np.array([[100.0], [500.0], [250.0], [150.0]])
    served = np.array([[100.0], [0.0], [250.0], [0.0]])
    table = coverage_table(people, served)
    # 1,000 residents: the poorest 200 are the first neighbourhood's 100 and a hundred of the second's.
    assert poorest_fifth_sentence(table, city) == "In the poorest fifth: 1 in 2."
    # The other way round the last one's 150 come first, and then 50 of the third.
    other_way = replace(city, deprivation_high_is_poor=False)
    assert poorest_fifth_sentence(table, other_way) == "In the poorest fifth: 1 in 4."
    without = replace(city, neighbourhoods=city.neighbourhoods.drop(columns="deprivation"))
    assert poorest_fifth_sentence(table, without) is None
    assert poorest_fifth_sentence(replace(table, served=people), city) == "In the poorest fifth: nearly everybody."
    assert (
        poorest_fifth_sentence(replace(table, served=people * 0), city) == "In the poorest fifth: fewer than 1 in 100."
    )


def test_what_cannot_be_written_is_told(tmp_path):
    project = small_project()
    with pytest.raises(InputError, match=r"summary\.docx; give it the ending \.pdf"):
        written(project, tmp_path / "summary.docx")
    with pytest.raises(InputError, match="does not exist"):
        written(project, tmp_path / "nowhere" / "summary.pdf")
    assert list(tmp_path.iterdir()) == []


def test_control_characters_in_names_break_neither_the_map_nor_the_page(tmp_path: Path) -> None:
    project = named_study("A\x00\x01\x0b\x1b[31m\x7f\ufffe B")
    table = table_of(project)
    svg = map_svg(project, BASELINE, focus=Focus(WIFI), table=table)
    root = ElementTree.fromstring(svg.decode("utf-8"))
    assert "A[31m B" in "".join(root.itertext())
    file = tmp_path / "summary.pdf"
    write_summary(file, project=project, scenario_id=BASELINE, focus=Focus(WIFI), table=table, map_svg=svg, day=DAY)
    assert pages(file.read_bytes()) >= 1
