"""Places in tables, however they are written."""

from pathlib import Path

import pytest
import shapely

from cityplanner.errors import InputError
from cityplanner.intake.describe_file import describe_file
from cityplanner.io import read_layer
from cityplanner.io.tables.coordinate_columns import system_of_names
from cityplanner.io.tables.coordinate_texts import degrees
from cityplanner.model import Layer, Problem, Severity


def _read(tmp_path: Path, text: str, **options: object) -> tuple[Layer, list[Problem]]:
    path = tmp_path / "t.csv"
    path.write_text(text, encoding="utf-8")
    return read_layer(path, "devices", **options)  # type: ignore[arg-type]


def _points(layer: Layer) -> list[tuple[float, float]]:
    return [(round(point.x, 4), round(point.y, 4)) for point in layer.frame.geometry]


@pytest.mark.parametrize(
    ("text", "angle"),
    [
        ("41°23'12\"N", 41.386667),
        ("41º 23´ 12,5´´ N", 41.386806),
        ("41° 23.2′ S", -41.386667),
        ("2°10'24\"W", -2.173333),
        ("W 2 10 24", -2.173333),
        ("-2:10:24", -2.173333),
        ("2,17 W", -2.17),
        ("41 deg 23 min", 41.383333),
    ],
)
def test_degrees_minutes_and_seconds(text: str, angle: float) -> None:
    assert degrees(text) == pytest.approx(angle, abs=1e-6)


@pytest.mark.parametrize("text", ["", "north", "41°75'N", "N 41 S", "12°34'56\"X", "41°23'12\"N 2°E"])
def test_what_is_no_angle(text: str) -> None:
    assert degrees(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "id;lat;lon\na;41,38;2,17\nb;41,39;2,18\n",
        "id,lon,lat\na,2.17,41.38\nb,2.18,41.39\n",
        "id;latitud;longitud\na;41°22'48\"N;2°10'12\"E\nb;41°23'24\"N;2°10'48\"E\n",
        'id,geo_point_2d\na,"41.38, 2.17"\nb,"41.39, 2.18"\n',
        "id;ubicacion\na;(41.38, 2.17)\nb;(41.39, 2.18)\n",
        "id,gps\na,41.38 2.17 12.0 5.0\nb,41.39 2.18 11.0 4.0\n",
        'id,coords\na,"41°22\'48""N 2°10\'12""E"\nb,"41°23\'24""N 2°10\'48""E"\n',
        "id;where\na;POINT (2.17 41.38)\nb;POINT (2.18 41.39)\n",
        'id,where\na,"{""type"": ""Point"", ""coordinates"": [2.17, 41.38]}"\n'
        'b,"{""type"": ""Point"", ""coordinates"": [2.18, 41.39]}"\n',
        "id;the_geom\na;SRID=4326;POINT (2.17 41.38)\nb;SRID=4326;POINT (2.18 41.39)\n".replace("SRID=4326;", ""),
    ],
)
def test_places_in_any_notation(tmp_path: Path, text: str) -> None:
    layer, problems = _read(tmp_path, text)
    assert _points(layer) == [(2.17, 41.38), (2.18, 41.39)]
    assert layer.frame.crs is not None
    assert layer.frame.crs.to_epsg() == 4326
    assert not [p for p in problems if p.severity is Severity.WARNING and "system" not in p.message]


def test_shapes_of_a_database(tmp_path: Path) -> None:
    shapes = [shapely.set_srid(shapely.Point(430_000 + x, 4_580_000), 25831) for x in (0, 100)]
    rows = "".join(
        f"{name},{shapely.to_wkb(shape, hex=True, include_srid=True)}\n"
        for name, shape in zip("ab", shapes, strict=True)
    )
    layer, _problems = _read(tmp_path, f"id,geom\n{rows}")
    assert layer.frame.crs.to_epsg() == 25831
    assert _points(layer) == [(430_000, 4_580_000), (430_100, 4_580_000)]
    text = "id|geom\na|SRID=25831;POINT (430000 4580000)\nb|SRID=25831;POINT (430100 4580000)\n"
    assert _read(tmp_path, text)[0].frame.crs.to_epsg() == 25831


def test_ways_and_areas_of_a_field_survey(tmp_path: Path) -> None:
    text = "id,walk\na,1.0 36.0 0 0;1.1 36.1 0 0;1.2 36.0 0 0\nb,1 36 0 0;1.1 36.1 0 0\n"
    path = tmp_path / "t.csv"
    path.write_text(text, encoding="utf-8")
    description = describe_file(path)
    assert (description.geometry, description.crs) == (("line",), "EPSG:4326")


def test_swapped_columns_are_noticed_and_can_be_said(tmp_path: Path) -> None:
    text = "id,lat,lon\na,-122.4,37.7\nb,-122.5,37.8\n"
    layer, problems = _read(tmp_path, text)
    assert _points(layer) == [(-122.4, 37.7), (-122.5, 37.8)]
    (told,) = [problem for problem in problems if problem.severity is Severity.WARNING]
    assert "--field x=lon --field y=lat" in told.message
    with pytest.raises(InputError):
        _read(tmp_path, text, fields={"x": "lon", "y": "lat"})
    said, problems = _read(tmp_path, "id,lat,lon\na,2.17,41.38\n", fields={"x": "lat", "y": "lon"})
    assert _points(said) == [(2.17, 41.38)]
    assert said.frame.crs.to_epsg() == 4326


def test_rows_without_a_place_are_told(tmp_path: Path) -> None:
    layer, problems = _read(tmp_path, "id,lat,lon\na,41.3,2.1\nb,,\nc,0,0\nd,west,2\n")
    assert layer.frame["id"].tolist() == ["a"]
    messages = " ".join(problem.message for problem in problems if problem.severity is Severity.WARNING)
    assert "no number: row 5" in messages
    assert "0 for both coordinates and counts as without a place: row 4" in messages


@pytest.mark.parametrize(
    ("x", "y", "code"),
    [
        ("X_ETRS89_UTM31", "Y_ETRS89_UTM31", "EPSG:25831"),
        ("UTM_X_30N", "UTM_Y_30N", None),
        ("x_utm23s", "y_utm23s", "EPSG:32723"),
        ("oseast1m", "osnrth1m", "EPSG:27700"),
        ("coord_x_l93", "coord_y_l93", "EPSG:2154"),
        ("x_epsg_25830", "y_epsg_25830", "EPSG:25830"),
        ("x", "y", None),
    ],
)
def test_names_may_say_the_system(x: str, y: str, code: str | None) -> None:
    assert system_of_names(x, y) == code


def test_a_system_that_is_guessed_is_told(tmp_path: Path) -> None:
    layer, problems = _read(tmp_path, "id,e,n\na,2600000,1200000\nb,2600100,1200100\n")
    assert layer.frame.crs.to_epsg() == 2056
    (told,) = [problem for problem in problems if problem.severity is Severity.WARNING]
    assert "EPSG:2056" in told.message
    assert "--crs" in told.message
    with pytest.raises(InputError, match="--crs"):
        _read(tmp_path, "id,x,y\na,430000,4580000\n")
    assert _read(tmp_path, "id,x,y\na,430000,4580000\n", crs="EPSG:25831")[0].frame.crs.to_epsg() == 25831


def test_columns_of_coordinates_with_nothing_in_them_are_a_table(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("code;lat;lon;population\nA;;;5\nB;;n/a;6\n", encoding="utf-8")
    description = describe_file(path)
    assert (description.geometry, description.features) == ((), 2)
    assert all(problem.severity is Severity.INFO for problem in description.problems)


@pytest.mark.parametrize(("lat", "lon"), [("41385063", "2173403"), ("41.385.063", "2.173.403")])
def test_degrees_that_lost_their_decimal_mark_are_refused(tmp_path: Path, lat: str, lon: str) -> None:
    with pytest.raises(InputError, match="decimal marks were lost"):
        _read(tmp_path, f"id;lat;lon\na;{lat};{lon}\n")


def test_metres_under_the_names_of_degrees_can_be_said(tmp_path: Path) -> None:
    text = "id;lat;lon\na;4580000;430000\n"
    layer, _problems = _read(tmp_path, text, crs="EPSG:25831")
    assert layer.frame.crs.to_epsg() == 25831
    assert _points(layer) == [(430_000, 4_580_000)]


def test_a_coordinate_too_large_for_a_number_is_left_out(tmp_path: Path) -> None:
    cells = [f'"{{""type"": ""Point"", ""coordinates"": [{lon}, 41.3]}}"' for lon in ("2.1", "2.2", "1e400")]
    rows = "\n".join(f"{name},{cell}" for name, cell in zip("abc", cells, strict=True))
    layer, problems = _read(tmp_path, f"id,shape\n{rows}\n")
    assert layer.frame["id"].tolist() == ["a", "b"]
    assert any(problem.severity is Severity.WARNING for problem in problems)
