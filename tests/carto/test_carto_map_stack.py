"""The one composition of a map: the same slices of the same things, whatever paints them."""

from dataclasses import fields, replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_city import SOUTH, WEST, small_project

from cityplanner.carto.display_list import Areas, Label, MapFrame, Outlines, Symbols, WorldItem
from cityplanner.carto.map_stack import (
    ABOVE,
    BELOW,
    COVERAGE,
    DEVICES,
    NAMES,
    RANGES,
    STACK,
    MapContent,
    map_slice,
    map_stack,
)
from cityplanner.carto.neighbourhood_colours import MapMode, neighbourhood_colours
from cityplanner.carto.symbol_size import Medium
from cityplanner.carto.viewport import Viewport
from cityplanner.coverage import engine_for
from cityplanner.coverage.engine import types_of
from cityplanner.documents import export_map as exporting
from cityplanner.facts.focus import Focus
from cityplanner.gui.map.picture_stack import map_content
from cityplanner.model import BASELINE, Project
from cityplanner.session.study import Study

WIFI = "public-wifi-access-point"
VIEW = Viewport(WEST + 2000, SOUTH + 500, 5.0, 900, 500)


def content(project: Project | None = None, hidden: frozenset[str] = frozenset()) -> MapContent:
    project = project or small_project()
    table = engine_for(project, BASELINE).table(WIFI)
    measured = types_of(WIFI, project.device_types)
    devices = [one for one in project.scenarios[BASELINE].devices.values() if one.type_id in measured]
    return MapContent(project, devices, measured, neighbourhood_colours(MapMode.SHARE, table, project.city), hidden)


def same(one: object, other: object) -> bool:
    """Whether two items are alike in all that they hold."""
    if isinstance(one, np.ndarray) and isinstance(other, np.ndarray):
        return one.shape == other.shape and bool(np.all(one == other))
    if type(one) is type(other) and isinstance(one, WorldItem):
        return all(same(getattr(one, part.name), getattr(other, part.name)) for part in fields(one))
    return one == other


def alike(some: list[WorldItem], others: list[WorldItem]) -> bool:
    return len(some) == len(others) and all(same(a, b) for a, b in zip(some, others, strict=True))


def test_slices_lie_over_each_other_in_their_order_with_names_on_top():
    stack = dict(map_stack(content(), VIEW, Medium.SCREEN))
    assert tuple(stack) == STACK == (BELOW, COVERAGE, ABOVE, RANGES, DEVICES, NAMES)
    assert isinstance(stack[COVERAGE][0], Areas)
    assert [type(item) for item in stack[RANGES]] == [Outlines]
    assert [type(item) for item in stack[DEVICES]] == [Symbols]
    assert {type(item) for item in stack[NAMES]} == {Label}
    assert [name for name, _items in map_stack(content(), VIEW, Medium.PAPER, [NAMES, BELOW])] == [BELOW, NAMES]


@pytest.mark.parametrize(("hidden", "slice_"), [("served", COVERAGE), ("ranges", RANGES), ("names", NAMES)])
def test_what_is_hidden_is_an_empty_slice_and_costs_no_other(hidden: str, slice_: str):
    stack = dict(map_stack(content(hidden=frozenset({hidden})), VIEW, Medium.PAPER))
    assert stack[slice_] == []
    assert all(items for name, items in stack.items() if name != slice_)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(hidden=st.frozensets(st.sampled_from(["served", "ranges", "names"])), scale=st.floats(1.0, 20.0))
def test_screen_and_paper_list_the_same_but_for_the_size_of_symbols(hidden: frozenset[str], scale: float):
    shown, view = content(hidden=hidden), replace(VIEW, metres_per_pixel=scale)
    screen, paper = (dict(map_stack(shown, view, medium)) for medium in (Medium.SCREEN, Medium.PAPER))
    for name in STACK:
        if name == DEVICES:
            (one,), (other,) = screen[name], paper[name]
            assert same(one.xy, other.xy)
            assert same(one.style, other.style)
            assert [style.shape for style in one.styles] == [style.shape for style in other.styles]
        else:
            assert alike(screen[name], paper[name]), name


def test_the_window_and_the_page_paint_what_the_stack_says(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    project = small_project()
    pages: list[list[object]] = []
    monkeypatch.setattr(exporting, "write_page", lambda _path, items, *_size: pages.append(items))
    exporting.export_map(project, BASELINE, tmp_path / "map.png", focus=Focus(WIFI), day=date(2026, 11, 27))
    (frame,) = [item for item in pages[0] if isinstance(item, MapFrame)]
    study = Study(project)
    for name in (BELOW, COVERAGE, ABOVE, RANGES, DEVICES):
        items = map_slice(name, map_content(study, name), frame.viewport, Medium.PAPER)
        assert items
        assert all(any(same(item, painted) for painted in frame.items) for item in items), name


def test_types_that_are_no_more_and_a_study_without_colours_are_no_trouble():
    shown = replace(content(), measured=[*content().measured, "unheard-of"], colours=None)
    stack = dict(map_stack(shown, VIEW, Medium.SCREEN))
    assert stack[COVERAGE] == []
    assert len(stack[RANGES]) == 1
