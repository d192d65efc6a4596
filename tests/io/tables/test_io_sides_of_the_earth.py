"""The sides of the Earth and the axes in users' languages."""

from pathlib import Path

import pytest

from cityplanner.io import read_layer
from cityplanner.io.tables.coordinate_texts import degrees, letter_o
from cityplanner.io.tables.options import TableOptions
from cityplanner.model import Severity


@pytest.mark.parametrize(
    ("text", "angle"),
    [
        ("3°42'30.0\"O", -3.708333),
        ("3° 43' 20'' Oeste", -3.722222),
        ("40° 24' 20'' Norte", 40.405556),
        ("43° 10' 30\" Oeste", -43.175),
        ("22° 54' 30\" Sul", -22.908333),
        ("8° 36' 0\" L", 8.6),
        ("Sur 33° 26' 16''", -33.437778),
        ("2° 21' 8'' Est", 2.352222),
        ("1° 33' 0'' Ouest", -1.55),
        ("12° 20' 0'' ovest", -12.333333),
        ("52° 31' 12'' Nord", 52.52),
        ("13° 24' 18'' Ost", 13.405),
        ("48,137 nördlich", 48.137),
        ("33 26 20 S", -33.438889),
        ("4,895 oost", 4.895),
        ("3° 42' 30s W", -3.708333),
    ],
)
def test_sides_are_read_in_several_languages(text: str, angle: float) -> None:
    assert degrees(text) == pytest.approx(angle, abs=1e-6)


@pytest.mark.parametrize("text", ["Calle Norte", "12 Norte 13", "Oeste", "3° 75' O", "O"])
def test_what_is_no_angle_stays_none(text: str) -> None:
    assert degrees(text) is None


@pytest.mark.parametrize(
    ("texts", "heading", "stands_for"),
    [
        (["3°42'O", "1°2'E"], "lon", ("west", True)),
        (["3°42'O", "1°2'W"], "lon", ("east", True)),
        (["13°24'O"], "Länge", ("east", True)),
        (["13°24'O"], "geogr_laenge", ("east", True)),
        (["3°42'O"], "Longitud", ("west", False)),
        (["3°42'W"], "Longitud", ("west", True)),
    ],
)
def test_the_letter_o_is_told_by_what_stands_beside_it(
    texts: list[str], heading: str, stands_for: tuple[str, bool]
) -> None:
    assert letter_o(texts, heading) == stands_for


def _table(folder: Path, text: str) -> Path:
    path = folder / "points.csv"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("n;Latitud;Longitud\nA;40°25'07.0\"N;3°42'30.0\"O\n", (-3.708333, 40.418611)),
        ("n;Breite;Länge\nA;52,52001;13,40495\nB;52,52001;13,40495\n", (13.40495, 52.52001)),
        ("n;geogr_Breite;geogr_Länge\nA;52° 31' 12'' N;13° 24' 18'' O\n", (13.405, 52.52)),
        ("n;coordenadas\nA;\"40° 24' 20'' Norte, 3° 43' 20'' Oeste\"\n", (-3.722222, 40.405556)),
        ("n;coordenadas\nA;\"3° 43' 20'' Oeste, 40° 24' 20'' Norte\"\n", (-3.722222, 40.405556)),
        ("n;breedtegraad;lengtegraad\nA;52.3702;4.8952\n", (4.8952, 52.3702)),
    ],
)
def test_tables_with_such_columns_lie_where_they_should(tmp_path: Path, text: str, place: tuple[float, float]) -> None:
    layer, _problems = read_layer(_table(tmp_path, text), "devices")
    point = layer.frame.geometry.iloc[0]
    assert (point.x, point.y) == pytest.approx(place, abs=1e-6)


@pytest.mark.parametrize(
    "names", ["Rechtswert;Hochwert", "X_Wert;Y_Wert", "Leste;Norte", "coordonnee_x;coordonnee_y", "est;nord", "RW;HW"]
)
def test_axes_of_maps_are_known_by_their_names(tmp_path: Path, names: str) -> None:
    path = _table(tmp_path, f"n;{names}\nA;390000;5820000\n")
    layer, _problems = read_layer(path, "devices", crs="EPSG:25833")
    assert layer.frame.geometry.iloc[0].coords[0] == (390_000, 5_820_000)


def test_length_and_width_of_a_thing_are_no_place(tmp_path: Path) -> None:
    from cityplanner.intake.describe_file import describe_file

    path = _table(tmp_path, "code;Länge;Breite\nA;1,80;0,50\nB;2,20;0,60\n")
    assert describe_file(path).geometry == ()


def test_an_o_that_could_be_either_is_told_and_the_person_decides(tmp_path: Path) -> None:
    path = _table(tmp_path, "n;lat;lon\nA;52° 31' 12'' N;13° 24' 18'' O\n")
    layer, problems = read_layer(path, "devices")
    assert layer.frame.geometry.iloc[0].x == pytest.approx(-13.405)
    assert any("--read o=east" in one.message for one in problems if one.severity is Severity.WARNING)
    layer, problems = read_layer(path, "devices", reading=TableOptions(o="east"))
    assert layer.frame.geometry.iloc[0].x == pytest.approx(13.405)
    assert not any("o=east" in one.message for one in problems)
