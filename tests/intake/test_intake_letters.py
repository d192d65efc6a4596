"""The letters of a Shapefile in a folder: found out, and read as the person says."""

from pathlib import Path

import geopandas as gpd
import pytest
from city_folder import wards

from cityplanner.intake.answers import read_answers
from cityplanner.intake.bring_in import planned_project
from cityplanner.intake.look import look_again, look_at
from cityplanner.intake.planning import make_plan

_NAMES = ["Центральный", "Северный", "Южный", "Заречье", "Лесной", "Парковый", "Вокзальный", "Школьный", "Речной"]


def _study_names(folder: Path, lines: list[str]) -> list[str]:
    found = look_at([folder])
    answers = read_answers(lines, found)
    return planned_project(make_plan(look_again(found, answers), answers)).city.neighbourhoods["name"].tolist()


@pytest.mark.parametrize("encoding", ["cp1251", "cp866", "koi8_r"])
def test_letters_are_found_out_or_as_the_person_says(tmp_path: Path, encoding: str) -> None:
    frame = wards(3, 3).assign(nombre=_NAMES)
    gpd.GeoDataFrame(frame).to_file(tmp_path / "areas.shp", encoding="cp1251")
    (tmp_path / "areas.cpg").unlink()
    table = tmp_path / "areas.dbf"
    content = table.read_bytes()
    for name in _NAMES:
        content = content.replace(name.encode("cp1251"), name.encode(encoding))
    table.write_bytes(content[:29] + b"\0" + content[30:])
    assert _study_names(tmp_path, []) == _NAMES
    other = "koi8_r" if encoding == "cp866" else "cp866"
    as_said = [name.encode(encoding).decode(other) for name in _NAMES]
    assert _study_names(tmp_path, [f"areas.shp:read.encoding={other}"]) == as_said
