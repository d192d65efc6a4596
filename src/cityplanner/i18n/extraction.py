"""Finds the sentences of the data files for translators; ``babel.cfg`` says in which files and under which keys."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from typing import IO, Any

_Found = tuple[int, str, str, list[str]]


def extract_toml(
    file: IO[bytes], _keywords: Sequence[str], _comments: Sequence[str], options: Mapping[str, str]
) -> Iterator[_Found]:
    """Babel's way of asking: (line, function, sentence, comments) for each text under a key of ``options["keys"]``.

    A key is looked for at any depth; of a table under it every text counts.
    """
    content = file.read().decode("utf-8")
    lines = content.splitlines()
    wanted = frozenset(options["keys"].split())
    for sentence in dict.fromkeys(_texts(tomllib.loads(content), wanted)):
        first = sentence[:20].replace('"', '\\"')
        line = next((number for number, text in enumerate(lines, start=1) if first in text), 1)
        yield line, "", sentence, []


def _texts(node: Any, wanted: frozenset[str], within: bool = False) -> Iterator[str]:
    if isinstance(node, str) and within:
        yield node
    elif isinstance(node, Mapping):
        for key, value in node.items():
            yield from _texts(value, wanted, within or key in wanted)
    elif isinstance(node, list):
        for value in node:
            yield from _texts(value, wanted, within)
