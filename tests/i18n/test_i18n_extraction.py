"""Translators are given every sentence: those of the source, of the data files and of the templates."""

import ast
import tomllib
from pathlib import Path

import pytest
from babel.messages.frontend import CommandLineInterface
from babel.messages.pofile import read_po

_CHECKOUT = Path(__file__).resolve().parents[2]
_KEYWORDS = {"_": 1, "text": 1, "ngettext": 2, "ntext": 2}
"""Function -> how many of its arguments are sentences."""


@pytest.fixture(scope="module")
def extracted(tmp_path_factory: pytest.TempPathFactory) -> set[str | tuple[str, ...]]:
    """What the command in CONTRIBUTING.md finds."""
    (command,) = [
        line.split("#")[0].split()
        for line in (_CHECKOUT / "CONTRIBUTING.md").read_text(encoding="utf-8").splitlines()
        if line.startswith("pybabel extract")
    ]
    file = tmp_path_factory.mktemp("extracted") / "cityplanner.pot"
    command[command.index("-o") + 1] = str(file)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(_CHECKOUT)
        CommandLineInterface().run([command[0], "--quiet", *command[1:]])
    with file.open("rb") as opened:
        return {message.id for message in read_po(opened) if message.id}


def _said_in_source() -> set[str | tuple[str, ...]]:
    said: set[str | tuple[str, ...]] = set()
    for file in (_CHECKOUT / "src").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _KEYWORDS):
                continue
            forms = [ast.literal_eval(form) for form in node.args[: _KEYWORDS[node.func.id]] if _is_text(form)]
            if forms:
                said.add(forms[0] if len(forms) == 1 else tuple(forms))
    return said


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _said_in_data() -> set[str]:
    said: set[str] = set()
    for file in (_CHECKOUT / "resources" / "devices").glob("*.toml"):
        for item in tomllib.loads(file.read_text(encoding="utf-8"))["types"]:
            said |= {item["name"], item["description"], *item.get("sources", {}).values()}
    for file in (_CHECKOUT / "layers").glob("*.toml"):
        role = tomllib.loads(file.read_text(encoding="utf-8"))
        said |= {role["title"], role["description"]}
    return said


def test_every_sentence_of_the_source_is_found(extracted: set[str | tuple[str, ...]]) -> None:
    said = _said_in_source()
    assert len(said) > 800
    # Babel makes one entry of a sentence that stands alone in one place and has a plural in another.
    single = {one if isinstance(one, str) else one[0] for one in extracted}
    assert {one if isinstance(one, str) else one[0] for one in said} - single == set()


def test_every_text_of_the_data_files_and_templates_is_found(extracted: set[str | tuple[str, ...]]) -> None:
    assert _said_in_data() - extracted == set()
    assert "All neighbourhoods as a table" in extracted


def test_nothing_else_is_asked_of_translators(extracted: set[str | tuple[str, ...]]) -> None:
    known = {one if isinstance(one, str) else one[0] for one in _said_in_source()} | _said_in_data()
    templates = "".join(
        file.read_text(encoding="utf-8") for file in (_CHECKOUT / "resources" / "templates").glob("*.html")
    )
    strange = {one if isinstance(one, str) else one[0] for one in extracted} - known
    assert {one for one in strange if f'_("{one}")' not in templates} == set()
