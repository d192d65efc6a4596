"""Workbooks that would fill the memory, or make the reader of cells fail, are known before it sees them."""

import lzma
import os
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from xml.parsers import expat

from cityplanner.errors import InputError
from cityplanner.i18n import _, format_number
from cityplanner.io.tables.text_table import MOST_CELLS
from cityplanner.progress import CancelToken

_LARGEST_PART = 800_000_000
_LARGEST_RATIO = 400
_SMALL = 20_000_000
"""Less than so many bytes may be packed as tightly as they like."""
_BLOCK = 1 << 20
UNPACK_ERRORS = (
    *(zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, lzma.LZMAError, struct.error),
    *(OSError, EOFError, NotImplementedError, RuntimeError, ValueError),
)
_CELL = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]{1,3})(\d{1,7})"')
_OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PACKED = b"PK\x03\x04"
_OLD_COUNTS = (40, 44, 64, 72)
"""Where the first page of an old workbook says how many pages of a kind it has."""
_OLD_PAGE = 512
_STDERR = Lock()


def is_workbook(path: Path) -> bool:
    """Whether a file begins as workbooks do, whatever it is called."""
    with path.open("rb") as file:
        start = file.read(len(_OLD))
    return start == _OLD or start.startswith(_PACKED)


def check_workbook(path: Path, cancel: CancelToken | None = None) -> None:
    """Raise :class:`InputError` for a workbook that must not be read."""
    with path.open("rb") as file:
        start = file.read(_OLD_PAGE)
    if not start.startswith(_OLD):
        check_parts(path, cancel)
        return
    pages = path.stat().st_size // _OLD_PAGE + 1
    counts = (
        [struct.unpack_from("<I", start, place)[0] for place in _OLD_COUNTS] if len(start) == _OLD_PAGE else [pages + 1]
    )
    if max(counts) > pages:
        raise InputError(unreadable(path))


@contextmanager
def quiet_failures() -> Iterator[None]:
    """While this lasts, nothing that compiled code says of its own failures goes to the terminal."""
    with _STDERR:
        try:
            kept = os.dup(2)
        except OSError:  # a window without a terminal
            yield
            return
        nowhere = os.open(os.devnull, os.O_WRONLY)
        try:
            os.dup2(nowhere, 2)
            yield
        finally:
            os.dup2(kept, 2)
            os.close(nowhere)
            os.close(kept)


def check_parts(path: Path, cancel: CancelToken | None) -> None:
    """Raise :class:`InputError` for a workbook that would fill memory: too tightly packed, or with a cell far out."""
    try:
        with zipfile.ZipFile(path) as archive:
            if any(part.filename.lower() == "xl/workbook.bin" for part in archive.infolist()):
                raise InputError(unreadable(path))
            whole = sum(part.file_size for part in archive.infolist())
            packed = sum(part.compress_size for part in archive.infolist())
            if whole > _LARGEST_PART or (whole > _SMALL and whole > _LARGEST_RATIO * max(packed, 1)):
                raise InputError(
                    _("{file} unpacks to {size} MB, which is more than a table needs; save it again as CSV.").format(
                        file=path.name, size=format_number(whole / 1e6)
                    )
                )
            for part in archive.infolist():
                if part.filename.lower() == "content.xml":
                    extent = _extent_of_ods(_unpacked(archive, part, cancel), path)
                else:  # any part can be a sheet, whatever it is called
                    extent = _extent_of_xlsx(_unpacked(archive, part, cancel))
                _check_extent(path, *extent)
    except UNPACK_ERRORS as error:
        raise InputError(unreadable(path)) from error


def _unpacked(archive: zipfile.ZipFile, part: zipfile.ZipInfo, cancel: CancelToken | None) -> Iterator[bytes]:
    """What is packed, block by block, up to what the archive says it is."""
    read = 0
    with archive.open(part) as file:
        while (block := file.read(_BLOCK)) and read <= part.file_size:
            if cancel is not None:
                cancel.raise_if_cancelled()
            read += len(block)
            yield block


def _check_extent(path: Path, rows: int, columns: int) -> None:
    if rows * columns > MOST_CELLS * 4:
        raise InputError(
            _(
                "{file} has cells as far out as row {row} and column {column}; clear what is outside the table and "
                "save it again."
            ).format(file=path.name, row=format_number(rows), column=format_number(columns))
        )


def _extent_of_xlsx(blocks: Iterator[bytes]) -> tuple[int, int]:
    rows = columns = 0
    rest = b""
    widest = b""
    for block in blocks:
        text = rest + block
        for letters, number in _CELL.findall(text):
            rows = max(rows, int(number))
            widest = max(widest, letters, key=lambda name: (len(name), name))
        rest = text[-200:]
    for letter in widest:
        columns = columns * 26 + letter - 64
    return rows, columns


def _extent_of_ods(blocks: Iterator[bytes], path: Path) -> tuple[int, int]:
    """The rows and columns up to the last cell with something in it, repeated ones counted."""
    state = {"row": 0, "repeat": 1, "column": 0, "rows": 0, "columns": 0, "filled": 0}

    def start(name: str, said: dict[str, str]) -> None:
        if name == "table:table":
            state["row"] = 0
        elif name == "table:table-row":
            state.update(repeat=_times(said, "table:number-rows-repeated"), column=0, filled=0)
        elif name in ("table:table-cell", "table:covered-table-cell"):
            state["column"] += _times(said, "table:number-columns-repeated")
            if "office:value-type" in said:
                state["filled"] = state["column"]

    def end(name: str) -> None:
        if name == "table:table-row":
            state["row"] += state["repeat"]
            if state["filled"]:
                state["rows"] = max(state["rows"], state["row"])
                state["columns"] = max(state["columns"], state["filled"])

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.EntityDeclHandler = _no_entities(path)
    try:
        for block in blocks:
            parser.Parse(block)
        parser.Parse(b"", True)
    except (expat.ExpatError, ValueError) as error:
        raise InputError(unreadable(path)) from error
    return state["rows"], state["columns"]


def _times(said: dict[str, str], name: str) -> int:
    return max(int(said.get(name, "1")), 1)


def _no_entities(path: Path) -> Callable[..., None]:
    def refuse(*_declared: object) -> None:
        raise InputError(unreadable(path))

    return refuse


def unreadable(path: Path) -> str:
    return _("{file} cannot be read as a workbook: it is damaged or locked; save it again as .xlsx or CSV.").format(
        file=path.name
    )
