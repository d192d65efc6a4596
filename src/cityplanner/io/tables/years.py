"""Years in headings and in columns: which figures are of which year, and which year is the one to take."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

import pandas as pd

_YEAR = re.compile(r"(?<!\d)(1[89]\d\d|20\d\d)(?!\d)")
_HEADINGS = ("year", "ano", "any", "annee", "jahr", "anno", "vintage", "periode", "periodo", "period", "censo", "date")
_FORECAST = re.compile(r"proj|forecast|predict|prognos|previsi|pronostic|scenario|target", re.IGNORECASE)
_EARLIEST, _LATEST = 1800, 2200


def year_in(heading: str) -> int | None:
    """The one year that a heading names; None where it names none, or several."""
    found = set(_YEAR.findall(heading))
    return int(found.pop()) if len(found) == 1 else None


def without_year(heading: str) -> str:
    """``heading`` without its year, and without saying that it is a forecast."""
    return re.sub(_FORECAST.pattern + r"\w*", " ", _YEAR.sub(" ", heading), flags=re.IGNORECASE)


def is_forecast(heading: str) -> bool:
    return bool(_FORECAST.search(heading))


def years_of(cells: pd.Series, heading: str) -> list[int] | None:
    """The year of each row, where a column has nothing but years and a heading that says so; else None."""
    plain = re.sub(r"[^a-z]", "", unicodedata.normalize("NFKD", heading.casefold()))
    if not any(plain == word or plain.startswith(word) or plain.endswith(word) for word in _HEADINGS):
        return None
    texts = [str(cell).strip().removesuffix(".0") for cell in cells]
    if not all(len(text) == 4 and text.isdigit() and _EARLIEST <= int(text) <= _LATEST for text in texts):
        return None
    return [int(text) for text in texts]


def latest_year(years: Iterable[int], counts: Sequence[int] | None = None) -> int:
    """The last of ``years`` that is over or under way; where all are to come, the first.

    ``counts`` says how many figures each has: a year that lacks some is passed over for the latest that has most.
    """
    known = list(years)
    if counts is not None:
        most = max(counts)
        known = [year for year, count in zip(known, counts, strict=True) if count == most]
    past = [year for year in known if year <= datetime.now(UTC).year]
    return max(past) if past else min(known)


def best_year_first(year: int, *, forecast: bool) -> tuple[bool, int]:
    """To sort by: the last year that is over or under way first, those before it, then forecasts, the next first."""
    ahead = forecast or year > datetime.now(UTC).year
    return ahead, year if ahead else -year
