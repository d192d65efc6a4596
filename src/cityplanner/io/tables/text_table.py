"""Text files with a record a line: what cuts the lines into cells, and the cells."""

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from cityplanner.errors import InputError
from cityplanner.i18n import _, format_number
from cityplanner.io.tables.numbers import is_number
from cityplanner.io.tables.options import TableOptions
from cityplanner.io.tables.text_encoding import text_file
from cityplanner.model import Problem, Severity
from cityplanner.progress import CancelToken, Progress, no_progress

MOST_CELLS = 8_000_000
"""A table with more cells does not fit into the memory of a small computer."""
_LARGEST_FILE = 400_000_000
_DELIMITERS = (",", ";", "\t", "|", "^", "~", "¬")
_SAMPLE_ROWS = 60
_FEWEST_BELOW_TITLES = 3
_LONGEST_FIELD = 2**31 - 1
"""A polygon as text is longer than what the csv module takes by itself."""
_SAYS_DELIMITER = re.compile(r'"?sep=(.)"?\s*', re.IGNORECASE)


@dataclass(frozen=True, eq=False, slots=True)
class TextTable:
    """``rows`` as they stand in the file, a record each; ``sep_line`` where the first said what cuts them."""

    rows: list[list[str]]
    delimiter: str
    quote: str
    encoding: str
    sep_line: bool
    problems: tuple[Problem, ...]


def read_text(
    path: Path, options: TableOptions, progress: Progress = no_progress, cancel: CancelToken | None = None
) -> TextTable:
    """The cells of the text file at ``path``. Raises :class:`InputError` where it is none, or too large."""
    size = path.stat().st_size
    if size > _LARGEST_FILE:
        raise InputError(
            _("{file} has {size} MB, more than can be read as a table ({most} MB); keep the rows of one city.").format(
                file=path.name, size=format_number(size / 1e6), most=format_number(_LARGEST_FILE / 1e6)
            )
        )
    file = text_file(path, options.encoding, cancel)
    sample = list(islice(file.lines(), 4 * _SAMPLE_ROWS))
    _check_notation(sample, path)
    first = _SAYS_DELIMITER.fullmatch(sample[0]) if sample else None
    delimiter = options.delimiter or (first[1] if first else None)
    if first:
        sample = sample[1:]
    delimiter = delimiter or guess_delimiter(sample)
    quote = _quote(sample, delimiter)
    problems = list(file.problems)
    csv.field_size_limit(_LONGEST_FIELD)
    rows: list[list[str]] = []
    for strict in (True, False):
        lines = file.lines()
        if first:
            next(lines)
        try:
            watched = _watched(lines, path, size, progress, cancel)
            rows = _rows(_records(watched, delimiter, quote, strict=strict), path)
            break
        except csv.Error as error:
            if not strict:
                raise InputError(
                    _("{file} cannot be read as a table; export it again.").format(file=path.name)
                ) from error
            message = _("The quotation marks do not match everywhere; check that no row was lost.")
            problems.append(Problem(Severity.WARNING, path.name, message))
    return TextTable(rows, delimiter, quote, file.encoding, first is not None, tuple(problems))


def _check_notation(sample: list[str], path: Path) -> None:
    """Raise :class:`InputError` for what is text and plainly no table."""
    start = "".join(sample[:3]).lstrip().lower()
    if start.startswith(("<html", "<!doctype", "<table", "<?xml", "<meta", "<div")):
        raise InputError(
            _("{file} is a web page or XML and no table; open it in a spreadsheet and save it as .xlsx or CSV.").format(
                file=path.name
            )
        )
    if start.startswith("!table"):
        raise InputError(
            _("{file} is a layer of MapInfo, which is not read; save it as GeoPackage or Shapefile.").format(
                file=path.name
            )
        )
    if re.match(r"\{\s*(?:\"|\})|\[\s*(?:\{|\[|\])", start):
        raise InputError(
            _("{file} is JSON and no table; if it has features, rename it to end in .geojson.").format(file=path.name)
        )


def _watched(
    lines: Iterator[str], path: Path, size: int, progress: Progress, cancel: CancelToken | None
) -> Iterator[str]:
    """``lines`` as they come, with word of how far that is."""
    characters = 0
    for number, line in enumerate(lines):
        characters += len(line)
        if number % 20_000 == 0:
            if cancel is not None:
                cancel.raise_if_cancelled()
            progress(min(characters / size, 1.0), _("Reading {file} …").format(file=path.name))
        yield line


def _rows(records: Iterator[list[str]], path: Path) -> list[list[str]]:
    rows: list[list[str]] = []
    cells = 0
    for row in records:
        cells += len(row)
        rows.append(row)
        if cells > MOST_CELLS:
            raise InputError(too_many_cells(path))
    return rows


def too_many_cells(path: Path) -> str:
    return _("{file} has more than {most} cells; keep the rows of one city and the columns that are needed.").format(
        file=path.name, most=format_number(MOST_CELLS)
    )


def _records(lines: Iterable[str], delimiter: str, quote: str, *, strict: bool) -> Iterator[list[str]]:
    return csv.reader(lines, delimiter=delimiter, quotechar=quote, strict=strict)


def guess_delimiter(lines: list[str]) -> str:
    """The mark that cuts the most rows into as many cells as the first row has; a comma where none does.

    Where none cuts the first row, which may be a title, the mark that cuts the rows below it.
    """
    lines = [line for line in lines if line.strip()][:_SAMPLE_ROWS]
    best, best_score = ",", (False, 0.0)
    for delimiter in _DELIMITERS:
        try:
            rows = list(_records(lines, delimiter, '"', strict=False))
        except csv.Error:
            continue
        widths = [len(row) for row in rows]
        if not widths:
            continue
        cut = [width for width in widths if width > 1]
        usual, _count = Counter(cut if 3 * len(cut) >= len(widths) else widths).most_common(1)[0]
        cuts_first = widths[0] > 1
        if usual < (2 if cuts_first or _is_pair_below_titles(rows) else _FEWEST_BELOW_TITLES):
            continue
        score = (cuts_first, widths.count(usual) / len(widths) * usual)
        if score > best_score:
            best, best_score = delimiter, score
    return " " if best_score == (False, 0.0) and _cut_by_spaces(lines) else best


def _cut_by_spaces(lines: list[str]) -> bool:
    """Whether single spaces cut all lines alike, and the last cell is a number in all but the first."""
    rows = [line.strip().split(" ") for line in lines]
    return (
        len(rows) > 2
        and len({len(row) for row in rows}) == 1
        and not is_number(rows[0][-1])
        and all(len(row) > 1 and is_number(row[-1]) for row in rows[1:])
    )


def _is_pair_below_titles(rows: list[list[str]]) -> bool:
    """Whether there are titles, then two names, then only pairs of something and a number."""
    start = next((place for place, row in enumerate(rows) if len(row) > 1), len(rows))
    below = rows[start + 1 :]
    return (
        len(below) > 1 and not is_number(rows[start][1]) and all(len(row) == 2 and is_number(row[1]) for row in below)
    )


def _quote(lines: list[str], delimiter: str) -> str:
    """The mark around cells: an apostrophe where cells stand between two of them and none between quotation marks."""
    text = "\n".join(line.rstrip("\r\n") for line in lines)
    edge = re.escape(delimiter)
    if re.search(rf'(?:^|{edge})"', text, re.MULTILINE):
        return '"'
    quoted = re.findall(rf"(?:^|(?<={edge}))'(?:[^'\n]|'')*'(?=$|{edge})", text, re.MULTILINE)
    opened = re.findall(rf"(?:^|{edge})'", text, re.MULTILINE)
    return "'" if len(quoted) > 1 and len(quoted) == len(opened) else '"'
