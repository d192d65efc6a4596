"""Tables as text, cell by cell: CSV with any usual delimiter and encoding, and Excel."""

import csv
from io import StringIO
from pathlib import Path
from zipfile import BadZipFile

import pandas as pd
from pandas.errors import EmptyDataError, ParserError

from cityplanner.errors import InputError
from cityplanner.i18n import _

TABLE_ENDINGS = {".csv", ".tsv", ".txt", ".tab"}
_EXCEL_ENDINGS = {".xlsx", ".xlsm"}
_DELIMITERS = ",;\t|"


def read_table(path: Path) -> pd.DataFrame:
    """Every column as text, with empty text where a cell is empty; names without surrounding spaces.

    Raises :class:`InputError` where the file is missing, empty or no table.
    """
    check_file(path)
    if path.suffix.lower() in _EXCEL_ENDINGS:
        frame = _read_excel(path)
    elif path.suffix.lower() in TABLE_ENDINGS:
        frame = _read_text(path)
    else:
        raise InputError(
            _("{file} is no table that can be read; use CSV, TSV or Excel (.xlsx).").format(file=path.name)
        )
    frame.columns = _names(frame.columns)
    if frame.empty:
        raise InputError(_("{file} has no rows.").format(file=path.name))
    return frame


def _names(columns: pd.Index) -> list[str]:
    """Names without spaces around them, each once."""
    names: list[str] = []
    for column in columns:
        plain = str(column).strip().strip("\ufeff")
        name, count = plain, 2
        while name in names:
            name, count = f"{plain}_{count}", count + 1
        names.append(name)
    return names


def check_file(path: Path) -> None:
    """Raise :class:`InputError` where there is no file at ``path`` or nothing in it."""
    if not path.exists():
        raise InputError(_("There is no file {path}; check the name and the folder.").format(path=path))
    if path.is_dir():
        raise InputError(_("{path} is a folder; give one file.").format(path=path))
    if path.stat().st_size == 0:
        raise InputError(_("{file} is empty.").format(file=path.name))


def decode(content: bytes) -> str:
    """Text that is UTF-8 where it can be, else Windows-1252, in which no byte is refused."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
            return content.decode("utf-16", errors="replace")
        return content.decode("cp1252", errors="replace")


def _read_text(path: Path) -> pd.DataFrame:
    text = decode(path.read_bytes())
    if "\0" in text:
        raise InputError(_("{file} is not a text table; save it as CSV again.").format(file=path.name))
    try:
        return pd.read_csv(
            StringIO(text),
            sep=_delimiter(text),
            dtype=str,
            keep_default_na=False,
            skipinitialspace=True,
            index_col=False,
        )
    except (ParserError, EmptyDataError, csv.Error, ValueError) as error:
        raise InputError(
            _("{file} cannot be read as a table; save it as CSV again, one heading line and one row a line.").format(
                file=path.name
            )
        ) from error


def _delimiter(text: str) -> str:
    """The delimiter that cuts the heading line into most columns."""
    heading = next((line for line in text.splitlines() if line.strip()), "")
    return max(_DELIMITERS, key=lambda mark: len(next(csv.reader([heading], delimiter=mark), [])))


def _read_excel(path: Path) -> pd.DataFrame:
    try:
        frame = pd.read_excel(path, dtype=str, engine="openpyxl")
    except (ValueError, KeyError, OSError, BadZipFile) as error:
        raise InputError(
            _("{file} cannot be read as an Excel file; save it as .xlsx or CSV again.").format(file=path.name)
        ) from error
    return frame.fillna("")
