"""Workbooks of Excel and LibreOffice: their sheets, and the cells of one as text."""

import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from xml.etree import ElementTree

import python_calamine as calamine

from cityplanner.errors import InputError
from cityplanner.i18n import _, format_number, ngettext
from cityplanner.io.tables.numbers import as_text
from cityplanner.io.tables.text_table import MOST_CELLS, too_many_cells
from cityplanner.io.tables.workbook_safety import UNPACK_ERRORS, check_workbook, quiet_failures, unreadable
from cityplanner.io.wording import first_few
from cityplanner.model import Problem, Severity
from cityplanner.progress import CancelToken

WORKBOOKS = {".xlsx": "Excel", ".xlsm": "Excel", ".xls": "Excel", ".ods": "OpenDocument"}
"""File ending -> name of the format."""

_READ_ERRORS = (calamine.CalamineError, calamine.XmlError, calamine.ZipError, OSError, ValueError, KeyError, TypeError)
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
    check_workbook(path, cancel)
    with (
        _sentences(path),
        quiet_failures(),
        path.open("rb") as file,
        calamine.CalamineWorkbook.from_filelike(file) as book,
    ):
        sheets = [entry for entry in book.sheets_metadata if entry.typ == calamine.SheetTypeEnum.WorkSheet]
        hidden = tuple(entry.name for entry in sheets if entry.visible != calamine.SheetVisibleEnum.Visible)
        read = {entry.name: book.get_sheet_by_name(entry.name) for entry in sheets}
        filled = tuple(name for name, one in read.items() if one.total_height)
        shown = [name for name in filled if name not in hidden]
        chosen = _choose(path, sheet, [entry.name for entry in sheets], shown or list(filled))
        if chosen is None:
            return Sheet([], "", (), hidden, ())
        of_book = read[chosen]
        if of_book.total_height * of_book.total_width > MOST_CELLS:
            raise InputError(too_many_cells(path))
        cells = of_book.to_python(skip_empty_area=False)
        merged = of_book.merged_cell_ranges or []
    rows = [[cell_text(cell) for cell in row] for row in cells]
    problems = _sheets_told(path.name, chosen, shown, hidden, told=sheet is None)
    if zipfile.is_zipfile(path):
        # The cells could be read; what is damaged beside them is no reason to refuse them.
        with suppress(*UNPACK_ERRORS, *_READ_ERRORS, AttributeError, IndexError):
            _with_zeros(path, chosen, rows)
            problems += _formulas_told(path, chosen)
    problems += _fill_merged(rows, merged, path.name)
    return Sheet(rows, chosen, filled, hidden, tuple(problems))


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
        message = _(
            "The workbook has several sheets; {sheet} was read. Others are (in a terminal: --layer NAME): {others}."
        )
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
    import openpyxl  # takes longer to load than most files to read

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


@contextmanager
def _sentences(path: Path) -> Iterator[None]:
    try:
        yield
    except calamine.PasswordError as error:
        raise InputError(
            _("{file} is locked with a password; save it without one and try again.").format(file=path.name)
        ) from error
    except _READ_ERRORS as error:
        raise InputError(unreadable(path)) from error
    except BaseException as error:
        # The reader of cells is compiled, and its own failures are no ordinary exceptions.
        if type(error).__name__ != "PanicException":
            raise
        raise InputError(unreadable(path)) from error
