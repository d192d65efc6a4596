"""The survey of tables in the wild, against the facts that are listed beside it."""

import re
from pathlib import Path

import pytest

from cityplanner.errors import InputError
from cityplanner.io.tables.read_table import TABLE_FORMATS, read_table
from cityplanner.model import Severity

DATA = Path(__file__).parents[3] / ".." / "shared" / "data"
FOLDERS = ("csv_survey", "malformed")
_FACTS = re.compile(r"\| (\S+) \| [\d,]+ \|.*\| n=(\d+); (utf8 BOM|utf8|not-utf8) sep '(.+?)'; cols: ?(.*) \|$")
REFUSED = {"empty.csv", "blanks_converted.csv", "test_empty_columns_long_row.csv", "test_empty_columns_short_row.csv"}
REFUSED |= {"more_than_100_geom_fields.csv"}  # names, and a row with nothing in it
BROKEN = {"bad.csv", "bad_skip_lines.csv", "null_byte.csv", "unbalanced_double_quotes.csv", "csv_with_utf8_bom.csv"}
ANOTHER_NUMBER = {
    # Titles above and notes below are no records, and neither are rows with nothing in them.
    "Datagov_FY10_EDU_recp_by_State.csv": 53,
    "FY09_EDU_Recipients_by_State.csv": 52,
    "test_empty_columns.csv": 2,
    "testcsvt.csv": 1,
    # Figures are no names.
    "no_header_row.csv": 1,
    "no_header_row2.csv": 1,
    "no_header_row3.csv": 2,
    "testnumheader2.csv": 2,
}
pytestmark = pytest.mark.skipif(not (DATA / "csv_survey").exists(), reason="the shared data is not here")


def _facts() -> list[tuple[Path, int, str, str]]:
    found = []
    for folder in FOLDERS:
        source = DATA / folder / "SOURCES.md"
        for line in source.read_text(encoding="utf-8").splitlines() if source.exists() else ():
            fact = _FACTS.match(line)
            if fact and (DATA / folder / fact[1]).suffix in TABLE_FORMATS:
                found.append((DATA / folder / fact[1], int(fact[2]), fact[3], fact[4].replace("\\t", "\t")))
    return found


@pytest.mark.parametrize(
    ("path", "rows", "letters", "delimiter"), _facts(), ids=lambda value: getattr(value, "name", "")
)
def test_a_table_is_read_as_the_survey_says(path: Path, rows: int, letters: str, delimiter: str) -> None:
    if path.name in REFUSED and path.parent.name != "csv_spectrum":
        with pytest.raises(InputError, match=path.name):
            read_table(path)
        return
    table = read_table(path)
    assert table.reading.delimiter == delimiter
    encoding = table.reading.encoding or ""
    assert encoding == "utf-8-sig" if letters == "utf8 BOM" else (encoding == "utf-8") == (letters == "utf8")
    assert len(table.frame) == ANOTHER_NUMBER.get(path.name, rows)
    if path.name in BROKEN and path.parent.name != "ona_odk":
        assert any(problem.severity is Severity.WARNING for problem in table.problems)


@pytest.mark.parametrize(("name", "sheet", "rows"), [("sheets", "data", 5), ("test", None, 5), ("dummy", "Sheet1", 1)])
@pytest.mark.parametrize("ending", ["xls", "xlsx"])
def test_workbooks_old_and_new_are_alike(name: str, sheet: str | None, rows: int, ending: str) -> None:
    table = read_table(DATA / "csv_survey" / "csvkit" / f"{name}.{ending}")
    assert len(table.frame) == rows
    assert sheet is None or table.reading.sheet == sheet


def test_empty_rows_above_the_names_of_a_workbook_are_counted() -> None:
    table = read_table(DATA / "csv_survey" / "csvkit" / "test_skip_lines.xlsx")
    assert (table.reading.header_row, len(table.frame)) == (4, 5)
    assert table.frame["date"].iloc[0] == "1971-01-01"
