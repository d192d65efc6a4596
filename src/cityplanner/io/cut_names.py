"""Names of columns that a Shapefile cut: ten letters, or fewer and a number where two would be the same."""

import re
from collections.abc import Iterable

_LONGEST = 10
_NUMBERED = re.compile(r"(.{8})_\d|(.{7})_\d\d")


def cut_stem(column: str) -> str | None:
    """What is left of a longer name in ``column``, or None where it was not cut: ``neighbou`` of ``neighbou_1``."""
    if len(column.encode("utf-8", "replace")) not in (_LONGEST, _LONGEST - 1):
        return None
    numbered = _NUMBERED.fullmatch(column)
    if numbered is not None:
        return numbered[1] or numbered[2]
    return column if len(column) == _LONGEST else None


def was_cut_from(stem: str, names: Iterable[str]) -> bool:
    """Whether ``stem`` is the beginning of one of the longer ``names``, written with separators or without."""
    lower = stem.lower()
    return any(
        lower == form[: len(stem)]
        for name in names
        for form in (name.lower().replace(" ", mark).replace("_", mark) for mark in ("_", "", " "))
        if len(form) > _LONGEST
    )
