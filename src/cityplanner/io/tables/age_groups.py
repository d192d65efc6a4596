"""Columns of ages, by single year or in bands, become the three groups that planners speak of."""

import re
import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from cityplanner.i18n import _
from cityplanner.io.tables.figures import read_figures
from cityplanner.io.tables.withheld import withheld_told
from cityplanner.io.wording import first_few
from cityplanner.model import Problem, Severity

AGE_GROUPS: dict[str, tuple[int, int]] = {"age_0_14": (0, 14), "age_15_64": (15, 64), "age_65_plus": (65, 200)}
"""Group -> first and last year of age in it (the usual cuts of the United Nations' dependency ratio)."""

_BEFORE = (
    r"(?:(?:age|ages|aged|edad|edat|idade|alter|anos|anys|ans|jahre|years?|poblacion|poblacio|populacao|population|"
    r"pob|pop|residents|personas|persons|people|de|entre|from|von|p|y|x)[\s_-]*)*"
)
_YEARS = r"[\s_]*(?:years?|yrs?|anos|anys|ans|jahren?)?"
_AND = r"(?:and|or|y|i|et|e|ou|o|und)"
_BAND = re.compile(
    rf"{_BEFORE}(?P<first>\d{{1,3}}){_YEARS}"
    r"(?:[\s_]*(?:[-–_]|a|to|bis|ate|hasta)[\s_]*(?P<last>\d{1,3})"
    rf"|[\s_]*(?P<open>\+|plus|mas|mais|{_AND}[\s_]*(?:over|older|above|mas|mes|plus|mais|alter|mehr)))?"
    rf"{_YEARS}[\s_]*(?:old|of age)?"
)
_YOUNGER = re.compile(
    rf"{_BEFORE}(?:(?:under|below|less than|moins de|menos de|menores de|menys de|unter)"
    rf"[\s_]*(?P<under>\d{{1,3}}){_YEARS}"
    rf"|(?P<up_to>\d{{1,3}}){_YEARS}[\s_]*{_AND}[\s_]*(?:under|younger|menos|moins|menys|junger))[\s_]*(?:old|of age)?"
)
_SEX = re.compile(
    r"(?P<before>(?:^|[^a-z])(?P<first>f|m|h|males?|females?|men|women|hombres?|mujeres?|homens?|mulheres?|hommes?|femmes?|homes|dones)"
    r"(?=[\s_-]*(?:\d|age|aged|edad|idade|anos|años|anys|ans|de )))"
    r"|(?P<after>[\s_-]+(?P<last>f|m|h|males?|females?|men|women|hombres?|mujeres?|homens?|mulheres?|hommes?|femmes?|homes|dones)$)",
    re.IGNORECASE,
)
_WOMEN = re.compile(r"f|w|mu", re.IGNORECASE)
_OLDEST = 80
"""A last band that begins or ends before this leaves out old people unless its name says that it is open."""
_TELLING, _MANY = 3, 20
"""So many columns that look like bands of age, or like single years, are more than a coincidence."""


class _Band(NamedTuple):
    first: int
    last: int
    column: str


def age_columns(columns: Sequence[str]) -> tuple[str, ...]:
    """The columns that count people by age, youngest first; none where they leave a gap.

    They are single years (``0`` ... ``90``, ``age_5``, ``90+``) or bands (``0-4``, ``85 and over``) that run from birth
    without a gap and end at 14 and at 64; of several such sets the finest; those of men and of women where there are
    none of everybody.
    """
    return tuple(band.column for band in _bands(columns))


def sum_ages(
    frame: pd.DataFrame, columns: Sequence[str], labels: Sequence[str], where: str, problems: list[Problem]
) -> dict[str, npt.NDArray[np.float64]]:
    """Group -> (n,) people, from the ``columns`` of :func:`age_columns`; NaN where one is missing.

    What is wrong with their values goes to ``problems``.
    """
    bands = _bands(columns)
    if not bands:
        return {}
    counts = np.empty((len(frame), len(bands)))
    withheld: dict[int, str] = {}
    hidden: list[str] = []
    for place, band in enumerate(bands):
        marks: dict[int, str] = {}
        counts[:, place], found = read_figures(
            frame[band.column], labels, band.column, where, counts_people=True, withheld=marks
        )
        problems += found
        withheld |= marks
        hidden += [band.column] if marks else []
    problems += withheld_told(withheld, labels, hidden, where)
    firsts = np.array([band.first for band in bands])
    return {
        group: counts[:, (firsts >= first) & (firsts <= last)].sum(axis=1)
        for group, (first, last) in AGE_GROUPS.items()
    }


def ages_told(columns: Sequence[str], where: str) -> list[Problem]:
    """Told where columns look like ages and are not used, or not all of them."""
    every = [band for bands in _by_sex(columns).values() for band in bands]
    ranges = [band for band in every if band.last > band.first]
    used = set(age_columns(columns))
    if used:
        left = [band.column for band in every if band.column not in used]
        if not left:
            return []
        message = _("There are several sets of ages; {used} were added up, and not: {left}.")
        names = list(age_columns(columns))
        text = message.format(used=f"{names[0]} … {names[-1]}", left=first_few(left))
        return [Problem(Severity.INFO, where, text)]
    if len(ranges) < _TELLING and len(every) < _MANY:
        return []
    message = _(
        "The columns of age ({columns}) have gaps, stand twice or do not end at 14 and at 64, so they give no groups "
        "of age; say which columns count them (in a terminal: --field age_65_plus=COLUMN)."
    )
    return [Problem(Severity.WARNING, where, message.format(columns=first_few(band.column for band in every)))]


def _bands(columns: Sequence[str]) -> list[_Band]:
    """Bands that cover every age once: of everybody, else of men and women each."""
    found = _by_sex(columns)
    if everybody := _chain(found[""]):
        return everybody
    women, men = _chain(found["women"]), _chain(found["men"])
    return sorted(women + men) if women and men else []


def _by_sex(columns: Sequence[str]) -> dict[str, list[_Band]]:
    found: dict[str, list[_Band]] = {"": [], "women": [], "men": []}
    for column in columns:
        name = str(column).strip()
        sex = ""
        if match := _SEX.search(name):
            word = match["first"] or match["last"]
            sex = "women" if _WOMEN.match(word) or word.lower().startswith("dones") else "men"
            name = (name[: match.start()] + name[match.end() :]).strip(" _-")
        if (ages := _ages_in(name)) is not None:
            found[sex].append(_Band(*ages, column))
    return {sex: sorted(bands) for sex, bands in found.items()}


def _ages_in(heading: str) -> tuple[int, int] | None:
    """The first and last year of age that a heading without a sex names; None where it names none."""
    apart = unicodedata.normalize("NFKD", heading.casefold())
    name = "".join(c for c in apart if not unicodedata.combining(c)).strip(" _-")
    if match := _BAND.fullmatch(name):
        first = int(match["first"])
        last = 200 if match["open"] else int(match["last"] or first)
        return (first, last) if last >= first else None
    if match := _YOUNGER.fullmatch(name):
        return 0, int(match["under"]) - 1 if match["under"] else int(match["up_to"])
    return None


def age_group_of(heading: str) -> str | None:
    """The group of age that one heading says by itself, such as ``pop_65+_years``; None where it says no such group."""
    return next((group for group, ages in AGE_GROUPS.items() if ages == _ages_in(heading)), None)


def _chain(bands: Sequence[_Band]) -> list[_Band]:
    """The finest of ``bands`` (ascending) from birth to old age, each beginning where the one before ends.

    None that crosses a cut between the groups of age; empty where there are no such bands, or one stands twice, for
    then it is anybody's guess which is meant.
    """
    if len({(band.first, band.last) for band in bands}) < len(bands):
        return []
    cuts = {last for _first, last in AGE_GROUPS.values()}
    best: dict[int, list[_Band]] = {0: []}
    for band in bands:
        crosses = any(band.first <= cut < band.last for cut in cuts)
        if band.first in best and not crosses:
            chain = [*best[band.first], band]
            if len(chain) > len(best.get(band.last + 1, [])):
                best[band.last + 1] = chain
    ends = [chain for chain in best.values() if chain and max(chain[-1].last, chain[-1].first) >= _OLDEST]
    return max(ends, key=lambda chain: (chain[-1].last, len(chain)), default=[])
