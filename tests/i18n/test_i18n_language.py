"""Sentences can be translated, and figures follow the language."""

import os
from datetime import date

import pytest

from cityplanner.i18n import _, format_date, format_number, format_share, locale_tag, ngettext, set_language

_DAY = date(2026, 11, 23)
_NO_BREAK = "\N{NO-BREAK SPACE}"


# Figures and dates


@pytest.mark.parametrize(
    ("tag", "whole", "decimal", "share", "day"),
    [
        ("en", "12,346", "12,345.60", "34.2", "23 November 2026"),
        ("es", "12.346", "12.345,60", "34,2", "23 de noviembre de 2026"),
        ("de", "12.346", "12.345,60", "34,2", "23. November 2026"),
        ("pt-BR", "12.346", "12.345,60", "34,2", "23 de novembro de 2026"),
    ],
)
def test_figures_and_dates_follow_the_language(tag: str, whole: str, decimal: str, share: str, day: str) -> None:
    set_language(tag)
    assert locale_tag() == tag.replace("-", "_")
    assert format_number(12345.6) == whole
    assert format_number(12345.6, 2) == decimal
    assert format_share(0.342) == f"{share}{_NO_BREAK}%"
    assert format_date(_DAY) == day


def test_a_share_has_as_many_decimals_as_asked() -> None:
    set_language("en")
    assert [format_share(share) for share in (0, 1, 0.0004)] == [
        f"{figure}{_NO_BREAK}%" for figure in ("0.0", "100.0", "0.0")
    ]
    assert format_share(0.34764, 0) == f"35{_NO_BREAK}%"
    assert format_number(-0.4) == "0"
    assert format_share(0.34764, 2) == f"34.76{_NO_BREAK}%"


@pytest.mark.parametrize("tag", ["xx", "klingon", "en_XX", "not a language", "../..", "C", "POSIX"])
def test_an_unknown_language_falls_back_to_english(tag: str) -> None:
    set_language("es")
    set_language(tag)
    assert locale_tag() == "en"
    assert format_number(12345.6) == "12,346"
    assert format_date(_DAY) == "23 November 2026"
    assert _("Map") == "Map"


@pytest.mark.parametrize(
    ("environment", "tag"),
    [
        ({"LC_ALL": "de_DE.UTF-8", "LANG": "es_ES.UTF-8"}, "de_DE"),
        ({"LANG": "es_CO.UTF-8"}, "es_CO"),
        ({"LC_ALL": "", "LANG": "es_CO"}, "es_CO"),
        ({"LC_MESSAGES": "fr_FR.UTF-8", "LANG": "es_CO"}, "fr_FR"),
        ({"LANG": "ca_ES@valencia"}, "ca_ES"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({}, "en"),
    ],
)
def test_without_a_tag_the_system_is_asked(
    environment: dict[str, str], tag: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setitem(os.environ, name, value)
    set_language()
    assert locale_tag() == tag


# Sentences


def test_english_has_a_singular_and_a_plural() -> None:
    set_language("en")
    sentences = [ngettext("{count} device", "{count} devices", count).format(count=count) for count in (0, 1, 2)]
    assert sentences == ["0 devices", "1 device", "2 devices"]


def test_numbers_beyond_any_count_are_short() -> None:
    assert format_number(-3.4028234663852886e38, 1) == "-3.403e+38"
    assert format_number(float("inf")) == "inf"
    assert format_number(999_999_999_999_999) == "999,999,999,999,999"
