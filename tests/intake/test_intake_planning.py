"""What is made of a folder of files: guesses with reasons, answers put over them, and bad input in a sentence each."""

from pathlib import Path

import geopandas as gpd
import pytest
from city_folder import CRS, degrees_table, make_folder, wards

from cityplanner.errors import InputError
from cityplanner.intake.answers import read_answers
from cityplanner.intake.bring_in import planned_project
from cityplanner.intake.look import look_at
from cityplanner.intake.plan import LEFT_OUT, TABLE, Answer, ImportPlan
from cityplanner.intake.planning import make_plan
from cityplanner.intake.study_name import study_name


def _plan(*paths: Path, answers: dict[str, Answer] | None = None) -> ImportPlan:
    return make_plan(look_at(paths), answers, name=study_name(paths))


def _roles(plan: ImportPlan) -> dict[str, str]:
    return {item.key: item.role for item in plan.items}


def test_each_file_of_a_folder_gets_the_role_that_fits(tmp_path: Path) -> None:
    plan = _plan(make_folder(tmp_path / "villa_nueva"))
    assert plan.name == "Villa Nueva"
    assert plan.problem is None
    assert _roles(plan) == {
        "barrios.gpkg": "neighbourhoods",
        "poblacion.csv": TABLE,
        "puntos_wifi.geojson": "devices",
        "termino.shp": "boundary",
    }
    by_key = {item.key: item for item in plan.items}
    fit = by_key["poblacion.csv"].fit
    assert fit is not None
    assert (fit.column, fit.matched, fit.without, fit.left_over, fit.gives) == ("cod_barrio", 12, 0, 0, ("population",))
    wifi = by_key["puntos_wifi.geojson"]
    assert wifi.type_id == "public-wifi-access-point"
    assert "wifi" in wifi.reason
    assert wifi.landing is not None
    assert wifi.landing.stated
    assert all(item.reason for item in plan.items)


def test_answers_go_before_guesses(tmp_path: Path) -> None:
    folder = make_folder(tmp_path / "villa")
    answers = {
        "puntos_wifi.geojson": Answer(role="devices", type_id="fixed-camera", credit="Me"),
        "termino.shp": Answer(role=LEFT_OUT),
    }
    plan = _plan(folder, answers=answers)
    by_key = {item.key: item for item in plan.items}
    assert by_key["puntos_wifi.geojson"].type_id == "fixed-camera"
    assert by_key["puntos_wifi.geojson"].source.credit == "Me"
    assert by_key["puntos_wifi.geojson"].source.licence == "CC BY 4.0"
    assert [item.key for item in plan.taken] == ["barrios.gpkg", "poblacion.csv", "puntos_wifi.geojson"]


def test_a_file_without_a_system_is_put_where_the_others_lie(tmp_path: Path) -> None:
    folder = make_folder(tmp_path / "villa")
    xy = wards().geometry.centroid.iloc[:3]
    rows = "\n".join(f"{point.x},{point.y},{number}" for number, point in enumerate(xy))
    (folder / "camaras.csv").write_text(f"x,y,ref\n{rows}\n", encoding="utf-8")
    item = next(item for item in _plan(folder).items if item.key == "camaras.csv")
    assert item.role == "devices"
    assert item.type_id == "fixed-camera"
    assert item.crs == CRS
    assert item.landing is not None
    assert not item.landing.stated
    assert "does not say" in item.problems[0].message


def test_neighbourhoods_without_any_place_ask_for_their_system(tmp_path: Path) -> None:
    wards().to_file(tmp_path / "barrios.shp")
    (tmp_path / "barrios.prj").unlink()
    plan = _plan(tmp_path)
    assert plan.problem is not None
    assert "coordinate system" in plan.problem
    said = _plan(tmp_path, answers={"barrios.shp": Answer(crs=CRS)})
    assert said.problem is None
    assert said.items[0].crs == CRS


def test_the_same_layer_twice_is_taken_once(tmp_path: Path) -> None:
    folder = make_folder(tmp_path / "villa")
    (folder / "copia").mkdir()
    wards().to_crs("EPSG:4326").to_file(folder / "copia" / "barrios.geojson")
    items = {item.key: item for item in _plan(folder).items}
    assert items["copia/barrios.geojson"].role == LEFT_OUT
    assert items["copia/barrios.geojson"].reason == "The same as barrios.gpkg."


def test_files_of_two_cities_are_told(tmp_path: Path) -> None:
    folder = make_folder(tmp_path / "villa")
    degrees_table(folder)
    plan = _plan(folder)
    (problem,) = plan.problems
    assert "lejos.geojson" in problem.message
    assert "another city" in problem.message
    assert _roles(plan)["lejos.geojson"] == LEFT_OUT
    assert _roles(plan)["barrios.gpkg"] == "neighbourhoods"


def test_a_table_about_other_places_is_left_out_with_the_reason(tmp_path: Path) -> None:
    folder = make_folder(tmp_path / "villa")
    (folder / "otros.csv").write_text("distrito,casas\nNorte,40\nSur,90\n", encoding="utf-8")
    item = next(item for item in _plan(folder).items if item.key == "otros.csv")
    assert item.role == LEFT_OUT
    assert "matches no neighbourhood" in item.reason
    (folder / "otros.csv").write_text("distrito,casas\nNorte,4\nSur,9\n", encoding="utf-8")
    item = next(item for item in _plan(folder).items if item.key == "otros.csv")
    assert item.role == LEFT_OUT
    assert "only 2 of 12" in item.reason
    assert TABLE in item.choices


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({}, "empty"),
        ({"notes.pdf": "x"}, "nothing to read"),
        ({".hidden.csv": "a,b\n1,2\n"}, "nothing to read"),
    ],
)
def test_a_folder_with_nothing_to_read_is_refused(tmp_path: Path, files: dict[str, str], said: str) -> None:
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=said):
        look_at([tmp_path])


def test_no_neighbourhoods_is_told_with_what_to_do(tmp_path: Path) -> None:
    folder = make_folder(tmp_path / "villa")
    (folder / "barrios.gpkg").unlink()
    plan = _plan(folder)
    assert plan.problem is not None
    assert "neighbourhoods" in plan.problem
    assert _roles(plan)["poblacion.csv"] == LEFT_OUT


def test_what_cannot_be_read_does_not_stop_the_rest(tmp_path: Path) -> None:
    folder = make_folder(tmp_path / "villa")
    (folder / "roto.geojson").write_text("{", encoding="utf-8")
    (folder / "vacio.csv").write_text("", encoding="utf-8")
    plan = _plan(folder)
    items = {item.key: item for item in plan.items}
    assert plan.problem is None
    assert items["roto.geojson"].role == LEFT_OUT
    assert "roto.geojson" in items["roto.geojson"].reason
    assert items["vacio.csv"].choices == (LEFT_OUT,)


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    folder = make_folder(tmp_path / "villa")
    secret = tmp_path / "secret.csv"
    secret.write_text("a,b\n1,2\n", encoding="utf-8")
    (folder / "link.csv").symlink_to(secret)
    assert "link.csv" not in _roles(_plan(folder))


def test_counts_of_poor_homes_become_a_rate(tmp_path: Path) -> None:
    areas = wards()
    areas["poblacion"] = 100
    areas["hogares"] = [30 + number for number in range(12)]
    areas["hogares_nbi"] = [25 - number for number in range(12)]
    areas.to_file(tmp_path / "radios.gpkg")
    (item,) = _plan(tmp_path).items
    assert item.fields["deprivation"] == "hogares_nbi/hogares"
    assert item.high_is_poor is True
    none = _plan(tmp_path, answers={"radios.gpkg": Answer(fields={"deprivation": ""})}).items[0]
    assert "deprivation" not in none.fields
    assert none.high_is_poor is None


def test_finer_areas_with_residents_say_who_lives_where(tmp_path: Path) -> None:
    folder = make_folder(tmp_path / "villa")
    fine = wards(20, 15)[["geometry"]]
    fine = gpd.GeoDataFrame({"radio_id": [f"R{n}" for n in range(300)], "poblacion": 5}, geometry=fine.geometry)
    fine.to_file(folder / "radios.gpkg")
    plan = _plan(folder, answers={"barrios.gpkg": Answer(role="neighbourhoods")})
    assert _roles(plan)["radios.gpkg"] == "people"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("barrios.gpkg", "FILE:NAME=VALUE"),
        ("no.csv:role=people", "no file no.csv"),
        ("barrios.gpkg:colour=red", "Nothing is called colour"),
        ("barrios.gpkg:type=lamp", "choose one of"),
        ("barrios.gpkg:role=lamp", "no role lamp"),
        ("barrios.gpkg:crs=EPSG:1", "EPSG:1"),
    ],
)
def test_answers_that_cannot_be_are_refused(tmp_path: Path, line: str, said: str) -> None:
    findings = look_at([make_folder(tmp_path / "villa")])
    with pytest.raises(InputError, match=said):
        read_answers([line], findings)


def test_answers_are_read_from_lines(tmp_path: Path) -> None:
    findings = look_at([make_folder(tmp_path / "villa")])
    lines = ["barrios.gpkg:field.id=nombre", "barrios.gpkg:crs=EPSG:25830", "PUNTOS_WIFI.geojson:type=siren"]
    answers = read_answers(lines, findings)
    assert answers["barrios.gpkg"] == Answer(fields={"id": "nombre"}, crs="EPSG:25830")
    assert answers["puntos_wifi.geojson"] == Answer(role="devices", type_id="siren")


def test_parts_of_files_that_are_called_the_same_are_told_apart(shared_data: Path) -> None:
    plan = _plan(shared_data / "cities" / "porto_alegre")
    names = [item.name for item in plan.taken if item.role in ("transit-stops", "transit-lines")]
    assert sorted(names) == [
        "Transit lines (poa_eptc)",
        "Transit lines (poa_trensurb)",
        "Transit stops (poa_eptc)",
        "Transit stops (poa_osm)",
        "Transit stops (poa_trensurb)",
    ]


def _cameras(folder: Path, states: list[str], heading: str = "Statut") -> Path:
    make_folder(folder)
    rows = [f"{place};{state};-3.70{place};40.38" for place, state in enumerate(states)]
    (folder / "camaras.csv").write_text("\n".join([f"id;{heading};lon;lat", *rows]), encoding="utf-8")
    return folder


def test_a_column_of_states_is_read_told_and_changed(tmp_path: Path) -> None:
    folder = _cameras(tmp_path / "villa", ["En service", "Hors service", "Réformé"])
    found = look_at([folder])
    item = next(item for item in make_plan(found).items if item.key == "camaras.csv")
    assert item.statuses == {"En service": "existing", "Hors service": "retired", "Réformé": None}
    assert [problem.severity for problem in item.problems] == ["info", "warning"]
    assert [fix.answer.statuses for fix in item.fixes] == [
        {"Réformé": state} for state in ("existing", "planned", "proposed", "retired")
    ]
    answers = read_answers(["camaras.csv:status.Réformé=retired", "camaras.csv:status.En service=planned"], found)
    project = planned_project(make_plan(found, answers, name="Villa"))
    assert [one.status for one in project.scenarios["baseline"].devices.values() if one.type_id == "fixed-camera"] == [
        "planned",
        "retired",
        "retired",
    ]


def test_one_status_for_all_goes_before_the_column_unless_that_is_named_too(tmp_path: Path) -> None:
    found = look_at([_cameras(tmp_path / "villa", ["Live", "Removed"], "Kiosk state")])
    for lines, statuses in (
        (["camaras.csv:status=planned"], ["planned", "planned"]),
        (["camaras.csv:status=planned", "camaras.csv:field.status=Kiosk state"], ["existing", "retired"]),
        (["camaras.csv:field.status="], ["existing", "existing"]),
    ):
        project = planned_project(make_plan(found, read_answers(lines, found), name="Villa"))
        devices = project.scenarios["baseline"].devices.values()
        assert [one.status for one in devices if one.type_id == "fixed-camera"] == statuses
