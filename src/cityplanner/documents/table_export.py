"""Writes the neighbourhood table for spreadsheets and for GIS."""

import csv
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import geopandas as gpd
import openpyxl
import pandas as pd
import pyogrio
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

from cityplanner import __version__
from cityplanner.coverage.table import CoverageTable
from cityplanner.errors import InputError
from cityplanner.facts.about import about_rows
from cityplanner.facts.credits import source_rows, study_sources
from cityplanner.facts.focus import Focus
from cityplanner.facts.measured import scenario_of
from cityplanner.facts.neighbourhood_columns import Column, Kind, Value, neighbourhood_columns
from cityplanner.i18n import _
from cityplanner.io.atomic import atomic_write
from cityplanner.io.gdal_path import gdal_path
from cityplanner.model import Project

_NUMBER_FORMATS = {Kind.COUNT: "#,##0", Kind.SHARE: "0.0%", Kind.AREA: "#,##0.000", Kind.SCORE: "0.###"}
_DECIMALS = {Kind.COUNT: 1, Kind.SHARE: 6, Kind.AREA: 6, Kind.SCORE: 6}
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_HEADER_FILL, _HEADER_TEXT = "FFE3F0F6", "FF1B2733"


def write_table(
    project: Project, scenario_id: str, focus: Focus, table: CoverageTable, path: Path | str, *, day: date | None = None
) -> None:
    """Write ``table``, who is served by ``focus``, as .csv, .xlsx or .gpkg.

    ``day`` is the date in it, today by default. Raises :class:`InputError` for an unknown scenario, for another ending,
    and where the file cannot be written.
    """
    path = Path(path)
    columns = neighbourhood_columns(table, project.city)
    scenario = scenario_of(project, scenario_id)
    about = about_rows(project, scenario, focus, table, day or datetime.now().astimezone().date())
    title = focus.name(project.device_types)
    writers: dict[str, Callable[[Path], None]] = {
        ".csv": lambda file: _write_csv(file, columns),
        ".xlsx": lambda file: _write_xlsx(file, project, columns, about, title),
        ".gpkg": lambda file: _write_gpkg(file, project, columns, about, title),
    }
    write = writers.get(path.suffix.lower())
    if write is None:
        raise InputError(
            _("A table cannot be written as {file}; give it the ending .csv, .xlsx or .gpkg.").format(file=path.name)
        )
    with atomic_write(path) as written, gdal_path(written) as temporary:
        write(temporary)


# CSV


def _write_csv(file: Path, columns: list[Column]) -> None:
    # The byte order mark tells Excel that this is UTF-8.
    with file.open("w", encoding="utf-8-sig", newline="") as text:
        writer = csv.writer(text)
        writer.writerow(_plain(column.key, Kind.TEXT) for column in columns)
        for row in zip(*(column.values for column in columns), strict=True):
            writer.writerow(_plain(value, column.kind) for value, column in zip(row, columns, strict=True))


def _plain(value: Value, kind: Kind) -> str:
    """A cell of a CSV file. Text that a spreadsheet would run as a formula is marked as text with an apostrophe."""
    if value is None:
        return ""
    if isinstance(value, str):
        return f"'{value}" if value.lstrip(" ").startswith(_FORMULA_STARTS) else value
    rounded = round(value, _DECIMALS[kind])
    return str(int(rounded)) if rounded == int(rounded) else str(rounded)


# XLSX


def _write_xlsx(file: Path, project: Project, columns: list[Column], about: list[tuple[str, str]], title: str) -> None:
    book = openpyxl.Workbook()
    book.properties.title = f"{title} – {project.city.name}"
    book.properties.creator = f"CityPlanner {__version__}"
    sheet = book.active
    sheet.title = _("Neighbourhoods")
    _write_row(sheet, 1, [column.title for column in columns], header=True)
    for number, row in enumerate(zip(*(column.values for column in columns), strict=True), start=2):
        _write_row(sheet, number, row)
    for number, column in enumerate(columns, start=1):
        letter = get_column_letter(number)
        texts = [column.title, *(value for value in column.values if isinstance(value, str))]
        longest = max(map(len, texts)) if column.kind is Kind.TEXT else max(len(column.title) * 0.6, 11)
        sheet.column_dimensions[letter].width = min(max(longest + 2, 8), 44)
        for (cell,) in sheet[f"{letter}2:{letter}{sheet.max_row}"] if column.kind in _NUMBER_FORMATS else ():
            cell.number_format = _NUMBER_FORMATS[column.kind]
    sheet.freeze_panes = "C2"
    sheet.auto_filter.ref = sheet.dimensions
    _write_about(book.create_sheet(_("About")), project, columns, about)
    with _Archive(file, "w", zipfile.ZIP_DEFLATED) as archive:
        ExcelWriter(book, archive).save()


class _Archive(zipfile.ZipFile):
    """The file of a workbook; its parts bear no time, for a zip knows those of 1980 to 2107 only."""

    def writestr(self, zinfo_or_arcname: Any, data: Any, *_options: Any) -> None:
        name = getattr(zinfo_or_arcname, "filename", zinfo_or_arcname)
        part = zipfile.ZipInfo(name)
        part.compress_type = self.compression
        super().writestr(part, data)

    def write(self, filename: Any, arcname: Any = None, *_options: Any) -> None:
        self.writestr(arcname or filename, Path(filename).read_bytes())


def _write_about(sheet: Worksheet, project: Project, columns: list[Column], about: list[tuple[str, str]]) -> None:
    """A second sheet: the study, what the columns mean, and where the data comes from."""
    blocks: list[tuple[tuple[str, ...], list[tuple[str, ...]]]] = [
        ((_("Study"), ""), [*about]),
        ((_("Column"), _("Meaning")), [(column.title, column.meaning) for column in columns]),
        (
            (_("File"), _("Role"), _("Read on"), _("Licence"), _("Credit"), "SHA-256"),
            [
                (*row, source.sha256)
                for row, source in zip(source_rows(study_sources(project)), study_sources(project), strict=True)
            ],
        ),
    ]
    number = 1
    for header, rows in blocks:
        _write_row(sheet, number, header, header=True)
        for offset, row in enumerate(rows, start=1):
            _write_row(sheet, number + offset, row)
        number += len(rows) + 2
    sheet.column_dimensions["A"].width = 34
    sheet.column_dimensions["B"].width = 70
    for letter in "CDE":
        sheet.column_dimensions[letter].width = 24
    for (cell,) in sheet[f"B1:B{sheet.max_row}"]:
        cell.alignment = Alignment(wrap_text=True, vertical="top")


def _write_row(sheet: Worksheet, number: int, values: Any, *, header: bool = False) -> None:
    for place, value in enumerate(values, start=1):
        cell = sheet.cell(number, place)
        if isinstance(value, str):
            cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)
            cell.data_type = "s"  # text stays text, also where it begins like a formula
        else:
            cell.value = value
        if header:
            cell.font = Font(bold=True, color=_HEADER_TEXT)
            cell.fill = PatternFill("solid", start_color=_HEADER_FILL)
            cell.alignment = Alignment(wrap_text=True, vertical="top")


# GeoPackage


def _write_gpkg(file: Path, project: Project, columns: list[Column], about: list[tuple[str, str]], title: str) -> None:
    """The neighbourhoods with their figures as one layer, and a table without geometry that tells about them."""
    series = {
        column.key: pd.Series(column.values, dtype="object" if column.kind is Kind.TEXT else "float64")
        for column in columns
    }
    frame = gpd.GeoDataFrame(series, geometry=list(project.city.neighbourhoods.geometry), crs=project.city.crs)
    told = pd.DataFrame([*about, *((column.key, column.meaning) for column in columns)], columns=["what", "answer"])
    pyogrio.write_dataframe(
        frame, file, layer="neighbourhoods", driver="GPKG", promote_to_multi=True, layer_options={"DESCRIPTION": title}
    )
    pyogrio.write_dataframe(told, file, layer="about", driver="GPKG", append=True)
