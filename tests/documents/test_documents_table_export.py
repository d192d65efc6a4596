"""The neighbourhood table as a file."""

import csv
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

import geopandas as gpd
import openpyxl
import pyogrio
import pytest
from small_city import CRS, small_project

from cityplanner.coverage.engine import Engine
from cityplanner.coverage.table import CoverageTable
from cityplanner.documents.table_export import write_table
from cityplanner.errors import InputError
from cityplanner.facts.focus import Focus
from cityplanner.facts.neighbourhood_columns import neighbourhood_columns
from cityplanner.model import BASELINE, Project

WIFI = "public-wifi-access-point"
DAY = date(2026, 11, 23)


def named(name: str) -> Project:
    """The small city with a first neighbourhood of this name."""
    project = small_project()
    frame = project.city.neighbourhoods.copy()
    frame.loc[0, "name"] = name
    project.city = replace(project.city, neighbourhoods=frame)
    return project


def table_of(project: Project, area: bool = True) -> CoverageTable:
    engine = Engine(project.city, project.people, project.scenarios[BASELINE], project.device_types)
    return engine.table(WIFI, area=area)


def written(project: Project, file: Path) -> Path:
    write_table(project, BASELINE, Focus(WIFI), table_of(project), file, day=DAY)
    assert list(file.parent.iterdir()) == [file]
    return file


def rows_of(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as text:
        return list(csv.DictReader(text))


def test_a_csv_opens_in_excel_with_every_letter_right(tmp_path):
    file = written(small_project(), tmp_path / "table.csv")
    assert file.read_bytes().startswith(b"\xef\xbb\xbfid,name,residents,")
    rows = rows_of(file)
    assert [row["name"] for row in rows] == ["La Loma", "São João", "l'Eixample", "Parque <Norte>"]
    first, park = rows[0], rows[3]
    assert first["id"] == "01"
    assert (first["residents"], first["area_km2"], first["deprivation"]) == ("1000", "1", "80")
    assert float(first["share"]) == pytest.approx(float(first["served"]) / 1000)
    assert float(first["area_share"]) == pytest.approx(2 * 3.14159 * 0.01, rel=0.01)
    assert float(first["age_65_plus_share"]) == pytest.approx(float(first["age_65_plus_served"]) / 100)
    assert (park["residents"], park["share"], park["age_65_plus_share"]) == ("0", "", "")
    assert park["notes"] == "Nobody lives here."


@pytest.mark.parametrize("name", ['=HYPERLINK("http://evil","x")', "+1", "-2+3", "@SUM(A1)", "\tcmd", "=1,2\nline"])
def test_names_never_become_formulas(tmp_path, name):
    project = named(name)
    rows = rows_of(written(project, tmp_path / "t.csv"))
    assert rows[0]["name"] == f"'{name}"
    (tmp_path / "t.csv").unlink()
    cell = openpyxl.load_workbook(written(project, tmp_path / "t.xlsx"))["Neighbourhoods"]["B2"]
    assert (cell.data_type, cell.value) == ("s", name)


def test_a_workbook_has_numbers_formats_and_a_sheet_that_explains_them(tmp_path):
    book = openpyxl.load_workbook(written(small_project(), tmp_path / "table.xlsx"))
    sheet, about = book["Neighbourhoods"], book["About"]
    header = [cell.value for cell in sheet[1]]
    assert header[:5] == ["Id", "Neighbourhood", "Residents", "Served", "Share served"]
    assert "Aged 65 and over: share served" in header
    assert sheet.freeze_panes == "C2"
    assert sheet.auto_filter.ref == sheet.dimensions
    assert sheet["A1"].font.bold
    assert (sheet["A2"].value, sheet["C2"].value) == ("01", 1000)
    assert (sheet["C2"].number_format, sheet["E2"].number_format) == ("#,##0", "0.0%")
    assert sheet["E5"].value is None
    told = {row[0]: row[1] for row in about.iter_rows(values_only=True) if row[0]}
    assert told["Scenario"] == "Baseline"
    assert told["Who counts as served"].endswith("within 100 m of one.")
    assert told["Date"] == "23 November 2026"
    assert told["Where people live"] == "A grid of points."
    assert set(header) <= set(told)
    assert "squares.geojson" in told
    assert book.properties.title == "Public Wi-Fi access point – Vila Pequena"


def test_a_geopackage_has_the_polygons_with_their_figures(tmp_path):
    file = written(small_project(), tmp_path / "table.gpkg")
    assert [name for name, _ in pyogrio.list_layers(file)] == ["neighbourhoods", "about"]
    frame = gpd.read_file(file, layer="neighbourhoods")
    assert frame.crs.to_string() == CRS
    assert frame["id"].tolist() == ["01", "02", "03", "04"]
    assert frame["share"].isna().tolist() == [False, False, False, True]
    assert frame.area.tolist() == pytest.approx([1e6] * 4)
    assert frame.loc[0, "share"] == pytest.approx(table_of(small_project()).share[0])
    about = pyogrio.read_dataframe(file, layer="about", read_geometry=False)
    assert about.set_index("what").loc["share", "answer"] == "Served divided by residents."


def test_without_the_ground_its_columns_are_left_out():
    project = small_project()
    keys = [column.key for column in neighbourhood_columns(table_of(project, area=False), project.city)]
    assert "area_km2" in keys
    assert "area_share" not in keys


def test_a_group_cannot_take_the_name_of_another_column():
    project = small_project()
    table = replace(table_of(project), groups=("Share",))
    keys = [column.key for column in neighbourhood_columns(table, project.city)]
    assert len(set(map(str.lower, keys))) == len(keys)
    assert {"group_Share", "group_Share_served", "group_Share_share"} <= set(keys)


def test_what_cannot_be_written_is_told(tmp_path):
    project = small_project()
    table = table_of(project)
    with pytest.raises(InputError, match=r"table\.pdf; give it the ending \.csv, \.xlsx or \.gpkg"):
        write_table(project, BASELINE, Focus(WIFI), table, tmp_path / "table.pdf")
    with pytest.raises(InputError, match="does not exist"):
        write_table(project, BASELINE, Focus(WIFI), table, tmp_path / "nowhere" / "table.csv")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "\r=", " =", "\n=", "＝"])
def test_a_heading_from_the_data_is_no_formula_in_a_spreadsheet(tmp_path: Path, start: str) -> None:
    group = f"{start}HYPERLINK(A1)"
    project = small_project()
    frame = project.city.neighbourhoods.rename(columns={"age_65_plus": group})
    project.city = replace(project.city, neighbourhoods=frame, groups=(group,))
    project.people = replace(project.people, groups=(group,))
    with written(project, tmp_path / "table.csv").open(encoding="utf-8-sig", newline="") as text:
        heading = next(csv.reader(text))
    assert [name for name in heading if "HYPERLINK" in name] == [f"'{group}{end}" for end in ("", "_served", "_share")]


@pytest.mark.parametrize("year", [1975, 1980, 2150, 9999])
def test_a_workbook_is_written_whatever_the_clock_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, year: int
) -> None:
    now = time.struct_time((year, 6, 1, 12, 0, 0, 0, 152, 0))
    monkeypatch.setattr(time, "localtime", lambda _seconds=None: now)
    file = written(small_project(), tmp_path / "table.xlsx")
    assert openpyxl.load_workbook(file).active["B2"].value == "La Loma"
