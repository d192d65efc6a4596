"""Reads tables as people export them: text with any usual delimiter and encoding, and workbooks."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pandas as pd

from cityplanner.apart import apart
from cityplanner.errors import InputError
from cityplanner.i18n import _, format_number, ngettext
from cityplanner.io.layer_roles import match_fields, role
from cityplanner.io.source_file import check_file
from cityplanner.io.tables.coordinate_columns import is_place
from cityplanner.io.tables.layout import Layout, Row, column_names, filled, layout_of, lines_of
from cityplanner.io.tables.numbers import decimal_mark, parse_numbers, with_point
from cityplanner.io.tables.options import TableOptions, TableReading
from cityplanner.io.tables.side_by_side import put_together
from cityplanner.io.tables.text_table import read_text
from cityplanner.io.tables.workbook import WORKBOOKS, read_sheet
from cityplanner.io.tables.workbook_safety import is_workbook
from cityplanner.io.wording import first_few
from cityplanner.model import Problem, Severity
from cityplanner.progress import CancelToken, Progress, no_progress

TABLE_FORMATS = {".csv": "CSV", ".tsv": "TSV", ".tab": "TSV", ".txt": "CSV", ".psv": "CSV"} | WORKBOOKS
"""File ending -> name of the format."""

_SAMPLE = 5_000


@dataclass(frozen=True, eq=False, slots=True)
class Table:
    """``frame`` holds every cell as text, empty where there is nothing; its index is 0 ... n-1.

    ``rows_above`` are the rows above the first record: that of the names, and titles and empty ones above it.
    """

    frame: pd.DataFrame
    problems: tuple[Problem, ...] = ()
    rows_above: int = 1
    reading: TableReading = field(default_factory=TableReading)


def row_label(position: int, rows_above: int) -> str:
    """``row 5``: the record at ``position`` as a spreadsheet numbers it, below ``rows_above``."""
    return _("row {number}").format(number=position + 1 + rows_above)


@apart
def read_table(
    path: Path,
    options: TableOptions | None = None,
    progress: Progress = no_progress,
    cancel: CancelToken | None = None,
) -> Table:
    """A text file with one record a line under a line of names, or the first sheet of a workbook with anything in it.

    What ``options`` do not say is found out, and told where it is out of the ordinary: titles, a second line of names,
    no names, notes. Raises :class:`InputError` where the file cannot be read as a table.
    """
    check_file(path)
    options = options or TableOptions()
    format_ = TABLE_FORMATS.get(path.suffix.lower())
    if format_ is None:
        raise InputError(
            _("{file} is no table that can be read; use CSV, TSV, Excel (.xlsx, .xls) or OpenDocument (.ods).").format(
                file=path.name
            )
        )
    rows, reading, problems = _cells(path, options, progress, cancel)
    numbered = [(number, row) for number, row in enumerate(rows, start=1) if any(map(str.strip, row))]
    del rows
    if not numbered:
        raise InputError(_("{file} is empty; choose another file.").format(file=path.name))
    layout = layout_of(numbered, options.header_row, path.name)
    problems += _told(layout, path.name)
    frame, found = _frame(layout, path.name, is_text=reading.delimiter is not None)
    problems += found
    decimal = _write_numbers_plainly(frame, options.decimal)
    reading = replace(
        reading,
        decimal=decimal,
        header_row=layout.header_row,
        header_rows=layout.header_rows,
        rows=len(frame),
        letter_o=options.o,
    )
    return Table(frame, tuple(problems), layout.records[0][0] - 1, reading)


def _cells(
    path: Path, options: TableOptions, progress: Progress, cancel: CancelToken | None
) -> tuple[list[list[str]], TableReading, list[Problem]]:
    if is_workbook(path):
        sheet = read_sheet(path, options.sheet, cancel)
        reading = TableReading(sheet=sheet.name or None, sheets=sheet.names, hidden_sheets=sheet.hidden)
        return sheet.rows, reading, list(sheet.problems)
    text = read_text(path, options, progress, cancel)
    problems = list(text.problems)
    if path.suffix.lower() in WORKBOOKS:
        message = _("The file is a text under the name of a workbook, and was read as that.")
        problems.append(Problem(Severity.INFO, path.name, message))
    reading = TableReading(delimiter=text.delimiter, encoding=text.encoding, quote=text.quote)
    return ([[], *text.rows] if text.sep_line else text.rows), reading, problems


def _frame(layout: Layout, where: str, *, is_text: bool) -> tuple[pd.DataFrame, list[Problem]]:
    """The records below their names, and the rows that are longer or shorter than the line of names."""
    width = len(layout.names)
    rows = [row for _number, row in layout.records]
    long = [number for number, row in layout.records if len(row) > width and filled(row[width:])]
    short = [number for number, row in layout.records if len(row) < width] if is_text else []
    problems = []
    if long:
        message = ngettext(
            "{count} row has more cells than there are column names; the surplus was left out: {rows}.",
            "{count} rows have more cells than there are column names; the surplus was left out: {rows}.",
            len(long),
        )
        problems.append(_about_rows(message, long, where))
    if short:
        message = ngettext(
            "{count} row has fewer cells than there are column names; the last ones count as empty: {rows}.",
            "{count} rows have fewer cells than there are column names; the last ones count as empty: {rows}.",
            len(short),
        )
        problems.append(_about_rows(message, short, where))
    columns = list(zip(*(row if len(row) == width else _of_width(row, width) for row in rows), strict=True))
    names = column_names(layout.names, columns)
    frame = pd.DataFrame(
        {name: pd.Series(cells, dtype=object) for name, cells in zip(names, columns, strict=True) if name is not None}
    )
    frame, found = put_together(layout.names, names, frame, where)
    return frame, [*problems, *found]


def _of_width(row: list[str], width: int) -> list[str]:
    return row[:width] + [""] * (width - len(row))


def _about_rows(message: str, numbers: Sequence[int], where: str) -> Problem:
    rows = first_few(_("row {number}").format(number=number) for number in numbers)
    return Problem(Severity.WARNING, where, message.format(count=format_number(len(numbers)), rows=rows))


def _told(layout: Layout, where: str) -> list[Problem]:
    problems = []
    if layout.titles:
        message = ngettext(
            "{count} line above the names of the columns was passed over: {lines}.",
            "{count} lines above the names of the columns were passed over: {lines}.",
            len(layout.titles),
        )
        problems.append(_about_lines(message, layout.titles, where))
    if layout.header_row == 0:
        message = _(
            "The first row looks like a record and not like names, so the columns were called {first}, {second} and so "
            "on; if it has the names, say so (in a terminal: --read header_row={row})."
        )
        first, second = (_("column {number}").format(number=number) for number in (1, 2))
        text = message.format(first=first, second=second, row=layout.records[0][0])
        problems.append(Problem(Severity.WARNING, where, text))
    if layout.header_rows > 1:
        message = _("The names of the columns stand in two lines and were put together, such as {name}.")
        name = max(layout.names, key=lambda text: (" " in text, -layout.names.index(text)))
        problems.append(Problem(Severity.INFO, where, message.format(name=name)))
    if layout.second is not None:
        message = _("A second line of names was passed over: {line}.")
        (line,) = lines_of([layout.second])
        problems.append(Problem(Severity.INFO, where, message.format(line=line)))
    if layout.notes:
        message = ngettext(
            "{count} line below the table was passed over: {lines}.",
            "{count} lines below the table were passed over: {lines}.",
            len(layout.notes),
        )
        problems.append(_about_lines(message, layout.notes, where))
    return problems


def _about_lines(message: str, rows: Sequence[Row], where: str) -> Problem:
    text = message.format(count=format_number(len(rows)), lines=first_few(lines_of(rows)))
    return Problem(Severity.INFO, where, text)


# Numbers


def _write_numbers_plainly(frame: pd.DataFrame, said: str | None) -> str | None:
    """Change in ``frame`` what could be read in two ways, where the decimal mark is known; gives that mark.

    Where a person says it, all columns of numbers; where other columns show it, the marks that can only be those of
    thousands then.
    """
    sample = [frame[column].iloc[:_SAMPLE].tolist() for column in frame]
    decimal = said or decimal_mark(sample)
    if decimal is None:
        return None
    thousands = "," if decimal == "." else "."
    named = match_fields(role("neighbourhoods"), frame.columns)
    codes = {named.get("id"), named.get("name")}
    for column in frame:
        cells = frame[column].tolist()
        if column in codes or (said is None and is_place(column)):
            continue
        if not any(thousands in cell or (said and decimal in cell) for cell in cells):
            continue
        read = parse_numbers(cells)
        if read.bad or (said is None and read.guessed is None):
            continue
        frame[column] = pd.Series(
            [with_point(cell, decimal) if said or thousands in cell else cell for cell in cells], dtype=object
        )
    return decimal
