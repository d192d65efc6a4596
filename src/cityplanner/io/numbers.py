"""Numbers as people type them: ``  1,846,513 ``, ``1.846.513``, ``1 846 513``, ``3,5``."""

import re
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

_SPACES = re.compile(r"[\s'\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}]")
_MISSING = {
    "",
    "-",
    "–",
    "—",
    ".",
    "..",
    "...",
    "*",
    "na",
    "n/a",
    "nan",
    "null",
    "none",
    "nd",
    "n.d.",
    "s/d",
    "sd",
    "#n/a",
}
_GROUPED_BY_COMMA = re.compile(r"[+-]?\d{1,3}(,\d{3})+$")
_GROUPED_BY_DOT = re.compile(r"[+-]?\d{1,3}(\.\d{3})+$")


def parse_numbers(values: Sequence[object]) -> tuple[npt.NDArray[np.float64], list[int]]:
    """(n,) numbers of a column, NaN where there is none, and the rows whose text is no number.

    Whether a comma or a dot is the decimal mark is decided for the whole column: by a value that has both, by one
    that is grouped more than once, by one whose comma is not followed by three digits.
    """
    texts = [_clean(value) for value in values]
    dot_groups, comma_is_decimal = _marks([text for text in texts if text is not None])
    numbers = np.full(len(texts), np.nan)
    bad: list[int] = []
    for row, text in enumerate(texts):
        if text is None:
            continue
        plain = text.replace(".", "") if dot_groups else text
        plain = plain.replace(",", ".") if comma_is_decimal else plain.replace(",", "")
        try:
            number = float(plain)
        except ValueError:
            number = np.nan
        if np.isfinite(number):
            numbers[row] = number
        else:
            bad.append(row)
    return numbers, bad


def _clean(value: object) -> str | None:
    """The text without spaces and with a plain minus; None where the cell says that there is no value."""
    if value is None or value != value:
        return None
    text = _SPACES.sub("", str(value)).replace("−", "-")
    return None if text.lower() in _MISSING else text


def _marks(texts: Sequence[str]) -> tuple[bool, bool]:
    """Whether dots group thousands, and whether the comma is the decimal mark."""
    both = [text for text in texts if "." in text and "," in text]
    if both:
        comma_last = sum(text.rfind(",") > text.rfind(".") for text in both) > len(both) / 2
        return comma_last, comma_last
    if any("," in text for text in texts):
        return False, not all(_GROUPED_BY_COMMA.match(text) for text in texts if "," in text)
    dotted = [text for text in texts if "." in text]
    dot_groups = any(text.count(".") > 1 for text in dotted) and all(_GROUPED_BY_DOT.match(text) for text in dotted)
    return dot_groups, False


def code_text(value: object) -> str | None:
    """A code as text, None where there is none: ``0301`` stays, and the ``301.0`` of a table program is ``301``."""
    if value is None or value != value:
        return None
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    text = str(value).strip()
    whole = re.fullmatch(r"(\d+)\.0+", text)
    return whole.group(1) if whole else text or None
