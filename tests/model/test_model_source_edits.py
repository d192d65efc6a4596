"""Licence and credit of a file, changed wherever the project names it."""

from dataclasses import replace
from datetime import date

from small_city import small_project

from cityplanner.model import History, Layer, Project, Source
from cityplanner.model.source_edits import credit_source, every_source

_ONE = Source("wards.gpkg", "a" * 64, "neighbourhoods", date(2026, 1, 2))
_TWO = Source("parks.gpkg", "b" * 64, "public-space", date(2026, 1, 2), "CC0", "City")


def _project() -> Project:
    project = small_project()
    project.city = replace(project.city, sources=(_ONE, _TWO))
    frame = project.city.neighbourhoods[["geometry"]]
    project.layers = [Layer("a", "A", "public-space", frame, _TWO), Layer("b", "B", "context", frame)]
    return project


def test_each_file_is_listed_once() -> None:
    assert {source.file for source in every_source(_project())} == {"wards.gpkg", "parks.gpkg"}
    assert len(every_source(_project())) == 2


def test_everywhere_in_one_step_that_can_be_undone() -> None:
    project = _project()
    history = History(project)
    seen = []
    history.changed.connect(seen.append)
    edit = credit_source(project, _TWO, licence=" CC BY 4.0 ", credit="Parks office")
    assert edit is not None
    history.do(edit)
    assert project.city.sources[1].licence == "CC BY 4.0"
    assert project.layers[0].source.credit == "Parks office"
    assert project.city.sources[0] == _ONE
    # Nothing is to be worked out again for it.
    assert seen[-1].sources
    assert not seen[-1].city
    history.undo()
    assert project.city.sources == (_ONE, _TWO)
    assert project.layers[0].source == _TWO


def test_the_same_as_before_is_no_step() -> None:
    assert credit_source(_project(), _TWO, licence="CC0", credit="City") is None
