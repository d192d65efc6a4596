"""An import plan carried out: a study from a folder, and one undoable edit of an open study."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from city_folder import make_folder
from held import held

from cityplanner.errors import CancelledError, InputError
from cityplanner.intake.bring_in import import_edit, planned_project
from cityplanner.intake.look import look_at
from cityplanner.intake.plan import LEFT_OUT, TABLE, Answer, ImportPlan
from cityplanner.intake.planning import make_plan
from cityplanner.intake.study_name import study_name
from cityplanner.model import History, Project
from cityplanner.progress import CancelToken


def _plan(*paths: Path, into: Project | None = None, answers: dict[str, Answer] | None = None) -> ImportPlan:
    return make_plan(look_at(paths), answers, into=into, name=study_name(paths))


@pytest.fixture
def villa(tmp_path: Path) -> Path:
    return make_folder(tmp_path / "villa")


@pytest.fixture
def bare(villa: Path) -> Project:
    """The neighbourhoods alone."""
    return planned_project(_plan(villa / "barrios.gpkg"))


def test_a_folder_becomes_a_study(villa: Path) -> None:
    project = planned_project(_plan(villa))
    assert project.city.name == "Villa"
    assert len(project.city.neighbourhoods) == 12
    assert project.people.weights[:, 0].sum() == sum(100 + 10 * number for number in range(12))
    assert project.city.boundary is not None
    assert sorted(project.scenarios["baseline"].devices) == ["W1", "W2"]
    by_file = {source.file: source for source in project.city.sources}
    assert by_file["puntos_wifi.geojson"].licence == "CC BY 4.0"
    assert by_file["puntos_wifi.geojson"].credit == "Villa open data"
    assert set(by_file) == {"barrios.gpkg", "poblacion.csv", "puntos_wifi.geojson", "termino.shp"}
    assert all(len(source.sha256) == 64 for source in by_file.values())


def test_a_workbook_is_joined_by_the_sheet_that_fits(villa: Path) -> None:
    table = pd.read_csv(villa / "poblacion.csv", dtype=str, sep=None, engine="python")
    (villa / "poblacion.csv").unlink()
    with pd.ExcelWriter(villa / "censo.xlsx") as book:
        pd.DataFrame({"Contents": ["Population", "Homes"]}).to_excel(book, sheet_name="Cover", index=False)
        table.to_excel(book, sheet_name="Population", index=False)
    project = planned_project(_plan(villa))
    assert project.people.weights[:, 0].sum() == sum(100 + 10 * number for number in range(12))


def test_into_an_open_study_is_one_step(villa: Path, bare: Project) -> None:
    before = _plan(villa, into=bare)
    assert {item.key for item in before.items if not item.taken} == {"barrios.gpkg"}
    history = History(bare)
    untouched = held(bare)
    edit = import_edit(bare, before)
    assert held(bare) == untouched
    history.do(edit)
    assert history.undo_label == "Import 3 files"
    assert bare.people.weights[:, 0].sum() == 1860
    assert sorted(bare.scenarios["baseline"].devices) == ["W1", "W2"]
    assert bare.city.boundary is not None
    history.undo()
    assert held(bare) == untouched
    history.redo()
    assert bare.people.weights[:, 0].sum() == 1860


def test_a_table_with_groups_gives_them_to_the_people(villa: Path, bare: Project, tmp_path: Path) -> None:
    History(bare).do(import_edit(bare, _plan(villa / "poblacion.csv", into=bare)))
    rows = "\n".join(f"{number + 1:03d},{10 + number}" for number in range(12))
    (tmp_path / "mujeres.csv").write_text(f"cod_barrio,mujeres\n{rows}\n", encoding="utf-8")
    edit = import_edit(bare, _plan(tmp_path / "mujeres.csv", into=bare))
    assert edit.label == "Add mujeres.csv"
    History(bare).do(edit)
    assert bare.city.groups == ("women",)
    assert bare.people.groups == ("women",)
    sums = np.zeros(12)
    np.add.at(sums, bare.people.neighbourhood, bare.people.weights[:, 1])
    np.testing.assert_allclose(sums, 10 + np.arange(12))


def test_a_file_that_turns_out_bad_is_told_and_the_rest_comes(villa: Path) -> None:
    plan = _plan(villa)
    (villa / "puntos_wifi.geojson").write_text("{", encoding="utf-8")
    project = planned_project(plan)
    assert not project.scenarios["baseline"].devices
    assert any(problem.where == "puntos_wifi.geojson" for problem in project.problems)
    assert project.city.boundary is not None


def test_a_bad_file_alone_is_refused(villa: Path, bare: Project) -> None:
    plan = _plan(villa / "puntos_wifi.geojson", into=bare)
    (villa / "puntos_wifi.geojson").write_text("{", encoding="utf-8")
    with pytest.raises(InputError, match="puntos_wifi"):
        import_edit(bare, plan)


def test_nothing_taken_is_refused(villa: Path, bare: Project) -> None:
    plan = _plan(villa / "puntos_wifi.geojson", into=bare, answers={"puntos_wifi.geojson": Answer(role=LEFT_OUT)})
    with pytest.raises(InputError, match="Nothing is left"):
        import_edit(bare, plan)


def test_the_study_has_it_already(villa: Path, bare: Project) -> None:
    History(bare).do(import_edit(bare, _plan(villa / "puntos_wifi.geojson", into=bare)))
    (item,) = _plan(villa / "puntos_wifi.geojson", into=bare).items
    assert item.role == LEFT_OUT
    assert item.reason == "The study has it already."


def test_cancelling_leaves_everything_as_it_was(villa: Path, bare: Project) -> None:
    token = CancelToken()
    token.cancel()
    untouched = held(bare)
    with pytest.raises(CancelledError):
        import_edit(bare, _plan(villa, into=bare), cancel=token)
    assert held(bare) == untouched
    with pytest.raises(CancelledError):
        look_at([villa], cancel=token)


def test_the_poorest_barrios_of_buenos_aires(shared_data: Path) -> None:
    """Homes in need over homes, census 2010: Constitución, La Boca and San Telmo have most, Versalles fewest."""
    project = planned_project(_plan(shared_data / "cities/buenos_aires"))
    ranked = project.city.neighbourhoods.sort_values("deprivation")["name"].tolist()
    assert ranked[0] == "VERSALLES"
    assert set(ranked[-3:]) >= {"CONSTITUCION", "BOCA"}
    assert project.city.deprivation_high_is_poor


def test_each_sheet_of_a_workbook_is_a_table_of_its_own(villa: Path) -> None:
    (villa / "poblacion.csv").unlink()
    codes = [f"{number + 1:03d}" for number in range(12)]
    with pd.ExcelWriter(villa / "censo.xlsx") as book:
        pd.DataFrame({"cod_barrio": codes, "poblacion": 100}).to_excel(book, sheet_name="Personas", index=False)
        pd.DataFrame({"cod_barrio": codes, "mujeres": 60}).to_excel(book, sheet_name="Mujeres", index=False)
    plan = _plan(villa)
    assert {item.key for item in plan.of_role(TABLE)} == {"censo.xlsx | Personas", "censo.xlsx | Mujeres"}
    project = planned_project(plan)
    assert project.people.weights[:, 0].sum() == 1_200
    assert project.people.weights[:, 1].sum() == pytest.approx(720)
    assert project.city.groups == ("women",)
