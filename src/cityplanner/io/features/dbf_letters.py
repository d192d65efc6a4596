"""Text in the table of a Shapefile: the file may say nothing about its encoding, or something untrue."""

import codecs
import re
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import pandas as pd

from cityplanner.i18n import _
from cityplanner.io.tables.text_encoding import by_letters, known_encoding, strangeness
from cityplanner.model import Problem, Severity

_MARKS = {
    **dict.fromkeys((0x01, 0x09, 0x0B, 0x0D, 0x0F, 0x11, 0x15, 0x18, 0x19, 0x1B), "cp437"),
    **dict.fromkeys((0x02, 0x0A, 0x0E, 0x10, 0x12, 0x14, 0x16, 0x1A, 0x1D, 0x25, 0x37), "cp850"),
    **dict.fromkeys((0x1F, 0x22, 0x23, 0x40, 0x64, 0x87), "cp852"),
    **dict.fromkeys((0x03, 0x57, 0x58, 0x59), "cp1252"),
    **dict.fromkeys((0x08, 0x17, 0x66), "cp865"),
    **dict.fromkeys((0x4D, 0x7A), "gb18030"),
    **dict.fromkeys((0x4E, 0x79), "cp949"),
    **dict.fromkeys((0x4F, 0x78), "cp950"),
    **dict.fromkeys((0x50, 0x7C), "cp874"),
    **dict.fromkeys((0x13, 0x7B), "cp932"),
    **dict.fromkeys((0x6A, 0x86), "cp737"),
    **dict.fromkeys((0x6B, 0x88), "cp857"),
    **dict.fromkeys((0x26, 0x65), "cp866"),
    0x04: "mac_roman",
    0x1C: "cp863",
    0x24: "cp860",
    0x67: "cp861",
    0x68: "cp895",
    0x7D: "cp1255",
    0x7E: "cp1256",
    0x96: "mac_cyrillic",
    0x97: "mac_latin2",
    0x98: "mac_greek",
    0xC8: "cp1250",
    0xC9: "cp1251",
    0xCA: "cp1254",
    0xCB: "cp1253",
    0xCC: "cp1257",
}
"""The byte for the language in the head of a .dbf -> encoding."""
_WRITTEN_BY_ALL = frozenset({0x00, 0x03, 0x57})
"""Marks that programs write whatever the letters are."""
_LATIN = frozenset({"cp1252", "iso8859-1", "iso8859-15", "cp1250", "cp437", "cp850", "cp852", "mac-roman", "latin-1"})
_DOUBT = 0.25
"""Of so large a share of foreign letters more must make no sense before the file's own word is not taken."""


def decoded(frame: gpd.GeoDataFrame, path: Path, encoding: str | None = None) -> tuple[gpd.GeoDataFrame, list[Problem]]:
    """``frame`` of the Shapefile at ``path``, whose text has a letter for each byte (ISO-8859-1), as it was meant.

    ``encoding`` is what the person says. Else UTF-8 shows in the bytes themselves; then the file's own word is taken,
    unless the letters then make no sense; then the letters decide, which is told. Raises :class:`InputError` where
    there is no such encoding.
    """
    columns = [column for column in frame.columns if column != frame.geometry.name]
    text_columns = [column for column in columns if not pd.api.types.is_numeric_dtype(frame[column])]
    texts = {value for column in text_columns for value in frame[column] if isinstance(value, str)}
    foreign = sorted(text.encode("latin-1") for text in {*texts, *columns} if not text.isascii())
    name = None if encoding is None else known_encoding(encoding)
    if not foreign:
        return frame, []
    problems: list[Problem] = []
    if name is None and all(_as(text, "utf-8") is not None for text in foreign):
        name = "utf-8"
    if name is None:
        name, problems = _found_out(b"\n".join(foreign), path)

    def plain(text: str) -> str:
        read = _as(text.encode("latin-1"), name)
        return text.encode("latin-1").decode(name, errors="replace") if read is None else read

    return _recoded(frame, columns, text_columns, plain), problems


def _found_out(lines: bytes, path: Path) -> tuple[str, list[Problem]]:
    said, sure = _said(path)
    letters = by_letters(lines)
    if said is not None and not _senseless(lines, said, letters):
        return said, []
    if letters == "cp1252" and (not sure or said == "utf-8"):
        # What most files are in that do not say so, or say UTF-8 because a program always does.
        return letters, []
    return letters, [_told(path, letters, said if sure else None)]


def _senseless(lines: bytes, said: str, letters: str) -> bool:
    """Whether the text makes much more sense in the encoding ``letters`` than in that which is ``said``."""
    if said == letters:
        return False
    try:
        text = lines.decode(said)
    except UnicodeDecodeError:
        return True
    if any("\x80" <= letter <= "\x9f" for letter in text):
        # Control characters of ISO-8859-1, where Windows-1252, in which most files of that name are, has quotes.
        return True
    if codecs.lookup(said).name in _LATIN and codecs.lookup(letters).name not in _LATIN | {"cp1254"}:
        return True
    doubt = _DOUBT * sum(byte > 127 for byte in lines)
    return strangeness(lines, said) > strangeness(lines, letters) + doubt


def _said(path: Path) -> tuple[str | None, bool]:
    """The encoding that the file names in its .cpg or the head of its .dbf, and whether it was named on purpose."""
    parts = {other.suffix.lower(): other for other in path.parent.iterdir() if other.stem == path.stem}
    if ".cpg" in parts:
        name = _codec(parts[".cpg"].read_bytes()[:64].decode("ascii", errors="ignore"))
        if name is not None:
            return name, True
    if ".dbf" not in parts:
        return None, False
    with parts[".dbf"].open("rb") as file:
        head = file.read(32)
    mark = head[29] if len(head) == 32 else 0
    return _MARKS.get(mark), mark in _MARKS and mark not in _WRITTEN_BY_ALL


def _codec(text: str) -> str | None:
    """The codec of what stands in a .cpg: ``UTF-8``, ``1252``, ``ANSI 1251``, ``88591``, ``OEM 850``."""
    plain = text.strip()
    number = re.search(r"(?<!\d)(\d{3,5})(?!\d)", plain)
    tried = [plain]
    if number is not None:
        digits = number[1]
        tried += [f"iso8859-{digits[4:]}" if digits.startswith("8859") else f"cp{digits}"]
    for name in tried:
        try:
            found = codecs.lookup(name).name
        except LookupError:
            continue
        return "cp1252" if found == "iso8859-1" else found
    return None


def _told(path: Path, name: str, instead_of: str | None) -> Problem:
    table = path.with_suffix(".dbf").name
    if instead_of is None:
        message = _(
            "{table} does not say for sure in which encoding its letters are, and was read as {encoding}; where "
            "letters look wrong, say another (in a terminal: --read encoding=NAME)."
        )
        return Problem(Severity.INFO, path.name, message.format(table=table, encoding=name))
    message = _(
        "{table} says that its letters are {said}, in which they make no sense; it was read as {encoding}. Say another "
        "if that is wrong (in a terminal: --read encoding=NAME)."
    )
    return Problem(Severity.WARNING, path.name, message.format(table=table, said=instead_of, encoding=name))


def _as(text: bytes, name: str) -> str | None:
    """``text``, without a last character that the width of the field cut in two; None where it is not in ``name``."""
    try:
        return codecs.getincrementaldecoder(name)().decode(text)
    except UnicodeDecodeError:
        return None


def _recoded(
    frame: gpd.GeoDataFrame, columns: list[str], text_columns: list[str], decode: Callable[[str], str]
) -> gpd.GeoDataFrame:
    result = frame.copy()
    for column in text_columns:
        result[column] = [decode(value) if isinstance(value, str) else value for value in frame[column]]
    return result.rename(columns={column: decode(column) for column in columns})
