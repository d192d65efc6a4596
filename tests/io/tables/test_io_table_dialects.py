"""Any table in any dialect reads back as it was, and nothing that is written into a header breaks the reader."""

import csv
import io
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cityplanner.errors import InputError
from cityplanner.io.tables.numbers import parse_numbers
from cityplanner.io.tables.options import TableOptions, table_choices
from cityplanner.io.tables.read_table import read_table
from cityplanner.model import Severity

_WORDS = ["Sant Martí", "Nuñez", "Köln", "l'Eixample", "São João", "A; B", "x, y", 'say "so"', "Årsta", "Centro | Sur"]
_ENCODINGS = ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"]
_THOUSANDS = {"none": "", "space": " ", "thin": "\u2009", "narrow": "\u202f", "no-break": "\u00a0", "apostrophe": "'"}


def _write(path: Path, rows: list[list[str]], delimiter: str, encoding: str, quoting: int, end: str = "\r\n") -> Path:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, quoting=quoting, lineterminator=end).writerows(rows)
    path.write_bytes(text.getvalue().encode(encoding, errors="strict"))
    return path


def _number(value: float, decimal: str, thousands: str) -> str:
    return f"{value:,.2f}".replace(",", "\0").replace(".", decimal).replace("\0", thousands)


@given(
    words=st.lists(st.sampled_from(_WORDS), min_size=3, max_size=8),
    seed=st.integers(0, 10_000),
    delimiter=st.sampled_from([",", ";", "\t", "|"]),
    encoding=st.sampled_from(_ENCODINGS),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    decimal=st.sampled_from([".", ","]),
    thousands=st.sampled_from([*_THOUSANDS.values(), "other"]),
    titles=st.sampled_from([[], ["Population by ward"], ["Censo 2021", "", "Provisional figures"]]),
    notes=st.sampled_from([[], ["Source: the municipality, own work"]]),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
)
def test_any_table_in_any_dialect_reads_back(
    words: list[str],
    seed: int,
    delimiter: str,
    encoding: str,
    quoting: int,
    decimal: str,
    thousands: str,
    titles: list[str],
    notes: list[str],
    end: str,
) -> None:
    mark = ("." if decimal == "," else ",") if thousands == "other" else thousands
    if "\u2009" in mark or "\u202f" in mark:
        encoding = encoding if encoding.startswith("utf") else "utf-8"
    figures = [(seed + 1) * 37.25 + row * 1234.5 for row in range(len(words))]
    records = [
        [f"{row:04}", word, _number(figure, decimal, mark)]
        for row, (word, figure) in enumerate(zip(words, figures, strict=True))
    ]
    around = (
        [[title] for title in titles],
        [["code", "district", "rate"]],
        records,
        [[]] * bool(notes),
        [[n] for n in notes],
    )
    rows = [row for part in around for row in part]
    with tempfile.TemporaryDirectory() as folder:
        table = read_table(_write(Path(folder, "t.csv"), rows, delimiter, encoding, quoting, end))
    assert list(table.frame) == ["code", "district", "rate"]
    assert table.frame["code"].tolist() == [record[0] for record in records]
    assert table.frame["district"].tolist() == words
    assert parse_numbers(table.frame["rate"]).values.tolist() == pytest.approx(figures)
    assert (table.reading.delimiter, table.reading.header_row) == (delimiter, len(titles) + 1)
    assert table.reading.decimal in (decimal, None)
    assert not [problem for problem in table.problems if problem.severity is not Severity.INFO]


@given(
    header=st.lists(st.text(max_size=12), min_size=1, max_size=6),
    rows=st.lists(st.lists(st.text(max_size=8), max_size=7), max_size=5),
    delimiter=st.sampled_from([",", ";", "\t", "|"]),
)
def test_nothing_in_a_header_or_a_cell_breaks_the_reader(
    header: list[str], rows: list[list[str]], delimiter: str
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        text = "\n".join(delimiter.join(row) for row in [header, *rows])
        path = Path(folder, "t.csv")
        path.write_bytes(text.encode("utf-8", errors="replace"))
        try:
            table = read_table(path)
        except InputError:
            return
    assert len(set(table.frame.columns)) == len(table.frame.columns)
    assert all(isinstance(cell, str) for column in table.frame for cell in table.frame[column])


@given(content=st.binary(min_size=1, max_size=300), ending=st.sampled_from(["csv", "txt", "tsv", "xlsx", "ods", "xls"]))
def test_any_bytes_are_a_table_or_a_sentence(content: bytes, ending: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, f"t.{ending}")
        path.write_bytes(content)
        told = ""
        try:
            read_table(path)
        except InputError as error:
            told = str(error)
    assert not told or path.name in told


def _table(tmp_path: Path, text: str, options: TableOptions | None = None, encoding: str = "utf-8") -> list[list[str]]:
    path = tmp_path / "t.csv"
    path.write_bytes(text.encode(encoding))
    frame = read_table(path, options).frame
    return [list(frame), *frame.to_numpy().tolist()]


def test_a_layer_of_mapinfo_is_no_table(tmp_path: Path) -> None:
    path = tmp_path / "areas.tab"
    path.write_text('!table\n!version 300\n!charset Neutral\n\nDefinition Table\n  Type NATIVE Charset "Neutral"\n')
    with pytest.raises(InputError, match=r"areas\.tab is a layer of MapInfo"):
        read_table(path)


def test_a_table_without_names_gets_some_and_that_is_told(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("0301,Norte,51522\n0302,Sur,24000\n", encoding="utf-8")
    table = read_table(path)
    assert list(table.frame) == ["column 1", "column 2", "column 3"]
    assert (len(table.frame), table.rows_above, table.reading.header_row) == (2, 0, 0)
    (problem,) = table.problems
    assert problem.severity is Severity.WARNING
    assert "header_row=1" in problem.message
    assert list(read_table(path, TableOptions(header_row=1)).frame) == ["0301", "Norte", "51522"]


@pytest.mark.parametrize(
    "text",
    ["code,2011,2021\nA,5,6\nB,7,8\n", "area,0,1,2,3\nE01,9,8,7,6\nE02,5,4,3,2\n", "nom;2020\nNord;5\nSud;6\n"],
)
def test_years_and_ages_are_names(tmp_path: Path, text: str) -> None:
    assert len(_table(tmp_path, text)) == 3


def test_names_in_two_lines_are_put_together(tmp_path: Path) -> None:
    text = ";;Men;;Women;\ncode;name;0-14;15+;0-14;15+\nA;Norte;1;2;3;4\nB;Sur;5;6;7;8\n"
    rows = _table(tmp_path, text)
    assert rows[0] == ["code", "name", "Men 0-14", "Men 15+", "Women 0-14", "Women 15+"]
    assert rows[1] == ["A", "Norte", "1", "2", "3", "4"]


def test_a_second_line_of_names_is_passed_over(tmp_path: Path) -> None:
    text = "GEO_ID,NAME,B01001\nGeography,Area name,Total people\n01,Norte,5\n02,Sur,6\n"
    assert _table(tmp_path, text) == [["GEO_ID", "NAME", "B01001"], ["01", "Norte", "5"], ["02", "Sur", "6"]]


def test_two_columns_may_have_a_title(tmp_path: Path) -> None:
    text = "Population by ward\nward;people\nNorte;10\nSur;20\n"
    assert _table(tmp_path, text)[0] == ["ward", "people"]


def test_the_first_line_may_say_what_cuts_the_others(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("sep=;\na,b;c\n1,5;2\n", encoding="utf-8")
    table = read_table(path)
    assert list(table.frame) == ["a,b", "c"]
    assert (table.rows_above, table.reading.header_row) == (2, 2)


def test_notes_below_are_passed_over_and_a_last_record_is_not(tmp_path: Path) -> None:
    assert len(_table(tmp_path, "a;b;c\n1;2;3\n4;5;6\nSource: INE;;\n")) == 3
    assert len(_table(tmp_path, "code;b;c\nA;2;3\nB;5;6\nC;;\n")) == 4


def test_apostrophes_may_stand_around_cells(tmp_path: Path) -> None:
    assert _table(tmp_path, "'a','b'\n'x, y','2'\n'z','3'\n")[1] == ["x, y", "2"]
    assert _table(tmp_path, "a,b\nl'Eixample,2\nl'Horta,3\n")[1] == ["l'Eixample", "2"]


def test_what_a_person_says_goes_before_what_is_found(tmp_path: Path) -> None:
    choices = table_choices(["delimiter=semicolon", "t.csv:encoding=cp1250", "decimal=comma", "header_row=2"])
    text = "made by us\nkod;łan\n1;1,234\n2;5,678\n"
    assert _table(tmp_path, text, choices["t.csv"], "cp1250") == [["kod", "łan"], ["1", "1.2340"], ["2", "5.6780"]]
    with pytest.raises(InputError, match="no encoding nonsense"):
        _table(tmp_path, text, TableOptions(encoding="nonsense"))
    with pytest.raises(InputError, match="row 9"):
        _table(tmp_path, text, TableOptions(header_row=9))
    with pytest.raises(InputError, match="--read"):
        table_choices(["delimiter=;;"])


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1250", "kod;nazwa\n1;Śródmieście\n2;Żoliborz\n3;Białołęka\n"),
        ("cp1251", "код;название\n1;Арбат\n2;Хамовники\n3;Басманный\n"),
        ("cp1253", "κωδικός;όνομα\n1;Εξάρχεια\n2;Κολωνάκι\n"),
        ("cp1254", "kod;ad\n1;Beşiktaş\n2;Kadıköy\n3;Şişli\n"),
        ("mac_roman", "codi;nom\n1;Sant Martí\n2;Guinardó\n"),
        ("cp932", "コード,名前\n1,千代田区\n2,中央区\n"),
    ],
)
def test_letters_tell_the_encoding(tmp_path: Path, encoding: str, text: str) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(text.encode(encoding))
    table = read_table(path)
    assert [list(table.frame), *table.frame.to_numpy().tolist()] == [
        line.replace(";", ",").split(",") for line in text.splitlines()
    ]
    assert encoding in table.problems[0].message


def test_a_letter_cut_off_at_the_end_is_told(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes("a,b\nñ,é".encode()[:-1])
    (problem,) = read_table(path).problems
    assert problem.severity is Severity.WARNING
    assert "utf-8" in problem.message


def test_the_decimal_mark_of_one_column_decides_for_another(tmp_path: Path) -> None:
    assert _table(tmp_path, "code;rate;pop\nA;0,5;1.234\nB;1,5;5.678\n")[1] == ["A", "0,5", "1234"]
    assert _table(tmp_path, 'code;rate;pop\nA;0.5;"1,234"\nB;1.5;"5,678"\n')[2] == ["B", "1.5", "5678"]
    assert _table(tmp_path, "code;rate\nA;1.234\nB;5.678\n")[1] == ["A", "1.234"]


def test_years_under_groups_are_names(tmp_path: Path) -> None:
    text = "District;Men;;Women;\n;2011;2021;2011;2021\nNorte;1;2;3;4\nSur;5;6;7;8\n"
    assert _table(tmp_path, text)[:2] == [
        ["District", "Men 2011", "Men 2021", "Women 2011", "Women 2021"],
        ["Norte", "1", "2", "3", "4"],
    ]
    assert len(_table(tmp_path, "code;a;\nx;1;2\ny;3;4\n")) == 3


def test_single_spaces_may_cut_cells(tmp_path: Path) -> None:
    assert _table(tmp_path, "code people\nA 5\nB 6\n") == [["code", "people"], ["A", "5"], ["B", "6"]]
    assert _table(tmp_path, "full name\nLa Boca\nSan Telmo\n")[0] == ["full name"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("<html><table><tr><td>a</td></tr></table></html>", "web page"),
        ('{"type": "FeatureCollection", "features": []}', "geojson"),
        ('[{"a": 1}]', "geojson"),
    ],
)
def test_what_is_plainly_no_table_is_called_what_it_is(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(InputError, match=told):
        _table(tmp_path, text)
