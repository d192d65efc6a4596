"""Which type of device a file most likely lists, told from its name and its columns."""

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from itertools import pairwise

from cityplanner.data_files import data_folder
from cityplanner.io.layer_roles import normalise

_SPLIT = re.compile(r"[^0-9A-Za-zÀ-ɏ]+|(?<=[a-z])(?=[A-Z])")


def guess_type(name: str, texts: Iterable[str] = ()) -> tuple[str, str] | None:
    """(id of the type, the word that told it) for a file called ``name``; ``texts`` are its columns and layer names.

    The name decides before the columns do, and the type that stands first in ``resources/device_words.toml``; None
    where no word is known.
    """
    for source in ([name], list(texts)):
        words = [word for text in source for word in _SPLIT.split(text) if word]
        terms = [*(" ".join(pair) for pair in pairwise(words)), *words]
        for type_id, known in _words().items():
            for term in terms:
                plain = normalise(term)
                if any(plain == one or (len(one) > 4 and plain.startswith(one)) for one in known):
                    return type_id, _telling(term, known)
    return None


def _telling(term: str, known: tuple[str, ...]) -> str:
    """Of two words the first, where it tells by itself."""
    first = term.split()[0]
    return first if any(normalise(first).startswith(one) for one in known) else term


@cache
def _words() -> dict[str, tuple[str, ...]]:
    file = data_folder("resources") / "device_words.toml"
    content = tomllib.loads(file.read_text(encoding="utf-8"))
    return {type_id: tuple(normalise(word) for word in words) for type_id, words in content.items()}
