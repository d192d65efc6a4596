"""Words that can stand on a page of any format."""

import re

_NO_LETTERS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
"""What XML forbids, and with it SVG; a single one makes the file unreadable."""


def printable(text: str) -> str:
    """``text`` without what is no letter in any script, such as control characters that came with a name."""
    return _NO_LETTERS.sub("", text)
