"""Order, groups and names of layers change as asked, and every change can be taken back."""

from dataclasses import replace

import geopandas as gpd
from held import held
from hypothesis import given
from hypothesis import strategies as st
from small_city import CRS, small_project

from cityplanner.model import Edit, History, Layer, Project
from cityplanner.model.layer_edits import (
    alter_layer,
    between_groups,
    group_layers,
    move_layers,
    rename_group,
    show_layers,
    step_layers,
    ungroup,
)

EMPTY = gpd.GeoDataFrame({"name": []}, geometry=[], crs=CRS)


def project_of(names: str) -> Project:
    """Letters from the bottom up; ``a bc`` has b and c in the group "G"; a space ends a group."""
    project = small_project()
    project.layers = []
    group = None
    for letter in names:
        if letter in "()":
            group = "G" if letter == "(" else None
        else:
            project.layers.append(Layer(letter, letter.upper(), "context", EMPTY, group=group))
    return project


def shown(project: Project) -> str:
    """What :func:`project_of` reads."""
    text, group = "", None
    for layer in project.layers:
        if layer.group != group:
            text += ")" * (group is not None) + "(" * (layer.group is not None)
            group = layer.group
        text += layer.id
    return text + ")" * (group is not None)


def done(project: Project, edit: Edit | None) -> str:
    """``project`` after ``edit``; it is the same again afterwards."""
    assert edit is not None
    before = held(project)
    history = History(project)
    history.do(edit)
    result = shown(project)
    history.undo()
    assert held(project) == before
    history.redo()
    assert shown(project) == result
    history.undo()
    return result


def test_a_layer_steps_past_its_neighbour() -> None:
    project = project_of("abc")
    up = step_layers(project.layers, {"b"}, 1)
    assert up is not None
    assert up.label == "Move B up"
    assert len(up.changes) == 1
    assert done(project, up) == "acb"
    assert done(project, step_layers(project.layers, {"b"}, -1)) == "bac"
    assert step_layers(project.layers, {"c"}, 1) is None
    assert step_layers(project.layers, {"a"}, -1) is None


def test_a_layer_steps_past_a_whole_group_and_out_of_its_own() -> None:
    project = project_of("a(bc)d")
    assert done(project, step_layers(project.layers, {"a"}, 1)) == "(bc)ad"
    assert done(project, step_layers(project.layers, {"d"}, -1)) == "ad(bc)"
    assert done(project, step_layers(project.layers, {"b"}, 1)) == "a(cb)d"
    assert done(project, step_layers(project.layers, {"c"}, 1)) == "a(b)cd"
    assert done(project, step_layers(project.layers, {"b"}, -1)) == "ab(c)d"


def test_a_group_steps_as_one() -> None:
    project = project_of("a(bc)d")
    edit = step_layers(project.layers, {"b", "c"}, 1)
    assert edit is not None
    assert edit.label == "Move 2 layers up"
    assert done(project, edit) == "ad(bc)"
    assert done(project, step_layers(project.layers, {"b", "c"}, -1)) == "(bc)ad"
    project = project_of("a(bc)")
    assert step_layers(project.layers, {"b", "c"}, 1) is None


def test_layers_are_grouped_where_the_highest_lies_and_join_a_group_on_top() -> None:
    project = project_of("abcd")
    assert done(project, group_layers(project.layers, {"a", "c"}, "G")) == "b(ac)d"
    project = project_of("a(bc)d")
    assert done(project, group_layers(project.layers, {"a"}, "G")) == "(bca)d"


def test_a_new_group_does_not_tear_another_apart() -> None:
    project = project_of("a(bcd)")
    edit = group_layers(project.layers, {"b"}, "H")
    project.apply(edit)
    assert [(layer.id, layer.group) for layer in project.layers] == [("a", None), ("b", "H"), ("c", "G"), ("d", "G")]
    project = project_of("a(bcd)")
    project.apply(group_layers(project.layers, {"a", "c"}, "H"))
    assert [layer.group for layer in project.layers] == ["G", "G", "H", "H"]


def test_a_place_in_a_group_is_moved_above_it() -> None:
    layers = project_of("a(bc)d").layers
    assert [between_groups(layers, place) for place in range(5)] == [0, 1, 3, 3, 4]


def test_groups_are_renamed_joined_and_dissolved() -> None:
    project = project_of("a(bc)d")
    assert done(project, ungroup(project.layers, "G")) == "abcd"
    project.apply(rename_group(project.layers, "G", "Roads"))
    assert [layer.group for layer in project.layers] == [None, "Roads", "Roads", None]
    project.apply(group_layers(project.layers, {"a"}, "H"))
    project.apply(rename_group(project.layers, "H", "Roads"))
    assert [(layer.id, layer.group) for layer in project.layers][:3] == [("b", "Roads"), ("c", "Roads"), ("a", "Roads")]


def test_only_what_changes_is_in_the_edit() -> None:
    project = project_of("abc")
    edit = show_layers(project.layers, {"b"}, "Show only B")
    assert [change.layer for change in edit.changes] == ["a", "c"]
    assert [change.after for change in edit.changes] == [{"visible": False}] * 2
    assert alter_layer(project.layers, project.layers[1], None, "Remove B").changes[0].below == "c"


@given(st.permutations("abcdefg"), st.sets(st.sampled_from("abcdefg"), min_size=1), st.integers(0, 7), st.booleans())
def test_moved_layers_lie_where_they_were_dropped(order: list[str], ids: set[str], place: int, grouped: bool) -> None:
    project = project_of("".join(order))
    others = [letter for letter in order if letter not in ids]
    place = min(place, len(others))
    moved = [letter for letter in order if letter in ids]
    history = History(project)
    before = held(project)
    history.do(move_layers(project.layers, ids, place, "G" if grouped else None, "Move"))
    assert [layer.id for layer in project.layers] == [*others[:place], *moved, *others[place:]]
    assert {layer.id for layer in project.layers if layer.group == "G"} == (ids if grouped else set())
    history.undo()
    assert held(project) == before


def test_a_style_and_a_move_in_one_run_are_taken_back_together() -> None:
    project = project_of("abc")
    history = History(project)
    for opacity in (0.9, 0.5, 0.1):
        layer = project.layers[1]
        history.do(alter_layer(project.layers, layer, replace(layer, opacity=opacity), "Opacity of B", "opacity b"))
    assert project.layers[1].opacity == 0.1
    history.undo()
    assert project.layers[1].opacity == 1.0
    assert history.undo_label is None
