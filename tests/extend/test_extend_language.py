"""A language is one folder: window, catalogue, roles and numbers speak it, and no other file is touched."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from cli_runner import run_command
from PySide6.QtCore import QLocale, Qt
from PySide6.QtWidgets import QApplication, QMenu
from small_city import small_project
from window_words import words_of

from cityplanner.coverage.catalogue import load_catalogue
from cityplanner.gui.main_window import MainWindow
from cityplanner.i18n import _, format_number, format_share, languages, set_language, translations
from cityplanner.io.layer_roles import load_roles
from cityplanner.io.project.project_file import open_project, save_project
from cityplanner.model import BASELINE, Project
from cityplanner.model.type_edits import set_parameter

Settle = Callable[[], None]
_TOY = Path(__file__).parent / "toy_language"


@pytest.fixture(autouse=True)
def _toy_language(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qapp: QApplication) -> Iterator[None]:
    """One more folder in which languages are looked for, and English afterwards."""
    monkeypatch.setattr(translations, "EXTRA_FOLDERS", [_TOY])
    monkeypatch.setattr("platformdirs.user_cache_path", lambda *_a, **_o: tmp_path / "cache")
    locale = QLocale()
    set_language("en")
    yield
    set_language("en")
    QLocale.setDefault(locale)


def _project() -> Project:
    project = small_project()
    project.device_types = load_catalogue()
    project.scenarios = {BASELINE: replace(project.scenarios[BASELINE], name=_("Baseline"))}
    return project


def test_the_folder_is_all_there_is() -> None:
    assert [file.name for file in _TOY.rglob("*") if file.is_file()] == ["cityplanner.po"]
    assert ("eo", "Esperanto") in [(one.tag, one.name) for one in languages()]


def test_catalogue_roles_and_numbers_speak_it_and_stop() -> None:
    said = []
    for tag in ("en", "eo", "en"):
        assert set_language(tag) is None
        siren = load_catalogue()["siren"]
        said.append((siren.name, siren.description[:8], load_roles()["streets"].title, format_number(12345.6, 1)))
    english = ("Siren", "Warns ev", "Streets", "12,345.6")
    assert said == [english, ("Sireno", "Avertas ", "Stratoj", "12\N{NO-BREAK SPACE}345,6"), english]
    set_language("eo")
    assert format_share(0.5) == "50,0\N{NO-BREAK SPACE}%"


def test_a_project_made_in_it_speaks_english_when_it_is_opened_in_english(tmp_path: Path) -> None:
    set_language("eo")
    project = _project()
    project.apply(set_parameter(project.device_types["siren"], "range_m", 500.0))
    save_project(project, tmp_path / "urbo.gpkg")

    def said() -> tuple[str, str, str]:
        opened = open_project(tmp_path / "urbo.gpkg")
        siren = opened.device_types["siren"]
        return siren.name, siren.sources["range_m"], opened.scenarios[BASELINE].name

    assert said() == ("Sireno", "difinita en ĉi tiu projekto", "Bazo")
    set_language("en")
    assert said() == ("Siren", "set in this project", "Baseline")


def test_the_window_offers_it_and_speaks_it_at_once(window: MainWindow, settle: Settle) -> None:
    window.show_project(_project())
    window.show_table(True)
    settle()
    study, english = window.study, words_of(window)
    assert window.commands["language-eo"].text() == "Esperanto"

    window.commands["language-eo"].trigger()
    settle()
    assert window.study is study
    assert window.commands["language-eo"].isChecked()
    assert window.commands["save"].text() == "Konservi"
    assert "Lingvo (Language)" in {menu.title() for menu in window.findChildren(QMenu)}
    assert {"Bazo", "Servataj loĝantoj", "Sireno", "Tavoloj"} <= set(words_of(window))
    columns = [window.table.model.headerData(column, Qt.Orientation.Horizontal) for column in range(3)]
    assert columns == ["Kvartalo", "Loĝantoj", "Servataj"]

    window.commands["language-en"].trigger()
    settle()
    assert words_of(window) == english


def test_the_command_line_speaks_it_when_it_is_asked_to() -> None:
    assert "Sireno" in run_command("--language", "eo", "types").stdout
    assert "Sireno" not in run_command("types").stdout
