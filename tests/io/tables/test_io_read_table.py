"""Tables as people export them."""

from pathlib import Path

import pandas as pd
import pytest

from cityplanner.errors import InputError
from cityplanner.io import read_layer
from cityplanner.io.tables.read_table import read_table
from cityplanner.model import Severity

ROWS = [["codi", "nom", "població"], ["0301", "la Sagrada Família", "51,5"], ["0302", "Sants; Badal", "24"]]


def _write(path: Path, delimiter: str, encoding: str) -> Path:
    lines = [delimiter.join(f'"{cell}"' if delimiter in cell else cell for cell in row) for row in ROWS]
    path.write_bytes("\r\n".join(lines).encode(encoding))
    return path


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_any_usual_delimiter_and_encoding(tmp_path: Path, delimiter: str, encoding: str) -> None:
    table = read_table(_write(tmp_path / "barris.csv", delimiter, encoding))
    assert list(table.frame) == ROWS[0]
    assert table.frame.to_numpy().tolist() == ROWS[1:]
    assert all(encoding == "cp1252" in problem.message for problem in table.problems)
    assert (table.reading.delimiter, table.reading.decimal) == (delimiter, ",")
    assert table.reading.encoding == encoding


def test_a_workbook_is_read_as_text_with_whole_numbers_whole(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    with pd.ExcelWriter(path) as writer:
        pd.DataFrame().to_excel(writer, sheet_name="Cover")
        pd.DataFrame({"code": ["0301", "0302"], "people": [12, 7], "share": [0.5, None]}).to_excel(
            writer, sheet_name="Data", index=False
        )
        pd.DataFrame({"note": ["x"]}).to_excel(writer, sheet_name="Notes", index=False)
    table = read_table(path)
    assert table.frame.to_numpy().tolist() == [["0301", "12", "0.5"], ["0302", "7", ""]]
    (problem,) = table.problems
    assert problem.severity is Severity.INFO
    assert "Data" in problem.message


def test_names_are_made_to_differ_and_empty_lines_are_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("\n a ,a,,b\n1,2,3\n,,,\n4,5,6,7\n", encoding="utf-8")
    table = read_table(path)
    assert list(table.frame) == ["a", "a_2", "column 3", "b"]
    assert table.frame.to_numpy().tolist() == [["1", "2", "3", ""], ["4", "5", "6", "7"]]


def test_a_row_with_more_cells_than_names_is_told(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("a,b\n1,2\n3,4,5\n6,7,\n", encoding="utf-8")
    table = read_table(path)
    assert table.frame["b"].tolist() == ["2", "4", "7"]
    (problem,) = table.problems
    assert "row 3" in problem.message


def test_a_quotation_mark_without_its_mate_is_told(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text('a,b\n1,"x\n2,y\n', encoding="utf-8")
    (problem,) = read_table(path).problems
    assert "quotation" in problem.message


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.csv", b""),
        ("blank.csv", b"\n\n  \n"),
        ("heading.csv", b"a,b\n"),
        ("binary.csv", b"PK\x03\x04\x00\x00"),
        ("broken.xlsx", b"PK\x03\x04 not a workbook"),
        ("letter.docx", b"text"),
    ],
)
def test_what_is_no_table_is_refused_by_name(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(InputError, match=name):
        read_table(path)


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"nowhere\.csv"):
        read_table(tmp_path / "nowhere.csv")
    with pytest.raises(InputError, match="folder"):
        read_table(tmp_path)


@pytest.mark.parametrize(
    "text",
    [
        "Population by ward, 2021\n\ncode;name;people\nA;Norte;10\nB;Sur;20\n",
        "Population by ward, 2021;;\n;;\ncode;name;people\nA;Norte;10\nB;Sur;20\n",
        "Censo\nFuente: INE\ncode,name,people\nA,Norte,10\nB,Sur,20\n",
        "Censo\n\ncode;name;people\nA;Norte;1,5\nB;Sur;2,5\n",
    ],
)
def test_titles_above_the_names_are_passed_over_and_told(tmp_path: Path, text: str) -> None:
    path = tmp_path / "t.csv"
    path.write_text(text, encoding="utf-8")
    table = read_table(path)
    assert list(table.frame) == ["code", "name", "people"]
    assert table.frame["name"].tolist() == ["Norte", "Sur"]
    assert table.rows_above == 3
    (problem,) = table.problems
    assert problem.severity is Severity.INFO
    assert text.split("\n")[0].rstrip(";") in problem.message


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("name\nSmith, John\nPerez, Ana\n", ["name"]),
        ("name\nNorte\nSur\n", ["name"]),
        ("code;rate;other\nA;1,5;2,5\nB;3,5;4,5\n", ["code", "rate", "other"]),
        ("code,name\nA,\nB,\n", ["code", "name"]),
        ("code,name\nA,x,1\nB,y,2\n", ["code", "name"]),
    ],
)
def test_names_are_not_taken_for_titles(tmp_path: Path, text: str, names: list[str]) -> None:
    path = tmp_path / "t.csv"
    path.write_text(text, encoding="utf-8")
    table = read_table(path)
    assert list(table.frame) == names
    assert len(table.frame) == 2


def test_a_workbook_may_have_a_title_too(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    rows = [["Population", None, None], [None] * 3, ["code", "name", "people"], ["A", "Norte", 10], ["B", "Sur", 20]]
    pd.DataFrame(rows).to_excel(path, header=False, index=False)
    table = read_table(path)
    assert list(table.frame) == ["code", "name", "people"]
    assert table.rows_above == 3


def test_rows_are_numbered_as_in_the_file_below_titles(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("Sensors\n\nid,lon,lat\na,-74,4\nb,west,4\n", encoding="utf-8")
    _layer, problems = read_layer(path, "devices")
    assert any("coordinate that is no number: row 5." in problem.message for problem in problems)
