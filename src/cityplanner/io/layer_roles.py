"""What layers can mean, read from ``layers/<role>.toml``, and which of a file's columns is which field of a role."""

import re
import tomllib
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from cityplanner.data_files import data_folder
from cityplanner.errors import InputError
from cityplanner.i18n import Text, _
from cityplanner.io.cut_names import cut_stem, was_cut_from
from cityplanner.io.tables.years import best_year_first, is_forecast, without_year, year_in
from cityplanner.model import LayerField, LayerRole

_PERCENT = re.compile(
    r"%|(?<![a-z])(?:pct|perc|percent|percentage|porcentaje|porcentagem|pourcentage)(?![a-z])", re.IGNORECASE
)


_NOTED = re.compile(r"\s*(?:\([^)]*\)|\[[^\]]*\]|[*†‡§¹²³⁴⁵⁶⁷⁸⁹]+)\s*$")
"""A unit or the mark of a footnote behind a heading."""
_MEASURED = re.compile(r"[(\[][^)\]]*(?:%|‰|km|ha\b|m2|m²|per\b|por\b|par\b|pro\b|/)", re.IGNORECASE)
"""A unit that is not people."""


_LITTLE = frozenset(["de", "del", "d", "da", "do", "of", "the", "la", "el", "l", "les", "des", "der", "die"])


@cache
def load_roles() -> dict[str, LayerRole]:
    """All roles, id -> role, in the order of their ids."""
    return {file.stem: _read_role(file) for file in sorted(data_folder("layers").glob("*.toml"))}


def role(id_: str) -> LayerRole:
    """The role ``id_``. Raises :class:`InputError` with the roles that there are where it is unknown."""
    roles = load_roles()
    if id_ not in roles:
        raise InputError(_("There is no role {role}; choose one of: {roles}.").format(role=id_, roles=", ".join(roles)))
    return roles[id_]


def normalise(name: str) -> str:
    """``name`` without case, accents and separators: ``Població_Total`` is ``poblaciototal``."""
    # ß is SS in capitals.
    plain = unicodedata.normalize("NFKD", str(name).casefold())
    return re.sub(r"[^0-9a-z]", "", "".join(c for c in plain if not unicodedata.combining(c)).casefold())


def words_of(text: str) -> list[str]:
    """The words and numbers of ``text`` without case and accents: ``Estado-operativo`` is ``estado operativo``."""
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", str(text))
    plain = unicodedata.normalize("NFKD", apart.casefold())
    return re.findall(r"[0-9a-z]+", "".join(c for c in plain if not unicodedata.combining(c)))


def match_fields(
    role: LayerRole, columns: Iterable[str], fits: Callable[[str, str], bool] | None = None
) -> dict[str, str]:
    """Canonical field -> column, for the fields and groups of ``role`` that are recognised among ``columns``.

    A field's own name is its best synonym, then the first in its list that some column bears, then columns that bear
    one beside a year, the last year that is over first; no column serves twice, nor one of which ``fits`` says that it
    cannot be the field.
    """
    columns = list(columns)
    by_name: dict[str, str] = {}
    for column in columns:
        by_name.setdefault(normalise(column), column)
    for column in columns:
        if not _MEASURED.search(column):
            by_name.setdefault(normalise(_NOTED.sub("", column)), column)
    # A group's column may say that it has percentages, which whoever reads it then makes into people.
    of_groups = by_name | {
        normalise(_PERCENT.sub(" ", column)): column
        for column in columns
        if normalise(_PERCENT.sub(" ", column)) not in by_name
    }
    of_years = _of_years(columns)
    by_words: dict[str, list[str]] = {}
    for column in sorted(columns, key=lambda one: best_year_first(year_in(one) or 0, forecast=is_forecast(one))):
        by_words.setdefault(_unordered(_PERCENT.sub(" ", without_year(column))), []).append(column)
    found: dict[str, str] = {}
    for field in (*role.fields, *role.groups):
        names = [normalise(synonym) for synonym in (field.name, *field.synonyms)]
        known = of_groups if field in role.groups else by_name
        bearing = [known[name] for name in names if name in known]
        if field.kind == "number":
            bearing += [column for name in names for column in of_years.get(name, ())]
            spoken = (_unordered(synonym) for synonym in (field.name, *field.synonyms))
            bearing += [column for words in spoken if words for column in by_words.get(words, ())]
        for column in bearing:
            if column not in found.values() and (fits is None or fits(field.name, column)):
                found[field.name] = column
                break
    return found | _cut(role, columns, found, fits)


def _cut(
    role: LayerRole, columns: Iterable[str], found: Mapping[str, str], fits: Callable[[str, str], bool] | None
) -> dict[str, str]:
    """The same for names that a Shapefile cut, where they can be those of one field only.

    Of two columns that were called ``neighbourhood_...`` the first is taken for the code, the second for the name.
    """
    stems = {column: stem for column in columns if column not in found.values() and (stem := cut_stem(column))}
    more: dict[str, str] = {}
    for column, stem in stems.items():
        fields = [
            field.name for field in (*role.fields, *role.groups) if was_cut_from(stem, (field.name, *field.synonyms))
        ]
        if set(fields) == {"id", "name"}:
            others = [other for other, its in stems.items() if its[:7] == stem[:7]]
            fields = ["name"] if len(others) == 1 else [name for name in fields if name not in more][:1]
        if len(fields) == 1 and fields[0] not in found and (fits is None or fits(fields[0], column)):
            more.setdefault(fields[0], column)
    return more


def _unordered(heading: str) -> str:
    """The words of a heading in order of their letters: ``Total de población`` is ``poblacion total``."""
    words = words_of(heading.replace("_", " "))
    return " ".join(sorted(word for word in words if word not in _LITTLE)) if len(words) > 1 else ""


def _of_years(columns: Iterable[str]) -> dict[str, list[str]]:
    """Normalised heading without its year -> the columns that are called so, the last year that is over first."""
    dated = [(column, year) for column in columns if (year := year_in(column)) is not None]
    found: dict[str, list[str]] = {}
    for column, _year in sorted(dated, key=lambda one: best_year_first(one[1], forecast=is_forecast(one[0]))):
        found.setdefault(normalise(_PERCENT.sub(" ", without_year(column))), []).append(column)
    return found


def _read_role(file: Path) -> LayerRole:
    content: dict[str, Any] = tomllib.loads(file.read_text(encoding="utf-8"))
    return LayerRole(
        id=file.stem,
        title=Text(content["title"]).now,
        description=Text(content["description"]).now,
        geometry=tuple(content["geometry"]),
        fields=tuple(_read_field(entry) for entry in content.get("fields", ())),
        groups=tuple(_read_field(entry) for entry in content.get("groups", ())),
        style=content.get("style", {}),
    )


def _read_field(entry: dict[str, Any]) -> LayerField:
    return LayerField(
        name=entry["name"],
        kind=entry.get("kind", "number"),
        synonyms=tuple(entry.get("synonyms", ())),
        required=entry.get("required", False),
    )
