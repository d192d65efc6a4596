"""Which type of device a file most likely lists, told from its name and its columns."""

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from itertools import pairwise

import pandas as pd

from cityplanner.data_files import data_folder
from cityplanner.io.layer_roles import normalise
from cityplanner.io.tables.numbers import as_text, is_number

_YES_OR_NO = frozenset(
    [
        "yes",
        "no",
        "y",
        "n",
        "true",
        "false",
        "t",
        "f",
        "si",
        "s",
        "sim",
        "nao",
        "não",
        "sí",
        "oui",
        "non",
        "ja",
        "nein",
        "j",
        "0",
        "1",
        "0.0",
        "1.0",
        "x",
        "wlan",
        "free",
        "paid",
        "none",
        "unknown",
        "limited",
        "gratis",
        "kostenlos",
        "gratuit",
        "customers",
        "ninguno",
        "nenhum",
        "aucun",
        "kein",
    ]
)
_NUMBERED = frozenset(
    [
        "id",
        "no",
        "nr",
        "num",
        "number",
        "numero",
        "code",
        "cod",
        "codigo",
        "codi",
        "ref",
        "key",
        "serial",
        "asset",
        "column",
    ]
)
_MEASURED = frozenset(
    [
        "pm25",
        "pm10",
        "no2",
        "o3",
        "so2",
        "co",
        "db",
        "dba",
        "laeq",
        "lden",
        "mm",
        "level",
        "nivel",
        "niveau",
        "pegel",
        "lux",
        "lumen",
        "watt",
        "watts",
        "w",
    ]
)
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


def is_attribute(cells: pd.Series, heading: str) -> bool:
    """Whether a column says of things of another kind whether, or how many, devices they have; or is a plain number.

    What sensors measure is a number too, and the heading of a number of the devices' own says so: ``lamp_no``.
    """
    texts = {as_text(cell).casefold() for cell in cells}
    texts.discard("")
    if not texts:
        return True
    if texts <= _YES_OR_NO:
        return True
    words = [normalise(word) for word in _SPLIT.split(heading) if word]
    if any(word in _NUMBERED or word in _MEASURED for word in words):
        return False
    return all(is_number(text) for text in texts)


def _telling(term: str, known: tuple[str, ...]) -> str:
    """Of two words the first, where it tells by itself."""
    first = term.split()[0]
    return first if any(normalise(first).startswith(one) for one in known) else term


@cache
def _words() -> dict[str, tuple[str, ...]]:
    file = data_folder("resources") / "device_words.toml"
    content = tomllib.loads(file.read_text(encoding="utf-8"))
    return {type_id: tuple(normalise(word) for word in words) for type_id, words in content.items()}
