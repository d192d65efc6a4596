"""Workbooks of Excel and LibreOffice."""

import datetime
import random
import zipfile
from pathlib import Path

import openpyxl
import pytest

from cityplanner.errors import CancelledError, InputError
from cityplanner.intake.describe_file import describe_file
from cityplanner.io.tables.numbers import parse_numbers
from cityplanner.io.tables.options import TableOptions
from cityplanner.io.tables.read_table import read_table
from cityplanner.model import Severity
from cityplanner.progress import CancelToken

_ODS = (
    '<?xml version="1.0"?>{declared}<office:document-content office:version="1.2" '
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
    "{tables}</office:spreadsheet></office:body></office:document-content>"
)


def _book(path: Path, **sheets: list[list[object]]) -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return book


def _ods(path: Path, *rows: str, declared: str = "") -> Path:
    table = f'<table:table table:name="Data">{"".join(rows)}</table:table>'
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", _ODS.format(declared=declared, tables=table))
        archive.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )
    return path


def _row(*cells: str | float, repeated: int = 1) -> str:
    written = "".join(
        f'<table:table-cell office:value-type="float" office:value="{cell}"><text:p>{cell}</text:p></table:table-cell>'
        if isinstance(cell, float)
        else f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>'
        for cell in cells
    )
    return f'<table:table-row table:number-rows-repeated="{repeated}">{written}</table:table-row>'


def test_a_workbook_of_libreoffice(tmp_path: Path) -> None:
    path = _ods(tmp_path / "t.ods", _row("Population"), _row("code", "name", "people"), _row("0301", "Norte", 12.0))
    table = read_table(path)
    assert (list(table.frame), table.frame.to_numpy().tolist()) == (
        ["code", "name", "people"],
        [["0301", "Norte", "12"]],
    )
    assert describe_file(path).format == "OpenDocument"


def test_sheets_are_listed_and_chosen_and_hidden_ones_are_told(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    rows = [["code", "name", "people"], ["A", "Norte", 5], ["B", "Sur", 6]]
    book = _book(path, Cover=[], Hidden=rows, Data=rows, Other=[["code", "name", "homes"], ["A", "Norte", 7]])
    book["Hidden"].sheet_state = "hidden"
    book.save(path)
    described = describe_file(path)
    assert described.layers == ("Data", "Other")
    assert described.table is not None
    assert (described.table.sheet, described.table.hidden_sheets) == ("Data", ("Hidden",))
    messages = " ".join(problem.message for problem in described.problems)
    assert "Other" in messages
    assert "Hidden sheets were passed over: Hidden" in messages
    assert describe_file(path, layer="Other").columns == ("code", "name", "homes")
    hidden = read_table(path, TableOptions(sheet="hidden"))
    assert [problem.severity for problem in hidden.problems] == [Severity.WARNING]
    with pytest.raises(InputError, match="no sheet Nothing; it has: Cover, Hidden, Data, Other"):
        read_table(path, TableOptions(sheet="Nothing"))


def test_codes_dates_and_figures_are_as_they_are_seen(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    day = datetime.date(2024, 3, 1)
    book = _book(path, Data=[["code", "day", "rate", "yes"], [301, day, 1.234, True], [1205, day, 20.5, False]])
    for cell in ("A2", "A3"):
        book["Data"][cell].number_format = "00000"
    book.save(path)
    frame = read_table(path).frame
    assert frame["code"].tolist() == ["00301", "01205"]
    assert frame["day"].tolist() == ["2024-03-01"] * 2
    assert parse_numbers(frame["rate"], "whole").values.tolist() == [1.234, 20.5]
    assert frame["yes"].tolist() == ["TRUE", "FALSE"]


def test_formulas_without_results_and_errors_are_told(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    _book(path, Notes=[["=1+1"]], Data=[["code", "people", "x"], ["A", "=1+1", 5], ["B", "#N/A", 6], ["C", "=B2", 7]])
    table = read_table(path, TableOptions(sheet="Data"))
    assert table.frame["people"].tolist() == ["", "", ""]
    messages = [problem.message for problem in table.problems if problem.severity is Severity.WARNING]
    assert len(messages) == 2
    assert messages[0].startswith("2 cells have formulas")
    assert messages[1].startswith("1 cell has an error")


def test_cells_that_reach_over_rows_count_for_each(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    rows = [["district", "ward", "people"], ["North", "A", 1], [None, "B", 2], ["South", "C", 3]]
    book = _book(path, Data=rows)
    book["Data"].merge_cells("A2:A3")
    book.save(path)
    table = read_table(path)
    assert table.frame["district"].tolist() == ["North", "North", "South"]
    assert any("North" in problem.message for problem in table.problems)


def test_names_under_merged_groups(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    rows = [
        ["Census 2021"],
        ["code", "Men", None, "Women", None],
        [None, "0-14", "15+", "0-14", "15+"],
        ["A", 1, 2, 3, 4],
    ]
    book = _book(path, Data=rows)
    for cells in ("A1:E1", "A2:A3", "B2:C2", "D2:E2"):
        book["Data"].merge_cells(cells)
    book.save(path)
    table = read_table(path)
    assert list(table.frame) == ["code", "Men 0-14", "Men 15+", "Women 0-14", "Women 15+"]
    assert table.reading.header_row == 2


def _xlsx_with(path: Path, sheet: str) -> Path:
    _book(path, Data=[["a", "b"], [1, 2]])
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["xl/worksheets/sheet1.xml"] = sheet.encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


_SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'
)


def test_a_cell_far_out_does_not_fill_the_memory(tmp_path: Path) -> None:
    rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    with pytest.raises(InputError, match=r"far\.xlsx has cells as far out as row 1,048,576"):
        read_table(_xlsx_with(tmp_path / "far.xlsx", _SHEET.format(rows)))
    with pytest.raises(InputError, match=r"far\.ods has cells as far out"):
        read_table(_ods(tmp_path / "far.ods", _row("a", *[1.0] * 60, repeated=1_000_000)))


def test_a_workbook_packed_too_tightly_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"bomb\.xlsx unpacks to"):
        read_table(_xlsx_with(tmp_path / "bomb.xlsx", _SHEET.format(" " * 60_000_000)))


def test_entities_are_refused(tmp_path: Path) -> None:
    declared = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b SYSTEM "file:///etc/passwd">]>'
    with pytest.raises(InputError, match=r"t\.ods cannot be read"):
        read_table(_ods(tmp_path / "t.ods", _row("&b;", "b"), declared=declared))


@pytest.mark.parametrize("ending", ["xlsx", "ods"])
def test_a_damaged_workbook_is_a_sentence(tmp_path: Path, ending: str) -> None:
    whole = tmp_path / f"whole.{ending}"
    if ending == "ods":
        _ods(whole, _row("code", "people"), _row("A", 5.0))
    else:
        _book(whole, Data=[["code", "people"], ["A", 5]])
    content = whole.read_bytes()
    dice = random.Random(5)
    for _attempt in range(60):
        bad = bytearray(content)
        for _byte in range(dice.randint(1, 30)):
            bad[dice.randrange(len(bad))] = dice.randrange(256)
        path = tmp_path / f"bad.{ending}"
        path.write_bytes(bad[: dice.randint(1, len(bad))] if dice.random() < 0.3 else bad)
        description = describe_file(path)
        assert all(problem.message.endswith((".", "?")) for problem in description.problems)


def test_reading_can_be_stopped(tmp_path: Path) -> None:
    cancel = CancelToken()
    cancel.cancel()
    path = tmp_path / "t.csv"
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    _book(tmp_path / "t.xlsx", Data=[["a", "b"], [1, 2]])
    for name in ("t.csv", "t.xlsx"):
        with pytest.raises(CancelledError):
            read_table(tmp_path / name, cancel=cancel)


@pytest.mark.parametrize("name", ["t.xls", "t.csv"])
def test_what_a_file_holds_goes_before_what_it_is_called(tmp_path: Path, name: str) -> None:
    _book(tmp_path / "t.xlsx", Data=[["code", "people"], ["A", 5]])
    path = (tmp_path / "t.xlsx").rename(tmp_path / name)
    assert read_table(path).frame.to_numpy().tolist() == [["A", "5"]]
    path.write_text("code\tpeople\nB\t6\n", encoding="utf-8")
    table = read_table(path)
    assert table.frame.to_numpy().tolist() == [["B", "6"]]
    assert bool(table.problems) == (name == "t.xls")


def test_an_old_workbook_that_lies_about_its_size_is_refused(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "t.xls"
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(36) + b"\xff\xff\xff\x7f"
    for content in (head, head.ljust(600, b"\0"), head[:8].ljust(1_200, b"\x01"), head[:8].ljust(5_000, b"\0")):
        path.write_bytes(content)
        with pytest.raises(InputError, match=r"t\.xls cannot be read"):
            read_table(path)
    assert capfd.readouterr().err == ""
