"""The language is chosen in the window, and everything in it speaks it at once; the study stays as it is."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event

import pytest
from pseudo_language import Pseudo
from PySide6.QtCore import QLocale, Qt
from PySide6.QtWidgets import QApplication, QDoubleSpinBox
from small_city import small_project
from translations import write_translation
from window_words import words_of

from cityplanner.gui.main_window import MainWindow
from cityplanner.gui.settings import read_appearance
from cityplanner.i18n import language, set_language, translations
from cityplanner.model.device_edits import remove_devices

Settle = Callable[[], None]
_SAME_IN_ALL = {
    *("CityPlanner", "English", "Vila Pequena •", "La Loma", "São João", "l'Eixample", "Parque <Norte>"),
    *("Baseline", "Siren", "Public Wi-Fi access point", "Streets"),
    *("Atkinson 0.5", "Erreygers", "Hoover", "Kolm-Pollak", "Palma", "Theil L", "Theil T"),
}
"""Somebody's own words in the small city, names of languages, and of people after whom an index is called."""


@pytest.fixture(autouse=True)
def _english_afterwards(qapp: QApplication) -> Iterator[None]:
    before = QLocale()
    set_language("en")
    yield
    set_language("en")
    QLocale.setDefault(before)
    qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


@pytest.fixture
def pseudo(monkeypatch: pytest.MonkeyPatch) -> str:
    """The tag of a language in which every sentence of ours stands in brackets."""
    load = translations.load

    def loaded(tag: str) -> object:
        return (Pseudo(), None) if tag == "eo" else load(tag)

    monkeypatch.setattr("cityplanner.i18n.load", loaded)
    return "eo"


def _with_study(window: MainWindow, settle: Settle) -> None:
    window.show_project(small_project())
    window.study.do(remove_devices(window.study.scenario, ["ap-1"], window.study.project.device_types))
    window.study.selection.select(devices=["ap-2"])
    window.show_table(True)
    settle()


def test_everything_in_the_window_follows_and_comes_back(window: MainWindow, settle: Settle, pseudo: str) -> None:
    _with_study(window, settle)
    english = words_of(window)
    window.use_language(pseudo)
    settle()
    brackets = [text for text in words_of(window) if "⟦" in text]
    assert len(brackets) > 150
    window.use_language("en")
    settle()
    assert words_of(window) == english


def test_nothing_of_ours_is_left_untranslated(window: MainWindow, settle: Settle, pseudo: str) -> None:
    """What stays the same in both is somebody's own, a figure or a key."""
    _with_study(window, settle)
    english = set(words_of(window))
    window.use_language(pseudo)
    settle()
    same = (english & set(words_of(window))) - _SAME_IN_ALL
    assert {text for text in same if re.search("[a-z]{2}", text)} == set()


def test_the_study_its_history_and_what_is_looked_at_stay(window: MainWindow, settle: Settle, pseudo: str) -> None:
    _with_study(window, settle)
    study = window.study
    window.map.zoom_by(2.0)
    bounds = window.map.view.bounds
    window.use_language(pseudo)
    settle()
    assert window.study is study
    assert window.map.view.bounds == pytest.approx(bounds)
    assert study.selection.devices == {"ap-2"}
    assert not window.table.isHidden()
    assert study.history.undo_label.startswith("⟦Delete")
    window.commands["undo"].trigger()
    settle()
    assert "ap-1" in study.scenario.devices


def test_the_choice_is_kept_for_the_next_start(window: MainWindow) -> None:
    assert read_appearance().language is None
    window.use_language("de")
    assert read_appearance().language == "de"
    assert language.locale_tag() == "de"
    window.use_language(None)
    assert read_appearance().language is None


def test_numbers_and_direction_of_writing_follow(window: MainWindow, qapp: QApplication) -> None:
    window.use_language("de")
    field = QDoubleSpinBox(window)
    field.setValue(2.5)
    assert field.text() == "2,50"
    window.use_language("ar")
    assert qapp.layoutDirection() is Qt.LayoutDirection.RightToLeft
    window.use_language("en")
    assert qapp.layoutDirection() is Qt.LayoutDirection.LeftToRight


def test_what_goes_on_is_waited_for(window: MainWindow, settle: Settle, pseudo: str, qtbot) -> None:
    window.show_project(small_project())
    settle()
    go_on, heard = Event(), []
    window.run(lambda _progress, _cancel: go_on.wait(20), lambda _result: heard.append(window.inspector), None)
    inspector = window.inspector
    window.use_language(pseudo)
    assert language.locale_tag() == "en"
    qtbot.waitUntil(lambda: "has ended" in window.messages.text, timeout=20_000)
    go_on.set()
    settle()
    assert language.locale_tag() == pseudo
    assert heard == [inspector]
    assert window.inspector is not inspector


def test_a_broken_translation_is_told_and_the_window_goes_on(
    window: MainWindow, settle: Settle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(translations, "EXTRA_FOLDERS", [tmp_path / "resources" / "translations"])
    write_translation(tmp_path / "resources", "eo", {"Save": "Konservi"}, "nplurals=x; plural=0;")
    window.use_language("eo")
    settle()
    assert window.messages.text.startswith("The translation into Esperanto cannot be read")
    assert window.commands["save"].text() == "Save"
