"""Sentences can be translated, and figures follow the language."""

import ast
import gettext
import os
import re
import string
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from babel.messages import Catalog
from babel.messages.mofile import write_mo

import cityplanner
from cityplanner.data_files import data_folder
from cityplanner.i18n import _, format_date, format_number, format_share, language, ngettext, set_language

_SOURCE = Path(cityplanner.__file__).parent
_DAY = date(2026, 11, 23)
_FROM_OUR_DATA_FILES = {
    "catalogue.py": {"fields[field]", "source"},
    "layer_roles.py": {"content['title']", "content['description']"},
}
"""Sentences that are literals too, in the TOML files beside the source."""
_KEYWORDS = ("_", "ngettext", "text", "ntext")
_NO_BREAK = "\N{NO-BREAK SPACE}"


@pytest.fixture(autouse=True)
def _own_language(monkeypatch: pytest.MonkeyPatch) -> None:
    """The language of the tests after these is what it was."""
    monkeypatch.setattr(language, "_locale", language._locale)
    monkeypatch.setattr(language, "_translation", language._translation)


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
    assert str(set_language(tag)) == tag.replace("-", "_")
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
    assert str(set_language(tag)) == "en"
    assert format_number(12345.6) == "12,346"
    assert format_date(_DAY) == "23 November 2026"
    assert _("Map") == "Map"


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({"LC_ALL": "de_DE.UTF-8", "LANG": "es_ES.UTF-8"}, "de_DE"),
        ({"LANG": "es_CO.UTF-8"}, "es_CO"),
        ({"LC_ALL": "", "LANG": "es_CO"}, "es_CO"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({}, "en"),
    ],
)
def test_without_a_tag_the_system_is_asked(
    environment: dict[str, str], language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("LC_ALL", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setitem(os.environ, name, value)
    assert str(set_language()) == language


# Sentences


def test_english_has_a_singular_and_a_plural() -> None:
    set_language("en")
    sentences = [ngettext("{count} device", "{count} devices", count).format(count=count) for count in (0, 1, 2)]
    assert sentences == ["0 devices", "1 device", "2 devices"]


@pytest.fixture
def _spanish(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    catalogue = Catalog(locale="es")
    catalogue.add("Map", "Mapa")
    catalogue.add(("{count} device", "{count} devices"), ("{count} dispositivo", "{count} dispositivos"))
    file = tmp_path / "translations" / "es" / "LC_MESSAGES" / "cityplanner.mo"
    file.parent.mkdir(parents=True)
    with file.open("wb") as opened:
        write_mo(opened, catalogue)
    monkeypatch.setattr(language, "data_folder", lambda name: {"resources": tmp_path}[name])


@pytest.mark.usefixtures("_spanish")
@pytest.mark.parametrize("tag", ["es", "es_CO", "es-419"])
def test_a_translation_is_used_in_every_country_of_its_language(tag: str) -> None:
    set_language(tag)
    assert _("Map") == "Mapa"
    assert [ngettext("{count} device", "{count} devices", count) for count in (1, 2)] == [
        "{count} dispositivo",
        "{count} dispositivos",
    ]
    assert _("Not translated yet") == "Not translated yet"


@pytest.mark.usefixtures("_spanish")
def test_figures_follow_the_language_where_sentences_are_not_translated() -> None:
    set_language("de")
    assert _("Map") == "Map"
    assert isinstance(language._translation, gettext.NullTranslations)
    assert format_number(12345.6) == "12.346"


# What a translator finds in the source


def _modules() -> list[Path]:
    return sorted(_SOURCE.rglob("*.py"))


def _calls(tree: ast.AST) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _KEYWORDS:
            yield node


def _messages(call: ast.Call) -> list[ast.expr]:
    return call.args[: 1 if isinstance(call.func, ast.Name) and call.func.id in ("_", "text") else 2]


def _fields(message: str) -> set[str | None]:
    return {field for _text, field, _spec, _conversion in string.Formatter().parse(message) if field is not None}


def test_every_sentence_is_a_literal_with_named_places() -> None:
    found, wrong = 0, []
    for file in _modules():
        for call in _calls(ast.parse(file.read_text(encoding="utf-8"))):
            for message in _messages(call):
                found += 1
                # Literals that stand beside each other are one constant by now; anything else is put together.
                if ast.unparse(message) in _FROM_OUR_DATA_FILES.get(file.name, ()):
                    continue
                if not (isinstance(message, ast.Constant) and isinstance(message.value, str)):
                    wrong.append(f"{file.name}:{call.lineno}: {ast.unparse(message)} is no literal")
                elif not all(str(field).isidentifier() for field in _fields(message.value)):
                    wrong.append(f"{file.name}:{call.lineno}: a place without a name in {message.value!r}")
    assert wrong == []
    assert found > 300


def test_every_sentence_of_a_template_is_a_literal() -> None:
    calls = [
        call
        for file in (data_folder("resources") / "templates").iterdir()
        for call in re.findall(r"\b_\(.", file.read_text(encoding="utf-8"))
    ]
    assert set(calls) == {'_("'}


def test_every_place_in_a_sentence_is_filled_by_name() -> None:
    """A place that nothing fills, or a filling without a place, where ``.format`` follows at once."""
    found, wrong = 0, []
    for file in _modules():
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(
                    func=ast.Attribute(attr="format", value=ast.Call(func=ast.Name(id="_" | "ngettext")) as call)
                ) if not any(keyword.arg is None for keyword in node.keywords):
                    found += 1
                    given = {keyword.arg for keyword in node.keywords}
                    texts = [ast.literal_eval(message) for message in _messages(call)]
                    # A singular may say "one" where the plural has the number.
                    if node.args or set().union(*map(_fields, texts)) != given:
                        wrong.append(f"{file.name}:{call.lineno}: {texts} is filled with {sorted(map(str, given))}")
    assert wrong == []
    assert found > 100


def test_no_function_hides_the_translation_behind_a_name_of_its_own() -> None:
    """``for _, x in ...`` makes ``_`` a variable of the whole function, and every ``_("...")`` in it fails."""
    wrong = []
    for file in _modules():
        for function in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef) and any(_calls(function)):
                bound = {name.id for name in _bound(function)} | {item.arg for item in function.args.args}
                if "_" in bound:
                    wrong.append(f"{file.name}:{function.lineno}: {function.name}")
    assert wrong == []


def _bound(node: ast.AST) -> Iterator[ast.Name]:
    """Names that a function assigns itself; those of a comprehension or of a function in it are its own."""
    for child in ast.iter_child_nodes(node):
        if isinstance(
            child, ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp | ast.FunctionDef | ast.Lambda
        ):
            continue
        if isinstance(child, ast.Name) and isinstance(child.ctx, ast.Store):
            yield child
        yield from _bound(child)


def test_numbers_beyond_any_count_are_short() -> None:
    assert format_number(-3.4028234663852886e38, 1) == "-3.403e+38"
    assert format_number(float("inf")) == "inf"
    assert format_number(999_999_999_999_999) == "999,999,999,999,999"
