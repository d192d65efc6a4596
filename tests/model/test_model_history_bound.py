"""Runs of edits become one change, and the history keeps to its bound of memory."""

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pytest
from held import held
from hypothesis import given, settings
from hypothesis import strategies as st
from random_edits import edits
from same_project import assert_same_project
from small_city import CRS, small_project

from cityplanner.model import (
    BASELINE,
    CityChange,
    Device,
    DeviceChange,
    Edit,
    History,
    Layer,
    LayerChange,
    LayerMove,
    Project,
    TargetsChange,
)
from cityplanner.model.device_edits import move_devices, remove_devices
from cityplanner.model.layer_edits import alter_layer
from cityplanner.model.type_edits import set_parameter


@pytest.fixture
def project() -> Project:
    return small_project()


def tick(project: Project, history: History, opacity: float) -> None:
    layer = project.layers[0]
    history.do(alter_layer(project.layers, layer, replace(layer, opacity=opacity), "Opacity", "opacity streets"))


def test_two_hundred_ticks_of_a_slider_are_one_change(project: Project) -> None:
    history, start = History(project), held(project)
    for number in range(200):
        tick(project, history, number / 200)
    (step,) = history.steps
    (change,) = step.edit.changes
    assert (change.before, change.after) == ({"opacity": 1.0}, {"opacity": 199 / 200})
    history.undo()
    assert held(project) == start


def test_a_run_that_ends_where_it_began_is_no_step(project: Project) -> None:
    history = History(project)
    for opacity in (0.5, 0.7, 1.0):
        tick(project, history, opacity)
    assert (history.steps, history.undo_label, history.saved) == ((), None, True)


def test_every_kind_that_can_merge_does(project: Project) -> None:
    history, start = History(project), held(project)
    for number in range(50):
        siren = project.device_types["siren"]
        history.do(replace(set_parameter(siren, "range_m", 100.0 + number), merge_key="run"))
        history.do(Edit("", (TargetsChange(project.targets, project.targets[number % 3 :]),), "run"))
        named = replace(project.city, name=f"Vila {number}")
        change = CityChange.between((project.city, project.people), (named, project.people))
        history.do(Edit("", (change,), "run"))
        places = {id_: (float(number), 0.0) for id_ in ("ap-1", "ap-3")}
        history.do(move_devices(project.scenarios[BASELINE], places, project.device_types, "run"))
    (step,) = history.steps
    assert len(step.edit.changes) == 5
    assert project.city.name == "Vila 49"
    done = held(project)
    history.undo()
    assert held(project) == start
    history.redo()
    assert held(project) == done


def test_nothing_is_joined_across_a_change_that_stands_alone(project: Project) -> None:
    layer = project.layers[0]
    project.layers = [layer, replace(layer, id="lanes")]
    history, start = History(project), held(project)
    tick(project, history, 0.5)
    history.do(Edit("Up", (LayerMove("streets", "lanes", None),), "opacity streets"))
    first = project.layers[-1]
    history.do(alter_layer(project.layers, first, replace(first, opacity=0.2), "Opacity", "opacity streets"))
    (step,) = history.steps
    assert len(step.edit.changes) == 3
    history.undo()
    assert held(project) == start


@settings(deadline=None, max_examples=100)
@given(st.data())
def test_edits_that_merge_come_to_the_same_as_one_by_one(data: st.DataObject) -> None:
    project = small_project()
    history, start = History(project), replace(project)
    for number in range(data.draw(st.integers(1, 5))):
        history.do(replace(data.draw(edits(project, 100 * number)), merge_key="run"))
    assert len(history.steps) <= 1
    done = replace(project)
    history.undo()
    assert_same_project(project, start)
    history.redo()
    assert_same_project(project, done)


@settings(deadline=None, max_examples=100)
@given(st.data())
def test_devices_scenarios_and_layers_keep_their_order_through_undo_and_redo(data: st.DataObject) -> None:
    project = small_project()
    history, states = History(project), [replace(project)]
    for number in range(data.draw(st.integers(1, 6))):
        history.do(data.draw(edits(project, 100 * number)))
        states.append(replace(project))
        history.seal()
    for state in reversed(states[:-1]):
        history.undo()
        assert_same_project(project, state)
    for state in states[1:]:
        history.redo()
        assert_same_project(project, state)


@given(st.permutations(range(30)), st.integers(0, 30), st.permutations(range(30)))
def test_many_devices_deleted_in_any_order_come_back_to_their_places(
    order: list[int], count: int, more: list[int]
) -> None:
    project = small_project()
    devices = {f"d{n}": Device(f"d{n}", "siren", float(n), 0.0) for n in range(30)}
    project.scenarios = {BASELINE: replace(project.scenarios[BASELINE], devices=devices)}
    history, states = History(project), [list(devices)]

    def ids() -> list[str]:
        return list(project.scenarios[BASELINE].devices)

    for chosen in (order[:count], more):
        there = [id_ for n in chosen if (id_ := f"d{n}") in ids()]
        history.do(remove_devices(project.scenarios[BASELINE], there, project.device_types))
        states.append(ids())
        history.do(Edit("Place", (DeviceChange(BASELINE, None, Device(f"new-{len(states)}", "siren", 0.0, 0.0)),)))
        states.append(ids())
    for _ in range(2):
        taken = [ids()]
        while history.undo_label is not None:
            history.undo()
            taken.append(ids())
        assert taken == [state for n, state in enumerate(states) if n == 0 or state != states[n - 1]][::-1]
        while history.redo_label is not None:
            history.redo()
        assert ids() == states[-1]


# The bound


def heavy(number: int, rows: int = 10_000) -> Layer:
    """A layer of 240 kB or more."""
    points = gpd.points_from_xy(np.arange(rows, dtype=float), np.zeros(rows), crs=CRS)
    return Layer(f"heavy-{number}", "", "context", gpd.GeoDataFrame({"a": np.arange(rows)}, geometry=points))


def test_the_oldest_steps_go_when_the_bound_is_reached(project: Project) -> None:
    history = History(project, bound_bytes=10_000_000)
    for number in range(12):
        history.do(Edit(f"Add {number}", (LayerChange(None, heavy(number)),)))
        assert history.bytes_held <= 10_000_000
    assert 0 < history.forgotten < 12
    labels = [step.label for step in history.steps]
    assert labels == [f"Add {number}" for number in range(history.forgotten, 12)]
    assert [step.number for step in history.steps] == sorted({step.number for step in history.steps})
    while history.undo_label is not None:
        history.undo()
    assert [layer.id for layer in project.layers[1:]] == [f"heavy-{number}" for number in range(history.forgotten)]
    assert [step.label for step in history.steps] == labels
    assert not any(step.done for step in history.steps)


def test_the_last_step_stays_however_large_it_is(project: Project) -> None:
    history = History(project, bound_bytes=1)
    history.do(Edit("One", (LayerChange(None, heavy(1)),)))
    history.do(Edit("Two", (LayerChange(None, heavy(2)),)))
    assert (history.undo_label, history.forgotten) == ("Two", 1)


@pytest.mark.parametrize("saved_after", [0, 2, 3, 4])
def test_saved_stays_right_when_its_step_has_gone(project: Project, saved_after: int) -> None:
    """With room for the last step only: what was saved before it can be reached, what was saved earlier cannot."""
    history = History(project, bound_bytes=1)
    for number in range(4):
        if number == saved_after:
            history.mark_saved()
        history.do(Edit(f"Add {number}", (LayerChange(None, heavy(number)),)))
    if saved_after == 4:
        history.mark_saved()
    assert history.saved is (saved_after == 4)
    history.undo()
    assert history.undo_label is None
    assert history.saved is (saved_after == 3)
    history.redo()
    assert history.saved is (saved_after == 4)


def test_a_frame_that_steps_share_counts_once(project: Project) -> None:
    history, layer = History(project), heavy(1)
    history.do(Edit("Add", (LayerChange(None, layer),)))
    once = history.bytes_held
    assert once > 240_000
    for _ in range(5):
        history.do(Edit("Remove", (LayerChange(layer, None),)))
        history.do(Edit("Add", (LayerChange(None, layer),)))
    assert history.bytes_held < 1.2 * once
    history.undo()
    history.undo()
    history.do(Edit("Targets", (TargetsChange(project.targets, ()),)))
    assert history.bytes_held < 1.2 * once


def test_text_counts_with_its_length(project: Project) -> None:
    history = History(project)
    frame = gpd.GeoDataFrame(
        {"note": ["x" * 1_000] * 5_000}, geometry=gpd.points_from_xy([0.0] * 5_000, [0.0] * 5_000), crs=CRS
    )
    frame["note"] = frame["note"] + frame.index.astype(str)
    history.do(Edit("Add", (LayerChange(None, Layer("n", "", "context", frame)),)))
    assert 5_000_000 < history.bytes_held < 15_000_000
