"""Names of files in an archive, which anybody can have written, made fit to be shown and to be written to disk."""

import re
import unicodedata
from pathlib import PurePosixPath

_LONGEST = 100
"""Letters of a name before its ending; with the folder that it is unpacked to, a path stays short enough everywhere."""
_NOT_IN_NAMES = re.compile(r'[<>:"|?*\\/]')
_DEVICES = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(?=\.|\s|$)", re.IGNORECASE)
"""Names that Windows keeps for devices, whatever ending they have."""
_TURNING = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Signs that turn the direction of writing, and so can hide what a name is."""


def harmless(name: str) -> str:
    """``name`` without signs that would steer a terminal, break a line or turn the direction of writing."""
    return "".join("\N{REPLACEMENT CHARACTER}" if _steers(letter) else letter for letter in name)


def unpacked_name(name: str) -> str:
    """The bare name under which the entry ``name`` can be written on every system; its ending stays.

    Entries that differ before their first dot only in what was replaced may get the same name.
    """
    bare = PurePosixPath(name.replace("\\", "/")).name
    plain = "".join("_" if _steers(letter) else letter for letter in _NOT_IN_NAMES.sub("_", bare)).rstrip(". ")
    stem, dot, endings = plain.partition(".")
    if not stem.strip() or _DEVICES.match(plain):
        stem = f"_{stem}"
    plain = f"{stem}{dot}{endings}"
    # Letters may take four bytes each, of which a name has 255 at most.
    while len(plain) > _LONGEST or len(plain.encode("utf-8", "replace")) > 2 * _LONGEST:
        ending = PurePosixPath(plain).suffix[-10:]
        plain = plain[: min(_LONGEST, len(plain) * 3 // 4) - len(ending)] + ending
    return plain.rstrip(". ")


def _steers(letter: str) -> bool:
    return letter in _TURNING or unicodedata.category(letter) in ("Cc", "Cs", "Zl", "Zp")
