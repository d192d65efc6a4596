"""Which areas of an extract of OpenStreetMap are proposed as neighbourhoods and boundary, and which are offered."""

from pathlib import Path

import pytest
from osm_text import OsmText

from cityplanner.errors import InputError
from cityplanner.intake.answers import read_answers
from cityplanner.intake.bring_in import planned_project
from cityplanner.intake.describe_file import describe_file
from cityplanner.intake.look import look_at
from cityplanner.intake.plan import LEFT_OUT, TABLE, ImportPlan
from cityplanner.intake.planning import make_plan
from cityplanner.intake.study_name import study_name
from cityplanner.io import read_layer
from cityplanner.io.osm.areas import area_sets


def _town() -> OsmText:
    """A municipality of four districts and sixteen quarters, three small places with a name, and streets."""
    text = OsmText()
    text.square(0, 0, 8, boundary="administrative", admin_level="8", name="Villa")
    for x in range(2):
        for y in range(2):
            text.square(4 * x, 4 * y, 4, boundary="administrative", admin_level="9", name=f"Distrito {x}{y}")
    for x in range(4):
        for y in range(4):
            text.square(
                2 * x, 2 * y, 2, boundary="administrative", admin_level="10", name=f"Barrio {x}{y}", ref=f"0{x}{y}"
            )
    for x in range(20):
        text.square(0.1 * x, 0.1, 0.05, place="neighbourhood", name=f"Rincón {x}")
    text.square(1, 1, 0.5, building="yes")
    text.square(3, 3, 0.2, amenity="school", name="Escuela")
    text.line([(0, 0), (8, 8)], highway="residential")
    text.point(1, 1, highway="street_lamp")
    text.point(2, 1, highway="bus_stop")
    return text


@pytest.fixture
def town(tmp_path: Path) -> Path:
    return _town().write(tmp_path / "town" / "villa-latest.osm")


def _plan(*paths: Path, answers: tuple[str, ...] = ()) -> ImportPlan:
    findings = look_at(paths)
    return make_plan(findings, read_answers(answers, findings), name=study_name(paths))


def _roles(plan: ImportPlan) -> dict[str, str]:
    return {item.key.rpartition(" | ")[2]: item.role for item in plan.items}


def test_an_extract_alone_becomes_a_study(town: Path) -> None:
    plan = _plan(town)
    assert plan.problem is None
    assert plan.name == "Villa"
    assert _roles(plan) == {
        "villa-latest.osm": "basemap",
        "Administrative level 8": "boundary",
        "Administrative level 9": LEFT_OUT,
        "Administrative level 10": "neighbourhoods",
        "Neighbourhoods": LEFT_OUT,
        "Transit stops": "transit-stops",
        "Schools, clinics and the like": "sensitive-places",
        "Buildings": LEFT_OUT,
        "LED street light": "devices",
    }
    areas = plan.of_role("neighbourhoods")[0]
    assert areas.finding.description.features == 16
    assert any("how many people" in problem.message for problem in areas.problems)
    project = planned_project(plan)
    assert sorted(project.city.neighbourhoods["name"]) == sorted(f"Barrio {x}{y}" for x in range(4) for y in range(4))
    assert project.city.boundary is not None
    assert {layer.role for layer in project.layers} >= {"streets", "buildings", "transit-stops", "sensitive-places"}
    assert [device.type_id for device in project.scenarios["baseline"].devices.values()] == ["led-street-light"]


def test_the_person_may_want_another_level_and_buildings_of_their_own(town: Path) -> None:
    districts, buildings = f"{town.name} | Administrative level 9", f"{town.name} | Buildings"
    said = (f"{districts}:role=neighbourhoods", f"{buildings}:role=buildings", f"{town.name}:role=left-out")
    plan = _plan(town, answers=said[:2])
    roles = _roles(plan)
    assert (roles["Administrative level 9"], roles["Administrative level 10"]) == ("neighbourhoods", LEFT_OUT)
    assert (roles["Administrative level 8"], roles["Buildings"]) == ("boundary", "buildings")
    assert len(planned_project(plan).city.neighbourhoods) == 4
    item = next(item for item in plan.items if item.key == districts)
    assert item.choices == ("neighbourhoods", "boundary", "context", LEFT_OUT)


def test_a_census_table_joins_by_name_or_code(town: Path) -> None:
    rows = "\n".join(f"Barrio {x}{y};{100 + x}" for x in range(4) for y in range(4))
    (town.parent / "censo.csv").write_text(f"barrio;poblacion\n{rows}\n", encoding="utf-8")
    plan = _plan(town.parent)
    assert _roles(plan)["censo.csv"] == TABLE
    assert planned_project(plan).city.neighbourhoods["population"].sum() == 16 * 101.5
    rows = "\n".join(f"0{x}{y};10" for x in range(4) for y in range(4))
    (town.parent / "censo.csv").write_text(f"codigo;poblacion\n{rows}\n", encoding="utf-8")
    assert planned_project(_plan(town.parent)).city.neighbourhoods["population"].sum() == 160


def test_the_level_that_somebody_counts_goes_before_the_finest(town: Path) -> None:
    rows = "\n".join(f"Distrito {x}{y};1000" for x in range(2) for y in range(2))
    (town.parent / "censo.csv").write_text(f"distrito;poblacion\n{rows}\n", encoding="utf-8")
    roles = _roles(_plan(town.parent))
    assert (roles["Administrative level 9"], roles["Administrative level 10"]) == ("neighbourhoods", LEFT_OUT)


def test_a_file_of_the_person_goes_before_the_extract(town: Path) -> None:
    layer, _problems = read_layer(town, "neighbourhoods", layer="admin_level=9")
    layer.frame.to_file(town.parent / "distritos.gpkg")
    roles = _roles(_plan(town.parent))
    assert roles["distritos.gpkg"] == "neighbourhoods"
    assert {roles[f"Administrative level {level}"] for level in (8, 9, 10)} == {LEFT_OUT}


def test_patches_blocks_and_far_areas_are_no_proposal(tmp_path: Path) -> None:
    text = _town()
    for x in range(5):
        text.square(x, 0, 1, place="city_block")
        text.square(100 + x, 0, 1, boundary="administrative", admin_level="11", name=f"Far {x}")
    found = {one.layer: one for one in area_sets(text.write(tmp_path / "villa.osm"))}
    assert {layer for layer, one in found.items() if one.fits} == {"admin_level=9", "admin_level=10"}
    assert (found["admin_level=11"].inside, len(found["admin_level=11"].frame)) == (0, 5)
    assert found["admin_level=10"].inside == 16


def test_quarters_that_have_a_name_and_no_area_are_told(tmp_path: Path) -> None:
    text = _town()
    text.point(1, 1, place="suburb", name="Inside")
    text.point(7.99, 8.0001, place="suburb", name="Beyond")
    text.point(7.9, 3, place="city", name="Villa")
    plan = _plan(text.write(tmp_path / "villa.osm"))
    assert plan.of_role("neighbourhoods")[0].problems[0].message.startswith("No file says")
    text.square(8, 0, 1, building="yes")
    text.line([(0, 0), (9, 9)], highway="residential")
    plan = _plan(text.write(tmp_path / "villa.osm"))
    message = plan.of_role("neighbourhoods")[0].problems[0].message
    assert "1 suburb or quarter that the extract names lies in none of these areas: Beyond." in message


def test_a_set_is_named_like_a_layer(town: Path) -> None:
    description = describe_file(town)
    assert description.layers == ("admin_level=8", "admin_level=9", "admin_level=10", "place=neighbourhood")
    assert (description.contents["boundary"], description.contents["neighbourhoods"]) == (1, 16)
    layer, problems = read_layer(town, "neighbourhoods")
    assert len(layer.frame) == 16
    assert any("Administrative level 10 was taken" in problem.message for problem in problems)
    assert len(read_layer(town, "context", layer="admin_level=9")[0].frame) == 4
    with pytest.raises(InputError, match="has no layer admin_level=7; it has: admin_level=8, admin_level=9"):
        read_layer(town, "neighbourhoods", layer="admin_level=7")


def test_an_extract_without_areas_says_so(tmp_path: Path) -> None:
    text = OsmText()
    text.line([(0, 0), (1, 1)], highway="residential")
    file = text.write(tmp_path / "street.osm")
    with pytest.raises(InputError, match="no areas of administration"):
        read_layer(file, "neighbourhoods", layer="admin_level=9")
    with pytest.raises(InputError, match="nothing that could be taken as boundary"):
        read_layer(file, "boundary")
    plan = _plan(file)
    assert plan.problem is not None
    assert "No file holds neighbourhoods" in plan.problem


def test_areas_without_streets_are_offered_too(tmp_path: Path) -> None:
    text = OsmText()
    for x in range(3):
        text.square(x, 0, 1, place="quarter", name=f"Q{x}")
    plan = _plan(text.write(tmp_path / "quarters.osm"))
    assert _roles(plan) == {"Quarters": "neighbourhoods"}
    assert len(planned_project(plan).city.neighbourhoods) == 3


def test_monaco_has_quarters(shared_data: Path) -> None:
    plan = _plan(shared_data / "osm/planetiler/monaco-latest.osm.pbf")
    assert plan.name == "Monaco"
    assert plan.problem is None
    # The borders of three quarters lack a way that the extract does not have.
    told = [problem.message for problem in plan.of_role("neighbourhoods")[0].problems]
    assert "none of these areas: Jardin Exotique, Les Moneghetti, Sainte-Dévote." in told[0]
    project = planned_project(plan)
    names = {"Fontvieille", "Monaco-Ville", "La Condamine", "La Rousse", "Larvotto", "Monte-Carlo"}
    assert set(project.city.neighbourhoods["name"]) == names
    assert len(project.scenarios["baseline"].devices) == 17 + 7 + 3 + 9 + 41 + 2 + 1 + 1
