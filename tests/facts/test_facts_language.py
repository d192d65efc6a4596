"""Pages say which language their sentences are in."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from small_city import small_project
from translations import write_translation

from cityplanner.coverage.engine import Engine
from cityplanner.documents.summary import write_summary
from cityplanner.documents.web_map import write_web_map
from cityplanner.facts.focus import Focus
from cityplanner.i18n import language_tag, set_language, translations
from cityplanner.model import BASELINE

WIFI = "public-wifi-access-point"


@pytest.fixture
def _portuguese(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A translation of one sentence into Brazilian Portuguese; the language after the test is English."""
    write_translation(tmp_path, "pt_BR", {"Neighbourhood": "Bairro"}, "nplurals=2; plural=(n > 1);")
    monkeypatch.setattr(translations, "data_folder", lambda name: tmp_path)
    yield
    set_language("en")


@pytest.mark.usefixtures("_portuguese")
def test_it_is_the_language_of_the_sentences_and_not_of_the_figures() -> None:
    found = []
    for asked in ("en", "pt-BR", "de", "en"):
        set_language(asked)
        found.append(language_tag())
    assert found == ["en", "pt-BR", "en", "en"]


@pytest.mark.usefixtures("_portuguese")
@pytest.mark.parametrize(("asked", "html", "pdf"), [("en", "en", b"(en)"), ("pt_BR", "pt-BR", b"(pt)")])
def test_the_web_map_and_the_summary_name_it(tmp_path: Path, asked: str, html: str, pdf: bytes) -> None:
    set_language(asked)
    project = small_project()
    table = Engine(project.city, project.people, project.scenarios[BASELINE], project.device_types).table(WIFI)
    write_web_map(project, BASELINE, Focus(WIFI), table, tmp_path / "map.html")
    assert f'<html lang="{html}">' in (tmp_path / "map.html").read_text(encoding="utf-8")
    map_svg = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 40"><path d="M0 0h60v40"/></svg>'
    write_summary(
        tmp_path / "s.pdf", project=project, scenario_id=BASELINE, focus=Focus(WIFI), table=table, map_svg=map_svg
    )
    assert b"/Lang" + pdf in (tmp_path / "s.pdf").read_bytes()
