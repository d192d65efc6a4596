"""What the cells of a column can be, whatever its heading says: people, a code, a name."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pandas as pd

from cityplanner.io.layer_roles import normalise
from cityplanner.io.tables.age_groups import age_columns
from cityplanner.io.tables.numbers import codes, parse_numbers
from cityplanner.io.tables.years import without_year, year_in
from cityplanner.model import LayerRole

_SAMPLE = 2_000
_MOSTLY, _WHOLE = 0.5, 0.9
_FEWEST_TELLING = 4
"""Fewer rows than this say little about a column."""
_FEWEST_NUMBERED = 8
"""So many rows that are numbered 1, 2, 3 ... in order are no coincidence."""
_ALIKE = 0.02
"""Numbers with decimals that all lie so near each other, for their size, are coordinates and not people."""

_WEAK = ("total", "tot", "totales", "totals", "gesamt", "insgesamt", "ensemble", "summe", "valor", "value", "count")
"""Headings that count people only in a table about people."""
_OF_PEOPLE = re.compile(
    r"popul|pobla|habita|resident|moradores|einwohner|bevolk|cens|zensus|recens|demogr|people|person|pessoa|padron|"
    r"women|mujer|femme|mulher|dones|frauen|hombre|homme|\bhomens|manner|female|male|hogar|househ|menage|haushalt|"
    r"age[ds_\d -]|\bage\b|edad|edat|idade|alter\b"
)
_NO_CODE = re.compile(
    r"area|length|shape|perim|popul|pobla|pop\b|census|density|densi|long|lat\b|lon\b|x\b|y\b|date|fecha|data\b|url|"
    r"superf|flach|surface|ha\b|km|m2|count|total|num_|rank|value|valor"
)
_CODE_WORDS = frozenset(
    [
        "code",
        "cod",
        "codigo",
        "codi",
        "cd",
        "id",
        "key",
        "clave",
        "geoid",
        "gss",
        "kennung",
        "schluessel",
        "schlussel",
        "nummer",
        "nr",
        "number",
        "num",
        "no",
        "uid",
        "gid",
        "pcode",
        "insee",
        "iris",
        "ags",
        "kennziffer",
        "cve",
        "sigla",
    ]
)
_NAME_WORDS = frozenset(
    [
        "name",
        "names",
        "nombre",
        "nom",
        "nome",
        "nm",
        "naam",
        "namn",
        "navn",
        "label",
        "lbl",
        "libelle",
        "lib",
        "bezeichnung",
        "bez",
        "titel",
        "title",
        "denominacion",
        "denominacio",
        "denominacao",
        "barrio",
        "bairro",
        "quartier",
        "stadtteil",
        "ortsteil",
        "bezirk",
        "ward",
        "district",
    ]
)
_CODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z._/-]{0,24}")
_DECIMAL_OR_DATE = re.compile(r"-?\d+[.,]\d+|\d{4}[-/.]\d\d?[-/.]\d\d?|\d\d?[-/.]\d\d?[-/.]\d{4}")
_NO_NAME = re.compile(r"https?://|www\.|@|^\d{4}-\d\d-\d\d|^[{\[<]")
_LONGEST_NAME = 60

Fits = Callable[[str, str], bool]
"""Whether a column can be a field."""


def fits_of(role: LayerRole, frame: pd.DataFrame, where: str) -> Fits:
    """Whether the cells of a column of ``frame``, from the file ``where``, can be a field of ``role``."""
    kinds = {field.name: field.kind for field in role.fields}
    groups = {group.name for group in role.groups}
    about_people = _about_people(frame, where)

    def fits(field: str, column: str) -> bool:
        if column not in frame.columns or not len(frame):
            return True
        cells = frame[column].iloc[:_SAMPLE]
        if field == "population":
            known = counts_people(cells) and (about_people or normalise(column) not in _WEAK)
            return known and _whole_year(frame, column)
        if field in groups:
            return _numbers(cells) is not None
        if kinds.get(field) == "number":
            return _numbers(cells) is not None
        if role.groups and field == "id":
            return _tells_apart(cells)
        if role.groups and field == "name":
            return _tells_apart(cells) and _has_letters(cells)
        return True

    return fits


def _whole_year(frame: pd.DataFrame, column: str) -> bool:
    """Whether a column of one year of several has hardly fewer figures than the fullest of them."""
    if year_in(column) is None:
        return True
    base = normalise(without_year(column))
    alike = [str(one) for one in frame.columns if year_in(str(one)) and normalise(without_year(str(one))) == base]
    filled = {one: sum(bool(text) for text in codes(frame[one])) for one in alike}
    return filled[column] >= _WHOLE * max(filled.values())


def _about_people(frame: pd.DataFrame, where: str) -> bool:
    columns = [str(column) for column in frame.columns]
    return bool(age_columns(columns)) or any(_OF_PEOPLE.search(_plain(text)) for text in (where, *columns))


def _plain(text: str) -> str:
    apart = unicodedata.normalize("NFKD", str(text).casefold())
    return "".join(c for c in apart if not unicodedata.combining(c))


def _numbers(cells: pd.Series) -> np.ndarray | None:
    """The numbers among ``cells``, where most that are filled are numbers."""
    if pd.api.types.is_bool_dtype(cells):
        return None
    items = [text.removesuffix("%").strip() if isinstance(text, str) else text for text in cells]
    read = parse_numbers(items)
    known = read.values[np.isfinite(read.values)]
    if not len(known) and not read.bad:
        return known
    return known if len(known) and len(known) >= _MOSTLY * (len(known) + len(read.bad)) else None


def counts_people(cells: pd.Series) -> bool:
    """Whether ``cells`` can be numbers of people: no words, shares, codes, years, coordinates or row numbers."""
    texts = [text.strip() for text in cells if isinstance(text, str)]
    if any(text.endswith("%") for text in texts) or any(
        len(text) > 1 and text[0] == "0" and text.isdigit() for text in texts
    ):
        return False
    known = _numbers(cells)
    if known is None:
        return False
    if not len(known):
        return True
    if (known < 0).mean() > _MOSTLY:
        return False
    positive = known[known > 0]
    whole = bool((known == np.round(known)).all())
    if not whole and (known <= 1).all():
        return False
    if len(known) < _FEWEST_TELLING or not len(positive):
        return True
    if not whole:
        spread = float(np.ptp(positive))
        return spread > _ALIKE * float(np.abs(positive).max()) and not (
            abs(known.sum() - 100) < 0.5 and known.max() < 100
        )
    if len(np.unique(known)) <= 2 and known.min() >= 1800 and known.max() <= 2200:
        return False
    return not (len(known) >= _FEWEST_NUMBERED and np.array_equal(np.sort(known), np.arange(1, len(known) + 1)))


def _filled(cells: pd.Series) -> list[str]:
    return [text for text in codes(cells) if text]


def _tells_apart(cells: pd.Series) -> bool:
    """Whether not all, nor nearly all, rows have what others have."""
    texts = _filled(cells)
    return len(cells) < _FEWEST_TELLING or len(set(texts)) >= _MOSTLY * len(cells)


def _has_letters(cells: pd.Series) -> bool:
    texts = _filled(cells)
    return not texts or sum(any(c.isalpha() for c in text) for text in texts) >= _MOSTLY * len(texts)


# Codes and names that no list of headings knows


def code_and_name(frame: pd.DataFrame, columns: Sequence[str], known: Mapping[str, str]) -> dict[str, str]:
    """``id`` and ``name`` among ``columns`` of areas, where ``known`` has none: the column of codes that tells all
    rows apart, and the one that differs from row to row and reads like names.
    """
    found: dict[str, str] = {}
    if len(frame) < 2:
        return found
    free = [column for column in columns if column not in known.values()]
    if "name" not in known:
        scored = [
            (score, -place, column)
            for place, column in enumerate(free)
            if (score := _like_names(frame[column], column))
        ]
        if scored:
            found["name"] = max(scored)[2]
    if "id" not in known:
        scored = [
            (score, -place, column)
            for place, column in enumerate(free)
            if column != found.get("name") and (score := _like_codes(frame[column], column))
        ]
        if scored:
            found["id"] = max(scored)[2]
    return found


def heading_words(heading: str) -> list[str]:
    """The words of a heading: ``NTAName2020`` is ``nta name``."""
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", str(heading))
    return re.findall(r"[a-z]+", _plain(apart))


def _like_codes(cells: pd.Series, heading: str) -> int:
    """How much a column is like codes, 0 where it is none: each once, short, without spaces."""
    if pd.api.types.is_float_dtype(cells) or pd.api.types.is_bool_dtype(cells):
        return 0
    texts = codes(cells)
    if not all(texts) or len(set(texts)) < len(texts) or not all(_CODE.fullmatch(text) for text in texts):
        return 0
    named = bool(set(heading_words(heading)) & _CODE_WORDS) or _ends_in(heading, _CODE_WORDS)
    if any(not text.isdigit() and not any(c.isdigit() for c in text) for text in texts):
        # Words: short ones in capitals are codes, others are names.
        return 2 if named else int(all(text.isupper() and len(text) <= 6 for text in texts))
    lettered = any(not text.isdigit() for text in texts)
    padded = any(text[0] == "0" and len(text) > 1 for text in texts)
    same = len({len(text) for text in texts}) == 1 and len(texts[0]) > 1
    if re.fullmatch(r"(?:object|f|g|ogc_?f)id(?:_?\d)?", heading, re.IGNORECASE):
        return 1
    if not named and not (lettered or padded or same):
        return 0
    if not named and not (lettered or padded) and _NO_CODE.search(_plain(heading)):
        return 0
    if all(_DECIMAL_OR_DATE.fullmatch(text) for text in texts):
        return 0
    return 2 + 2 * named + (lettered or padded) + same


def _ends_in(heading: str, words: frozenset[str]) -> bool:
    plain = normalise(re.sub(r"\d+$", "", heading))
    return any(len(word) > 1 and plain.endswith(word) for word in words)


def _like_names(cells: pd.Series, heading: str) -> int:
    """How much a column is like names, 0 where it is none: nearly each once, words, none of them long."""
    if pd.api.types.is_numeric_dtype(cells):
        return 0
    texts = codes(cells)
    filled = [text for text in texts if text]
    if len(filled) < 0.8 * len(texts) or len(set(filled)) < 0.8 * len(filled):
        return 0
    if any(_NO_NAME.search(text) or len(text) > _LONGEST_NAME for text in filled[:_SAMPLE]):
        return 0
    read_like_words = sum(sum(c.isalpha() for c in text) >= 3 and not _like_a_code(text) for text in filled)
    if read_like_words < 0.7 * len(filled):
        return 0
    named = bool(set(heading_words(heading)) & _NAME_WORDS) or _ends_in(heading, _NAME_WORDS)
    return 1 + 2 * named + (len(set(filled)) == len(filled))


def _like_a_code(text: str) -> bool:
    """Digits in it and no space: ``MN0101``."""
    return any(c.isdigit() for c in text) and " " not in text
