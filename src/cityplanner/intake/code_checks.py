"""What spreadsheets do to codes: zeros lost, numbers rounded, dates made of them."""

import re
from collections import Counter
from collections.abc import Sequence

from cityplanner.i18n import _, format_number, ngettext
from cityplanner.io.wording import first_few
from cityplanner.model import Problem, Severity

_SCIENTIFIC = re.compile(r"\d(?:[.,]\d+)?E\+?\d{1,3}", re.IGNORECASE)
_MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|ene|abr|ago|dic|fev|mai|avr|dez|okt"
_DATE = re.compile(
    rf"\d{{4}}-\d\d-\d\d(?: 00:00:00)?|\d{{1,2}}-(?:{_MONTHS})(?:-\d{{2,4}})?|(?:{_MONTHS})-\d{{1,4}}", re.IGNORECASE
)
_DIGITS_KEPT = 15
"""Spreadsheets keep as many digits of a number."""
_SHORTEST = 5
"""Codes with fewer digits may be numbers that somebody counted."""


def damaged_codes(codes: Sequence[str], column: str, where: str) -> list[Problem]:
    """Told which of the ``codes`` in a column were changed by a spreadsheet beyond what can be put right."""
    filled = [code for code in codes if code]
    rounded = [code for code in filled if _SCIENTIFIC.fullmatch(code)]
    rounded += [code for code in filled if code.isdigit() and len(code) > _DIGITS_KEPT and code.endswith("0000")]
    dates = [code for code in filled if _DATE.fullmatch(code)]
    problems = []
    if rounded:
        message = ngettext(
            "{count} code in {column} was rounded by a spreadsheet ({codes}); make the column text there and export it "
            "again.",
            "{count} codes in {column} were rounded by a spreadsheet ({codes}); make the column text there and export "
            "it again.",
            len(rounded),
        )
        problems.append(_problem(message, rounded, column, where))
    if dates and len(dates) < len(filled):
        message = ngettext(
            "{count} code in {column} looks like a date ({codes}), which spreadsheets make of codes such as 1-2; make "
            "the column text there and export it again.",
            "{count} codes in {column} look like dates ({codes}), which spreadsheets make of codes such as 1-2; make "
            "the column text there and export it again.",
            len(dates),
        )
        problems.append(_problem(message, dates, column, where))
    return problems


def lost_zeros(codes: Sequence[str], column: str, where: str) -> list[Problem]:
    """Told where some codes have one digit less than the others, as those do that began with a zero.

    Codes of many lengths are numbers that somebody counted.
    """
    filled = [code for code in codes if code]
    lengths = Counter(len(code) for code in filled)
    if not filled or not all(code.isdigit() for code in filled) or len(lengths) != 2:
        return []
    short, long = sorted(lengths)
    if long - short != 1 or long < _SHORTEST or any(code.startswith("0") for code in filled):
        return []
    message = _(
        "The codes in {column} have {short} or {long} digits, so some may have lost a zero at their beginning, such as "
        "{code}; tables are joined all the same."
    )
    code = next(code for code in filled if len(code) == short)
    text = message.format(column=column, short=short, long=long, code=code)
    return [Problem(Severity.WARNING, where, text)]


def repeated_codes(codes: Sequence[str], column: str, where: str) -> list[Problem]:
    """Told which codes stand more than once."""
    repeated = [code for code, count in Counter(code for code in codes if code).items() if count > 1]
    if not repeated:
        return []
    message = ngettext(
        "{count} code stands more than once in {column}: {codes}.",
        "{count} codes stand more than once in {column}: {codes}.",
        len(repeated),
    )
    return [_problem(message, repeated, column, where)]


def _problem(message: str, found: Sequence[str], column: str, where: str) -> Problem:
    text = message.format(count=format_number(len(found)), column=column, codes=first_few(found))
    return Problem(Severity.WARNING, where, text)
