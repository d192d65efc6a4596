"""Reads tables as people export them: any usual delimiter and encoding, and spreadsheets."""

import csv
import io
import warnings
import zipfile
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from cityplanner.errors import InputError
from cityplanner.i18n import _, ngettext
from cityplanner.io.numbers import as_text
from cityplanner.io.source_file import check_file
from cityplanner.io.wording import first_few
from cityplanner.model import Problem, Severity

TABLE_FORMATS = {".csv": "CSV", ".tsv": "TSV", ".tab": "TSV", ".txt": "CSV", ".xlsx": "Excel", ".xlsm": "Excel"}
"""File ending -> name of the format."""

_DELIMITERS = (",", ";", "\t", "|")
_SAMPLE_ROWS = 50
_FEWEST_BELOW_TITLES = 3
_LONGEST_FIELD = 2**31 - 1
"""A polygon as text is longer than what the csv module takes by itself."""


@dataclass(frozen=True, eq=False, slots=True)
class Table:
    """``frame`` holds every cell as text, empty where there is nothing; its index is 0 ... n-1.

    ``rows_above`` are the rows above the first record: that of the names, and titles and empty ones above it.
    """

    frame: pd.DataFrame
    problems: tuple[Problem, ...] = ()
    rows_above: int = 1


def row_label(position: int, rows_above: int) -> str:
    """``row 5``: the record at ``position`` as a spreadsheet numbers it, below ``rows_above``."""
    return _("row {number}").format(number=position + 1 + rows_above)


def read_table(path: Path) -> Table:
    """The first sheet with anything in it, or a text file with one record a line under a line of names.

    Titles above the names are passed over and told. Raises :class:`InputError` where the file cannot be read as a
    table.
    """
    check_file(path)
    format_ = TABLE_FORMATS.get(path.suffix.lower())
    if format_ is None:
        raise InputError(
            _("{file} is no table that can be read; use CSV, TSV or Excel (.xlsx).").format(file=path.name)
        )
    rows, problems = _read_spreadsheet(path) if format_ == "Excel" else _read_text(path)
    numbered = [(number, row) for number, row in enumerate(rows, start=1) if _filled(row)]
    if not numbered:
        raise InputError(_("{file} is empty; choose another file.").format(file=path.name))
    titles = _titles([row for _number, row in numbered])
    if titles:
        message = ngettext(
            "{count} line above the names of the columns was passed over: {lines}.",
            "{count} lines above the names of the columns were passed over: {lines}.",
            titles,
        )
        lines = first_few(" ".join(" ".join(row).split()) for _number, row in numbered[:titles])
        problems.append(Problem(Severity.INFO, path.name, message.format(count=titles, lines=lines)))
    rows_above, header = numbered[titles]
    records = [row for _number, row in numbered[titles + 1 :]]
    if not records:
        raise InputError(_("{file} has a line of names but no records; choose another file.").format(file=path.name))
    names = _column_names(header)
    width = len(names)
    ragged = [place for place, row in enumerate(records) if _filled(row[width:])]
    if ragged:
        message = ngettext(
            "{count} row has more cells than there are column names; the surplus was left out: {rows}.",
            "{count} rows have more cells than there are column names; the surplus was left out: {rows}.",
            len(ragged),
        )
        rows_text = first_few([row_label(place, rows_above) for place in ragged])
        problems.append(Problem(Severity.WARNING, path.name, message.format(count=len(ragged), rows=rows_text)))
    even = [row[:width] + [""] * (width - len(row)) for row in records]
    columns = dict(zip(names, zip(*even, strict=True), strict=True))
    frame = pd.DataFrame({name: pd.Series(cells, dtype=object) for name, cells in columns.items()})
    return Table(frame, tuple(problems), rows_above)


def _filled(row: list[str]) -> int:
    return sum(bool(cell.strip()) for cell in row)


def _titles(rows: list[list[str]]) -> int:
    """How many of the first ``rows`` are titles and notes: those with one cell, above a table of three columns or more.

    Above two columns a single cell may be the only name that they have.
    """
    filled = [_filled(row) for row in rows[:_SAMPLE_ROWS]]
    usual, _count = Counter(filled).most_common(1)[0]
    return next((place for place, count in enumerate(filled) if count > 1), 0) if usual >= _FEWEST_BELOW_TITLES else 0


def _column_names(header: list[str]) -> list[str]:
    """The names in ``header``; where one is missing or comes twice, one that can be told apart."""
    names: list[str] = []
    for place, cell in enumerate(header, start=1):
        plain = " ".join(cell.split()) or _("column {number}").format(number=place)
        name, count = plain, 2
        while name in names:
            name, count = f"{plain}_{count}", count + 1
        names.append(name)
    return names


# Text


def _read_text(path: Path) -> tuple[list[list[str]], list[Problem]]:
    text = _decode(path)
    delimiter = _delimiter(text)
    csv.field_size_limit(_LONGEST_FIELD)
    try:
        return list(_records(text, delimiter, strict=True)), []
    except csv.Error:
        pass
    try:
        rows = list(_records(text, delimiter, strict=False))
    except csv.Error as error:
        raise InputError(_("{file} cannot be read as a table; export it again.").format(file=path.name)) from error
    message = _("The quotation marks do not match everywhere; check that no row was lost.")
    return rows, [Problem(Severity.WARNING, path.name, message)]


def _records(text: str, delimiter: str, *, strict: bool) -> Iterable[list[str]]:
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=strict)


def _decode(path: Path) -> str:
    content = path.read_bytes()
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif b"\0" in content:
        raise InputError(_("{file} is not a text table; export it as CSV.").format(file=path.name))
    else:
        encodings = ["utf-8-sig", "cp1252", "latin-1"]
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise InputError(_("{file} is not a text table; export it as CSV.").format(file=path.name))


def _delimiter(text: str) -> str:
    """The mark that cuts the most rows into as many cells as the first row has; a comma where none does.

    Where none cuts the first row, which may be a title, the mark that cuts the rows below it.
    """
    lines = [line for line in text.splitlines() if line.strip()][:_SAMPLE_ROWS]
    best, best_score = ",", (False, 0.0)
    for delimiter in _DELIMITERS:
        try:
            widths = [len(row) for row in _records("\n".join(lines), delimiter, strict=False)]
        except csv.Error:
            continue
        if not widths:
            continue
        usual, _count = Counter(widths).most_common(1)[0]
        if usual < (2 if widths[0] > 1 else _FEWEST_BELOW_TITLES):
            continue
        score = (widths[0] > 1, widths.count(usual) / len(widths) * usual)
        if score > best_score:
            best, best_score = delimiter, score
    return best


# Spreadsheets


def _read_spreadsheet(path: Path) -> tuple[list[list[str]], list[Problem]]:
    try:
        with warnings.catch_warnings():
            # Styles and form controls that the reader does not know do not matter here.
            warnings.simplefilter("ignore")
            sheets: dict[str, Any] = pd.read_excel(path, sheet_name=None, header=None, dtype=object, na_filter=False)
    except (zipfile.BadZipFile, ValueError, KeyError, OSError, TypeError, AttributeError) as error:
        raise InputError(
            _("{file} cannot be read as an Excel workbook; save it again as .xlsx or CSV.").format(file=path.name)
        ) from error
    filled = {name: sheet for name, sheet in sheets.items() if sheet.size}
    if not filled:
        return [], []
    name, sheet = next(iter(filled.items()))
    problems = []
    if len(filled) > 1:
        message = _("The workbook has several sheets; the first, {sheet}, was read.").format(sheet=name)
        problems.append(Problem(Severity.INFO, path.name, message))
    return [[as_text(cell) for cell in row] for row in sheet.itertuples(index=False, name=None)], problems
