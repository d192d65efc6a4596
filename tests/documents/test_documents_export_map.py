"""The map as a file."""

import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from PySide6.QtGui import QImage
from small_city import small_project, stand

from cityplanner.carto.families import FAMILY_COLOURS
from cityplanner.coverage import engine_for
from cityplanner.documents.export_map import export_map, map_svg
from cityplanner.errors import InputError
from cityplanner.facts.focus import Focus
from cityplanner.facts.measured import served_when
from cityplanner.model import BASELINE, DeviceStatus, Family, Rule

WIFI = "public-wifi-access-point"
DAY = date(2026, 11, 23)


def test_a_png_is_as_large_as_its_paper_at_300_dpi(tmp_path):
    file = tmp_path / "map.png"
    export_map(small_project(), BASELINE, file, focus=Focus(WIFI), day=DAY)
    image = QImage(str(file))
    assert (image.width(), image.height()) == (3508, 2480)
    assert image.dotsPerMeterX() == image.dotsPerMeterY() == 11811
    assert [entry.name for entry in tmp_path.iterdir()] == ["map.png"]
    data = np.frombuffer(image.convertToFormat(QImage.Format.Format_RGB32).constBits(), np.uint8)
    assert len(np.unique(data.reshape(-1, 4)[::97], axis=0)) > 20


def test_an_svg_keeps_its_words_and_its_frame(tmp_path):
    file = tmp_path / "map.svg"
    project = small_project()
    export_map(project, BASELINE, file, focus=Focus(WIFI), landscape=False, title="Who has <Wi-Fi> & who not", day=DAY)
    root = ET.fromstring(file.read_bytes())
    assert (root.get("width"), root.get("height")) == ("210.079mm", "297.127mm")
    words = [element.text for element in root.iter("{http://www.w3.org/2000/svg}text")]
    assert "Who has <Wi-Fi> & who not" in words
    assert "Vila Pequena · Scenario: Baseline · 23 November 2026" in words
    assert "São João" in words
    assert any("EPSG:32618, WGS 84 / UTM zone 18N" in (word or "") for word in words)
    assert "Data: Nobody (CC0)." in words
    assert root.find("{http://www.w3.org/2000/svg}defs/{http://www.w3.org/2000/svg}clipPath") is not None
    assert "sans-serif" in file.read_text(encoding="utf-8")


def test_a_pdf_has_the_papers_size_and_a_title(tmp_path):
    file = tmp_path / "map.pdf"
    export_map(small_project(), BASELINE, str(file), focus=Focus.of_family(Family.WIFI), paper="A3", day=DAY)
    content = file.read_bytes()
    assert content.startswith(b"%PDF-")
    box = re.search(rb"/MediaBox \[([\d. ]+)\]", content)
    assert box is not None
    assert [float(value) for value in box.group(1).split()[2:]] == pytest.approx([1190.55, 841.89], abs=1)
    assert "Wi-Fi: who is served – Vila Pequena".encode("utf-16-be") in content or b"/Title" in content


def test_the_map_for_a_report_has_legend_and_scale():
    from cityplanner.coverage.engine import Engine

    project = small_project()
    table = Engine(project.city, project.people, project.scenarios[BASELINE], project.device_types).table(WIFI)
    root = ET.fromstring(map_svg(project, BASELINE, focus=Focus(WIFI), table=table, width_px=600, height_px=380))
    assert root.get("viewBox") == "0 0 600 380"
    words = [element.text for element in root.iter("{http://www.w3.org/2000/svg}text")]
    assert "Residents served" in words
    assert any(word and word.endswith(" km") for word in words)
    assert not any(word and word.startswith("1:") for word in words)  # the report may make it smaller


def test_what_cannot_be_written_is_told_in_a_sentence(tmp_path):
    project = small_project()
    with pytest.raises(InputError, match=r"cannot be written as map\.docx; give it the ending \.png, \.svg or \.pdf"):
        export_map(project, BASELINE, tmp_path / "map.docx", focus=Focus(WIFI))
    with pytest.raises(InputError, match="does not exist; make it first"):
        export_map(project, BASELINE, tmp_path / "nowhere" / "map.png", focus=Focus(WIFI))
    with pytest.raises(InputError, match="There is no scenario plan-b; the project has: baseline"):
        export_map(project, "plan-b", tmp_path / "map.png", focus=Focus(WIFI))
    with pytest.raises(InputError, match="B5"):
        export_map(project, BASELINE, tmp_path / "map.png", focus=Focus(WIFI), paper="B5")
    with pytest.raises(InputError):
        export_map(project, BASELINE, tmp_path / "map.png", focus=Focus("teleporters"))
    assert list(tmp_path.iterdir()) == []


def test_a_map_says_when_somebody_counts_as_served():
    project = small_project()
    scenario = project.scenarios[BASELINE]
    assert served_when(project, scenario, Focus.of_family(Family.WIFI)) == [
        "Public Wi-Fi access point: a person is served who lives within 100 m of one."
    ]
    siren = project.device_types["siren"]
    project.device_types["siren"] = replace(
        siren, coverage=replace(siren.coverage, rule=Rule.AT_LEAST, minimum_devices=2)
    )
    assert served_when(project, scenario, Focus("siren")) == ["Siren: a person is served who lives within 600 m of 2."]
    project.device_types["siren"] = replace(siren, coverage=replace(siren.coverage, model="radio", parameters={}))
    assert served_when(project, scenario, Focus("siren"))[0].startswith(
        "Siren: a person is served where the model “radio”"
    )


@pytest.mark.parametrize(
    ("residents", "words_for_it"),
    [(0.0, "Nobody lives here."), (np.nan, "It is not known how many people live here.")],
)
def test_a_city_without_devices_or_people_can_be_printed(tmp_path, residents, words_for_it):
    project = small_project()
    stand(project, *(replace(one, status=DeviceStatus.RETIRED) for one in project.scenarios[BASELINE].devices.values()))
    project.people = replace(project.people, weights=np.full_like(project.people.weights, residents))
    project.city.neighbourhoods["population"] = residents
    export_map(project, BASELINE, tmp_path / "map.svg", focus=Focus(WIFI), day=DAY)
    root = ET.parse(tmp_path / "map.svg").getroot()
    words = " ".join(element.text or "" for element in root.iter("{http://www.w3.org/2000/svg}text"))
    assert words_for_it in words
    assert "–" in words


RIM = FAMILY_COLOURS[Family.WIFI].lower()


def strokes(svg: str, colour: str) -> list[str]:
    """The paths that are stroked in ``colour``."""
    return re.findall(rf'<g[^>]*stroke="{colour}"[^>]*>\s*<path[^>]*d="([^"]*)"', svg)


def test_what_devices_reach_is_a_vector_outline_with_a_name_on_paper_and_in_reports(tmp_path):
    project = small_project()
    file = tmp_path / "map.svg"
    export_map(project, BASELINE, file, focus=Focus(WIFI), day=DAY)
    shown = file.read_text(encoding="utf-8")
    table = engine_for(project, BASELINE).table(WIFI)
    report = map_svg(project, BASELINE, focus=Focus(WIFI), table=table).decode()
    for svg in (shown, report):
        assert "Reach: Public Wi-Fi access" in svg
        assert "<image" not in svg
        # One path of many corners, however many devices there are.
        assert len([path for path in strokes(svg, RIM) if path.count("L") > 12]) == 1
    export_map(project, BASELINE, file, focus=Focus(WIFI), day=DAY, hidden=frozenset({"ranges"}))
    bare = file.read_text(encoding="utf-8")
    assert "Reach:" not in bare
    assert not [path for path in strokes(bare, RIM) if path.count("L") > 12]


def test_a_pdf_has_the_outline_without_a_picture(tmp_path):
    for name, hidden in (("with", frozenset()), ("without", frozenset({"ranges"}))):
        export_map(small_project(), BASELINE, tmp_path / f"{name}.pdf", focus=Focus(WIFI), day=DAY, hidden=hidden)
    shown, bare = ((tmp_path / f"{name}.pdf").read_bytes() for name in ("with", "without"))
    assert b"/Subtype /Image" not in shown
    assert len(shown) > len(bare)


def test_a_type_without_devices_has_no_reach_in_the_legend(tmp_path):
    file = tmp_path / "map.svg"
    export_map(small_project(), BASELINE, file, focus=Focus("siren"), day=DAY)
    assert "Reach:" not in file.read_text(encoding="utf-8")
