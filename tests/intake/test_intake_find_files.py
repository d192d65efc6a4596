"""The files that a person means by a folder."""

from pathlib import Path

import pytest

from cityplanner.errors import InputError
from cityplanner.intake.find_files import MOST_FILES, files_in, shown_name


def _touch(folder: Path, *names: str) -> None:
    for name in names:
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("x")


def _names(folder: Path) -> list[str]:
    return [shown_name(file, [folder]) for file in files_in([folder])]


def test_parts_papers_and_hidden_files_are_passed_over(tmp_path: Path) -> None:
    _touch(tmp_path, "a.shp", "a.dbf", "a.shx", "a.prj", "a.shp.xml", "README.md", "map.png", ".secret.csv", "~$b.xlsx")
    _touch(tmp_path, "b.csv", "deep/er/c.geojson", "c.tif.vat.dbf", "d.tif", "d.tif.aux.xml")
    assert _names(tmp_path) == ["a.shp", "b.csv", "d.tif", "deep/er/c.geojson"]


def test_a_dbf_without_its_shapefile_is_a_file_of_its_own(tmp_path: Path) -> None:
    _touch(tmp_path, "table.dbf")
    assert _names(tmp_path) == ["table.dbf"]


def test_a_part_of_a_shapefile_stands_for_it(tmp_path: Path) -> None:
    _touch(tmp_path, "a.shp", "a.dbf")
    assert files_in([tmp_path / "a.dbf"]) == [tmp_path / "a.shp"]


def test_a_file_that_was_given_twice_is_one(tmp_path: Path) -> None:
    _touch(tmp_path, "a.csv")
    assert files_in([tmp_path, tmp_path / "a.csv"]) == [tmp_path / "a.csv"]


def test_far_too_many_files_are_refused(tmp_path: Path) -> None:
    _touch(tmp_path, *(f"{number}.csv" for number in range(MOST_FILES + 1)))
    with pytest.raises(InputError, match="more than 300 files"):
        files_in([tmp_path])


def test_nothing_given(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="No file"):
        files_in([])
