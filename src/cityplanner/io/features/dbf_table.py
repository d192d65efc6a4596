"""The table of a Shapefile as it stands in its .dbf, where its reader loses records or what is behind a comma."""

import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from cityplanner.i18n import format_number, ngettext
from cityplanner.model import Problem, Severity

_HEADER, _FIELD = 32, 32
_NUMERIC = (b"N", b"F")
_INDEX_HEADER, _INDEX_ENTRY = 100, 8


@dataclass(frozen=True, slots=True)
class _Layout:
    records: int
    """As many as are there in full, whatever the header says."""
    start: int
    width: int
    fields: tuple[tuple[bytes, int, int], ...]
    """Type, first byte in a record, and width of each."""


def missing_records(shapes: Path) -> list[Problem]:
    """Told where the Shapefile at ``shapes`` has more shapes than records."""
    table, index = _beside(shapes, ".dbf"), _beside(shapes, ".shx")
    layout = None if table is None else _layout(table)
    if table is None or layout is None or index is None:
        return []
    count = (index.stat().st_size - _INDEX_HEADER) // _INDEX_ENTRY
    if count <= layout.records:
        return []
    message = ngettext(
        "{table} is too short: it has {records} records for {all} shapes, so {count} shape is left out; copy or "
        "download the file again.",
        "{table} is too short: it has {records} records for {all} shapes, so {count} shapes are left out; copy or "
        "download the file again.",
        count - layout.records,
    )
    text = message.format(
        table=table.name,
        records=format_number(layout.records),
        all=format_number(count),
        count=format_number(count - layout.records),
    )
    return [Problem(Severity.WARNING, shapes.name, text)]


def with_decimal_commas(frame: pd.DataFrame, columns: list[str], shapes: Path) -> pd.DataFrame:
    """``frame`` of the Shapefile at ``shapes`` with the numbers that have a comma, of which only the wholes were read.

    ``columns`` are those of the table, in its order.
    """
    table = _beside(shapes, ".dbf")
    layout = None if table is None else _layout(table)
    if table is None or layout is None or len(layout.fields) != len(columns) or layout.records != len(frame):
        return frame
    numeric = [place for place, (kind, _first, _width) in enumerate(layout.fields) if kind in _NUMERIC]
    if not numeric:
        return frame
    content = np.fromfile(table, dtype=np.uint8, offset=layout.start, count=layout.records * layout.width)
    records = content.reshape(layout.records, layout.width)
    if (records[:, 0] == ord("*")).any():
        return frame
    result = frame
    for place in numeric:
        _kind, first, width = layout.fields[place]
        cells = np.ascontiguousarray(records[:, first : first + width])
        if not (cells == ord(",")).any():
            continue
        texts = pd.Series(cells.view(f"S{width}").ravel().astype(str)).str.strip().str.replace(",", ".", regex=False)
        values = pd.to_numeric(texts.replace("", None), errors="coerce").to_numpy(dtype=np.float64)
        if not (np.isnan(values) & (texts != "").to_numpy()).any():
            result = result.assign(**{columns[place]: values})
    return result


def _beside(shapes: Path, ending: str) -> Path | None:
    names = (shapes.with_suffix(ending), shapes.with_suffix(ending.upper()))
    return next((path for path in names if path.is_file()), None)


def _layout(table: Path) -> _Layout | None:
    with table.open("rb") as file:
        header = file.read(_HEADER)
        if len(header) < _HEADER:
            return None
        said, start, width = struct.unpack("<IHH", header[4:12])
        described = file.read(max(start - _HEADER, 0))
    if not width or start < _HEADER:
        return None
    fields, first = [], 1
    for place in range(0, len(described) - _FIELD + 1, _FIELD):
        entry = described[place : place + _FIELD]
        if entry[:1] == b"\r":
            break
        fields.append((entry[11:12], first, entry[16]))
        first += entry[16]
    there = max(table.stat().st_size - start, 0) // width
    return _Layout(min(said, there), start, width, tuple(fields))
