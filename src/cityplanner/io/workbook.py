"""Workbooks of Excel and LibreOffice: their sheets, and the cells of one as text."""

import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from xml.etree import ElementTree
from xml.parsers import expat

import openpyxl
import python_calamine as calamine

from cityplanner.errors import InputError
from cityplanner.i18n import _, format_number, ngettext
from cityplanner.io.numbers import as_text
from cityplanner.io.text_table import MOST_CELLS, too_many_cells
from cityplanner.io.wording import first_few
from cityplanner.model import Problem, Severity
from cityplanner.progress import CancelToken

WORKBOOKS = {".xlsx": "Excel", ".xlsm": "Excel", ".xls": "Excel", ".ods": "OpenDocument"}
"""File ending -> name of the format."""

_LARGEST_PART = 800_000_000
_LARGEST_RATIO = 400
_SMALL = 20_000_000
"""Less than so many bytes may be packed as tightly as they like."""
_BLOCK = 1 << 20
_READ_ERRORS = (calamine.CalamineError, calamine.XmlError, calamine.ZipError, OSError, ValueError, KeyError, TypeError)
_UNPACK_ERRORS = (
    *(zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, lzma.LZMAError, struct.error),
    *(OSError, EOFError, NotImplementedError, RuntimeError, ValueError),
)
_CELL = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]{1,3})(\d{1,7})"')
_EMPTY_FORMULA = re.compile(
    rb"<(?:\w+:)?f\b[^>]*?(?:/>|>[^<]*</(?:\w+:)?f>)\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_ERROR_CELL = re.compile(rb'<(?:\w+:)?c\b[^>]*?\bt="e"')
_ZERO_FORMAT = re.compile(rb'formatCode="0{2,}"')
_ZEROS = re.compile(r"0{2,}")
_AMBIGUOUS = re.compile(r"-?\d{1,3}\.\d{3}")


@dataclass(frozen=True, eq=False, slots=True)
class Sheet:
    """``rows`` are those of the sheet from its first on; ``name`` is the sheet's, ``names`` those of all with cells."""

    rows: list[list[str]]
    name: str
    names: tuple[str, ...]
    hidden: tuple[str, ...]
    problems: tuple[Problem, ...]


def read_sheet(path: Path, sheet: str | None = None, cancel: CancelToken | None = None) -> Sheet:
    """The cells of ``sheet``, or of the first that is shown and has any.

    Raises :class:`InputError` where the workbook cannot be read, or has no such sheet.
    """
    if path.suffix.lower() != ".xls":
        _check_parts(path, cancel)
    with _sentences(path), calamine.CalamineWorkbook.from_path(path) as book:
        sheets = [entry for entry in book.sheets_metadata if entry.typ == calamine.SheetTypeEnum.WorkSheet]
        hidden = tuple(entry.name for entry in sheets if entry.visible != calamine.SheetVisibleEnum.Visible)
        filled = tuple(entry.name for entry in sheets if book.get_sheet_by_name(entry.name).total_height)
        shown = [name for name in filled if name not in hidden]
        chosen = _choose(path, sheet, [entry.name for entry in sheets], shown or list(filled))
        if chosen is None:
            return Sheet([], "", (), hidden, ())
        of_book = book.get_sheet_by_name(chosen)
        if of_book.total_height * of_book.total_width > MOST_CELLS:
            raise InputError(too_many_cells(path))
        cells = of_book.to_python(skip_empty_area=False)
        merged = of_book.merged_cell_ranges or []
    rows = [[cell_text(cell) for cell in row] for row in cells]
    problems = _sheets_told(path.name, chosen, shown, hidden, told=sheet is None)
    if path.suffix.lower() in (".xlsx", ".xlsm"):
        # The cells could be read; what is damaged beside them is no reason to refuse them.
        with suppress(*_UNPACK_ERRORS, *_READ_ERRORS, AttributeError, IndexError):
            _with_zeros(path, chosen, rows)
            problems += _formulas_told(path, chosen)
    problems += _fill_merged(rows, merged, path.name)
    return Sheet(rows, chosen, filled, hidden, tuple(problems))


def sheets_of(path: Path) -> tuple[str, ...]:
    """The sheets with cells, those that are shown first. Raises :class:`InputError` where they cannot be read."""
    read = read_sheet(path)
    return tuple(sorted(read.names, key=lambda name: name in read.hidden))


def cell_text(value: object) -> str:
    """A cell as text: dates as 2024-12-31, numbers with a point for the decimal mark that cannot mean thousands."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime):
        return value.isoformat(" ", "seconds")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    text = as_text(value)
    return f"{text}0" if isinstance(value, float) and _AMBIGUOUS.fullmatch(text) else text


def _choose(path: Path, sheet: str | None, names: list[str], filled: list[str]) -> str | None:
    if sheet is None:
        return filled[0] if filled else None
    found = [name for name in names if name.strip().lower() == sheet.strip().lower()]
    if not found:
        raise InputError(
            _("{file} has no sheet {sheet}; it has: {names}.").format(
                file=path.name, sheet=sheet, names=first_few(names) or _("none")
            )
        )
    return sheet if sheet in found else found[0]


def _sheets_told(where: str, chosen: str, shown: list[str], hidden: tuple[str, ...], *, told: bool) -> list[Problem]:
    problems = []
    if told and len(shown) > 1:
        others = first_few(name for name in shown if name != chosen)
        message = _("The workbook has several sheets; {sheet} was read. Say --layer NAME for another: {others}.")
        problems.append(Problem(Severity.INFO, where, message.format(sheet=chosen, others=others)))
    if chosen in hidden:
        message = _("The sheet {sheet} is hidden in the workbook; check that it is the one that is meant.")
        problems.append(Problem(Severity.WARNING, where, message.format(sheet=chosen)))
    elif hidden:
        message = _("Hidden sheets were passed over: {names}.").format(names=first_few(hidden))
        problems.append(Problem(Severity.INFO, where, message))
    return problems


def _fill_merged(
    rows: list[list[str]], merged: list[tuple[tuple[int, int], tuple[int, int]]], where: str
) -> list[Problem]:
    """What stands in cells that were made one, in each of the rows that they reach over."""
    filled = []
    for (top, left), (bottom, right) in merged:
        if bottom <= top or top >= len(rows) or left >= len(rows[top]):
            continue
        text = rows[top][left]
        for row in rows[top + 1 : bottom + 1]:
            if left < len(row) and not row[left]:
                row[left] = text
        if text and right >= left:
            filled.append(text)
    if not filled:
        return []
    message = ngettext(
        "{count} cell reaches over several rows and was taken for each of them: {cells}.",
        "{count} cells reach over several rows and were taken for each of them: {cells}.",
        len(filled),
    )
    text = message.format(count=format_number(len(filled)), cells=first_few(filled))
    return [Problem(Severity.INFO, where, text)]


# What the reader of cells does not tell


def _with_zeros(path: Path, sheet: str, rows: list[list[str]]) -> None:
    """Codes that a format shows with leading zeros (0301) and the cell holds without, as they are shown."""
    with zipfile.ZipFile(path) as archive:
        names = [name for name in archive.namelist() if name.lower() == "xl/styles.xml"]
        if not names or not _ZERO_FORMAT.search(archive.read(names[0])):
            return
    book = openpyxl.load_workbook(path, read_only=True)
    try:
        for cells in book[sheet].iter_rows():
            for cell in cells:
                format_ = getattr(cell, "number_format", None) or ""
                if _ZEROS.fullmatch(format_) and cell.row <= len(rows) and cell.column <= len(rows[cell.row - 1]):
                    text = rows[cell.row - 1][cell.column - 1]
                    if text.isdigit():
                        rows[cell.row - 1][cell.column - 1] = text.zfill(len(format_))
    finally:
        book.close()


def _formulas_told(path: Path, sheet: str) -> list[Problem]:
    """Told where cells have a formula and no result, or an error."""
    without = wrong = 0
    with zipfile.ZipFile(path) as archive:
        part = _part_of_sheet(archive, sheet)
        if part is not None:
            content = archive.read(part)
            without = sum(1 for _match in _EMPTY_FORMULA.finditer(content))
            wrong = sum(1 for _match in _ERROR_CELL.finditer(content))
    problems = []
    if without:
        message = ngettext(
            "{count} cell has a formula whose result was never worked out and counts as empty; open the workbook, save "
            "it and try again.",
            "{count} cells have formulas whose results were never worked out and count as empty; open the workbook, "
            "save it and try again.",
            without,
        )
        problems.append(Problem(Severity.WARNING, path.name, message.format(count=format_number(without))))
    if wrong:
        message = ngettext(
            "{count} cell has an error such as #N/A or #REF! and counts as empty.",
            "{count} cells have errors such as #N/A or #REF! and count as empty.",
            wrong,
        )
        problems.append(Problem(Severity.WARNING, path.name, message.format(count=format_number(wrong))))
    return problems


def _part_of_sheet(archive: zipfile.ZipFile, sheet: str) -> str | None:
    """The part of the workbook that holds ``sheet``."""
    names = {name.lower(): name for name in archive.namelist()}
    try:
        book = ElementTree.fromstring(archive.read(names["xl/workbook.xml"]))
        links = ElementTree.fromstring(archive.read(names["xl/_rels/workbook.xml.rels"]))
    except (KeyError, ElementTree.ParseError):
        return None
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    for entry in book.iter():
        if entry.tag.endswith("}sheet") and entry.get("name") == sheet:
            link = next((value for key, value in entry.attrib.items() if key.endswith("}id")), None)
            target = targets.get(link, "").lstrip("/").lower()
            return names.get(target if target.startswith("xl/") else f"xl/{target}")
    return None


# What may be hostile


def _check_parts(path: Path, cancel: CancelToken | None) -> None:
    """Raise :class:`InputError` for a workbook that would fill memory: too tightly packed, or with a cell far out."""
    try:
        with zipfile.ZipFile(path) as archive:
            whole = sum(part.file_size for part in archive.infolist())
            packed = sum(part.compress_size for part in archive.infolist())
            if whole > _LARGEST_PART or (whole > _SMALL and whole > _LARGEST_RATIO * max(packed, 1)):
                raise InputError(
                    _("{file} unpacks to {size} MB, which is more than a table needs; save it again as CSV.").format(
                        file=path.name, size=format_number(whole / 1e6)
                    )
                )
            for part in archive.infolist():
                name = part.filename.lower()
                if re.fullmatch(r"xl/worksheets/[^/]+\.xml", name):
                    _check_extent(path, *_extent_of_xlsx(_unpacked(archive, part, cancel)))
                elif name == "content.xml":
                    _check_extent(path, *_extent_of_ods(_unpacked(archive, part, cancel), path))
    except _UNPACK_ERRORS as error:
        raise InputError(_unreadable(path)) from error


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
        raise InputError(_unreadable(path)) from error
    return state["rows"], state["columns"]


def _times(said: dict[str, str], name: str) -> int:
    return max(int(said.get(name, "1")), 1)


def _no_entities(path: Path):  # type: ignore[no-untyped-def]
    def refuse(*_declared: object) -> None:
        raise InputError(_unreadable(path))

    return refuse


def _unreadable(path: Path) -> str:
    return _("{file} cannot be read as a workbook: it is damaged or locked; save it again as .xlsx or CSV.").format(
        file=path.name
    )


@contextmanager
def _sentences(path: Path) -> Iterator[None]:
    try:
        yield
    except calamine.PasswordError as error:
        raise InputError(
            _("{file} is locked with a password; save it without one and try again.").format(file=path.name)
        ) from error
    except _READ_ERRORS as error:
        raise InputError(_unreadable(path)) from error
    except BaseException as error:
        # The reader of cells is compiled, and its own failures are no ordinary exceptions.
        if type(error).__name__ != "PanicException":
            raise
        raise InputError(_unreadable(path)) from error
