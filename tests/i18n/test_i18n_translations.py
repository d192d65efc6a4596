"""A language is one folder with a translator's file; a broken one costs what is broken in it."""

import logging
from collections.abc import Callable
from pathlib import Path

import pytest
from translations import write_translation

from cityplanner.i18n import (
    _,
    format_number,
    language_tag,
    languages,
    locale_tag,
    ngettext,
    set_language,
    translations,
)
from cityplanner.i18n.compiling import compile_translation, compiled_name

_LAMPS = ("{count} lamp", "{count} lamps")
_SPANISH = {"Map": "Mapa", _LAMPS: ("{count} farola", "{count} farolas")}


@pytest.fixture(autouse=True)
def resources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder of translations, and a cache of one's own."""
    monkeypatch.setattr(translations, "data_folder", lambda name: tmp_path / name)
    monkeypatch.setattr("platformdirs.user_cache_path", lambda *args, **kwargs: tmp_path / "cache")
    return tmp_path / "resources"


def _cached(resources: Path) -> list[Path]:
    return sorted((resources.parent / "cache" / "translations").glob("*"))


@pytest.mark.parametrize("tag", ["es", "es_CO", "es-419"])
def test_a_translation_is_used_in_every_country_of_its_language(resources: Path, tag: str) -> None:
    write_translation(resources, "es", _SPANISH)
    assert set_language(tag) is None
    assert _("Map") == "Mapa"
    assert [ngettext(*_LAMPS, count) for count in (1, 2)] == list(_SPANISH[_LAMPS])
    assert _("Not translated yet") == "Not translated yet"
    assert locale_tag() == tag.replace("-", "_")
    assert language_tag() == "es"


def test_what_a_country_says_otherwise_comes_first(resources: Path) -> None:
    write_translation(resources, "pt", {"Bus": "Autocarro", "Map": "Mapa"})
    write_translation(resources, "pt_BR", {"Bus": "Ônibus"})
    set_language("pt-BR")
    assert (_("Bus"), _("Map"), language_tag()) == ("Ônibus", "Mapa", "pt-BR")
    set_language("pt_PT")
    assert (_("Bus"), _("Map"), language_tag()) == ("Autocarro", "Mapa", "pt")


def test_figures_follow_the_language_where_sentences_are_not_translated() -> None:
    set_language("de")
    assert (_("Map"), format_number(12345.6), language_tag()) == ("Map", "12.346", "en")


def test_a_language_that_nobody_has_described_is_spoken_with_english_figures(resources: Path) -> None:
    write_translation(resources, "nhe", {"Map": "Amatl"})
    set_language("nhe")
    assert (_("Map"), format_number(12345.6), locale_tag()) == ("Amatl", "12,346", "nhe")


def test_languages_are_listed_as_their_speakers_call_them(resources: Path) -> None:
    for tag in ("es", "pt_BR", "nhe"):
        write_translation(resources, tag, {})
    assert [(one.tag, one.name) for one in languages()] == [
        ("en", "English"),
        ("es", "Español"),
        ("nhe", "nhe"),
        ("pt_BR", "Português (Brasil)"),
    ]


# Compiled once


def test_what_is_compiled_is_kept_until_the_translation_changes(resources: Path) -> None:
    file = write_translation(resources, "es", _SPANISH)
    set_language("es")
    (first,) = _cached(resources)
    set_language("es")
    assert _cached(resources) == [first]
    assert _("Map") == "Mapa"
    write_translation(resources, "es", {"Map": "Plano"})
    set_language("es")
    (second,) = _cached(resources)
    assert (_("Map"), second.name) == ("Plano", f"es-{compiled_name(file.read_bytes())}")
    second.write_bytes(b"damaged")
    set_language("es")
    assert _("Map") == "Plano"


def test_what_the_build_has_compiled_is_used(resources: Path) -> None:
    file = write_translation(resources, "es", _SPANISH)
    content = file.read_bytes()
    (file.parent / compiled_name(content)).write_bytes(compile_translation(content, "es").content)
    set_language("es")
    assert _("Map") == "Mapa"
    assert _cached(resources) == []


def test_a_compiled_file_alone_is_a_language_too(resources: Path) -> None:
    file = write_translation(resources, "es", _SPANISH)
    file.with_suffix(".mo").write_bytes(compile_translation(file.read_bytes(), "es").content)
    file.unlink()
    set_language("es")
    assert _("Map") == "Mapa"


def test_a_cache_that_cannot_be_written_stops_nobody(resources: Path) -> None:
    (resources.parent / "cache").write_text("a file where the folder should be")
    write_translation(resources, "es", _SPANISH)
    set_language("es")
    assert _("Map") == "Mapa"


# Broken ones


def _latin(file: Path) -> None:
    file.write_bytes(file.read_bytes().replace(b"Mapa", "Mápa".encode("latin-1")))


def _torn(file: Path) -> None:
    file.write_bytes(file.read_bytes().replace(b'msgstr "Mapa"', b'msgsr "Mapa"'))


def _replaced(old: str, new: str) -> Callable[[Path], None]:
    return lambda file: file.write_text(file.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


@pytest.mark.parametrize(
    "damage",
    [
        _latin,
        _torn,
        _replaced("nplurals=2", "nplurals=two"),
        _replaced("nplurals=2", "nplurals=1"),
        _replaced("(n != 1)", "n*n"),
        _replaced("(n != 1)", "__import__"),
        lambda file: file.write_bytes(b"\x00\x01\x02\xff"),
        lambda file: file.unlink(),
        lambda file: (file.unlink(), file.with_suffix(".mo").write_bytes(b"\xde\x12\x04\x95 short")),
    ],
)
def test_a_broken_language_is_told_once_and_everything_is_in_english(
    resources: Path, damage: Callable[[Path], object], caplog: pytest.LogCaptureFixture
) -> None:
    damage(write_translation(resources, "es", _SPANISH))
    with caplog.at_level(logging.WARNING):
        problem = set_language("es")
    assert str(problem).startswith("The translation into Español cannot be read, and everything is in English: ")
    assert [record.getMessage() for record in caplog.records] == [str(problem)]
    assert (_("Map"), ngettext(*_LAMPS, 2), format_number(12345.6)) == ("Map", "{count} lamps", "12.346")
    assert _cached(resources) == []


@pytest.mark.parametrize(
    "careless",
    [
        {"Move {what}": "Mover {waht}"},
        {"Move {what}": "Mover"},
        {"Move {what}": "Mover {what"},
        {"Move {what}": "Mover {what} {0}"},
        {("{count} {what}", "{count} {what}s"): ("{count} {what}", "{count} {qué}s")},
        {("{count} {what}", "{count} {what}s"): ("{count} {what}",)},
    ],
)
def test_a_sentence_with_other_places_is_left_in_english_alone(
    resources: Path, careless: dict[str | tuple[str, str], str | tuple[str, ...]]
) -> None:
    write_translation(resources, "es", {**_SPANISH, **careless})
    problem = set_language("es")
    (english,) = careless
    first = english if isinstance(english, str) else english[0]
    told = "1 sentence of the translation into Español does not fit the English one and is left in English"
    assert str(problem) == f"{told}: “{first}”."
    assert _("Map") == "Mapa"
    if isinstance(english, str):
        assert _(english).format(what="it") == "Move it"
    else:
        assert ngettext(*english, 2).format(count=2, what="lamp") == "2 lamps"


def test_a_form_for_one_may_do_without_its_number(resources: Path) -> None:
    write_translation(resources, "es", {_LAMPS: ("una farola", "{count} farolas")})
    assert set_language("es") is None
    assert ngettext(*_LAMPS, 1) == "una farola"


def test_sentences_that_a_translator_is_not_sure_of_are_in_english(resources: Path) -> None:
    file = write_translation(resources, "es", _SPANISH)
    file.write_text(file.read_text(encoding="utf-8").replace('msgid "Map"', '#, fuzzy\nmsgid "Map"'), encoding="utf-8")
    assert set_language("es") is None
    assert (_("Map"), ngettext(*_LAMPS, 1)) == ("Map", "{count} farola")


@pytest.mark.parametrize("tag", ["../es", "es/LC_MESSAGES", "..", ""])
def test_a_tag_is_no_path(resources: Path, tag: str, monkeypatch: pytest.MonkeyPatch) -> None:
    write_translation(resources, "es", _SPANISH)
    monkeypatch.setenv("LC_ALL", "C")
    set_language(tag)
    assert (_("Map"), locale_tag()) == ("Map", "en")
