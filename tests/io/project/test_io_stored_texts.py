"""A project speaks the language in which it is opened, not the one in which it was made."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from pseudo_language import in_pseudo
from small_city import small_project

from cityplanner.coverage.catalogue import load_catalogue
from cityplanner.i18n import _, format_number, set_language
from cityplanner.io.project.project_file import open_project, save_project
from cityplanner.model import BASELINE, LayerStyle, Problem, Project, Severity, StyleClass, StyleKind
from cityplanner.model.type_edits import set_parameter


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    set_language("en")
    yield
    set_language("en")


def _made_now() -> Project:
    """A study with a text of ours wherever one is stored, and a person's own words beside it."""
    project = small_project()
    project.device_types = load_catalogue()
    siren = project.device_types["siren"]
    project.apply(set_parameter(siren, "range_m", 500.0))
    kiosk = project.device_types["information-kiosk"]
    project.device_types["information-kiosk"] = replace(kiosk, name="Siren", description="Ours")
    project.scenarios[BASELINE] = replace(project.scenarios[BASELINE], name=_("Baseline"))
    project.people = replace(project.people, method=_("{count} points").format(count=format_number(12_000)))
    project.problems.append(Problem(Severity.INFO, _("deprivation"), _("{count} rows").format(count=format_number(3))))
    style = LayerStyle(StyleKind.CATEGORISED, "class", (StyleClass("a", "#112233", _("up to {n}").format(n=5)),))
    project.layers[0] = replace(project.layers[0], name=_("Streets"), style=style)
    return project


def _said(project: Project) -> dict[str, str]:
    siren, kiosk = project.device_types["siren"], project.device_types["information-kiosk"]
    style = project.layers[0].style
    assert style is not None
    return {
        "type": siren.name,
        "about": siren.description,
        "own figure": siren.sources["range_m"],
        "figure": siren.sources["life_years"],
        "own type": kiosk.name,
        "own words": kiosk.description,
        "scenario": project.scenarios[BASELINE].name,
        "people": project.people.method,
        "where": project.problems[-1].where,
        "problem": project.problems[-1].message,
        "layer": project.layers[0].name,
        "class": style.classes[0].label,
    }


_ENGLISH = {
    "type": "Siren",
    "about": "Warns everybody within hearing of floods, fires and landslides.",
    "own figure": "set in this project",
    "figure": "Rosemount, Minnesota 2010: 20 to 25 years",
    "own type": "Siren",
    "own words": "Ours",
    "scenario": "Baseline",
    "people": "12,000 points",
    "where": "deprivation",
    "problem": "3 rows",
    "layer": "Streets",
    "class": "up to 5",
}
_PSEUDO = {
    name: said if name.startswith("own ") and name != "own figure" else f"⟦{said}⟧" for name, said in _ENGLISH.items()
}


def test_what_was_made_in_one_language_is_shown_in_another(tmp_path: Path) -> None:
    with in_pseudo():
        project = _made_now()
        assert _said(project) == _PSEUDO
        save_project(project, tmp_path / "pseudo.gpkg")
        assert _said(open_project(tmp_path / "pseudo.gpkg")) == _PSEUDO
    assert _said(project) == _ENGLISH
    assert _said(open_project(tmp_path / "pseudo.gpkg")) == _ENGLISH


def test_other_programs_read_the_words_that_were_shown(tmp_path: Path) -> None:
    with in_pseudo():
        save_project(_made_now(), tmp_path / "pseudo.gpkg")
    with closing(sqlite3.connect(tmp_path / "pseudo.gpkg")) as database:
        assert database.execute("SELECT name FROM scenarios").fetchall() == [("⟦Baseline⟧",)]
        assert ("⟦Siren⟧",) in database.execute("SELECT name FROM device_types").fetchall()


def test_a_name_changed_by_another_program_is_a_persons_own(tmp_path: Path) -> None:
    save_project(_made_now(), tmp_path / "named.gpkg")
    with closing(sqlite3.connect(tmp_path / "named.gpkg")) as database:
        database.execute("UPDATE scenarios SET name = 'As it was in May'")
        database.commit()
    with in_pseudo():
        assert open_project(tmp_path / "named.gpkg").scenarios[BASELINE].name == "As it was in May"


def test_a_file_of_the_first_version_has_plain_strings(tmp_path: Path) -> None:
    """Types that are as in the catalogue, and the baseline, are shown in today's language; the rest as written."""
    path = tmp_path / "old.gpkg"
    save_project(_made_now(), path)
    with closing(sqlite3.connect(path)) as database:
        for key, value in (
            ("schema_version", 1),
            ("people_method", "12,000 points"),
            ("problems", [{"severity": "info", "where": "deprivation", "message": "3 rows"}]),
            ("scenario_names", {}),
        ):
            database.execute("UPDATE cityplanner_meta SET value = ? WHERE key = ?", (json.dumps(value), key))
        database.execute("DELETE FROM cityplanner_meta WHERE key = 'scenario_names'")
        for type_id, definition in database.execute("SELECT id, definition FROM device_types").fetchall():
            entry = json.loads(definition)
            plain = {key: value if isinstance(value, str) else value["id"] for key, value in entry["sources"].items()}
            for key in ("name", "description"):
                entry[key] = entry[key] if isinstance(entry[key], str) else entry[key]["id"]
            text = json.dumps({**entry, "sources": plain})
            database.execute("UPDATE device_types SET definition = ? WHERE id = ?", (text, type_id))
        database.commit()
    assert _said(open_project(path)) == _ENGLISH
    with in_pseudo():
        said = _said(open_project(path))
    old = {"people", "where", "problem", "own figure"}
    assert said == {name: _ENGLISH[name] if name in old else _PSEUDO[name] for name in _ENGLISH}


@pytest.mark.parametrize("damage", [None, 7, [], {"id": 3, "arguments": []}, {"kind": "text", "version": 99}])
def test_a_damaged_text_costs_no_project(tmp_path: Path, damage: object) -> None:
    path = tmp_path / "damaged.gpkg"
    save_project(_made_now(), path)
    with closing(sqlite3.connect(path)) as database:
        database.execute("UPDATE cityplanner_meta SET value = ? WHERE key = 'people_method'", (json.dumps(damage),))
        database.commit()
    assert isinstance(open_project(path).people.method, str)
