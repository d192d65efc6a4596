"""What a translator finds in the source: whole sentences with named places, all of them."""

import ast
import re
import string
from collections.abc import Iterator
from pathlib import Path

import cityplanner
from cityplanner.data_files import data_folder

_SOURCE = Path(cityplanner.__file__).parent
_FROM_OUR_DATA_FILES = {
    "catalogue.py": {"fields[field]", "source"},
    "layer_roles.py": {"content['title']", "content['description']"},
}
"""Sentences that are literals too, in the TOML files beside the source."""
_KEYWORDS = ("_", "ngettext", "text", "ntext")


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
