"""How the bytes of a text file become text."""

import codecs
import io
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from charset_normalizer import from_bytes

from cityplanner.errors import InputError
from cityplanner.i18n import _, format_number, ngettext
from cityplanner.io.tables.scripts import halves_encoding, script_encoding
from cityplanner.model import Problem, Severity
from cityplanner.progress import CancelToken

_BLOCK = 1 << 20
_SAMPLE = 1 << 18
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LATIN = ("cp1252", "cp1250", "cp1254", "mac_roman", "cp850", "cp437")
"""The best first: where two do equally well, the first is taken."""
_OTHER_SCRIPTS = ["cp1251", "cp1253", "cp1255", "cp1256", "cp932", "gb18030", "euc_kr", "big5", "koi8_r"]
_RARE = frozenset("þÞðÐýÝ¿¡³²¹¼½¾¬¦§¤×÷ƒ†‡‰")
_NUL_PART = 0.01
"""A text with more bytes of nothing than this share is no text with a slip in it."""


@dataclass(frozen=True, slots=True)
class TextFile:
    """A file of text, the name of its encoding, and what was told about it."""

    path: Path
    encoding: str
    problems: tuple[Problem, ...] = ()

    def lines(self) -> Iterator[str]:
        """Its lines with what ends them, without marks and zero bytes."""
        with self.path.open("rb") as file, io.TextIOWrapper(file, self.encoding, errors="replace", newline="") as text:
            for number, line in enumerate(text):
                plain = line.removeprefix("\ufeff") if number == 0 else line
                yield plain.replace("\0", "") if "\0" in plain else plain


def text_file(path: Path, encoding: str | None = None, cancel: CancelToken | None = None) -> TextFile:
    """The file at ``path`` in ``encoding``, or else in the one that it seems to be in.

    Marks at the beginning decide, then UTF-8 where every byte fits, then the letters. Anything but UTF-8 and UTF-16 is
    told, as other letters may have been meant. Raises :class:`InputError` where the bytes are no text.
    """
    with path.open("rb") as file:
        sample = file.read(_SAMPLE)
    problems: list[Problem] = []
    name = known_encoding(encoding) if encoding is not None else _marked(sample) or _wide(sample)
    if name is None:
        _check_text(sample, path.name)
        foreign = _not_utf8(path, cancel)
        name = "utf-8" if foreign is None else by_letters(foreign)
        if name != "utf-8":
            message = _(
                "The text is not UTF-8 and was read as {encoding}; where letters look wrong, say "
                "another (in a terminal: --read encoding=NAME)."
            )
            problems.append(Problem(Severity.INFO, path.name, message.format(encoding=name)))
    found = TextFile(path, name)
    problems += _slips(found, cancel)
    return replace(found, problems=tuple(problems))


def _slips(file: TextFile, cancel: CancelToken | None) -> list[Problem]:
    """Told where bytes are no letters."""
    unread = nothing = 0
    decoder = codecs.getincrementaldecoder(file.encoding)("replace")
    for block in _blocks(file.path, cancel):
        text = decoder.decode(block)
        unread += text.count("\ufffd")
        nothing += text.count("\0")
    unread += decoder.decode(b"", final=True).count("\ufffd")
    problems = []
    if unread:
        message = ngettext(
            "{count} letter cannot be read as {encoding} and stands as \ufffd.",
            "{count} letters cannot be read as {encoding} and stand as \ufffd.",
            unread,
        )
        text = message.format(count=format_number(unread), encoding=file.encoding)
        problems.append(Problem(Severity.WARNING, file.path.name, text))
    if nothing:
        message = ngettext(
            "{count} zero byte, which no text has, was left out.",
            "{count} zero bytes, which no text has, were left out.",
            nothing,
        )
        problems.append(Problem(Severity.WARNING, file.path.name, message.format(count=format_number(nothing))))
    return problems


def _blocks(path: Path, cancel: CancelToken | None) -> Iterator[bytes]:
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            if cancel is not None:
                cancel.raise_if_cancelled()
            yield block


def known_encoding(name: str) -> str:
    """The name by which the library knows an encoding. Raises :class:`InputError` for one that there is not."""
    try:
        "a".encode(name.strip())
        return codecs.lookup(name.strip()).name
    except (LookupError, ValueError, TypeError) as error:
        raise InputError(
            _("There is no encoding {name}; give one such as utf-8, cp1252, cp1250, cp1251 or utf-16.").format(
                name=name
            )
        ) from error


def _marked(sample: bytes) -> str | None:
    return next((name for mark, name in _MARKS if sample.startswith(mark)), None)


def _wide(sample: bytes) -> str | None:
    """UTF-16 without a mark: every other byte of plain letters is nothing."""
    half = len(sample) // 2
    if half < 2:
        return None
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if odd > 0.6 * half and even < 0.1 * half:
        return "utf-16-le"
    return "utf-16-be" if even > 0.6 * half and odd < 0.1 * half else None


def _check_text(sample: bytes, where: str) -> None:
    """Raise :class:`InputError` where the bytes are of a program or a picture and not of a text."""
    others = sum(
        sample.count(bytes([byte])) for byte in range(1, 32) if byte not in b"\t\n\v\f\r\x1a\x1b\x1c\x1d\x1e\x1f"
    )
    nothing = sample.count(0)
    archive = sample.startswith((b"PK\x03\x04", b"\x1f\x8b", b"\xd0\xcf\x11\xe0", b"%PDF", b"SQLite format 3"))
    if archive or nothing > max(1, _NUL_PART * len(sample)) or others > _NUL_PART * len(sample) + 1:
        raise InputError(_("{file} is not a text table; export it as CSV.").format(file=where))


def _not_utf8(path: Path, cancel: CancelToken | None) -> bytes | None:
    """The first lines of letters beyond ASCII where the file is not UTF-8; None where it is.

    A last letter that was cut off may be missing.
    """
    decoder = codecs.getincrementaldecoder("utf-8")()
    for block in _blocks(path, cancel):
        try:
            decoder.decode(block)
        except UnicodeDecodeError:
            return b"\n".join(line for line in block.splitlines() if not line.isascii())[:_SAMPLE]
    return None


def by_letters(lines: bytes) -> str:
    """The encoding of eight bits, or of Asia, in which most of the text makes sense.

    Letters beyond ASCII stand alone in words of the Latin alphabet and side by side in those of other scripts.
    """
    foreign = sum(byte > 127 for byte in lines)
    beside = sum(len(run) for run in re.findall(rb"[\x80-\xff]{3,}", lines))
    if beside > foreign / 2:
        told = script_encoding(lines)
        if told is not None:
            return told
        best = from_bytes(lines, cp_isolation=_OTHER_SCRIPTS).best()
        if best is not None:
            return str(best.encoding)
    return halves_encoding(lines) or min(_LATIN, key=lambda name: strangeness(lines, name))


def strangeness(lines: bytes, encoding: str) -> int:
    """How many characters stand where the words of no language have them."""
    text = lines.decode(encoding, errors="replace")
    strange = text.count("\ufffd") * 3 + sum(
        unicodedata.category(character) == "Cc" for character in text if character > "~"
    )
    for before, letter, after in zip(f" {text}", text, f"{text[1:]} ", strict=False):
        if letter <= "~" or letter == "\ufffd":
            continue
        in_word = before.isalpha() and after.isalpha()
        joins = letter in "’-" or (letter == "·" and before + after in ("ll", "LL"))
        strange += in_word and not (letter.isalpha() or joins)
        # A capital inside a word that begins with one: what is Süd in another encoding.
        strange += letter.isupper() and before.isupper() and after.islower() and before <= "~"
        strange += letter in _RARE and (before.isalpha() or after.isalpha())
        strange += letter.isupper() and before.islower()
        strange += letter in "–—’" and before.isalpha() and not after.isalpha()
        strange += unicodedata.category(letter) in ("Sm", "So", "Sk") and (before.isalpha() or after.isalpha())
    return strange
