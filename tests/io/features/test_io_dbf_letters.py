"""Letters of Shapefiles: found out where the file says nothing, or something untrue, and read as the person says."""

from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from cityplanner.errors import InputError
from cityplanner.io import read_layer
from cityplanner.io.features.read_features import read_features
from cityplanner.model import Severity

_RUSSIAN = ["Центральный", "Северный", "Южный", "Заречье", "Лесной"]
_CHINESE = ["朝阳区", "海淀区", "东城区", "石景山区", "浦东新区"]
_SPANISH = ["Peñalolén", "Ñuñoa", "San Joaquín", "Estación Central", "Maipú"]
_GERMAN = ["Süd", "Königsplatz", "Weißenburg", "Käfertal", "Mitte"]


def _shapefile(folder: Path, names: list[str], encoding: str, mark: int = 0, cpg: str | None = None) -> Path:
    path = folder / "areas.shp"
    boxes = [shapely.box(place, 0, place + 1, 1) for place in range(len(names))]
    marks = [f"name{place}".ljust(40, "_") for place in range(len(names))]
    gpd.GeoDataFrame({"code": range(len(names)), "nombre": marks}, geometry=boxes, crs="EPSG:25830").to_file(path)
    path.with_suffix(".cpg").unlink(missing_ok=True)
    if cpg is not None:
        path.with_suffix(".cpg").write_text(cpg, encoding="ascii")
    table = bytearray(path.with_suffix(".dbf").read_bytes())
    table[29] = mark
    for text, name in zip(marks, names, strict=True):
        start = table.index(text.encode())
        table[start : start + 40] = name.encode(encoding).ljust(40)
    path.with_suffix(".dbf").write_bytes(table)
    return path


@pytest.mark.parametrize("mark", [0x00, 0x57, 0x03])
@pytest.mark.parametrize(
    ("encoding", "names"),
    [
        ("cp1251", _RUSSIAN),
        ("cp866", _RUSSIAN),
        ("koi8_r", [name.upper() for name in _RUSSIAN]),
        ("cp1251", [name.upper() for name in _RUSSIAN]),
        ("gbk", _CHINESE),
        ("cp437", _SPANISH[1:]),
        ("cp850", _SPANISH),
        ("cp850", _GERMAN),
        ("cp1252", _GERMAN),
        ("cp1253", ["Κέντρο", "Βόρεια", "Νότια", "Αμπελόκηποι", "Άνω Πόλη"]),
        ("euc_kr", ["강남구", "서초구", "송파구", "종로구", "중구"]),
    ],
)
def test_letters_are_found_out_where_the_file_does_not_tell(
    tmp_path: Path, encoding: str, names: list[str], mark: int
) -> None:
    frame, problems = read_features(_shapefile(tmp_path, names, encoding, mark), "areas")
    assert frame["nombre"].tolist() == names
    assert encoding == "cp1252" or any("encoding" in problem.message for problem in problems)


@pytest.mark.parametrize(
    ("encoding", "names", "mark", "cpg"),
    [
        ("cp866", _RUSSIAN, 0x65, None),
        ("cp1251", _RUSSIAN, 0x00, "ANSI 1251"),
        ("gbk", _CHINESE, 0x4D, None),
        ("big5", ["中正區", "大同區", "中山區", "松山區", "大安區"], 0x00, "950"),
        ("cp852", ["Śródmieście", "Żoliborz", "Włochy", "Ochota", "Wola"], 0x64, None),
        ("iso8859_15", _SPANISH, 0x00, "885915"),
        ("cp1250", ["Žižkov", "Břevnov", "Nové Město", "Smíchov", "Libeň"], 0xC8, None),
    ],
)
def test_what_the_file_says_rightly_is_taken(
    tmp_path: Path, encoding: str, names: list[str], mark: int, cpg: str | None
) -> None:
    frame, problems = read_features(_shapefile(tmp_path, names, encoding, mark, cpg), "areas")
    assert frame["nombre"].tolist() == names
    assert problems == []


def test_what_the_file_says_wrongly_is_not_taken_and_told(tmp_path: Path) -> None:
    frame, (problem,) = read_features(_shapefile(tmp_path, _RUSSIAN, "cp1251", cpg="ISO-8859-1"), "areas")
    assert frame["nombre"].tolist() == _RUSSIAN
    assert problem.severity is Severity.WARNING
    assert "cp1251" in problem.message


def test_the_person_has_the_last_word(tmp_path: Path) -> None:
    path = _shapefile(tmp_path, ["Ўзбекистон", "Тошкент"], "cp1251")
    frame, problems = read_features(path, "areas", "windows-1251")
    assert frame["nombre"].tolist() == ["Ўзбекистон", "Тошкент"]
    assert problems == []
    with pytest.raises(InputError, match="There is no encoding cp12"):
        read_features(path, "areas", "cp12")


@pytest.mark.parametrize(
    ("columns", "fields"),
    [
        (
            {"neighbourh": ["01"], "neighbou_1": ["Alba"], "age_0_14": [1], "age_65_plu": [2], "deprivatio": [3]},
            {"id": "neighbourh", "name": "neighbou_1", "age_65_plus": "age_65_plu", "deprivation": "deprivatio"},
        ),
        (
            {"neighborho": ["Alba"], "neighbor_1": ["A01"], "usual_resi": [7]},
            {"id": "neighbor_1", "name": "neighborho", "population": "usual_resi"},
        ),
        (
            {"codigo_bar": ["7"], "nombre_bar": ["Alba"], "indice_pri": [3]},
            {"id": "codigo_bar", "name": "nombre_bar", "deprivation": "indice_pri"},
        ),
        (
            {"nom_quarti": ["Alba"], "code_quart": ["7"], "population": [5], "moins_15_a": [1]},
            {"id": "code_quart", "name": "nom_quarti", "population": "population", "age_0_14": "moins_15_a"},
        ),
    ],
)
def test_names_cut_at_ten_letters_are_what_they_were(
    tmp_path: Path, columns: dict[str, list[object]], fields: dict[str, str]
) -> None:
    path = tmp_path / "areas.shp"
    gpd.GeoDataFrame(columns, geometry=[shapely.box(4e5, 4e6, 4.01e5, 4.001e6)], crs="EPSG:25830").to_file(path)
    layer, _problems = read_layer(path, "neighbourhoods")
    assert {name: column for name, column in layer.guesses.items() if name in fields} == fields


def test_a_name_that_was_not_cut_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "areas.shp"
    columns = {"code": ["1"], "edad_media": [33.0], "population": [5]}
    gpd.GeoDataFrame(columns, geometry=[shapely.box(4e5, 4e6, 4.01e5, 4.001e6)], crs="EPSG:25830").to_file(path)
    layer, _problems = read_layer(path, "neighbourhoods")
    assert layer.guesses == {"id": "code", "population": "population"}
